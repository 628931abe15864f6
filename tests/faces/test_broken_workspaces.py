"""A workspace or a machine that is not in order: one line that says how to mend it, and exit code 3."""

from __future__ import annotations

import errno
import json
import stat

import pytest

from sawt.facts import versions
from sawt.intake import landing, sandbox
from tests.faces.conftest import HEADER, row
from tests.faces.door import call, kept

ASKED = ("figure", "calls_inbound", "--from", "2025-01")
NOTHING = {"versions": [1], "landing": [], "rejects": [], "unpublished": [], "scratch": [], "drafts": []}


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    "words", [ASKED, ("sources",), ("check",), ("undo", "b2"), ("review", "--from", "2025-01")]
)
def test_where_there_is_no_workspace_it_is_said_how_to_make_one(tmp_path, words, lang):
    told = call(*words, "--workspace", tmp_path / "nowhere", "--lang", lang)
    assert told.code == 3 and told.is_one_line(lang)
    assert "sawt init" in told.err and "nowhere" in told.err
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_folder_that_holds_other_things_becomes_no_workspace(tmp_path, lang):
    (tmp_path / "letter.txt").write_text("mine")
    told = call("init", "--workspace", tmp_path, "--lang", lang)
    assert told.code == 3 and told.is_one_line(lang)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_becomes_no_workspace(tmp_path):
    (tmp_path / "file").write_text("mine")
    for words in (("init",), ASKED):
        told = call(*words, "--workspace", tmp_path / "file")
        assert told.code == 3 and told.is_one_line("ar")


@pytest.mark.parametrize(
    ("key", "text", "lang"),
    [
        ("pseudonym", None, "ar"),
        ("landing", None, "en"),
        ("pseudonym", "", "en"),
        ("landing", "not hex", "ar"),
        ("pseudonym", "abcd", "ar"),
        ("landing", "\udcff", "en"),
    ],
)
def test_without_its_keys_nothing_is_taken_in_and_none_is_made_anew(bring, sawt, workspace, key, text, lang):
    path = workspace / "keys" / f"{key}.key"
    path.unlink()
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert sawt("init").code == 0
    told = bring(row(1), "--lang", lang)
    assert told.code == 3 and told.is_one_line(lang) and f"{key}.key" in told.err
    assert kept(workspace) == NOTHING
    assert path.exists() == (text is not None)


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("words", [ASKED, ("batches",), ("init",), ("undo", "b2")])
def test_a_workspace_of_a_newer_sawt_is_left_as_it_is(sawt, workspace, words, lang):
    path = workspace / "facts" / "versions" / "2.json"
    newer = {**json.loads(path.with_name("1.json").read_text()), "number": 2, "format": 999}
    path.write_text(json.dumps(newer))
    told = sawt(*words, "--lang", lang)
    assert told.code == 3 and told.is_one_line(lang) and "999" in told.err
    assert json.loads(path.read_text()) == newer


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"number": 2}'])
def test_a_torn_version_is_told(sawt, workspace, text):
    (workspace / "facts" / "versions" / "2.json").write_text(text)
    told = sawt(*ASKED)
    assert told.code == 3 and told.is_one_line("ar") and "2.json" in told.err


@pytest.mark.parametrize("text", ['{"format": 1}', '{"format": 1, "number": 2, "shape": "other"}'])
def test_a_version_that_is_not_whole_is_told(sawt, workspace, text):
    (workspace / "facts" / "versions" / "2.json").write_text(text)
    told = sawt(*ASKED)
    assert told.code == 3 and told.is_one_line("ar") and "2.json" in told.err


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("line", ["language = ", 'colour = "red"', 'time_zone = "Asia/Nowhere"'])
def test_settings_that_cannot_be_read_are_told(sawt, workspace, line, lang):
    (workspace / "sawt.toml").write_text(line + "\n")
    told = sawt(*ASKED, "--lang", lang)
    assert told.code in (2, 3) and told.is_one_line(lang) and "sawt.toml" in told.err


def test_a_figure_over_damaged_facts_is_told_in_one_line(bring, sawt, workspace):
    bring(row(1))
    for path in (workspace / "facts").rglob("*.parquet"):
        path.write_bytes(path.read_bytes()[:-20])
    told = sawt(*ASKED)
    assert told.code == 3 and told.is_one_line("ar")


def test_lost_rejects_are_not_told_as_none(bring, sawt, workspace):
    bring(row(1) + row(2, day="never"))
    (workspace / "rejects" / "b2.jsonl.enc").unlink()
    told = sawt("rejects", "b2")
    assert told.code == 3 and told.is_one_line("ar")


@pytest.mark.parametrize("rows", [row(1), row(1) + row(2, day="never")])
def test_what_cannot_be_published_leaves_nothing(bring, workspace, monkeypatch, rows):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(versions, "publish_json", full)
    told = bring(rows)
    assert told.code == 3 and told.is_one_line("ar")
    assert kept(workspace) == NOTHING


@pytest.mark.slow
def test_a_file_that_grows_while_it_is_taken_in_is_refused_whole(
    sawt, tmp_path, calls, workspace, monkeypatch
):
    path, land = tmp_path / "calls.csv", landing.land
    path.write_text(HEADER + row(1))

    def grown(*given):
        with path.open("a") as out:
            out.write(row(2))
        return land(*given)

    monkeypatch.setattr(landing, "land", grown)
    told = sawt("import", "table", path, "--mapping", calls)
    assert told.code == 2 and told.is_one_line("ar")
    assert kept(workspace) == NOTHING


def test_a_reader_that_dies_in_the_middle_of_a_line_is_told(bring, workspace, tmp_path, monkeypatch):
    reader = tmp_path / "reader"
    reader.write_text('#!/bin/sh\nread job\nprintf \'{"progress": 1}\\n{"reje\'\nkill -9 $$\n')
    reader.chmod(stat.S_IRWXU)
    monkeypatch.setattr(sandbox.sys, "executable", str(reader))
    told = bring(row(1))
    assert told.code == 2 and told.is_one_line("ar")
    assert kept(workspace) == NOTHING
