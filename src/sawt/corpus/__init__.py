"""The seed corpus: messages that this project wrote in the voice of Omani customers, labelled by hand.

Tables without a header, one message a line, in three parts that never meet: `train` makes the shipped
model, `test` judges it, `demo` speaks in the simulated ministry. See README.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sawt.vocabulary import HEADS

PARTS = ("train", "test", "demo")
# Files whose codes stand in the proportions of an ordinary day. The others were written so that each code
# meets every service and voice, or stands at a border; probabilities are not calibrated on those.
ORDINARY = ("day", "gov", "nor", "sou", "cap", "abr", "pro", "yng", "old")
COLUMNS = (
    "kind",
    "service",
    "challenge",
    "also",
    "sentiment",
    "urgency",
    "jurisdiction",
    "segment",
    "lang",
    "voice",
    "traits",
    "text",
)
VOICES = ("dialect", "msa", "english", "arabizi", "mixed", "note", "voicemail", "story", "short")
TRAITS = ("sarcasm", "negation", "thanks", "question", "emoji", "typos")


@dataclass(frozen=True)
class Message:
    """One message of the corpus. `labels` has a code for each of `HEADS`; `also` other challenges."""

    id: str
    text: str
    labels: dict[str, str]
    also: tuple[str, ...]
    segment: str
    voice: str
    traits: tuple[str, ...]

    @property
    def hand(self) -> str:
        """Who wrote it: messages of one hand share their first letters."""
        return self.id.split("-")[0]

    @property
    def ordinary(self) -> bool:
        """Whether it is of the files in the proportions of an ordinary day."""
        return self.hand in ORDINARY


@cache
def messages(part: str) -> tuple[Message, ...]:
    """The messages of a part, in the order of their files and lines."""
    if part not in PARTS:
        raise ValueError(f"{part} is no part of the corpus")
    folder = files("sawt.corpus") / "messages" / part
    tables = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".tsv")), key=lambda file: file.name
    )
    return tuple(
        message
        for table in tables
        for message in _read(table.name.removesuffix(".tsv"), table.read_text("utf-8"))
    )


def _read(stem: str, table: str) -> Iterator[Message]:
    for number, line in enumerate(table.splitlines(), 1):
        row = dict(zip(COLUMNS, line.split("\t"), strict=True))
        yield Message(
            f"{stem}:{number}",
            row["text"],
            {head: row[head] for head in HEADS},
            _listed(row["also"]),
            row["segment"],
            row["voice"],
            _listed(row["traits"]),
        )


def _listed(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split(","))
