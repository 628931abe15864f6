"""Parquet: typed cells as the text that a CSV would hold, nested columns by dotted names."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sawt.errors import MappingError, SourceError
from tests.unit.intake.tables import mapping_of, read_table

MAPPING = mapping_of(queue="a")
BASE = {"id": ["1", "2"], "at": ["2025-01-05", "2025-01-06"]}


def parquet(folder: Path, columns: dict[str, Any], **more: Any) -> Path:
    pq.write_table(pa.table(columns), folder / "t.parquet", **more)
    return folder / "t.parquet"


@pytest.mark.parametrize(("cells", "texts"), [
    (pa.array(["مسقط", None]), ["مسقط", None]),
    (pa.array(["x", ""], pa.large_string()), ["x", None]),
    (pa.array(["x", "x"]).dictionary_encode(), ["x", "x"]),
    (pa.array([2**60, -1]), [str(2**60), "-1"]),
    (pa.array([3.0, 0.1]), ["3", "0.1"]),
    (pa.array([float("nan"), -0.5]), [None, "-0.5"]),
    (pa.array([["س", "b"], []]), ['["س", "b"]', "[]"]),
    (pa.array([[date(2025, 1, 5)], None]), ['["2025-01-05"]', None]),
    (pa.array([1], pa.int64()).cast(pa.time64("ns")).take(pa.array([0, None])), ["00:00:00", None]),
    (pa.array([True, None]), ["true", None]),
    (pa.array([date(2025, 1, 5), None]), ["2025-01-05", None]),
    (pa.array([time(1, 2, 3), None], pa.time32("s")), ["01:02:03", None]),
    (pa.array([Decimal("1.50"), None]), ["1.50", None]),
], ids=lambda value: str(getattr(value, "type", "")))  # fmt: skip
def test_a_typed_cell_is_the_text_of_a_csv(tmp_path: Path, cells: pa.Array, texts: list[str | None]) -> None:
    done, rows, _ = read_table(tmp_path, parquet(tmp_path, {**BASE, "a": cells}), MAPPING)
    assert [row["queue"] for row in rows] == texts and done.encoding == "parquet"
    assert [row["line"] for row in rows] == [1, 2]


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
def test_timestamps_are_local_unless_they_say_their_zone(tmp_path: Path, unit: str) -> None:
    moments = [datetime(2025, 1, 5, 13, 7, 9), datetime(2025, 1, 5)]
    naive = pa.array(moments, pa.timestamp(unit))
    _, rows, _ = read_table(tmp_path, parquet(tmp_path, {**BASE, "at": naive, "a": ["x", "y"]}), MAPPING)
    local = [datetime(2025, 1, 5, 9, 7, 9, tzinfo=UTC), datetime(2025, 1, 4, 20, tzinfo=UTC)]
    assert [row["started_at"] for row in rows] == local
    zoned = pa.array(moments, pa.timestamp(unit, tz="Asia/Muscat"))
    _, rows, _ = read_table(tmp_path, parquet(tmp_path, {**BASE, "at": zoned, "a": ["x", "y"]}), MAPPING)
    assert [row["started_at"] for row in rows] == [moment.replace(tzinfo=UTC) for moment in moments]


def test_nested_columns_are_dotted_names(tmp_path: Path) -> None:
    nested = {**BASE, "s": [{"a": {"b": "x"}, "n": 1}, None], "at": ["2025-01-05", "soon"]}
    _, [row], [reject] = read_table(
        tmp_path, parquet(tmp_path, nested), mapping_of(queue="s.a.b", hall="s.n")
    )
    assert (row["queue"], row["hall"]) == ("x", "1")
    assert json.loads(reject["raw"]) == {"id": "2", "at": "soon", "s.a.b": "", "s.n": ""}
    assert (reject["line"], reject["reason"]) == (2, "bad_date")


def test_rows_are_counted_through_all_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sawt.intake.table.parquet.ROWS", 3)
    ids = [str(n) for n in range(8)]
    columns = {"id": ids, "at": ["soon" if n == "6" else "2025-01-05" for n in ids], "a": ids}
    _, rows, [reject] = read_table(tmp_path, parquet(tmp_path, columns, row_group_size=4), MAPPING)
    assert [row["line"] for row in rows] == [1, 2, 3, 4, 5, 6, 8] and reject["line"] == 7
    assert [row["queue"] for row in rows] == [n for n in ids if n != "6"]


def test_a_cut_or_foreign_file_is_told(tmp_path: Path) -> None:
    data = parquet(tmp_path, {**BASE, "a": ["x", "y"]}).read_bytes()
    for broken in (b"", b"PAR1", b"id,at,a\n1,2,3\n", data[:-1], data[: len(data) // 2], data[:-8] + b"PAR1"):
        with pytest.raises(SourceError) as error:
            read_table(tmp_path, broken, MAPPING, "broken.parquet")
        assert error.value.code == "intake.not_parquet"


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as missing:
        read_table(tmp_path, parquet(tmp_path, BASE), MAPPING)
    assert missing.value.code == "mapping.no_such_column"
    with pytest.raises(SourceError) as empty:
        read_table(tmp_path, parquet(tmp_path, {"id": pa.array([], pa.string()), "at": [], "a": []}), MAPPING)
    assert empty.value.code == "intake.header_only"
    with pytest.raises(SourceError) as twice:
        read_table(tmp_path, parquet(tmp_path, {**BASE, "s": [{"a": 1}, None], "s.a": ["x", "y"]}), MAPPING)
    assert twice.value.code == "intake.header_twice"


def test_a_parquet_file_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    path = parquet(tmp_path, {**BASE, "a": ["x", "y"]}).rename(tmp_path / "export.dat")
    assert read_table(tmp_path, path, MAPPING)[0].encoding == "parquet"


def test_a_name_with_spaces_around_is_found(tmp_path: Path) -> None:
    columns = {" id ": ["1", "2"], "at": BASE["at"], "a": ["x", "y"]}
    assert read_table(tmp_path, parquet(tmp_path, columns), MAPPING)[0].received == 2


def test_text_without_its_mark_is_text(tmp_path: Path) -> None:
    cells = pa.array(["مسقط".encode(), None], pa.binary())
    _, rows, _ = read_table(tmp_path, parquet(tmp_path, {**BASE, "a": cells}), MAPPING)
    assert [row["queue"] for row in rows] == ["مسقط", None]


def test_a_timestamp_beyond_the_calendar_does_not_stop_a_file(tmp_path: Path) -> None:
    far = pa.array([2**62, 1_736_082_429_000_000], pa.int64()).cast(pa.timestamp("us"))
    _, [row], [_] = read_table(tmp_path, parquet(tmp_path, {**BASE, "at": far, "a": ["x", "y"]}), MAPPING)
    assert row["external_id"] == "2"


def test_bytes_that_are_no_text_are_told_with_their_column(tmp_path: Path) -> None:
    for kind in (pa.binary(), pa.binary(1)):
        cells = pa.array([b"\xff", None], kind)
        with pytest.raises(SourceError) as error:
            read_table(tmp_path, parquet(tmp_path, {**BASE, "a": cells}), MAPPING)
        assert error.value.code == "intake.bytes_not_text"
        assert error.value.params == {"file": "t.parquet", "name": "a"}


def test_a_refused_row_is_whole_whatever_its_other_cells_hold(tmp_path: Path) -> None:
    others = {
        "a": ["x", "y"],
        "far": pa.array([2**62, 0], pa.int64()).cast(pa.timestamp("us")),
        "image": pa.array([b"\xff", b"text"]),
        "days": pa.array([[2**30], None], pa.list_(pa.int32())).cast(pa.list_(pa.date32())),
    }
    _, _, rejects = read_table(
        tmp_path, parquet(tmp_path, {**BASE, "at": ["soon", "late"], **others}), MAPPING
    )
    first, second = (json.loads(reject["raw"]) for reject in rejects)
    assert (first["image"], first["days"]) == ("<binary>", "<list<element: date32[day]>>")
    assert (second["far"], second["image"], second["days"]) == ("1970-01-01", "text", "")
