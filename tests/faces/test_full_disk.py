"""A full disk: exit code 3 and one line, nothing half-done, and the same command completes later."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faces.conftest import HEADER, row
from tests.faces.door import Said, door, kept, process, said

pytestmark = pytest.mark.slow
NOTHING = {"versions": [1], "landing": [], "rejects": [], "unpublished": [], "scratch": [], "drafts": []}
ROWS = 20_000
KILOBYTE = 1024


@pytest.fixture
def disk(tmp_path, _empty):
    """A disk of eight megabytes with an empty workspace on it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    asked = [mount or "mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if not mount or os.getuid() != 0 or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        shutil.copytree(_empty / "ws", folder / "ws")
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def many(path: Path, bad_from: int = ROWS) -> Path:
    days = [f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}" if n < bad_from else "never" for n in range(ROWS)]
    path.write_text(HEADER + "".join(row(n, day=day, wait=n % 300) for n, day in enumerate(days)))
    return path


def fill(folder: Path, left: int) -> Path:
    """Take the disk's room until so many bytes are left."""
    filler = folder / "filler"
    room = os.statvfs(folder)
    filler.write_bytes(b"\0" * max(room.f_bavail * room.f_frsize - left, 0))
    return filler


def asked_of(path: Path, calls: Path) -> tuple[object, ...]:
    return ("import", "table", path, "--mapping", calls, "--lang", "en")


def wrong_after(workspace: Path, told: Said) -> list[str]:
    """What an import that met a full disk should not have said or left."""
    wrong = [] if told.code == 3 and told.is_one_line("en") else [f"{told.code}: {told.err[-300:]}"]
    left = kept(workspace)
    return wrong + [f"{part}: {left[part]}" for part in NOTHING if left[part] != NOTHING[part]]


def held(workspace: Path) -> int:
    sawt = door(workspace)
    assert sawt("check").code == 0
    asked = ("figure", "calls_inbound", "--from", "2025-01", "--to", "2025-12", "--format", "json")
    return json.loads(sawt(*asked).out)[0]["value"]


@pytest.mark.parametrize("left", [0, 200])
def test_an_import_that_finds_no_room_completes_when_there_is_room(disk, tmp_path, calls, left):
    asked = asked_of(many(tmp_path / "many.csv"), calls)
    filler = fill(disk, left * KILOBYTE)
    assert wrong_after(disk / "ws", said(process(disk / "ws", *asked))) == []
    filler.unlink()
    assert said(process(disk / "ws", *asked)).code == 0
    assert held(disk / "ws") == ROWS


def test_wherever_the_disk_fills_nothing_is_left_and_it_is_told_in_one_line(disk, tmp_path, calls):
    asked = asked_of(many(tmp_path / "many.csv"), calls)
    wrong = {}
    for left in range(1200, 2500, 400):
        workspace = Path(shutil.copytree(disk / "ws", disk / str(left)))
        filler = fill(disk, left * KILOBYTE)
        told = said(process(workspace, *asked))
        problems = wrong_after(workspace, told) if told.code != 0 else []
        filler.unlink()
        again = said(process(workspace, *asked))
        if again.code != 0:
            problems.append(f"again {again.code}: {again.err[-300:]}")
        if problems:
            wrong[left] = problems
        shutil.rmtree(workspace)
    assert wrong == {}


def test_a_disk_that_fills_with_rejects_leaves_nothing(disk, tmp_path, calls):
    asked = asked_of(many(tmp_path / "many.csv", bad_from=1000), calls)
    filler = fill(disk, 1400 * KILOBYTE)
    assert wrong_after(disk / "ws", said(process(disk / "ws", *asked))) == []
    filler.unlink()
    assert said(process(disk / "ws", *asked)).code == 1


@pytest.mark.parametrize("most", [0, 20 * KILOBYTE])
def test_a_file_that_may_not_grow_leaves_nothing(workspace, tmp_path, calls, most):
    asked = asked_of(many(tmp_path / "many.csv"), calls)
    bound = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))}
    assert wrong_after(workspace, said(process(workspace, *asked, **bound))) == []
    assert said(process(workspace, *asked)).code == 0
