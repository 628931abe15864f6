"""A version is whole or absent: whatever breaks on the way, the next command finds the one before."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sawt.errors import StateError
from sawt.facts import store, versions
from sawt.wiring import keeping
from sawt.wiring.asking import Asked, figures, open_figure
from sawt.wiring.importing import Request, import_files, undo_batch
from sawt.wiring.workspace import Workspace, init_workspace, open_workspace
from tests.stores.conftest import AT, HEADER, MAPPING, call
from tests.stores.dying import LINKED, STEPS, plant
from tests.stores.ministry import reading_here

WHOLE = ("2025-01", "2025-12")
# A first batch, and a second that adds a row, changes one, knows one and has one that is refused.
BEFORE = call(1, wait=10) + call(2, wait=20)
COMING = call(1, wait=11) + call(2, wait=20) + call(3, wait=30) + call(4, day="never")
AFTERWARDS = [("1", 11), ("2", 20), ("3", 30)]
# Where rejected records were refused, their book is closed by now.
DEATHS = (
    "after new rows are appended",
    "before the version is linked",
)


@pytest.fixture(scope="module")
def first_batch(tmp_path_factory) -> Path:
    """A workspace that holds the first batch, as b2."""
    workspace = init_workspace(tmp_path_factory.mktemp("published") / "ws", AT)
    folder = workspace.root.parent
    (folder / "calls.toml").write_text(MAPPING, encoding="utf-8")
    (folder / "calls.csv").write_text(HEADER + BEFORE, encoding="utf-8")
    request = Request("table", (folder / "calls.csv",), name="exchange", mapping=folder / "calls.toml")
    with reading_here():
        import_files(workspace, request, AT)
    return workspace.root


@pytest.fixture
def workspace(first_batch: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(first_batch, tmp_path / "ws")
    return open_workspace(tmp_path / "ws")


@pytest.fixture(autouse=True)
def _fast():
    with reading_here():
        yield


@contextmanager
def broken(step, fault=None):
    """While it lasts, something fails at a step; an error that is swallowed fails the test."""
    with pytest.MonkeyPatch.context() as patch:
        plant(patch, step, fault or fail)
        yield


def rows(workspace):
    found = open_figure(workspace.snapshot(), Asked("calls_inbound", *WHOLE)).rows
    return sorted((row["external_id"], row["wait_s"]) for row in found)


def answers(workspace):
    asked = [Asked("calls_inbound", *WHOLE), Asked("wait_median", *WHOLE)]
    return [figures(workspace.snapshot(), one) for one in asked]


def kept_files(workspace):
    """What lies in landing and rejects."""
    folders = (workspace.landing, workspace.rejects)
    return sorted(str(p.relative_to(workspace.root)) for f in folders for p in f.rglob("*") if p.is_file())


def fail() -> None:
    raise OSError(errno.ENOSPC, "no space left on device")


def assert_goes_on(workspace, bring, batch: str):
    """The same import again comes in whole, and everything is sound."""
    again = bring(COMING)
    told = [again[part] for part in ("batch", "received", "loaded", "updated", "duplicate", "rejected")]
    assert told == [batch, 4, 1, 1, 1, 1]
    assert rows(workspace) == AFTERWARDS
    assert keeping.check(workspace) == []
    assert kept_files(workspace) == [
        "landing/b2/0.enc",
        f"landing/{batch}/0.enc",
        f"rejects/{batch}.jsonl.enc",
    ]


@pytest.mark.parametrize("step", STEPS)
def test_an_error_on_the_way_leaves_the_version_before_and_nothing_else(workspace, bring, step):
    before = answers(workspace)
    with broken(step), pytest.raises(OSError, match="no space"):
        bring(COMING)
    assert versions.numbers(workspace.facts) == [1, 2]
    assert answers(workspace) == before
    assert kept_files(workspace) == ["landing/b2/0.enc"]
    assert store.leftovers(workspace.facts) == []
    assert_goes_on(workspace, bring, "b3")


def die(workspace, tmp_path, step, *texts):
    """Let another process import and die at a step."""
    mapping = tmp_path / "dying.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    files = [tmp_path / f"dying-{place}.csv" for place, _ in enumerate(texts)]
    for path, text in zip(files, texts, strict=True):
        path.write_text(HEADER + text, encoding="utf-8")
    call = [sys.executable, "-m", "tests.stores.dying", str(workspace.root), step, str(mapping)]
    done = subprocess.run([*call, *map(str, files)], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (9, "")


@pytest.mark.slow
@pytest.mark.parametrize("step", DEATHS)
def test_a_death_on_the_way_leaves_the_version_before_and_the_next_import_clears_up(
    workspace, bring, tmp_path, step
):
    before = answers(workspace)
    die(workspace, tmp_path, step, COMING)
    assert versions.numbers(workspace.facts) == [1, 2]
    assert answers(workspace) == before
    assert {finding.code for finding in keeping.check(workspace)} <= {"facts.check_leftover"}
    assert_goes_on(workspace, bring, "b3")


@pytest.mark.slow
def test_a_death_just_after_the_version_was_linked_leaves_it_whole(workspace, bring, tmp_path):
    die(workspace, tmp_path, LINKED, COMING)
    assert versions.numbers(workspace.facts) == [1, 2, 3]
    assert rows(workspace) == AFTERWARDS
    assert keeping.check(workspace) == []
    again = bring(COMING)
    assert (again["batch"], again["duplicate"], again["rejected"]) == (None, 3, 1)


@pytest.mark.slow
def test_an_undo_after_a_death_clears_up_too(workspace, bring, tmp_path):
    die(workspace, tmp_path, "after changed rows are merged", COMING)
    undo_batch(workspace, "b2", AT)
    assert rows(workspace) == []
    assert keeping.check(workspace) == []


@pytest.mark.slow
def test_what_a_dead_import_kept_of_its_files_is_not_taken_for_the_next_batchs(workspace, bring, tmp_path):
    die(workspace, tmp_path, "before the version is written", COMING, call(9))
    result = bring(call(5))
    assert (result["batch"], result["rejected"]) == ("b3", 0)
    assert list(keeping.rejected(workspace, "b3")) == []
    assert kept_files(workspace) == ["landing/b2/0.enc", "landing/b3/0.enc"]


def test_an_error_just_after_the_version_was_linked_takes_nothing_of_it_away(workspace, bring):
    with broken(LINKED, interrupt), pytest.raises(KeyboardInterrupt):
        bring(COMING)
    assert rows(workspace) == AFTERWARDS
    assert keeping.check(workspace) == []


def interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["after cells are built", "before the version is linked"])
def test_an_error_in_an_undo_leaves_the_version_before(workspace, bring, step):
    batch = bring(COMING)["batch"]
    before = answers(workspace)
    with broken(step), pytest.raises(OSError, match="no space"):
        undo_batch(workspace, batch, AT)
    assert answers(workspace) == before
    assert store.leftovers(workspace.facts) == []
    undo_batch(workspace, batch, AT)
    assert rows(workspace) == [("1", 10), ("2", 20)]
    assert keeping.check(workspace) == []


def test_a_number_is_published_once(workspace):
    newest = versions.read(workspace.facts)
    with pytest.raises(StateError) as refused:
        versions.publish(workspace.facts, replace(newest, made_by={"kind": "import"}))
    assert refused.value.code == "facts.version_taken"
    assert versions.read(workspace.facts) == newest
    assert {path.name for path in (workspace.facts / "versions").iterdir()} == {"1.json", "2.json"}


def test_a_writer_whose_number_was_taken_changes_nothing(workspace, bring, monkeypatch):
    """As when a copy of the folder on another machine was written without the lock."""
    publish = versions.publish

    def taken_first(root, version):
        publish(root, replace(version, tables=versions.read(root).tables, made_by={"kind": "other"}))
        publish(root, version)

    monkeypatch.setattr(versions, "publish", taken_first)
    with pytest.raises(StateError) as refused:
        bring(call(3))
    assert refused.value.code == "facts.version_taken"
    monkeypatch.undo()
    assert versions.read(workspace.facts).made_by == {"kind": "other"}
    assert kept_files(workspace) == ["landing/b2/0.enc"]


def test_a_table_older_than_what_was_published_stops_the_writer(workspace, bring):
    log = workspace.facts / "contacts" / "_delta_log"
    (log / "00000000000000000001.json").unlink()
    with pytest.raises(StateError) as refused, store.writing(workspace.facts):
        pytest.fail("a writer began on a lost table")
    assert refused.value.code == "facts.table_lost"
