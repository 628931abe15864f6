"""The benchmark measures what it says, and the three ways to an answer agree."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.faces.door import call

pytestmark = pytest.mark.slow
MEASURED = ("import_rows_per_s", "review_cold_s", "review_warm_s", "peak_rss_mb", "first_50_rows_s")


def _has_postgresql() -> bool:
    beside = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return bool(beside or shutil.which("initdb")) and bool(shutil.which("setpriv"))


def test_a_benchmark_gives_its_figures():
    told = call("bench", "--rows", "3000", "--format", "json")
    assert told.code == 0
    measured = json.loads(told.out)
    assert measured["rows"] == 3_000
    assert all(measured[name] > 0 for name in MEASURED)


@pytest.mark.skipif(not _has_postgresql(), reason="no PostgreSQL server on this machine (Debian: postgresql)")
def test_cells_raw_rows_and_postgresql_give_the_same_answers():
    told = call("bench", "--rows", "20000", "--versus", "postgresql", "--format", "json")
    assert told.code == 0
    versus = json.loads(told.out)["postgresql"]
    assert versus["rows"] == 20_000
    assert [q["question"] for q in versus["questions"] if not q["equal"]] == []
    assert versus["all_equal"] and len(versus["questions"]) > 10


def test_no_rows_are_no_benchmark():
    told = call("bench", "--rows", "0", "--lang", "en")
    assert told.code == 2 and told.is_one_line("en")
