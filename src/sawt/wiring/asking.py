"""Questions from a face to the facts: figures, their rows, and the month's review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sawt.dates import Period, parse_day
from sawt.errors import CallError
from sawt.facts import asking, opening
from sawt.facts.question import Question
from sawt.facts.snapshot import Snapshot
from sawt.vocabulary import Figure


@dataclass(frozen=True)
class Asked:
    """A question as a person puts it: words, not yet checked."""

    metric: str
    first: str
    last: str
    by: Sequence[str] = ()
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    as_of: str | None = None


def question_of(snapshot: Snapshot, asked: Asked) -> Question:
    """The checked question. Raises CallError for what cannot be asked."""
    period = Period.parse(asked.first, asked.last)
    return Question(
        metric=asked.metric,
        period=period,
        as_of=parse_day(asked.as_of) if asked.as_of else asking.default_as_of(snapshot, period),
        by=tuple(dict.fromkeys(asked.by)),
        where={name: tuple(values) for name, values in asked.where.items()},
        params=dict(asked.params),
    )


def figures(snapshot: Snapshot, asked: Asked, raw_only: bool = False) -> list[Figure]:
    """The figures of a question, one for each group."""
    return asking.ask(snapshot, [question_of(snapshot, asked)], raw_only)[0]


@dataclass(frozen=True)
class Opened:
    """A figure, the print counted from its raw rows, and those rows with the names of their columns."""

    figure: Figure
    print: str
    columns: list[str]
    rows: Iterator[dict[str, Any]]


def open_figure(
    snapshot: Snapshot, asked: Asked, limit: int | None = None, sample: tuple[int, int] | None = None
) -> Opened:
    """Raises CallError `asking.one_figure` where groups were asked: each is opened by itself."""
    if asked.by:
        raise CallError("asking.one_figure", by=", ".join(asked.by))
    question = question_of(snapshot, asked)
    return Opened(
        asking.ask(snapshot, [question])[0][0],
        opening.print_of_rows(snapshot, question),
        opening.columns_of(question),
        opening.rows_of(snapshot, question, limit, sample),
    )


def open_rows(snapshot: Snapshot, asked: Asked, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a figure alone, for a page that shows the first of them."""
    return opening.rows_of(snapshot, question_of(snapshot, asked), limit)
