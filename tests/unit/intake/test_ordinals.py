"""Ordinals: which time a key comes, the same for any cut into batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sawt.intake.ordinals import Ordinals
from tests.unit.intake.tables import mapping_of, read_table

DAY = "2025-01-05"
BY_ROW = mapping_of(key='"row"', queue="a")


@settings(max_examples=30, deadline=None)
@given(
    batches=st.lists(st.lists(st.integers(0, 6), max_size=8), max_size=8),
    times=st.lists(st.integers(-3, 3), min_size=7, max_size=7),
)
def test_keys_are_counted_as_one_would_by_hand(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]], times: list[int]
) -> None:
    ordinals, seen = Ordinals(tmp_path_factory.getbasetemp()), Counter[int]()
    for batch in batches:
        keys = np.array([(1 << 64) - 1 - key for key in batch], dtype=np.uint64)
        found = ordinals.of(keys, np.array([times[key] for key in batch], dtype=np.int64))
        meant = []
        for key in batch:
            meant.append(seen[key])
            seen[key] += 1
        assert found.tolist() == meant and found.dtype == np.int64
    ordinals.close()


def test_only_batches_of_the_same_time_are_read_again(tmp_path: Path) -> None:
    ordinals = Ordinals(tmp_path)
    keys = np.array([5, 5], dtype=np.uint64)
    for day in range(4):
        ordinals.of(keys, np.array([day * 10, day * 10 + 9]))
    assert ordinals.of(keys, np.array([9, 10])).tolist() == [4, 5], "the first two days"
    assert ordinals.of(keys, np.array([99, 99])).tolist() == [0, 1]
    ordinals.close()


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Ordinals]]:
    """What the reading of a file counted with; closed here."""
    made: list[Ordinals] = []

    class Kept(Ordinals):
        def __init__(self, folder: Path | str) -> None:
            super().__init__(folder)
            made.append(self)

    monkeypatch.setattr("sawt.intake.mapping.converter.Ordinals", Kept)
    yield made
    for ordinals in made:
        ordinals.close()


def ids(folder: Path, *rows: str) -> list[str]:
    _, staged, _ = read_table(folder, "at,a\n" + "".join(f"{DAY},{row}\n" for row in rows), BY_ROW)
    return [row["external_id"] for row in staged]


@pytest.mark.usefixtures("scratch")
def test_rows_without_a_key_are_told_apart_by_content_and_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, y, x2, x3 = ids(tmp_path, "x", "y", "x", "x")
    assert len({x, y}) == 2 and (x2, x3) == (f"{x}-2", f"{x}-3")
    monkeypatch.setattr("sawt.intake.table.records.BLOCK_BYTES", 8)
    monkeypatch.setattr("sawt.intake.encoding._CHUNK", 8)
    assert ids(tmp_path, "x", "y", "x", "x") == [x, y, x2, x3]
    assert ids(tmp_path, "x", "x", "x", "y") == [x, x2, x3, y]


@pytest.mark.usefixtures("scratch")
def test_a_refused_row_is_not_counted(tmp_path: Path) -> None:
    mapping = BY_ROW + '[columns.wait_s]\nfrom = "w"\n'
    text = f"at,a,w\n{DAY},x,1\n{DAY},x,soon\n{DAY},x,1\n"
    _, [first, second], [_] = read_table(tmp_path, text, mapping)
    assert second["external_id"] == first["external_id"] + "-2"


def test_the_scratch_file_is_closed_when_a_file_was_read(tmp_path: Path, scratch: list[Ordinals]) -> None:
    ids(tmp_path, "x")
    assert [ordinals._file.closed for ordinals in scratch] == [True]
