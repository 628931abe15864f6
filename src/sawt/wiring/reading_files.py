"""A file of messages, read line by line: masked, and what each says (`sawt read --file`).

Lines come as JSON objects with `text` and, where there are, `id` and `channel`. They are taken in pieces,
so that a file of any length is read in the same memory. A line that is no such object becomes a line of the
answer that says so; nothing is dropped and nothing stops.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sawt.errors import CallError, SourceError
from sawt.understanding import privacy
from sawt.understanding.heads.model import Model, from_bytes
from sawt.understanding.messages import LONGEST
from sawt.understanding.read import Readings, read_all, shipped_model
from sawt.understanding.why import Why, why

_PIECE = 4096  # lines read at a time


@dataclass(frozen=True)
class _Line:
    """A line of the file: its message, or why it is none (a code of `locale/read.toml`)."""

    number: int
    id: Any = None
    text: str = ""
    refused: str | None = None


def read_file(path: Path, model: Path | None = None, explain: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """One answer a line, in order: `id`, `masked`, `pii` and what each head says (DESIGN section 9).

    explain: heads whose reasons are added. A refused line gives `line` and `refused`. Raises SourceError
    `read.no_file`, `read.unreadable` or `model.*` before the first answer.
    """
    known = _model(model)
    unknown = [head for head in explain if head not in {each.name for each in known.heads}]
    if unknown:
        raise CallError(
            "read.unknown_head", head=unknown[0], known=", ".join(each.name for each in known.heads)
        )
    try:
        with path.open("rb") as file:
            for piece in _pieces(file):
                yield from _answers(piece, known, explain)
    except FileNotFoundError:
        raise SourceError("read.no_file", path=str(path)) from None
    except OSError as trouble:
        raise SourceError("read.unreadable", path=str(path), reason=trouble.strerror or "") from None


def _model(path: Path | None) -> Model:
    if path is None:
        return shipped_model()
    try:
        return from_bytes(path.read_bytes(), str(path))
    except OSError:
        raise SourceError("model.unreadable", path=str(path)) from None


def _pieces(file: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    numbered = enumerate(file, 1)
    while piece := list(itertools.islice(numbered, _PIECE)):
        yield piece


def _answers(
    piece: Sequence[tuple[int, bytes]], model: Model, explain: Sequence[str]
) -> Iterator[dict[str, Any]]:
    lines = [_line(number, raw) for number, raw in piece if raw.strip()]
    spans = [privacy.find(line.text) for line in lines]
    masked = [privacy.mask(line.text, found)[:LONGEST] for line, found in zip(lines, spans, strict=True)]
    readings = read_all(masked, model)
    for place, (line, found, text) in enumerate(zip(lines, spans, masked, strict=True)):
        if line.refused:
            yield {"line": line.number, "id": line.id, "refused": line.refused}
            continue
        answer = {
            "id": line.id,
            "masked": text,
            "pii": [{"start": span.start, "end": span.end, "type": span.type} for span in found],
            **{head: answer_of(readings, head, place) for head in readings.heads},
            "model": readings.model,
        }
        if len(line.text) > LONGEST:
            answer["cut_after"] = LONGEST
        if explain:
            answer["why"] = {reason.head: _told(reason) for reason in why(text, explain, model)}
        yield answer


def answer_of(readings: Readings, head: str, place: int) -> dict[str, Any]:
    """What one head says of one message; the label is always the best guess."""
    said = readings.heads[head]
    return {
        "label": said.labels[int(said.best[place])],
        "confidence": round(float(said.confidence[place]), 4),
        "abstained": bool(said.abstained[place]),
        "others": [{"label": label, "confidence": round(sure, 4)} for label, sure in said.others(place)],
    }


def _told(reason: Why) -> dict[str, Any]:
    """The reasons as JSON: words with their places in the masked text."""

    def words(spoken: Iterable[Any]) -> list[dict[str, Any]]:
        return [{"word": s.word, "start": s.start, "end": s.end, "weight": s.weight} for s in spoken]

    return {
        "label": reason.label,
        "runner_up": reason.runner_up,
        "for": words(reason.for_it),
        "against": words(reason.against_it),
        "nearest": [
            {"id": near.id, "label": near.label, "similarity": near.similarity, "text": near.text}
            for near in reason.nearest
        ],
    }


def _line(number: int, raw: bytes) -> _Line:
    try:
        told = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return _Line(number, refused="not_utf8")
    except (ValueError, RecursionError):
        return _Line(number, refused="not_json")
    if not isinstance(told, dict):
        return _Line(number, refused="not_an_object")
    text = told.get("text")
    if not isinstance(text, str):
        return _Line(number, told.get("id"), refused="no_text")
    return _Line(number, told.get("id", number), text)
