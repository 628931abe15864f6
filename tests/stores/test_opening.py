"""Every figure opens: exactly its rows, which of them its numerator counts, and the print of both."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from deltalake import DeltaTable

from sawt.dates import Period
from sawt.errors import CallError
from sawt.facts import asking, opening
from sawt.facts.metrics import METRICS
from sawt.facts.question import Question
from sawt.wiring.asking import Asked as Words
from sawt.wiring.asking import open_figure
from tests.stores.expected import Asked, expected
from tests.stores.ministry import Ministry, keys

WHOLE = Period.parse("2025-01", "2025-04")
FEBRUARY = Period.parse("2025-02", "2025-02")
AT_END = date(2025, 5, 1)
BY_END = ("reopen_rate", "transactions_completed", "backlog_end")
FAR = 1 << 64
SPANS = ((WHOLE, AT_END), (FEBRUARY, date(2025, 2, 14)))


@pytest.fixture(scope="module")
def state(ministry: Ministry):
    return ministry.states["compacted"]


@pytest.fixture(scope="module")
def snapshot(ministry, state):
    return ministry.workspace.snapshot(state.version)


@pytest.fixture(scope="module")
def prints(ministry, snapshot):
    """The two halves of every row's print, read without any of Sawt's questions."""
    found = {}
    for table in ("contacts", "transactions"):
        path, version = str(ministry.workspace.facts / table), snapshot.version.tables[table]
        rows = DeltaTable(path, version=version).to_pyarrow_table()
        columns = (rows[column].to_pylist() for column in ("name", "external_id", "print_hi", "print_lo"))
        found |= {(name, key): (hi, lo) for name, key, hi, lo in zip(*columns, strict=True)}
    return found


def opened(snapshot, question, **asked):
    (figure,) = asking.ask(snapshot, [question])[0]
    return figure, list(opening.rows_of(snapshot, question, **asked))


def keys_of(rows):
    return [(row["name"], row["external_id"]) for row in rows]


def summed(prints, rows):
    held = [prints[key] for key in keys(rows)]
    high, low = (sum(print_[half] for print_ in held) % FAR for half in (0, 1))
    return [str(len(held)), f"{high:016x}", f"{low:016x}"]


@pytest.mark.parametrize("metric", METRICS)
def test_a_figure_opens_into_exactly_its_rows_and_their_print(state, snapshot, prints, metric):
    declared = METRICS[metric]
    for period, day in SPANS[:1] if metric in BY_END else SPANS:
        params = declared.with_params({})
        question = Question(metric, period, day)
        figure, rows = opened(snapshot, question)
        counted = expected(
            Asked(metric, period.first_day, period.last_day, day, params), state.rows[declared.table]
        )
        assert sorted(keys_of(rows)) == keys(counted.of)
        in_numerator = [row for row in rows if row["in_numerator"]]
        if counted.hit is not None:
            assert sorted(keys_of(in_numerator)) == keys(counted.hit)
            assert len(in_numerator) == figure.numerator
        sets = [summed(prints, counted.of), None if counted.hit is None else summed(prints, counted.hit)]
        asked = [metric, declared.version, params, day.isoformat(), *sets]
        text = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert figure.print == hashlib.sha256(text.encode()).hexdigest()[:32]
        assert opening.print_of_rows(snapshot, question) == figure.print


@pytest.mark.parametrize("metric", METRICS)
def test_a_group_opened_by_its_values_has_the_groups_print(snapshot, metric):
    for by in (("service",),) if metric in BY_END else (("month", "language"),):
        for figure in asking.ask(snapshot, [Question(metric, WHOLE, AT_END, by=by)])[0]:
            if None in figure.group.values():
                continue
            where = {dimension: (value,) for dimension, value in figure.group.items()}
            question = Question(metric, WHOLE, AT_END, where=where)
            (alone,) = asking.ask(snapshot, [question])[0]
            assert (alone.print, alone.value, alone.n) == (figure.print, figure.value, figure.n)
            assert opening.print_of_rows(snapshot, question) == figure.print


@pytest.mark.parametrize("metric", BY_END)
def test_a_month_of_a_metric_that_goes_by_its_end_opens_into_its_rows(snapshot, metric):
    for figure in asking.ask(snapshot, [Question(metric, WHOLE, AT_END, by=("month",))])[0]:
        period, day = Period.parse(figure.from_, figure.to), date.fromisoformat(figure.as_of)
        question = Question(metric, period, day, where={"month": (figure.group["month"],)})
        assert opening.print_of_rows(snapshot, question) == figure.print


def test_the_group_of_unknown_values_opens_by_an_empty_value(snapshot):
    (unknown,) = (
        figure
        for figure in asking.ask(snapshot, [Question("calls_inbound", WHOLE, AT_END, by=("language",))])[0]
        if figure.group["language"] is None
    )
    question = Question("calls_inbound", WHOLE, AT_END, where={"language": ("",)})
    assert opening.print_of_rows(snapshot, question) == unknown.print


def test_the_missed_calls_of_a_rate_to_answered_calls_open_too(snapshot):
    question = Question("missed_rate", WHOLE, AT_END, params={"missed_inside_inbound": False})
    figure, rows = opened(snapshot, question)
    assert sum(row["in_numerator"] for row in rows) == figure.numerator
    assert opening.print_of_rows(snapshot, question) == figure.print


def test_a_month_that_is_none_is_refused_as_a_wrong_call(snapshot):
    with pytest.raises(CallError):
        asking.ask(snapshot, [Question("calls_inbound", WHOLE, AT_END, where={"month": ("January",)})])


def test_a_sample_is_the_same_for_a_seed_and_another_for_another(snapshot):
    question = Question("calls_inbound", WHOLE, AT_END)
    _, rows = opened(snapshot, question)
    samples = [keys_of(opened(snapshot, question, sample=(20, seed))[1]) for seed in (1, 1, 2)]
    assert samples[0] == samples[1]
    assert set(samples[0]) != set(samples[2])
    for sample in samples:
        assert len(set(sample)) == 20
        assert set(sample) <= set(keys_of(rows))


def test_a_sample_larger_than_the_figure_is_the_whole_figure(snapshot):
    question = Question("visits", WHOLE, AT_END)
    figure, rows = opened(snapshot, question, sample=(10_000, 3))
    assert sorted(keys_of(rows)) == sorted(keys_of(opened(snapshot, question)[1]))
    assert len(rows) == figure.n


def test_a_sample_does_not_depend_on_how_the_rows_lie_in_files(ministry):
    """The rows of one state, before and after they were moved into other files by an update and its undo."""
    question = Question("calls_inbound", WHOLE, AT_END)
    samples = [
        keys_of(opened(ministry.workspace.snapshot(ministry.states[s].version), question, sample=(15, 9))[1])
        for s in ("first", "undone")
    ]
    assert samples[0] == samples[1]


def test_rows_come_by_month_the_periods_own_first_then_by_name_and_identifier(ministry):
    snapshot = ministry.workspace.snapshot(ministry.states["updated"].version)
    _, rows = opened(snapshot, Question("calls_inbound", FEBRUARY, AT_END))
    places = [
        (row["partition_month"] != "2025-02", row["partition_month"], row["name"], row["external_id"])
        for row in rows
    ]
    assert places == sorted(places)
    assert len({row["partition_month"] for row in rows}) > 1


def test_a_limit_gives_the_first_rows(snapshot):
    question = Question("tickets_opened", WHOLE, AT_END)
    _, rows = opened(snapshot, question)
    for limit in (0, 1, 50, 1000):
        assert opened(snapshot, question, limit=limit)[1] == rows[:limit]


@pytest.mark.parametrize(
    ("metric", "params"), [("backlog_end", {}), ("resolution_median", {"method": "closed_only"})]
)
def test_rows_stay_the_same_when_another_question_is_asked_while_they_are_read(snapshot, metric, params):
    question = Question(metric, WHOLE, date(2025, 3, 20), params=params)
    whole = list(opening.rows_of(snapshot, question))
    begun = opening.rows_of(snapshot, question)
    first = next(begun)
    asking.ask(snapshot, [Question(metric, WHOLE, date(2025, 2, 2), params=params)])
    assert [first, *begun] == whole


def test_a_row_says_its_batch_its_month_and_where_it_lies(snapshot, state):
    _, rows = opened(snapshot, Question("visits", WHOLE, AT_END))
    for row in rows:
        assert row["batch"] == "b4"
        assert row["partition_month"] == f"{row['local_date']:%Y-%m}"


def test_what_a_person_asks_opens_one_figure_at_a_time(ministry):
    words = Words("missed_rate", "2025-02", "2025-02", where={"language": ["ar"]}, as_of="2025-03-01")
    found = open_figure(ministry.workspace.snapshot(), words)
    held = list(found.rows)
    assert (found.figure.print, found.figure.n) == (found.print, len(held))
    assert {row["language"] for row in held} == {"ar"}
    with pytest.raises(CallError) as refused:
        open_figure(
            ministry.workspace.snapshot(), Words("visits", "2025-02", "2025-02", by=["hall"]), None, None
        )
    assert refused.value.code == "asking.one_figure"
