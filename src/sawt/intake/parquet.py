"""Parquet: its cells as the text that a CSV would hold, so that one set of rules reads them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sawt.errors import SourceError
from sawt.intake.batch import ROWS, Records, as_text, named, text_column
from sawt.intake.job import Emit
from sawt.intake.mapping import Mapping


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
                lines = np.arange(first, first + batch.num_rows, dtype=np.int64)
                first += batch.num_rows
                columns = {name: _text(batch.column(name), lines, self.file) for name in wanted}
                yield Records(columns, lines, partial(_raw, batch))
        except (pa.ArrowException, OSError) as error:
            raise self._broken(error) from None

    def _broken(self, error: Exception) -> SourceError:
        return SourceError("intake.not_parquet", file=self.file, reason=str(error).splitlines()[0][:160])


def _fields(schema: pa.Schema) -> list[pa.Field]:
    table = pa.table({field.name: pa.array([], field.type) for field in schema})
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return list(table.schema)


def _text(column: pa.Array, lines: np.ndarray, file: str) -> pa.Array:
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_integer(kind) or pa.types.is_large_string(kind):
        text = pc.fill_null(column.cast(pa.string()), "")
        return text_column(text, lines, file)
    if pa.types.is_timestamp(kind):  # as precise as the cell: days and whole seconds stay plain
        whole = column.cast(pa.timestamp("us", tz=kind.tz), safe=False)
        return text_column([as_text(value) for value in whole.to_pylist()], lines, file)
    return text_column([as_text(value) for value in column.to_pylist()], lines, file)


def _raw(batch: pa.RecordBatch, row: int) -> str:
    (record,) = batch.slice(row, 1).to_pylist()
    return json.dumps({name: as_text(value) for name, value in record.items()}, ensure_ascii=False)
