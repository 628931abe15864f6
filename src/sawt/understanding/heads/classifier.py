"""One question asked of many messages, by every view of them: letters and words, hidden units, order.

Where messages or labels are few, a linear head answers: it learns most from hundreds. Where thousands
of messages stand for dozens of labels, layers that see features together and layers that hear words in
their order answer instead. They err on different messages, and the mean of their log-probabilities (a
product of experts, Hinton 2002) is right more often than either. A linear head beside them adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.features.hashing import features_of
from sawt.understanding.heads.hidden import Hidden, train_hidden
from sawt.understanding.heads.sequence import SequenceHead, sequences_of, train_sequence
from sawt.understanding.heads.training import train
from sawt.understanding.heads.vocabulary import Vocabulary, learn_vocabulary, weigh
from sawt.understanding.spelling import fold_all

Floats = NDArray[np.float32]

# Of two or three labels, as polarity has, the layers learned no more than the linear head did, in far more
# time (reviews of the Gulf, by business).
ENOUGH_TEXTS, ENOUGH_LABELS = 5_000, 10
HIDDEN, ORDERED = 4, 3  # layers of each kind, with seeds of their own
_UNKNOWN = 10.0  # nats that a text of unknown features alone would add to its entropy
_SHARPNESS = np.float32(4)  # of the linear head's scores beside probabilities


@dataclass(frozen=True)
class Classifier:
    """What was learned from labelled messages, view by view: `fit` makes it, `predict` answers.

    linear: float32 (vocabulary.width, labels), None where the layers, hidden and ordered, answer.
    """

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    linear: Floats | None
    hidden: tuple[Hidden, ...]
    ordered: tuple[SequenceHead, ...]

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], seed: int = 0) -> Classifier:
        """Learn from texts and a label for each, the same for the same seed.

        Raises ValueError for fewer than two labels.
        """
        codes, truth = np.unique(np.array(labels, str), return_inverse=True)
        if len(codes) < 2:
            raise ValueError("fewer than two labels")
        folded = fold_all(texts)
        features = features_of(folded)
        vocabulary = learn_vocabulary(features)
        known = weigh(features, vocabulary)
        if len(texts) < ENOUGH_TEXTS or len(codes) < ENOUGH_LABELS:
            linear = train(known, truth, len(codes), vocabulary.width, seed=seed)
            return cls(tuple(codes.tolist()), vocabulary, linear, (), ())
        words = sequences_of(folded)
        hidden = [
            train_hidden(known, truth, len(codes), vocabulary.width, seed=seed + number)
            for number in range(HIDDEN)
        ]
        ordered = [train_sequence(words, truth, len(codes), seed=seed + number) for number in range(ORDERED)]
        return cls(tuple(codes.tolist()), vocabulary, None, tuple(hidden), tuple(ordered))

    def scores(self, texts: Sequence[str]) -> Floats:
        """A log-probability of each label, before any calibration: float32 of shape (texts, labels)."""
        folded = fold_all(texts)
        rows = weigh(features_of(folded), self.vocabulary)
        if self.linear is not None:
            return _surprise(rows.times(self.linear) * _SHARPNESS)
        words = sequences_of(folded)
        bags = np.mean([_surprise(head.scores(rows)) for head in self.hidden], axis=0)
        orders = np.mean([_surprise(head.scores(words)) for head in self.ordered], axis=0)
        return _surprise((bags + orders) / 2)

    def predict(self, texts: Sequence[str]) -> list[str]:
        """The likeliest label of each text."""
        return [self.labels[place] for place in self.scores(texts).argmax(1)]

    def novelty(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """How unlike all that was learned each text is: float64 of shape (texts,).

        Two doubts: the entropy of the answer, in nats, and the share of the text's features that no
        message learned from had.
        """
        surprise = self.scores(texts).astype(float)
        features = features_of(fold_all(texts))
        known = np.diff(weigh(features, self.vocabulary).offsets)
        here = np.diff(features.offsets) + (features.cues != 0).sum(1)
        return -(np.exp(surprise) * surprise).sum(1) + _UNKNOWN * (1 - known / np.maximum(here, 1))


def _surprise(scores: Floats) -> Floats:
    """Scores as log-probabilities."""
    scores = scores - scores.max(1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(1, keepdims=True))
