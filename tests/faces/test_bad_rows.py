"""Rows that cannot be taken come back with their reason, and what contradicts itself is never guessed."""

from __future__ import annotations

import json

import pytest

from tests.faces.conftest import HEADER, TICKET_HEADER, row
from tests.faces.door import kept

CUCM = """
[mapping]
name = "cucm"
table = "contacts"
key = ["globalCallID"]
formats = ["epoch"]
header_rows = {header_rows}
[constants]
touchpoint = "call"
direction = "inbound"
outcome = "answered"
[columns.started_at]
from = "dateTimeOrigination"
[columns.talk_s]
from = "duration"
"""
CUCM_FILE = (
    '"globalCallID","dateTimeOrigination","duration"\nVARCHAR(50),INTEGER,INTEGER\n"a",1736053200,10\n'
)
DATES = """
[mapping]
name = "dates"
table = "contacts"
key = ["id"]
formats = ["%d/%m/%Y", "%m/%d/%Y"]
[constants]
touchpoint = "ticket"
[columns.started_at]
from = "day"
"""


def rejects(sawt, batch="b2"):
    told = sawt("rejects", batch, "--format", "json")
    assert told.code == 0
    return [(r["line"], r["reason"]) for r in map(json.loads, told.out.splitlines())]


def test_a_negative_duration_is_returned(bring, sawt):
    assert bring(row(1, wait=-5) + row(2)).code == 1
    assert rejects(sawt) == [(2, "negative_duration")]


def test_what_was_closed_before_it_was_opened_is_returned(sawt, tmp_path, tickets):
    path = tmp_path / "tickets.csv"
    path.write_text(TICKET_HEADER + "1,2025-01-05,2025-01-04\n2,2025-01-05,2025-01-06\n")
    assert sawt("import", "table", path, "--mapping", tickets).code == 1
    assert rejects(sawt) == [(2, "closed_before_opened")]


def test_a_key_that_repeats_with_other_content_is_returned_and_the_first_stands(bring, sawt):
    assert bring(row(1, wait=10) + row(1, wait=20)).code == 1
    assert rejects(sawt) == [(3, "key_repeats")]
    asked = ("figure", "wait_median", "--from", "2025-01", "--format", "json")
    assert json.loads(sawt(*asked).out)[0]["value"] == 10


def test_a_row_of_another_width_and_a_date_of_no_month_are_returned(bring, sawt):
    assert bring(row(1).replace("\n", ",more\n") + row(2, day="2025-13-01") + row(3)).code == 1
    assert rejects(sawt) == [(2, "wrong_columns"), (3, "bad_date")]


def test_two_header_rows_read_as_one_return_the_second(sawt, tmp_path):
    path, mapping = tmp_path / "cdr.csv", tmp_path / "cucm.toml"
    path.write_text(CUCM_FILE)
    mapping.write_text(CUCM.format(header_rows=1))
    assert sawt("import", "table", path, "--mapping", mapping).code == 1
    assert rejects(sawt) == [(2, "bad_date")]


def test_two_header_rows_that_the_mapping_knows_are_no_records(sawt, tmp_path):
    path, mapping = tmp_path / "cdr.csv", tmp_path / "cucm.toml"
    path.write_text(CUCM_FILE)
    mapping.write_text(CUCM.format(header_rows=2))
    told = sawt("import", "table", path, "--mapping", mapping, "--format", "json")
    result = json.loads(told.out)
    assert (told.code, result["received"], result["loaded"]) == (0, 1, 1)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_date_that_two_formats_read_differently_stops_the_file(sawt, workspace, tmp_path, lang):
    path, mapping = tmp_path / "days.csv", tmp_path / "dates.toml"
    path.write_text("id,day\n1,25/12/2025\n2,03/04/2025\n")
    mapping.write_text(DATES)
    told = sawt("import", "table", path, "--mapping", mapping, "--lang", lang)
    assert told.code == 2 and told.is_one_line(lang)
    assert "03/04/2025" in told.err and "10" in told.err
    assert kept(workspace)["versions"] == [1]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_column_that_the_file_lacks_is_told_with_the_mappings_line(bring, calls, workspace, lang):
    told = bring(row(1), "--lang", lang, head=HEADER.replace("hall", "office"))
    line = calls.read_text().splitlines().index('from = "hall"') + 1
    assert told.code == 2 and told.is_one_line(lang)
    assert f" {line} " in told.err and "hall" in told.err and "office" in told.err
    assert kept(workspace)["versions"] == [1]


def test_the_same_file_again_is_all_duplicates_and_no_failure(bring, sawt):
    assert bring(row(1) + row(2)).code == 0
    told = bring(row(1) + row(2), "--format", "json")
    result = json.loads(told.out)
    assert (told.code, result["received"], result["duplicate"], result["batch"]) == (0, 2, 2, None)
    assert len(json.loads(sawt("batches", "--format", "json").out)) == 1


def test_one_file_named_twice_in_a_call_is_counted_twice_and_loaded_once(sawt, tmp_path, calls):
    path = tmp_path / "calls.csv"
    path.write_text(HEADER + row(1) + row(2))
    told = sawt("import", "table", path, path, "--mapping", calls, "--format", "json")
    result = json.loads(told.out)
    assert (told.code, result["received"], result["loaded"], result["duplicate"]) == (0, 4, 2, 2)


def test_the_same_file_with_a_line_of_totals_is_no_failure_the_second_time(sawt, tmp_path, tickets):
    path = tmp_path / "tickets.csv"
    path.write_text(TICKET_HEADER + "1,2025-01-05,\nTotal,1,\n")
    codes = [sawt("import", "table", path, "--mapping", tickets).code for _ in range(2)]
    assert codes == [0, 0]


@pytest.mark.parametrize("name", ["sta\nrt", "sta\u2028rt", "sta\x1b[2Jrt"])
def test_a_name_out_of_a_file_makes_no_second_line_and_moves_no_cursor(bring, name):
    told = bring(row(1), head=HEADER.replace("start", f'"{name}"'))
    assert told.code == 2 and told.is_one_line("ar")


@pytest.mark.slow
def test_a_key_of_two_lines_is_told_on_one(bring, sawt):
    bring(row('"1\n2"', wait=1))
    bring(row('"1\n2"', wait=2))
    told = sawt("undo", "b2")
    assert told.code == 2 and told.is_one_line("ar")


def test_a_file_whose_name_is_no_text_is_taken_or_refused_in_one_line(sawt, workspace, tmp_path, calls):
    path = tmp_path / "calls-\udcff.csv"
    path.write_text(HEADER + row(1) + row(2, day="never"))
    told = sawt("import", "table", path, "--mapping", calls, "--format", "json")
    assert told.code == 1 or (told.code == 2 and told.is_one_line("ar") and kept(workspace)["landing"] == [])
