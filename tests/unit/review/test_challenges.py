"""The month's challenges: three lists apart, told of what was read and of nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from sawt import flow
from sawt.dates import Month, Period
from sawt.locale import LANGUAGES
from sawt.review.challenges import Names
from tests.unit.review.figures import AS_OF, PERIOD, figure, ministry, working_days

NAMES = Names(
    {"fees": "obstacle", "fines": "obstacle", "information_need": "information", "market_conduct": "market"}
    | {"none": "none"},
    {"fees": {"ar": "الرسوم", "en": "Fees"}, "fines": {"ar": "الغرامات", "en": "Fines"}}
    | {"none": {"ar": "لا يوجد تحدٍّ", "en": "No challenge"}},
)
NOW = {("fees", "ticket"): 30, ("fees", "call"): 10, ("fines", "ticket"): 20, ("none", "ticket"): 20}
NOW |= {("information_need", "platform"): 15, ("market_conduct", "platform"): 5}
THEN = {("fees", "ticket"): 20, ("fines", "ticket"): 80}


def counted(cells, period):
    """The figures by challenge, and by challenge and touchpoint, as the facts give them."""
    whole = {}
    for (challenge, _), n in cells.items():
        whole[challenge] = whole.get(challenge, 0) + n
    told = [({"challenge": c}, n) for c, n in whole.items()]
    told += [({"challenge": c, "touchpoint": t}, n) for (c, t), n in cells.items()]
    return [figure("contacts_read", n, "contacts", period, group=group, basis="model") for group, n in told]


def reviewed(now=NOW, then=THEN, correct=None, period=PERIOD, **replaced):
    def ask(asked, periods):
        return [ministry(span, **replaced) for span in periods]

    def challenges(periods):
        return [counted(now if span == period else then, span) for span in periods]

    understood = flow.Understood(challenges, NAMES, correct)
    return flow.monthly_review(
        period, AS_OF, ask, lambda span: {"pbx": working_days(span)}, understood=understood
    )


def said(review, lang="en"):
    return " ".join(review["sentences"][lang])


def test_the_lists_are_kept_apart_and_the_most_frequent_comes_first():
    told = reviewed()["challenges"]
    lists = {
        name: [(c["challenge"], c["count"], c["share"]) for c in told[name]]
        for name in ("obstacles", "information_needs", "market_conduct")
    }
    assert lists == {
        "obstacles": [("fees", 40, 0.4), ("fines", 20, 0.2)],
        "information_needs": [("information_need", 15, 0.15)],
        "market_conduct": [("market_conduct", 5, 0.05)],
    }
    assert (told["without_challenge"]["count"], told["read"]["period"]) == (20, 100)
    assert told["coverage"] == {"period": 0.6, "before": 0.6, "last_year": 0.6}


def test_a_challenge_tells_its_touchpoints_its_names_and_the_figure_that_opens():
    fees = reviewed()["challenges"]["obstacles"][0]
    assert fees["names"] == {"ar": "الرسوم", "en": "Fees"}
    assert fees["touchpoints"] == [
        {"touchpoint": "ticket", "count": 30, "share": 0.75},
        {"touchpoint": "call", "count": 10, "share": 0.25},
    ]
    assert (fees["figure"]["value"], fees["figure"]["group"]) == (40, {"challenge": "fees"})


def test_change_is_told_of_the_share_since_counts_move_with_how_much_was_read():
    fees, fines = reviewed()["challenges"]["obstacles"]
    assert fees["changes"]["before"] == {"count": 20, "share": 0.2, "difference": 0.2}
    assert fines["changes"]["before"]["difference"] == pytest.approx(-0.6)
    text = said(reviewed())
    assert (
        "Fees: 40, 40.0% of those known, up 20 percentage points on the equal period before (20.00%)" in text
    )
    assert "Fines: 20, 20.0% of those known, down 60 percentage points" in text


def test_twice_as_much_read_is_no_rise():
    double = {cell: 2 * n for cell, n in NOW.items()}
    text = said(reviewed(now=double, then=NOW))
    assert "Fees: 80, 40.0% of those known, unchanged from the equal period before" in text


def test_a_period_before_of_which_nothing_was_read_is_not_compared():
    review = reviewed(then={})
    (fees, _) = review["challenges"]["obstacles"]
    assert fees["changes"]["before"] == {"count": None, "share": None, "difference": None}
    assert "with nothing read of the equal period before to compare with" in said(review)


def test_nothing_is_said_where_nothing_was_read_except_that():
    review = reviewed(now={}, read_coverage=0.0, out_of_scope_share=None)
    assert "have not been read" in said(review) and "لم تُصنَّف تفاعلات الفترة" in said(review, "ar")
    assert "Obstacles" not in said(review) and "تحديات ينبغي تذليلها" not in said(review, "ar")
    assert review["challenges"]["obstacles"] == []


def test_without_any_contact_nothing_is_said_of_reading_either():
    review = reviewed(now={}, then={}, read_coverage=None, out_of_scope_share=None)
    assert "have not been read" not in said(review)


def test_whose_matters_they_were_stands_beside():
    assert "25.0% belong to other bodies: 25,000 of 100,000 contacts" in said(reviewed())


@dataclass(frozen=True)
class Counted:
    corrected: float
    low: float
    high: float


def test_corrected_counts_stand_beside_the_raw_ones():
    asked = []

    def correct(head, counts):
        asked.append((head, counts))
        return {"fees": Counted(35.4, 28.0, 44.2)}

    review = reviewed(correct=correct)
    fees, fines = review["challenges"]["obstacles"]
    assert asked == [
        ("challenge", {"fees": 40, "fines": 20, "information_need": 15, "market_conduct": 5} | {"none": 20})
    ]
    assert (fees["count"], fees["corrected"]) == (40, {"count": 35.4, "low": 28.0, "high": 44.2})
    assert fines["corrected"] is None
    assert (
        "about 35 once corrected for the measured errors of reading (28 to 44 with 95% confidence)"
        in said(review)
    )
    assert reviewed(correct=lambda head, counts: None)["challenges"]["obstacles"][0]["corrected"] is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_say_every_challenge(lang):
    review = reviewed()
    for name in ("Fees", "Fines") if lang == "en" else ("الرسوم", "الغرامات"):
        assert name in said(review, lang)
    assert len(review["sentences"]["ar"]) == len(review["sentences"]["en"])


@pytest.mark.parametrize(
    ("more", "words"), [(1, "تحدٍّ آخر"), (2, "تحديان آخران"), (3, "3 تحديات"), (11, "11 تحديًا")]
)
def test_those_not_shown_are_counted_in_the_right_form(more, words):
    cells = {(f"c{n:02d}", "ticket"): 1 for n in range(5 + more)}
    assert words in said(reviewed(now=cells), "ar")


def test_a_code_that_the_taxonomy_does_not_know_is_not_lost():
    told = reviewed(now={("new_code", "ticket"): 3})["challenges"]["obstacles"]
    assert [(c["challenge"], c["names"]["ar"]) for c in told] == [("new_code", "new_code")]


def test_a_month_is_compared_with_a_month():
    month = Period(Month(2025, 11), Month(2025, 11))
    assert "on the month before" in said(reviewed(period=month)).replace(
        "the previous month", "the month before"
    )


def test_an_incomplete_span_is_not_compared():
    def ask(asked, periods):
        return [[replace(f, complete=span == PERIOD) for f in ministry(span)] for span in periods]

    understood = flow.Understood(lambda spans: [counted(NOW, span) for span in spans], NAMES)
    review = flow.monthly_review(PERIOD, AS_OF, ask, lambda span: {}, understood=understood)
    assert "up" not in next(s for s in review["sentences"]["en"] if s.startswith("Fees"))


def test_the_cycle_reads_between_keeping_and_reviewing():
    order = []

    def receive(arrival):
        order.append(arrival)
        return {"batch": arrival}

    def read():
        order.append("read")
        return {}

    def ask(asked, periods):
        order.append("ask")
        return [ministry(span) for span in periods]

    flow.monthly_cycle(["calls"], receive, PERIOD, AS_OF, ask, lambda span: {}, read)
    assert order == ["calls", "read", "ask"]
