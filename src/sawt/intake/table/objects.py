"""JSON lines: one object a line, nested keys as dotted names."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sawt.errors import SourceError
from sawt.intake.encoding import Utf8Stream, detect, utf8_chunks
from sawt.intake.job import Emit
from sawt.intake.mapping.reading import Mapping
from sawt.intake.table.batch import MOST_COLUMNS, ROWS, Records, as_text, text_column

LINE_BYTES = 4 << 20
_DEEPEST = 20
_HALF_A_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


class JsonLines:
    """A file of objects. Its columns are known at its end, since an object may leave keys out."""

    typed = True

    def __init__(self, path: Path, mapping: Mapping, emit: Emit) -> None:
        """Raises SourceError for an empty or unreadable file."""
        self.path, self.emit = path, emit
        self.encoding = detect(path)
        self.columns: list[str] | None = None
        self._seen: dict[str, None] = {}

    def batches(self, wanted: list[str]) -> Iterator[Records]:
        """Objects as columns of text; a line that is none is returned."""
        found = self._records()
        while held := list(itertools.islice(found, ROWS)):
            lines = np.array([line for line, _, _ in held], dtype=np.int64)
            raws = [raw for _, raw, _ in held]
            columns = {
                name: text_column([as_text(record.get(name)) for _, _, record in held], lines, self.path.name)
                for name in wanted
            }
            yield Records(columns, lines, raws.__getitem__)
        if not self._seen:
            raise SourceError("intake.no_objects", file=self.path.name)
        self.columns = list(self._seen)

    def _records(self) -> Iterator[tuple[int, str, dict[str, Any]]]:
        for line, raw in enumerate(self._lines(), start=1):
            if not raw.strip():
                continue
            record = _object(raw)
            if record is None:
                self.emit.reject(line, "not_an_object", raw)
                continue
            if not record.keys() <= self._seen.keys():
                self._seen |= dict.fromkeys(record)
                if len(self._seen) > MOST_COLUMNS:
                    raise SourceError(
                        "intake.too_many_columns",
                        file=self.path.name,
                        found=len(self._seen),
                        most=MOST_COLUMNS,
                    )
            yield line, raw, record

    def _lines(self) -> Iterator[str]:
        stream = io.BufferedReader(Utf8Stream(utf8_chunks(self.path, self.encoding)), 1 << 20)
        number = 0
        while line := stream.readline(LINE_BYTES + 1):
            number += 1
            if len(line) > LINE_BYTES:
                raise SourceError("intake.line_too_long", file=self.path.name, line=number, most=LINE_BYTES)
            yield line.decode().rstrip("\r\n")


def _object(raw: str) -> dict[str, Any] | None:
    try:
        record = json.loads(raw, parse_constant=_no_number)
        if not isinstance(record, dict):
            return None
        if _HALF_A_CHARACTER.search(raw):  # two halves make an emoji; one alone is no text
            json.dumps(record, ensure_ascii=False).encode()
        return dict(_flat(record, "", 0)) if any(type(v) in (dict, list) for v in record.values()) else record
    except (ValueError, RecursionError):
        return None


def _flat(record: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _flat(value, f"{prefix}{name}.", depth + 1)
        elif isinstance(value, dict | list):
            yield f"{prefix}{name}", json.dumps(value, ensure_ascii=False)
        else:
            yield f"{prefix}{name}", value


def _no_number(word: str) -> Any:
    raise ValueError(word)  # NaN and Infinity are no JSON
