"""The sets of rows behind figures, counted with their prints: many questions in one pass.

The SQL of a question depends on neither period nor day of knowledge: months are cut outside it and
added up after, so that it is compiled once and serves every period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from sawt.facts.expressions import compiled, narrowed, population, serving, set_sums
from sawt.facts.question import Group, Question, RowSet, month_name
from sawt.facts.snapshot import Relation, Snapshot

Sets = dict[Group, tuple[RowSet, RowSet | None]]
Row = dict[str, Any]


def count_sets(snapshot: Snapshot, questions: Sequence[Question], raw_only: bool = False) -> list[Sets]:
    """For each question, by group: its population, and the part of it that is counted in a share."""
    fused: dict[Any, list[int]] = defaultdict(list)
    served: dict[str, Relation] = {}
    for index, question in enumerate(questions):
        relation = _relation(snapshot, question, raw_only)
        served[relation.name] = relation
        # Raw rows are read for one question at a time; cells for all that know things until one day.
        alone = index if relation.raw or question.declared.shape == "stock" else None
        known_until = question.as_of if question.declared.end else None
        anchor = question.declared.anchor
        fused[(relation.name, anchor, question.by, question.filters, known_until, alone)].append(index)
    found: list[Sets] = [{} for _ in questions]
    for key, indexes in fused.items():
        asked = [(index, questions[index]) for index in indexes]
        for index, sets in _count_fused(snapshot, served[key[0]], asked):
            found[index] = sets
    return found


def _relation(snapshot: Snapshot, question: Question, raw_only: bool) -> Relation:
    def choose() -> Relation:
        return serving(question, snapshot, partial(_parts, question, snapshot, prefix="q"), raw_only)[0]

    return snapshot.remembered(("serves", question.shape_of(snapshot), raw_only), choose)


def _parts(question: Question, snapshot: Snapshot, relation: Relation, *, prefix: str) -> dict[str, Any]:
    """The aggregates of one question over a relation. Raises AttributeError for a missing column."""
    metric, t = question.declared, narrowed(question, snapshot, relation)
    for dimension in (*question.by, metric.anchor):
        t[dimension]
    parts = set_sums(t, f"{prefix}_of", population(question, snapshot)(t, question.params))
    if metric.hit is not None:
        parts |= set_sums(t, f"{prefix}_hit", metric.hit(t, question.params))
    return parts


def _count_fused(
    snapshot: Snapshot, relation: Relation, asked: list[tuple[int, Question]]
) -> Iterable[tuple[int, Sets]]:
    """Count the sets of questions that share relation, anchor, groups and filters."""
    prefixes: dict[Any, str] = {}
    distinct: list[tuple[str, Question]] = []
    for _, question in asked:
        key = question.shape_of(snapshot)
        if key not in prefixes:
            prefixes[key] = f"q{len(prefixes)}"
            distinct.append((prefixes[key], question))
    sql = snapshot.remembered(
        ("sets", relation.name, tuple(prefixes)), lambda: _set_sql(snapshot, relation, distinct)
    )
    rows = _run(snapshot, sql, [question for _, question in asked])
    for index, question in asked:
        yield index, _added_up(question, rows, prefixes[question.shape_of(snapshot)])


def _set_sql(snapshot: Snapshot, relation: Relation, distinct: list[tuple[str, Question]]) -> str:
    first = distinct[0][1]
    t = narrowed(first, snapshot, relation)
    aggregates: dict[str, Any] = {}
    for prefix, question in distinct:
        aggregates |= _parts(question, snapshot, relation, prefix=prefix)
    keys = [t[name].name(f"g_{name}") for name in first.by if name != "month"]
    if first.declared.shape != "stock":
        keys = [t[first.declared.anchor].name("bucket"), *keys]
    return compiled(t.group_by(keys).aggregate(**aggregates) if keys else t.aggregate(**aggregates))


def _run(snapshot: Snapshot, sql: str, questions: list[Question]) -> list[Row]:
    low, high = min(q.months[0] for q in questions), max(q.months[1] for q in questions)
    stock = questions[0].declared.shape == "stock"
    within = "" if stock else f" WHERE bucket BETWEEN {low} AND {high}"
    snapshot.know_until(questions[0])
    result = snapshot.connection.execute(f"SELECT * FROM ({sql}){within}")
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _added_up(question: Question, rows: list[Row], prefix: str) -> Sets:
    """A question's sets over its own months, by its groups. Without groups there is always one."""
    low, high = question.months
    none = RowSet() if question.declared.hit else None
    sets: Sets = {} if question.by else {(): (RowSet(), none)}
    for row in rows:
        if not low <= row.get("bucket", low) <= high:
            continue
        if question.by and not row[f"{prefix}_of_n"]:
            continue
        group = tuple(_group_value(question, row, dimension) for dimension in question.by)
        of, hit = sets.get(group, (RowSet(), none))
        of = of.plus(*(row[f"{prefix}_of_{part}"] for part in ("n", "hi", "lo")))
        if hit is not None:
            hit = hit.plus(*(row[f"{prefix}_hit_{part}"] for part in ("n", "hi", "lo")))
        sets[group] = (of, hit)
    return sets


def _group_value(question: Question, row: Row, dimension: str) -> Any:
    if dimension != "month":
        return row[f"g_{dimension}"]
    return month_name(row["bucket"]) if "bucket" in row else str(question.period.last)
