"""Contacts without words: their codes, their queues, the contacts beside them, and never a guess."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sawt.facts import unread
from sawt.wiring import keeping
from sawt.wiring.reading import read_new
from tests.stores.conftest import AT
from tests.stores.contacts import bringing, counts, readings, told
from tests.stores.ministry import reading_here
from tests.stores.reader import Reader


@pytest.fixture(autouse=True)
def _fast():
    with reading_here():
        yield


@pytest.fixture
def bring(workspace, tmp_path):
    return bringing(workspace, tmp_path)


def test_codes_queues_and_what_was_declared_stand_in_for_words(workspace, bring):
    bring(
        {"id": 1, "touchpoint": "call", "code": "licensing:fines", "queue": "7002"},
        {"id": 2, "touchpoint": "call", "queue": "7002"},
        {"id": 3, "touchpoint": "ticket", "declared": "complaint"},
        {"id": 4, "touchpoint": "ticket", "declared": "inquiry", "text": "kind=complaint?"},
        {"id": 5, "touchpoint": "ticket", "declared": "not a kind"},
        name="exchange",
    )
    result = read_new(workspace, AT, Reader())
    rows = [row for row in readings(workspace) if row["basis"] != "text"]
    assert sorted((r["external_id"], r["head"], r["label"], r["basis"]) for r in rows) == [
        ("1", "challenge", "fines", "wrap_up"),
        ("1", "service", "licensing", "wrap_up"),
        ("2", "service", "commercial_register", "queue"),
        ("3", "kind", "complaint", "declared"),
    ]
    assert all(row["author"].startswith("pack:") and row["confidence"] is None for row in rows)
    assert {basis: n for basis, n in result["read"].items() if n} == {
        "text": 1,
        "wrap_up": 1,
        "queue": 1,
        "declared": 1,
    }
    assert counts(workspace, "kind", head="kind") == {
        "complaint": 1
    }  # the fourth abstained, whatever was declared


@pytest.mark.parametrize("code", ["licensing", "licensing:nonsense", "licensing:fees:more", "C17", ":"])
def test_an_unknown_code_is_never_guessed(workspace, bring, code):
    bring({"id": 1, "touchpoint": "call", "code": code}, {"id": 2, "touchpoint": "visit", "queue": "7002"})
    result = read_new(workspace, AT, Reader())
    assert readings(workspace) == [] and result["batch"] is None
    assert result["unread"] == {"unknown_code": 1, "unknown_queue": 1, "nothing": 0}
    assert {"what": "wrap_up", "code": code, "contacts": 1} in result["unknown"]


def test_the_workspaces_own_tables_come_first_and_are_read_anew_when_they_change(workspace, bring):
    bring({"id": 1, "touchpoint": "call", "code": "C17"})
    own = Path(workspace.root) / "packs" / "readings.toml"
    own.write_text('[wrap_up.codes]\n"C17" = { challenge = "fees" }\n', encoding="utf-8")
    read_new(workspace, AT, Reader())
    assert counts(workspace) == {"fees": 1}
    own.write_text('[wrap_up.codes]\n"C17" = { challenge = "fines" }\n', encoding="utf-8")
    read_new(workspace, AT, Reader())
    assert counts(workspace) == {"fines": 1}
    own.write_text('version = "2"\n', encoding="utf-8")
    read_new(workspace, AT, Reader())
    assert counts(workspace) == {} and readings(workspace) == []
    assert keeping.check(workspace) == []


def test_a_call_is_read_from_the_ticket_that_was_opened_on_it_and_can_be_counted_once(workspace, bring):
    bring({"id": "c1", "touchpoint": "call", "code": "licensing:fines"}, {"id": "c2", "touchpoint": "call"})
    bring({"id": "t1", "linked": "c1", "text": "challenge=fees kind=complaint"}, name="tickets")
    bring(
        {"id": "t2", "linked": "c2", "text": "challenge=fees?", "start": "2025-01-06 09:00:00"},
        name="tickets",
    )
    read_new(workspace, AT, Reader())
    assert told(workspace, "basis", "label", external_id="c1", head="challenge") == [("wrap_up", "fines")]
    assert told(workspace, "basis", "label", external_id="c1", head="kind") == [("linked", "complaint")]
    assert told(workspace, "basis", "abstained", external_id="c2", head="challenge") == [("linked", True)]
    assert told(workspace, "same_as", external_id="c1", head="kind") == [("tickets/t1",)]
    assert counts(workspace) == {"fines": 1, "fees": 1}
    assert counts(workspace, linked="once") == {"fees": 1}


def test_a_call_whose_ticket_says_nothing_sure_is_counted_for_itself(workspace, bring):
    bring({"id": "c", "touchpoint": "call", "code": "licensing:fines"}, name="calls")
    bring({"id": "t", "linked": "c", "text": "challenge=fees? service=trademarks"}, name="tickets")
    read_new(workspace, AT, Reader())
    assert counts(workspace, linked="once") == {"fines": 1}
    assert counts(workspace, "service_read", head="service", linked="once") == {"trademarks": 1}


def test_a_link_that_leads_to_several_sources_is_not_followed(workspace, bring):
    for name in ("east", "west"):
        bring({"id": "17", "touchpoint": "call"}, name=name)
    bring({"id": "t", "linked": "17", "text": "challenge=fees"}, name="tickets")
    read_new(workspace, AT, Reader())
    assert Counter(row["name"] for row in readings(workspace)) == {"tickets": 7}


def test_of_several_tickets_the_first_opened_speaks_for_the_call(workspace, bring):
    bring({"id": "c", "touchpoint": "call"}, name="calls")
    bring(
        {"id": "late", "linked": "c", "text": "challenge=fines", "start": "2025-01-07 09:00:00"},
        {"id": "early", "linked": "c", "text": "challenge=fees"},
    )
    read_new(workspace, AT, Reader())
    assert told(workspace, "label", name="calls", head="challenge") == [("fees",)]


def test_months_read_apart_are_read_alike(workspace, bring, monkeypatch):
    rows = [
        {
            "id": f"{month}-{n}",
            "text": f"challenge=fees number {n % 3}",
            "start": f"2025-0{month}-03 09:00:00",
        }
        for month in (1, 2, 3)
        for n in range(6)
    ]
    bring(*rows, {"id": "c", "touchpoint": "call", "start": "2025-02-01 00:00:01"})
    bring(
        {"id": "t", "linked": "c", "text": "challenge=fines", "start": "2025-01-31 23:00:00"}, name="tickets"
    )
    monkeypatch.setattr(unread, "GROUP_ROWS", 1)
    monkeypatch.setattr(unread, "CHUNK_ROWS", 2)
    result = read_new(workspace, AT, Reader())
    assert result["read"] == {"text": 19, "wrap_up": 0, "queue": 0, "linked": 1, "declared": 0}
    assert told(workspace, "label", "month", external_id="c", head="challenge") == [("fines", "2025-02")]
    assert keeping.check(workspace) == []
