"""From a declared metric to an expression: which relation serves it, and the sets that it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir

from sawt.dates import Month
from sawt.errors import CallError
from sawt.facts.declaration import Rows
from sawt.facts.question import Question, month_number, needs_cut
from sawt.facts.snapshot import Relation, Snapshot


def population(question: Question, snapshot: Snapshot) -> Rows:
    """The metric's population; of a stock, the rows that were open when the period ended."""
    metric = question.declared
    if metric.value is not None and metric.shape != "distinct":
        column = metric.value
        return lambda t, p: metric.of(t, p) & t[column].notnull()
    if metric.shape == "stock":
        return lambda t, p: metric.of(t, p) & _open_at_end(question, snapshot, t)
    if metric.end is not None and question.params["method"] == "closed_only":
        return lambda t, p: metric.of(t, p) & has_ended(question, t)
    return metric.of


def _open_at_end(question: Question, snapshot: Snapshot, t: ir.Table) -> ir.BooleanValue:
    last = month_number(question.period.last_day)
    if not needs_cut(question, snapshot):
        return (t.month <= last) & (t.done_month.isnull() | (t.done_month > last))
    return (t.started_sec < t.as_of_sec) & (t.done_sec.isnull() | (t.done_sec >= t.as_of_sec))


def has_ended(question: Question, t: ir.Table) -> ir.BooleanValue:
    """Whether a duration had ended before `as_of`."""
    measure = measure_of(question)
    if f"{measure}_sec" in t.columns:
        end = t[f"{measure}_sec"]
        return end.notnull() & (end < t.as_of_sec)
    _whole_months(question)
    return t[f"{measure}_month"].notnull() & (t[f"{measure}_month"] < t.as_of_month)


def lasted(question: Question, t: ir.Table) -> ir.IntegerValue:
    """How long a duration took in seconds, or has been running at `as_of`."""
    measure = measure_of(question)
    if f"{measure}_sec" in t.columns:
        return has_ended(question, t).ifelse(t[f"{measure}_sec"], t.as_of_sec) - t.started_sec
    return has_ended(question, t).ifelse(t[f"{measure}_s"], t.as_of_sec - t[f"{measure}_from"])


def measure_of(question: Question) -> str:
    """The measure that the metric's durations have: response, resolved, done or ended."""
    end = question.declared.end
    assert end is not None
    return end(question.params)


def _whole_months(question: Question) -> None:
    """Cells know the month of an end, not its day: they answer only when `as_of` begins a later month.

    Raises AttributeError as for a missing column, so that the raw rows are asked instead.
    """
    if not question.knows_whole_months:
        raise AttributeError("as_of")


def narrowed(question: Question, snapshot: Snapshot, relation: Relation) -> ir.Table:
    """The relation's rows that the question's filters keep; months are cut by the caller."""
    metric, t = question.declared, relation.table
    for dimension, values in question.where.items():
        t = t.filter(
            _of_months(question, t, values) if dimension == "month" else _one_of(t[dimension], values)
        )
    if metric.shape != "stock" and needs_cut(question, snapshot):
        t = t.filter(t.local_date < ibis.date(question.as_of.isoformat()))
        if metric.anchor != "month":
            t = t.filter(t[metric.anchor.replace("_month", "_sec")] < t.as_of_sec)
    return t


def _one_of(column: ir.StringColumn, values: tuple[str, ...]) -> ir.BooleanValue:
    """The rows with one of the values; an empty one stands for rows without any."""
    named = column.isin([value for value in values if value])
    return named | column.isnull() if "" in values else named.fill_null(False)


def _of_months(question: Question, t: ir.Table, values: tuple[str, ...]) -> ir.BooleanValue:
    """The rows that belong to the months: by the metric's anchor; a stock belongs to the period's last."""
    months = [month_number(Month.parse(value).first_day) for value in values]
    if question.declared.shape == "stock":
        return t.n > 0 if question.months[1] in months else t.n < 0
    return t[question.declared.anchor].isin(months)


def serving(
    question: Question, snapshot: Snapshot, build: Callable[[Relation], Any], raw_only: bool = False
) -> tuple[Relation, Any]:
    """The smallest relation over which the expression can be built, and the expression.

    Raises CallError `asking.no_dimension` when even the raw rows lack a column that it needs.
    """
    metric = question.declared
    candidates = [snapshot.relation(question.table)] if raw_only else snapshot.candidates(metric)
    missing = ""
    for relation in candidates:
        try:
            return relation, build(relation)
        except (AttributeError, ibis.common.exceptions.IbisTypeError) as absent:
            missing = str(absent)
    groups = ", ".join([*question.by, *question.where]) or missing
    raise CallError("asking.no_dimension", metric=question.metric, name=groups)


def set_sums(t: ir.Table, prefix: str, rows: ir.BooleanValue) -> dict[str, ir.Value]:
    """Number of rows and print sums of a set, as three aggregates.

    DuckDB adds 64-bit integers up in 128 bits; an engine that does not needs a cast here.
    """
    return {f"{prefix}_{part}": t[part].sum(where=rows) for part in ("n", "hi", "lo")}


def compiled(expression: ir.Table) -> str:
    """The expression as DuckDB's SQL."""
    return str(ibis.to_sql(expression, dialect="duckdb"))
