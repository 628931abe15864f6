"""The monthly cycle over stand-ins: what is asked, once, and the shape of what comes out."""

from __future__ import annotations

import json
from datetime import date

from sawt.dates import Month, Period
from sawt.flow import monthly_cycle, monthly_review
from sawt.review.month import ASKED
from tests.unit.review.figures import AS_OF, PERIOD, figure, ministry, working_days


def asking(asked_for):
    def ask(asked, periods):
        asked_for.append((list(asked), list(periods)))
        return [ministry(period, times) for period, times in zip(periods, (1, 0.8, 1.25), strict=False)]

    return ask


def activity(period):
    return {"pbx": working_days(period, silent=[date(2025, 5, 5)])}


def test_the_review_has_the_shape_of_its_contract():
    review = monthly_review(PERIOD, AS_OF, asking([]), activity)
    assert list(review) == ["period", "figures", "changes", "challenges", "reconciliation", "sentences"]
    assert review["period"] == {
        "from": "2025-01", "to": "2025-11", "as_of": "2025-12-01", "complete": True,
        "before": {"from": "2024-02", "to": "2024-12"}, "last_year": {"from": "2024-01", "to": "2024-11"},
    }  # fmt: skip
    assert review["figures"][0] == ministry()[0].as_json()
    assert review["changes"]["calls_inbound"]["before"]["ratio"] == 94_876 / 75_901
    assert len(review["sentences"]["ar"]) == len(review["sentences"]["en"]) > 10
    assert json.loads(json.dumps(review, allow_nan=False)) == review


def test_each_figure_has_its_change_under_a_name_of_its_own():
    review = monthly_review(PERIOD, AS_OF, asking([]), activity)
    assert len(review["changes"]) == len(review["figures"]) == len(ASKED)
    assert {"missed_rate", "language_share[language=ar]", "service_level[variant=B]"} <= set(
        review["changes"]
    )


def test_everything_is_asked_once_for_three_spans():
    asked_for = []
    monthly_review(PERIOD, AS_OF, asking(asked_for), activity)
    assert asked_for == [(list(ASKED), [PERIOD, PERIOD.before, PERIOD.year_before])]


def test_a_whole_year_is_its_own_last_year():
    asked_for = []
    year = Period(Month(2025, 1), Month(2025, 12))
    review = monthly_review(year, date(2026, 1, 1), asking(asked_for), activity)
    assert asked_for[0][1] == [year, year.before]
    assert review["changes"]["visits"]["before"] == review["changes"]["visits"]["last_year"]


def test_purposes_make_callbacks_known():
    def purposes(periods):
        return [[figure("calls_outbound", 3_000, group={"purpose": "callback"})] for _ in periods]

    review = monthly_review(PERIOD, AS_OF, asking([]), activity, purposes=purposes)
    assert review["reconciliation"][1]["period"]["callbacks"] == 3_000
    assert "3,000 معاودة اتصال" in " ".join(review["sentences"]["ar"])
    assert {"calls_outbound", "calls_outbound[purpose=callback]"} & set(review["changes"])


def test_another_voice_may_say_it():
    review = monthly_review(
        PERIOD, AS_OF, asking([]), activity, say=lambda code, params, lang: f"{lang}:{code}"
    )
    assert review["sentences"]["en"][0] == "en:review.paragraph"


def test_the_cycle_receives_before_it_reviews():
    told = []
    accounts, review = monthly_cycle(
        ["calls.csv", "tickets.csv"],
        lambda file: told.append(file) or {"received": 1, "rejected": 0},
        PERIOD,
        AS_OF,
        asking(told),
        activity,
    )
    assert told[:2] == ["calls.csv", "tickets.csv"]
    assert len(accounts) == 2
    assert review["figures"]
