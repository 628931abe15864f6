"""Delimited text cut into blocks of whole records, with the place of each, at the speed of numpy.

A line end inside quotes ends no record. Where the quotes of a block are regular (each opens at the start
of a field and closes at its end) their parity tells inside from outside for the whole block at once;
elsewhere they are followed one by one, as the parser does: a quote inside an unquoted field is a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sawt.errors import SourceError

BLOCK_BYTES = 8 << 20
RECORD_BYTES = 4 << 20
_NEWLINE, _QUOTE = 10, 34

Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Block:
    """Whole records as UTF-8, each ended by a line feed.

    `starts`, `ends`: bytes, int64, one a record · `lines`: the 1-based line of the file on which each begins.
    """

    data: bytes
    starts: Places
    ends: Places
    lines: Places

    def __len__(self) -> int:
        return len(self.starts)

    def raw(self, record: int) -> str:
        """A record as it stands in the file, without its line end."""
        return self.data[self.starts[record] : self.ends[record]].decode().rstrip("\n")

    def after(self, records: int) -> Block:
        """Without the first records."""
        return Block(self.data, self.starts[records:], self.ends[records:], self.lines[records:])

    def filled(self) -> Block:
        """Without empty lines, which the parser passes over too."""
        held = self.ends - self.starts > 1
        if held.all():
            return self
        return Block(self.data, self.starts[held], self.ends[held], self.lines[held])

    def text(self) -> memoryview:
        """The bytes from the first record to the end of the last."""
        return (
            memoryview(self.data)[int(self.starts[0]) : int(self.ends[-1])] if len(self) else memoryview(b"")
        )


@dataclass(frozen=True)
class Cut:
    """Where the records of a text end, and where a quote was left open, if one was."""

    ends: Places
    open_at: int | None


def blocks(chunks: Iterator[bytes], delimiter: str, file: str) -> Iterator[Block]:
    """Blocks of about eight megabytes.

    Raises SourceError `intake.line_too_long` for a record of more than four megabytes, and
    `intake.quote_open` with its line for a quote that never closes.
    """
    rest, line = b"", 1
    for piece in _pieces(chunks):
        data = rest + piece
        block, cut = _block(data, line, delimiter, file)
        rest = data[int(block.ends[-1]) :] if len(block) else data
        if len(rest) > RECORD_BYTES:
            raise _endless(data, cut, line, int(block.ends[-1]) if len(block) else 0, file)
        if len(block):
            line += data.count(b"\n", 0, int(block.ends[-1]))
            yield block
    if rest:
        block, cut = _block(rest + b"\n", line, delimiter, file)
        if cut.open_at is not None:
            raise SourceError("intake.quote_open", file=file, line=line + rest.count(b"\n", 0, cut.open_at))
        yield block


def unified(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Line ends of Windows and of old Macs as line feeds."""
    held = b""
    for chunk in chunks:
        chunk = held + chunk if held else chunk
        held = b""
        if b"\r" in chunk:
            if chunk.endswith(b"\r"):
                chunk, held = chunk[:-1], b"\r"
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if chunk:
            yield chunk
    if held:
        yield b"\n"


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks put together until they make a block."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= BLOCK_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _block(data: bytes, line: int, delimiter: str, file: str) -> tuple[Block, Cut]:
    text = np.frombuffer(data, dtype=np.uint8)
    newlines = np.flatnonzero(text == _NEWLINE)
    cut = _cut(data, text, newlines, delimiter, line, file)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), cut.ends[:-1]]) if len(cut.ends) else cut.ends
    if len(cut.ends) == len(newlines):
        lines = np.arange(line, line + len(starts), dtype=np.int64)
    else:
        lines = line + np.searchsorted(newlines, starts).astype(np.int64)
    return Block(data, starts, cut.ends, lines), cut


def _cut(data: bytes, text: np.ndarray, newlines: np.ndarray, delimiter: str, line: int, file: str) -> Cut:
    if b'"' not in data:
        return Cut(newlines + 1, None)
    quotes = np.flatnonzero(text == _QUOTE)
    if _regular(text, quotes, ord(delimiter)):
        outside = np.searchsorted(quotes, newlines) % 2 == 0
        return Cut(newlines[outside] + 1, int(quotes[-1]) if len(quotes) % 2 else None)
    return _followed(data, newlines, delimiter, line, file)


def _regular(text: np.ndarray, quotes: np.ndarray, delimiter: int) -> bool:
    """Whether every odd quote opens where a field starts and every even one closes where it ends."""
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening > 0, text[opening - 1], _NEWLINE)
    after = np.where(closing + 1 < len(text), text[np.minimum(closing + 1, len(text) - 1)], _NEWLINE)
    return all(
        bool(((beside == delimiter) | (beside == _NEWLINE) | (beside == _QUOTE)).all())
        for beside in (before, after)
    )


def _followed(data: bytes, newlines: np.ndarray, delimiter: str, line: int, file: str) -> Cut:
    """The slow way: quoted fields one by one. A field over several lines must end where its quote closes."""
    edge = re.escape(delimiter.encode())
    quoted = re.compile(rb"(?<![^\n" + edge + rb'])"(?:[^"]+|"")*+(?:"|\Z)')
    inside = np.zeros(len(newlines), dtype=bool)
    open_at = None
    for field in quoted.finditer(data):
        start, end = field.span()
        first, last = np.searchsorted(newlines, (start, end))
        closed = end - start > 1 and _closes(data[start:end])
        if not closed:
            open_at = start
        elif first < last and data[end : end + 1] not in (b"", b"\n", delimiter.encode()):
            raise SourceError("intake.quote_open", file=file, line=line + data.count(b"\n", 0, start))
        inside[first:last] = True
    return Cut(newlines[~inside] + 1, open_at)


def _closes(field: bytes) -> bool:
    """Whether a quoted field's last quote is its own end and not the first half of a doubled one."""
    trailing = len(field) - len(field.rstrip(b'"'))
    return trailing % 2 == 1 if trailing < len(field) else trailing % 2 == 0


def _endless(data: bytes, cut: Cut, line: int, start: int, file: str) -> SourceError:
    """Why a record is longer than any may be: a quote swallows the file, or a cell is that long."""
    if cut.open_at is not None and data.find(b"\n", cut.open_at) >= 0:
        return SourceError("intake.quote_open", file=file, line=line + data.count(b"\n", 0, cut.open_at))
    return SourceError(
        "intake.line_too_long", file=file, line=line + data.count(b"\n", 0, start), most=RECORD_BYTES
    )
