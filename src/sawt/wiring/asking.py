"""Questions from a face to the facts: figures, their rows, and the month's review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sawt.dates import Period
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
        as_of=day_of(asked.as_of) if asked.as_of else asking.default_as_of(snapshot, period),
        by=tuple(asked.by),
        where={name: tuple(values) for name, values in asked.where.items()},
        params=dict(asked.params),
    )


def figures(snapshot: Snapshot, asked: Asked, raw_only: bool = False) -> list[Figure]:
    """The figures of a question, one for each group."""
    return asking.ask(snapshot, [question_of(snapshot, asked)], raw_only)[0]


def open_figure(
    snapshot: Snapshot, asked: Asked, limit: int | None, sample: tuple[int, int] | None
) -> tuple[Figure, str, Iterator[dict[str, Any]]]:
    """A figure, the print counted from its raw rows, and those rows.

    Raises CallError `asking.one_figure` where groups were asked: each is opened by itself.
    """
    if asked.by:
        raise CallError("asking.one_figure", by=", ".join(asked.by))
    question = question_of(snapshot, asked)
    figure = asking.ask(snapshot, [question])[0][0]
    return (
        figure,
        opening.print_of_rows(snapshot, question),
        opening.rows_of(snapshot, question, limit, sample),
    )


def open_rows(snapshot: Snapshot, asked: Asked, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a figure alone, for a page that shows the first of them."""
    return opening.rows_of(snapshot, question_of(snapshot, asked), limit)


def day_of(text: str) -> date:
    """A local day such as 2025-12-01. Raises CallError `dates.not_a_day`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CallError("dates.not_a_day", text=text) from None
