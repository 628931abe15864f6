"""Which features a model knows, and what each weighs in a text.

Words and windows of letters are weighed by sublinear counts times inverse document frequency, each
block brought to length one (Salton and Buckley 1988; Joachims 1998); the cues come as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.features.hashing import WORDS_FROM, Features

CUE_WEIGHT = np.float32(0.2)  # of a cue or a concept beside blocks of length one
_SLOT_BITS = 21
SLOT_SHIFT = np.uint32(32 - _SLOT_BITS)


@dataclass(frozen=True)
class Vocabulary:
    """The features that a model knows.

    ids: uint32, sorted; idf: float32, of each; cues: how many columns stand before them. A weighed
    text has `width` columns: the cues first, then the features in the order of `ids`.
    """

    ids: NDArray[np.uint32]
    idf: NDArray[np.float32]
    cues: int

    @property
    def width(self) -> int:
        """Columns of a weighed text."""
        return self.cues + len(self.ids)

    def slots(self) -> NDArray[np.int32]:
        """For the upper bits of a feature's number the place of the first known one that has them."""
        bounds = np.arange((1 << _SLOT_BITS) + 1, dtype=np.uint64) << np.uint64(SLOT_SHIFT)
        return np.searchsorted(self.ids, bounds).astype(np.int32)


@dataclass(frozen=True)
class Weighed:
    """Texts as rows of a sparse matrix: the parts of a compressed sparse row matrix.

    data: float32; columns: int32; offsets: int64, one more than rows.
    """

    data: NDArray[np.float32]
    columns: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def times(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """The product with weights (columns, outputs): float32 of shape (texts, outputs)."""
        product = np.zeros((len(self), weights.shape[1]), np.float32)
        for text in range(len(self)):
            own = slice(self.offsets[text], self.offsets[text + 1])
            product[text] = self.data[own] @ weights[self.columns[own]]
        return product


def learn_vocabulary(features: Features, at_least: tuple[int, int] = (2, 1)) -> Vocabulary:
    """The features that stand in at least so many texts: windows of letters, words."""
    ids, texts = np.unique(features.ids, return_counts=True)
    keep = texts >= np.where(ids < WORDS_FROM, *at_least)
    idf = np.log((1 + len(features)) / (1 + texts[keep])) + 1
    return Vocabulary(ids[keep], idf.astype(np.float32), features.cues.shape[1])


def weigh(features: Features, known: Vocabulary) -> Weighed:
    """What the known features weigh in each text of a batch."""
    places = np.minimum(np.searchsorted(known.ids, features.ids), max(len(known.ids) - 1, 0))
    hit = known.ids[places] == features.ids if len(known.ids) else np.zeros(len(features.ids), bool)
    text = np.repeat(np.arange(len(features)), np.diff(features.offsets))[hit]
    places = places[hit]
    weight = (1 + np.log(features.counts[hit])) * known.idf[places]
    block = text * 2 + (features.ids[hit] >= WORDS_FROM)
    length = np.sqrt(np.bincount(block, weight * weight, minlength=2 * len(features)))
    weight = weight / length[block]
    cue_text, cue = np.nonzero(features.cues)
    rows = np.concatenate([cue_text, text])
    order = np.argsort(rows, kind="stable")
    data = np.concatenate([features.cues[cue_text, cue] * CUE_WEIGHT, weight])[order]
    columns = np.concatenate([cue, places + known.cues])[order]
    offsets = np.searchsorted(rows[order], np.arange(len(features) + 1))
    return Weighed(data.astype(np.float32), columns.astype(np.int32), offsets.astype(np.int64))
