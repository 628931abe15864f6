"""Every metric with every value of its parameters, against a count of the same rows in plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product

import pytest

from sawt.dates import Period
from sawt.facts import asking
from sawt.facts.metrics import METRICS
from sawt.facts.question import Question
from sawt.vocabulary import Figure
from tests.stores.conftest import call
from tests.stores.expected import Asked, Expected, expected, month_of
from tests.stores.ministry import Ministry

# Parameters that are any number or word are asked with these; one that is missing here fails its test.
NUMBERS = {"short_s": (0, 5, 20), "threshold_s": (20, 60), "language": ("ar", "en", "xx")}
WHOLE, MONTH = Period.parse("2025-01", "2025-04"), Period.parse("2025-03", "2025-03")
AT_END, LATER, INSIDE = date(2025, 5, 1), date(2025, 7, 3), date(2025, 4, 17)
# The parts of a question: its period and the day until which things are known.
SPANS = ((WHOLE, AT_END), (WHOLE, LATER), (MONTH, date(2025, 4, 1)), (MONTH, INSIDE))
INSIDE_SPANS = ((WHOLE, INSIDE), (MONTH, date(2025, 3, 31)))
# These belong to a period by their end.
BY_END = ("reopen_rate", "transactions_completed")
# Missed calls to answered ones: no share, so that it has a test of its own.
ODDS = {"missed_inside_inbound": False, "basis": "process"}
GROUPS = (("month",), ("name",), ("channel",), ("hall", "service"), ("segment",))
READ = (
    ("challenge",),
    ("kind", "month"),
    ("service_read", "touchpoint"),
    ("jurisdiction",),
    ("sentiment", "urgency"),
)


def parameters(metric):
    names = METRICS[metric].params
    values = (p.choices or NUMBERS[name] for name, p in names.items())
    asked = [dict(zip(names, chosen, strict=True)) for chosen in product(*values)]
    return [params for params in asked if params != ODDS]


class Teller:
    """Asks the facts, and counts the rows; a snapshot for each day, since days share what was compiled."""

    def __init__(self, ministry: Ministry) -> None:
        self.state = ministry.states["updated"]
        self.open = {
            day: ministry.workspace.snapshot(self.state.version) for _, day in (*SPANS, *INSIDE_SPANS)
        }

    def figures(self, metric, period, as_of, params, by=()) -> list[Figure]:
        question = Question(metric, period, as_of, by=by, params=params)
        return asking.ask(self.open[as_of], [question])[0]

    def counted(self, metric, period, as_of, params, rows=None) -> Expected:
        held = self.state.rows[METRICS[metric].table] if rows is None else rows
        return expected(self.asked(metric, period, as_of, params), held)

    def asked(self, metric, period, as_of, params) -> Asked:
        return Asked(metric, period.first_day, period.last_day, as_of, params)


@pytest.fixture(scope="module")
def teller(ministry: Ministry) -> Teller:
    return Teller(ministry)


def same(figure: Figure, counted: Expected) -> bool:
    hit = None if counted.hit is None else len(counted.hit)
    whole = None if counted.hit is None else len(counted.of)
    return (
        (figure.n, figure.numerator, figure.denominator) == (len(counted.of), hit, whole)
        and figure.value == (None if counted.value is None else pytest.approx(counted.value, rel=1e-12))
        and figure.interval
        == (None if counted.interval is None else pytest.approx(counted.interval, rel=1e-9, abs=1e-12))
    )


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_says_what_its_rows_say(teller, metric):
    for params in parameters(metric):
        for period, as_of in SPANS if metric in BY_END else (*SPANS, *INSIDE_SPANS):
            (figure,) = teller.figures(metric, period, as_of, params)
            counted = teller.counted(metric, period, as_of, params)
            assert same(figure, counted), (params, str(period.first), as_of, figure, counted.value)


@pytest.mark.parametrize("metric", METRICS)
def test_each_group_of_a_metric_says_what_its_rows_say(teller, metric):
    params = METRICS[metric].with_params({})
    labelled = METRICS[metric].table != "transactions"
    for by in (*GROUPS, *(READ if labelled else ())):
        if METRICS[metric].shape == "stock" and "month" in by:
            continue  # each month has an end of its own, see below
        rows = teller.state.rows["understood"] if labelled else None
        whole = teller.counted(metric, WHOLE, AT_END, params, rows)
        asked = teller.asked(metric, WHOLE, AT_END, params)
        groups = defaultdict(list)
        for row in whole.of:
            groups[tuple(month_of(asked, row) if d == "month" else row[d] for d in by)].append(row)
        figures = teller.figures(metric, WHOLE, AT_END, params, by)
        assert {tuple(figure.group.values()) for figure in figures} == set(groups)
        for figure in figures:
            counted = teller.counted(metric, WHOLE, AT_END, params, groups[tuple(figure.group.values())])
            assert same(figure, counted), (by, figure, counted.value)


def test_a_stock_by_month_is_the_stock_at_the_end_of_each_month(teller):
    figures = teller.figures("backlog_end", WHOLE, AT_END, {}, ("month",))
    assert [figure.group["month"] for figure in figures] == [str(month) for month in WHOLE.months]
    for figure in figures:
        month = Period.parse(figure.from_, figure.to)
        assert same(figure, teller.counted("backlog_end", month, date.fromisoformat(figure.as_of), {}))


@pytest.mark.parametrize("metric", BY_END)
def test_what_ended_on_the_day_of_knowledge_or_later_is_not_counted(teller, metric):
    params = METRICS[metric].with_params({})
    for period, as_of in INSIDE_SPANS:
        (figure,) = teller.figures(metric, period, as_of, params)
        assert same(figure, teller.counted(metric, period, as_of, params))


def test_the_shares_of_a_process_carry_wilsons_interval_and_full_counts_carry_none(teller):
    for metric, declared in METRICS.items():
        if declared.shape == "share" and declared.basis != "model":
            (figure,) = teller.figures(metric, WHOLE, AT_END, {"basis": "process"})
            low, high = figure.interval
            assert (figure.interval_method, figure.basis) == ("wilson", "process")
            assert low < figure.value < high
        if "basis" in declared.params or declared.basis == "full_count":
            (figure,) = teller.figures(metric, WHOLE, AT_END, {})
            assert (figure.interval, figure.interval_method, figure.basis) == (None, None, "full_count")


@pytest.mark.parametrize(
    ("period", "note"),
    [(("2024-01", "2024-02"), "before_first_record"), (("2026-01", "2026-02"), "after_last_record")],
)
def test_what_lies_beyond_the_records_is_unknown_rather_than_none(ministry, period, note):
    snapshot = ministry.workspace.snapshot()
    for metric in METRICS:
        question = Question(metric, Period.parse(*period), date(2026, 3, 1))
        (figure,) = asking.ask(snapshot, [question])[0]
        assert (figure.value, figure.complete, figure.notes) == (None, False, [note]), metric


def test_a_period_that_begins_long_before_the_records_is_not_complete(workspace, bring):
    bring(call(1, day="2025-01-20"), complete_until="2025-03-31")
    january, february = (
        asking.ask(workspace.snapshot(), [Question("calls_inbound", Period.parse(m, m), date(2025, 4, 1))])
        for m in ("2025-01", "2025-02")
    )
    assert (january[0][0].complete, january[0][0].value) == (False, 1)
    assert (february[0][0].complete, february[0][0].value) == (True, 0)


def test_what_no_source_brings_is_unknown_rather_than_none(workspace):
    for metric in METRICS:
        question = Question(metric, MONTH, date(2025, 4, 1))
        (figure,) = asking.ask(workspace.snapshot(), [question])[0]
        assert (figure.value, figure.interval, figure.notes) == (None, None, ["no_source"]), metric


def test_a_period_of_which_days_are_missing_says_so(teller):
    assert teller.figures("visits", WHOLE, AT_END, {})[0].complete
    assert teller.figures("visits", MONTH, INSIDE, {})[0].complete
    (inside,) = teller.figures("visits", WHOLE, INSIDE, {})
    assert (inside.complete, inside.notes) == (False, ["not_complete"])


def test_a_wait_at_the_threshold_is_within_it(workspace, bring):
    bring(call(1, wait=19) + call(2, wait=20) + call(3, wait=21) + call(4, wait=20, result="gave up"))
    period, day = Period.parse("2025-01", "2025-01"), date(2025, 2, 1)
    found = {
        variant: asking.ask(
            workspace.snapshot(), [Question("service_level", period, day, params={"variant": variant})]
        )[0][0]
        for variant in "ABCD"
    }
    told = {variant: (f.numerator, f.denominator) for variant, f in found.items()}
    assert told == {"A": (2, 4), "B": (2, 3), "C": (2, 3), "D": (3, 4)}


@pytest.mark.parametrize(
    ("metric", "params"),
    [("abandonment_rate", {"short_s": 5}), ("service_level", {"variant": "B"})],
)
def test_an_unknown_wait_is_not_a_short_one(workspace, bring, metric, params):
    bring(call(1, wait=30) + call(2, wait="", result="gave up"))
    period, day = Period.parse("2025-01", "2025-01"), date(2025, 2, 1)
    (figure,) = asking.ask(workspace.snapshot(), [Question(metric, period, day, params=params)])[0]
    assert figure.denominator == 2


def test_more_missed_than_answered_calls_can_be_told_as_a_process(workspace, bring):
    bring(call(1) + call(2, result="gave up") + call(3, result="gave up"))
    question = Question("missed_rate", Period.parse("2025-01", "2025-01"), date(2025, 2, 1), params=ODDS)
    (figure,) = asking.ask(workspace.snapshot(), [question])[0]
    assert figure.value == 2


def test_a_truth_is_taken_as_its_definition_and_the_json_of_figures_write_it():
    assert METRICS["missed_rate"].with_params({"missed_inside_inbound": "false"}) == {
        "missed_inside_inbound": False,
        "basis": "full_count",
    }
