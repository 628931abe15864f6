"""What customers said becomes facts: contacts that nobody read are read, and their readings published."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sawt.facts.batches import READING
from sawt.facts.noting import Noted, note_people
from sawt.facts.publishing import publish_changes
from sawt.facts.schema import READINGS
from sawt.facts.store import Writer, writing
from sawt.facts.unread import Read, read_unread
from sawt.packs.readings import load_reading_tables
from sawt.understanding.heads.model import Model as Trained
from sawt.understanding.read import MOST_OTHERS, WORTH_NAMING, read_all
from sawt.vocabulary import HEADS, READING_BASES
from sawt.wiring.models import current_model
from sawt.wiring.workspace import Workspace

_UNKNOWN_SHOWN = 20


class HeadRead(Protocol):
    """What a model says of one head of n texts; see `understanding.read.HeadReading`."""

    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def probabilities(self) -> NDArray[np.float32]: ...
    @property
    def abstained(self) -> NDArray[np.bool_]: ...


class TextsRead(Protocol):
    """What a model says of n texts, by head."""

    @property
    def heads(self) -> Mapping[str, HeadRead]: ...


class Model(Protocol):
    """Whoever reads texts. `version` tells one model from another in a reading's author."""

    @property
    def version(self) -> str: ...
    def read(self, texts: Sequence[str], /) -> TextsRead: ...


@dataclass(frozen=True)
class _InUse:
    """The model that the workspace uses: one of its own labels, else the one that ships."""

    trained: Trained

    @property
    def version(self) -> str:
        return self.trained.version

    def read(self, texts: Sequence[str], /) -> TextsRead:
        return read_all(texts, self.trained)


def current(workspace: Workspace) -> Model:
    """The model in use. Raises as `current_model` does."""
    return _InUse(current_model(workspace))


def read_new(
    workspace: Workspace,
    at: str,
    model: Model | None = None,
    tell: Callable[..., None] = lambda *a, **k: None,
) -> dict[str, Any]:
    """Read what is new to this model and these tables, and publish it as one batch that can be undone.

    Nothing is published where nothing is new. Raises CallError for tables that cannot be used, and
    StateError; then nothing was kept.
    """
    started = time.monotonic()
    reader, tables = model or current(workspace), load_reading_tables(workspace.root)
    with writing(workspace.facts, on_wait=lambda: tell("waiting")) as writer:
        batch = f"b{writer.base.number + 1}"
        read = read_unread(
            writer, batch, at, reader.version, lambda texts: _answers(reader, texts), tables, tell
        )
        result = _told(read, reader.version, tables.id)
        made = _publish(writer, batch, at, read.noted, result)
    return {**made, **result, "seconds": round(time.monotonic() - started, 3)}


def note_labels(workspace: Workspace, said: pa.Table, at: str) -> dict[str, Any]:
    """Publish what people said: name, external_id, head, label, author, one row a contact and head.

    A person's label stands beside the machine's and is what every figure counts.
    """
    with writing(workspace.facts) as writer:
        batch = f"b{writer.base.number + 1}"
        noted, unknown = note_people(writer, batch, said, at)
        counts = {"rows": noted.rows, "replaced": noted.replaced, "unknown_contacts": unknown}
        result = {"model": None, "received": said.num_rows, **counts}
        return {**_publish(writer, batch, at, noted, result), **result}


def _publish(writer: Writer, batch: str, at: str, noted: Noted, result: Mapping[str, Any]) -> dict[str, Any]:
    if not noted.months:
        return {"batch": None, "facts_version": writer.base.number}
    made_by = {"kind": READING, "batch": batch, "at": at, **result, "tables": noted.record}
    version = publish_changes(writer, made_by, {READINGS: noted.months})
    return {"batch": batch, "facts_version": version.number}


def _told(read: Read, model: str, tables: str) -> dict[str, Any]:
    return {
        "model": model,
        "tables_version": tables,
        "read": {basis: read.by_basis[basis] for basis in READING_BASES if basis != "person"},
        "texts": read.texts,
        "rows": read.noted.rows,
        "replaced": read.noted.replaced,
        "abstained": {head: read.abstained[head] for head in HEADS},
        "unread": {why: read.unread[why] for why in ("unknown_code", "unknown_queue", "nothing")},
        "unknown": [
            {"what": what, "code": code, "contacts": count}
            for (what, code), count in sorted(read.unknown.items(), key=lambda item: (-item[1], item[0]))
        ][:_UNKNOWN_SHOWN],
    }


def _answers(model: Model, texts: pa.Array) -> pa.Table:
    """One row for each text and head: row, head, label, confidence, abstained, others."""
    read = model.read(texts.to_pylist())
    parts = [_head(name, read.heads[name], len(texts)) for name in HEADS if name in read.heads]
    return pa.concat_tables(parts)


def _head(name: str, read: HeadRead, count: int) -> pa.Table:
    labels, given = pa.array(read.labels, pa.string()), np.asarray(read.probabilities, dtype=np.float64)
    order = np.argsort(-given, axis=1, kind="stable")[:, : 1 + MOST_OTHERS]
    rows = np.arange(count, dtype=np.int32)
    return pa.table(
        {
            "row": pa.array(rows),
            "head": pa.array([name]).take(pa.array(np.zeros(count, dtype=np.int32))),
            "label": labels.take(pa.array(order[:, 0])),
            "confidence": pa.array(given[rows, order[:, 0]]),
            "abstained": pa.array(np.asarray(read.abstained, dtype=bool)),
            "others": _others(labels, given, order[:, 1:]),
        }
    )


def _others(labels: pa.Array, given: NDArray[np.float64], order: NDArray[np.int64]) -> pa.Array:
    """`code:0.21,code:0.12`, null where there is nobody worth naming; never one string made at a time."""
    hundredths = pa.array([f":{number / 100:.2f}" for number in range(101)])
    joined = pa.array([""]).take(pa.array(np.zeros(len(given), dtype=np.int32)))
    for place in order.T:
        chance = given[np.arange(len(place)), place]
        rounded = hundredths.take(pa.array(np.rint(chance * 100).astype(np.int32)))
        named = pc.binary_join_element_wise(",", labels.take(pa.array(place)), rounded, "")
        worth = pc.if_else(pa.array(chance >= WORTH_NAMING), named, "")
        joined = pc.binary_join_element_wise(joined, worth, "")
    joined = pc.ascii_ltrim(joined, characters=",")
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)
