"""CSV and TSV: strict, streaming, every cell as text; rows of another width are returned as they stand."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from sawt.errors import SourceError
from sawt.intake.encoding import detect, utf8_chunks
from sawt.intake.job import Emit
from sawt.intake.mapping.reading import Mapping
from sawt.intake.table.batch import Records, named
from sawt.intake.table.records import Block, blocks, unified

HEADER_BYTES = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")


class Delimited:
    """One delimited file: its encoding, its columns, and its records in batches."""

    typed = False

    def __init__(self, path: Path, mapping: Mapping, emit: Emit) -> None:
        """Raises SourceError when the header cannot be read."""
        self.file, self.emit = path.name, emit
        self.encoding = detect(path)
        chunks = unified(utf8_chunks(path, self.encoding))
        head = next(chunks, b"")
        self.delimiter = mapping.delimiter or _delimiter(path, head, mapping)
        self._blocks = blocks(itertools.chain([head], chunks), self.delimiter, self.file)
        first = next(self._blocks, None)
        before = mapping.skip_rows + mapping.header_rows
        if first is not None and not mapping.skip_rows:
            first = first.filled()
        if first is None or len(first) < max(before, 1):
            raise SourceError("intake.empty_file", file=self.file)
        self.columns = self._header(first, mapping)
        self._first = first.after(before)

    def batches(self, wanted: list[str]) -> Iterator[Records]:
        """The wanted columns as text. Rows of another width are refused here."""
        for block in itertools.chain([self._first], self._blocks):
            filled = block.filled()
            if len(filled):
                yield self._parsed(block, filled, wanted)

    def _parsed(self, block: Block, filled: Block, wanted: list[str]) -> Records:
        refused: list[tuple[int, int]] = []

        def refuse(row: pacsv.InvalidRow) -> str:
            refused.append((row.number - 1, row.actual_columns))
            return "skip"

        text = block.text()
        try:
            table = pacsv.read_csv(
                pa.py_buffer(text),
                read_options=pacsv.ReadOptions(
                    use_threads=False, block_size=len(text) + 1, column_names=self.columns
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=refuse
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(self.columns, pa.string()),
                    include_columns=wanted,
                    strings_can_be_null=False,
                    check_utf8=False,  # it was decoded strictly before
                ),
            )
        except pa.ArrowInvalid as error:
            reason = str(error).splitlines()[0][:160]
            raise SourceError(
                "intake.not_a_table", file=self.file, line=int(filled.lines[0]), reason=reason
            ) from None
        if table.num_rows + len(refused) != len(filled):
            raise SourceError("intake.quotes_unclear", file=self.file, line=int(filled.lines[0]))
        kept = np.ones(len(filled), dtype=bool)
        for record, found in refused:
            kept[record] = False
            self.emit.reject(
                int(filled.lines[record]),
                "wrong_columns",
                filled.raw(record),
                expected=len(self.columns),
                found=found,
            )
        records = np.flatnonzero(kept)
        columns = {name: _whole(table.column(name)) for name in wanted}
        return Records(columns, filled.lines[kept], lambda row: filled.raw(int(records[row])))

    def _header(self, first: Block, mapping: Mapping) -> list[str]:
        row = mapping.skip_rows if mapping.header_rows else min(mapping.skip_rows, len(first) - 1)
        line = int(first.lines[row])
        if int(first.ends[row] - first.starts[row]) > HEADER_BYTES:
            raise SourceError("intake.header_too_long", file=self.file, line=line, most=HEADER_BYTES)
        csv.field_size_limit(HEADER_BYTES)
        try:
            cells = next(csv.reader([first.raw(row)], delimiter=self.delimiter), [])
        except csv.Error as error:
            raise SourceError("intake.not_a_table", file=self.file, line=line, reason=str(error)) from None
        return named(cells if mapping.header_rows else [""] * len(cells), self.file)


def _delimiter(path: Path, head: bytes, mapping: Mapping) -> str:
    """By suffix, else the sign that the header line holds most."""
    if ".tsv" in [suffix.lower() for suffix in path.suffixes]:
        return "\t"
    head = head if mapping.skip_rows else head.lstrip(b"\n")
    lines = head[:HEADER_BYTES].decode("utf-8", "replace").split("\n", mapping.skip_rows + 1)
    line = lines[min(mapping.skip_rows, len(lines) - 1)]
    return max(_DELIMITERS, key=line.count)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return column.combine_chunks() if column.num_chunks else pa.array([], column.type)
