"""A question about a metric, and the set of rows that answers it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sawt.dates import Period
from sawt.errors import CallError
from sawt.facts.declaration import DIMENSIONS, LABELLED, Metric
from sawt.facts.labels import UNDERSTOOD
from sawt.facts.metrics import metric_named
from sawt.facts.versions import FactsVersion

_MASK = (1 << 64) - 1
# The values of a figure's dimensions, in the order in which they were asked.
Group = tuple[Any, ...]


@dataclass(frozen=True)
class RowSet:
    """How many rows, and the sums of their prints modulo 2^64: the print of a set, free of order."""

    n: int = 0
    hi: int = 0
    lo: int = 0

    def plus(self, n: int | None, hi: int | None, lo: int | None) -> RowSet:
        return RowSet(
            self.n + int(n or 0), (self.hi + int(hi or 0)) & _MASK, (self.lo + int(lo or 0)) & _MASK
        )

    def as_list(self) -> list[str]:
        return [str(self.n), f"{self.hi:016x}", f"{self.lo:016x}"]


@dataclass(frozen=True)
class Question:
    """A metric over a period, by groups, where dimensions have values, as known before `as_of`.

    `as_of` is a local day: what happened on it or later is not counted, and what was open then is
    censored there. Raises CallError for an unknown metric, dimension or parameter.
    """

    metric: str
    period: Period
    as_of: date
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", self.declared.with_params(self.params))
        for dimension in (*self.by, *self.where):
            if dimension not in DIMENSIONS:
                raise CallError("asking.unknown_dimension", name=dimension, known=", ".join(DIMENSIONS))

    @property
    def declared(self) -> Metric:
        return metric_named(self.metric)

    @property
    def table(self) -> str:
        """Where its raw rows are: the metric's table, or contacts with their labels where it names one."""
        labelled = self.declared.table == "contacts" and set(LABELLED) & {*self.by, *self.where}
        return UNDERSTOOD if labelled else self.declared.table

    @property
    def months(self) -> tuple[int, int]:
        """The first and last month as numbers such as 202501."""
        return month_number(self.period.first.first_day), month_number(self.period.last.first_day)

    @property
    def filters(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple(sorted((name, tuple(values)) for name, values in self.where.items()))

    def shape_of(self, known: Known) -> tuple[Any, ...]:
        """What the question's SQL depends on: not its period, nor its day where whole months answer."""
        cut = self.as_of if needs_cut(self, known) else None
        months = self.months if cut or self.declared.shape == "stock" else None
        params = tuple(sorted(self.params.items()))
        return (self.metric, params, self.by, self.filters, cut, months, self.knows_whole_months)

    @property
    def knows_whole_months(self) -> bool:
        """Whether `as_of` begins a month after the period, so that what ended in a month is known or not."""
        return self.as_of.day == 1 and self.as_of > self.period.last_day

    def print_of(self, of: RowSet, hit: RowSet | None) -> str:
        """The figure's print: what was asked, and the rows that answered."""
        asked = [self.metric, self.declared.version, dict(self.params), self.as_of.isoformat()]
        sets = [of.as_list(), hit.as_list() if hit else None]
        text = json.dumps([*asked, *sets], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


class Known(Protocol):
    """What a question must know of the facts: their version."""

    @property
    def version(self) -> FactsVersion: ...


def needs_cut(question: Question, known: Known) -> bool:
    """Whether rows of the period may lie on or after `as_of`, so that whole months cannot answer."""
    if question.as_of > question.period.last_day:
        return False
    if question.declared.anchor != "month":  # an end may lie there though nothing began so late
        return True
    days = [str(source.get("last_day") or "") for source in known.version.sources.values()]
    return question.declared.shape == "stock" or max(days, default="") >= question.as_of.isoformat()


def month_number(day: date) -> int:
    return day.year * 100 + day.month


def month_name(number: int) -> str:
    return f"{number // 100:04d}-{number % 100:02d}"
