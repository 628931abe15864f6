"""Small real workspaces on the disk, filled through the door that people use."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sawt.facts.lock import writer_lock
from sawt.wiring.importing import Request, import_files
from sawt.wiring.workspace import Workspace, init_workspace, open_workspace
from tests.stores.ministry import Ministry, build, reading_here

AT = "2025-12-01T00:00:00+00:00"
MAPPING = """
[mapping]
name = "calls"
table = "contacts"
key = ["id"]
formats = ["%Y-%m-%d %H:%M:%S"]
[constants]
touchpoint = "call"
direction = "inbound"
[columns.started_at]
from = "start"
[columns.wait_s]
from = "wait"
[columns.customer]
from = "phone"
identity = "phone"
[columns.language]
from = "lang"
[[outcome]]
when = [{ column = "result", equals = "ok" }]
set = "answered"
[[outcome]]
when = [{ column = "result", not_empty = true }]
set = "abandoned"
"""
HEADER = "id,start,wait,phone,lang,result\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "ws", AT)


@pytest.fixture
def bring(workspace: Workspace, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Import rows of calls as a CSV file; several texts are several files of one batch."""
    mapping = tmp_path / "calls.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    count = iter(range(1000))

    def bring_rows(*texts: str, head: str = HEADER, **request: Any) -> dict[str, Any]:
        paths = []
        for text in texts:
            path = tmp_path / f"calls-{next(count)}.csv"
            path.write_bytes((head + text).encode() if isinstance(text, str) else text)
            paths.append(path)
        asked = {"source": "table", "name": "exchange", "mapping": mapping, **request}
        return import_files(workspace, Request(files=tuple(paths), **asked), AT)

    return bring_rows


@pytest.fixture(scope="session")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Ministry:
    """A ministry with every kind of row, in several states: built once for all processes, only read."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with writer_lock(folder / "ministry.lock"):
        kept = folder / "ministry.pickle"
        if not kept.exists():
            with reading_here():
                kept.write_bytes(pickle.dumps(build(folder / "ministry")))
        made: Ministry = pickle.loads(kept.read_bytes())
    return made


@pytest.fixture
def ministry_copy(ministry: Ministry, tmp_path: Path) -> Ministry:
    """A copy of the ministry that a test may change or damage."""
    shutil.copytree(ministry.workspace.root, tmp_path / "copy")
    return replace(ministry, workspace=open_workspace(tmp_path / "copy"))


def call(
    key: int, day: str = "2025-01-05", wait: int = 10, phone: str = "91234567", result: str = "ok"
) -> str:
    return f"{key},{day} 09:00:00,{wait},{phone},ar,{result}\n"
