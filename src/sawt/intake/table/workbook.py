"""XLSX: one sheet, its cells as the text that a CSV would hold."""

from __future__ import annotations

import itertools
import json
import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sawt.errors import SourceError
from sawt.intake.job import Emit
from sawt.intake.mapping.reading import Mapping
from sawt.intake.table.batch import ROWS, Records, as_text, named, text_column

# A workbook may not unpack to more than this, nor to more than this many times its size.
UNPACKED_BYTES = 1 << 30
UNPACKED_TIMES = 150
# A sheet is held as a full rectangle: one far cell can ask for terabytes.
MOST_CELLS = 60_000_000
_OF_WORKBOOKS = frozenset(("[Content_Types].xml", "content.xml"))  # of Excel, of LibreOffice


class Workbook:
    """A sheet of a workbook, with the sheet's own row numbers."""

    typed = True
    encoding = "xlsx"

    def __init__(self, path: Path, mapping: Mapping, emit: Emit) -> None:
        """Raises SourceError for a bomb, a cut file, a missing sheet or an empty one."""
        self.file = path.name
        _look_inside(path)
        self._rows: Iterator[tuple[int, list[Any]]] = enumerate(
            self._sheet_rows(path, mapping.sheet), start=1
        )
        if not mapping.skip_rows:  # a sheet often begins with rows that hold nothing
            self._rows = itertools.dropwhile(lambda numbered: not _filled(numbered[1]), self._rows)
        before = mapping.skip_rows + mapping.header_rows
        head = list(itertools.islice(self._rows, max(before, 1)))
        if len(head) < max(before, 1) or not any(_filled(row) for _, row in head):
            raise SourceError("intake.empty_file", file=path.name)
        if before == 0:
            self._rows = itertools.chain(head, self._rows)
        _, row = head[mapping.skip_rows if mapping.header_rows else 0]
        cells = [as_text(cell) for cell in row] if mapping.header_rows else [""] * len(row)
        self.columns = named(_without_empty_end(cells) if mapping.header_rows else cells, self.file)

    def batches(self, wanted: list[str]) -> Iterator[Records]:
        """Rows with anything in them; empty ones between are no records."""
        places = [self.columns.index(name) for name in wanted]
        filled = ((line, row) for line, row in self._rows if _filled(row))
        while held := list(itertools.islice(filled, ROWS)):
            lines = np.array([line for line, _ in held], dtype=np.int64)
            rows = [row for _, row in held]
            yield Records(
                {
                    name: text_column([as_text(row[place]) for row in rows], lines, self.file)
                    for name, place in zip(wanted, places, strict=True)
                },
                lines,
                partial(self._raw, rows),
            )

    def _raw(self, rows: Sequence[Sequence[Any]], row: int) -> str:
        named_cells = itertools.zip_longest(self.columns, rows[row], fillvalue="")
        return json.dumps({str(n): as_text(c) for n, c in named_cells if c != ""}, ensure_ascii=False)

    def _sheet_rows(self, path: Path, wanted: int | str) -> Iterator[list[Any]]:
        from python_calamine import CalamineError, CalamineWorkbook

        try:
            book = CalamineWorkbook.from_path(str(path))
            names = book.sheet_names
            place = wanted - 1 if isinstance(wanted, int) else names.index(wanted) if wanted in names else -1
            if not 0 <= place < len(names):
                known = ", ".join(names)
                raise SourceError("intake.no_sheet", file=self.file, name=str(wanted), known=known)
            sheet = book.get_sheet_by_index(place)
            if sheet.total_height * sheet.total_width > MOST_CELLS:
                raise SourceError("intake.packed_bomb", file=self.file)
            return iter(sheet.iter_rows())
        except (CalamineError, OSError, ValueError) as error:
            reason = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
            raise SourceError("intake.not_a_workbook", file=self.file, reason=reason) from None


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _filled(row: Sequence[Any]) -> bool:
    return any(cell != "" for cell in row)


def _look_inside(path: Path) -> None:
    """Before anything is unpacked. Raises SourceError for a broken archive, one of other files, or a bomb."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise SourceError("intake.not_a_workbook", file=path.name, reason=str(error)[:160]) from None
    if _OF_WORKBOOKS.isdisjoint(entry.filename for entry in entries):
        raise SourceError("intake.zip_archive", file=path.name)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > min(UNPACKED_BYTES, max(path.stat().st_size, 1 << 16) * UNPACKED_TIMES):
        raise SourceError("intake.packed_bomb", file=path.name)
