"""Which time a key comes in a file that is longer than memory: the first, the second, and so on."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np


class Ordinals:
    """Counts equal 64-bit keys across batches, with memory for one batch.

    Each batch's keys lie sorted in a temporary file with the span of their times, and only batches whose
    spans meet are read again: in a file in order of time, hardly any; in any other, the answer is the same.
    """

    def __init__(self, folder: Path | str) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - until `close`
        self._shelves: list[tuple[int, int, int, int]] = []  # first time, last time, place, keys

    def of(self, keys: np.ndarray, times: np.ndarray) -> np.ndarray:
        """How often each key (uint64) came before, as int64. Equal keys must have equal times (int64)."""
        if not len(keys):
            return np.zeros(0, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        kept = keys[order]
        starts = np.flatnonzero(np.concatenate([[True], kept[1:] != kept[:-1]]))
        lengths = np.diff(np.append(starts, len(kept)))
        before = np.arange(len(kept)) - np.repeat(starts, lengths)
        before += np.repeat(self._on_shelves(kept[starts], int(times.min()), int(times.max())), lengths)
        self._shelve(kept, int(times.min()), int(times.max()))
        ordinals = np.empty(len(keys), dtype=np.int64)
        ordinals[order] = before
        return ordinals

    def close(self) -> None:
        self._file.close()

    def _on_shelves(self, distinct: np.ndarray, first: int, last: int) -> np.ndarray:
        counts = np.zeros(len(distinct), dtype=np.int64)
        for low, high, place, length in self._shelves:
            if low <= last and first <= high:
                self._file.seek(place)
                held = np.frombuffer(self._file.read(length * 8), dtype=np.uint64)
                counts += np.searchsorted(held, distinct, "right") - np.searchsorted(held, distinct, "left")
        return counts

    def _shelve(self, kept: np.ndarray, first: int, last: int) -> None:
        place = self._file.seek(0, 2)
        self._file.write(kept.tobytes())
        self._shelves.append((first, last, place, len(kept)))
