"""What the engines raise becomes an error of ours, so that a face has one line to tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError

from sawt.errors import StateError

_FULL = ("No space left", "os error 28", "File too large", "Disk quota")
_DAMAGED = ("Parquet", "parquet", "magic bytes", "No files found", "No such file")


def told(error: BaseException) -> BaseException:
    """The error to raise: ours where an engine failed, else the same."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return StateError("machine.no_memory")
    if not isinstance(error, duckdb.Error | DeltaError | pa.ArrowException):
        return error
    text = " ".join(str(error).split())
    if any(sign in text for sign in _FULL):
        return StateError("machine.disk_full", path="")
    if any(sign in text for sign in _DAMAGED):
        return StateError("facts.damaged", reason=text[:200])
    return StateError("machine.failed", reason=text[:200])


@contextmanager
def telling() -> Iterator[None]:
    """What an engine raises inside is raised as ours."""
    try:
        yield
    except Exception as error:
        raise told(error) from error
