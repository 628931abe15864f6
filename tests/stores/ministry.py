"""A small ministry of seeded random rows, brought in through the door that people use.

Rows are dicts of the vocabulary's columns; times are naive local ones of Asia/Muscat, many near the end of
a month and near midnight, there and in Greenwich.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sawt.dates import Period
from sawt.facts import asking, publishing
from sawt.facts.labels import COLUMN_OF
from sawt.facts.metrics import METRICS
from sawt.facts.question import Question
from sawt.intake import sandbox
from sawt.intake.job import Done, Emit, Job
from sawt.intake.sources import source_named
from sawt.vocabulary import Figure
from sawt.wiring.importing import Request, import_files, undo_batch
from sawt.wiring.reading import note_labels
from sawt.wiring.workspace import Workspace, init_workspace

Row = dict[str, Any]
AT = "2025-12-01T00:00:00+00:00"
MONTHS = ("2025-01", "2025-02", "2025-03", "2025-04")
FIRST, LAST = datetime(2025, 1, 1), datetime(2025, 4, 30)
COLUMNS = {
    "contacts": (
        *("touchpoint", "direction", "started_at", "first_response_at", "resolved_at", "closed_at"),
        *("wait_s", "talk_s", "hold_s", "wrap_s", "outcome", "purpose", "queue", "hall", "customer"),
        *("service", "channel", "language", "segment", "reopened", "entity"),
    ),
    "transactions": (
        *("started_at", "ended_at", "outcome", "customer", "service", "channel", "hall", "language"),
        *("segment", "entity"),
    ),
}
LABELS = {
    "kind": ("complaint", "inquiry"),
    "service": ("licensing", "trademarks"),
    "challenge": ("fees", "processing_delay", "none"),
    "sentiment": ("negative", "neutral"),
    "urgency": ("high", "normal"),
    "lang": ("ar", "en"),
    "jurisdiction": ("ours", "ours", "unclear", "consumer"),
}
_NOTHING_READ: Row = dict.fromkeys(COLUMN_OF.values())
# One caller as different systems write the number, and a caller who withholds it.
_SPELLINGS = ("9{:07d}", "+968 9{:07d}", "009689{:07d}")
_WITHHELD = "anonymous"


@dataclass(frozen=True)
class State:
    """A facts version, the rows of each fact table that it must hold, and what it said when it was new."""

    version: int
    rows: dict[str, list[Row]]
    told: list[list[Figure]]


@dataclass
class Ministry:
    """A workspace, what each name brought, and the states that were passed on the way."""

    workspace: Workspace
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    labels: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def bring(self, name: str, table: str, rows: Sequence[Row], **request: Any) -> str:
        """Import rows as one file, and remember what the facts hold now. Returns the batch."""
        made = bring(self.workspace, name, table, rows, **request)
        self.tables[name] = table
        self.rows.setdefault(name, {}).update({row["id"]: {**row, "name": name} for row in rows})
        return str(made["batch"])

    def keep(self, state: str) -> None:
        """Remember the newest version as a state."""
        snapshot = self.workspace.snapshot()
        held = {table: self._of(table) for table in COLUMNS}
        held["understood"] = [{**_NOTHING_READ, **row, **self._labels_of(row)} for row in held["contacts"]]
        self.states[state] = State(snapshot.version.number, held, asking.ask(snapshot, everything()))

    def label(self, chance: random.Random) -> None:
        """Let a person say something of most contacts, of some heads only."""
        for name, of in self.rows.items():
            for key in of if self.tables[name] == "contacts" else ():
                heads = {h: chance.choice(codes) for h, codes in LABELS.items() if chance.random() < 0.6}
                self.labels[name, key] = heads
        told = [(*key, head, code) for key, heads in self.labels.items() for head, code in heads.items()]
        columns = dict(zip(("name", "external_id", "head", "label"), zip(*told, strict=True), strict=True))
        note_labels(self.workspace, pa.table({**columns, "author": ["amal"] * len(told)}), AT)

    def _labels_of(self, row: Row) -> Row:
        said = self.labels.get((row["name"], row["id"]), {})
        return {COLUMN_OF[head]: code for head, code in said.items()}

    def _of(self, table: str) -> list[Row]:
        return [row for name, of in self.rows.items() if self.tables[name] == table for row in of.values()]


def everything() -> list[Question]:
    """Every metric, by month where it can be."""
    period, day = Period.parse("2025-01", "2025-04"), date(2025, 5, 1)
    return [Question(metric, period, day, by=("month",)) for metric in METRICS]


def build(folder: Path, seed: int = 7) -> Ministry:
    """Every kind of row; then rows that move to another month; one such batch undone; files made one."""
    ministry = Ministry(init_workspace(folder, AT))
    for name, (table, rows) in random_rows(seed).items():
        ministry.bring(name, table, rows, complete_until="2025-04-30")
    ministry.label(random.Random(seed))
    ministry.keep("first")
    chance = random.Random(seed)
    before = dict(ministry.rows["exchange"])
    calls = [moved(chance, row) for row in before.values() if chance.random() < 0.2]
    runs = [moved(chance, row) for row in ministry.rows["registry"].values() if chance.random() < 0.2]
    batch = ministry.bring("exchange", "contacts", calls)
    ministry.bring("registry", "transactions", runs)
    ministry.keep("updated")
    undo_batch(ministry.workspace, batch, AT)
    ministry.rows["exchange"] = before
    ministry.keep("undone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "FILES_A_MONTH", 1)
        ministry.bring("exchange", "contacts", [{**row, "id": f"new-{row['id']}"} for row in calls])
    ministry.keep("compacted")
    return ministry


def moved(chance: random.Random, row: Row) -> Row:
    """The same row some weeks earlier or later, inside of the months, with all its times."""
    room = (LAST - row["started_at"]).days, (row["started_at"] - FIRST).days
    by = timedelta(days=chance.randint(-room[1], room[0]) if min(room) >= 0 else 0)
    return {k: v + by if isinstance(v, datetime) else v for k, v in row.items()}


@contextmanager
def reading_here() -> Iterator[None]:
    """Read files in this process: that a child does it costs half a second and has tests of its own."""

    def run(job: Job, on_progress: Any, on_reject: Callable[[Any], None], **_: Any) -> Done:
        said: list[str] = []
        done: Done = source_named(job.source).read(job, Emit(said.append))
        for message in map(json.loads, said):
            if "reject" in message:
                on_reject(message["reject"])
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "run", run)
        yield


def bring(workspace: Workspace, name: str, table: str, rows: Sequence[Row], **request: Any) -> dict[str, Any]:
    """Import rows as one CSV file of a batch, by a mapping in which every column has its own name."""
    folder = workspace.root.parent / f"{workspace.root.name}-received"
    folder.mkdir(exist_ok=True)
    mapping = folder / f"{table}.toml"
    mapping.write_text(_mapping(table), encoding="utf-8")
    path = folder / f"{name}-{len(list(folder.iterdir()))}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", *COLUMNS[table]])
        writer.writerows([_cell(row.get(column)) for column in ("id", *COLUMNS[table])] for row in rows)
    asked = Request("table", (path,), name=name, mapping=mapping, **request)
    return import_files(workspace, asked, AT)


def _mapping(table: str) -> str:
    head = f'[mapping]\ntable = "{table}"\nkey = ["id"]\nformats = ["%Y-%m-%d %H:%M:%S"]\n'
    rules = [
        f'[columns.{column}]\nfrom = "{column}"\n' + ('identity = "phone"\n' if column == "customer" else "")
        for column in COLUMNS[table]
    ]
    return head + "".join(rules)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def random_rows(seed: int) -> dict[str, tuple[str, list[Row]]]:
    """Source name → (fact table, rows): an exchange, a desk of tickets and requests, halls, a registry."""
    draw = _Draw(random.Random(seed))
    return {
        "exchange": ("contacts", [draw.call(i) for i in range(260)] + [draw.voicemail(i) for i in range(30)]),
        "desk": ("contacts", [draw.ticket(i) for i in range(140)] + [draw.request(i) for i in range(30)]),
        "halls": ("contacts", [draw.visit(i) for i in range(60)]),
        "registry": ("transactions", [draw.run(i) for i in range(90)]),
    }


def caller(row: Row) -> str | None:
    """Who a row is about, whatever the spelling; None for those who cannot be known."""
    digits = "".join(letter for letter in row.get("customer") or "" if letter.isdigit())
    return digits[-8:] or None


class _Draw:
    """Draws rows of every kind, with holes where a source would have them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def call(self, i: int) -> Row:
        direction = self._one_of("inbound", "inbound", "inbound", "outbound", "internal")
        outcome = self._one_of(
            *["answered"] * 14,
            *["abandoned"] * 5,
            *("abandoned_menu", "abandoned_ringing", "overflow", "escaped", "blocked", "out_of_hours"),
            *("system", "not_answered"),
        )
        answered, wait = outcome == "answered", self._one_of(0, 5, 19, 20, 21, self.chance.randrange(300))
        return {
            **self._contact(f"c{i}", "call"),
            "direction": direction,
            "outcome": outcome,
            "wait_s": wait if outcome == "abandoned" else self._seldom_none(wait),
            "talk_s": self._seldom_none(self.chance.randrange(900)) if answered else None,
            "hold_s": self._often_none(self.chance.randrange(60)) if answered else None,
            "wrap_s": self._often_none(self.chance.randrange(60)) if answered else None,
            "purpose": self._one_of("callback", "survey", None) if direction == "outbound" else None,
            "channel": "phone",
            "hall": None,
        }

    def voicemail(self, i: int) -> Row:
        row = self._contact(f"v{i}", "voicemail")
        return {**row, "closed_at": self._later(row["started_at"], 200)}

    def ticket(self, i: int) -> Row:
        row = self._contact(f"t{i}", "ticket")
        resolved = self._later(row["started_at"], 1200)
        return {
            **row,
            "first_response_at": self._later(row["started_at"], 90),
            "resolved_at": resolved,
            "closed_at": self._later(resolved, 200) if resolved else None,
            "reopened": self._one_of(0, 0, 0, 1, 2, None),
        }

    def request(self, i: int) -> Row:
        row = self._contact(f"p{i}", "platform")
        return {**row, "closed_at": self._later(row["started_at"], 500)}

    def visit(self, i: int) -> Row:
        outcome = self._one_of("answered", "answered", "not_answered", "abandoned")
        return {
            **self._contact(f"h{i}", "visit"),
            "outcome": outcome,
            "wait_s": self._seldom_none(self.chance.randrange(5000)),
            "talk_s": self.chance.randrange(2000) if outcome == "answered" else None,
        }

    def run(self, i: int) -> Row:
        started = self._time()
        ended = self._later(started, 900)
        said = self._one_of("completed", "completed", "completed", "rejected", "withdrawn")
        return {
            **{k: v for k, v in self._contact(f"r{i}", "").items() if k in ("id", *COLUMNS["transactions"])},
            "started_at": started,
            "ended_at": ended,
            "outcome": said if ended else None,
        }

    def _contact(self, key: str, touchpoint: str) -> Row:
        spelling, who = self._one_of(*_SPELLINGS), self.chance.randrange(40)
        return {
            "id": key,
            "touchpoint": touchpoint,
            "direction": "inbound",
            "started_at": self._time(),
            "queue": self._one_of("general", "licences", None),
            "hall": self._one_of("muscat", "sohar", None),
            "customer": self._one_of(spelling.format(who), spelling.format(who), _WITHHELD, None),
            "service": self._one_of("s1", "s2", "s3", None),
            "channel": self._one_of("web", "app", "counter", None),
            "language": self._one_of("ar", "ar", "ar", "en", "ur", None),
            "segment": self._one_of("investor", "author", None),
            "entity": self._one_of("commerce", "industry"),
        }

    def _time(self) -> datetime:
        """Anywhere in the months, or within hours of a month's end, or on the second of one."""
        edge = datetime.fromisoformat(f"{self._one_of(*MONTHS)}-01")
        kind = self.chance.randrange(4)
        if kind == 0:
            return max(edge + timedelta(seconds=self.chance.randrange(-6 * 3600, 6 * 3600)), FIRST)
        if kind == 1:
            return max(edge + timedelta(seconds=self._one_of(-1, 0, 1, 4 * 3600 - 1, 4 * 3600)), FIRST)
        return FIRST + timedelta(seconds=self.chance.randrange(120 * 86_400))

    def _later(self, start: datetime, hours: int) -> datetime | None:
        """Some time after, sometimes on a month's end, sometimes not yet."""
        kind = self.chance.randrange(6)
        if kind == 0:
            return None
        following = (start.replace(day=1, hour=0, minute=0, second=0) + timedelta(days=32)).replace(day=1)
        if kind == 1:
            return max(following + timedelta(seconds=self._one_of(-1, 0, 1)), start)
        return start + timedelta(seconds=self.chance.randrange(hours * 3600))

    def _one_of(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def _seldom_none(self, value: Any) -> Any:
        return None if self.chance.random() < 0.08 else value

    def _often_none(self, value: Any) -> Any:
        return None if self.chance.random() < 0.4 else value


def keys(rows: Iterable[Row]) -> list[tuple[str, str]]:
    return sorted((row["name"], row["id"]) for row in rows)
