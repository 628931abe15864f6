"""Tables by which contacts without words are read: wrap-up codes and queues, each with what it tells."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sawt.errors import CallError
from sawt.packs.files import pack_text
from sawt.packs.taxonomy import Taxonomy, load_taxonomy, read_toml
from sawt.vocabulary import HEADS

Heads = Mapping[str, str]


@dataclass(frozen=True)
class ReadingTables:
    """`id` names the tables in a reading's author: the version, and a print of both files."""

    id: str
    taxonomy: Taxonomy
    separator: str
    parts: Sequence[str]
    wrap_ups: Mapping[str, Heads]
    queues: Mapping[str, Mapping[str, Heads]]

    def wrap_up(self, code: str, /) -> Heads | None:
        """What a code tells, by head; None where it is not known as a whole."""
        if code in self.wrap_ups:
            return self.wrap_ups[code]
        parts = code.split(self.separator) if self.parts else ()
        told = dict(zip(self.parts, parts, strict=False))
        if not parts or len(parts) != len(self.parts):
            return None
        return told if all(part in self.taxonomy.codes(head) for head, part in told.items()) else None

    def queue(self, touchpoint: str, queue: str, /) -> Heads | None:
        """What coming through a queue tells, by head; None where it tells nothing."""
        return self.queues.get(touchpoint, {}).get(queue)

    def codes(self, head: str, /) -> Sequence[str]:
        """The taxonomy's codes of a head."""
        return self.taxonomy.codes(head)


def load_reading_tables(workspace: Path | None = None) -> ReadingTables:
    """The workspace's own, else those that ship. Raises CallError `packs.*` for what cannot be used."""
    text, file = pack_text("readings", workspace)
    named, _ = pack_text("taxonomy", workspace)
    return parse_reading_tables(text, file, load_taxonomy(workspace), named)


def parse_reading_tables(text: str, file: str, taxonomy: Taxonomy, named: str = "") -> ReadingTables:
    """From the file's text; `named`: the taxonomy's text, so that the id changes with it too."""
    written = read_toml(text, file)
    wrap_up = _table(written.get("wrap_up", {}), file, "wrap_up")
    queues = _table(written.get("queues", {}), file, "queues")
    parts = wrap_up.get("heads", [])
    for head in parts:
        if head not in HEADS:
            raise CallError("packs.unknown_head", file=file, head=str(head), known=", ".join(HEADS))
    digest = hashlib.sha256(f"{text}\0{named}".encode()).hexdigest()[:8]
    return ReadingTables(
        id=f"{written.get('version', '1')}-{digest}",
        taxonomy=taxonomy,
        separator=str(wrap_up.get("separator", ":")) or ":",
        parts=tuple(parts),
        wrap_ups=_meanings(wrap_up.get("codes", {}), file, taxonomy, "wrap_up.codes"),
        queues={at: _meanings(of, file, taxonomy, f"queues.{at}") for at, of in queues.items()},
    )


def _meanings(written: Any, file: str, taxonomy: Taxonomy, place: str) -> dict[str, Heads]:
    """Code → what it tells. Raises CallError where a head or a code of the taxonomy is not known."""
    return {
        str(code): {
            head: _code(head, label, file, taxonomy) for head, label in _table(of, file, place).items()
        }
        for code, of in _table(written, file, place).items()
    }


def _code(head: str, label: Any, file: str, taxonomy: Taxonomy) -> str:
    if head not in HEADS:
        raise CallError("packs.unknown_head", file=file, head=head, known=", ".join(HEADS))
    if label not in taxonomy.codes(head):
        raise CallError("packs.unknown_code", file=file, head=head, label=str(label))
    return str(label)


def _table(written: Any, file: str, place: str) -> dict[str, Any]:
    if not isinstance(written, dict):
        raise CallError("packs.not_a_table", file=file, place=place)
    return written
