"""What every reader of a table hands over: records as columns of text, their places, their raw form."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.errors import SourceError

ROWS = 65_536
MOST_COLUMNS = 2_000


@dataclass(frozen=True)
class Records:
    """A batch of source records.

    `columns`: name -> array of strings, as they stand in the file · `lines`: 1-based, int64 · `raw`: the
    text of a record, by its row in the batch.
    """

    columns: dict[str, pa.Array]
    lines: np.ndarray
    raw: Callable[[int], str]


def named(cells: Sequence[str], file: str) -> list[str]:
    """Column names of a header; nameless ones are c1, c2… Raises SourceError."""
    if len(cells) > MOST_COLUMNS:
        raise SourceError("intake.too_many_columns", file=file, found=len(cells), most=MOST_COLUMNS)
    names = [cell.strip().strip("\ufeff\u200e\u200f") or f"c{i}" for i, cell in enumerate(cells, start=1)]
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SourceError("intake.header_twice", file=file, name=name)
        seen.add(name)
    return names


def as_text(value: Any) -> str:
    """A typed cell as the text that a CSV would hold; nothing is empty."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return _duration(value) if isinstance(value, timedelta) else str(value)


def _moment(value: datetime) -> str:
    """A day without a time where it is midnight, so that a day and a time of two cells can be joined."""
    if value.tzinfo is None and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ")


def _duration(value: timedelta) -> str:
    seconds = round(abs(value.total_seconds()))
    sign = "-" if value.total_seconds() < 0 else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def text_column(cells: Sequence[str] | pa.Array, lines: np.ndarray, file: str) -> pa.Array:
    """Cells as an array of strings. Raises SourceError `intake.nul_byte` with the first cell's line."""
    column = cells if isinstance(cells, pa.Array) else pa.array(cells, pa.string())
    nul = pc.match_substring(column, "\0")
    if pc.any(nul).as_py():
        line = int(lines[pc.index(nul, True).as_py()])
        raise SourceError("intake.nul_in_cell", file=file, line=line)
    return column
