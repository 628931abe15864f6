"""Tasks go out as files without the machine's opinion, come back as labels, and are kept by rounds."""

from __future__ import annotations

import csv
import json

import pytest

from sawt.desk.annotators import annotator_add
from sawt.desk.label_files import read_label_file
from sawt.desk.labels import label_import, label_read
from sawt.desk.tasks import task_export, task_read
from sawt.desk.values import ContactKey, Task, print_of
from sawt.errors import CallError
from tests.stores.desk.conftest import AT, CODES, WORDS

HEADS = tuple(CODES)
HARD = '=HYPERLINK("x")\nسطر ثانٍ، "اقتباس"'
TASKS = [
    Task(ContactKey("tickets", "0017"), HARD, "uncertain", {"kind": "complaint"}, "model:2"),
    Task(ContactKey("calls", "3/4"), "شكرًا", "random", {"kind": "praise"}, "model:2"),
]


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_task_file_shows_the_text_and_no_opinion(desk, tmp_path):
    path = tmp_path / "r2.csv"
    assert task_export(desk, path, "r2", TASKS, HEADS, AT, annotator="Amal") == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    first, second = cells(path)
    assert list(first) == [
        *("contact", "round", "print", "text", "kind", "service"),
        *("challenge", "also", "sentiment", "annotator"),
    ]
    assert first["contact"] == "tickets/0017"
    assert first["text"] == f"'{HARD}"  # harmless in a spreadsheet
    assert (second["round"], second["annotator"], second["kind"]) == ("r2", "amal", "")
    assert "complaint" not in path.read_text("utf-8") and "random" not in path.read_text("utf-8")


def test_guesses_are_shown_only_when_asked_for(desk, tmp_path):
    task_export(desk, tmp_path / "r2.csv", "r2", TASKS, HEADS, AT, guesses=True)
    assert [row["guess_kind"] for row in cells(tmp_path / "r2.csv")] == ["complaint", "praise"]
    task_export(desk, tmp_path / "r3.jsonl", "r3", TASKS, HEADS, AT)
    rows = [json.loads(line) for line in (tmp_path / "r3.jsonl").read_text("utf-8").splitlines()]
    assert rows[0]["text"] == HARD and not any(name.startswith("guess") for name in rows[0])


def test_the_desk_keeps_how_each_was_picked_and_what_the_machine_said(desk, tmp_path):
    task_export(desk, tmp_path / "r2.csv", "r2", TASKS, HEADS, AT)
    kept = task_read(desk, "r2")
    assert [(t.contact, t.text, t.way, t.guess, t.model, t.round) for t in kept] == [
        (t.contact, t.text, t.way, t.guess, t.model, "r2") for t in TASKS
    ]


@pytest.mark.parametrize("name", ["r2.csv", "r2.jsonl"])
@pytest.mark.parametrize("guesses", [True, False])
def test_a_filled_file_comes_back_as_it_went_out(desk, tmp_path, name, guesses):
    path = tmp_path / name
    task_export(desk, path, "r2", TASKS, HEADS, AT, annotator="amal", guesses=guesses)
    if name.endswith("csv"):
        rows = [{**row, "kind": "praise"} for row in cells(path)]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
    else:
        rows = [{**json.loads(line), "kind": "praise"} for line in path.read_text("utf-8").splitlines()]
        path.write_text("\n".join(map(json.dumps, rows)))
    done = label_import(desk, read_label_file(path, HEADS), WORDS, AT)
    assert (done.received, done.saved) == (2, 2)
    assert {(label.contact, label.round, label.value) for label in label_read(desk)} == {
        (task.contact, "r2", "praise") for task in TASKS
    }


def test_a_file_that_was_not_filled_in_says_so_row_by_row(desk, tmp_path):
    task_export(desk, tmp_path / "r2.csv", "r2", TASKS, HEADS, AT, annotator="amal")
    done = label_import(desk, read_label_file(tmp_path / "r2.csv", HEADS), WORDS, AT)
    assert [refusal.reason for refusal in done.refusals] == ["empty_label"] * 2


def test_the_same_tasks_go_to_a_second_annotator_without_doubling(desk, tmp_path):
    assert task_export(desk, tmp_path / "a.csv", "r2", TASKS, HEADS, AT, annotator="amal") == 2
    assert task_export(desk, tmp_path / "b.csv", "r2", TASKS, HEADS, AT, annotator="said") == 0
    assert len(task_read(desk, "r2")) == 2


def test_a_text_that_changed_is_another_task(desk, tmp_path, bring):
    task_export(desk, tmp_path / "a.csv", "r2", TASKS[1:], HEADS, AT)
    changed = Task(TASKS[1].contact, "شكرًا، لكن", "random")
    assert task_export(desk, tmp_path / "b.csv", "r2", [changed], HEADS, AT) == 1
    row = "calls/3/4,praise,,,amal\n"
    bring(row, round_="r2")
    (label,) = label_read(desk)
    assert label.text_print == print_of("شكرًا، لكن")


def test_what_no_database_can_hold_is_replaced_and_its_print_still_fits(desk, tmp_path):
    odd = Task(ContactKey("calls", "9"), "a\0b\ud800c")
    task_export(desk, tmp_path / "a.csv", "r2", [odd], HEADS, AT)
    (kept,) = task_read(desk, "r2")
    assert kept.text == "a\ufffdb?c" and kept.text_print == odd.text_print == print_of(odd.text)


@pytest.mark.parametrize(
    ("path", "round_", "tasks", "annotator", "code"),
    [
        ("r2.csv", "r2", [], "", "desk.nothing_to_label"),
        ("r2.csv", "two words", TASKS, "", "desk.bad_round"),
        ("r1.csv", "r2", TASKS, "", "desk.file_exists"),
        ("r2.xlsx", "r2", TASKS, "", "desk.unknown_format"),
        ("r2.csv", "r2", TASKS, "nobody", "desk.unknown_annotator"),
    ],
)
def test_what_cannot_go_out_is_refused_and_leaves_nothing(
    desk, tmp_path, path, round_, tasks, annotator, code
):
    before = {file.name: file.read_bytes() for file in tmp_path.glob("*.csv")}
    with pytest.raises(CallError) as refused:
        task_export(desk, tmp_path / path, round_, tasks, HEADS, AT, annotator=annotator)
    assert refused.value.code == code
    assert task_read(desk, "r2") == ()
    assert {file.name: file.read_bytes() for file in tmp_path.glob("*.csv")} == before
    assert not list(tmp_path.glob(".*.draft"))


def test_a_task_file_that_cannot_be_written_leaves_no_round(desk, tmp_path):
    with pytest.raises(FileNotFoundError):
        task_export(desk, tmp_path / "nowhere" / "r2.csv", "r2", TASKS, HEADS, AT)
    assert task_read(desk, "r2") == ()


def test_an_annotator_may_be_named_once_for_the_whole_file(desk, tmp_path):
    annotator_add(desk, "huda", "هدى", AT)
    path = tmp_path / "l.csv"
    path.write_text("contact,kind\ntickets/1,praise\n")
    done = label_import(desk, read_label_file(path, HEADS, annotator="huda"), WORDS, AT, "r1")
    assert done.saved == 1 and label_read(desk)[0].annotator == "huda"
