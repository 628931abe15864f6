"""Figures made by hand: the modelled ministry's eleven months, and what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sawt.dates import Month, Period
from sawt.review.month import ASKED
from sawt.vocabulary import Figure

PERIOD = Period(Month(2025, 1), Month(2025, 11))
AS_OF = date(2025, 12, 1)

# metric -> (value, unit, numerator, denominator); shares with a language or a variant have it in the key
MINISTRY: dict[str, tuple[Any, str, int | None, int | None]] = {
    "calls_inbound": (94_876, "calls", None, None),
    "calls_outbound": (14_269, "calls", None, None),
    "calls_answered": (90_008, "calls", None, None),
    "calls_missed": (4_868, "calls", None, None),
    "missed_rate": (4_868 / 94_876, "share", 4_868, 94_876),
    "language_share ar": (91_176 / 94_876, "share", 91_176, 94_876),
    "language_share en": (3_700 / 94_876, "share", 3_700, 94_876),
    "abandonment_rate": (0.041, "share", 3_890, 94_876),
    "service_level A": (0.801, "share", 76_000, 94_876),
    "service_level B": (0.825, "share", 76_000, 92_121),
    "speed_of_answer_mean": (24.2, "seconds", None, None),
    "wait_median": (11.0, "seconds", None, None),
    "wait_p90": (75.0, "seconds", None, None),
    "handle_time_mean": (183.4, "seconds", None, None),
    "tickets_opened": (75_556, "tickets", None, None),
    "voicemail_tickets": (1_693, "tickets", None, None),
    "first_response_median": (7_500.0, "seconds", None, None),
    "resolution_median": (172_800.0, "seconds", None, None),
    "reopen_rate": (0.0326, "share", 2_300, 70_552),
    "backlog_end": (1_204, "tickets", None, None),
    "platform_requests": (2_011, "requests", None, None),
    "visits": (31_507, "visits", None, None),
    "visit_wait_median": (840.0, "seconds", None, None),
    "distinct_customers": (41_003, "customers", None, None),
    "transactions_completed": (22_114, "transactions", None, None),
    "completion_time_median": (311_400.0, "seconds", None, None),
    "read_coverage": (0.6, "share", 120_000, 200_000),
    "out_of_scope_share": (0.25, "share", 25_000, 100_000),
}


def figure(metric: str, value: Any, unit: str = "calls", period: Period = PERIOD, **changes: Any) -> Figure:
    """A figure with everything that a test does not care about filled in."""
    given: dict[str, Any] = {
        "metric": metric, "version": 1, "from_": str(period.first), "to": str(period.last),
        "as_of": AS_OF.isoformat(), "group": {}, "value": value, "unit": unit, "numerator": None,
        "denominator": None, "n": int(value or 0) if unit not in ("share", "seconds") else 100,
        "basis": "full_count", "interval": None, "interval_method": None, "params": {}, "facts_version": 1,
        "print": "0" * 32, "complete": True, "notes": [],
    }  # fmt: skip
    return Figure(**{**given, **changes})


def ministry(period: Period = PERIOD, times: float = 1.0, **replaced: Any) -> list[Figure]:
    """The figures that a review asks for; counts multiplied; `replaced` gives other values by metric."""
    return [_asked(metric, params, period, times, replaced) for metric, params in ASKED]


def _asked(
    metric: str, params: dict[str, Any], period: Period, times: float, replaced: dict[str, Any]
) -> Figure:
    kind = params.get("language") or params.get("variant")
    value, unit, numerator, denominator = MINISTRY[f"{metric} {kind}" if kind else metric]
    told = {**params, "threshold_s": 20} if metric == "service_level" else dict(params)
    if metric in replaced:
        value = replaced[metric]
    elif unit not in ("share", "seconds"):
        value = round(value * times)
    notes = ["no_source"] if value is None else []
    interval = (
        (value * 0.95, value * 1.05) if metric.endswith("_median") and value and unit == "seconds" else None
    )
    return figure(
        metric, value, unit, period, params=told, notes=notes, interval=interval,
        numerator=numerator, denominator=denominator,
    )  # fmt: skip


def asking(figures: dict[Period, list[Figure]]) -> Any:
    """An `ask` port over figures made beforehand."""
    return lambda asked, periods: [figures[period] for period in periods]


def working_days(period: Period, count: int = 40, silent: Sequence[date] = ()) -> dict[date, int]:
    """A source that speaks from Sunday to Thursday, but for its silent days."""
    return {day: count for day in period.days if day.weekday() not in (4, 5) and day not in silent}
