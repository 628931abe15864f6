"""Which encoding a text file has, decided strictly, and its bytes as UTF-8.

UTF-8 when every byte fits, UTF-16 by its mark, else Windows-1256 when the result reads as Arabic or
plain Latin text. The choice is reported, never silent.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sawt.errors import SourceError

_CHUNK = 1 << 20
# A packed file may not grow beyond this, nor beyond this many times its size.
EXPANDED_BYTES = 4 << 30
EXPANDED_TIMES = 200
_MARK_BYTES = {"utf-8-sig": 3, "utf-16": 2}
_MARKED = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_LETTERS = re.compile(r"[\u0621-\u064aA-Za-z]")
# Letters of Windows-1256 that Omani exports do not use: French, Persian and Urdu ones, and signs.
_ODD = re.compile(r"[\u0080-\u00a0\u00a2-\u00ff\u0152\u0153\u0192\u02c6\u0679-\u06d2\u2020-\u2030]")


def open_bytes(path: Path) -> io.BufferedIOBase:
    """The file's bytes, unpacked when it is gzip, with a bound on how far it may grow."""
    with path.open("rb") as source:
        packed = source.read(2) == b"\x1f\x8b"
    if not packed:
        return path.open("rb")
    limit = min(EXPANDED_BYTES, max(path.stat().st_size, 1 << 16) * EXPANDED_TIMES)
    return io.BufferedReader(_Bounded(gzip.open(path, "rb"), limit, path.name), _CHUNK)


class _Bounded(io.RawIOBase):
    """Reads a packed stream until a bound. Raises SourceError for a bomb or a cut file."""

    def __init__(self, source: gzip.GzipFile, limit: int, file: str) -> None:
        self._source, self._left, self._file = source, limit, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._source.read(len(buffer))
        except (EOFError, OSError, zlib.error):
            raise SourceError("intake.packed_cut", file=self._file) from None
        self._left -= len(data)
        if self._left < 0:
            raise SourceError("intake.packed_bomb", file=self._file)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


def detect(path: Path) -> str:
    """`utf-8`, `utf-8-sig`, `utf-16` or `windows-1256`. Raises SourceError for any other."""
    with open_bytes(path) as source:
        head = source.read(4)
    if not head:
        raise SourceError("intake.empty_file", file=path.name)
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    wrong = _first_wrong_byte(path)
    if wrong is None:
        return "utf-8-sig" if head[:3] == codecs.BOM_UTF8 else "utf-8"
    position, at_the_end = wrong
    if at_the_end:
        raise SourceError("intake.cut_in_a_letter", file=path.name, position=position)
    if _reads_as_1256(path):
        return "windows-1256"
    raise SourceError("intake.unknown_encoding", file=path.name, position=position)


def utf8_chunks(path: Path, encoding: str) -> Iterator[bytes]:
    """The file as UTF-8 without mark, in bounded chunks. Raises SourceError for NULs and broken text."""
    with open_bytes(path) as source:
        mark = source.read(_MARK_BYTES.get(encoding, 0))
        codec = _MARKED.get(mark, encoding)
        if codec == "utf-8":  # decoded strictly once already, by `detect`
            pieces = _as_they_are(source, len(mark))
        else:
            pieces = _transcoded(source, codec, path.name, len(mark))
        for place, chunk in pieces:
            if b"\0" in chunk:
                before = chunk[: chunk.index(b"\0")]
                written = before if codec == "utf-8" else before.decode().encode(codec)
                raise SourceError("intake.nul_byte", file=path.name, position=place + len(written))
            yield chunk


def _as_they_are(source: io.BufferedIOBase, place: int) -> Iterator[tuple[int, bytes]]:
    """Chunks, each with the place of its first byte in the file."""
    while chunk := source.read(_CHUNK):
        yield place, chunk
        place += len(chunk)


def _transcoded(source: io.BufferedIOBase, codec: str, file: str, place: int) -> Iterator[tuple[int, bytes]]:
    """Chunks as UTF-8, each with the place in the file of what it was made of."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    read = place
    while True:
        chunk = source.read(_CHUNK)
        try:
            data = decoder.decode(chunk, final=not chunk).encode()
        except UnicodeDecodeError as error:
            code = "intake.unknown_encoding" if chunk else "intake.cut_in_a_letter"
            raise SourceError(code, file=file, position=place + error.start) from None
        if data:
            yield place, data
        if not chunk:
            return
        read += len(chunk)
        place = read - len(decoder.getstate()[0])  # half a letter waits in the decoder


class Utf8Stream(io.RawIOBase):
    """A readable stream over `utf8_chunks`, for parsers that want a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            self._rest = next(self._chunks, b"")
            if not self._rest:
                return 0
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _first_wrong_byte(path: Path) -> tuple[int, bool] | None:
    """Where the bytes stop being UTF-8, and whether that is only because the file ends inside a letter."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    place = 0
    letters = False
    with open_bytes(path) as source:
        while True:
            chunk = source.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                letters = not decoder.decode(chunk, final=not chunk).isascii() or letters
            except UnicodeDecodeError as error:
                return place - pending + error.start, letters and error.reason == "unexpected end of data"
            place += len(chunk)
            if not chunk:
                return None


def _reads_as_1256(path: Path) -> bool:
    """Whether the first megabyte holds letters, and hardly any that such files do not use."""
    with open_bytes(path) as source:
        sample = source.read(_CHUNK)
    try:
        text = sample.decode("windows-1256", "strict")
    except UnicodeDecodeError:
        return False
    arabic = len(re.findall(r"[\u0621-\u064a]", text))
    odd = len(_ODD.findall(text))
    return arabic > 0 and odd <= 0.02 * (len(_LETTERS.findall(text)) + odd)
