"""The nouns of Sawt: touchpoints, outcomes, fact tables, figures. Standard library only.

Every floor may import this file; it imports none. Column types are words, so that each keeper
can translate them into its own engine's types without this file knowing any engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Language = Literal["ar", "en"]

TOUCHPOINTS = (
    "call",
    "voicemail",
    "ticket",
    "platform",
    "visit",
    "survey",
    "mystery",
    "observation",
    "social",
)
DIRECTIONS = ("inbound", "outbound", "internal")

# Exactly one outcome for each call. The partition follows the usual contact-centre one; an
# abandonment counts as short or not only when a figure is asked with `short_s`.
ANSWERED = "answered"
ABANDONED = "abandoned"
ABANDONED_MENU = "abandoned_menu"
ABANDONED_RINGING = "abandoned_ringing"
OVERFLOW = "overflow"
ESCAPED = "escaped"
BLOCKED = "blocked"
OUT_OF_HOURS = "out_of_hours"
SYSTEM = "system"
NOT_ANSWERED = "not_answered"  # outbound calls and no-shows

CALL_OUTCOMES = (
    ANSWERED,
    ABANDONED,
    ABANDONED_MENU,
    ABANDONED_RINGING,
    OVERFLOW,
    ESCAPED,
    BLOCKED,
    OUT_OF_HOURS,
    SYSTEM,
    NOT_ANSWERED,
)
MISSED_OUTCOMES = (ABANDONED, ABANDONED_MENU, ABANDONED_RINGING, OVERFLOW, ESCAPED)
OFFERED_OUTCOMES = (ANSWERED, ABANDONED, OVERFLOW, ESCAPED)

# What an event of a ticket or a transaction means, whatever the source called it.
LIFECYCLE_EVENTS = (
    "opened",
    "assigned",
    "taken",
    "responded",
    "waiting",
    "resumed",
    "resolved",
    "reopened",
    "closed",
    "withdrawn",
    "other",
)
# What a line of a telephony queue means.
CALL_EVENTS = (
    "entered",
    "connected",
    "completed",
    "abandoned",
    "timed_out",
    "left_by_key",
    "left_empty",
    "not_picked_up",
    "transferred",
    "withdrawn",
    "blocked",
    "out_of_hours",
    "agent_state",
    "other",
)

# What is asked of every contact, and how an answer was come by: see `readings` below.
HEADS = ("kind", "service", "challenge", "sentiment", "urgency", "lang", "jurisdiction")
READING_BASES = ("text", "wrap_up", "queue", "linked", "declared", "person")
# An author who is a machine has a colon in the name, `model:3` or `pack:mociip-1`; a person's code has none.
MODEL, PACK = "model", "pack"

ColumnType = Literal["string", "timestamp", "date", "int32", "int64", "float64", "bool"]


@dataclass(frozen=True)
class Column:
    """One column of a fact table: its name, its type in words, and what it means."""

    name: str
    type: ColumnType
    meaning: str
    required: bool = False


def _columns(*rows: tuple[str, ColumnType, str] | tuple[str, ColumnType, str, bool]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


_CONTACTS = _columns(
    ("name", "string", "which source it came from, as given to --as", True),
    ("external_id", "string", "the source's own identifier", True),
    ("entity", "string", "the public body, on a platform that serves several"),
    ("touchpoint", "string", "where the customer met the ministry", True),
    ("direction", "string", "inbound, outbound or internal"),
    ("started_at", "timestamp", "when it began, UTC", True),
    ("local_date", "date", "the local day of started_at", True),
    ("queued_at", "timestamp", "when it entered a queue, UTC"),
    ("answered_at", "timestamp", "when a person answered, UTC"),
    ("ended_at", "timestamp", "when it ended, UTC"),
    ("wait_s", "int32", "seconds waited before an answer or giving up"),
    ("talk_s", "int32", "seconds of talk or service"),
    ("hold_s", "int32", "seconds on hold"),
    ("wrap_s", "int32", "seconds of work after the talk"),
    ("outcome", "string", "the one outcome of a call or visit"),
    ("outcome_basis", "string", "which rule or event decided the outcome"),
    ("purpose", "string", "why the ministry called out"),
    ("queue", "string", "telephony queue or ticket group"),
    ("hall", "string", "service hall"),
    ("agent", "string", "pseudonym of the employee"),
    ("customer", "string", "pseudonym of the person"),
    ("organisation", "string", "pseudonym of the firm"),
    ("segment", "string", "who the customer is"),
    ("governorate", "string", "governorate"),
    ("service", "string", "service code"),
    ("channel", "string", "how it reached us: phone, web, app, counter, e-mail"),
    ("kind_declared", "string", "kind that the customer declared"),
    ("language", "string", "language of the contact"),
    ("status", "string", "status in the source"),
    ("due_at", "timestamp", "promised time, UTC"),
    ("first_response_at", "timestamp", "first human reply, UTC"),
    ("resolved_at", "timestamp", "last solution, UTC"),
    ("closed_at", "timestamp", "closing, UTC"),
    ("reopened", "int32", "how often it was reopened"),
    ("rating", "float64", "the customer's rating, as given"),
    ("linked_to", "string", "identifier of the contact that it belongs to"),
    ("wrap_up_code", "string", "code that the agent chose"),
    ("text", "string", "masked text"),
    ("reopened_at", "timestamp", "last reopening, UTC"),
)
_EVENTS = _columns(
    ("name", "string", "which source it came from", True),
    ("external_id", "string", "the source's identifier, or content and ordinal", True),
    ("contact", "string", "external_id of the contact or transaction that it belongs to"),
    ("at", "timestamp", "when, UTC", True),
    ("local_date", "date", "the local day of at", True),
    ("sequence", "int64", "order within the source file, to settle equal times"),
    ("type", "string", "what it means, see CALL_EVENTS and LIFECYCLE_EVENTS", True),
    ("source_type", "string", "what the source called it"),
    ("from_state", "string", "state before"),
    ("to_state", "string", "state after"),
    ("actor_kind", "string", "customer, agent or system"),
    ("agent", "string", "pseudonym of the employee"),
    ("customer", "string", "pseudonym of the person"),
    ("holder", "string", "with whom the matter lies from here on: customer, ministry or other_body"),
    ("seconds", "int32", "ring time of a call leg, duration of a pause"),
    ("wait_s", "int32", "seconds waited, as the source says"),
    ("talk_s", "int32", "seconds of talk, as the source says"),
    ("queue", "string", "telephony queue or ticket group"),
    ("service", "string", "service code"),
    ("channel", "string", "channel"),
    ("hall", "string", "service hall"),
    ("segment", "string", "who the customer is"),
    ("language", "string", "language"),
    ("wrap_up_code", "string", "code that the agent chose"),
)
_TRANSACTIONS = _columns(
    ("name", "string", "which source it came from", True),
    ("external_id", "string", "the source's own identifier", True),
    ("entity", "string", "the public body"),
    ("service", "string", "service code"),
    ("channel", "string", "channel"),
    ("hall", "string", "service hall"),
    ("segment", "string", "who the customer is"),
    ("governorate", "string", "governorate"),
    ("customer", "string", "pseudonym of the person"),
    ("organisation", "string", "pseudonym of the firm"),
    ("agent", "string", "pseudonym of the employee"),
    ("language", "string", "language"),
    ("started_at", "timestamp", "start event, UTC", True),
    ("local_date", "date", "the local day of started_at", True),
    ("ended_at", "timestamp", "end event, UTC; null while it runs"),
    ("end_event", "string", "what the source calls the end"),
    ("outcome", "string", "completed, rejected, withdrawn"),
    ("status", "string", "status in the source"),
)
_ANSWERS = _columns(
    ("name", "string", "which source it came from", True),
    ("external_id", "string", "response and question", True),
    ("entity", "string", "the public body"),
    ("touchpoint", "string", "survey, mystery or observation", True),
    ("form", "string", "which form or survey"),
    ("response", "string", "the response or visit that it belongs to"),
    ("question", "string", "question code", True),
    ("section", "string", "section of the form"),
    ("value", "float64", "number answered"),
    ("score", "float64", "score from 0 to 1"),
    ("weight", "float64", "weight in its section"),
    ("answer", "string", "answer as a word, or masked text"),
    ("started_at", "timestamp", "when it was answered, UTC", True),
    ("local_date", "date", "the local day of started_at", True),
    ("customer", "string", "pseudonym of the person"),
    ("agent", "string", "pseudonym of the assessor or employee"),
    ("service", "string", "service code"),
    ("channel", "string", "channel"),
    ("hall", "string", "service hall"),
    ("segment", "string", "who the customer is"),
    ("language", "string", "language"),
    ("linked_to", "string", "identifier of the contact that it belongs to"),
)

# At most two rows for each contact and head: what the machine read, and what a person said.
_READINGS = _columns(
    ("name", "string", "which source the contact came from", True),
    ("external_id", "string", "the contact's identifier in its source", True),
    ("head", "string", "what is asked, see HEADS", True),
    ("label", "string", "the answer's code; the best guess where it abstained", True),
    ("confidence", "float64", "calibrated, from 0 to 1; null where nobody estimated it"),
    ("abstained", "bool", "whether the machine did not know", True),
    ("others", "string", "runners-up with their probability: code:0.21,code:0.12"),
    ("author", "string", "model:VERSION, pack:VERSION, or a person's code", True),
    ("basis", "string", "what it was read from, see READING_BASES", True),
    ("read_at", "timestamp", "when it was read, UTC", True),
    ("same_as", "string", "the contact whose own words tell the same, surely; a matter is counted there"),
)

# One row of `contacts` is one contact, of `events` one leg or status change, and so on.
TABLES: dict[str, tuple[Column, ...]] = {
    "contacts": _CONTACTS,
    "events": _EVENTS,
    "transactions": _TRANSACTIONS,
    "answers": _ANSWERS,
    "readings": _READINGS,
}
# What a source may fill; readings are made here.
SOURCE_TABLES = ("contacts", "events", "transactions", "answers")
TIME_COLUMN = {
    "contacts": "started_at",
    "events": "at",
    "transactions": "started_at",
    "answers": "started_at",
}
IDENTITY_COLUMNS = ("customer", "organisation", "agent")
TEXT_COLUMNS = ("text", "answer")

Basis = Literal["full_count", "process", "sample", "model"]


@dataclass(frozen=True)
class Figure:
    """A metric's value over a period and a group, with all that makes it checkable.

    `value` is None when it cannot be known, and `notes` says why. `numerator` and `denominator`
    are None except in shares. `print` covers definition and rows; `sawt rows` gives the same.
    """

    metric: str
    version: int
    from_: str
    to: str
    as_of: str
    group: dict[str, str | None]
    value: float | int | None
    unit: str
    numerator: int | None
    denominator: int | None
    n: int
    basis: Basis
    interval: tuple[float, float] | None
    interval_method: str | None
    params: dict[str, Any]
    facts_version: int
    print: str
    complete: bool
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The figure as `sawt figure --format json` prints it."""
        names = {"from_": "from"}
        shown = {names.get(key, key): value for key, value in self.__dict__.items()}
        shown["interval"] = list(self.interval) if self.interval else None
        return shown
