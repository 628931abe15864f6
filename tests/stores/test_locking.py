"""One writer at a time; a dead one holds nobody up; readers never wait and never see half of anything."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from sawt.errors import StateError
from sawt.facts import store, versions
from sawt.facts.lock import writer_lock
from sawt.wiring import keeping
from sawt.wiring.asking import Asked, figures
from sawt.wiring.importing import undo_batch
from tests.stores.conftest import AT, call
from tests.stores.ministry import reading_here

HOLD = """
import sys
from pathlib import Path
from sawt.facts.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
INBOUND = Asked("calls_inbound", "2025-01", "2025-12")


@contextmanager
def another_writer(lock: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the lock until its input is closed or it is killed."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_writer_waits_says_so_once_and_goes_on(workspace):
    told = []
    with another_writer(workspace.facts / "writer.lock") as first:

        def release() -> None:
            told.append("waiting")
            threading.Timer(0.3, first.stdin.close).start()

        with store.writing(workspace.facts, on_wait=release, wait_s=30) as writer:
            assert (told, writer.base.number) == (["waiting"], 1)


def test_a_writer_that_waited_long_enough_gives_up_with_a_sentence(workspace):
    lock = workspace.facts / "writer.lock"
    with another_writer(lock), pytest.raises(StateError) as refused, writer_lock(lock, wait_s=0.2):
        pytest.fail("two held the lock")
    assert refused.value.code == "facts.writer_busy"


def test_the_lock_is_free_when_its_holder_was_killed(workspace):
    lock = workspace.facts / "writer.lock"
    with another_writer(lock) as holder:
        with pytest.raises(StateError), writer_lock(lock, wait_s=0):
            pytest.fail("two held the lock")
        holder.kill()
        holder.wait()
        with writer_lock(lock, wait_s=0):
            pass


def test_the_lock_is_free_after_an_error_inside(tmp_path):
    with pytest.raises(KeyError), writer_lock(tmp_path / "lock"):
        raise KeyError
    with writer_lock(tmp_path / "lock", wait_s=0):
        pass


def test_two_imports_at_once_both_come_in_one_after_the_other(workspace, bring):
    with reading_here(), ThreadPoolExecutor(2) as pool:
        made = list(pool.map(bring, [call(1) + call(2), call(2) + call(3)]))
    assert sorted(result["loaded"] for result in made) == [1, 2]
    assert sorted(result["facts_version"] for result in made) == [2, 3]
    assert figures(workspace.snapshot(), INBOUND)[0].value == 3
    assert keeping.check(workspace) == []


@pytest.mark.parametrize("write", ["import", "update", "undo"])
def test_readers_during_a_write_see_the_version_before(workspace, bring, monkeypatch, write):
    with reading_here():
        batch = bring(call(1, wait=10) + call(2, wait=10))["batch"]
    seen = []
    publish = versions.publish

    def look_and_publish(root, version):
        """All is written and synced here, and nothing published."""
        seen.append((workspace.snapshot().version.number, *answers(workspace)))
        publish(root, version)

    before = answers(workspace)
    monkeypatch.setattr(versions, "publish", look_and_publish)
    with reading_here():
        if write == "undo":
            undo_batch(workspace, batch, AT)
        else:
            bring(call(3) if write == "import" else call(1, wait=99))
    assert seen == [(2, *before)]
    assert answers(workspace) != before


def answers(workspace):
    asked = [INBOUND, Asked("speed_of_answer_mean", "2025-01", "2025-12")]
    return [(f.value, f.n, f.print) for one in asked for f in figures(workspace.snapshot(), one)]


def test_a_reader_keeps_its_version_while_others_write(workspace, bring):
    with reading_here():
        bring(call(1))
        reader = workspace.snapshot()
        before = figures(reader, INBOUND)
        bring(call(1, wait=70) + call(2))
    assert figures(reader, INBOUND) == before
    assert figures(reader, Asked("wait_median", "2025-01", "2025-12"))[0].value == 10


def test_reading_takes_no_lock(workspace, bring):
    with reading_here():
        bring(call(1))
    with another_writer(workspace.facts / "writer.lock"):
        assert figures(workspace.snapshot(), INBOUND)[0].value == 1
        assert keeping.check(workspace) == []
        assert store.leftovers(workspace.facts) == []
