"""Every received record is loaded, updated, duplicate or rejected; a version is whole or absent."""

from __future__ import annotations

import pytest

from sawt.errors import CallError, MappingError, SourceError, StateError
from sawt.facts import versions
from sawt.wiring import keeping
from sawt.wiring.asking import Asked, figures, open_figure
from sawt.wiring.importing import undo_batch
from tests.stores.conftest import AT, HEADER, call


def accounting(result):
    return tuple(result[part] for part in ("received", "loaded", "updated", "duplicate", "rejected"))


def ids(workspace):
    rows = open_figure(workspace.snapshot(), Asked("calls_inbound", "2025-01", "2025-12")).rows
    return [row["external_id"] for row in rows]


def value(workspace, metric, **asked):
    return figures(workspace.snapshot(), Asked(metric, "2025-01", "2025-12", **asked))[0].value


def test_new_rows_are_loaded_and_found_again(workspace, bring):
    result = bring(call(1) + call(2, result="gave up"))
    assert accounting(result) == (2, 2, 0, 0, 0)
    assert value(workspace, "calls_inbound") == 2
    assert value(workspace, "missed_rate") == 0.5


def test_the_same_file_again_is_all_duplicates_and_makes_no_version(workspace, bring):
    first = bring(call(1) + call(2) + "3,never,10,,ar,ok\n")
    again = bring(call(1) + call(2) + "3,never,10,,ar,ok\n")
    assert accounting(first) == (3, 2, 0, 0, 1)
    assert accounting(again) == (3, 0, 0, 2, 1)
    assert again["batch"] is None
    assert versions.numbers(workspace.facts) == [1, 2]


def test_known_rows_in_another_file_are_duplicates(workspace, bring):
    bring(call(1) + call(2))
    assert accounting(bring(call(2) + call(3))) == (2, 1, 0, 1, 0)


def test_changed_rows_are_updated_and_their_past_kept(workspace, bring):
    bring(call(1, wait=10))
    assert accounting(bring(call(1, wait=99))) == (1, 0, 1, 0, 0)
    assert value(workspace, "wait_median") == 99
    assert keeping.check(workspace) == []


def test_a_row_whose_day_was_corrected_counts_in_its_new_month_once(workspace, bring):
    bring(call(1, day="2025-01-31") + call(2, day="2025-01-30"))
    bring(call(1, day="2025-02-01"))
    found = figures(workspace.snapshot(), Asked("calls_inbound", "2025-01", "2025-03", by=["month"]))
    assert {f.group["month"]: f.value for f in found} == {"2025-01": 1, "2025-02": 1}
    assert keeping.check(workspace) == []


def test_a_key_that_repeats_with_other_content_is_rejected_with_both_lines(workspace, bring):
    result = bring(call(1, wait=10) + call(1, wait=20) + call(1, wait=10))
    assert accounting(result) == (3, 1, 0, 1, 1)
    (reject,) = keeping.rejected(workspace, result["batch"])
    assert (reject["reason"], reject["line"], reject["params"]["first"]) == ("key_repeats", 3, 2)
    assert reject["raw"] == call(1, wait=20).rstrip("\n")
    assert value(workspace, "wait_median") == 10


def test_a_later_file_of_one_batch_wins(workspace, bring):
    result = bring(call(1, wait=10) + call(2), call(1, wait=77))
    assert accounting(result) == (3, 2, 1, 0, 0)
    assert value(workspace, "wait_median", where={"language": ["ar"]}) == pytest.approx((77 + 10) / 2)


def test_a_control_total_that_differs_loads_nothing(workspace, bring):
    with pytest.raises(CallError, match="control_total"):
        bring(call(1) + call(2), control_total=3)
    assert versions.numbers(workspace.facts) == [1]
    assert not list(workspace.landing.glob("*"))


def test_a_dry_run_accounts_and_keeps_nothing(workspace, bring):
    result = bring(call(1), dry_run=True)
    assert accounting(result) == (1, 1, 0, 0, 0)
    assert versions.numbers(workspace.facts) == [1]


def test_undo_brings_back_what_was_replaced(workspace, bring):
    first = bring(call(1, wait=10) + call(2))
    second = bring(call(1, wait=50) + call(3))
    undo_batch(workspace, second["batch"], AT)
    assert ids(workspace) == ["1", "2"]
    assert value(workspace, "speed_of_answer_mean") == 10
    assert keeping.check(workspace) == []
    undo_batch(workspace, first["batch"], AT)
    assert ids(workspace) == []
    assert keeping.check(workspace) == []


def test_undo_is_refused_where_a_later_batch_touched_a_row(workspace, bring):
    first = bring(call(1, wait=10))
    second = bring(call(1, wait=50))
    with pytest.raises(CallError) as refused:
        undo_batch(workspace, first["batch"], AT)
    assert refused.value.code == "facts.touched_later"
    assert second["batch"] in refused.value.params["later"]


def test_an_undone_file_can_come_again(workspace, bring):
    first = bring(call(1))
    undo_batch(workspace, first["batch"], AT)
    assert accounting(bring(call(1))) == (1, 1, 0, 0, 0)


def test_old_versions_answer_as_they_did(workspace, bring):
    bring(call(1))
    bring(call(2))
    asked = Asked("calls_inbound", "2025-01", "2025-12")
    assert [figures(workspace.snapshot(n), asked)[0].value for n in (2, 3)] == [1, 2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "intake.empty_file"),
        (
            (HEADER + '1,"2025-01-05 09:00:00,10,,ar,ok\n2,2025-01-05 09:00:00,1,,ar,ok\n').encode(),
            "intake.quote_open",
        ),
        ((HEADER + call(1)).encode() + b"\x00\n", "intake.nul_byte"),
        ((HEADER + call(1)).encode() + b"\xff\xfe\xff\x00", "intake.unknown_encoding"),
        (b"id,id,start\n1,2,3\n", "intake.header_twice"),
        (("," * 3_000_000).encode(), "intake.header_too_long"),
        (HEADER.encode() + b"1," + b"x" * 20_000_000 + b"\n", "intake.line_too_long"),
        (b"\x1f\x8b\x08\x00cut", "intake.packed_cut"),
    ],
)
def test_files_that_cannot_be_taken_leave_nothing(workspace, bring, text, code):
    with pytest.raises(SourceError) as refused:
        bring(text)
    assert refused.value.code == code
    assert versions.numbers(workspace.facts) == [1]
    assert not list(workspace.landing.glob("*"))
    assert not list(workspace.rejects.glob("*"))


def test_a_column_that_the_mapping_names_and_the_file_lacks_is_told_with_its_line(bring):
    with pytest.raises(MappingError) as refused:
        bring(call(1), head="id,began,wait,phone,lang,result\n")
    assert refused.value.params["name"] == "start"
    assert refused.value.params["line"] == 11


def test_a_missing_key_file_stops_everything(workspace, bring):
    (workspace.root / "keys" / "pseudonym.key").unlink()
    with pytest.raises(StateError, match="key_missing"):
        bring(call(1))


def test_damage_is_found(workspace, bring):
    bring(call(1) + call(2))
    (landed,) = workspace.landing.rglob("*.enc")
    landed.write_bytes(landed.read_bytes()[:-3])
    (cells,) = (workspace.facts / "derived" / "headline").glob("*.parquet")
    cells.unlink()
    found = {finding.code for finding in keeping.check(workspace)}
    assert found == {"intake.check_landing", "facts.check_file_unreadable"}
