"""What the sources say of each other: calls against tickets, missed against followed up, silent days.

A figure can be right for its source and the source still be wrong. These lines do not correct
anything; they say where to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sawt.review.month import SPANS, Review

Activity = Mapping[str, Mapping[date, int]]
# A source that spoke on a weekday less often than this has no habit yet.
_LEAST_WEEKS = 3
_WEEKEND = timedelta(days=3)
CALLBACK_PURPOSES = ("callback", "missed_callback")


def reconcile(review: Review, activity: Activity) -> list[dict[str, Any]]:
    """All lines, each with its kind in `line`."""
    return [
        answered_and_tickets(review),
        missed_and_followed_up(review),
        *silent_days(activity, _last_known_day(review)),
    ]


def answered_and_tickets(review: Review) -> dict[str, Any]:
    """Calls answered against tickets opened, for each span, and tickets for every answered call."""
    spans: dict[str, Any] = {}
    for span in SPANS:
        answered, tickets = review.value("calls_answered", span), review.value("tickets_opened", span)
        ratio = tickets / answered if answered and tickets is not None else None
        spans[span] = {"calls_answered": answered, "tickets_opened": tickets, "tickets_per_call": ratio}
    return {"line": "answered_and_tickets", **spans}


def missed_and_followed_up(review: Review) -> dict[str, Any]:
    """Missed calls against voicemail tickets and callbacks, for each span.

    `callbacks` is None where no outbound call says that it was one; `calls_outbound` stands beside it.
    """
    spans: dict[str, Any] = {}
    for span in SPANS:
        counts = {m: review.value(m, span) for m in ("calls_missed", "voicemail_tickets", "calls_outbound")}
        spans[span] = {**counts, "callbacks": _callbacks(review, span)}
    return {"line": "missed_and_followed_up", **spans}


def silent_days(activity: Activity, until: date | None = None) -> list[dict[str, Any]]:
    """Days on which a source usually brings records and brought none.

    A source's usual weekdays are those on which, between its first and last day with records, it
    brought some at least every other time (a median above zero). `until` is the last day that can be
    known; without it, the last day of any source. Days on which all sources that should speak are
    silent form one line of their own (`source` None): most often a public holiday.
    """
    days = [day for counts in activity.values() for day, n in counts.items() if n]
    if not days:
        return []
    end = until or max(days)
    silent, expected = {}, {}
    for source, counts in sorted(activity.items()):
        if any(counts.values()):
            expected[source] = _expected_days(counts, end)
            silent[source] = {day for day in expected[source] if not counts.get(day)}
    everywhere = _silent_everywhere(silent, expected)
    lines = [_silence(None, everywhere, set().union(*expected.values()))] if everywhere else []
    return lines + [
        _silence(source, missing - everywhere, expected[source] - everywhere)
        for source, missing in silent.items()
        if missing - everywhere
    ]


def _expected_days(counts: Mapping[date, int], end: date) -> set[date]:
    """The days from a source's first record to the end that fall on its usual weekdays."""
    spoken = [day for day, n in counts.items() if n]
    first, last = min(spoken), max(spoken)
    by_weekday: dict[int, list[bool]] = {}
    for day in _days(first, last):
        by_weekday.setdefault(day.weekday(), []).append(bool(counts.get(day)))
    usual = {
        weekday
        for weekday, seen in by_weekday.items()
        if sum(seen) >= _LEAST_WEEKS and 2 * sum(seen) >= len(seen)
    }
    return {day for day in _days(first, end) if day.weekday() in usual}


def _silent_everywhere(silent: Mapping[str, set[date]], expected: Mapping[str, set[date]]) -> set[date]:
    """Days on which two or more sources should have spoken and none did."""
    found = set()
    for day in set().union(*silent.values()):
        awaited = [source for source, days in expected.items() if day in days]
        if len(awaited) > 1 and all(day in silent[source] for source in awaited):
            found.add(day)
    return found


def _silence(source: str | None, missing: set[date], expected: Iterable[date]) -> dict[str, Any]:
    return {
        "line": "silent_days",
        "source": source,
        "days": [day.isoformat() for day in sorted(missing)],
        "spells": _spells(missing, expected),
    }


def _spells(missing: set[date], expected: Iterable[date]) -> list[dict[str, Any]]:
    """Silent days in runs; a weekend between two silent days does not break one."""
    spells: list[dict[str, Any]] = []
    last: date | None = None
    for day in sorted(expected):
        if day not in missing:
            last = None
        elif last is not None and day - last <= _WEEKEND:
            spells[-1] = {**spells[-1], "to": day.isoformat(), "days": spells[-1]["days"] + 1}
            last = day
        else:
            spells.append({"from": day.isoformat(), "to": day.isoformat(), "days": 1})
            last = day
    return spells


def _callbacks(review: Review, span: str) -> int | None:
    """Outbound calls whose purpose was to return a missed call; None when no purpose is known at all."""
    grouped: Sequence[tuple[str, float | int]] = [
        (str(figure.group["purpose"]), figure.value or 0)
        for figure in review.figures.get(span, ())
        if figure.metric == "calls_outbound" and figure.group.get("purpose") is not None
    ]
    if not grouped:
        return None
    return int(sum(value for purpose, value in grouped if purpose in CALLBACK_PURPOSES))


def _last_known_day(review: Review) -> date:
    return min(review.period.last_day, review.as_of - timedelta(days=1))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]
