"""A text file as blocks of lines, without one Python object a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.errors import SourceError

_BLOCK = 4 << 20


@dataclass(frozen=True)
class Block:
    """Lines without their ends and without spaces around, the number of the first, and if the last ended."""

    lines: pa.Array
    first: int
    ended: bool


def line_blocks(chunks: Iterator[bytes], file: str) -> Iterator[Block]:
    """Blocks of some four megabytes of UTF-8. Raises SourceError `queue_log.endless_line`."""
    rest, number = b"", 1
    for chunk in chunks:
        rest += chunk
        if len(rest) < _BLOCK:
            continue
        cut = rest.rfind(b"\n") + 1
        if not cut:
            raise SourceError("queue_log.endless_line", file=file, line=number)
        block = _block(rest[:cut], number)
        number += len(block.lines)
        rest = rest[cut:]
        yield block
    if rest:
        yield _block(rest, number)


def _block(data: bytes, first: int) -> Block:
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 10) + 1
    ended = len(ends) > 0 and int(ends[-1]) == len(data)
    bounds = np.concatenate([[0], ends] if ended else [[0], ends, [len(data)]]).astype(np.int32)
    whole = pa.StringArray.from_buffers(len(bounds) - 1, pa.py_buffer(bounds.tobytes()), pa.py_buffer(data))
    return Block(pc.utf8_trim_whitespace(whole), first, ended)
