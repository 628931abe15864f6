"""Heads trained many times over on parts of the same examples: what is said of those left out.

The features of all are computed once; the vocabulary is learned anew each time, so that nothing of what is
left out is seen. Sketches have no second versions and no calibration: their best guesses count alone.
(Beginning each search where one on the common part had ended was tried: it saved nothing worth its code.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.features.hashing import Features, features_of
from sawt.understanding.heads.building import Example, question_of
from sawt.understanding.heads.training import train
from sawt.understanding.heads.vocabulary import learn_vocabulary, weigh
from sawt.understanding.language import LANGUAGE_HEAD, allowed
from sawt.understanding.messages import prepared
from sawt.understanding.spelling import fold_all

Places = NDArray[np.int64]
ENOUGH_FOR_ANSWERS = 0.1  # where a search may stop: one best guess in two hundred differs, in half the time
_RULED_OUT = np.float32(-1e9)


class Sketches:
    """All examples at once; `base` of them, the first, are part of every training."""

    def __init__(
        self, examples: Sequence[Example], codes: Mapping[str, Sequence[str]], seed: int, base: int
    ) -> None:
        """Raises ValueError for fewer than two codes with examples in a head."""
        self.texts = prepared(example.text for example in examples)
        self.weights = np.array([example.weight for example in examples])
        self.seed, self.base = seed, base
        questions = [question_of(head, among, examples) for head, among in codes.items()]
        self.labels = {question.name: question.labels for question in questions}
        self.truth = {question.name: question.truth for question in questions}

    def said(self, more: Places, held: Places) -> dict[str, NDArray[np.object_]]:
        """For each head the codes that heads trained on the base and `more` give the texts at `held`."""
        places = np.concatenate([np.arange(self.base), more])
        features = _rows(self._features, places)
        vocabulary = learn_vocabulary(features)
        weighed, asked = weigh(features, vocabulary), weigh(_rows(self._features, held), vocabulary)
        texts = [self.texts[place] for place in held.tolist()]
        given = {}
        for head, labels in self.labels.items():
            truth = self.truth[head][places]
            weights = train(
                weighed,
                truth,
                len(labels),
                vocabulary.width,
                weights=self.weights[places],
                seed=self.seed,
                enough=ENOUGH_FOR_ANSWERS,
            )
            scores = asked.times(weights)
            if head == LANGUAGE_HEAD:
                scores = allowed(scores, labels, texts)
            scores[:, np.bincount(truth[truth >= 0], minlength=len(labels)) == 0] = _RULED_OUT
            given[head] = np.array(labels, object)[scores.argmax(1)]
        return given

    @cached_property
    def _features(self) -> Features:
        return features_of(fold_all(self.texts))


def _rows(features: Features, places: Places) -> Features:
    """The features of some texts, in their order."""
    starts, stops = features.offsets[places], features.offsets[places + 1]
    sizes = stops - starts
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    at = np.repeat(starts - offsets[:-1], sizes) + np.arange(offsets[-1])
    return Features(features.ids[at], features.counts[at], offsets, features.cues[places])
