"""A desk on each kind of database that it may lie on, with two people who label and three messages."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sawt.desk.annotators import annotator_add
from sawt.desk.label_files import read_label_file
from sawt.desk.labels import label_import
from sawt.desk.opening import Desk, open_desk
from sawt.desk.settings import DATABASE_VARIABLE
from sawt.desk.tasks import task_export
from sawt.desk.values import ContactKey, Imported, Task
from tests.stores.desk import server

AT, LATER = "2025-12-01T08:00:00+00:00", "2025-12-02T08:00:00+00:00"
CODES = {
    "kind": ("inquiry", "complaint", "praise"),
    "service": ("trade_name", "licensing"),
    "challenge": ("information_need", "unclear_requirements", "processing_delay", "fees", "none"),
    "sentiment": ("negative", "neutral", "positive"),
}
WORDS = {head: {code: code for code in codes} for head, codes in CODES.items()}
WORDS["kind"] |= {"شكوى": "complaint"}
WORDS["challenge"] |= {"تأخر إنجاز المعاملة": "processing_delay"}
HEAD = "contact,kind,challenge,also,annotator\n"
TEXTS = {
    ContactKey("tickets", "1"): "متى يصدر السجل؟",
    ContactKey("tickets", "2"): "تأخرت المعاملة ⟨PHONE⟩",
    ContactKey("calls", "a/b"): "what do I need",
}


@pytest.fixture(autouse=True)
def _no_desk_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """The folder of a running server's socket."""
    if why := server.missing():
        pytest.skip(why)
    with server.server() as socket:
        yield socket


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str | None:
    """What `open_desk` is told: nothing for the workspace's own file, or the URL of an empty database."""
    if request.param == "sqlite":
        return None
    return server.make_database(request.getfixturevalue("postgresql"), f"desk_{uuid.uuid4().hex[:12]}")


@pytest.fixture
def desk(tmp_path: Path, database: str | None) -> Iterator[Desk]:
    """Amal and Said label; they were asked about three messages in round r1."""
    with open_desk(tmp_path, database) as opened:
        for code in ("amal", "said"):
            annotator_add(opened, code, code.title(), AT)
        tasks = [Task(contact, text, way="random") for contact, text in TEXTS.items()]
        task_export(opened, tmp_path / "r1.csv", "r1", tasks, tuple(CODES), AT)
        yield opened


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Callable[..., Imported]:
    """Import label rows, as text below the usual columns or as whole bytes."""

    def brought(rows: str | bytes, at: str = AT, head: str = HEAD, name: str = "l.csv", **how) -> Imported:
        path = tmp_path / name
        path.write_bytes(rows if isinstance(rows, bytes) else (head + rows).encode())
        return label_import(desk, read_label_file(path, tuple(CODES)), WORDS, at, **{"round_": "r1", **how})

    return brought
