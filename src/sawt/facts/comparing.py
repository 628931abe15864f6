"""The same raw questions for another engine: SQL from the same expressions, over a table of the same columns.

Only the benchmark asks this. It names the questions that a review needs and gives each in both
dialects, so that the engines are timed on the same work, without prints and without derived cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ibis
import ibis.expr.types as ir

from sawt.dates import Period
from sawt.facts.metrics import METRICS
from sawt.facts.question import Question
from sawt.facts.snapshot import Snapshot

COUNTED = (
    "calls_inbound",
    "calls_outbound",
    "missed_rate",
    "abandonment_rate",
    "service_level",
    "language_share",
)
COLUMNS = (
    "external_id", "month", "local_date", "touchpoint", "direction", "outcome", "language", "service", "hall",
    "queue", "wait_s", "handle_s", "started_sec", "resolved_sec", "done_sec", "done_month", "customer",
)  # fmt: skip


def export(snapshot: Snapshot, path: Path) -> int:
    """Write the raw columns that the questions read as CSV; returns the number of rows."""
    snapshot.relation("contacts")
    columns = ", ".join(COLUMNS)
    snapshot.connection.execute(
        f"COPY (SELECT {columns} FROM contacts) TO '{path}' (FORMAT csv, HEADER false)"
    )
    return int(snapshot.rows("SELECT count(*) FROM contacts")[0][0])


def questions(snapshot: Snapshot, period: Period) -> Iterator[tuple[str, dict[str, str]]]:
    """Each question's name and its SQL by dialect (`duckdb`, `postgres`)."""
    t = snapshot.relation("contacts").table
    for name, expression in _expressions(snapshot, t, period):
        yield name, {d: str(ibis.to_sql(expression, dialect=d)) for d in ("duckdb", "postgres")}


def _expressions(snapshot: Snapshot, t: ir.Table, period: Period) -> Iterator[tuple[str, ir.Table]]:
    asked = Question("calls_inbound", period, period.last_day)
    low, high = asked.months
    inside = t.filter(t.month.between(low, high))
    for metric in COUNTED:
        declared = METRICS[metric]
        params = declared.with_params({})
        of = declared.of(inside, params)
        counted = {"population": of.ifelse(1, 0).sum()}
        if declared.hit is not None:
            counted["counted"] = declared.hit(inside, params).ifelse(1, 0).sum()
        yield metric, inside.group_by("month").aggregate(**counted).order_by("month")
    calls = inside.filter(inside.touchpoint == "call", inside.outcome == "answered")
    waits = calls.group_by("month").aggregate(
        median=calls.wait_s.quantile(0.5), p90=calls.wait_s.quantile(0.9), mean=calls.wait_s.mean()
    )
    yield "waits", waits.order_by("month")
    by_service = inside.group_by("month", "service", "touchpoint").aggregate(n=inside.count())
    yield "volumes", by_service.order_by("month", "service", "touchpoint")
    tickets = inside.filter(inside.touchpoint == "ticket")
    yield (
        "durations",
        tickets.aggregate(
            median=(tickets.resolved_sec - tickets.started_sec).quantile(0.5),
            ended=tickets.resolved_sec.count(),
        ),
    )
    yield (
        "backlog",
        t.aggregate(
            n=(
                (t.touchpoint == "ticket")
                & (t.month <= high)
                & (t.done_month.isnull() | (t.done_month > high))
            )
            .ifelse(1, 0)
            .sum()
        ),
    )
    yield "customers", inside.aggregate(n=inside.customer.nunique())
    missed = inside.filter((inside.touchpoint == "call") & (inside.outcome == "abandoned"))
    yield "first_rows", missed.select("external_id", "month", "wait_s").order_by("external_id").limit(50)
