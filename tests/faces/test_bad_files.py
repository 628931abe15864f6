"""A file that cannot be taken: one line that says why, exit code 2, and nothing of it is kept."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from tests.faces.conftest import HEADER, row
from tests.faces.door import kept

EVENT = (
    '<event><string key="concept:name" value="Closed"/>'
    '<date key="time:timestamp" value="2025-01-05T09:00:00Z"/></event>'
)
CASE = f'<trace><string key="concept:name" value="1"/>{EVENT}</trace>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def xes(inside=CASE, before="", opened="<log>"):
    return f'<?xml version="1.0"?>{before}{opened}{inside}</log>'.encode()


def workbook(*cells):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, name in enumerate(HEADER.strip().split(",")):
            sheet.write(0, place, name)
        for place, cell in enumerate(row(1).strip().split(",")):
            sheet.write(1, place, cell)
        for at in cells:
            sheet.write(*at)
    return held.getvalue()


def parquet():
    held = io.BytesIO()
    names, values = HEADER.strip().split(","), row(1).strip().split(",")
    pq.write_table(pa.table({name: [value] for name, value in zip(names, values, strict=True)}), held)
    return held.getvalue()


def zipped(name, data):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return held.getvalue()


TABLES = {
    "a quote that never closes.csv": (HEADER + '1,"2025-01-05 09:00:00,10\n' + row(2)).encode,
    "a NUL.csv": lambda: (HEADER + row(1)).encode() + b"\0\n",
    "ten million columns.csv": lambda: b"," * 10_000_000,
    "many named columns.csv": lambda: ",".join(f"c{n}" for n in range(50_000)).encode() + b"\n1\n",
    "a cell of 20 million letters.csv": lambda: HEADER.encode() + b"1," + b"x" * 20_000_000 + b"\n",
    "a gzip bomb.csv.gz": lambda: gzip.compress(HEADER.encode() + row(1).encode() * 400_000, 6),
    "a workbook bomb.xlsx": lambda: zipped("xl/worksheets/sheet1.xml", b"0" * 20_000_000),
    "a zip bomb.zip": lambda: zipped("data.csv", b"0" * 20_000_000),
    "a zip of a table.zip": lambda: zipped("data.csv", HEADER + row(1)),
    "Japanese.csv": lambda: "名前,住所\n山田太郎,東京都千代田区です、これは\n".encode("shift_jis"),
    "bytes of no text.csv": lambda: bytes(range(128, 256)) * 40,
    "a picture.csv": lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)),
    "empty.csv": lambda: b"",
    "empty lines.csv": lambda: b"\n\n\n",
    "header only.csv": HEADER.encode,
    "two columns of one name.csv": lambda: b"id,id,start\n1,2,3\n",
    "a table called workbook.xlsx": (HEADER + row(1)).encode,
    "a table called parquet.parquet": (HEADER + row(1)).encode,
    "an old workbook.xls": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "cut.csv.gz": lambda: gzip.compress((HEADER + row(1) * 50).encode())[:-9],
    "cut early.csv.gz": lambda: gzip.compress((HEADER + row(1) * 50).encode())[:5],
    "cut.xlsx": lambda: workbook()[:-30],
    "cut in the middle.xlsx": lambda: workbook()[:2000],
    "cut.parquet": lambda: parquet()[:-5],
    "cut in the middle.parquet": lambda: parquet()[:400],
    "cut in a letter.csv": lambda: (HEADER + row(1) + row(2, hall="صلالة")).encode()[:-5],
}
EVENT_LOGS = {
    "a document type.xes": lambda: xes(before="<!DOCTYPE log>"),
    "a local file.xes": lambda: xes(
        CASE.replace('"1"', '"&x;"'), '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "a foreign document type.xes": lambda: xes(before='<!DOCTYPE log SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "a billion laughs.xes": lambda: xes(before=f'<!DOCTYPE log [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "cut.xes": lambda: xes()[:-20],
    "cut in the declaration.xes": lambda: xes()[:12],
    "not closed.xes": lambda: xes("<trace><event></trace>"),
    "no event log.xes": lambda: b"<html><body/></html>",
    "no XML.xes": (HEADER + row(1)).encode,
    "too deep.xes": lambda: xes('<list key="a">' * 200 + "</list>" * 200),
}
# The second language is asked in the whole run only: each answer costs a child process.
LANGUAGES = pytest.mark.parametrize("lang", ["ar", pytest.param("en", marks=pytest.mark.slow)])
NOTHING = {"versions": [1], "landing": [], "rejects": [], "unpublished": [], "scratch": [], "drafts": []}


@pytest.fixture
def refused(sawt, workspace, tmp_path):
    """Import one file and see that it is refused with one line, and that nothing stays."""

    def refuse(source, name, data, mapping, lang):
        path = tmp_path / name
        path.write_bytes(data)
        told = sawt("import", source, path, "--mapping", mapping, "--as", "x", "--lang", lang)
        assert told.code == 2, told
        assert told.is_one_line(lang), told
        assert kept(workspace) == NOTHING
        return told.err

    return refuse


@LANGUAGES
@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_cannot_be_taken_leaves_nothing(refused, calls, name, lang):
    refused("table", name, TABLES[name](), calls, lang)


@LANGUAGES
@pytest.mark.parametrize("name", EVENT_LOGS)
def test_an_event_log_that_cannot_be_taken_leaves_nothing(refused, name, lang):
    refused("xes", name, EVENT_LOGS[name](), "xes-tickets", lang)


def test_no_file_of_this_machine_is_read_by_an_event_log(sawt, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("أسرار الوزارة")
    path = tmp_path / "log.xes"
    path.write_bytes(
        xes(CASE.replace('"1"', '"&x;"'), f'<!DOCTYPE log [<!ENTITY x SYSTEM "file://{secret}">]>')
    )
    told = sawt("import", "xes", path, "--mapping", "xes-tickets", "--lang", "en")
    assert told.code == 2 and "أسرار" not in told.err + told.out


@pytest.mark.slow
def test_a_good_copy_is_taken_after_a_bad_one(sawt, tmp_path, calls):
    for name, data in (("t.xlsx", workbook()), ("t.parquet", parquet()), ("t.csv.gz", None)):
        whole = data or gzip.compress((HEADER + row(1)).encode())
        path = tmp_path / name
        asked = ("import", "table", path, "--mapping", calls, "--as", name)
        path.write_bytes(whole[: len(whole) // 2])
        assert sawt(*asked).code == 2
        path.write_bytes(whole)
        assert sawt(*asked).code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("t.csv.gz", gzip.compress((HEADER + row(1) * 20).encode())),
        ("t.parquet", parquet()),
        ("t.xlsx", workbook()),
        ("t.xes", xes()),
    ],
)
def test_a_packed_file_cut_anywhere_is_refused(refused, calls, name, whole):
    source, mapping = ("xes", "xes-tickets") if name.endswith("xes") else ("table", calls)
    for share in (0.05, 0.35, 0.65, 0.97):
        refused(source, name, whole[: int(len(whole) * share)], mapping, "ar")


@pytest.mark.slow
def test_a_table_cut_anywhere_loses_no_row_and_a_control_total_refuses_it(sawt, tmp_path, calls):
    whole = (HEADER + row(1) + row(2, hall='"قاعة, كبرى"') + row(3)).encode()
    for cut in range(len(HEADER) + 8, len(whole) - 1, 24):
        path = tmp_path / "cut.csv"
        path.write_bytes(whole[:cut])
        asked = ("import", "table", path, "--mapping", calls, "--dry-run")
        if whole.count(b"\n", 0, cut) < 3:
            told = sawt(*asked, "--control-total", 3)
            assert told.code == 2 and told.is_one_line("ar")
        told = sawt(*asked, "--format", "json")
        if told.code != 2:
            result = json.loads(told.out)
            assert result["received"] == len(whole[:cut].splitlines()) - 1
            assert result["loaded"] + result["rejected"] == result["received"]
        else:
            assert told.is_one_line("ar")


def test_a_workbook_with_a_far_cell_is_refused_as_one_that_needs_too_much_memory(refused, calls):
    told = refused("table", "far.xlsx", workbook((1_048_575, 16_383, "x")), calls, "en")
    assert "BACKTRACE" not in told and "more memory than allowed" in told
