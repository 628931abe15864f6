"""The monthly cycle in reading order: start here.

    receive ─▶ keep ─▶ measure ─▶ review

What is needed from outside stands here as small ports; `wiring` gives them real stores. The stages
that come later (understanding, recurrence, action, effect) take their place between measure and review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol, TypeVar

from sawt.dates import Period
from sawt.locale import LANGUAGES, render
from sawt.review.month import ASKED, BEFORE, LAST_YEAR, PERIOD, Review
from sawt.review.reconcile import reconcile
from sawt.review.sentences import sentences
from sawt.vocabulary import Figure

Arrival = TypeVar("Arrival", contravariant=True)


class Receive(Protocol[Arrival]):
    """Takes in what arrived and keeps it; says what became of every record (DESIGN section 9)."""

    def __call__(self, arrival: Arrival, /) -> dict[str, Any]: ...


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


def monthly_cycle(
    arrivals: Iterable[Arrival],
    receive: Receive[Arrival],
    period: Period,
    as_of: date,
    ask: Ask,
    activity: Activity,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The accounting of what arrived, and the review of the period."""
    accounts = [receive(arrival) for arrival in arrivals]  # touchpoints → facts, or returned with a reason
    return accounts, monthly_review(period, as_of, ask, activity)  # facts → figures → what they say


def monthly_review(
    period: Period,
    as_of: date,
    ask: Ask,
    activity: Activity,
    say: Say = render,
    purposes: Purposes | None = None,
) -> dict[str, Any]:
    """The review of a period as DESIGN section 8 has it, sentences in both languages."""
    measured = _measured(period, ask, purposes)
    review = Review(period, as_of, measured)
    review = replace(review, reconciliation=reconcile(review, activity(period)))
    said = sentences(review)
    spoken = {lang: [say(code, params, lang) for code, params in said] for lang in LANGUAGES}
    return {**review.as_json(), "sentences": spoken}


def _measured(period: Period, ask: Ask, purposes: Purposes | None) -> dict[str, list[Figure]]:
    """The figures of the period, of the equal period before, and of the same months of last year."""
    spans = {PERIOD: period, BEFORE: period.before, LAST_YEAR: period.year_before}
    distinct = list(dict.fromkeys(spans.values()))  # over whole years the last two are the same
    answers = dict(zip(distinct, ask(ASKED, distinct), strict=True))
    grouped = dict(zip(distinct, purposes(distinct), strict=True)) if purposes else {}
    return {name: [*answers[span], *grouped.get(span, [])] for name, span in spans.items()}
