"""Staged rows: Parquet files of the vocabulary's columns, with place, newest and prints at the end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sawt.intake.prints import print_columns
from sawt.vocabulary import TABLES

# Rows held before they are written.
HELD_ROWS = 262_144
_TYPES = {
    "string": pa.string(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
}
_NEWEST = _TYPES["timestamp"]
_PLACE = [
    pa.field("file", pa.int32()),
    pa.field("line", pa.int64()),
    pa.field("row", pa.int64()),  # a line may hold several records; this tells them apart
    pa.field("newest", _NEWEST),
    pa.field("print_hi", pa.int64()),
    pa.field("print_lo", pa.int64()),
]
# Nearly every value is another one there: a dictionary would be made and thrown away.
_ALL_DIFFERENT = ("external_id", "contact", "customer", "linked_to", "text", "answer", "response")


def arrow_schema(table: str) -> pa.Schema:
    """The columns that a source fills, with their Arrow types."""
    return pa.schema([pa.field(column.name, _TYPES[column.type]) for column in TABLES[table]])


class StagedWriter:
    """Writes one file's rows of one table into `<folder>/<table>/month=YYYY-MM/`, by local month.

    Rows are held until there are many, then written as one small file a month: memory is bounded, and
    whoever loads them reads each month by itself.
    """

    def __init__(self, folder: Path | str, table: str, file_index: int) -> None:
        self.schema = arrow_schema(table)
        self._folder, self._file = Path(folder) / table, file_index
        self._whole = pa.schema([*self.schema, *_PLACE])
        self._coded = [f.name for f in self.schema if f.type == pa.string() and f.name not in _ALL_DIFFERENT]
        self._held: list[pa.RecordBatch] = []
        self._held_rows = self._flushes = 0
        self.rows = 0

    def write(
        self,
        columns: dict[str, pa.Array] | pa.RecordBatch,
        lines: np.ndarray,
        newest: pa.Array | None = None,
    ) -> None:
        """Write rows given by column; columns that are absent are null. `lines`: 1-based places, int64."""
        count = len(lines)
        if not count:
            return
        if isinstance(columns, pa.RecordBatch):
            columns = dict(zip(columns.schema.names, columns.columns, strict=True))
        arrays = [columns[f.name] if f.name in columns else pa.nulls(count, f.type) for f in self.schema]
        hi, lo = print_columns(pa.RecordBatch.from_arrays(arrays, schema=self.schema))
        place = [
            pa.array(np.full(count, self._file, dtype=np.int32)),
            pa.array(lines.astype(np.int64)),
            pa.array(np.arange(self.rows, self.rows + count, dtype=np.int64)),
            newest if newest is not None else pa.nulls(count, _NEWEST),
            pa.array(hi),
            pa.array(lo),
        ]
        self._held.append(pa.RecordBatch.from_arrays([*arrays, *place], schema=self._whole))
        self._held_rows += count
        self.rows += count
        if self._held_rows >= HELD_ROWS:
            self.close()

    def close(self) -> None:
        """Write what is held."""
        if not self._held:
            return
        held = pa.Table.from_batches(self._held)
        months = (
            held.column("local_date")
            .cast(pa.int32())
            .to_numpy()
            .astype("datetime64[D]")
            .astype("datetime64[M]")
        )
        for month in np.unique(months):
            folder = self._folder / f"month={month}"
            folder.mkdir(parents=True, exist_ok=True)
            rows = held.filter(pa.array(months == month))
            pq.write_table(
                rows,
                folder / f"{self._file:05d}-{self._flushes:05d}.parquet",
                compression="lz4",
                use_dictionary=self._coded,
                write_statistics=False,
            )
        self._held, self._held_rows = [], 0
        self._flushes += 1
