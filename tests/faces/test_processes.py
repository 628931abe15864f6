"""Processes that meet, are killed, are stopped, or lose their reader: whole versions or none."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time

import pytest

from tests.faces.conftest import HEADER, row
from tests.faces.door import command_line, kept, process, said

pytestmark = pytest.mark.slow
ROWS = 20_000


@pytest.fixture
def sent(tmp_path, calls):
    """The words of an import that takes about a second."""
    path = tmp_path / "many.csv"
    days = [f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}" for number in range(ROWS)]
    path.write_text(HEADER + "".join(row(n, day=day, wait=n % 300) for n, day in enumerate(days)))
    return (
        "import",
        "table",
        path,
        "--mapping",
        calls,
        "--as",
        "exchange",
        "--lang",
        "en",
        "--format",
        "json",
    )


@pytest.fixture
def held(sawt):
    """How many rows there are, once the workspace was found sound."""

    def count():
        told = sawt("check")
        assert told.code == 0, told
        asked = ("figure", "calls_inbound", "--from", "2025-01", "--to", "2025-12", "--format", "json")
        return json.loads(sawt(*asked).out)[0]["value"]

    return count


def wait_for(path, started, seconds=20):
    """Until a process has made a path, or ended."""
    end = time.monotonic() + seconds
    while not path.exists() and started.poll() is None and time.monotonic() < end:
        time.sleep(0.005)


def test_of_two_imports_of_one_file_at_once_one_loads_and_the_other_finds_duplicates(workspace, sent, held):
    answers = [said(one) for one in [process(workspace, *sent) for _ in range(2)]]
    assert [answer.code for answer in answers] == [0, 0], answers
    results = [json.loads(answer.out) for answer in answers]
    assert sorted((r["loaded"], r["duplicate"]) for r in results) == [(0, ROWS), (ROWS, 0)]
    assert [answer.err for answer in answers] == ["", ""]
    assert kept(workspace)["versions"] == [1, 2]
    assert held() == ROWS


def test_a_killed_import_leaves_nothing_half_done_and_completes_the_next_time(workspace, sent, held):
    draw = random.Random(5)
    for _ in range(5):
        started = process(workspace, *sent)
        wait_for(workspace / "facts" / "scratch", started)
        time.sleep(draw.uniform(0, 0.9))
        started.kill()
        said(started)
        assert kept(workspace)["versions"] in ([1], [1, 2])
    last = said(process(workspace, *sent))
    assert last.code == 0, last
    assert held() == ROWS
    assert kept(workspace) == {
        "versions": [1, 2], "landing": ["b2"], "rejects": [], "unpublished": [], "scratch": [], "drafts": []
    }  # fmt: skip


@pytest.mark.parametrize("group", [False, True], ids=["the process alone", "its children too"])
def test_a_stopped_import_says_so_in_one_line_and_publishes_nothing(workspace, sent, held, group):
    for after in (0, 0.1, 0.25, 0.4):
        started = process(workspace, *sent, start_new_session=True)
        wait_for(workspace / "facts" / "scratch", started)
        time.sleep(after)
        if group:
            os.killpg(started.pid, signal.SIGINT)
        else:
            started.send_signal(signal.SIGINT)
        told = said(started)
        if told.code == 0 and kept(workspace)["versions"] == [1, 2]:
            break  # it was done before it was stopped
        assert told.code == 3 and told.is_one_line("en"), told
        assert kept(workspace) == {
            "versions": [1], "landing": [], "rejects": [], "unpublished": [], "scratch": [], "drafts": []
        }  # fmt: skip
    assert said(process(workspace, *sent)).code == 0
    assert held() == ROWS


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_a_reader_that_leaves_early_makes_no_noise(workspace, sent, form):
    assert said(process(workspace, *sent)).code == 0
    asked = ("rows", "calls_inbound", "--from", "2025-01", "--to", "2025-12", "--format", form)
    for lines in (1, 0):
        started = process(workspace, *asked)
        for _ in range(lines):
            assert started.stdout.readline()
        started.stdout.close()
        started.stdout = None
        told = said(started)
        assert told.code == 0 and told.err == "", told


def test_what_cannot_be_written_out_is_told_in_one_line(workspace):
    with open("/dev/full", "w") as full:
        told = said(process(workspace, "metrics", "--lang", "en", stdout=full))
    assert told.code == 3 and told.is_one_line("en"), told


def test_a_command_without_standard_output_makes_no_traceback(workspace):
    words = " ".join(map(str, command_line("sources", "--workspace", workspace)))
    told = subprocess.run(["/bin/sh", "-c", f"{words} >&-"], stderr=subprocess.PIPE, text=True, check=False)
    assert "Traceback" not in told.stderr


def test_a_pipe_in_place_of_a_file_is_refused(workspace, sent, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    started = process(workspace, *sent[:2], tmp_path / "pipe", *sent[3:])
    try:
        told = said(started, timeout=5)
    except subprocess.TimeoutExpired:
        pytest.fail("it waits")
    assert told.code == 2 and told.is_one_line("en")
