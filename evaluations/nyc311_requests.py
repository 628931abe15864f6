"""Are open cases reckoned with? 4,969 requests to New York's 311, of which 277 are still open."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from statistics import fmean, median
from typing import Any

from evaluations.durations import HOUR, product_limit_median, seconds_between
from evaluations.ministry import ROWS, Ministry, a_ministry, told
from evaluations.scoreboard import Answers, Board, Check, Explained, run

FILE = "contact/nyc311_animals.csv"
KNOWN_ON = "2025-03-15"
_STATUS = {"closed": "Closed", "open": "In Progress"}
_CLOSED_ONLY = {"end": "closed", "method": "closed_only"}
_KM = {"end": "closed", "method": "km"}
_WALL = "rows, by the clock on the wall"

_CLOCK_CHANGE = (
    "the truth subtracts wall clocks: 79 requests that ran over 9 March, 02:00, get an hour too much"
)
_WHOLE_DAYS = (
    "the truth cuts open requests at the newest creation, 14 March 01:20, ours at the end of that day"
)

Requests = list[dict[str, Any]]


def measure(folder: Path) -> Answers:
    """Import the requests and ask everything of which the truth speaks, as known after the newest's day."""
    answers = Answers()
    with a_ministry("America/New_York", "2025-01", "2025-03", KNOWN_ON) as ministry:
        batch = ministry.bring("table", folder / FILE, "nyc311")
        answers.say("file_sha256_16", ours=batch["files"][0]["sha256"][:16], how="import")
        answers.say("rows", ours=ministry.figure("tickets_opened").value, how="tickets_opened")
        requests = ministry.rows("tickets_opened")
        _states(ministry, requests, answers)
        _hours(ministry, requests, answers)
        _hours_by_type(ministry, answers)
        answers.checks = [
            _km_by_hand(ministry, requests),
            ministry.opened("tickets_opened"),
            ministry.opened("resolution_median", **_CLOSED_ONLY),
            ministry.opened("backlog_end"),
        ]
    answers.leave("hours", "KM_p90", to="p90 of durations")
    return answers


def _states(ministry: Ministry, requests: Requests, answers: Answers) -> None:
    begun = [_wall(ministry, request["started_at"]) for request in requests]
    answers.say("created", ours=[str(min(begun)), str(max(begun))], how=ROWS)
    for status, ours in Counter(request["status"] for request in requests).items():
        answers.say("status", _STATUS[status], ours=ours, how=ROWS)
    answers.say("closed_date_missing", ours=ministry.figure("backlog_end").value, how="backlog_end")
    closed = [request for request in requests if request["closed_at"]]
    lasted = [seconds_between(request["started_at"], request["closed_at"]) for request in closed]
    found = {
        "closed_status_but_no_closed_date": sum(
            request["status"] == "closed" and not request["closed_at"] for request in requests
        ),
        "open_status_but_closed_date": sum(request["status"] == "open" for request in closed),
        "negative_durations": sum(seconds < 0 for seconds in lasted),
        "zero_durations": sum(seconds == 0 for seconds in lasted),
    }
    for key, ours in found.items():
        answers.say(key, ours=ours, how=ROWS)


def _hours(ministry: Ministry, requests: Requests, answers: Answers) -> None:
    def say(key: str, seconds: float, how: str, but: Explained | None = None) -> None:
        answers.say("hours", key, ours=seconds / HOUR, how=how, digits=4, but=but)

    closed_only, km = (ministry.figure("resolution_median", **asked) for asked in (_CLOSED_ONLY, _KM))
    wall = [_on_the_wall(ministry, request) for request in requests]
    lasted = [seconds_between(r["started_at"], r["closed_at"]) for r in requests if r["closed_at"]]
    by_wall = [seconds_between(begun, ended) for begun, ended in wall if ended]
    newest = max(request["started_at"] for request in requests)

    say("closed_only_median", closed_only.value, told("resolution_median", **_CLOSED_ONLY))
    say("closed_only_median", median(by_wall), _WALL)
    say("closed_only_mean", fmean(lasted), ROWS, Explained(26.2452, 26.2284, _CLOCK_CHANGE))
    say("closed_only_mean", fmean(by_wall), _WALL)
    say("KM_median", km.value, told("resolution_median", **_KM), Explained(5.7, 5.7167, _WHOLE_DAYS))
    say("KM_median", product_limit_median(_lasting(requests), newest), "rows, known at the newest creation")


def _hours_by_type(ministry: Ministry, answers: Answers) -> None:
    how = f"{told('resolution_median', **_CLOSED_ONLY)} by service"
    for kind, figure in ministry.by("service", "resolution_median", **_CLOSED_ONLY).items():
        answers.say("median_hours_by_type_closed", kind, ours=figure.value / HOUR, how=how, digits=3)


def _km_by_hand(ministry: Ministry, requests: Requests) -> Check:
    known = datetime.fromisoformat(KNOWN_ON).replace(tzinfo=ministry.zone)
    by_hand = product_limit_median(_lasting(requests), known)
    value = ministry.figure("resolution_median", **_KM).value
    told_by = f"{value:,.0f} s, by hand {by_hand:,.0f} s"
    return Check(told("resolution_median", **_KM), told_by, value == by_hand)


def _lasting(requests: Requests) -> list[tuple[datetime, datetime | None]]:
    return [(request["started_at"], request["closed_at"]) for request in requests]


def _on_the_wall(ministry: Ministry, request: dict[str, Any]) -> tuple[datetime, datetime | None]:
    begun, ended = request["started_at"], request["closed_at"]
    return _wall(ministry, begun), _wall(ministry, ended) if ended else None


def _wall(ministry: Ministry, at: datetime) -> datetime:
    return at.astimezone(ministry.zone).replace(tzinfo=None)


BOARD = Board("Requests: New York's 311, animals, 2025", ("tickets", "nyc311_animals_2025"), measure)

if __name__ == "__main__":
    sys.exit(run(BOARD))
