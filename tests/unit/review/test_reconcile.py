"""What the sources say of each other, and when one of them is silent."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sawt.dates import Month, Period
from sawt.review.month import Review
from sawt.review.reconcile import reconcile, silent_days
from tests.unit.review.figures import AS_OF, PERIOD, figure, ministry, working_days

MARCH = Period(Month(2025, 3), Month(2025, 3))
SUNDAY, MONDAY = date(2025, 3, 9), date(2025, 3, 10)
THURSDAY = SUNDAY - timedelta(days=3)


def lines(review, activity=None):
    return {line["line"]: line for line in reconcile(review, activity or {})}


def test_tickets_for_every_answered_call():
    review = Review(PERIOD, AS_OF, {"period": ministry(), "before": ministry(times=0.5)})
    found = lines(review)["answered_and_tickets"]
    assert found["period"] == {
        "calls_answered": 90_008,
        "tickets_opened": 75_556,
        "tickets_per_call": 75_556 / 90_008,
    }
    assert found["before"]["calls_answered"] == 45_004
    assert found["last_year"] == {"calls_answered": None, "tickets_opened": None, "tickets_per_call": None}


def test_nothing_is_divided_by_no_calls():
    review = Review(PERIOD, AS_OF, {"period": ministry(calls_answered=0)})
    assert lines(review)["answered_and_tickets"]["period"]["tickets_per_call"] is None


def test_callbacks_are_unknown_until_a_purpose_is():
    review = Review(PERIOD, AS_OF, {"period": ministry()})
    found = lines(review)["missed_and_followed_up"]["period"]
    assert (found["calls_missed"], found["voicemail_tickets"], found["callbacks"]) == (4_868, 1_693, None)


def test_callbacks_are_counted_by_purpose():
    purposes = [
        figure("calls_outbound", n, group={"purpose": p})
        for p, n in (("callback", 3_000), ("survey", 900), (None, 5))
    ]
    review = Review(PERIOD, AS_OF, {"period": [*ministry(), *purposes]})
    assert lines(review)["missed_and_followed_up"]["period"]["callbacks"] == 3_000


def test_a_silent_working_day_is_found_and_a_weekend_is_not():
    assert silent_days({"pbx": working_days(MARCH)}) == []
    found = silent_days({"pbx": working_days(MARCH, silent=[MONDAY])})
    assert found == [
        {
            "line": "silent_days",
            "source": "pbx",
            "days": ["2025-03-10"],
            "spells": [{"from": "2025-03-10", "to": "2025-03-10", "days": 1}],
        }
    ]


def test_a_weekend_does_not_break_a_silence():
    found = silent_days({"pbx": working_days(MARCH, silent=[THURSDAY, SUNDAY])})
    assert found[0]["spells"] == [{"from": THURSDAY.isoformat(), "to": SUNDAY.isoformat(), "days": 2}]


def test_a_day_on_which_nobody_speaks_is_told_once():
    activity = {name: working_days(MARCH, silent=[SUNDAY]) for name in ("pbx", "tickets")}
    activity["visits"] = working_days(MARCH, silent=[SUNDAY, MONDAY])
    assert [(line["source"], line["days"]) for line in silent_days(activity)] == [
        (None, ["2025-03-09"]),
        ("visits", ["2025-03-10"]),
    ]


def test_a_source_that_stops_is_silent_until_the_last_known_day():
    activity = {"pbx": {day: n for day, n in working_days(MARCH).items() if day < date(2025, 3, 24)}}
    found = silent_days(activity, until=date(2025, 3, 31))
    assert found[0]["days"][0] == "2025-03-24"
    assert found[0]["days"][-1] == "2025-03-31"


def test_a_source_is_not_silent_before_its_first_record():
    late = {day: n for day, n in working_days(MARCH).items() if day >= date(2025, 3, 16)}
    assert silent_days({"pbx": working_days(MARCH), "new": late}) == []


def test_no_activity_no_silence():
    assert silent_days({}) == silent_days({"pbx": {}}) == silent_days({"pbx": {MONDAY: 0}}) == []


@given(
    st.dictionaries(
        st.sampled_from("abc"),
        st.dictionaries(st.dates(date(2025, 1, 1), date(2025, 3, 1)), st.integers(0, 9)),
    )
)
def test_a_silent_day_has_no_record_and_is_told_once(activity):
    for line in silent_days(activity):
        days = line["days"]
        assert len(days) == len(set(days)) == sum(spell["days"] for spell in line["spells"])
        if line["source"]:
            assert not any(activity[line["source"]].get(date.fromisoformat(day)) for day in days)
