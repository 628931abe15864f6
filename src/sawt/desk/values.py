"""What the desk takes and gives: frozen values. Standard library only; whoever asks sees no model."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

PERSON, MACHINE = "person", "machine"
KINDS = (PERSON, MACHINE)
ON_LABEL, ON_MODEL = "label", "model"
DECISION_KINDS = (ON_LABEL, ON_MODEL)
# Where secondary codes may stand beside the main one.
ALSO_HEAD = "challenge"
# How a task came to be one: picked by `understanding.sampling`, or labelled without having been picked.
GIVEN = "given"

# For each head, what may be written and the code that it means: {"kind": {"complaint": "complaint", …}}.
Words = Mapping[str, Mapping[str, str]]


class ContactKey(NamedTuple):
    """A contact as facts and desk both know it: the name that it came under, and its own identifier."""

    name: str
    external_id: str

    def __str__(self) -> str:
        return f"{self.name}/{self.external_id}"

    @classmethod
    def parse(cls, text: str) -> ContactKey | None:
        """`calls/123` as a key; None for what is none. A name holds no slash, an identifier may."""
        name, slash, external_id = text.partition("/")
        return cls(name, external_id) if name and slash and external_id else None


def storable(text: str) -> str:
    """A text as every database takes it: without NULs and halves of letters."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def print_of(text: str) -> str:
    """The print of a masked text: 128 bits of its SHA-256, in hex. It tells whether a text changed."""
    return hashlib.sha256(storable(text).encode("utf-8")).hexdigest()[:32]


@dataclass(frozen=True)
class Annotator:
    """Who labels. `kind` is `person` or `machine`; only active ones may say something new."""

    code: str
    name: str
    kind: str
    active: bool
    since: datetime


@dataclass(frozen=True)
class Task:
    """A masked text to label. `way` as in `understanding.sampling.WAYS`, or `given`; `guess` head → label."""

    contact: ContactKey
    text: str
    way: str = GIVEN
    guess: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    round: str = ""

    @property
    def text_print(self) -> str:
        return print_of(self.text)


@dataclass(frozen=True)
class Label:
    """What one annotator said of one head of one contact. `number` grows with every label saved."""

    contact: ContactKey
    text_print: str
    head: str
    value: str
    also: tuple[str, ...]
    annotator: str
    kind: str
    round: str
    labelled_at: datetime
    current: bool = True
    number: int = 0


@dataclass(frozen=True)
class Decision:
    """What a person decided of a label (`subject` a contact's key as text) or a model (its version)."""

    kind: str
    subject: str
    value: str
    reason: str
    decided_by: str
    decided_at: datetime
    head: str = ""
    text_print: str = ""


Settled = Literal["one", "majority", "decision", "disputed"]


@dataclass(frozen=True)
class Resolved:
    """What people say of one head of one contact's text, once their voices are put together.

    `value` is None where they are `disputed`: no label has more than half of the voices, and nobody
    decided. `voices` are the annotators heard, `agreeing` those of them who said `value`.
    """

    contact: ContactKey
    text_print: str
    head: str
    value: str | None
    also: tuple[str, ...]
    settled: Settled
    voices: int
    agreeing: int


@dataclass(frozen=True)
class Example:
    """A masked text with all that people settled about it: what a model learns from, and is measured on.

    `labels` head → code, without what is disputed. Only those whose `way` is `random` measure without
    bias how often a model errs.
    """

    contact: ContactKey
    text: str
    text_print: str
    way: str
    labels: Mapping[str, str]
    also: tuple[str, ...]


@dataclass(frozen=True)
class Agreement:
    """How far annotators agree on a head, over the contacts that two or more of them labelled.

    Shares and coefficients are None where they cannot be known; `kappa` only where two annotators
    labelled. `confused` has the pairs of labels that met on one contact, the most frequent first.
    """

    head: str
    contacts: int
    labels: int
    annotators: tuple[str, ...]
    percent: float | None
    alpha: float | None
    alpha_interval: tuple[float, float] | None
    kappa: float | None
    confused: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Refusal:
    """A row of a label file that was not taken, and why. `code` says it in words."""

    line: int
    reason: str
    params: Mapping[str, Any]

    @property
    def code(self) -> str:
        return f"desk.refused_{self.reason}"


@dataclass(frozen=True)
class Imported:
    """What became of every row of a label file: `received` is the sum of the four beside it.

    `saved` said something new, `changed` something else than before in the same round, `same` nothing new,
    `refused` could not be taken, each returned in `refusals`. `labels` counts the labels written.
    """

    file: str
    received: int
    saved: int
    same: int
    changed: int
    refused: int
    labels: int
    refusals: tuple[Refusal, ...]
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """As a face prints it."""
        told = [{"line": r.line, "reason": r.reason, "params": dict(r.params)} for r in self.refusals]
        return {**vars(self), "refusals": told}
