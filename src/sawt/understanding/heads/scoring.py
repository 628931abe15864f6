"""Scores of all heads for a batch in one pass: each feature's row of weights added once.

Compiled by numba when the first batch comes, kept on disk after that; importing this file loads no numba.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.features.hashing import WORDS_FROM, Features
from sawt.understanding.heads.vocabulary import CUE_WEIGHT, SLOT_SHIFT, Vocabulary


def score(
    features: Features, known: Vocabulary, slots: NDArray[np.int32], weights: NDArray[np.int8]
) -> NDArray[np.float32]:
    """Sums of weights, float32 of shape (texts, outputs), before the outputs' scales.

    weights: int8 of shape (known.width, outputs), the cues' rows first; slots: `known.slots()`.
    """
    return _compiled()(
        features.ids, features.counts, features.offsets, features.cues,
        known.ids, known.idf, slots, weights,
        CUE_WEIGHT, SLOT_SHIFT, np.uint32(WORDS_FROM),
    )  # fmt: skip


@cache
def _compiled() -> Callable[..., Any]:
    from numba import njit

    return njit(_score, cache=True, fastmath=True)


def _score(ids, counts, offsets, cues, known, idf, slots, weights, cue_weight, shift, words_from):  # type: ignore[no-untyped-def]
    texts, outputs = len(offsets) - 1, weights.shape[1]
    scores = np.zeros((texts, outputs), np.float32)
    longest = 0
    for text in range(texts):
        longest = max(longest, offsets[text + 1] - offsets[text])
    rows = np.empty(longest, np.int32)
    weighed = np.empty(longest, np.float32)
    for text in range(texts):
        found = 0
        letters = np.float32(0)
        words = np.float32(0)
        for at in range(offsets[text], offsets[text + 1]):
            number = ids[at]
            slot = number >> shift
            row = slots[slot]
            stop = slots[slot + 1]
            while row < stop and known[row] < number:
                row += 1
            if row == stop or known[row] != number:
                continue
            weight = idf[row]
            if counts[at] > 1:
                weight *= np.float32(1) + np.log(counts[at])
            if number < words_from:
                letters += weight * weight
                weighed[found] = weight
            else:
                words += weight * weight
                weighed[found] = -weight  # told apart by the sign until the lengths are known
            rows[found] = row
            found += 1
        of_letters = np.float32(1) / np.sqrt(letters) if letters > 0 else np.float32(0)
        of_words = np.float32(1) / np.sqrt(words) if words > 0 else np.float32(0)
        total = scores[text]
        for cue in range(cues.shape[1]):
            if cues[text, cue] != 0:
                weight = cues[text, cue] * cue_weight
                row_weights = weights[cue]
                for output in range(outputs):
                    total[output] += weight * row_weights[output]
        for at in range(found):
            weight = weighed[at]
            weight = weight * of_letters if weight > 0 else -weight * of_words
            row_weights = weights[cues.shape[1] + rows[at]]
            for output in range(outputs):
                total[output] += weight * row_weights[output]
    return scores
