"""Questions become figures: sets are counted, values measured, and the two put together.

Every figure's sets come from weighted rows (`n`, `hi`, `lo`), so a derived cell and the raw rows
give the same count and the same print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sawt.dates import Period
from sawt.facts.counting import count_sets
from sawt.facts.failures import telling
from sawt.facts.measuring import measure
from sawt.facts.question import Group, Question
from sawt.facts.snapshot import Snapshot
from sawt.facts.values import figure_of
from sawt.vocabulary import Figure


@telling()
def ask(snapshot: Snapshot, questions: Sequence[Question], raw_only: bool = False) -> list[list[Figure]]:
    """The figures of each question, one for each group, sorted by group.

    `raw_only` leaves the derived tables aside: slower, and the same answer.
    """
    if any(_months_apart(question) for question in questions):
        return [_ask_months(snapshot, question, raw_only) for question in questions]
    answers = []
    for question, counted in zip(questions, count_sets(snapshot, questions, raw_only), strict=True):
        measured = measure(snapshot, question, raw_only)
        figures = [
            figure_of(snapshot, question, group, of, hit, measured.get(group))
            for group, (of, hit) in sorted(counted.items(), key=lambda item: _sort_key(item[0]))
        ]
        answers.append(figures)
    return answers


def _months_apart(question: Question) -> bool:
    """Whether a stock is asked by month: each month has an end of its own."""
    return question.declared.shape == "stock" and "month" in question.by and question.period.length > 1


def _ask_months(snapshot: Snapshot, question: Question, raw_only: bool) -> list[Figure]:
    if not _months_apart(question):
        return ask(snapshot, [question], raw_only)[0]
    months = [Period(month, month) for month in question.period.months]
    each = [
        replace(question, period=month, as_of=min(question.as_of, month.last_day + timedelta(days=1)))
        for month in months
        if month.first_day < question.as_of
    ]
    return [figure for asked in each for figure in ask(snapshot, [asked], raw_only)[0]]


def default_as_of(snapshot: Snapshot, period: Period) -> date:
    """The day after the period, or after the last day of which any source tells when that is earlier."""
    after = period.last_day + timedelta(days=1)
    sources = snapshot.version.sources.values()
    days = [str(day) for s in sources for day in (s.get("complete_until"), s.get("last_day")) if day]
    if not any(source.get("complete_until") for source in sources):
        return after
    return max(min(after, date.fromisoformat(max(days)) + timedelta(days=1)), period.first_day)


def _sort_key(group: Group) -> tuple[Any, ...]:
    return tuple((value is not None, str(value)) for value in group)
