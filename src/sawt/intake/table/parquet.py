"""Parquet: its cells as the text that a CSV would hold, so that one set of rules reads them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sawt.errors import SourceError
from sawt.intake.job import Emit
from sawt.intake.mapping.reading import Mapping
from sawt.intake.table.batch import ROWS, Records, as_text, named, text_column


class ParquetTable:
    """A Parquet file; nested columns are read by dotted names."""

    typed = True
    encoding = "parquet"

    def __init__(self, path: Path, mapping: Mapping, emit: Emit) -> None:
        """Raises SourceError for a cut or foreign file."""
        self.file = path.name
        try:
            self._source = pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise self._broken(error) from None
        self.columns = named([field.name for field in _fields(self._source.schema_arrow)], self.file)

    def batches(self, wanted: list[str]) -> Iterator[Records]:
        """Rows as columns of text. All columns are read, because a refused row is returned whole."""
        first = 1
        try:
            for batch in self._source.iter_batches(ROWS):
                while any(pa.types.is_struct(field.type) for field in batch.schema):
                    table = pa.Table.from_batches([batch]).flatten().combine_chunks()
                    batch = table.to_batches()[0]
                batch = batch.rename_columns(self.columns)
                lines = np.arange(first, first + batch.num_rows, dtype=np.int64)
                first += batch.num_rows
                columns = {name: self._text(name, batch.column(name), lines) for name in wanted}
                yield Records(columns, lines, partial(_raw, batch))
        except (pa.ArrowException, OSError, OverflowError) as error:
            raise self._broken(error) from None

    def _text(self, name: str, column: pa.Array, lines: np.ndarray) -> pa.Array:
        try:
            texts = _texts(column)
        except UnicodeDecodeError:
            raise SourceError("intake.bytes_not_text", file=self.file, name=name) from None
        return text_column(pc.fill_null(texts, ""), lines, self.file)

    def _broken(self, error: Exception) -> Exception:
        if isinstance(error, MemoryError):  # Arrow's is both
            return error
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        return SourceError("intake.not_parquet", file=self.file, reason=reason[:160])


def _fields(schema: pa.Schema) -> list[pa.Field]:
    table = pa.table({field.name: pa.array([], field.type) for field in schema})
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return list(table.schema)


def _texts(column: pa.Array) -> pa.Array:
    """A column as texts, null where a cell is. Raises UnicodeDecodeError for bytes that are none."""
    kind, is_ = column.type, pa.types
    if is_.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if is_.is_string(kind) or is_.is_large_string(kind) or is_.is_integer(kind) or is_.is_date(kind):
        return column.cast(pa.string())
    if is_.is_timestamp(kind):
        return _moments(column)
    if is_.is_time64(kind):
        column = column.cast(pa.time64("us"), safe=False)
    return pa.array([None if value is None else _plain(value) for value in column.to_pylist()], pa.string())


def _moments(column: pa.Array) -> pa.Array:
    """As precise as the cell: days and whole seconds stay plain. Python's calendar ends before Arrow's."""
    texts = pc.replace_substring_regex(
        column.cast(pa.string()), pattern=r"\.0+(Z|[+-]\d{4})?$", replacement=r"\1"
    )
    return (
        texts if column.type.tz else pc.replace_substring_regex(texts, pattern=" 00:00:00$", replacement="")
    )


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode()
    return (
        json.dumps(value, ensure_ascii=False, default=_plain) if isinstance(value, list) else as_text(value)
    )


def _raw(batch: pa.RecordBatch, row: int) -> str:
    cells = batch.slice(row, 1)
    return json.dumps({name: _shown(cells.column(name)) for name in batch.schema.names}, ensure_ascii=False)


def _shown(cell: pa.Array) -> str:
    """A cell of a refused row; its type where it cannot be written as text."""
    try:
        return _texts(cell)[0].as_py() or ""
    except (ValueError, OverflowError):
        return f"<{cell.type}>"
