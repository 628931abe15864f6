"""Every command, in both languages and in every format, says the same thing."""

from __future__ import annotations

import csv
import json

import pytest

from sawt.cli.parser import COMMANDS
from sawt.facts.metrics import METRICS
from tests.faces.conftest import row
from tests.faces.door import ARABIC, RAW_CODE, call

PERIOD = ("--from", "2025-01", "--to", "2025-02")
READING = {
    "sources": (),
    "batches": (),
    "rejects": ("b2",),
    "metrics": (),
    "figure": ("missed_rate", *PERIOD, "--by", "month,hall"),
    "rows": ("calls_inbound", *PERIOD),
    "review": PERIOD,
    "check": (),
}
WRITING = {"init", "import", "label", "read", "undo", "demo", "bench"}
LISTS = ("sources", "batches", "rejects", "metrics", "figure", "rows")


def cells(text):
    assert text.startswith("\ufeff") and text.count("\ufeff") == 1
    header, *rows = csv.reader(text.removeprefix("\ufeff").splitlines())
    assert {len(cells) for cells in rows} <= {len(header)}
    return [dict(zip(header, cells, strict=True)) for cells in rows]


def objects(text):
    """What JSON lines or one JSON value hold."""
    try:
        return json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines()]


def counted(result):
    return tuple(result[part] for part in ("received", "loaded", "updated", "duplicate", "rejected"))


def test_no_command_is_left_out_here():
    assert {*READING, *WRITING} == set(COMMANDS)


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_is_told_in_the_readers_language(command, lang):
    asked = call(*([command] if command else []), "--help", "--lang", lang)
    assert (asked.code, asked.err) == (0, "")
    assert bool(ARABIC.search(asked.out)) == (lang == "ar")
    assert not RAW_CODE.search(asked.out)


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("command", READING)
def test_text_is_told_in_the_readers_language(ministry, command, lang):
    asked = ministry(command, *READING[command], "--lang", lang)
    assert (asked.code, asked.err) == (0, "")
    assert bool(ARABIC.search(asked.out)) == (lang == "ar")
    assert not RAW_CODE.search(asked.out)


@pytest.mark.parametrize(
    "command", [*(name for name in READING if name != "check"), pytest.param("check", marks=pytest.mark.slow)]
)
def test_json_is_the_same_bytes_each_time(ministry, command):
    first, again = (ministry(command, *READING[command], "--format", "json") for _ in range(2))
    assert first.code == 0 and first == again
    assert objects(first.out) is not None


@pytest.mark.parametrize("command", LISTS)
def test_csv_is_a_table_that_holds_as_many_rows_as_json(ministry, command):
    table = cells(ministry(command, *READING[command], "--format", "csv").out)
    told = objects(ministry(command, *READING[command], "--format", "json").out)
    assert len(table) == len(told["rows"] if command == "rows" else told) > 0


@pytest.mark.parametrize("command", LISTS)
def test_no_csv_cell_is_run_as_a_formula(ministry, command):
    table = cells(ministry(command, *READING[command], "--format", "csv").out)
    texts = [cell for line in table for cell in line.values()]
    assert not [text for text in texts if text[:1] in tuple("=+-@\t\r")]
    if command in ("figure", "rows"):
        assert [text for text in texts if text[:2] in ("'=", "'+", "'-", "'@")]


def test_init_makes_a_workspace_once_and_is_harmless_again(tmp_path):
    folder = tmp_path / "new"
    first = call("init", "--workspace", folder, "--lang", "en", "--format", "json")
    assert first.code == 0 and json.loads(first.out)["settings"]["language"] == "en"
    secrets = [path.read_bytes() for path in sorted((folder / "keys").iterdir())]
    again = call("init", "--workspace", folder)
    assert again.code == 0 and not ARABIC.search(again.out)
    assert [path.read_bytes() for path in sorted((folder / "keys").iterdir())] == secrets
    assert {path.stat().st_mode & 0o777 for path in (folder / "keys").iterdir()} == {0o600}


def test_import_tells_loaded_updated_duplicate_and_rejected(bring):
    assert counted(json.loads(bring(row(1) + row(2) + row(3), "--format", "json").out)) == (3, 3, 0, 0, 0)
    mixed = bring(row(1) + row(2, wait=99) + row(4) + row(5, day="never"), "--format", "json")
    result = json.loads(mixed.out)
    assert mixed.code == 1
    assert counted(result) == (4, 1, 1, 1, 1)
    assert result["rejects"] == {"bad_date": 1}
    assert set(result) >= {"batch", "source", "name", "files", "contacts", "facts_version", "seconds"}
    assert set(result["files"][0]) >= {"name", "sha256"}


@pytest.mark.parametrize(("lang", "word"), [("ar", "الدفعة"), ("en", "Batch")])
def test_import_says_where_to_see_what_was_rejected(bring, lang, word):
    told = bring(row(1) + row(2, day="never"), "--lang", lang)
    assert told.code == 1 and word in told.out and "sawt rejects" in told.out and "b2" in told.out
    assert not RAW_CODE.search(told.out)


def test_a_dry_run_tells_the_same_and_keeps_nothing(bring, sawt):
    dry = bring(row(1) + row(2, day="never"), "--dry-run", "--format", "json")
    assert dry.code == 1 and json.loads(dry.out)["batch"] is None
    assert json.loads(sawt("batches", "--format", "json").out) == []
    wet = bring(row(1) + row(2, day="never"), "--format", "json")
    assert counted(json.loads(wet.out)) == counted(json.loads(dry.out))


def test_the_control_total_the_name_and_the_last_complete_day_are_taken(bring, sawt):
    refused = bring(row(1) + row(2), "--control-total", 3, "--lang", "en")
    assert refused.code == 2 and refused.is_one_line("en") and "3" in refused.err and "2" in refused.err
    assert bring(row(1) + row(2), "--control-total", 2, "--complete-until", "2025-01-31").code == 0
    (source,) = json.loads(sawt("sources", "--format", "json").out)
    assert (source["name"], source["complete_until"]) == ("exchange", "2025-01-31")


@pytest.mark.slow
def test_undo_takes_a_batch_back_and_batches_say_so(bring, sawt):
    bring(row(1))
    bring(row(2))
    undone = sawt("undo", "b3", "--format", "json")
    assert (undone.code, json.loads(undone.out)) == (0, {"undone": "b3", "facts_version": 4})
    batches = json.loads(sawt("batches", "--format", "json").out)
    assert {batch["batch"]: batch["undone"] for batch in batches} == {"b2": False, "b3": True}
    assert sawt("check").code == 0


@pytest.mark.slow
def test_undo_says_which_later_batch_stands_in_the_way(bring, sawt):
    bring(row(1, wait=1))
    bring(row(1, wait=2))
    for lang in ("ar", "en"):
        refused = sawt("undo", "b2", "--lang", lang)
        assert refused.code == 2 and refused.is_one_line(lang) and "b3" in refused.err


def test_rejects_come_back_with_line_reason_and_their_text(ministry):
    told = [
        json.loads(line)
        for line in ministry("rejects", "b2", "--format", "json", "--lang", "en").out.splitlines()
    ]
    assert [(r["line"], r["reason"]) for r in told] == [(8, "bad_date"), (9, "negative_duration")]
    assert all(r["raw"] and r["why"] and not RAW_CODE.search(r["why"]) for r in told)


def test_metrics_lists_every_metric_with_its_words(ministry):
    for lang in ("ar", "en"):
        told = json.loads(ministry("metrics", "--format", "json", "--lang", lang).out)
        assert [metric["metric"] for metric in told] == list(METRICS)
        words = [metric[part] for metric in told for part in ("title", "definition")]
        assert all(
            bool(ARABIC.search(text)) == (lang == "ar") and not RAW_CODE.search(text) for text in words
        )


@pytest.mark.slow
def test_check_finds_damage_and_says_how_to_mend_it(bring, sawt, workspace):
    bring(row(1))
    (workspace / "landing" / "b2" / "0.enc").unlink()
    for lang in ("ar", "en"):
        told = sawt("check", "--lang", lang)
        assert told.code == 1 and "landing" in told.out and not RAW_CODE.search(told.out)
    (finding,) = json.loads(sawt("check", "--format", "json").out)
    assert finding["code"] == "intake.check_landing"


def test_the_language_is_the_workspaces_unless_given(ministry, tmp_path):
    call("init", "--workspace", tmp_path / "en", "--lang", "en")
    assert not ARABIC.search(call("sources", "--workspace", tmp_path / "en").out)
    assert ARABIC.search(call("sources", "--workspace", tmp_path / "en", "--lang", "ar").out)
    assert ARABIC.search(ministry("sources").out)


def test_help_and_version_stand_at_the_top():
    assert call("--version").code == 0
    for command in COMMANDS:
        assert command in call("--help").out
