"""The same questions for another engine: raw SQL from the same declarations over the same columns.

Only the benchmark asks this. Each question is one that the product answers; its raw form is given in both
dialects without prints and without derived cells, so that the engines are timed on the same work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from sawt.dates import Period
from sawt.facts.expressions import measure_of
from sawt.facts.question import Question
from sawt.facts.snapshot import Snapshot

# Column → its type in PostgreSQL.
COLUMNS = {
    **dict.fromkeys(("external_id", "touchpoint", "direction", "outcome", "language"), "text"),
    **dict.fromkeys(("service", "hall", "queue", "customer"), "text"),
    **dict.fromkeys(("month", "wait_s", "handle_s"), "integer"),
    **dict.fromkeys(("started_sec", "resolved_sec", "done_sec"), "bigint"),
    "local_date": "date",
    "identified": "boolean",
}
_ASKED: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
    ("calls_inbound", ("month",), {}),
    ("calls_outbound", ("month", "service"), {}),
    ("missed_rate", ("month",), {}),
    ("abandonment_rate", ("month", "queue"), {"short_s": "5"}),
    ("service_level", ("month", "queue"), {}),
    ("language_share", ("month",), {}),
    ("speed_of_answer_mean", ("month",), {}),
    ("wait_median", ("month",), {}),
    ("wait_p90", ("month", "queue"), {}),
    ("handle_time_mean", ("month",), {}),
    ("tickets_opened", ("month", "service"), {}),
    ("resolution_median", ("month",), {"method": "closed_only"}),
    ("backlog_end", (), {}),
    ("visits", ("month", "hall"), {}),
    ("visit_wait_median", ("hall",), {}),
    ("distinct_customers", (), {}),
    ("distinct_customers", ("month",), {}),
)


@dataclass(frozen=True)
class Raced:
    """A question and its raw form by dialect (`duckdb`, `postgres`): groups, then what makes the value."""

    question: Question
    sql: dict[str, str]


def export(snapshot: Snapshot, path: Path) -> int:
    """Write the raw columns that the questions read as CSV; returns the number of rows."""
    snapshot.relation("contacts")
    columns = ", ".join(COLUMNS)
    snapshot.connection.execute(
        f"COPY (SELECT {columns} FROM contacts) TO '{path}' (FORMAT csv, HEADER false)"
    )
    return int(snapshot.rows("SELECT count(*) FROM contacts")[0][0])


def raced(snapshot: Snapshot, period: Period) -> Iterator[Raced]:
    """Every question over a period, known until its end."""
    t = snapshot.relation("contacts").table
    after = period.last_day + timedelta(days=1)
    for metric, by, params in _ASKED:
        question = Question(metric, period, after, by=by, params=params)
        expression = _raw(question, t, _second(after, snapshot.zone))
        dialects = ("duckdb", "postgres")
        yield Raced(question, {d: str(ibis.to_sql(expression, dialect=d)) for d in dialects})


def value_of(question: Question, parts: tuple[float, ...]) -> float | None:
    """The value that a raw answer's last columns make."""
    if question.declared.shape == "share":
        return parts[0] / parts[1] if parts[1] else None
    return parts[0]


def _raw(question: Question, t: ir.Table, until: int) -> ir.Table:
    metric, params = question.declared, question.params
    if metric.shape == "stock":
        still_open = t.done_sec.isnull() | (t.done_sec >= until)
        return t.aggregate(n=(metric.of(t, params) & (t.started_sec < until) & still_open).ifelse(1, 0).sum())
    inside = t.filter(t.local_date.between(question.period.first_day, question.period.last_day))
    rows = inside.filter(metric.of(inside, params))
    if metric.shape == "distinct":
        told = {"n": rows.customer.nunique()}
    elif metric.shape == "share":
        assert metric.hit is not None
        told = {"hit": metric.hit(rows, params).ifelse(1, 0).sum(), "of": rows.count()}
    elif metric.shape == "count":
        told = {"n": rows.count()}
    elif metric.shape == "survival":
        end = rows[f"{measure_of(question)}_sec"]
        rows = rows.filter(end.notnull() & (end < until))
        lasted = rows[f"{measure_of(question)}_sec"] - rows.started_sec
        told = {"value": lasted.quantile(metric.quantile)}
    else:
        value = rows[str(metric.value)]
        told = {"value": value.mean() if metric.shape == "mean" else value.quantile(metric.quantile)}
    keys = [rows[name] for name in question.by]
    return rows.group_by(keys).aggregate(**told) if keys else rows.aggregate(**told)


def _second(day: date, zone: str) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp())
