"""Tables of any common form, through a mapping: CSV, TSV, XLSX, JSON lines, Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from sawt.errors import MappingError, SourceError
from sawt.intake.job import Done, Emit, Job
from sawt.intake.mapping.converter import Converter
from sawt.intake.mapping.reading import Mapping, complete, parse_mapping
from sawt.intake.staging import StagedWriter
from sawt.intake.table.batch import Records
from sawt.intake.table.delimited import Delimited
from sawt.intake.table.objects import JsonLines
from sawt.intake.table.parquet import ParquetTable
from sawt.intake.table.workbook import Workbook


class Table(Protocol):
    """An opened file: its columns (None where only its end tells them), its encoding, its records."""

    typed: bool
    encoding: str

    @property
    def columns(self) -> list[str] | None: ...

    def batches(self, wanted: list[str]) -> Iterator[Records]: ...


_READERS: dict[str, Callable[[Path, Mapping, Emit], Table]] = {
    ".xlsx": Workbook,
    ".xlsm": Workbook,
    ".jsonl": JsonLines,
    ".ndjson": JsonLines,
    ".parquet": ParquetTable,
}
_MAGIC = {b"PK\x03\x04": ".xlsx", b"PAR1": ".parquet"}


def read(job: Job, emit: Emit) -> Done:
    """Parse one table into staged rows; every record is staged or rejected with its reason."""
    mapping, path = complete(parse_mapping(job.mapping_text or "")), Path(job.path)
    source = _READERS.get(_kind(path), Delimited)(path, mapping, emit)
    wanted = mapping.named_columns()
    _all_there(wanted, source.columns, path)
    if lines := job.params.get("lines"):
        return _give_back(source, list(wanted), lines, emit)
    converter = Converter(mapping, job.name, job.time_zone, job.pseudonym_key, job.staging, source.typed)
    writer = StagedWriter(job.staging, mapping.table, job.file_index)
    with closing(converter):
        for records in source.batches(list(wanted)):
            _stage(converter, writer, records, emit)
            emit.progress(writer.rows + emit.rejected)
    _all_there(wanted, source.columns, path)  # of JSON lines, the columns are known only now
    writer.close()
    received = writer.rows + emit.rejected
    if not received:
        raise SourceError("intake.header_only", file=path.name)
    return Done(received, emit.rejected, source.encoding, converter.notes())


def _give_back(source: Table, wanted: list[str], lines: list[int], emit: Emit) -> Done:
    """Return the records of these lines as they stand in the file: their keys were found to repeat."""
    for records in source.batches(wanted):
        for row in np.flatnonzero(np.isin(records.lines, lines)):
            emit.reject(int(records.lines[row]), "key_repeats", records.raw(int(row)))
    return Done(0, 0, source.encoding)


def _kind(path: Path) -> str:
    """The suffix that says how to read a file; what its first bytes say comes before its name."""
    with path.open("rb") as opened:
        magic = opened.read(4)
    if magic == b"\xd0\xcf\x11\xe0":
        raise SourceError("intake.old_workbook", file=path.name)
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    return _MAGIC.get(magic, suffixes[-1] if suffixes else "")


def _all_there(wanted: dict[str, int], columns: list[str] | None, path: Path) -> None:
    """Every column that the mapping names is in the file. Raises MappingError with the line that names it."""
    for name, line in wanted.items():
        if columns is not None and name not in columns:
            known = ", ".join(columns[:30]) or "–"
            raise MappingError("mapping.no_such_column", line=line, name=name, file=path.name, known=known)


def _stage(converter: Converter, writer: StagedWriter, records: Records, emit: Emit) -> None:
    """Convert a batch, return what cannot be taken with its raw text, stage the rest."""
    lines = records.lines
    columns, newest, refused = converter.convert(records.columns, len(lines))
    kept = refused.kept
    if not kept.all():
        for row, reason, params in refused.each():
            emit.reject(int(lines[row]), reason, records.raw(row), **params)
        mask = pa.array(kept)
        columns = {name: column.filter(mask) for name, column in columns.items()}
        newest, lines = newest.filter(mask), lines[kept]
    writer.write(columns, lines, newest)
