"""A row's print: the first 128 bits of SHA-256 over its canonical fields.

It tells a duplicate from an update and finds accidents, not forgery. A field is its name, `=`, its value
and a zero byte, which no text holds; a null is nothing at all, so that a column added later changes no
print. Texts are UTF-8; times, days and whole numbers are 64 bits, little-endian; so are fractions.
"""

from __future__ import annotations

import binascii
import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# How the source's rows lie in the file, or under which name they came, is not content.
NOT_CONTENT = ("name", "sequence")


def print_columns(
    batch: pa.RecordBatch, exclude: tuple[str, ...] = NOT_CONTENT
) -> tuple[np.ndarray, np.ndarray]:
    """Prints of a batch's rows as two int64 arrays (high and low half, big-endian, signed)."""
    halves = _digests(batch, exclude)[:, :16].copy().view(">i8").astype(np.int64)
    return halves[:, 0].copy(), halves[:, 1].copy()


def content_digests(batch: pa.RecordBatch) -> np.ndarray:
    """SHA-256 of each row's content: uint8, rows × 32. For keys of sources without one."""
    return _digests(batch, NOT_CONTENT)


def hexes(digests: np.ndarray) -> pa.Array:
    """The first 96 bits of each digest in hex."""
    text = binascii.hexlify(np.ascontiguousarray(digests[:, :12]).tobytes())
    bounds = np.arange(0, len(text) + 1, 24, dtype=np.int32)
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(bounds.tobytes()), pa.py_buffer(text))


def _digests(batch: pa.RecordBatch, exclude: tuple[str, ...]) -> np.ndarray:
    fresh = hashlib.sha256().copy  # a copy of an empty state costs less than a new one
    digests = []
    for text in _canonical(batch, exclude):
        state = fresh()
        state.update(text)
        digests.append(state.digest())
    return np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, 32)


def _canonical(batch: pa.RecordBatch, exclude: tuple[str, ...]) -> list[bytes]:
    """Each row as bytes. One join over all columns: a name is a constant where its column has no null."""
    pieces: list[pa.Array | pa.Scalar] = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name in exclude or column.null_count == len(column):
            continue
        value, label = _as_bytes(column), name.encode() + b"="
        if column.null_count:
            pieces.append(pc.binary_join_element_wise(label, value, b"\0", b""))
        else:
            pieces += [pa.scalar(label, pa.binary()), value, pa.scalar(b"\0", pa.binary())]
    if not pieces:
        return [b""] * batch.num_rows
    text = pc.binary_join_element_wise(*pieces, b"", null_handling="replace", null_replacement=b"")
    return list(text.to_pylist())


def _as_bytes(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_bytes(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", tz=kind.tz)).cast(pa.int64())
    elif pa.types.is_date(kind):
        column = column.cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
    elif pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        column = column.cast(pa.int64())
    elif pa.types.is_floating(kind):
        column = pc.add(column.cast(pa.float64()), 0.0)  # −0 and 0 are one number
    else:
        return column.cast(pa.string()).cast(pa.binary())
    fixed = pa.Array.from_buffers(
        pa.binary(8), len(column), column.buffers(), column.null_count, column.offset
    )
    return fixed.cast(pa.binary())
