"""What a value needs beyond its sets: a histogram, durations, or a count of distinct customers."""

from __future__ import annotations

from typing import Any

import numpy as np

from sawt.facts.expressions import compiled, has_ended, lasted, narrowed, population, serving
from sawt.facts.question import Group, Question, month_name
from sawt.facts.snapshot import Relation, Snapshot

Measured = dict[Group, tuple[np.ndarray, ...]]


def measure(snapshot: Snapshot, question: Question, raw_only: bool = False) -> Measured:
    """Arrays for each group, as the shape of the metric needs them; empty where sets are enough.

    mean, quantile: sorted distinct values and how often each occurs. survival: sorted durations in
    seconds, how many ended and how many were cut. distinct: the number of distinct values.
    """
    shape = question.declared.shape
    if shape in ("mean", "quantile"):
        return _run(snapshot, question, _histogram, "value", ("n",), raw_only)
    if shape == "survival":
        return _run(snapshot, question, _durations, "seconds", ("closed", "open"), raw_only)
    if shape == "distinct":
        return _distinct(snapshot, question, raw_only)
    return {}


def _histogram(snapshot: Snapshot, question: Question, relation: Relation) -> Any:
    t = _population(snapshot, question, relation)
    value = t[question.declared.value].name("value")
    return t.group_by([*_keys(question, t), value]).aggregate(n=t.n.sum())


def _durations(snapshot: Snapshot, question: Question, relation: Relation) -> Any:
    t = _population(snapshot, question, relation)
    t = t.mutate(ended=has_ended(question, t), seconds=lasted(question, t))
    return t.group_by([*_keys(question, t), t.seconds]).aggregate(
        closed=t.n.sum(where=t.ended), open=t.n.sum(where=~t.ended)
    )


def _customers(snapshot: Snapshot, question: Question, relation: Relation) -> Any:
    t = _population(snapshot, question, relation)
    return t.select(*_keys(question, t), t[question.declared.value].name("value"))


def _distinct(snapshot: Snapshot, question: Question, raw_only: bool) -> Measured:
    sql, groups = _sql(snapshot, question, _customers, raw_only), _groups(question)
    keys = "".join(f"{group}, " for group in groups)
    result = _execute(snapshot, question, sql, f"{keys}count(DISTINCT value) AS found", groups)
    return _by_group(question, result, ("found",))


def _run(
    snapshot: Snapshot, question: Question, build: Any, over: str, counts: tuple[str, ...], raw_only: bool
) -> Measured:
    """Cells by group, value and month, cut to the period and added up over its months, in order of value."""
    groups = _groups(question)
    sums = ", ".join(f"CAST(sum({count}) AS BIGINT) AS {count}" for count in counts)
    select = ", ".join([*groups, over, sums])
    result = _execute(snapshot, question, _sql(snapshot, question, build, raw_only), select, [*groups, over])
    return _by_group(question, result, (over, *counts))


def _sql(snapshot: Snapshot, question: Question, build: Any, raw_only: bool) -> str:
    def make() -> str:
        return compiled(serving(question, snapshot, lambda r: build(snapshot, question, r), raw_only)[1])

    return snapshot.remembered((build.__name__, question.shape_of(snapshot), raw_only), make)


def _execute(snapshot: Snapshot, question: Question, sql: str, select: str, keys: list[str]) -> Any:
    low, high = question.months
    grouped = f" GROUP BY {', '.join(keys)} ORDER BY {', '.join(keys)}" if keys else ""
    snapshot.know_until(question)
    return snapshot.connection.execute(
        f"SELECT {select} FROM ({sql}) WHERE bucket BETWEEN {low} AND {high}{grouped}"
    ).fetchnumpy()


def _population(snapshot: Snapshot, question: Question, relation: Relation) -> Any:
    t = narrowed(question, snapshot, relation)
    if relation.name == "customers":  # its rows are the population already
        return t
    return t.filter(population(question, snapshot)(t, question.params))


def _keys(question: Question, t: Any) -> list[Any]:
    named = [t[name].name(f"g_{name}") for name in question.by if name != "month"]
    return [t[question.declared.anchor].name("bucket"), *named]


def _groups(question: Question) -> list[str]:
    return ["bucket" if name == "month" else f'"g_{name}"' for name in question.by]


def _by_group(question: Question, result: dict[str, Any], columns: tuple[str, ...]) -> Measured:
    """Cut the columns of a result, sorted by group, into arrays for each group."""
    arrays = [np.ma.filled(result[column], 0) for column in columns]
    if not question.by:
        return {(): tuple(arrays)} if len(arrays[0]) else {}
    names = ["bucket" if name == "month" else f"g_{name}" for name in question.by]
    labels = (_labels(result[name], name) for name in names)
    keys = list(zip(*labels, strict=True))
    starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
    bounds = zip(starts, [*starts[1:], len(keys)], strict=True)
    return {keys[start]: tuple(array[start:end] for array in arrays) for start, end in bounds}


def _labels(values: Any, name: str) -> list[Any]:
    plain: list[Any] = [None if value is np.ma.masked or value is None else value for value in values]
    if name == "bucket":
        return [month_name(int(value)) for value in plain]
    return [None if value is None else str(value) for value in plain]
