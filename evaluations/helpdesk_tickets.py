"""Do first responses, solutions and reopenings come out right? 4,580 tickets of a help desk's event log."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, median
from typing import Any

from evaluations.durations import HOUR, product_limit_median, seconds_between
from evaluations.ministry import ROWS, Ministry, a_ministry, told
from evaluations.scoreboard import Answers, Board, Check, Explained, run

FILE = "contact/helpdesk.xes.gz"
KNOWN_ON = "2014-02-01"
_DAY = 24 * HOUR
_AN_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)
_TAKEN, _SOLVED = "Take in charge ticket", "Resolve ticket"
_EVENTS = "events kept, by the truth's definition"
_CLOSED_ONLY = {"method": "closed_only"}
_TO_CLOSING = {"end": "closed", **_CLOSED_ONLY}

_SOLVED_UNTAKEN = (
    "a solution is a response where nothing came before: the truth counts takings in charge alone"
)
_OPEN_AGAIN = "1 ticket was reopened after its last solution and is open again: neither solved nor closed"
_OTHER_END = "the truth runs to the last event of any kind, ours to the closing, which 4,558 tickets have"

Events = list[tuple[datetime, str]]
Tickets = list[dict[str, Any]]


def measure(folder: Path) -> Answers:
    """Import the event log and ask everything of which the truth speaks."""
    answers = Answers()
    with a_ministry("UTC", "2010-01", "2014-01", KNOWN_ON) as ministry:
        batch = ministry.bring("xes", folder / FILE, "helpdesk")
        answers.say("file_sha256_16", ours=batch["files"][0]["sha256"][:16], how="import")
        answers.say("events", ours=batch["loaded"], how="import: loaded")
        answers.say("cases", ours=ministry.figure("tickets_opened").value, how="tickets_opened")
        tickets = ministry.rows("tickets_opened")
        cases = _cases(ministry)
        _activities(cases, answers)
        _throughput(ministry, tickets, answers)
        _first_response(ministry, tickets, cases, answers)
        _solution(ministry, tickets, cases, answers)
        _reopening(ministry, cases, answers)
        answers.checks = [
            _km_by_hand(ministry, tickets, "first_response_median", _response),
            _km_by_hand(ministry, tickets, "resolution_median", _solution_that_stands),
            ministry.opened("first_response_median"),
            ministry.opened("resolution_median", **_CLOSED_ONLY),
            ministry.opened("reopen_rate"),
        ]
    answers.leave("last_resolve_business_hours_SunThu_0730_1430_noholidays", to="business hours")
    answers.leave("wait_pause", "hours_from_Wait_to_next_event_total", to="pauses")
    answers.leave("throughput_days", "p90", to="p90 of durations")
    return answers


def _cases(ministry: Ministry) -> list[Events]:
    """The events that were kept, by ticket."""
    cases: dict[str, Events] = defaultdict(list)
    for ticket, at, activity in ministry.events():
        cases[ticket].append((at, activity))
    return list(cases.values())


def _activities(cases: list[Events], answers: Answers) -> None:
    counts = Counter(activity for case in cases for _, activity in case)
    for activity, ours in counts.most_common():
        answers.say("activities", activity, ours=ours, how="events kept")
    waited = sum(any(activity == "Wait" for _, activity in case) for case in cases)
    answers.say("wait_pause", "cases_with_wait", ours=waited, how="events kept")
    answers.say("wait_pause", "wait_events", ours=counts["Wait"], how="events kept")


def _throughput(ministry: Ministry, tickets: Tickets, answers: Answers) -> None:
    begun, ended = min(t["started_at"] for t in tickets), max(t["ended_at"] for t in tickets)
    answers.say("span", ours=[f"{at:%Y-%m-%d %H:%M:%S}" for at in (begun, ended)], how=ROWS)
    days = [seconds / _DAY for seconds in _lasted(tickets, "ended_at")]
    answers.say("throughput_days", "mean", ours=fmean(days), how=ROWS, digits=4)
    answers.say("throughput_days", "median", ours=median(days), how=ROWS, digits=4)
    ours, how = ministry.figure("resolution_median", **_TO_CLOSING), told("resolution_median", **_TO_CLOSING)
    but = Explained(39.8592, 39.8017, _OTHER_END)
    answers.say("throughput_days", "median", ours=ours.value / _DAY, how=how, digits=4, but=but)


def _first_response(ministry: Ministry, tickets: Tickets, cases: list[Events], answers: Answers) -> None:
    key, how = "first_take_in_charge_hours", told("first_response_median", **_CLOSED_ONLY)
    figure = ministry.figure("first_response_median", **_CLOSED_ONLY)

    def but(truth: float, ours: float) -> Explained:
        return Explained(truth, ours, _SOLVED_UNTAKEN)

    answers.say(key, "cases", ours=figure.n, how=f"{how}: n", but=but(4285, 4576))
    answers.say(key, "median", ours=figure.value / HOUR, how=how, digits=4, but=but(16.3897, 16.3422))
    firsts = [(min(taken) - case[0][0]) / _AN_HOUR for case in cases if (taken := _times(case, _TAKEN))]
    _say_by_events(answers, key, firsts)


def _solution(ministry: Ministry, tickets: Tickets, cases: list[Events], answers: Answers) -> None:
    key, how = "last_resolve_days", told("resolution_median", **_CLOSED_ONLY)
    figure = ministry.figure("resolution_median", **_CLOSED_ONLY)

    def but(truth: float, ours: float) -> Explained:
        return Explained(truth, ours, _OPEN_AGAIN)

    answers.say(key, "cases", ours=figure.n, how=f"{how}: n", but=but(4569, 4568))
    answers.say(key, "median", ours=figure.value / _DAY, how=how, digits=4, but=but(6.6579, 6.6636))
    lasts = [(max(solved) - case[0][0]) / _A_DAY for case in cases if (solved := _times(case, _SOLVED))]
    _say_by_events(answers, key, lasts)


def _say_by_events(answers: Answers, key: str, lasted: list[float]) -> None:
    """The same three figures by the truth's definition: the events are all there, told otherwise."""
    for name, ours in (("cases", len(lasted)), ("median", median(lasted)), ("mean", fmean(lasted))):
        answers.say(key, name, ours=ours, how=_EVENTS, digits=4)


def _reopening(ministry: Ministry, cases: list[Events], answers: Answers) -> None:
    rate = ministry.figure("reopen_rate")
    answers.say("reopen", "cases", ours=rate.numerator, how="reopen_rate: numerator")
    answers.say("reopen", "rate_of_resolved", ours=rate.value, how="reopen_rate")
    solved = [case for case in cases if _times(case, _SOLVED)]
    reopened = sum(_taken_after_solution(case) for case in solved)
    answers.say("reopen", "cases", ours=reopened, how=_EVENTS)
    answers.say("reopen", "rate_of_resolved", ours=reopened / len(solved), how=_EVENTS)


def _response(ticket: dict[str, Any]) -> datetime | None:
    return min(filter(None, (ticket["first_response_at"], ticket["resolved_at"])), default=None)


def _solution_that_stands(ticket: dict[str, Any]) -> datetime | None:
    """None where the ticket was reopened after its last end."""
    ends = [at for at in (ticket["resolved_at"], ticket["closed_at"]) if at]
    again = bool(ends and ticket["reopened_at"] and ticket["reopened_at"] > max(ends))
    return None if again else ticket["resolved_at"]


def _km_by_hand(
    ministry: Ministry, tickets: Tickets, metric: str, end: Callable[[dict[str, Any]], datetime | None]
) -> Check:
    known = datetime.fromisoformat(KNOWN_ON).replace(tzinfo=UTC)
    by_hand = product_limit_median([(ticket["started_at"], end(ticket)) for ticket in tickets], known)
    value = ministry.figure(metric, method="km").value
    return Check(f"{metric} method=km", f"{value:,.0f} s, by hand {by_hand:,.0f} s", value == by_hand)


def _taken_after_solution(case: Events) -> bool:
    names = [activity for _, activity in case]
    return _TAKEN in names[names.index(_SOLVED) + 1 :]


def _times(case: Events, activity: str) -> list[datetime]:
    return [at for at, name in case if name == activity]


def _lasted(tickets: Tickets, end: str) -> list[float]:
    """Seconds from the opening to an end, of the tickets that have it."""
    return [seconds_between(ticket["started_at"], ticket[end]) for ticket in tickets if ticket[end]]


BOARD = Board("Tickets: an IT help desk, 2010 to 2014", ("tickets", "helpdesk_polato"), measure)

if __name__ == "__main__":
    sys.exit(run(BOARD))
