"""A figure asked at the door opens onto exactly its rows, with the same print."""

from __future__ import annotations

import csv
import json

import pytest

from sawt.facts.metrics import METRICS
from tests.faces.door import ARABIC, RAW_CODE

PERIOD = ("--from", "2025-01", "--to", "2025-02")
# DESIGN section 8.
FIGURE = """metric version from to as_of group value unit numerator denominator n basis interval
interval_method params facts_version print complete notes""".split()  # noqa: SIM905 - as it is written there


def figures(ministry, metric, *words):
    told = ministry("figure", metric, *words, "--format", "json")
    assert (told.code, told.err) == (0, "")
    return json.loads(told.out)


def opened(ministry, metric, *words):
    told = ministry("rows", metric, *words, "--format", "json")
    assert (told.code, told.err) == (0, "")
    return json.loads(told.out)


@pytest.mark.parametrize("metric", METRICS)
def test_every_figure_opens_onto_rows_with_its_own_print(ministry, metric):
    (figure,) = figures(ministry, metric, *PERIOD)
    rows = opened(ministry, metric, *PERIOD)
    assert list(figure) == FIGURE
    assert rows["figure"] == figure
    assert rows["print"] == figure["print"]
    if METRICS[metric].shape != "distinct":
        assert len(rows["rows"]) == figure["n"]
    if figure["numerator"] is not None:
        assert sum(row["in_numerator"] for row in rows["rows"]) == figure["numerator"]


def test_a_share_says_its_parts_and_unknown_is_null(ministry):
    (rate,) = figures(ministry, "missed_rate", *PERIOD)
    assert (rate["numerator"], rate["denominator"], rate["n"]) == (1, 7, 7)
    assert rate["value"] == pytest.approx(1 / 7)
    (count,) = figures(ministry, "calls_inbound", *PERIOD)
    assert (count["value"], count["numerator"], count["denominator"]) == (7, None, None)
    (unknown,) = figures(ministry, "visit_wait_median", *PERIOD)
    assert unknown["value"] is None and unknown["notes"]


def test_groups_add_up_to_the_whole(ministry):
    by_month = figures(ministry, "calls_inbound", *PERIOD, "--by", "month")
    assert {f["group"]["month"]: f["value"] for f in by_month} == {"2025-01": 5, "2025-02": 2}
    by_both = figures(ministry, "calls_inbound", *PERIOD, "--by", "month, hall")
    assert [tuple(f["group"].values()) for f in by_both] == [
        ("2025-01", "a"),
        ("2025-02", "=b"),
        ("2025-02", "a"),
    ]
    assert sum(f["value"] for f in by_both) == 7


def test_where_narrows_the_figure_and_its_rows(ministry):
    (hall,) = figures(ministry, "calls_inbound", *PERIOD, "--where", "hall==b")
    assert hall["value"] == 1
    both = ("--where", "hall==b", "--where", "hall=a", "--where", "month=2025-02")
    assert figures(ministry, "calls_inbound", *PERIOD, *both)[0]["value"] == 2
    assert {row["hall"] for row in opened(ministry, "calls_inbound", *PERIOD, *both)["rows"]} == {"a", "=b"}


def test_a_parameter_changes_value_and_print(ministry):
    plain, strict = (
        figures(ministry, "service_level", *PERIOD, *given)[0] for given in ((), ("--param", "threshold_s=5"))
    )
    assert (plain["params"]["threshold_s"], strict["params"]["threshold_s"]) == (20, 5)
    assert plain["value"] > strict["value"] and plain["print"] != strict["print"]


def test_as_of_forgets_what_came_later(ministry):
    known = ("--as-of", "2025-02-08")
    (figure,) = figures(ministry, "calls_inbound", *PERIOD, *known)
    assert (figure["value"], figure["as_of"]) == (6, "2025-02-08")
    assert len(opened(ministry, "calls_inbound", *PERIOD, *known)["rows"]) == 6


def test_limit_cuts_the_rows_and_not_the_print(ministry):
    whole, cut = (
        opened(ministry, "calls_inbound", *PERIOD),
        opened(ministry, "calls_inbound", *PERIOD, "--limit", 3),
    )
    assert cut["rows"] == whole["rows"][:3]
    assert cut["print"] == whole["print"]
    assert opened(ministry, "calls_inbound", *PERIOD, "--limit", 0)["rows"] == []


def test_a_sample_is_the_same_for_one_seed_and_another_for_another(ministry):
    def drawn(seed):
        told = opened(ministry, "calls_inbound", *PERIOD, "--sample", 3, "--seed", seed)
        return [row["external_id"] for row in told["rows"]]

    assert drawn(1) == drawn(1) and len(set(drawn(1))) == 3
    assert len({tuple(drawn(seed)) for seed in range(8)}) > 1


def test_rows_as_csv_are_the_rows_as_json(ministry):
    text = ministry("rows", "calls_inbound", *PERIOD, "--format", "csv").out.removeprefix("\ufeff")
    table = list(csv.DictReader(text.splitlines()))
    rows = opened(ministry, "calls_inbound", *PERIOD)["rows"]
    assert [line["external_id"].removeprefix("'") for line in table] == [row["external_id"] for row in rows]
    assert [int(line["wait_s"]) for line in table] == [row["wait_s"] for row in rows]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_review_speaks_both_languages_from_one_answer(ministry, lang):
    review = json.loads(ministry("review", *PERIOD, "--format", "json").out)
    assert set(review) >= {"period", "figures", "reconciliation", "sentences"}
    assert set(review["sentences"]) == {"ar", "en"}
    assert all(list(figure) == FIGURE for figure in review["figures"])
    text = ministry("review", *PERIOD, "--lang", lang).out
    heading, empty, *sentences = text.splitlines()
    assert review["period"]["as_of"] in heading and not empty
    assert sentences == review["sentences"][lang]
    assert bool(ARABIC.search(text)) == (lang == "ar") and not RAW_CODE.search(text)


def test_the_review_says_the_figures_that_figure_says(ministry):
    review = json.loads(ministry("review", *PERIOD, "--format", "json").out)
    (asked,) = figures(ministry, "missed_rate", *PERIOD)
    assert asked in review["figures"]
