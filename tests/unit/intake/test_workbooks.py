"""Workbooks: the cells of one sheet as the text that a CSV would hold, with the sheet's own row numbers."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from sawt.errors import MappingError, SourceError
from sawt.intake.table.batch import as_text
from tests.unit.intake.tables import mapping_of, read_table

HEADER = ["id", "at", "a", "b"]
DAY = "2025-01-05"
MAPPING = mapping_of(queue="a", hall="b")
FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}


def workbook(folder: Path, sheets: dict[str, list[list[Any]]], name: str = "book.xlsx") -> Path:
    path = folder / name
    book = xlsxwriter.Workbook(str(path))
    formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in FORMATS.items()}
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                if type(cell) in formats:
                    sheet.write_datetime(n, m, cell, formats[type(cell)])
                elif cell is not None:
                    sheet.write(n, m, cell)
    book.close()
    return path


def refused(folder: Path, data: Path | bytes, mapping: str = MAPPING, name: str = "b.xlsx") -> str:
    with pytest.raises((SourceError, MappingError)) as error:
        read_table(folder, data, mapping, name)
    return error.value.code


def test_a_sheet_is_read_with_its_own_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        HEADER,
        [1, DAY, "مسقط", "x"],
        [],
        [2, DAY, "a\nb", None],
        [3, "soon", "q", 'say "x"'],
    ]
    done, staged, [reject] = read_table(tmp_path, workbook(tmp_path, {"ورقة": rows}), MAPPING)
    assert done.encoding == "xlsx"
    assert [(r["external_id"], r["queue"], r["hall"], r["line"]) for r in staged] == [
        ("1", "مسقط", "x", 2), ("2", "a\nb", None, 4),
    ]  # fmt: skip
    assert (reject["line"], reject["reason"]) == (5, "bad_date")
    assert json.loads(reject["raw"]) == {"id": "3", "at": "soon", "a": "q", "b": 'say "x"'}


@pytest.mark.parametrize(("cell", "text"), [
    (3, "3"), (3.0, "3"), (0.1, "0.1"), (96891234567, "96891234567"), (True, "true"), (False, "false"),
    ("0012", "0012"), (datetime(2025, 1, 5, 13, 7, 9), "2025-01-05 13:07:09"), (date(2025, 1, 5), DAY),
    (time(1, 2, 3), "01:02:03"), (timedelta(hours=30, seconds=2), "30:00:02"),
])  # fmt: skip
def test_a_typed_cell_is_the_text_of_a_csv(tmp_path: Path, cell: Any, text: str) -> None:
    _, [row], _ = read_table(tmp_path, workbook(tmp_path, {"s": [HEADER, [1, DAY, cell]]}), MAPPING)
    assert row["queue"] == text == as_text(cell)


def test_times_and_durations_of_cells_are_read_beside_the_mappings_formats(tmp_path: Path) -> None:
    header = ["id", "at", "wait", "due"]
    more = '[columns.wait_s]\nfrom = "wait"\nunit = "hms"\n[columns.due_at]\nfrom = "due"\n'
    mapping = mapping_of(more, head='formats = ["%d/%m/%Y %H:%M"]')
    rows: list[list[Any]] = [
        header,
        [1, datetime(2025, 1, 5, 13, 7, 9), time(0, 2, 3), date(2025, 2, 5)],
        [2, "05/01/2025 13:07", timedelta(hours=26), "05/02/2025 00:00"],
    ]
    _, [typed, written], _ = read_table(tmp_path, workbook(tmp_path, {"s": rows}), mapping)
    assert typed["started_at"] == datetime(2025, 1, 5, 9, 7, 9, tzinfo=UTC)
    assert written["started_at"] == datetime(2025, 1, 5, 9, 7, tzinfo=UTC)
    assert (typed["wait_s"], written["wait_s"]) == (123, 93_600)
    assert typed["due_at"] == written["due_at"] == datetime(2025, 2, 4, 20, tzinfo=UTC)


@pytest.mark.parametrize(("sheet", "found"), [("2", "second"), ('"ثانية"', "second"), ("1", "first")])
def test_a_sheet_is_named_or_counted(tmp_path: Path, sheet: str, found: str) -> None:
    book = workbook(tmp_path, {"أولى": [HEADER, [1, DAY, "first"]], "ثانية": [HEADER, [1, DAY, "second"]]})
    _, [row], _ = read_table(tmp_path, book, mapping_of(head=f"sheet = {sheet}", queue="a"))
    assert row["queue"] == found


@pytest.mark.parametrize("sheet", ["3", "-1", '"Sheet9"'])
def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path, sheet: str) -> None:
    book = workbook(tmp_path, {"أولى": [HEADER], "ثانية": [HEADER]})
    with pytest.raises(SourceError) as error:
        read_table(tmp_path, book, mapping_of(head=f"sheet = {sheet}"))
    assert error.value.code == "intake.no_sheet" and error.value.params["known"] == "أولى, ثانية"


def test_rows_above_the_header_and_under_it_are_passed_over(tmp_path: Path) -> None:
    rows = [["تقرير"], [], [*HEADER, None, "z"], ["رقم", "تاريخ"], [1, DAY, "x", "y", None, "q"]]
    mapping = mapping_of(head="skip_rows = 2\nheader_rows = 2", queue="a", hall="z", segment="c5")
    _, [row], _ = read_table(tmp_path, workbook(tmp_path, {"s": rows}), mapping)
    assert (row["queue"], row["hall"], row["segment"], row["line"]) == ("x", "q", None, 5)


def test_without_a_header_columns_are_counted(tmp_path: Path) -> None:
    mapping = mapping_of(head="header_rows = 0", key='["c1"]', queue="c3").replace('"at"', '"c2"')
    book = workbook(tmp_path, {"s": [[1, DAY, "x"], [2, DAY, "y"]]})
    _, rows, _ = read_table(tmp_path, book, mapping)
    assert [(row["external_id"], row["queue"], row["line"]) for row in rows] == [("1", "x", 1), ("2", "y", 2)]


def test_an_empty_sheet_and_a_missing_column_are_told(tmp_path: Path) -> None:
    assert refused(tmp_path, workbook(tmp_path, {"s": []})) == "intake.empty_file"
    assert refused(tmp_path, workbook(tmp_path, {"s": [HEADER]})) == "intake.header_only"
    assert refused(tmp_path, workbook(tmp_path, {"s": [["id", "at"]]})) == "mapping.no_such_column"
    assert refused(tmp_path, workbook(tmp_path, {"s": [["id", "at", "a", "a"]]})) == "intake.header_twice"


def test_a_cut_workbook_is_told_wherever_it_ends(tmp_path: Path) -> None:
    data = workbook(tmp_path, {"s": [HEADER, [1, DAY, "x"]]}).read_bytes()
    for end in (5, 30, len(data) // 2, len(data) - 30, len(data) - 1):
        assert refused(tmp_path, data[:end]) == "intake.not_a_workbook"
    assert refused(tmp_path, b"id,at,a,b\n") == "intake.not_a_workbook"


def test_a_zip_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as packed:
        packed.writestr("[Content_Types].xml", "none")
    assert refused(tmp_path, tmp_path / "b.xlsx") == "intake.not_a_workbook"
    with zipfile.ZipFile(tmp_path / "b.csv", "w") as packed:
        packed.writestr("export.csv", f"id,at,a,b\n1,{DAY},x,y\n")
    assert refused(tmp_path, tmp_path / "b.csv") == "intake.zip_archive"


def test_a_workbook_that_unpacks_without_end_is_not_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"s": [HEADER, [1, DAY, "x"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/image.bin", bytes(11 << 20))
    assert path.stat().st_size < 1 << 16
    assert refused(tmp_path, path) == "intake.packed_bomb"


def test_a_far_cell_is_not_filled_up_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sawt.intake.table.workbook.MOST_CELLS", 100)
    near = [HEADER, [1, DAY, "x"]]
    assert len(read_table(tmp_path, workbook(tmp_path, {"s": near}), MAPPING)[1]) == 1
    assert refused(tmp_path, workbook(tmp_path, {"s": [*near, *[[]] * 60, ["far"]]})) == "intake.packed_bomb"


@pytest.mark.parametrize("name", ["old.xls", "renamed.xlsx", "renamed.csv"])
def test_an_old_workbook_is_told_whatever_its_name(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, name=name) == "intake.old_workbook"


def test_a_workbook_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    book = workbook(tmp_path, {"s": [HEADER, [1, DAY, "x"]]}, name="export.csv")
    done, [row], _ = read_table(tmp_path, book, MAPPING)
    assert (done.encoding, row["queue"]) == ("xlsx", "x")


@pytest.mark.parametrize(
    ("value", "text"),
    [(timedelta(seconds=-5), "-0:00:05"), (timedelta(0), "0:00:00"), (timedelta(4, 1.6), "96:00:02")],
)
def test_a_duration_as_text_keeps_its_sign_and_days(value: timedelta, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize("empty", [0, 1, 3])
def test_a_sheet_may_begin_with_empty_rows(tmp_path: Path, empty: int) -> None:
    above: list[list[Any]] = [[] for _ in range(empty)]
    book = workbook(tmp_path, {"s": [*above, HEADER, [1, DAY, "x"]]})
    _, [row], _ = read_table(tmp_path, book, MAPPING)
    assert (row["queue"], row["line"]) == ("x", empty + 2)
    mapping = mapping_of(head="header_rows = 0", key='["c1"]', queue="c3").replace('"at"', '"c2"')
    _, [row], _ = read_table(tmp_path, workbook(tmp_path, {"s": [*above, [1, DAY, "x"]]}), mapping)
    assert (row["queue"], row["line"]) == ("x", empty + 1)
