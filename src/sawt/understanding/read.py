"""From messages to readings: what each says, how sure that is, and when the machine does not know.

fold ─▶ features ─▶ scores of all heads ─▶ probabilities ─▶ answer or abstention
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from sawt.errors import StateError
from sawt.understanding.calibration import confidence_of, corrected, probabilities
from sawt.understanding.features.cues import CUES
from sawt.understanding.features.hashing import Features, features_of
from sawt.understanding.heads.model import Model, from_bytes
from sawt.understanding.language import LANGUAGE_HEAD, allowed, bucket_of
from sawt.understanding.messages import prepared
from sawt.understanding.spelling import fold_all

WORTH_NAMING = 0.05  # probability of a runner-up
MOST_OTHERS = 3
_LENGTH = CUES.index("length")


@dataclass(frozen=True)
class HeadReading:
    """What one head says of a batch of n texts.

    labels: the head's codes; probabilities: float32 (n, len(labels)), calibrated; abstained: bool (n,).
    """

    labels: tuple[str, ...]
    probabilities: NDArray[np.float32]
    abstained: NDArray[np.bool_]

    @property
    def best(self) -> NDArray[np.int64]:
        """The likeliest code of each text, by its place in `labels`."""
        return self.probabilities.argmax(1)

    @property
    def confidence(self) -> NDArray[np.float32]:
        """How likely the likeliest code is."""
        return self.probabilities.max(1)

    def right(self, truth: Sequence[str]) -> NDArray[np.bool_]:
        """Which texts' likeliest code is the given one."""
        return np.array([self.labels[place] for place in self.best], object) == np.array(truth, object)

    def others(self, number: int) -> list[tuple[str, float]]:
        """The runners-up of one text that are worth naming, likeliest first."""
        given = self.probabilities[number]
        order = np.argsort(-given, kind="stable")[1 : 1 + MOST_OTHERS]
        return [(self.labels[place], float(given[place])) for place in order if given[place] >= WORTH_NAMING]


@dataclass(frozen=True)
class Readings:
    """What a model's heads say of a batch."""

    model: str
    heads: Mapping[str, HeadReading]


def read_all(texts: Sequence[str], model: Model | None = None) -> Readings:
    """The readings of a batch of texts, by the shipped model or another.

    Never fails on what a text may hold. A text without a letter or digit is an abstention in each head.
    """
    model = model or shipped_model()
    texts = prepared(texts)
    return _answers(model, texts, features_of(fold_all(texts)))


@cache
def shipped_model() -> Model:
    """The model that ships: trained on the seed corpus alone. Raises StateError `model.not_shipped`."""
    file = files("sawt.understanding") / "model" / "heads.model"
    try:
        return from_bytes(file.read_bytes(), str(file))
    except OSError:
        raise StateError("model.not_shipped", path=str(file)) from None


def _answers(model: Model, texts: Sequence[str], features: Features) -> Readings:
    scores = model.scores(features)
    silent = features.cues[:, _LENGTH] == 0  # without a word nothing was said that could be understood
    bucket = np.zeros(len(texts), np.int64)
    for head in model.heads:
        if head.name == LANGUAGE_HEAD:
            scores[head.name] = allowed(scores[head.name], head.labels, texts)
            bucket = bucket_of(head.labels, scores[head.name])
    answers = {}
    for head in model.heads:
        given = probabilities(scores[head.name], np.array(head.temperatures)[bucket])
        given = corrected(given, head.reliability)
        confidence, margin = confidence_of(given)
        unsure = (confidence < head.threshold.confidence) | (margin < head.threshold.margin)
        answers[head.name] = HeadReading(head.labels, given, unsure | silent)
    return Readings(model.version, answers)
