"""A figure opened: exactly the rows behind it, and their print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sawt.facts.expressions import compiled, narrowed, population
from sawt.facts.question import Question, RowSet
from sawt.facts.schema import source_columns
from sawt.facts.snapshot import Snapshot

_ADDED = ("batch", "month", "partition_month")


def rows_of(
    snapshot: Snapshot, question: Question, limit: int | None = None, sample: tuple[int, int] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a figure, each saying whether it counts in the numerator, in a stable order.

    By the month under which they were first loaded, those of the period before all others, then by name
    and key: so the first rows come before the last month is read. `sample` is (number of rows, seed): a
    random choice, the same for the same facts and seed.
    """
    columns = ", ".join(f'"{name}"' for name in (*source_columns(question.declared.table), *_ADDED))
    rows = f"SELECT {columns}, in_numerator FROM ({_row_sql(snapshot, question)})"
    if sample is not None:
        count, seed = sample
        yield from _fetched(
            snapshot, f"{rows} ORDER BY hash(hi, lo, {int(seed)}), name, external_id LIMIT {int(count)}"
        )
        return
    inside = {str(month) for month in question.period.months}
    partitions = snapshot.partitions(question.declared.table)
    for month in sorted(partitions, key=lambda month: (month not in inside, month)):
        if limit is not None and limit <= 0:
            return
        cut = f" LIMIT {int(limit)}" if limit is not None else ""
        of_month = f"{rows} WHERE partition_month = '{month}' ORDER BY name, external_id{cut}"
        for row in _fetched(snapshot, of_month):
            limit = None if limit is None else limit - 1
            yield row


def print_of_rows(snapshot: Snapshot, question: Question) -> str:
    """The print counted from the raw rows themselves; a figure's print must equal it."""
    sums = "count(*), sum(hi), sum(lo)"
    source = _row_sql(snapshot, question)
    of = RowSet().plus(*snapshot.rows(f"SELECT {sums} FROM ({source})")[0])
    if question.declared.hit is None:
        return question.print_of(of, None)
    hit = RowSet().plus(*snapshot.rows(f"SELECT {sums} FROM ({source}) WHERE in_numerator")[0])
    return question.print_of(of, hit)


def _fetched(snapshot: Snapshot, sql: str) -> Iterator[dict[str, Any]]:
    result = snapshot.connection.execute(sql)
    names = [column[0] for column in result.description]
    while batch := result.fetchmany(2_000):
        for row in batch:
            yield dict(zip(names, row, strict=True))


def _row_sql(snapshot: Snapshot, question: Question) -> str:
    relation = snapshot.relation(question.declared.table)
    t = narrowed(question, snapshot, relation)
    if question.declared.shape != "stock":
        low, high = question.months
        t = t.filter(t[question.declared.anchor].between(low, high))
        if question.declared.anchor == "month":  # the stored day lets whole files be passed over
            t = t.filter(t.local_date.between(question.period.first_day, question.period.last_day))
    t = t.filter(population(question, snapshot)(t, question.params))
    hit = question.declared.hit
    inside = hit(t, question.params) if hit else t.n > 0
    snapshot.know_until(question)
    return compiled(t.mutate(in_numerator=inside.fill_null(False)))
