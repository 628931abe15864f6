"""Durations of many groups, sorted and counted: nearly every one is another, so numpy sorts them.

An engine that groups and orders two million distinct durations takes five times as long
(docs/decisions/0004-derived-month-tables.md).
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pyarrow as pa

Durations = tuple[np.ndarray, np.ndarray, np.ndarray]
# One whole number holds group, seconds and end, since sorting such numbers is the fastest of all.
_SECONDS_BITS = 33


def by_duration(
    codes: np.ndarray, seconds: np.ndarray, ended: np.ndarray, n: np.ndarray
) -> dict[int, Durations]:
    """For each code: increasing distinct seconds, how many ended after each, how many were cut there.

    `codes` int64, `seconds` whole and >= 0, `ended` bool, `n` cases in each row: arrays of equal length.
    """
    packed = (codes << (_SECONDS_BITS + 1)) | (seconds.astype(np.int64) << 1) | ~ended
    if not len(packed):
        return {}
    packed = np.sort(np.repeat(packed, n) if n.max() > 1 else packed)
    apart = packed >> 1
    starts = _starts(apart)
    cut = np.add.reduceat(packed & 1, starts)
    closed = np.diff(np.append(starts, len(apart))) - cut
    found, lasted = apart[starts] >> _SECONDS_BITS, apart[starts] & ((1 << _SECONDS_BITS) - 1)
    bounds = [*_starts(found), len(found)]
    return {int(found[a]): (lasted[a:b], closed[a:b], cut[a:b]) for a, b in pairwise(bounds)}


def coded(columns: list[tuple[pa.Array, list[Any]]], count: int) -> tuple[np.ndarray, list[tuple[Any, ...]]]:
    """A number for the values of each of `count` rows, and the values of each number.

    `columns`: indices (int) and the values that they stand for.
    """
    codes = np.zeros(count, dtype=np.int64)
    for indices, values in columns:
        codes = codes * len(values) + indices.to_numpy()
    return codes, list(product(*(values for _, values in columns)))


def _starts(values: np.ndarray) -> np.ndarray:
    """Where a run of equal values begins."""
    return np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
