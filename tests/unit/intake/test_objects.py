"""JSON lines: one object a line, nested keys by dotted names; a line that is none comes back."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sawt.errors import MappingError, SourceError
from tests.unit.intake.tables import Read, mapping_of, read_table

MAPPING = mapping_of(queue="a")
DAY = "2025-01-05"
GOOD = f'{{"id": "good", "at": "{DAY}", "a": "x"}}'


def read(folder: Path, *lines: str, mapping: str = MAPPING, name: str = "o.jsonl") -> Read:
    return read_table(folder, "".join(f"{line}\n" for line in lines), mapping, name)


def test_nested_keys_are_dotted_names(tmp_path: Path) -> None:
    mapping = mapping_of(queue="a.b.c", hall="a.list", segment="a")
    line = {"id": 1, "at": f"{DAY}T10:00:00Z", "a": {"b": {"c": "مسقط"}, "list": [1, "س"]}}
    plain = {"id": 2.0, "at": DAY, "a": "x", "a.b.c": True}
    _, rows, _ = read(tmp_path, json.dumps(line), "", json.dumps(plain, ensure_ascii=False), mapping=mapping)
    assert [(r["external_id"], r["queue"], r["hall"], r["segment"], r["line"]) for r in rows] == [
        ("1", "مسقط", '[1, "س"]', None, 1), ("2", "true", None, "x", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("line", [
    "[1, 2]", '"text"', "3", "null", "nonsense", '{"id": 1', '{"id": NaN}', '{"id": -Infinity}', "{'id': 1}",
    GOOD + GOOD, GOOD[:-1], "[" * 5000, '{"id": ' + "1" * 5000 + "}",
], ids=lambda line: line[:12])  # fmt: skip
def test_a_line_that_is_no_object_comes_back_as_it_stands(tmp_path: Path, line: str) -> None:
    done, [row], [reject] = read(tmp_path, GOOD, "", line)
    assert (done.received, row["external_id"]) == (2, "good")
    assert (reject["line"], reject["reason"], reject["raw"]) == (3, "not_an_object", line)


def test_an_object_may_leave_keys_out_but_not_all_of_them(tmp_path: Path) -> None:
    _, rows, _ = read(tmp_path, f'{{"id": 1, "at": "{DAY}"}}', GOOD, f'{{"id": 3, "at": "{DAY}", "a": null}}')
    assert [row["queue"] for row in rows] == [None, "x", None]
    with pytest.raises(MappingError) as error:
        read(tmp_path, f'{{"id": 1, "at": "{DAY}", "A": "x"}}')
    assert error.value.code == "mapping.no_such_column"
    assert error.value.params["line"] == MAPPING.splitlines().index('from = "a"') + 1


@pytest.mark.parametrize(("line", "code"), [
    (GOOD.replace("x", "\\u0000"), "intake.nul_in_cell"),
    (json.dumps({f"k{n}": n for n in range(2001)}), "intake.too_many_columns"),
])  # fmt: skip
def test_what_stops_a_file_is_told(tmp_path: Path, line: str, code: str) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, GOOD, line)
    assert error.value.code == code and error.value.params.get("line", 2) == 2


def test_a_line_without_end_is_told_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sawt.intake.table.objects.LINE_BYTES", len(GOOD) + 1)
    assert len(read(tmp_path, GOOD)[1]) == 1
    with pytest.raises(SourceError) as error:
        read(tmp_path, GOOD, GOOD + " ")
    assert error.value.code == "intake.line_too_long" and error.value.params["line"] == 2


def test_windows_line_ends_marks_and_packing_change_nothing(tmp_path: Path) -> None:
    _, [plain], _ = read(tmp_path, GOOD)
    for data in (GOOD.encode("utf-8-sig") + b"\r\n", GOOD.encode("utf-16"), gzip.compress(GOOD.encode())):
        _, [row], _ = read_table(tmp_path, data, MAPPING, "o.ndjson.gz")
        assert row == plain


def test_half_an_emoji_does_not_stop_a_file(tmp_path: Path) -> None:
    whole, half = GOOD.replace("x", "\\ud83d\\ude00"), GOOD.replace("x", "\\ud83d")
    _, [first, second], [reject] = read(tmp_path, GOOD, whole, half)
    assert (first["queue"], second["queue"]) == ("x", "😀")
    assert (reject["line"], reject["reason"], reject["raw"]) == (3, "not_an_object", half)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cc", "Z"])), min_size=1
    )
)
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    lines = [json.dumps({"id": n, "at": DAY, "a": t}, ensure_ascii=n % 2 == 0) for n, t in enumerate(texts)]
    _, rows, _ = read(tmp_path_factory.getbasetemp(), *lines)
    assert [row["queue"] for row in rows] == [text or None for text in texts]


@pytest.mark.parametrize("lines", [["[", " 1]"], ["{}"], [" "]])
def test_a_file_without_one_object_is_told_so(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(SourceError) as error:
        read(tmp_path, *lines)
    assert error.value.code == "intake.no_objects"
