"""What a value needs beyond its sets: a histogram, durations, or a count of distinct customers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from sawt.facts.durations import by_duration, coded
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
        return _survival(snapshot, question, raw_only)
    if shape == "distinct":
        return _distinct(snapshot, question, raw_only)
    return {}


def _histogram(snapshot: Snapshot, question: Question, relation: Relation) -> Any:
    t = _population(snapshot, question, relation)
    value = t[question.declared.value].name("value")
    return t.group_by([*_keys(question, t), value]).aggregate(n=t.n.sum())


def _durations(snapshot: Snapshot, question: Question, relation: Relation) -> Any:
    t = _population(snapshot, question, relation)
    return t.select(*_keys(question, t), "n", ended=has_ended(question, t), seconds=lasted(question, t))


def _customers(snapshot: Snapshot, question: Question, relation: Relation) -> Any:
    t = _population(snapshot, question, relation)
    return t.select(*_keys(question, t), t[question.declared.value].name("value"))


def _survival(snapshot: Snapshot, question: Question, raw_only: bool) -> Measured:
    groups = _groups(question)
    select = ", ".join([*groups, "seconds", "ended", "n"])
    sql = _cut(question, _sql(snapshot, question, _durations, raw_only), select)
    snapshot.know_until(question)
    rows = snapshot.connection.sql(sql).to_arrow_table()
    columns = [rows.column(place).combine_chunks() for place in range(rows.num_columns)]
    codes, labels = coded([_labelled(c, n) for c, n in zip(columns, question.by, strict=False)], len(rows))
    durations = by_duration(codes, *(column.to_numpy(zero_copy_only=False) for column in columns[-3:]))
    return {labels[code]: arrays for code, arrays in durations.items()}


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
    grouped = f" GROUP BY {', '.join(keys)} ORDER BY {', '.join(keys)}" if keys else ""
    snapshot.know_until(question)
    return snapshot.connection.execute(_cut(question, sql, select) + grouped).fetchnumpy()


def _cut(question: Question, sql: str, select: str) -> str:
    low, high = question.months
    return f"SELECT {select} FROM ({sql}) WHERE bucket BETWEEN {low} AND {high}"


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
    return [_label(None if value is np.ma.masked else value, name) for value in values]


def _labelled(column: pa.Array, name: str) -> tuple[pa.Array, list[Any]]:
    """A column of groups as indices and the labels that they stand for."""
    found = column.dictionary_encode(null_encoding="encode")
    return found.indices, [_label(value, name) for value in found.dictionary.to_pylist()]


def _label(value: Any, name: str) -> Any:
    if value is None:
        return None
    return month_name(int(value)) if name in ("bucket", "month") else str(value)
