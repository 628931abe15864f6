"""Questions become figures: sets are counted, values measured, and the two put together.

Every figure's sets come from weighted rows (`n`, `hi`, `lo`), so a derived cell and the raw rows
give the same count and the same print.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    answers = []
    for question, counted in zip(questions, count_sets(snapshot, questions, raw_only), strict=True):
        measured = measure(snapshot, question, raw_only)
        figures = [
            figure_of(snapshot, question, group, of, hit, measured.get(group))
            for group, (of, hit) in sorted(counted.items(), key=lambda item: _sort_key(item[0]))
        ]
        answers.append(figures)
    return answers


def default_as_of(snapshot: Snapshot, period: Period) -> date:
    """The day after the period, or after the last complete day known when that is earlier."""
    after = period.last_day + timedelta(days=1)
    known = [str(s["complete_until"]) for s in snapshot.version.sources.values() if s.get("complete_until")]
    if not known:
        return after
    return max(min(after, date.fromisoformat(max(known)) + timedelta(days=1)), period.first_day)


def _sort_key(group: Group) -> tuple[Any, ...]:
    return tuple((value is not None, str(value)) for value in group)
