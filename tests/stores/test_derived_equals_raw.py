"""Cells are only a faster way to the same answer: figures told from them equal those told from the rows."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest

from sawt.dates import Period
from sawt.errors import CallError
from sawt.facts import asking
from sawt.facts.declaration import LABELLED
from sawt.facts.metrics import METRICS
from sawt.facts.question import Question
from sawt.facts.snapshot import Snapshot

STATES = ("first", "updated", "undone", "compacted")
PERIODS = [Period.parse(*months) for months in (("2025-01", "2025-04"), ("2025-02", "2025-03"))]
# The day after a period, the first of a later month, one in the middle of another, one inside.
DAYS = [date(2025, 4, 1), date(2025, 5, 1), date(2025, 7, 17), date(2025, 3, 14)]
# Each table of cells serves some of these, and the rows themselves the rest.
GROUPS = (
    (),
    ("month",),
    ("language",),
    ("name", "channel"),
    ("month", "service"),
    ("hall",),
    ("outcome",),
    ("entity", "language"),
    ("segment",),
    ("touchpoint",),
    ("challenge",),
    ("kind", "service_read"),
    ("sentiment", "hall"),
    ("jurisdiction", "month"),
)
WHERE = ({}, {"service": ("s1", "s2")}, {"month": ("2025-02",)}, {"language": ("ar",)})
NUMBERS = {"short_s": ("0", "20"), "threshold_s": ("20", "60"), "language": ("ar", "en")}


def question(metric: str, day: date, chance: random.Random) -> Question:
    """A question of a metric on a day, with everything else drawn."""
    by = chance.choice(GROUPS)
    params = {name: chance.choice(p.choices or NUMBERS[name]) for name, p in METRICS[metric].params.items()}
    params |= {"missed_inside_inbound": True} if metric == "missed_rate" else {}
    where = chance.choice(WHERE)
    if METRICS[metric].table == "transactions" and {"touchpoint", *LABELLED} & set(by):
        by = ()
    return Question(metric, chance.choice(PERIODS), day, by=by, where=where, params=params)


def drawn(seed: str, day: date) -> list[Question]:
    """Half of the metrics, drawn anew for each seed and day."""
    metrics = random.Random(f"{seed} {day}").sample(list(METRICS), len(METRICS) // 2)
    return [question(metric, day, random.Random(f"{seed} {day} {metric}")) for metric in metrics]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("state", STATES)
def test_figures_of_cells_equal_figures_of_rows(ministry, state, day):
    snapshot = ministry.workspace.snapshot(ministry.states[state].version)
    asked = drawn(state, day)
    told = asking.ask(snapshot, asked)
    raw = asking.ask(snapshot, asked, raw_only=True)
    for question, figures, raw_figures in zip(asked, told, raw, strict=True):
        assert figures == raw_figures, question


@pytest.mark.parametrize("by", GROUPS[1::2], ids=" ".join)
def test_every_metric_is_told_alike_by_every_group(ministry, by):
    snapshot = ministry.workspace.snapshot(ministry.states["updated"].version)
    runs = {"touchpoint", *LABELLED} & set(by)
    metrics = [m for m, d in METRICS.items() if d.table != "transactions" or not runs]
    asked = [Question(metric, PERIODS[1], DAYS[1], by=by) for metric in metrics]
    assert asking.ask(snapshot, asked) == asking.ask(snapshot, asked, raw_only=True)


def as_json(figures) -> bytes:
    return json.dumps([[f.as_json() for f in group] for group in figures], ensure_ascii=False).encode()


@pytest.mark.parametrize("raw_only", [False, True])
def test_figures_are_the_same_bytes_for_any_number_of_threads(ministry, raw_only):
    asked = drawn("threads", DAYS[1])
    version = ministry.states["compacted"].version
    one, two = (
        Snapshot(ministry.workspace.facts, version, threads=threads, memory_mb=256) for threads in (1, 2)
    )
    assert as_json(asking.ask(one, asked, raw_only)) == as_json(asking.ask(two, asked, raw_only))


def test_the_rows_and_what_they_are_told_by_are_refused_alike_where_a_dimension_is_missing(ministry):
    for raw_only in (False, True):
        question = Question("transactions_completed", PERIODS[0], DAYS[1], by=("queue",))
        with pytest.raises(CallError) as refused:
            asking.ask(ministry.workspace.snapshot(), [question], raw_only)
        assert refused.value.code == "asking.no_dimension"


CLOSED = {"method": "closed_only"}


@pytest.mark.parametrize("metric", ["resolution_median", "completion_time_median"])
def test_a_question_does_not_depend_on_the_days_asked_before(ministry, metric):
    days = (date(2025, 4, 1), date(2025, 4, 20))
    asked = [Question(metric, PERIODS[1], day, params=CLOSED) for day in days]
    snapshot = ministry.workspace.snapshot()
    told = [asking.ask(snapshot, [question])[0] for question in asked]
    assert told == [asking.ask(snapshot, [question], raw_only=True)[0] for question in asked]


@pytest.mark.parametrize("metric", ["resolution_median", "completion_time_median"])
def test_questions_asked_together_keep_their_own_day(ministry, metric):
    asked = [Question(metric, PERIODS[1], day, params=CLOSED) for day in (date(2025, 4, 1), date(2025, 7, 1))]
    together = asking.ask(ministry.workspace.snapshot(), asked)
    assert together == [asking.ask(ministry.workspace.snapshot(), [question])[0] for question in asked]


def test_durations_of_what_outlives_its_month_are_told_alike_on_later_days(ministry):
    for day in (date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1), date(2026, 1, 1)):
        snapshot = ministry.workspace.snapshot()
        for metric in ("first_response_median", "resolution_median", "completion_time_median"):
            question = Question(metric, Period.parse("2025-01", "2025-01"), day)
            assert asking.ask(snapshot, [question]) == asking.ask(snapshot, [question], raw_only=True)
