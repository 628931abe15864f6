"""What arrives late, again, in pieces, in another order or under another name counts once and rightly."""

from __future__ import annotations

from pathlib import Path

import pytest

from sawt.errors import CallError
from sawt.facts import versions
from sawt.packs import shipped_mapping
from sawt.wiring import keeping
from sawt.wiring.asking import Asked, figures
from sawt.wiring.importing import Request, import_files
from tests.stores.conftest import AT, MAPPING, call

YEAR = ("2025-01", "2025-12")


def told(workspace, metric, *period, **asked):
    return figures(workspace.snapshot(), Asked(metric, *(period or YEAR), **asked))[0]


def trace(*events: tuple[str, str]) -> str:
    """A case on one line, as compact exports write it."""
    parts = "".join(
        f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{at}"/></event>'
        for name, at in events
    )
    return f'<trace><string key="concept:name" value="T1"/>{parts}</trace>'


def event_log(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(f"<log>{content}</log>")
    return path


@pytest.fixture
def log_of_tickets(workspace, tmp_path):
    """Import an event log whose traces stand on one line."""

    def bring_log(name: str, *traces: str):
        path = event_log(tmp_path, name, "".join(traces))
        request = Request("xes", (path,), name="desk", mapping=shipped_mapping("xes-tickets"))
        return import_files(workspace, request, AT)

    return bring_log


OPENED, SOLVED, CLOSED = (
    ("Open", "2025-01-05T08:00:00+04:00"),
    ("Resolved", "2025-01-06T08:00:00+04:00"),
    ("Closed", "2025-01-07T08:00:00+04:00"),
)


def test_an_event_log_on_one_line_can_come_again_with_more_events(workspace, log_of_tickets):
    first = log_of_tickets("one.xes", trace(OPENED, SOLVED))
    again = log_of_tickets("two.xes", trace(OPENED, SOLVED, CLOSED))
    assert (first["loaded"], again["loaded"], again["duplicate"]) == (2, 1, 2)
    assert told(workspace, "tickets_opened").value == 1
    assert keeping.check(workspace) == []


def test_an_older_revision_that_comes_later_replaces_nothing(workspace, bring, tmp_path):
    newest = tmp_path / "newest.toml"
    newest.write_text(MAPPING.replace('key = ["id"]', 'key = ["id"]\nnewest = "changed"'))
    head = "id,start,wait,phone,lang,result,changed\n"

    def revision(wait: int, day: str) -> str:
        return call(1, wait=wait).rstrip("\n") + f",{day} 00:00:00\n"

    bring(revision(5, "2025-02-02"), head=head, mapping=newest)
    late = bring(revision(9, "2025-02-01"), head=head, mapping=newest)
    assert (late["updated"], late["duplicate"]) == (0, 1)
    assert told(workspace, "speed_of_answer_mean").value == 5
    newer = bring(revision(7, "2025-02-03"), head=head, mapping=newest)
    assert newer["updated"] == 1 and told(workspace, "speed_of_answer_mean").value == 7
    assert keeping.check(workspace) == []


def test_that_a_source_is_complete_can_be_told_alone(workspace, bring):
    bring(call(1, day="2025-01-02"))
    assert not told(workspace, "calls_inbound", "2025-01", "2025-01").complete
    again = bring(call(1, day="2025-01-02"), complete_until="2025-01-31")
    assert again["batch"] is None and again["facts_version"] == 3
    assert told(workspace, "calls_inbound", "2025-01", "2025-01").complete
    bring(call(1, day="2025-01-02"), complete_until="2025-01-15")
    assert versions.numbers(workspace.facts) == [1, 2, 3]


def test_one_source_that_is_complete_hides_nothing_of_another(workspace, bring):
    bring(call(1, day="2025-01-05"), complete_until="2025-01-31")
    bring(call(2, day="2025-02-10"), name="second")
    assert told(workspace, "calls_inbound", "2025-02", "2025-02").value == 1
    assert told(workspace, "calls_inbound", "2025-01", "2025-02").value == 2


def test_the_same_file_under_another_name_is_taken_and_told(workspace, bring, tmp_path):
    bring(call(1))
    again = bring(call(1), name="second")
    assert again["loaded"] == 1
    assert [note["code"] for note in again["notes"]] == ["intake.received_elsewhere"]
    assert again["notes"][0]["params"]["name"] == "exchange"


@pytest.mark.parametrize("name", ["", "../evil", "two words", "a\nb", "=x", "x" * 65, "_x"])
def test_a_name_that_would_break_a_line_is_refused(bring, name):
    with pytest.raises(CallError) as refused:
        bring(call(1), name=name)
    assert refused.value.code == "intake.bad_name"


def test_a_log_that_begins_in_the_middle_of_a_call_makes_no_negative_wait(workspace, tmp_path):
    path = tmp_path / "queue_log"
    path.write_text(
        "1735700110|1.1|7001|P/1|CONNECT|10|1.2|3\n"
        "1735700150|1.1|7002|NONE|ENTERQUEUE||91234567|1\n"
        "1735700160|1.1|7002|P/2|CONNECT|10|1.3|3\n"
        "1735700200|1.1|7002|P/2|COMPLETECALLER|10|40|1\n"
    )
    import_files(workspace, Request("asterisk-queue-log", (path,), name="pbx"), AT)
    assert told(workspace, "wait_median").value == 10


def test_words_that_a_mapping_gives_up_are_told(bring, tmp_path):
    mapping = tmp_path / "words.toml"
    words = 'from = "lang"\nvalues = { "ar" = "ar" }\notherwise = "null"'
    mapping.write_text(MAPPING.replace('from = "lang"', words))
    rows = call(1) + "".join(call(n).replace(",ar,", ",عربي,") for n in (2, 3))
    (note,) = bring(rows, mapping=mapping)["notes"]
    assert note["code"] == "mapping.unknown_words"
    assert (note["params"]["n"], note["params"]["words"]) == (2, "عربي")
