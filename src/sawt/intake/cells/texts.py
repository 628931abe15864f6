"""Columns of text, whole: trimmed, joined, and with the digits of every script as 0–9."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.understanding.digits import PLAIN

NULL = pa.scalar(None, pa.string())


def trimmed(column: pa.Array) -> pa.Array:
    """Without spaces around; empty cells are null."""
    column = pc.utf8_trim_whitespace(column)
    count = len(column)
    if column.offset or column.null_count or not count:
        return pc.if_else(pc.equal(column, ""), NULL, column)
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int32)[: count + 1]
    filled = offsets[1:] > offsets[:-1]
    if filled.all():
        return column
    valid = pa.py_buffer(np.packbits(filled, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.string(), count, [valid, *column.buffers()[1:]])


def joined(columns: list[pa.Array], separator: str = " ", skip_null: bool = False) -> pa.Array:
    """Cells of a row as one text: null where one is null, or, with `skip_null`, only where all are."""
    if len(columns) == 1:
        return columns[0]
    if not skip_null:
        return pc.binary_join_element_wise(*columns, separator)
    text = pc.binary_join_element_wise(*columns, separator, null_handling="skip")
    return pc.if_else(pc.equal(text, ""), NULL, text)


def joined_key(parts: list[pa.Array]) -> pa.Array:
    """The parts of a key as one, null where one is; no two different keys become the same."""
    if len(parts) == 1:
        return parts[0]
    return pc.binary_join_element_wise(*(_escaped(part) for part in parts), "|")


def _escaped(part: pa.Array) -> pa.Array:
    for sign in ("\\", "|"):
        if pc.any(pc.match_substring(part, sign)).as_py():
            part = pc.replace_substring(part, sign, "\\" + sign)
    return part


def plain(text: str) -> str:
    """Digits of every script as 0–9, what is invisible gone, no spaces around."""
    return text.translate(PLAIN).strip()


def plain_digits(values: pa.Array) -> pa.Array:
    """As `plain`, for a column; one of ASCII passes untouched."""
    if pc.all(pc.string_is_ascii(values)).as_py() in (True, None):
        return values
    return by_distinct(values, plain, pa.string())


def by_distinct(values: pa.Array, function: Callable[[str], Any], type_: pa.DataType) -> pa.Array:
    """A function of each text, computed once for each that is different; null stays null."""
    coded = values.dictionary_encode()
    found = [None if text is None else function(text) for text in coded.dictionary.to_pylist()]
    return pc.take(pa.array(found, type_), coded.indices)
