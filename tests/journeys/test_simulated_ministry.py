"""The whole way, as somebody walks it who has just installed Sawt: demo, review, figures that open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faces.door import Said, door

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]
YEAR = ("--from", "2025-01", "--to", "2025-11")
TOLD = {
    "calls_inbound": 94_876,
    "calls_outbound": 14_269,
    "calls_missed": 4_868,
    "tickets_opened": 75_556,
    "voicemail_tickets": 1_693,
}
OPENED = (
    ("missed_rate", "--param", "basis=process"),
    ("resolution_median", "--where", "language=ar"),
    ("transactions_completed",),
    ("distinct_customers", "--where", "touchpoint=visit"),
    ("backlog_end",),
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Said]:
    sawt = door(tmp_path_factory.mktemp("demo") / "ministry")
    return sawt, sawt("demo", "--lang", "ar")


def test_the_demo_says_its_totals_in_the_paragraph_that_is_printed(demo):
    _, said = demo
    assert said.code == 0
    for total in (*TOLD.values(), "96.10%", "3.90%"):
        shown = f"{total:,}" if isinstance(total, int) else total
        assert shown in said.out


def test_every_record_of_the_demo_is_accounted_for_and_returned_with_its_reason(demo):
    sawt, _ = demo
    for batch in json.loads(sawt("batches", "--format", "json").out):
        parts = [batch[part] for part in ("loaded", "updated", "duplicate", "rejected")]
        assert batch["received"] == sum(parts), batch["batch"]
        rejects = sawt("rejects", batch["batch"], "--format", "json").out.splitlines()
        assert len(rejects) == batch["rejected"]
        assert all(json.loads(reject)["why"] for reject in rejects)


def test_the_review_of_the_demo_holds_the_figures_that_were_set(demo):
    sawt, _ = demo
    review = json.loads(sawt("review", *YEAR, "--format", "json").out)
    values = {figure["metric"]: figure["value"] for figure in review["figures"] if not figure["group"]}
    assert {metric: values[metric] for metric in TOLD} == TOLD
    purposes = [f for f in review["figures"] if f["metric"] == "calls_outbound" and f["group"]]
    assert sum(figure["value"] for figure in purposes) == TOLD["calls_outbound"]
    assert len(review["sentences"]["ar"]) == len(review["sentences"]["en"])


@pytest.mark.parametrize("asked", OPENED, ids=lambda asked: asked[0])
def test_a_figure_of_the_demo_opens_onto_its_rows_with_one_print(demo, asked, tmp_path: Path):
    sawt, _ = demo
    (figure,) = json.loads(sawt("figure", *asked, *YEAR, "--format", "json").out)
    opened = json.loads(sawt("rows", *asked, *YEAR, "--format", "json").out)
    assert opened["print"] == opened["figure"]["print"] == figure["print"]
    assert len(opened["rows"]) == figure["n"]


def test_the_demo_is_sound(demo):
    sawt, _ = demo
    assert sawt("check", "--lang", "en").code == 0
