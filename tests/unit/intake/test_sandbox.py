"""The child process: what it says crosses over, its bounds hold, and its death is told."""

from __future__ import annotations

import errno
import gzip
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from sawt.errors import CallError, MappingError, SawtError, SourceError, StateError
from sawt.intake import child, sandbox
from sawt.intake.job import Done, Emit, Job
from tests.unit.intake.staged import staged_rows
from tests.unit.intake.tables import mapping_of

MAPPING = mapping_of(queue="a")


def job(path: Path, source: str = "table", mapping: str = MAPPING) -> Job:
    return Job(source, str(path), 0, str(path.parent), "visits", mapping, None, "Asia/Muscat", b"k" * 32)


def run(task: Job, **bounds: int) -> tuple[Done, list[int], list[dict[str, Any]]]:
    progress: list[int] = []
    rejects: list[dict[str, Any]] = []
    return sandbox.run(task, progress.append, rejects.append, **bounds), progress, rejects


def told(task: Job, **bounds: int) -> SawtError:
    with pytest.raises(SawtError) as error:
        run(task, **bounds)
    return error.value


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file that never says anything: its reader waits as long as it may."""
    os.mkfifo(tmp_path / "endless.csv")
    return tmp_path / "endless.csv"


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The child processes that were started, as they were called."""
    started: list[subprocess.Popen[bytes]] = []

    class Kept(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            started.append(self)

    monkeypatch.setattr(sandbox.subprocess, "Popen", Kept)
    return started


def test_a_job_comes_through_its_json_unchanged(tmp_path: Path) -> None:
    task = job(tmp_path / "طلبات.csv")
    assert Job.from_json(task.as_json()) == task and "\n" not in task.as_json()


def test_an_error_crosses_over_with_its_kind_code_and_parameters(
    tmp_path: Path, children: list[subprocess.Popen[bytes]]
) -> None:
    error = told(job(tmp_path / "t.csv", source="fax"))
    assert (type(error), error.code) == (CallError, "intake.unknown_source")
    assert error.params["source"] == "fax" and "table" in error.params["known"]
    (words,) = (child.args for child in children)
    assert words[:3] == [sys.executable, "-m", "sawt.intake.child"] and all(map(str.isdigit, words[3:]))
    assert [child.poll() is None for child in children] == [False]


def test_a_child_that_cannot_start_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, children: list[subprocess.Popen[bytes]]
) -> None:
    monkeypatch.setattr(sandbox.sys, "executable", "/bin/false")
    monkeypatch.setattr(Job, "as_json", lambda task: (children[0].wait(), "{}")[1])
    assert told(job(tmp_path / "t.csv"), seconds=20).code == "intake.reader_died"


@pytest.mark.slow
def test_rows_rejects_and_the_end_cross_over(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('id,at,a\n1,2025-01-05,مسقط\n2,soon,"ص\nلا"\n', encoding="utf-8")
    done, progress, rejects = run(job(tmp_path / "t.csv"))
    assert done == Done(2, 1, "utf-8") and progress == [2]
    assert [(r["line"], r["reason"], r["raw"]) for r in rejects] == [(3, "bad_date", '2,soon,"ص\nلا"')]
    assert [row["queue"] for row in staged_rows(tmp_path, "contacts")] == ["مسقط"]


@pytest.mark.slow
def test_errors_of_readers_keep_their_kind(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,at,a\n", encoding="utf-8")
    empty, wrong = told(job(tmp_path / "t.csv")), told(job(tmp_path / "t.csv", mapping="[mapping]\n"))
    assert (type(empty), empty.code, empty.params) == (SourceError, "intake.header_only", {"file": "t.csv"})
    assert (type(wrong), wrong.code, wrong.params["line"]) == (MappingError, "mapping.unknown_table", 1)


@pytest.mark.slow
def test_an_error_that_nobody_foresaw_is_told_with_its_last_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,at,a\n1,2025-01-05,x\n", encoding="utf-8")
    error = told(replace(job(tmp_path / "t.csv"), staging="\0"))
    assert error.code == "intake.reader_died" and "ValueError" in error.params["reason"]


@pytest.mark.slow
def test_what_the_machine_refuses_is_told_as_that(tmp_path: Path) -> None:
    error = told(job(tmp_path / "none.csv"))
    assert (type(error), error.code) == (StateError, "machine.failed")
    assert "none.csv" in error.params["reason"]


@pytest.mark.slow
def test_a_killed_child_is_told_and_leaves_nobody_behind(
    endless: Path, children: list[subprocess.Popen[bytes]]
) -> None:
    def kill() -> None:
        with endless.open("wb"):  # from here on the child reads
            children[0].kill()

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    error = told(job(endless), seconds=20)
    assert (type(error), error.code) == (SourceError, "intake.reader_died")
    assert error.params == {"file": "endless.csv", "reason": "exit -9"}
    assert [child.poll() for child in children] == [-signal.SIGKILL]


@pytest.mark.slow
def test_a_reader_that_takes_too_long_is_stopped(
    endless: Path, children: list[subprocess.Popen[bytes]]
) -> None:
    error = told(job(endless), seconds=1)
    assert (type(error), error.code) == (SourceError, "intake.reader_time")
    assert [child.poll() for child in children] == [-signal.SIGKILL]


@pytest.mark.slow
@pytest.mark.parametrize("memory_mb", [10, 40])
def test_the_bound_on_memory_holds_before_anything_is_loaded(tmp_path: Path, memory_mb: int) -> None:
    (tmp_path / "t.csv").write_text("id,at,a\n1,2025-01-05,x\n", encoding="utf-8")
    assert told(job(tmp_path / "t.csv"), memory_mb=memory_mb).code == "intake.reader_memory"


@pytest.mark.slow
def test_a_child_dies_with_its_parent(endless: Path) -> None:
    code = "import sys\nfrom sawt.intake import sandbox\nfrom sawt.intake.job import Job\n"
    code += "sandbox.run(Job.from_json(sys.stdin.readline()), print, print)"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, text=True) as parent:
        assert parent.stdin is not None
        print(job(endless).as_json(), file=parent.stdin, flush=True)
        while not (born := Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()):
            time.sleep(0.01)
        time.sleep(0.5)  # it binds itself first of all
        parent.kill()
    for _ in range(500):
        if not any(lives(pid) for pid in born):
            return
        time.sleep(0.01)
    pytest.fail("it lives on")


def lives(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_whose_parent_is_gone_already_does_nothing() -> None:
    words = [sys.executable, "-m", "sawt.intake.child", "500", "20", "1"]
    assert subprocess.run(words, input=b"", check=False).returncode == -signal.SIGKILL


@pytest.mark.parametrize(("words", "code", "reason"), [
    ("memory allocation of 549755813888 bytes failed", "intake.reader_memory", None),
    ("thread 'main' panicked:\ncapacity overflow\nnote: run with it", "intake.reader_memory", None),
    ("OpenBLAS error: Memory allocation still failed after 10 retries", "intake.reader_memory", None),
    ("the last word\nnote: run with RUST_BACKTRACE=1", "intake.reader_died", "the last word"),
    ("note: nothing else", "intake.reader_died", "exit 3"),
])  # fmt: skip
def test_the_last_words_of_a_library_are_understood(
    tmp_path: Path, words: str, code: str, reason: str | None
) -> None:
    error = sandbox._why(job(tmp_path / "t.csv"), 3, False, words)
    assert (error.code, error.params.get("reason")) == (code, reason)


@pytest.mark.parametrize("said", ['{"progress": 1}\n{"reje', "3\n", "not ours\n", ""])
def test_what_is_no_word_of_ours_ends_the_talk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    reader = tmp_path / "reader"
    reader.write_text(f"#!/bin/sh\nread job\nprintf '%s' '{said}'\nkill -9 $$\n")
    reader.chmod(0o700)
    monkeypatch.setattr(sandbox.sys, "executable", str(reader))
    error = told(job(tmp_path / "t.csv"), seconds=20)
    assert (error.code, error.params["reason"]) == ("intake.reader_died", "exit -9")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_told_as_one(number: int) -> None:
    assert child._failure(OSError(number, "full"), "staged") == ("machine.disk_full", {"path": "staged"})
    assert child._failure(OSError(number, "full", "f"), "staged") == ("machine.disk_full", {"path": "f"})
    other = child._failure(OSError(errno.EIO, "broken"), "staged")
    assert other == ("machine.failed", {"reason": "broken (staged)"})


def test_the_mouth_can_be_made_where_there_is_no_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    said: list[str] = []
    Emit(said.append).progress(3)
    assert said == ['{"progress": 3}\n']


@pytest.mark.slow
def test_a_file_that_needs_more_memory_than_it_may_is_told(tmp_path: Path) -> None:
    def packed(text: str) -> bytes:
        return gzip.compress(f'{{"id": "1", "at": "2025-01-05", "a": "{text}"}}\n'.encode(), 1)

    noise = random.Random(1).randbytes(1_900_000).hex()  # so that the file is large enough to unpack so far
    (tmp_path / "t.jsonl.gz").write_bytes(packed(noise) + packed("x" * 4_000_000) * 90)
    error = told(job(tmp_path / "t.jsonl.gz"), memory_mb=500)
    assert (type(error), error.code) == (SourceError, "intake.reader_memory")


@pytest.mark.slow
def test_a_parquet_file_that_needs_more_memory_than_it_may_is_told(tmp_path: Path) -> None:
    rows = 60_000
    same = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int8()), ["x" * 12_000])
    columns = {"id": [str(n) for n in range(rows)], "at": ["2025-01-05"] * rows, "a": same}
    pq.write_table(pa.table(columns), tmp_path / "t.parquet", store_schema=False)
    assert (tmp_path / "t.parquet").stat().st_size < 1 << 20
    error = told(job(tmp_path / "t.parquet"), memory_mb=500)
    assert error.code == "intake.reader_memory", error


@pytest.mark.slow
def test_a_sheet_that_needs_more_memory_than_it_may_is_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "at", "a"])
        sheet.write(1_000_000, 40, "far")
    error = told(job(tmp_path / "t.xlsx"), memory_mb=500)
    assert error.code == "intake.reader_memory", error
