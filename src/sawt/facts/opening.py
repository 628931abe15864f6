"""A figure opened: exactly the rows behind it, and their print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb

from sawt.facts.expressions import compiled, narrowed, population
from sawt.facts.failures import telling
from sawt.facts.labels import columns_of_rows
from sawt.facts.question import Question, RowSet
from sawt.facts.snapshot import Snapshot

_ADDED = ("batch", "partition_month", "in_numerator", "in_denominator")
_MOST = 2**62  # as many rows as an engine can be asked for


def columns_of(question: Question) -> list[str]:
    """What each row of `rows_of` holds, in order."""
    return [*columns_of_rows(question.table), *_ADDED]


def rows_of(
    snapshot: Snapshot, question: Question, limit: int | None = None, sample: tuple[int, int] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a figure, each saying in which of its sets it counts, in a stable order.

    By the month under which they were first loaded, those of the period before all others, then by name
    and key: so the first rows come before the last month is read. `sample` is (number of rows, seed): a
    random choice, the same for the same facts and seed.
    """
    columns = ", ".join(f'"{name}"' for name in columns_of(question))
    rows = f"SELECT {columns} FROM ({_row_sql(snapshot, question)})"
    cursor = snapshot.cursor(question)
    if sample is not None:
        count, seed = sample
        by_chance = f"ORDER BY hash(hi, lo, {int(seed)}), name, external_id{_cut(count)}"
        yield from _fetched(cursor, f"{rows} {by_chance}")
        return
    inside = {str(month) for month in question.period.months}
    partitions = snapshot.partitions(question.table)
    for month in sorted(partitions, key=lambda month: (month not in inside, month)):
        if limit is not None and limit <= 0:
            return
        of_month = f"WHERE partition_month = '{month}' ORDER BY name, external_id{_cut(limit)}"
        for row in _fetched(cursor, f"{rows} {of_month}"):
            limit = None if limit is None else limit - 1
            yield row


@telling()
def print_of_rows(snapshot: Snapshot, question: Question) -> str:
    """The print counted from the raw rows themselves; a figure's print must equal it."""
    sums = "SELECT count(*), sum(hi), sum(lo)"
    source = _row_sql(snapshot, question)
    snapshot.know_until(question)
    of = RowSet().plus(*snapshot.rows(f"{sums} FROM ({source}) WHERE in_denominator")[0])
    if question.declared.hit is None:
        return question.print_of(of, None)
    hit = RowSet().plus(*snapshot.rows(f"{sums} FROM ({source}) WHERE in_numerator")[0])
    return question.print_of(of, hit)


def _cut(limit: int | None) -> str:
    return "" if limit is None else f" LIMIT {min(int(limit), _MOST)}"


def _fetched(cursor: duckdb.DuckDBPyConnection, sql: str) -> Iterator[dict[str, Any]]:
    with telling():
        # By way of Arrow: DuckDB's own rows need a library of time zones that Sawt does not.
        for batch in cursor.sql(sql).to_arrow_reader(2_000):
            yield from batch.to_pylist()


def _row_sql(snapshot: Snapshot, question: Question) -> str:
    relation = snapshot.relation(question.table)
    t = narrowed(question, snapshot, relation)
    if question.declared.shape != "stock":
        low, high = question.months
        t = t.filter(t[question.declared.anchor].between(low, high))
        if question.declared.anchor == "month":  # the stored day lets whole files be passed over
            t = t.filter(t.local_date.between(question.period.first_day, question.period.last_day))
    of, hit = population(question, snapshot)(t, question.params).fill_null(False), question.declared.hit
    counted = hit(t, question.params).fill_null(False) if hit else of
    return compiled(t.filter(of | counted).mutate(in_numerator=counted, in_denominator=of))
