"""Delimited files: every cell as it was written, every other row returned with its place and text."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sawt.errors import MappingError, SourceError
from sawt.intake.job import Emit
from sawt.intake.mapping.reading import parse_mapping
from sawt.intake.table.delimited import Delimited
from tests.unit.intake.tables import mapping_of, read_table

MAPPING = mapping_of(queue="a", hall="b")
HEADER = "id,at,a,b\n"
DAY = "2025-01-05"


def cells(rows: list[dict[str, Any]]) -> list[tuple[str, str | None, str | None]]:
    return [(row["external_id"], row["queue"], row["hall"]) for row in rows]


def refused(folder: Path, text: str | bytes, mapping: str = MAPPING, **more: str) -> tuple[str, int | None]:
    with pytest.raises((SourceError, MappingError)) as error:
        read_table(folder, text, mapping, **more)
    return error.value.code, error.value.params.get("line")


def test_quotes_hold_signs_line_ends_and_themselves(tmp_path: Path) -> None:
    text = f'{HEADER}1,{DAY},"مسقط, الخوير","a\nb\n\nc"\n2,{DAY},"say ""نعم""",""""\n3,{DAY},"",5" pipe\n'
    _, rows, rejects = read_table(tmp_path, text, MAPPING)
    assert not rejects
    assert cells(rows) == [
        ("1", "مسقط, الخوير", "a\nb\n\nc"), ("2", 'say "نعم"', '"'), ("3", None, '5" pipe'),
    ]  # fmt: skip
    assert [row["line"] for row in rows] == [2, 6, 7]


def test_a_quote_inside_an_unquoted_field_is_a_letter(tmp_path: Path) -> None:
    text = f'{HEADER}1,{DAY},a "b" c,d"\n2,{DAY},x"",y\n3,{DAY},"q, r",5"\n'
    _, rows, _ = read_table(tmp_path, text, MAPPING)
    assert cells(rows) == [("1", 'a "b" c', 'd"'), ("2", 'x""', "y"), ("3", "q, r", '5"')]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_of_any_system_are_one(tmp_path: Path, end: str, last: bool) -> None:
    text = f'{HEADER}1,{DAY},x,"a\nb"\n2,{DAY},y\n3,{DAY},z,c\n'
    _, rows, [reject] = read_table(
        tmp_path, (text if last else text[:-1]).replace("\n", end).encode(), MAPPING
    )
    assert cells(rows) == [("1", "x", "a\nb"), ("3", "z", "c")]
    assert [row["line"] for row in rows] == [2, 5] and (reject["line"], reject["raw"]) == (4, f"2,{DAY},y")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_header_tells_the_delimiter(tmp_path: Path, sign: str) -> None:
    other = ";" if sign == "," else ","
    text = (HEADER + f"1,{DAY},x,y\n").replace(",", sign).replace("x", f"x{other * 9}")
    _, [row], _ = read_table(tmp_path, text, MAPPING)
    assert (row["queue"], row["hall"]) == (f"x{other * 9}", "y")


def test_a_mapping_or_a_suffix_tells_the_delimiter_before_the_header(tmp_path: Path) -> None:
    odd = (HEADER + f"1,{DAY},x,y\n").replace(",", "^")
    _, [row], _ = read_table(tmp_path, odd, mapping_of(head='delimiter = "^"', queue="a", hall="b"))
    assert row["hall"] == "y"
    tabs = f"id\tat\ta,b,c,d\tb\n1\t{DAY}\tx\ty\n"
    _, [row], _ = read_table(tmp_path, tabs, mapping_of(queue="a,b,c,d"), name="T.TSV")
    assert row["queue"] == "x"


def test_rows_before_the_header_and_under_it_are_passed_over(tmp_path: Path) -> None:
    title = 'تقرير,"شهر\nيناير"\n\n'
    mapping = mapping_of(head="skip_rows = 2\nheader_rows = 2", queue="a", hall="b")
    text = f"{title}{HEADER}رقم,تاريخ,صف,صالة\n1,{DAY},x,y\n"
    _, [row], _ = read_table(tmp_path, text, mapping)
    assert cells([row]) == [("1", "x", "y")] and row["line"] == 6


def test_empty_lines_before_the_header_are_passed_over(tmp_path: Path) -> None:
    text = f"\n\n{HEADER}1,{DAY},x,y\n".replace(",", ";")
    _, [row], _ = read_table(tmp_path, text, MAPPING)
    assert (row["hall"], row["line"]) == ("y", 4)


def test_without_a_header_columns_are_counted(tmp_path: Path) -> None:
    mapping = mapping_of(head="header_rows = 0", key='["c1"]', queue="c3").replace('"at"', '"c2"')
    _, rows, [reject] = read_table(tmp_path, f'1,{DAY},"x"\n2,{DAY}\n3,{DAY},z\n', mapping)
    assert [(row["external_id"], row["queue"], row["line"]) for row in rows] == [("1", "x", 1), ("3", "z", 3)]
    assert reject["line"] == 2
    mapping = mapping.replace("header_rows = 0", "header_rows = 0\nskip_rows = 1")
    _, [row], _ = read_table(tmp_path, f"one,two,three\n1,{DAY},x\n", mapping)
    assert (row["queue"], row["line"]) == ("x", 2)


def test_rows_of_another_width_come_back_as_they_stand(tmp_path: Path) -> None:
    short, long, apart = f'2,{DAY},"a, b"', f'3,{DAY},"x ""ب""\ny",z,5', "   "
    text = f"{HEADER}\n1,{DAY},x,y\n\n{short}\n{long}\n\n{apart}\n4,{DAY},p,q\n"
    _, rows, rejects = read_table(tmp_path, text, MAPPING)
    assert cells(rows) == [("1", "x", "y"), ("4", "p", "q")] and [r["line"] for r in rows] == [3, 10]
    assert [(r["line"], r["raw"], r["params"]["found"]) for r in rejects] == [
        (5, short, 3), (6, long, 5), (9, apart, 1),
    ]  # fmt: skip
    assert {(r["reason"], r["params"]["expected"]) for r in rejects} == {("wrong_columns", 4)}


@pytest.mark.parametrize(("text", "line"), [
    (f'{HEADER}1,{DAY},x,y\n2,{DAY},"open,y\n3,{DAY},x,y\n', 3),
    (f'{HEADER}1,{DAY},5" pipe,"a\nb"\n2,{DAY},"open,y\n3,{DAY},x,y\n', 4),
    (f'{HEADER}1,{DAY},x,"', 2),
    (f'{HEADER}1,{DAY},x,"a""', 2),
    ('id,at,"a,b\n1,2,3,4\n', 1),
    (f'{HEADER}1,{DAY},x,y\n2,{DAY},"open\n3,{DAY},x,"shut"\n4,{DAY},x,y\n', 3),
])  # fmt: skip
def test_a_quote_that_never_closes_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert refused(tmp_path, text) == ("intake.quote_open", line)


def test_what_cannot_be_a_table_is_one_error(tmp_path: Path) -> None:
    assert refused(tmp_path, "") == ("intake.empty_file", None)
    assert refused(tmp_path, HEADER) == ("intake.header_only", None)
    assert refused(tmp_path, HEADER + "\n\n") == ("intake.header_only", None)
    assert refused(tmp_path, "id,at,a,a\n1,2,3,4\n") == ("intake.header_twice", None)
    assert refused(tmp_path, ",".join(f"c{n}" for n in range(2001)))[0] == "intake.too_many_columns"
    assert refused(tmp_path, "," * 2_000_000) == ("intake.header_too_long", 1)
    line = MAPPING.splitlines().index('from = "b"') + 1
    assert refused(tmp_path, f"id,at,a,c\n1,{DAY},x,y\n") == ("mapping.no_such_column", line)


def test_a_record_without_end_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("BLOCK_BYTES", 64), ("RECORD_BYTES", 100)):
        monkeypatch.setattr(f"sawt.intake.table.records.{name}", size)
    monkeypatch.setattr("sawt.intake.encoding._CHUNK", 64)
    rows = "".join(f"{n},{DAY},x,y\n" for n in range(5))
    assert refused(tmp_path, HEADER + rows + f"6,{DAY}," + "x" * 300) == ("intake.line_too_long", 7)
    assert refused(tmp_path, HEADER + rows + f'6,{DAY},"x,y\n' + rows * 9) == ("intake.quote_open", 7)


TEXTS = st.text("aب\",;\t|\n '٣", max_size=6)


@settings(max_examples=12, deadline=None)
@given(
    table=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=6),
    sign=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    chunk=st.sampled_from([3, 40, 1 << 20]),
)
def test_what_a_writer_wrote_is_read_back_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[tuple[str, str, str]],
    sign: str,
    end: str,
    quoting: Any,
    chunk: int,
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sign, lineterminator=end, quoting=quoting)
    writer.writerow(["id", "at", "a", "b", "c"])
    for n, row in enumerate(table):
        writer.writerow([str(n), DAY, *(cell.replace("\n", end) for cell in row)])
    mapping = mapping_of(head=f"delimiter = '{sign}'", queue="a", hall="b", segment="c")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sawt.intake.table.records.BLOCK_BYTES", chunk)
        patch.setattr("sawt.intake.encoding._CHUNK", chunk)
        _, rows, rejects = read_table(tmp_path_factory.getbasetemp(), out.getvalue().encode(), mapping)
    assert not rejects
    meant = [tuple(cell.strip(" \t\n") or None for cell in row) for row in table]
    assert [(row["queue"], row["hall"], row["segment"]) for row in rows] == meant


@settings(max_examples=25, deadline=None)
@given(st.text('aب,"\n', max_size=24))
@example('a,"ب"a\na,"b\n"')
@example('"a"b"c",x\n"",""\n')
def test_whatever_stands_there_no_cell_is_read_wrongly(
    tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text("a,b\n" + body, encoding="utf-8", newline="")
    said: list[str] = []
    try:
        source = Delimited(path, parse_mapping(MAPPING), Emit(said.append))
        batches = [batch.columns for batch in source.batches(["a", "b"])]
    except SourceError:
        assert '"' in body, "only quotes can be unclear"
        return
    found = [pair for batch in batches for pair in zip(*(batch[n].to_pylist() for n in "ab"), strict=True)]
    meant = [tuple(row) for row in csv.reader(io.StringIO(body, newline="")) if row]
    assert found == [row for row in meant if len(row) == 2]
    assert len(said) == sum(len(row) != 2 for row in meant)


ROWS = [f'1,{DAY},"مسقط, ""البر""",x\n', f'2,{DAY},صحار,"سطر\nسطران"\n', f'3,{DAY},5" pipe,ي\n']


def test_a_file_cut_anywhere_gives_no_wrong_cell(tmp_path: Path) -> None:
    data = (HEADER + "".join(ROWS)).encode()
    bounds = [len((HEADER + "".join(ROWS[:n])).encode()) for n in range(4)]
    path, mapping = tmp_path / "cut.csv", parse_mapping(MAPPING)
    whole = [("1", 'مسقط, "البر"', "x"), ("2", "صحار", "سطر\nسطران"), ("3", '5" pipe', "ي")]
    taken = set()
    for end in range(len(data) + 1):
        path.write_bytes(data[:end])
        said: list[str] = []
        try:
            batches = list(Delimited(path, mapping, Emit(said.append)).batches(["id", "a", "b"]))
        except (SourceError, MappingError):
            continue
        rows = [
            row for b in batches for row in zip(*(c.to_pylist() for c in b.columns.values()), strict=True)
        ]
        before = sum(bound <= end for bound in bounds[1:])
        assert rows[:before] == whole[:before] and len(rows) + len(said) - before in (0, 1), end
        taken.add(end)
    assert {*bounds[1:], bounds[1] - 1, bounds[3] - 1} <= taken, "whole records are taken"


def test_the_account_of_a_cut_file_adds_up(tmp_path: Path) -> None:
    start, data = len((HEADER + ROWS[0]).encode()), (HEADER + ROWS[0] + ROWS[1]).encode()
    _, [first], _ = read_table(tmp_path, data[:start], MAPPING)
    told = set()
    for end in range(start + 1, len(data)):
        try:
            done, rows, _ = read_table(tmp_path, data[:end], MAPPING)
        except SourceError as error:
            told.add(error.code)
        else:
            assert done.received == 2 and rows[0] == first
    assert told == {"intake.quote_open", "intake.cut_in_a_letter"}
