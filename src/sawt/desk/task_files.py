"""Tasks as files for people to fill in: CSV for spreadsheet programs, JSON Lines for other tools."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sawt.desk.label_files import GUESS, JSON_LINES
from sawt.desk.values import ALSO_HEAD, Task
from sawt.errors import CallError


def columns(heads: Sequence[str], guesses: bool) -> list[str]:
    """The columns of a task file in order: what to read, what to fill in, by whom."""
    shown = [f"{GUESS}{head}" for head in heads] if guesses else []
    asked = [name for head in heads for name in ((head, "also") if head == ALSO_HEAD else (head,))]
    return ["contact", "round", "print", "text", *shown, *asked, "annotator"]


def written(path: Path, tasks: Sequence[Task], heads: Sequence[str], guesses: bool, annotator: str) -> bytes:
    """The file's bytes. Raises CallError `desk.unknown_format` unless the name ends in .csv or .jsonl."""
    rows = [_cells(task, heads, guesses, annotator) for task in tasks]
    if path.suffix.lower() in JSON_LINES:
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    if path.suffix.lower() != ".csv":
        raise CallError("desk.unknown_format", file=path.name)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns(heads, guesses), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**row, "text": _harmless(row["text"])} for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # the mark tells spreadsheet programs that this is UTF-8


def _cells(task: Task, heads: Sequence[str], guesses: bool, annotator: str) -> dict[str, str]:
    row = dict.fromkeys(columns(heads, guesses), "")
    row |= {"contact": str(task.contact), "round": task.round, "print": task.text_print}
    row |= {"text": task.text, "annotator": annotator}
    return row | dict(_guessed(task, heads) if guesses else ())


def _guessed(task: Task, heads: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((f"{GUESS}{head}", task.guess.get(head, "")) for head in heads)


def _harmless(text: str) -> str:
    """A text that a spreadsheet would run as a formula, with a quote before it."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
