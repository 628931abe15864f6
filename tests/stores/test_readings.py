"""Readings as facts: written once, replaced by another model, undone as a batch, overruled by a person."""

from __future__ import annotations

import json
import shutil

import pytest

from sawt.errors import CallError
from sawt.facts import asking
from sawt.facts.question import Question
from sawt.wiring import keeping
from sawt.wiring.importing import undo_batch
from sawt.wiring.reading import read_new
from tests.stores.conftest import AT
from tests.stores.contacts import DAY, JANUARY, bringing, counts, figure, person, readings, told
from tests.stores.ministry import reading_here
from tests.stores.reader import Reader


@pytest.fixture(autouse=True)
def _fast():
    with reading_here():
        yield


@pytest.fixture
def bring(workspace, tmp_path):
    return bringing(workspace, tmp_path)


def test_a_contact_with_words_has_one_row_a_head(workspace, bring):
    bring({"id": 1, "text": "kind=complaint challenge=fees sentiment=negative?"})
    result = read_new(workspace, AT, Reader())
    assert told(workspace, "head", "label", "abstained") == [
        ("challenge", "fees", False),
        ("jurisdiction", "ours", False),
        ("kind", "complaint", False),
        ("lang", "ar", False),
        ("sentiment", "negative", True),
        ("service", "general", False),
        ("urgency", "normal", False),
    ]
    assert {(row["author"], row["basis"], row["batch"], row["month"]) for row in readings(workspace)} == {
        ("model:1", "text", result["batch"], "2025-01")
    }
    assert result["read"]["text"] == 1 and result["abstained"]["sentiment"] == 1


def test_runners_up_are_kept_with_their_probability(workspace, bring):
    bring({"id": 1, "text": "urgency=high"})
    read_new(workspace, AT, Reader())
    ((confidence, others),) = told(workspace, "confidence", "others", head="urgency")
    assert confidence == pytest.approx(0.7) and others == "normal:0.30"
    assert told(workspace, "others", head="kind") == [(None,)]  # eight at 0.04 each: none is worth naming


def test_reading_again_by_the_same_model_writes_nothing(workspace, bring):
    bring({"id": 1, "text": "challenge=fees"}, {"id": 2, "touchpoint": "call", "code": "licensing:fines"})
    read_new(workspace, AT, Reader())
    before, reader = workspace.snapshot().version.number, Reader()
    again = read_new(workspace, AT, reader)
    assert (again["batch"], again["rows"], reader.asked) == (None, 0, [])
    assert workspace.snapshot().version.number == before


def test_equal_texts_are_read_once(workspace, bring):
    bring(*({"id": number, "text": "challenge=fees"} for number in range(9)))
    reader = Reader()
    assert read_new(workspace, AT, reader)["read"]["text"] == 9
    assert reader.asked == ["challenge=fees"]
    assert figure(workspace, where={"challenge": ("fees",)}).value == 9


def test_another_model_replaces_the_rows_and_the_earlier_ones_are_kept(workspace, bring):
    bring({"id": 1, "text": "challenge=fees"})
    bring({"id": 2, "touchpoint": "call", "linked": 1}, name="calls")
    first = read_new(workspace, AT, Reader("1"))
    second = read_new(workspace, AT, Reader("2", fees="fines"))
    assert second["replaced"] == first["rows"] == second["rows"]
    assert {row["author"] for row in readings(workspace) if row["basis"] == "text"} == {"model:2"}
    assert counts(workspace) == {"fines": 2}
    past = readings(workspace, "readings_history")
    assert {(row["author"], row["replaced_by"]) for row in past} == {("model:1", second["batch"])}
    assert len(past) == first["rows"]
    assert keeping.check(workspace) == []


def test_undo_takes_a_reading_back_and_brings_the_one_before_again(workspace, bring):
    bring({"id": 1, "text": "challenge=fees"})
    first = read_new(workspace, AT, Reader("1"))
    held = sorted(readings(workspace), key=lambda row: row["head"])
    second = read_new(workspace, AT, Reader("2", fees="fines"))
    with pytest.raises(CallError, match="touched_later"):
        undo_batch(workspace, first["batch"], AT)
    undo_batch(workspace, second["batch"], AT)
    assert sorted(readings(workspace), key=lambda row: row["head"]) == held
    assert readings(workspace, "readings_history") == []
    assert counts(workspace) == {"fees": 1}
    undo_batch(workspace, first["batch"], AT)
    assert readings(workspace) == []
    unknown = figure(workspace)
    assert (unknown.value, unknown.notes[0]) == (None, "not_read")
    assert keeping.check(workspace) == []


def test_readings_are_listed_among_the_batches_and_add_up(workspace, bring):
    bring({"id": 1, "text": "challenge=fees"})
    made = [read_new(workspace, AT, Reader(version))["batch"] for version in ("1", "2")]
    listed = {batch["batch"]: batch for batch in keeping.batches(workspace)}
    assert [(listed[b]["received"], listed[b]["loaded"], listed[b]["updated"]) for b in made] == [
        (7, 7, 0),
        (7, 0, 7),
    ]


def test_only_a_contact_whose_words_changed_is_read_again(workspace, bring):
    bring({"id": 1, "text": "challenge=fees"}, {"id": 2, "text": "challenge=fines"})
    read_new(workspace, AT, Reader())
    bring(
        {"id": 1, "text": "challenge=fees", "status": "closed"}, {"id": 2, "text": "challenge=system_error"}
    )
    reader = Reader()
    read_new(workspace, AT, reader)
    assert reader.asked == ["challenge=system_error"]
    assert counts(workspace) == {"fees": 1, "system_error": 1}


def test_a_key_that_comes_back_as_another_contact_does_not_keep_the_old_reading(workspace, bring):
    batch = bring({"id": 1, "text": "challenge=fees"})
    read_new(workspace, AT, Reader())
    undo_batch(workspace, batch, AT)
    assert counts(workspace) == {}
    bring({"id": 1, "text": "challenge=fines"})
    read_new(workspace, AT, Reader())
    assert counts(workspace) == {"fines": 1}
    assert keeping.check(workspace) == []


def test_a_person_wins_in_every_figure_and_the_machine_stands_beside(workspace, bring):
    bring({"id": 1, "text": "challenge=fees"}, {"id": 2, "text": "challenge=fines?"})
    read_new(workspace, AT, Reader())
    assert person(workspace, "1", "challenge", "processing_delay")["rows"] == 1
    person(workspace, "2", "challenge", "inter_agency")
    assert counts(workspace) == {"processing_delay": 1, "inter_agency": 1}
    assert told(workspace, "label", "author", external_id="1", head="challenge") == [
        ("fees", "model:1"),
        ("processing_delay", "amal"),
    ]
    read_new(workspace, AT, Reader("2"))
    assert counts(workspace) == {"processing_delay": 1, "inter_agency": 1}
    assert keeping.check(workspace) == []


def test_a_later_word_takes_the_place_of_an_earlier_one_and_the_same_word_writes_nothing(workspace, bring):
    bring({"id": 1, "text": "challenge=fees"})
    person(workspace, "1", "challenge", "fines")
    assert person(workspace, "1", "challenge", "fines")["batch"] is None
    later = person(workspace, "1", "challenge", "none", author="salim")
    assert told(workspace, "label", "author") == [("none", "salim")]
    undo_batch(workspace, later["batch"], AT)
    assert told(workspace, "label", "author") == [("fines", "amal")]
    assert person(workspace, "404", "kind", "complaint")["unknown_contacts"] == 1


def test_what_the_model_was_not_sure_of_counts_nowhere(workspace, bring):
    bring(*({"id": n, "text": f"challenge=fees{'?' * (n % 2)} jurisdiction=consumer?"} for n in range(10)))
    read_new(workspace, AT, Reader())
    assert counts(workspace) == {"fees": 5}
    assert (figure(workspace).value, figure(workspace, where={"challenge": ("fees",)}).value) == (5, 5)
    coverage = figure(workspace, "read_coverage")
    assert (coverage.numerator, coverage.denominator, coverage.basis) == (5, 10, "model")
    scope = figure(workspace, "out_of_scope_share")
    assert (scope.value, scope.n) == (None, 0)


def test_a_planted_second_row_of_a_contact_doubles_no_count(workspace, bring):
    """A machine's and a person's row, and a second contact with the same words: two contacts, not three."""
    bring({"id": 1, "text": "challenge=fees"}, {"id": 2, "text": "challenge=fees"})
    read_new(workspace, AT, Reader())
    person(workspace, "1", "challenge", "fees")
    assert len(told(workspace, "label", head="challenge")) == 3
    assert counts(workspace) == {"fees": 2}
    assert figure(workspace, where={"challenge": ("fees",)}).n == 2
    assert figure(workspace, "read_coverage").value == 1


def test_scope_is_told_among_what_is_clear(workspace, bring):
    bring(
        {"id": 1, "text": "jurisdiction=consumer"},
        {"id": 2, "text": "jurisdiction=police"},
        {"id": 3, "text": "jurisdiction=ours"},
        {"id": 4, "text": "jurisdiction=unclear"},
        {"id": 5, "text": "jurisdiction=ours", "direction": "outbound"},
    )
    read_new(workspace, AT, Reader())
    scope = figure(workspace, "out_of_scope_share")
    assert (scope.numerator, scope.denominator) == (2, 3)


def test_a_workspace_from_before_there_were_readings_gets_them_without_ceremony(workspace, bring):
    bring(
        {"id": 1, "text": "challenge=fees"},
        {"id": 2, "text": "challenge=fees", "start": "2025-02-05 09:00:00"},
    )
    for table in ("readings", "readings_history", "derived/read_matter", "derived/read_manner"):
        shutil.rmtree(workspace.facts / table)
    for path in (workspace.facts / "versions").glob("*.json"):
        version = json.loads(path.read_text(encoding="utf-8"))
        for name in ("readings", "readings_history"):
            del version["tables"][name]
        version["derived"] = {
            name: of for name, of in version["derived"].items() if not name.startswith(("read", "label"))
        }
        path.write_text(json.dumps(version), encoding="utf-8")
    assert figure(workspace, "read_coverage").value == 0
    assert keeping.check(workspace) == []
    bring({"id": 3, "text": "challenge=fees", "start": "2025-02-06 09:00:00"})
    assert figure(workspace, "read_coverage").denominator == 1  # of January, which the import did not touch
    read_new(workspace, AT, Reader())
    assert figure(workspace, "read_coverage").value == 1
    assert keeping.check(workspace) == []


def test_any_metric_over_contacts_may_be_asked_by_what_was_read(workspace, bring):
    bring({"id": 1, "text": "challenge=fees"}, {"id": 2, "text": "challenge=fines?"}, {"id": 3, "text": "."})
    read_new(workspace, AT, Reader())
    opened = figure(workspace, "tickets_opened", where={"challenge": ("fees",)})
    assert opened.value == 1
    question = Question("tickets_opened", JANUARY, DAY, by=("challenge",))
    groups = {f.group["challenge"]: f.value for f in asking.ask(workspace.snapshot(), [question])[0]}
    assert groups == {"fees": 1, "none": 1, None: 1}
