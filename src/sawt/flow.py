"""The monthly cycle in reading order: start here.

    receive ─▶ keep ─▶ read ─▶ measure ─▶ review

What is needed from outside stands here as small ports; `wiring` gives them real stores. The stages
that come later (recurrence, action, effect) take their place between measure and review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from sawt.dates import Period
from sawt.locale import LANGUAGES, render
from sawt.review.challenges import HEAD, CorrectedCount, MonthChallenges, Names, challenges_of, counts_of
from sawt.review.month import ASKED, BEFORE, LAST_YEAR, PERIOD, Review
from sawt.review.reconcile import reconcile
from sawt.review.sentences import sentences
from sawt.vocabulary import Figure

Arrival = TypeVar("Arrival", contravariant=True)


class Receive(Protocol[Arrival]):
    """Takes in what arrived and keeps it; says what became of every record (DESIGN section 9)."""

    def __call__(self, arrival: Arrival, /) -> dict[str, Any]: ...


class Read(Protocol):
    """Reads what is new among the facts, and keeps what was understood; says what became of it."""

    def __call__(self) -> dict[str, Any]: ...


class Ask(Protocol):
    """Gives the figures of metrics with their parameters, in order, for each period."""

    def __call__(
        self, asked: Sequence[tuple[str, dict[str, Any]]], periods: Sequence[Period], /
    ) -> list[list[Figure]]: ...


class Activity(Protocol):
    """Gives how many contacts each source brought on each day of a period."""

    def __call__(self, period: Period, /) -> Mapping[str, Mapping[date, int]]: ...


class Say(Protocol):
    """Says a sentence code in a language."""

    def __call__(self, code: str, params: Mapping[str, Any], lang: str, /) -> str: ...


class Purposes(Protocol):
    """Gives the outbound calls of each period by purpose, one figure for each purpose that is known."""

    def __call__(self, periods: Sequence[Period], /) -> list[list[Figure]]: ...


class Challenges(Protocol):
    """Gives, for each period, the contacts read by challenge and by challenge and touchpoint."""

    def __call__(self, periods: Sequence[Period], /) -> list[list[Figure]]: ...


class Correct(Protocol):
    """Corrects counts by label for the errors of a head that people's labels measured.

    None where too little was labelled to know them.
    """

    def __call__(self, head: str, counts: Mapping[str, int], /) -> Mapping[str, CorrectedCount] | None: ...


@dataclass(frozen=True)
class Understood:
    """What the review needs to tell of challenges: their counts, their names, and who corrects them."""

    challenges: Challenges
    names: Names
    correct: Correct | None = None


def monthly_cycle(
    arrivals: Iterable[Arrival],
    receive: Receive[Arrival],
    period: Period,
    as_of: date,
    ask: Ask,
    activity: Activity,
    read: Read | None = None,
    understood: Understood | None = None,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The accounting of what arrived, and the review of the period."""
    accounts = [receive(arrival) for arrival in arrivals]  # touchpoints → facts, or returned with a reason
    if read:
        read()  # facts → readings beside them, or an honest "not known"
    return accounts, monthly_review(period, as_of, ask, activity, understood=understood)  # → what they say


def monthly_review(
    period: Period,
    as_of: date,
    ask: Ask,
    activity: Activity,
    say: Say = render,
    purposes: Purposes | None = None,
    understood: Understood | None = None,
) -> dict[str, Any]:
    """The review of a period as DESIGN section 8 has it, sentences in both languages."""
    measured = _measured(period, ask, purposes)
    review = Review(period, as_of, measured)
    if understood:
        review = replace(review, challenges=_challenges(review, understood))
    review = replace(review, reconciliation=reconcile(review, activity(period)))
    said = sentences(review)
    spoken = {lang: [say(code, params, lang) for code, params in said] for lang in LANGUAGES}
    return {**review.as_json(), "sentences": spoken}


def _challenges(review: Review, understood: Understood) -> MonthChallenges:
    """The period's challenges, compared with the same spans as its figures."""
    spans = _spans(review.period)
    distinct = list(dict.fromkeys(spans.values()))
    answers = dict(zip(distinct, understood.challenges(distinct), strict=True))
    figures = {name: answers[span] for name, span in spans.items()}
    coverage = {name: review.figure("read_coverage", name) for name in spans}
    counts = counts_of(figures[PERIOD])
    corrected = understood.correct(HEAD, counts) if understood.correct and counts else None
    return challenges_of(figures, coverage, understood.names, PERIOD, corrected)


def _spans(period: Period) -> dict[str, Period]:
    return {PERIOD: period, BEFORE: period.before, LAST_YEAR: period.year_before}


def _measured(period: Period, ask: Ask, purposes: Purposes | None) -> dict[str, list[Figure]]:
    """The figures of the period, of the equal period before, and of the same months of last year."""
    spans = _spans(period)
    distinct = list(dict.fromkeys(spans.values()))  # over whole years the last two are the same
    answers = dict(zip(distinct, ask(ASKED, distinct), strict=True))
    grouped = dict(zip(distinct, purposes(distinct), strict=True)) if purposes else {}
    return {name: [*answers[span], *grouped.get(span, [])] for name, span in spans.items()}
