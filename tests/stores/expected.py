"""What every figure must be, counted in plain Python from the rows: no SQL, no numpy, no table of cells.

What happened on `as_of` or later is not known: such rows are left out, such ends are not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from math import exp, floor, log, sqrt
from statistics import NormalDist
from typing import Any

from tests.stores.ministry import Row, caller

MISSED = {"abandoned", "abandoned_menu", "abandoned_ringing", "overflow", "escaped"}
OFFERED = {"answered", "abandoned", "overflow", "escaped"}
Z = NormalDist().inv_cdf(0.975)
_ENDS = ("first_response_at", "resolved_at", "closed_at", "ended_at", "done_at")


@dataclass(frozen=True)
class Asked:
    """A question in plain words: first and last day of the period, the day of knowledge, parameters."""

    metric: str
    first: date
    last: date
    as_of: date
    params: dict[str, Any]

    @property
    def until(self) -> datetime:
        return datetime.combine(self.as_of, time())

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.first <= moment.date() <= self.last


@dataclass(frozen=True)
class Expected:
    """The rows of a figure, those of them that its numerator counts, and what it says."""

    of: list[Row]
    hit: list[Row] | None
    value: float | int | None
    interval: tuple[float, float] | None = None


def expected(asked: Asked, rows: Sequence[Row]) -> Expected:
    """The one figure of a question without groups."""
    known = [_as_known(row, asked.until) for row in rows if row["started_at"] < asked.until]
    return _FIGURES[asked.metric](asked, known)


def month_of(asked: Asked, row: Row) -> str:
    """The month to which a row belongs in a figure told by month."""
    if asked.metric == "backlog_end":
        return f"{asked.last:%Y-%m}"
    anchor = {"reopen_rate": "resolved_at", "transactions_completed": "ended_at"}
    return f"{row[anchor.get(asked.metric, 'started_at')]:%Y-%m}"


def _first_answer(row: Row) -> datetime | None:
    """The first reply, or the solution where none came before."""
    return min(filter(None, (row["first_response_at"], row["resolved_at"])), default=None)


def _as_known(row: Row, until: datetime) -> Row:
    """A row as it was known: ends that came later are not seen. A ticket is done when it was solved, and
    one that never was, when it was closed."""
    whole = {"done_at": row.get("resolved_at") or row.get("closed_at"), **row}
    known = {
        name: None if name in _ENDS and value is not None and value >= until else value
        for name, value in whole.items()
    }
    if "ended_at" in row and known["ended_at"] is None:
        known["outcome"] = None
    return known


def _count(pick: Callable[[Row], bool]) -> Callable[[Asked, list[Row]], Expected]:
    def count(asked: Asked, rows: list[Row]) -> Expected:
        of = [row for row in rows if pick(row) and asked.holds(row["started_at"])]
        return Expected(of, None, len(of))

    return count


def _inbound(row: Row) -> bool:
    return row["touchpoint"] == "call" and row["direction"] == "inbound"


def _inbound_as(outcomes: set[str]) -> Callable[[Row], bool]:
    return lambda row: _inbound(row) and row["outcome"] in outcomes


def _at(touchpoint: str) -> Callable[[Row], bool]:
    return lambda row: row["touchpoint"] == touchpoint


def _started(asked: Asked, rows: list[Row], pick: Callable[[Row], bool]) -> list[Row]:
    return [row for row in rows if pick(row) and asked.holds(row["started_at"])]


def _share(asked: Asked, of: list[Row], hit: list[Row]) -> Expected:
    if not of:
        return Expected(of, hit, None)
    interval = wilson(len(hit), len(of)) if asked.params["basis"] == "process" else None
    return Expected(of, hit, len(hit) / len(of), interval)


def _missed_rate(asked: Asked, rows: list[Row]) -> Expected:
    whole = _inbound if asked.params["missed_inside_inbound"] else _inbound_as({"answered"})
    return _share(asked, _started(asked, rows, whole), _started(asked, rows, _inbound_as(MISSED)))


def _gave_up_within(row: Row, seconds: float) -> bool:
    return row["outcome"] == "abandoned" and row["wait_s"] is not None and row["wait_s"] <= seconds


def _abandonment_rate(asked: Asked, rows: list[Row]) -> Expected:
    of = _started(asked, rows, _inbound_as(OFFERED))
    if asked.params["short_s"]:
        of = [row for row in of if not _gave_up_within(row, asked.params["short_s"])]
    return _share(asked, of, [row for row in of if row["outcome"] == "abandoned"])


def _service_level(asked: Asked, rows: list[Row]) -> Expected:
    variant, within = asked.params["variant"], asked.params["threshold_s"]
    of = _started(asked, rows, _inbound_as({"answered"} if variant == "C" else OFFERED))
    if variant == "B":
        of = [row for row in of if not _gave_up_within(row, within)]
    served = {"answered", "abandoned"} if variant == "D" else {"answered"}
    quick = [row for row in of if row["wait_s"] is not None and row["wait_s"] <= within]
    return _share(asked, of, [row for row in quick if row["outcome"] in served])


def _language_share(asked: Asked, rows: list[Row]) -> Expected:
    of = [row for row in _started(asked, rows, _inbound) if row["language"]]
    return _share(asked, of, [row for row in of if row["language"] == asked.params["language"]])


def _reopen_rate(asked: Asked, rows: list[Row]) -> Expected:
    of = [row for row in rows if row["touchpoint"] == "ticket" and asked.holds(row["resolved_at"])]
    return _share(asked, of, [row for row in of if row["reopened"]])


def _mean(measure: Callable[[Row], int | None]) -> Callable[[Asked, list[Row]], Expected]:
    def mean(asked: Asked, rows: list[Row]) -> Expected:
        answered = _started(asked, rows, _inbound_as({"answered"}))
        of = [row for row in answered if measure(row) is not None]
        return Expected(of, None, sum(measure(row) or 0 for row in of) / len(of) if of else None)

    return mean


def _handled(row: Row) -> int | None:
    return None if row["talk_s"] is None else row["talk_s"] + (row["hold_s"] or 0) + (row["wrap_s"] or 0)


def _wait(share: float, pick: Callable[[Asked], Callable[[Row], bool]]) -> Callable[..., Expected]:
    def quantile(asked: Asked, rows: list[Row]) -> Expected:
        of = [row for row in _started(asked, rows, pick(asked)) if row["wait_s"] is not None]
        return Expected(of, None, interpolated([row["wait_s"] for row in of], share) if of else None)

    return quantile


def _callers_asked(asked: Asked) -> Callable[[Row], bool]:
    return _inbound_as({"answered"} if asked.params["of"] == "answered" else OFFERED)


def _duration(pick: Callable[[Row], bool], end: Callable[[Asked, Row], Any]) -> Callable[..., Expected]:
    def duration(asked: Asked, rows: list[Row]) -> Expected:
        of = _started(asked, rows, pick)
        ended = [row for row in of if end(asked, row)]
        lasted = [((end(asked, row) - row["started_at"]).total_seconds(), True) for row in ended]
        if asked.params["method"] == "closed_only":
            return Expected(ended, None, interpolated([t for t, _ in lasted], 0.5) if ended else None)
        running = [row for row in of if not end(asked, row)]
        lasted += [((asked.until - row["started_at"]).total_seconds(), False) for row in running]
        return Expected(of, None, *kaplan_meier_median(lasted))

    return duration


def _resolution_end(asked: Asked, row: Row) -> datetime | None:
    end: datetime | None = row["closed_at" if asked.params["end"] == "closed" else "resolved_at"]
    return end


def _backlog(asked: Asked, rows: list[Row]) -> Expected:
    then = min(asked.until, datetime.combine(asked.last + timedelta(days=1), time()))
    tickets = [row for row in rows if row["touchpoint"] == "ticket" and row["started_at"] < then]
    still_open = [row for row in tickets if row["done_at"] is None or row["done_at"] >= then]
    return Expected(still_open, None, len(still_open))


def _distinct(asked: Asked, rows: list[Row]) -> Expected:
    of = _started(asked, rows, lambda row: caller(row) is not None)
    return Expected(of, None, len({caller(row) for row in of}))


def _completed(asked: Asked, rows: list[Row]) -> Expected:
    of = [row for row in rows if row["outcome"] == "completed" and asked.holds(row["ended_at"])]
    return Expected(of, None, len(of))


def _of_customers(row: Row) -> bool:
    return row["direction"] in (None, "inbound")


def _known(asked: Asked, rows: list[Row]) -> list[Row]:
    """What customers did in the period of which the head is known; nobody's matter is told twice here."""
    column = {"service": "service_read"}.get(asked.params["head"], asked.params["head"])
    return [row for row in _started(asked, rows, _of_customers) if row[column] is not None]


def _contacts_read(asked: Asked, rows: list[Row]) -> Expected:
    of = _known(asked, rows)
    return Expected(of, None, len(of))


def _read_coverage(asked: Asked, rows: list[Row]) -> Expected:
    of, hit = _started(asked, rows, _of_customers), _known(asked, rows)
    return Expected(of, hit, len(hit) / len(of))


def _out_of_scope(asked: Asked, rows: list[Row]) -> Expected:
    of = [row for row in _started(asked, rows, _of_customers) if row["jurisdiction"] in ("ours", "consumer")]
    hit = [row for row in of if row["jurisdiction"] != "ours"]
    return Expected(of, hit, len(hit) / len(of))


_FIGURES: dict[str, Callable[[Asked, list[Row]], Expected]] = {
    "calls_inbound": _count(_inbound),
    "calls_outbound": _count(lambda row: row["touchpoint"] == "call" and row["direction"] == "outbound"),
    "calls_missed": _count(_inbound_as(MISSED)),
    "calls_answered": _count(_inbound_as({"answered"})),
    "missed_rate": _missed_rate,
    "abandonment_rate": _abandonment_rate,
    "service_level": _service_level,
    "speed_of_answer_mean": _mean(lambda row: row["wait_s"]),
    "wait_median": _wait(0.5, _callers_asked),
    "wait_p90": _wait(0.9, _callers_asked),
    "handle_time_mean": _mean(_handled),
    "language_share": _language_share,
    "tickets_opened": _count(_at("ticket")),
    "voicemail_tickets": _count(_at("voicemail")),
    "first_response_median": _duration(_at("ticket"), lambda _, row: _first_answer(row)),
    "resolution_median": _duration(_at("ticket"), _resolution_end),
    "reopen_rate": _reopen_rate,
    "backlog_end": _backlog,
    "platform_requests": _count(_at("platform")),
    "visits": _count(_at("visit")),
    "visit_wait_median": _wait(0.5, lambda _: _at("visit")),
    "distinct_customers": _distinct,
    "transactions_completed": _completed,
    "completion_time_median": _duration(lambda row: True, lambda _, row: row["ended_at"]),
    "contacts_read": _contacts_read,
    "read_coverage": _read_coverage,
    "out_of_scope_share": _out_of_scope,
}


def interpolated(values: Sequence[float], share: float) -> float:
    """The quantile that spreadsheets give: between two neighbours in proportion."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = ordered[floor(place)]
    return low + (ordered[min(floor(place) + 1, len(ordered) - 1)] - low) * (place - floor(place))


def wilson(k: int, n: int) -> tuple[float, float]:
    """Both roots p of (k/n - p)² = z² p (1 - p) / n."""
    a, b, c = 1 + Z * Z / n, -(2 * k / n + Z * Z / n), (k / n) ** 2
    reach = sqrt(max(b * b - 4 * a * c, 0.0))
    return (-b - reach) / (2 * a), (-b + reach) / (2 * a)


def kaplan_meier_median(
    lasted: Sequence[tuple[float, bool]],
) -> tuple[float | None, tuple[float, float] | None]:
    """The first duration by which half have ended, and the interval on the log-log scale."""
    at_risk, still, spread = len(lasted), 1.0, 0.0
    steps = []
    for duration, group in groupby(sorted(lasted), key=lambda one: one[0]):
        cases = list(group)
        ended = sum(1 for _, over in cases if over)
        if ended:
            still *= 1 - ended / at_risk
            spread += ended / (at_risk * (at_risk - ended)) if ended < at_risk else float("inf")
            steps.append((duration, still, spread))
        at_risk -= len(cases)
    bounds = [(t, *_log_log(still, spread)) for t, still, spread in steps]
    for place, (t, low, high) in enumerate(bounds):
        if low is None:  # all have ended: the lower bound is 0, the upper keeps its last value
            bounds[place] = (t, 0.0, bounds[place - 1][2] if place else 1.0)
        assert high is None or 0 <= high <= 1
    ends = [next((t for t, *b in bounds if b[i] <= 0.5 + 1e-12), None) for i in (0, 1)]
    median = next((t for t, still, _ in steps if still <= 0.5 + 1e-12), None)
    return median, None if None in ends else (ends[0], ends[1])


def _log_log(still: float, spread: float) -> tuple[float | None, float | None]:
    if still <= 1e-15:
        return None, None
    reach = Z * sqrt(spread) / abs(log(still))
    return exp(log(still) * exp(reach)), exp(log(still) * exp(-reach))
