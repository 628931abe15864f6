"""What people's labels amount to: where they stand, how far people agree, and their words as facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sawt.desk import annotators as people
from sawt.desk import labels, tasks
from sawt.desk.decisions import decision_read
from sawt.desk.opening import Desk
from sawt.desk.values import (
    ALSO_HEAD,
    ON_LABEL,
    ON_MODEL,
    PERSON,
    Agreement,
    Annotator,
    ContactKey,
    Decision,
)
from sawt.errors import CallError
from sawt.understanding.heads.model import Model
from sawt.vocabulary import HEADS
from sawt.wiring.labelling import desk_of
from sawt.wiring.models import current_model
from sawt.wiring.workspace import Workspace

# Told apart by whether they looked and failed; the pair of challenges that lies closest.
CLOSE = (ALSO_HEAD, ("information_need", "unclear_requirements"))
_SEED = 20251124  # of intervals over labels: the same labels give the same bytes


def agreement(workspace: Workspace, round_: str | None = None) -> tuple[tuple[Agreement, ...], Agreement]:
    """How far people agree on each head, and on the pair of challenges that lie closest."""
    head, pair = CLOSE
    with desk_of(workspace) as desk:
        if round_ is not None and round_ not in {task.round for task in tasks.task_read(desk)}:
            raise CallError("label.unknown_round", given=round_[:80], known=_rounds(desk))
        rounds = None if round_ is None else [round_]
        overall = labels.label_agreement(desk, _SEED, HEADS, rounds)
        (close,) = labels.label_agreement(desk, _SEED, [head], rounds, between=pair)
        return overall, close


def _rounds(desk: Desk) -> str:
    return ", ".join(sorted({task.round for task in tasks.task_read(desk)} - {""})) or "–"


@dataclass(frozen=True)
class Status:
    """Where labelling stands: labels by annotator and head, contacts by way, what is settled or disputed."""

    annotators: tuple[Annotator, ...]
    labels: Mapping[str, Mapping[str, int]]
    contacts: int
    ways: Mapping[str, int]
    settled: Mapping[str, Mapping[str, int]]
    disputed: tuple[tuple[str, str], ...]
    asked: int
    model: Model
    decision: Mapping[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        """As a face prints it."""
        return {
            "annotators": [
                {"code": one.code, "name": one.name, "kind": one.kind, "active": one.active}
                for one in self.annotators
            ],
            "labels": self.labels,
            "asked": self.asked,
            "contacts": self.contacts,
            "ways": dict(self.ways),
            "settled": self.settled,
            "disputed": [{"contact": contact, "head": head} for contact, head in self.disputed],
            "model": {"version": self.model.version, "card": dict(self.model.card)},
            "decision": self.decision,
        }


def status(workspace: Workspace) -> Status:
    """Where labelling stands."""
    model = current_model(workspace)
    with desk_of(workspace) as desk:
        everybody = people.annotator_list(desk)
        said = labels.label_read(desk)
        resolved = labels.label_resolve(desk)
        examples = labels.example_read(desk)
        asked = len({task.contact for task in tasks.task_read(desk)})
        decisions = decision_read(desk, ON_MODEL, model.version)
    counts = Counter((label.annotator, label.head) for label in said)
    settled = Counter((one.head, one.settled) for one in resolved)
    return Status(
        annotators=everybody,
        labels={
            one.code: {head: counts[one.code, head] for head in HEADS}
            for one in everybody
            if one.kind == PERSON
        },
        contacts=len(examples),
        ways=dict(sorted(Counter(example.way for example in examples).items())),
        settled={
            head: {way: settled[head, way] for way in ("one", "majority", "decision", "disputed")}
            for head in HEADS
        },
        disputed=tuple((str(one.contact), one.head) for one in resolved if one.value is None),
        asked=asked,
        model=model,
        decision=_told(decisions[-1]) if decisions else None,
    )


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "value": decision.value,
        "by": decision.decided_by,
        "reason": decision.reason,
        "at": decision.decided_at.isoformat(),
    }


def publish(workspace: Workspace, at: str, note: Callable[[Workspace, pa.Table, str], dict[str, Any]]) -> Any:
    """Hand what people settled to the facts' writer: a row for each contact and head, with its author.

    A label that one person gave bears their code, one that several agreed on the code of the first of them
    in alphabetical order, a decided one that of who decided. `note` is `wiring.reading.note_labels`.
    """
    rows = settled_rows(workspace)
    columns = ("name", "external_id", "head", "label", "author")
    said = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in columns})
    return note(workspace, said, at)


def settled_rows(workspace: Workspace) -> list[dict[str, str]]:
    """What people settled, of each contact's newest labelled text: name, external_id, head, label, author."""
    with desk_of(workspace) as desk:
        said = labels.label_read(desk)
        resolved = labels.label_resolve(desk)
        decisions = decision_read(desk, ON_LABEL)
    newest = {label.contact: label.text_print for label in said}
    speakers: dict[tuple[ContactKey, str, str, str], str] = {}
    for label in said:
        key = (label.contact, label.text_print, label.head, label.value)
        speakers[key] = min(speakers.get(key, label.annotator), label.annotator)
    deciders = {(one.subject, one.text_print, one.head): one.decided_by for one in decisions}
    rows = []
    for one in resolved:
        if one.value is None or newest.get(one.contact) != one.text_print:
            continue
        decided = deciders.get((str(one.contact), one.text_print, one.head))
        author = decided or speakers.get((one.contact, one.text_print, one.head, one.value), "")
        rows.append({**one.contact._asdict(), "head": one.head, "label": one.value, "author": author})
    return rows
