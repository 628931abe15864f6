"""What became of every received record (DESIGN section 9), and what a version keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sawt.errors import CallError, StateError
from sawt.facts.loading import Outcome
from sawt.intake.landing import RejectBook
from sawt.wiring.incoming import Incoming


@dataclass
class Tally:
    """What is known of a batch while it is made. `derived_table` holds rows made from events."""

    files: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    contacts: int = 0
    derived_table: str | None = None

    @property
    def received(self) -> int:
        return sum(file["received"] for file in self.files)

    @property
    def changed(self) -> dict[str, set[str]]:
        """The partition months that changed, by table."""
        return {table: outcome.months for table, outcome in self.outcomes.items() if outcome.changed}


def refuse_other_total(coming: Incoming, received: int) -> None:
    """Raises CallError `intake.control_total` where the source tells of another number of records."""
    told = coming.request.control_total
    if told is not None and received != told:
        raise CallError("intake.control_total", told=told, received=received)


def accounting(coming: Incoming, batch: str, tally: Tally, book: RejectBook, version: int) -> dict[str, Any]:
    """Every received record is loaded, updated, duplicate or rejected.

    Raises StateError `intake.accounting_broken` if the four do not add up.
    """
    direct = [outcome for table, outcome in tally.outcomes.items() if table != tally.derived_table]
    parts = {
        "loaded": sum(outcome.loaded for outcome in direct),
        "updated": sum(outcome.updated for outcome in direct),
        "duplicate": sum(outcome.duplicate for outcome in direct),
        "rejected": book.count,
    }
    if tally.received != sum(parts.values()):
        raise StateError("intake.accounting_broken", received=tally.received, **parts)
    return {
        "batch": batch,
        "source": coming.source.name,
        "name": coming.name,
        "files": _named(tally.files),
        "received": tally.received,
        **parts,
        "filtered": sum(file["filtered"] for file in tally.files),
        "contacts": tally.contacts,
        "rejects": dict(sorted(book.reasons.items())),
        "facts_version": version,
        "notes": tally.notes,
    }


def record(coming: Incoming, result: dict[str, Any], tally: Tally, at: str) -> dict[str, Any]:
    """What the published version keeps of its batch."""
    days = [outcome.local_days for outcome in tally.outcomes.values() if outcome.local_days]
    touchpoints = {touchpoint for outcome in tally.outcomes.values() for touchpoint in outcome.touchpoints}
    touchpoints |= {"transaction"} if "transactions" in tally.outcomes else set()
    return {
        "kind": "import",
        "at": at,
        **{name: value for name, value in result.items() if name not in ("files", "facts_version")},
        "files": tally.files,
        "mapping": coming.mapping_sum,
        "complete_until": coming.request.complete_until,
        "first_day": min((first for first, _ in days), default=None),
        "last_day": max((last for _, last in days), default=None),
        "touchpoints": sorted(touchpoints),
        "derived_tables": [tally.derived_table] if tally.derived_table else [],
        "tables": {t: {"loaded": o.loaded, "updated": o.updated} for t, o in tally.outcomes.items()},
    }


def received_before(coming: Incoming, held: list[dict[str, Any]], version: int) -> dict[str, Any]:
    """The accounting of files that were received before, byte for byte: nothing to do, nothing to publish."""
    received, rejected = (sum(file[part] for file in held) for part in ("received", "rejected"))
    return {
        "batch": None,
        "source": coming.source.name,
        "name": coming.name,
        "files": _named(held),
        "received": received,
        "loaded": 0,
        "updated": 0,
        "duplicate": received - rejected,
        "rejected": rejected,
        "filtered": sum(file["filtered"] for file in held),
        "contacts": 0,
        "rejects": {},
        "facts_version": version,
        "notes": [{"code": "intake.received_before", "params": {"batch": held[0]["batch"]}}],
    }


def _named(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{part: file[part] for part in ("name", "sha256", "encoding")} for file in files]
