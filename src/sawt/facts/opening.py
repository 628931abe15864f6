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

    `sample` is (number of rows, seed): a random choice that is the same for the same facts and seed.
    """
    select = [*source_columns(question.declared.table), *_ADDED]
    columns = ", ".join(f'"{name}"' for name in select)
    order = "name, external_id"
    if sample is not None:
        limit, seed = sample
        order = f"hash(hi, lo, {int(seed)}), name, external_id"
    cut = f" LIMIT {int(limit)}" if limit is not None else ""
    sql = f"SELECT {columns}, in_numerator FROM ({_row_sql(snapshot, question)}) ORDER BY {order}{cut}"
    result = snapshot.connection.execute(sql)
    names = [column[0] for column in result.description]
    while batch := result.fetchmany(2_000):
        for row in batch:
            yield dict(zip(names, row, strict=True))


def print_of_rows(snapshot: Snapshot, question: Question) -> str:
    """The print counted from the raw rows themselves; a figure's print must equal it."""
    sums = "count(*), sum(CAST(hi AS HUGEINT)), sum(CAST(lo AS HUGEINT))"
    source = _row_sql(snapshot, question)
    of = RowSet().plus(*snapshot.rows(f"SELECT {sums} FROM ({source})")[0])
    if question.declared.hit is None:
        return question.print_of(of, None)
    hit = RowSet().plus(*snapshot.rows(f"SELECT {sums} FROM ({source}) WHERE in_numerator")[0])
    return question.print_of(of, hit)


def _row_sql(snapshot: Snapshot, question: Question) -> str:
    relation = snapshot.relation(question.declared.table)
    t = narrowed(question, snapshot, relation)
    if question.declared.shape != "stock":
        low, high = question.months
        t = t.filter(t[question.declared.anchor].between(low, high))
    t = t.filter(population(question, snapshot)(t, question.params))
    hit = question.declared.hit
    inside = hit(t, question.params) if hit else t.n > 0
    snapshot.know_until(question)
    return compiled(t.mutate(in_numerator=inside.fill_null(False)))
