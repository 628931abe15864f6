"""How systems export: by period, some rows late, some twice, a few broken; and how files are written."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from sawt.dates import Month
from sawt.demo.calendar import DAY
from sawt.demo.drawing import Ints

_LATE, _TWICE = 0.004, 0.003
_CREATED = datetime(2025, 12, 1, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Span:
    """Months that one file covers."""

    months: tuple[Month, ...]

    @property
    def label(self) -> str:
        first, last = self.months[0], self.months[-1]
        return str(first) if first == last else f"{first}_{last}"

    @property
    def end(self) -> int:
        """The last local second."""
        return (np.datetime64(self.months[-1].last_day).astype(int).item() + 1) * DAY - 1


def spans(months: Sequence[Month], size: int, last_alone: bool = False) -> list[Span]:
    """Months grouped by `size` of the year; the last one in a file of its own where asked."""
    groups: dict[tuple[int, int, bool], list[Month]] = {}
    for month in months:
        alone = last_alone and month == months[-1]
        groups.setdefault((month.year, (month.number - 1) // size, alone), []).append(month)
    return [Span(tuple(group)) for group in groups.values()]


def exported(
    rng: np.random.Generator, over: Sequence[Span], opened: Ints, updated: Callable[[int], Ints]
) -> list[Ints]:
    """Which rows each file holds: what is new or changed since the file before.

    Some new rows come a file later, some unchanged ones come again, and some come twice in one file.
    """
    files: list[Ints] = []
    before, held_back = -1, np.zeros(0, dtype=np.int64)
    for number, span in enumerate(over):
        due = np.flatnonzero((opened <= span.end) & (updated(span.end) > before))
        new = due[opened[due] > before]
        late = new[rng.random(len(new)) < _LATE] if number < len(over) - 1 else new[:0]
        again = np.zeros(0, dtype=np.int64)
        if files:
            again = np.setdiff1d(files[-1], due)
            again = again[rng.random(len(again)) < _TWICE]
        rows = np.union1d(np.setdiff1d(due, late), held_back)
        twice = rows[rng.random(len(rows)) < _TWICE / 10]
        files.append(np.concatenate([again, rows, twice]))
        before, held_back = span.end, late
    return files


def unchanging(started: Ints) -> Callable[[int], Ints]:
    """Rows that never change after they began."""
    return lambda at: np.where(started <= at, started, 0)


def with_broken(table: pa.Table, key: str, breaks: Sequence[Mapping[str, str]]) -> pa.Table:
    """The table with copies of some rows, under keys of their own, in which cells were broken."""
    rows = []
    for number, broken in enumerate(breaks, start=1):
        place = (number * table.num_rows) // (len(breaks) + 1)
        row = {
            name: column[place].as_py()
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
        row = {**row, key: f"{row[key]}-{number}", **broken}
        rows.append((place, pa.table({name: pa.array([value], pa.string()) for name, value in row.items()})))
    pieces, done = [], 0
    for place, row in rows:
        pieces += [table.slice(done, place - done), row]
        done = place
    return pa.concat_tables([*pieces, table.slice(done)])


def write_csv(table: pa.Table, path: Path, encoding: str = "utf-8-sig", cut_line: bool = True) -> int:
    """Write a CSV, with one line cut short in the middle where asked; returns its number of records."""
    sink = io.BytesIO()
    pacsv.write_csv(table, sink, pacsv.WriteOptions(include_header=False, quoting_style="needed"))
    body = sink.getvalue()
    if cut_line and table.num_rows:
        middle = body.index(b"\n", len(body) // 2) + 1
        end = body.find(b",", body.find(b",", middle) + 1)
        body = body[:middle] + body[middle:end] + b"\n" + body[middle:]
    text = ",".join(table.column_names).encode() + b"\n" + body
    if encoding == "utf-8-sig":
        path.write_bytes(b"\xef\xbb\xbf" + text)
    else:
        path.write_bytes(text if encoding == "utf-8" else text.decode().encode(encoding))
    return table.num_rows + (1 if cut_line and table.num_rows else 0)


def write_xlsx(table: pa.Table, path: Path, sheet: str, second_header: Sequence[str] = ()) -> int:
    """Write a workbook of text cells, the same bytes each time; returns its number of records."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"title": sheet, "created": _CREATED})
        page = workbook.add_worksheet(sheet)
        page.right_to_left()
        headers = [table.column_names, *([second_header] if second_header else [])]
        for number, header in enumerate(headers):
            page.write_row(number, 0, header)
        rows = zip(*[column.to_pylist() for column in table.columns], strict=True)
        for number, row in enumerate(rows, start=len(headers)):
            for place, cell in enumerate(row):
                if cell is not None:
                    page.write_string(number, place, cell)
    return table.num_rows


def text_bytes(texts: pa.Array) -> memoryview:
    """The texts one after another, without copying them."""
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(texts.buffers()[2])[int(offsets[0]) : int(offsets[-1])]
