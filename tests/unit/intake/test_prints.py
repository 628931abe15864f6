"""Prints: equal content has one, other content has another, and what is no content changes none."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sawt.intake.prints import content_digests, hexes, print_columns
from sawt.intake.staging import StagedWriter
from tests.unit.intake.staged import staged_rows
from tests.unit.intake.tables import mapping_of, read_table

Print = tuple[int, int]
MOMENT = datetime(2025, 1, 5, 13, 7, 9, tzinfo=UTC)


def prints(**columns: Any) -> list[Print]:
    hi, lo = print_columns(pa.RecordBatch.from_pydict(columns))
    return list(zip(hi.tolist(), lo.tolist(), strict=True))


def one(value: Any, type_: pa.DataType | None = None, name: str = "a") -> Print:
    (found,) = prints(**{name: pa.array([value], type_)})
    return found


def staged(folder: Path, columns: dict[str, pa.Array]) -> Print:
    writer = StagedWriter(folder, "contacts", 0)
    writer.write(columns, np.array([1]))
    writer.close()
    (row,) = staged_rows(folder, "contacts")
    return row["print_hi"], row["print_lo"]


TEXTS = st.none() | st.text("ab=c\n ", max_size=3)
NAMES = ("a", "b", "ab", "c")
ROWS = st.tuples(*[TEXTS] * len(NAMES))
Row = tuple[str | None, ...]


def columns_of(rows: list[Row]) -> dict[str, pa.Array]:
    return {
        name: pa.array(cells, pa.string()) for name, cells in zip(NAMES, zip(*rows, strict=True), strict=True)
    }


@settings(max_examples=30, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=12))
def test_rows_have_one_print_only_when_every_field_is_equal(rows: list[Row]) -> None:
    found = prints(**columns_of(rows))
    assert len(set(zip(rows, found, strict=True))) == len(set(rows)) == len(set(found))


@settings(max_examples=15, deadline=None)
@given(st.lists(ROWS, min_size=2, max_size=8), st.data())
def test_a_print_does_not_depend_on_the_rows_beside_it(rows: list[Row], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(rows) - 1))
    whole = prints(**columns_of(rows))
    assert prints(**{name: column.slice(start) for name, column in columns_of(rows).items()}) == whole[start:]
    assert prints(**columns_of([rows[start]])) == [whole[start]]


def test_a_column_without_values_changes_no_print() -> None:
    rows = {"a": pa.array(["x", None]), "n": pa.array([1, 2])}
    for later in (pa.nulls(2, pa.string()), pa.nulls(2, pa.float64()), pa.nulls(2)):
        assert prints(**rows, later=later) == prints(**rows)
    half = prints(**rows, later=pa.array([None, "y"]))
    assert half[0] == prints(**rows)[0] and half[1] != prints(**rows)[1]


def test_a_print_differs_by_value_by_name_and_by_emptiness() -> None:
    told = [
        one("x"), one("y"), one("x", name="b"), one(""), one(None, pa.string()), one(1), one(256), one(1.5),
        one(-1.5), one("1"), one(date(2025, 1, 5)), one(MOMENT), one(MOMENT.replace(microsecond=1)),
        one(True), one(False),
    ]  # fmt: skip
    assert len(set(told)) == len(told) - 1, "only true and 1 are one, and no column is ever both"


@pytest.mark.parametrize(("value", "types"), [
    (-5, [pa.int8(), pa.int32(), pa.int64()]),
    (0.5, [pa.float32(), pa.float64()]),
    (MOMENT, [pa.timestamp("s", "UTC"), pa.timestamp("us", "UTC"), pa.timestamp("us", "Asia/Muscat")]),
    (date(2025, 1, 5), [pa.date32(), pa.date64()]),
    ("مسقط", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]),
])  # fmt: skip
def test_a_value_has_one_print_however_wide_it_lies(value: Any, types: list[pa.DataType]) -> None:
    assert len({one(value, kind) for kind in types}) == 1


def test_minus_zero_and_zero_are_one_number() -> None:
    assert one(-0.0) == one(0.0) != one(1e-300)


def test_the_print_is_the_documented_one() -> None:
    text = "a=مسقط\0n=".encode() + (7).to_bytes(8, "little") + b"\0"
    digest = hashlib.sha256(text).digest()
    batch = {"a": pa.array(["مسقط"]), "n": pa.array([7])}
    assert prints(**batch) == [
        (int.from_bytes(digest[:8], "big", signed=True), int.from_bytes(digest[8:16], "big", signed=True))
    ]
    assert hexes(content_digests(pa.RecordBatch.from_pydict(batch))).to_pylist() == [digest[:12].hex()]


def test_the_name_of_a_source_and_the_place_in_it_are_no_content() -> None:
    rows = {"a": pa.array(["x"])}
    assert prints(**rows, name=pa.array(["one"]), sequence=pa.array([7])) == prints(**rows)


def test_no_rows_have_no_prints() -> None:
    assert prints(a=pa.array([], pa.string())) == [] == prints(a=pa.nulls(0))
    assert len(set(prints(a=pa.nulls(3)))) == 1


def test_staged_rows_have_one_print_in_any_order_of_their_columns(tmp_path: Path) -> None:
    columns = {
        "external_id": pa.array(["1"]),
        "local_date": pa.array([date(2025, 1, 5)]),
        "queue": pa.array(["q"]),
        "wait_s": pa.array([5], pa.int32()),
    }
    plain = staged(tmp_path, columns)
    assert staged(tmp_path, dict(reversed(columns.items()))) == plain
    assert staged(tmp_path, {**columns, "hall": pa.nulls(1, pa.string())}) == plain
    moved = {**columns, "hall": columns["queue"]}
    del moved["queue"]
    assert staged(tmp_path, moved) != plain


def test_prints_of_a_file_hang_on_its_content_alone(tmp_path: Path) -> None:
    _, [one_way, _], _ = read_table(
        tmp_path, "id,at,a,b\n1,2025-01-05,x,y\n2,2025-01-05,x,y\n", mapping_of(queue="a", hall="b")
    )
    _, [other_way], _ = read_table(
        tmp_path, 'b;extra;a;at;id\n y ;9;"x";2025-01-05;1\n', mapping_of(hall="b", queue="a")
    )
    assert (one_way["print_hi"], one_way["print_lo"]) == (other_way["print_hi"], other_way["print_lo"])
