"""What commands ask of the desk finds it where its tables lie: a file or a server, by setting or variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from sawt.desk.settings import DATABASE_VARIABLE, FILE
from sawt.desk.tasks import task_export
from sawt.desk.values import ContactKey, Task
from sawt.vocabulary import HEADS
from sawt.wiring import labelled, labelling
from sawt.wiring.correcting import confusion_of
from sawt.wiring.workspace import Workspace, init_workspace, open_workspace

AT = "2025-12-01T08:00:00+00:00"


@pytest.mark.parametrize("way", ["setting", "environment"])
def test_labels_lie_where_it_was_said(
    tmp_path: Path, database: str | None, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database and way == "environment":
        monkeypatch.setenv(DATABASE_VARIABLE, database)
    root = tmp_path / "ws"
    init_workspace(root, AT, desk_database=database if database and way == "setting" else "")
    workspace = open_workspace(root)
    assert confusion_of(workspace, "kind") == {}
    _label(workspace, tmp_path)
    assert (root / FILE).exists() == (database is None)
    assert sum(confusion_of(workspace, "kind").values()) == 1
    assert labelled.status(workspace).ways == {"random": 1}
    assert [(row["label"], row["author"]) for row in labelled.settled_rows(workspace)] == [("praise", "amal")]


def _label(workspace: Workspace, folder: Path) -> None:
    labelling.annotator_add(workspace, "amal", "Amal", AT)
    key = ContactKey("tickets", "1")
    with labelling.desk_of(workspace) as desk:
        task_export(desk, folder / "r.csv", "r1", [Task(key, "شكرا لكم جميعا", "random")], HEADS, AT)
    (folder / "l.csv").write_text(
        f"contact,kind\n{key},praise\n{ContactKey('tickets', '2')},praise\n", "utf-8"
    )
    taken = labelling.import_labels(workspace, folder / "l.csv", AT, "amal", "r1")
    assert (taken.saved, [one.reason for one in taken.refusals]) == (1, ["unknown_contact"])
