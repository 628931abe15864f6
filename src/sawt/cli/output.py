"""How answers are printed: text tables, JSON, CSV; progress on a terminal only."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def one_line(text: str) -> str:
    """Text from a file on one line, without what would drive a terminal."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)


def as_json(value: Any) -> None:
    """The same bytes for the same answer."""
    say(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def as_csv(header: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """With a byte-order mark, so that spreadsheet programs read the Arabic; formulas are made harmless."""
    sys.stdout.write("\ufeff")
    as_lines(header, rows)


def as_lines(header: Sequence[str], rows: Iterable[Iterable[Any]], for_terminal: bool = False) -> None:
    """Rows between commas as they come, however many they are."""
    out = csv.writer(sys.stdout, lineterminator="\n" if for_terminal else "\r\n")
    out.writerow(header)
    for row in rows:
        cells = [harmless(value) for value in row]
        out.writerow([one_line(c) if for_terminal and isinstance(c, str) else c for c in cells])


def harmless(value: Any) -> Any:
    """A text cell that a spreadsheet would run as a formula, with a quote before it."""
    text = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if text else value


def as_table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Columns aligned by the width that a terminal shows."""
    texts = [[("–" if cell is None else one_line(str(cell))) for cell in row] for row in (header, *rows)]
    widths = [max(_width(row[i]) for row in texts) for i in range(len(header))]
    for place, row in enumerate(texts):
        say(
            "  ".join(
                cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
            ).rstrip()
        )
        if place == 0:
            say("  ".join("─" * width for width in widths))


class Progress:
    """A line that is written over on a terminal; silent elsewhere."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def tell(self, text: str) -> None:
        if self.shown:
            sys.stderr.write(f"\r\033[K{text}")
            sys.stderr.flush()

    def end(self) -> None:
        if self.shown:
            sys.stderr.write("\r\033[K")


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) or unicodedata.category(c) == "Cf" else 1 for c in text)
