"""Label files as people hand them in: CSV or JSON Lines into rows, or a plain refusal of the file.

Nothing is guessed: an encoding is UTF-8 or tells itself by its mark, a column is known or named. What
a cell says is judged later (`judging`), where annotators, contacts and codes are known.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sawt.desk.values import ContactKey, Refusal
from sawt.errors import SourceError

JSON_LINES = (".jsonl", ".ndjson", ".json")
# What may stand beside the heads. `text` and what begins with `guess_` are for people and not read.
COLUMNS = ("contact", "annotator", "round", "print", "text", "also")
GUESS = "guess_"
MOST_BYTES = 128 << 20
_DELIMITERS = (",", ";", "\t")
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BETWEEN_CODES = re.compile(r"[|;,،؛\n]")


@dataclass(frozen=True)
class Row:
    """One row as it was written, without spaces around. `written` head → word, empty ones left out."""

    line: int
    contact: str
    annotator: str
    round: str
    text_print: str
    written: dict[str, str]
    also: tuple[str, ...]


@dataclass(frozen=True)
class LabelFile:
    """A label file that could be read: its rows, and the lines that are no rows with their reasons."""

    name: str
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...] = ()

    def contacts(self) -> set[ContactKey]:
        """The contacts that it speaks of, for asking the facts which of them exist."""
        return {key for row in self.rows if (key := ContactKey.parse(row.contact))}


def read_label_file(path: Path, heads: Collection[str], annotator: str | None = None) -> LabelFile:
    """The rows of a label file. `annotator` is whose labels they are where no column says so.

    Raises SourceError, and nothing is read: no such file, a workbook, an encoding that is not UTF-8,
    columns that are missing, unknown or named twice, or quotes that are never closed.
    """
    text = _text(path)
    read = _objects if path.suffix.lower() in JSON_LINES else _table
    items = list(read(text, path.name, frozenset(heads), annotator or ""))
    rows = tuple(item for item in items if isinstance(item, Row))
    refused = tuple(item for item in items if isinstance(item, Refusal))
    return LabelFile(path.name, rows, refused)


def _text(path: Path) -> str:
    name = path.name
    try:
        if path.is_dir():
            raise SourceError("intake.is_folder", file=str(path))
        if path.exists() and not path.is_file():
            raise SourceError("intake.not_a_file", file=str(path))
        if path.stat().st_size > MOST_BYTES:
            raise SourceError("desk.file_too_large", file=name, most=MOST_BYTES)
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceError("intake.no_file", file=str(path)) from None
    except OSError as error:
        raise SourceError("intake.cannot_open", file=str(path), reason=error.strerror or "") from None
    if data.startswith(_WORKBOOKS):
        raise SourceError("desk.workbook", file=name)
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    try:
        text = data[len(mark) :].decode(_MARKS.get(mark, "utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError("desk.wrong_encoding", file=name, position=len(mark) + error.start) from None
    if "\0" in text:
        raise SourceError("desk.wrong_encoding", file=name, position=text.index("\0"))
    if not text.strip():
        raise SourceError("intake.empty_file", file=name)
    return text


def _table(text: str, file: str, heads: frozenset[str], annotator: str) -> Iterator[Row | Refusal]:
    """Rows of a CSV file; its delimiter is the one that parts the header into columns that are known."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = next((d for d in _DELIMITERS if "contact" in map(_column, first.split(d))), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    for line, cells in _records(reader, file, len(text)):
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [_column(cell) for cell in cells]
            _check_header(header, file, heads, annotator)
        elif len(cells) != len(header):
            yield Refusal(line, "wrong_columns", {"found": len(cells), "expected": len(header)})
        else:
            yield _row(line, dict(zip(header, cells, strict=True)), heads, annotator)


def _records(reader: Any, file: str, longest: int) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which each begins."""
    usual = csv.field_size_limit(max(longest, 1))  # the file as a whole is bounded already
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceError("intake.not_a_table", file=file, line=line, reason=str(error)) from None
    finally:
        csv.field_size_limit(usual)


def _check_header(header: Sequence[str], file: str, heads: frozenset[str], annotator: str) -> None:
    known = (*COLUMNS, *sorted(heads))
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise SourceError("intake.header_twice", file=file, name=twice)
    unknown = [name for name in header if not _is_known(name, heads)]
    needed = ("contact",) if annotator else ("contact", "annotator")
    missing = [name for name in needed if name not in header]
    if not heads & set(header):
        missing.append(" | ".join(sorted(heads)))
    if missing:
        raise SourceError("desk.columns_missing", file=file, names=", ".join(missing))
    if unknown:
        names = ", ".join(unknown)[:200]
        raise SourceError("desk.columns_unknown", file=file, names=names, known=", ".join(known))


def _objects(text: str, file: str, heads: frozenset[str], annotator: str) -> Iterator[Row | Refusal]:
    """Rows of a JSON Lines file; a line that is no object is refused by itself."""
    for line, part in enumerate(text.split("\n"), start=1):
        if not part.strip():
            continue
        try:
            told = json.loads(part)
            json.dumps(told, ensure_ascii=False).encode()  # half a letter is a ValueError too
        except (ValueError, RecursionError):
            told = None
        yield _object(line, told, heads, annotator)


def _object(line: int, told: Any, heads: frozenset[str], annotator: str) -> Row | Refusal:
    if not isinstance(told, dict):
        return Refusal(line, "not_an_object", {})
    cells = {_column(name): value for name, value in told.items()}
    unknown = next((name for name in cells if not _is_known(name, heads)), None)
    if unknown is not None:
        return Refusal(line, "unknown_column", {"column": unknown[:80]})
    also = cells.get("also")
    if isinstance(also, list) and all(isinstance(code, str) for code in also):
        cells["also"] = " ".join(also)
    for name, value in cells.items():
        if value is not None and not isinstance(value, str) and name != "text" and name[:6] != GUESS:
            return Refusal(line, "not_text", {"column": name})
    return _row(line, {name: value or "" for name, value in cells.items()}, heads, annotator)


def _row(line: int, cells: dict[str, str], heads: frozenset[str], annotator: str) -> Row:
    written = {head: word for head in cells if head in heads and (word := cells[head].strip())}
    return Row(
        line=line,
        contact=cells.get("contact", "").strip(),
        annotator=cells.get("annotator", "").strip() or annotator,
        round=cells.get("round", "").strip(),
        text_print=cells.get("print", "").strip().lower(),
        written=written,
        also=tuple(filter(None, map(str.strip, _BETWEEN_CODES.split(cells.get("also", ""))))),
    )


def _column(name: str) -> str:
    return name.strip().strip('"').strip().casefold()


def _is_known(name: str, heads: Collection[str]) -> bool:
    return name in COLUMNS or name in heads or name.startswith(GUESS)
