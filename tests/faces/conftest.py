"""One workspace that is only read, and empty ones that a test may fill."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faces.door import Said, call, door

CALLS = """
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
[columns.hall]
from = "hall"
[[outcome]]
when = [{ column = "result", equals = "ok" }]
set = "answered"
[[outcome]]
when = [{ column = "result", not_empty = true }]
set = "abandoned"
"""
TICKETS = """
[mapping]
name = "tickets"
table = "contacts"
key = ["no"]
formats = ["%Y-%m-%d"]
[constants]
touchpoint = "ticket"
[columns.started_at]
from = "opened"
[columns.closed_at]
from = "closed"
[[filter]]
column = "no"
equals = "Total"
"""
HEADER = "id,start,wait,phone,lang,hall,result\n"
TICKET_HEADER = "no,opened,closed\n"


def row(key: object, day: str = "2025-01-05", wait: object = 10, hall: str = "a", result: str = "ok") -> str:
    return f"{key},{day} 09:00:00,{wait},9123456{len(str(key))},ar,{hall},{result}\n"


@pytest.fixture(scope="session")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace that is copied, with the mappings of these tests beside it."""
    folder = tmp_path_factory.mktemp("faces")
    (folder / "calls.toml").write_text(CALLS, encoding="utf-8")
    (folder / "tickets.toml").write_text(TICKETS, encoding="utf-8")
    assert call("init", "--workspace", folder / "ws").code == 0
    return folder


@pytest.fixture(scope="session")
def calls(_empty: Path) -> Path:
    return _empty / "calls.toml"


@pytest.fixture(scope="session")
def tickets(_empty: Path) -> Path:
    return _empty / "tickets.toml"


@pytest.fixture
def workspace(_empty: Path, tmp_path: Path) -> Path:
    """An empty workspace of one's own."""
    return Path(shutil.copytree(_empty / "ws", tmp_path / "ws"))


@pytest.fixture
def sawt(workspace: Path) -> Callable[..., Said]:
    """A command in the empty workspace."""
    return door(workspace)


@pytest.fixture
def bring(workspace: Path, tmp_path: Path, calls: Path) -> Callable[..., Said]:
    """Import rows of calls as one file."""
    count = iter(range(1000))

    def import_rows(text: str | bytes, *words: object, head: str = HEADER) -> Said:
        path = tmp_path / f"calls-{next(count)}.csv"
        path.write_bytes((head + text).encode() if isinstance(text, str) else text)
        return door(workspace)("import", "table", path, "--mapping", calls, "--as", "exchange", *words)

    return import_rows


@pytest.fixture(scope="session")
def ministry(tmp_path_factory: pytest.TempPathFactory, _empty: Path) -> Callable[..., Said]:
    """A command in a workspace that is only read: calls of two months, changed once, and some tickets."""
    folder = tmp_path_factory.mktemp("ministry")
    sawt = door(Path(shutil.copytree(_empty / "ws", folder / "ws")))
    first = "".join(row(sign, wait=5 * place) for place, sign in enumerate(("=1", "+2", "-3", "@4", "5"), 1))
    second, last = (row(6, day="2025-02-07", wait=wait, hall="=b", result="gave up") for wait in (60, 90))
    other = row(7, day="2025-02-09")
    files = {
        "first.csv": HEADER + first + second + row(8, day="never") + row("=9", wait=-4),
        "second.csv": HEADER + last + other,
        "tickets.csv": TICKET_HEADER + "1,2025-01-01,2025-01-03\n2,2025-01-02,2025-01-08\nTotal,2,\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    of_calls = ("--mapping", _empty / "calls.toml", "--complete-until", "2025-02-28")
    assert sawt("import", "table", folder / "first.csv", *of_calls, "--as", "exchange").code == 1
    assert sawt("import", "table", folder / "second.csv", *of_calls, "--as", "exchange").code == 0
    assert sawt("import", "table", folder / "tickets.csv", "--mapping", _empty / "tickets.toml").code == 0
    return sawt
