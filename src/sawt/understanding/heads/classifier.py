"""One question asked of many labelled messages: features, heads and their novelty in one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.features.hashing import Features, features_of
from sawt.understanding.heads.training import train
from sawt.understanding.heads.vocabulary import Vocabulary, Weighed, learn_vocabulary, weigh
from sawt.understanding.spelling import fold_all


@dataclass(frozen=True)
class Classifier:
    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], seed: int = 0) -> Classifier:
        codes, truth = np.unique(np.array(labels), return_inverse=True)
        features = features_of(fold_all(texts))
        vocabulary = learn_vocabulary(features)
        weighed = weigh(features, vocabulary)
        weights = train(weighed, truth, len(codes), vocabulary.width, seed=seed)
        return cls(tuple(codes.tolist()), vocabulary, weights)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = weigh(features_of(fold_all(texts)), self.vocabulary)
        out = np.zeros((len(rows), len(self.labels)), np.float32)
        for n in range(len(rows)):
            a, b = rows.offsets[n : n + 2]
            out[n] = rows.data[a:b] @ self.weights[rows.columns[a:b]]
        return out

    def predict(self, texts: Sequence[str]) -> list[str]:
        return [self.labels[place] for place in self.scores(texts).argmax(1)]

    def novelty(self, texts: Sequence[str]) -> NDArray[np.float64]:
        return -self.scores(texts).max(1).astype(float)
