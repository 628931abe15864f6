"""Why a message was read as it was: the words that spoke for and against, and the nearest known messages.

A word speaks for the answer when the answer's lead over the runner-up shrinks without it. Each word is
left out in turn and the message scored again, so that the reason is the model's own and no second model's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sawt import corpus
from sawt.understanding.features.hashing import features_of
from sawt.understanding.heads.model import Model
from sawt.understanding.heads.vocabulary import Weighed, weigh
from sawt.understanding.messages import prepared
from sawt.understanding.read import HeadReading, read_all, shipped_model
from sawt.understanding.spelling import fold_all

_MOST_WORDS = 200  # of a message that are left out one by one
_NAMED = 5  # words named on each side
_NEAREST = 3
_LETTERS_AT_ONCE = 500_000

# A word keeps the marks within it: diacritics, tatweel, joiners.
_WORD = re.compile(r"\w[\w\u064b-\u065f\u0670\u0640\u200c\u200d]*")

_LIBRARIES: dict[str, tuple[Weighed, NDArray[np.float64]]] = {}  # by the version of the model


@dataclass(frozen=True)
class Spoken:
    """A word of the message: where it stands, and by how much it moved the lead."""

    start: int
    end: int
    word: str
    weight: float


@dataclass(frozen=True)
class Neighbour:
    """A labelled message near to the one read, its code in this head, and the cosine of both."""

    id: str
    text: str
    label: str
    similarity: float


@dataclass(frozen=True)
class Why:
    """The reasons of one head for one message."""

    head: str
    label: str
    confidence: float
    abstained: bool
    runner_up: str
    for_it: tuple[Spoken, ...]
    against_it: tuple[Spoken, ...]
    nearest: tuple[Neighbour, ...]


def why(text: str, heads: Sequence[str], model: Model | None = None) -> tuple[Why, ...]:
    """The reasons of some heads for a message. Raises KeyError for a head that the model lacks."""
    model = model or shipped_model()
    text = prepared([text])[0]
    readings = read_all([text], model)
    spans = [(found.start(), found.end()) for found in _WORD.finditer(text)][:_MOST_WORDS]
    without = [text[:start] + " " + text[end:] for start, end in spans]
    scores = _scored([text, *without], model)
    near = _nearest(text, model)
    return tuple(_reason(head, text, spans, scores[head], readings.heads[head], near) for head in heads)


def _scored(texts: list[str], model: Model) -> dict[str, NDArray[np.float32]]:
    """The scores of some texts, so many at a time that long ones fit into memory."""
    piece = max(1, _LETTERS_AT_ONCE // max(len(texts[0]), 1))
    parts = [
        model.scores(features_of(fold_all(texts[at : at + piece]))) for at in range(0, len(texts), piece)
    ]
    return {head: np.concatenate([part[head] for part in parts]) for head in parts[0]}


def _reason(
    head: str,
    text: str,
    spans: Sequence[tuple[int, int]],
    scores: NDArray[np.float32],
    reading: HeadReading,
    near: Sequence[tuple[corpus.Message, float]],
) -> Why:
    order = np.argsort(-reading.probabilities[0], kind="stable")
    first, second = int(order[0]), int(order[1])
    lead = scores[:, first] - scores[:, second]
    moved = lead[0] - lead[1:]
    words = [
        Spoken(start, end, text[start:end], round(float(weight), 4))
        for (start, end), weight in zip(spans, moved, strict=True)
    ]
    ranked = sorted(words, key=lambda word: -word.weight)
    return Why(
        head,
        reading.labels[first],
        float(reading.probabilities[0, first]),
        bool(reading.abstained[0]),
        reading.labels[second],
        tuple(word for word in ranked[:_NAMED] if word.weight > 0),
        tuple(word for word in ranked[::-1][:_NAMED] if word.weight < 0),
        tuple(Neighbour(m.id, m.text, m.labels[head], similarity) for m, similarity in near),
    )


def _nearest(text: str, model: Model) -> list[tuple[corpus.Message, float]]:
    """The nearest messages that the model learned from, by the cosine of their weighed features."""
    known, lengths = _library(model)
    asked = weigh(features_of(fold_all([text])), model.vocabulary)
    spread = np.zeros(model.vocabulary.width, np.float32)
    spread[asked.columns] = asked.data
    spread[: model.vocabulary.cues] = 0
    products = known.data * spread[known.columns]
    sums = np.add.reduceat(np.append(products, 0), known.offsets[:-1]) if len(known) else products
    cosine = sums / (lengths * max(float(np.sqrt((spread**2).sum())), 1e-9))
    order = np.argsort(-cosine, kind="stable")[:_NEAREST]
    messages = corpus.messages("train")
    return [(messages[place], round(float(cosine[place]), 4)) for place in order if cosine[place] > 0]


def _library(model: Model) -> tuple[Weighed, NDArray[np.float64]]:
    """The training messages, weighed by a model, and their lengths."""
    if model.version not in _LIBRARIES:
        texts = prepared(message.text for message in corpus.messages("train"))
        weighed = weigh(features_of(fold_all(texts)), model.vocabulary)
        rows = np.repeat(np.arange(len(weighed)), np.diff(weighed.offsets))
        own = np.where(weighed.columns >= model.vocabulary.cues, weighed.data, 0)
        lengths = np.sqrt(np.bincount(rows, own * own, minlength=len(weighed)))
        _LIBRARIES[model.version] = (weighed, np.maximum(lengths, 1e-9))
    return _LIBRARIES[model.version]
