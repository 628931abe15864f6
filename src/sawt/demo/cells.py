"""From arrays to the cells of a file, all of them text: dates, clocks, words, what is not there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.demo.drawing import NEVER, Bools, Ints
from sawt.demo.people import joined

MINUTES = "%d/%m/%Y %H:%M"
SECONDS = "%d/%m/%Y %H:%M:%S"
ISO_SECONDS = "%Y-%m-%d %H:%M:%S"


def moments(local: Ints, pattern: str) -> pa.Array:
    """Local seconds as dates; NEVER is an empty cell."""
    # One format call for each day is far cheaper than one for each row.
    day, _, clock = pattern.partition(" ")
    days, index = np.unique(local // 86_400, return_inverse=True)
    held = np.where(days * 86_400 >= NEVER, 0, days * 86_400)
    written = pc.strftime(pa.array(held).cast(pa.timestamp("s")), format=day)
    cells = written.take(pa.array(index, mask=local >= NEVER))
    return joined(cells, " ", clocks(local % 86_400, "%S" in clock)) if clock else cells


def clocks(seconds: Ints, with_seconds: bool = True) -> pa.Array:
    """`hh:mm:ss` or `hh:mm` of seconds below 100 hours; below 0 is empty."""
    kept = np.clip(seconds, 0, 359_999)
    hours = _TWO.take(pa.array(kept // 3600, mask=seconds < 0))
    minutes = _TWO.take(pa.array(kept // 60 % 60))
    parts = [hours, minutes, *([_TWO.take(pa.array(kept % 60))] if with_seconds else [])]
    return pc.binary_join_element_wise(*parts, ":")


_TWO = pa.array([f"{n:02d}" for n in range(100)])


def numbers(values: Ints, shown: Bools | None = None) -> pa.Array:
    """Whole numbers; empty where not shown."""
    return pa.array(values, mask=None if shown is None else ~shown).cast(pa.string())


def coded(words: Sequence[str], positions: Ints) -> pa.Array:
    """The word at each position; empty words and positions below 0 are empty cells."""
    held = pa.array([word or None for word in words], pa.string())
    return held.take(pa.array(positions, mask=positions < 0))


def only(shown: Bools, cells: pa.Array) -> pa.Array:
    """Empty where not shown."""
    return pc.if_else(pa.array(shown), cells, pa.scalar(None, pa.string()))


def constant(word: str, count: int) -> pa.Array:
    return pa.repeat(word, count)
