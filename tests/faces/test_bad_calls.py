"""A call that is wrong: one line in the reader's language that says what to do, and exit code 2."""

from __future__ import annotations

import json

import pytest

from tests.faces.conftest import HEADER, row
from tests.faces.door import call, kept

PERIOD = ("--from", "2025-01", "--to", "2025-02")
# Each with a word that must stand in the answer.
WRONG = {
    "no such command": (("bogus",), "bogus"),
    "no metric": (("figure", *PERIOD), "METRIC"),
    "no month": (("figure", "calls_inbound"), "--from"),
    "unknown option": (("sources", "--colour"), "--colour"),
    "unknown format": (("sources", "--format", "xml"), "xml"),
    "a number that is none": (("rows", "calls_inbound", *PERIOD, "--limit", "many"), "many"),
    "a negative number": (("rows", "calls_inbound", *PERIOD, "--limit", "-1"), "-1"),
    "unknown metric": (("figure", "calls_inbond", *PERIOD), "calls_inbound"),
    "unknown dimension": (("figure", "calls_inbound", *PERIOD, "--by", "colour"), "language"),
    "unknown condition": (("figure", "calls_inbound", *PERIOD, "--where", "colour=red"), "language"),
    "a condition without a value": (("figure", "calls_inbound", *PERIOD, "--where", "hall"), "hall"),
    "a dimension not there": (("figure", "transactions_completed", *PERIOD, "--by", "queue"), "queue"),
    "unknown parameter": (("figure", "missed_rate", *PERIOD, "--param", "x=1"), "missed_inside_inbound"),
    "a wrong value": (("figure", "missed_rate", *PERIOD, "--param", "basis=x"), "full_count"),
    "a value that is no number": (("figure", "service_level", *PERIOD, "--param", "threshold_s=nan"), "nan"),
    "month 13": (("figure", "calls_inbound", "--from", "2025-13"), "2025-13"),
    "a day for a month": (("review", "--from", "2025-01-01"), "2025-01-01"),
    "a period backwards": (("review", "--from", "2025-03", "--to", "2025-01"), "2025-03"),
    "a day that is none": (("review", "--from", "2025-01", "--as-of", "2025-02-30"), "2025-02-30"),
    "several figures at once": (("rows", "calls_inbound", *PERIOD, "--by", "month"), "month"),
    "unknown batch to undo": (("undo", "b77"), "b77"),
    "the first version is no batch": (("undo", "b1"), "b1"),
    "unknown batch of rejects": (("rejects", "b77"), "b77"),
}  # fmt: skip
# Each is a call that nobody means, and that must not end in a traceback.
TRACEBACKS = {
    "the last month there is": ("figure", "calls_inbound", "--from", "9999-12"),
    "month before all": ("figure", "calls_inbound", "--from", "0000-01"),
    "the first month there is": ("review", "--from", "0001-01"),
    "the first day there is": ("figure", "calls_inbound", *PERIOD, "--as-of", "0001-01-01"),
    "a month in a condition": ("figure", "calls_inbound", *PERIOD, "--where", "month=x"),
    "one dimension twice": ("figure", "calls_inbound", *PERIOD, "--by", "month,month"),
    "more rows than numbers": ("rows", "calls_inbound", *PERIOD, "--limit", str(10**30)),
    "a number without end": ("figure", "abandonment_rate", *PERIOD, "--param", "short_s=1e300"),
}


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_is_told_in_one_line(ministry, name, lang):
    words, named = WRONG[name]
    told = ministry(*words, "--lang", lang)
    assert told.code == 2
    assert told.is_one_line(lang) and named in told.err


@pytest.mark.parametrize("name", TRACEBACKS)
def test_a_call_beyond_all_bounds_is_told_in_one_line(ministry, name):
    told = ministry(*TRACEBACKS[name])
    assert told.code == 0 or (told.code == 2 and told.is_one_line("ar"))


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("bogus", "{file}"), "asterisk-queue-log"),
        (("table", "{file}"), "--mapping"),
        (("table", "{file}", "--mapping", "bogus"), "voicemail"),
        (("table", "{file}", "--mapping", "bogus.toml"), "bogus.toml"),
        (("table", "missing.csv", "--mapping", "calls"), "missing.csv"),
        (("table", "{folder}", "--mapping", "calls"), "folder"),
        (("table", "{file}", "--mapping", "calls", "--complete-until", "31/01/2025"), "31/01/2025"),
        (("table", "{file}", "--mapping", "calls", "--control-total", "some"), "some"),
        (("xes", "{file}", "--mapping", "calls"), "[events]"),
    ],
)
def test_a_wrong_import_is_told_in_one_line_and_keeps_nothing(sawt, workspace, tmp_path, words, named, lang):
    (tmp_path / "calls.csv").write_text(HEADER + row(1))
    (tmp_path / "folder").mkdir()
    given = [word.format(file=tmp_path / "calls.csv", folder=tmp_path / "folder") for word in words]
    told = sawt("import", *given, "--lang", lang)
    assert told.code == 2
    assert told.is_one_line(lang) and named in told.err
    assert kept(workspace)["versions"] == [1] and kept(workspace)["landing"] == []


def test_a_batch_is_undone_once(bring, sawt):
    bring(row(1))
    assert sawt("undo", "b2").code == 0
    for lang in ("ar", "en"):
        told = sawt("undo", "b2", "--lang", lang)
        assert told.code == 2 and told.is_one_line(lang)


def test_errors_are_told_in_the_workspaces_language(tmp_path):
    assert call("init", "--workspace", tmp_path / "ws", "--lang", "en").code == 0
    told = call("undo", "b9", "--workspace", tmp_path / "ws")
    assert told.code == 2 and told.is_one_line("en")


def test_months_are_read_in_arabic_digits_too(ministry):
    plain, arabic = (
        ministry("figure", "calls_inbound", "--from", month, "--format", "json")
        for month in ("2025-01", "٢٠٢٥-٠١")
    )
    assert arabic.code == 0 and json.loads(arabic.out) == json.loads(plain.out)


@pytest.mark.parametrize("written", ["20250131", "2025-W05-5"])
def test_a_day_written_otherwise_is_refused_or_kept_as_a_day(bring, sawt, written):
    told = bring(row(1), "--complete-until", written)
    if told.code != 2:
        (source,) = json.loads(sawt("sources", "--format", "json").out)
        assert source["complete_until"] == "2025-01-31"


def test_a_shipped_mapping_is_found_whatever_lies_in_the_folder(sawt, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calls").mkdir()
    (tmp_path / "a.csv").write_text(HEADER + row(1))
    told = sawt("import", "table", "a.csv", "--mapping", "calls", "--lang", "en")
    assert told.code == 2 and "has no column" in told.err
