"""Every row of a label file is saved, the same, changed or refused with its reason; nothing is half-done."""

from __future__ import annotations

import json

import pytest

from sawt.desk.annotators import annotator_add, annotator_retire
from sawt.desk.labels import label_history, label_read
from sawt.desk.tasks import task_read
from sawt.desk.values import ContactKey
from sawt.locale import LANGUAGES, sentence
from tests.stores.desk.conftest import AT, LATER

FIRST, SECOND, THIRD = ContactKey("tickets", "1"), ContactKey("tickets", "2"), ContactKey("calls", "a/b")


def counts(done):
    assert done.received == done.saved + done.same + done.changed + done.refused
    return done.saved, done.same, done.changed, done.refused


def reasons(done):
    return [(refusal.line, refusal.reason) for refusal in done.refusals]


def said(labels):
    return {(str(label.contact), label.head, label.annotator): label.value for label in labels}


def test_what_people_say_is_kept_as_they_said_it(desk, bring):
    done = bring(
        "tickets/1,inquiry,information_need,,amal\n"
        "tickets/2,شكوى,تأخر إنجاز المعاملة,information_need | unclear_requirements,Said\n"
        "calls/a/b, Inquiry ,,,amal\n"
    )
    assert counts(done) == (3, 0, 0, 0) and done.labels == 5
    labels = label_read(desk)
    assert said(labels) == {
        ("tickets/1", "kind", "amal"): "inquiry",
        ("tickets/1", "challenge", "amal"): "information_need",
        ("tickets/2", "kind", "said"): "complaint",
        ("tickets/2", "challenge", "said"): "processing_delay",
        ("calls/a/b", "kind", "amal"): "inquiry",
    }
    (with_others,) = [label for label in labels if label.also]
    assert with_others.also == ("information_need", "unclear_requirements")
    assert (with_others.head, with_others.round, with_others.kind) == ("challenge", "r1", "person")
    assert with_others.labelled_at.isoformat() == AT
    asked = {task.contact: task.text_print for task in task_read(desk)}
    assert {label.text_print for label in labels} <= set(asked.values())
    assert with_others.text_print == asked[SECOND]


def test_the_same_file_again_says_nothing_new(desk, bring):
    rows = "tickets/1,inquiry,none,,amal\ntickets/2,complaint,fees,information_need,said\n"
    bring(rows)
    before = label_read(desk)
    assert counts(bring(rows, at=LATER)) == (0, 2, 0, 0)
    assert label_read(desk) == before


def test_a_changed_mind_is_a_new_label_and_the_old_one_stays(desk, bring):
    bring("tickets/1,inquiry,none,,amal\ntickets/1,inquiry,none,,said\n")
    done = bring("tickets/1,complaint,none,,amal\ntickets/1,inquiry,,,said\n", at=LATER)
    assert counts(done) == (0, 1, 1, 0) and done.labels == 1
    kinds = [label for label in label_history(desk, FIRST) if label.head == "kind"]
    assert [(k.annotator, k.value, k.current) for k in kinds] == [
        ("amal", "inquiry", False),
        ("said", "inquiry", True),
        ("amal", "complaint", True),
    ]
    assert [k.labelled_at.isoformat() for k in kinds] == [AT, AT, LATER]
    bring("tickets/1,inquiry,none,,amal\n", at=LATER)
    mine = [
        label for label in label_history(desk, FIRST) if (label.head, label.annotator) == ("kind", "amal")
    ]
    assert [(label.value, label.current) for label in mine] == [
        ("inquiry", False),
        ("complaint", False),
        ("inquiry", True),
    ]


def test_history_is_a_chain_that_the_tables_hold(desk, bring):
    from sawt.desk.models import Label

    for kind in ("inquiry", "complaint", "praise"):
        bring(f"tickets/1,{kind},,,amal\n")
    rows = {row.pk: row for row in Label.objects.using(desk.alias).all()}
    newest = max(rows)
    chain = [rows[newest].value]
    while rows[newest].supersedes_id:
        newest = rows[newest].supersedes_id
        chain.append(rows[newest].value)
    assert chain == ["praise", "complaint", "inquiry"]


def test_other_secondary_challenges_are_another_label(bring):
    bring("tickets/1,,processing_delay,information_need,amal\n")
    assert counts(bring("tickets/1,,processing_delay,,amal\n")) == (0, 0, 1, 0)


def test_another_round_is_another_label_not_a_change(desk, bring):
    bring("tickets/1,inquiry,,,amal\n")
    assert counts(bring("tickets/1,complaint,,,amal\n", at=LATER, round_="r2")) == (1, 0, 0, 0)
    assert [(label.round, label.value) for label in label_read(desk)] == [
        ("r1", "inquiry"),
        ("r2", "complaint"),
    ]
    assert [label.value for label in label_read(desk, rounds=["r2"])] == ["complaint"]


def test_each_bad_row_is_given_back_with_its_reason_and_the_good_ones_are_saved(desk, bring):
    annotator_retire(desk, annotator_add(desk, "gone", "Gone", AT).code)
    done = bring(
        "tickets/1,inquiry,none,,amal\n"  # 2
        "tickets/2,complain,none,,amal\n"  # 3
        "tickets/2,complaint,none,infos,amal\n"  # 4
        "tickets/2,complaint,none,,nobody\n"  # 5
        "tickets/2,complaint,none,,gone\n"  # 6
        "tickets/99,complaint,none,,amal\n"  # 7
        "99,complaint,none,,amal\n"  # 8
        "tickets/1,complaint,none,,amal\n"  # 9
        "tickets/2,,,,amal\n"  # 10
        "tickets/2,complaint,,information_need,amal\n"  # 11
        "tickets/2,complaint,none,amal\n"  # 12
        ",,,,\n"  # nothing at all
        "tickets/2,praise,none,,said\n"  # 14
    )
    assert counts(done) == (2, 0, 0, 10)
    assert reasons(done) == [
        (3, "unknown_code"),
        (4, "no_code"),
        (5, "unknown_annotator"),
        (6, "retired_annotator"),
        (7, "unknown_contact"),
        (8, "unknown_contact"),
        (9, "row_twice"),
        (10, "empty_label"),
        (11, "also_alone"),
        (12, "wrong_columns"),
    ]
    assert done.refusals[0].params == {"column": "kind", "value": "complain", "known": "complaint"}
    assert done.refusals[6].params == {"first": 2}
    for refusal in done.refusals:
        assert all(sentence(refusal.code, refusal.params, lang) for lang in LANGUAGES)
        assert all(sentence(f"{refusal.code}_title", {}, lang) for lang in LANGUAGES)
    assert json.loads(json.dumps(done.as_json()))["refused"] == 10
    assert set(said(label_read(desk)).values()) == {"inquiry", "none", "praise"}


def test_of_a_repeated_row_the_first_that_holds_is_taken(desk, bring):
    done = bring("tickets/1,nonsense,,,amal\ntickets/1,praise,,,amal\ntickets/1,praise,,,amal\n")
    assert reasons(done) == [(2, "no_code"), (4, "row_twice")]
    assert said(label_read(desk)) == {("tickets/1", "kind", "amal"): "praise"}


def test_a_label_is_for_the_text_that_was_shown(desk, bring):
    asked = {task.contact: task.text_print for task in task_read(desk)}
    head = "contact,print,kind,annotator\n"
    done = bring(f"tickets/1,{asked[FIRST]},inquiry,amal\ntickets/2,{asked[FIRST]},inquiry,amal\n", head=head)
    assert reasons(done) == [(3, "text_changed")]


def test_json_lines_say_the_same(desk, bring):
    rows = [
        {"contact": "tickets/1", "kind": "inquiry", "challenge": "none", "annotator": "amal", "text": "…"},
        {"contact": "tickets/2", "challenge": "processing_delay", "also": ["none"], "annotator": "amal"},
        {"contact": "calls/a/b", "kind": 3, "annotator": "amal"},
        {"contact": "calls/a/b", "kind": "inquiry", "annotator": "amal", "mood": "x"},
        ["tickets/1"],
    ]
    text = "\n".join(map(json.dumps, rows)) + "\n{broken\n\n" + "[" * 100_000 + "\n"
    done = bring(text.encode(), name="l.jsonl")
    assert reasons(done) == [
        (3, "not_text"),
        (4, "unknown_column"),
        (5, "not_an_object"),
        (6, "not_an_object"),
        (8, "not_an_object"),
    ]
    assert counts(done) == (2, 0, 0, 5)
    assert {label.also for label in label_read(desk)} == {(), ("none",)}


def test_a_dry_run_tells_all_and_writes_nothing(desk, bring):
    rows = "tickets/1,inquiry,none,,amal\ntickets/1,,,,said\n"
    dry = bring(rows, dry_run=True)
    assert (counts(dry), dry.labels, dry.dry_run) == ((1, 0, 0, 1), 2, True)
    assert label_read(desk) == ()
    assert counts(bring(rows)) == counts(dry)


def test_a_contact_that_only_the_facts_know_is_kept_with_its_text(desk, bring):
    fresh = ContactKey("survey", "7")
    row = "survey/7,praise,none,,amal\n"
    assert reasons(bring(row)) == [(2, "unknown_contact")]
    assert counts(bring(row, texts={fresh: "شكرًا لكم"}, round_="")) == (1, 0, 0, 0)
    (task,) = [task for task in task_read(desk) if task.contact == fresh]
    assert (task.text, task.way, task.round) == ("شكرًا لكم", "given", "")
    assert counts(bring(row, texts={fresh: "شكرًا لكم"}, round_="")) == (0, 1, 0, 0)
    assert len([task for task in task_read(desk) if task.contact == fresh]) == 1


def test_a_dry_run_keeps_no_text_either(desk, bring):
    fresh = ContactKey("survey", "7")
    bring("survey/7,praise,none,,amal\n", texts={fresh: "شكرًا"}, dry_run=True)
    assert fresh not in {task.contact for task in task_read(desk)}


def test_a_machines_labels_stay_apart(desk, bring):
    annotator_add(desk, "model:3", "the model", AT, kind="machine")
    bring("tickets/1,inquiry,,,model:3\ntickets/1,complaint,,,amal\n")
    assert said(label_read(desk)) == {("tickets/1", "kind", "amal"): "complaint"}
    assert {label.kind for label in label_read(desk, kinds=["machine"])} == {"machine"}


@pytest.mark.slow
def test_many_rows_come_in_at_once(desk, bring):
    texts = {ContactKey("bulk", str(n)): f"message {n}" for n in range(20_000)}
    rows = "".join(f"bulk/{n},inquiry,none,,amal\n" for n in range(20_000))
    assert counts(bring(rows, texts=texts)) == (20_000, 0, 0, 0)
    assert counts(bring(rows.replace("inquiry", "praise", 500))) == (0, 19_500, 500, 0)
