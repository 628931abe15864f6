"""What was replaced is kept, what was published stays readable, and undo brings back what was there."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from deltalake import DeltaTable
from hypothesis import given, settings
from hypothesis import strategies as st

from sawt.errors import CallError
from sawt.facts import asking, publishing
from sawt.facts.schema import source_columns
from sawt.facts.snapshot import Snapshot
from sawt.wiring import keeping
from sawt.wiring.asking import Asked, open_figure
from sawt.wiring.importing import Request, import_files, undo_batch
from sawt.wiring.workspace import Workspace, init_workspace
from tests.stores.conftest import AT, HEADER, MAPPING, call
from tests.stores.ministry import everything, reading_here

STATES = ("first", "updated", "undone", "compacted")


@pytest.fixture(autouse=True)
def _fast():
    with reading_here():
        yield


def stored(snapshot: Snapshot, table: str):
    """The rows of a table at a version, as Delta itself gives them."""
    path, version = str(snapshot.root / table), snapshot.version.tables[table]
    rows = DeltaTable(path, version=version).to_pyarrow_table().to_pylist()
    return sorted(rows, key=lambda row: (row["name"], row["external_id"], row["batch"]))


@pytest.mark.parametrize("state", STATES)
def test_a_version_says_what_it_said_whatever_came_after(ministry, state):
    kept = ministry.states[state]
    assert asking.ask(ministry.workspace.snapshot(kept.version), everything()) == kept.told


@pytest.mark.parametrize("table", ["contacts", "transactions"])
@pytest.mark.parametrize("state", STATES)
def test_a_version_holds_exactly_its_rows(ministry, state, table):
    kept = ministry.states[state]
    held = stored(ministry.workspace.snapshot(kept.version), table)
    assert [(row["name"], row["external_id"], row["language"], row["local_date"]) for row in held] == sorted(
        (row["name"], row["id"], row["language"], row["started_at"].date()) for row in kept.rows[table]
    )


def test_an_update_keeps_the_whole_revision_that_it_replaced(workspace, bring):
    bring(call(1, wait=10) + call(2))
    before = stored(workspace.snapshot(), "contacts")[0]
    bring(call(1, wait=50))
    bring(call(1, wait=70) + call(3))
    past = stored(workspace.snapshot(), "contacts_history")
    assert [(row["external_id"], row["wait_s"], row["batch"], row["replaced_by"]) for row in past] == [
        ("1", 10, "b2", "b3"),
        ("1", 50, "b3", "b4"),
    ]
    assert {name: past[0][name] for name in before} == before
    now = stored(workspace.snapshot(), "contacts")
    assert [(row["external_id"], row["wait_s"], row["batch"]) for row in now] == [
        ("1", 70, "b4"),
        ("2", 10, "b2"),
        ("3", 10, "b4"),
    ]


def test_undo_restores_rows_and_takes_their_revisions_out_of_the_past(ministry):
    first, updated, undone = (ministry.workspace.snapshot(ministry.states[s].version) for s in STATES[:3])
    assert stored(updated, "contacts") != stored(first, "contacts")
    assert stored(undone, "contacts") == stored(first, "contacts")
    assert stored(undone, "contacts_history") == []
    assert stored(undone, "transactions") == stored(updated, "transactions")
    assert stored(undone, "transactions_history") == stored(updated, "transactions_history") != []


def test_compaction_changes_files_and_no_row(ministry):
    undone, compacted = (ministry.workspace.snapshot(ministry.states[s].version) for s in STATES[2:])
    assert len(compacted.files("contacts")) == len({f.rsplit("/", 1)[0] for f in compacted.files("contacts")})
    held = [row for row in stored(compacted, "contacts") if not row["external_id"].startswith("new-")]
    assert held == stored(undone, "contacts")


def test_a_row_stays_in_the_partition_in_which_it_was_first_loaded(ministry):
    for table in ("contacts", "transactions"):
        first = {row["external_id"]: row["month"] for row in stored(_at(ministry, "first"), table)}
        updated = stored(_at(ministry, "updated"), table)
        assert {row["external_id"]: row["month"] for row in updated} == first
        assert any(f"{row['local_date']:%Y-%m}" != row["month"] for row in updated)


def _at(ministry, state) -> Snapshot:
    return ministry.workspace.snapshot(ministry.states[state].version)


def test_many_small_files_of_a_month_are_made_one_by_themselves(workspace, bring, monkeypatch):
    monkeypatch.setattr(publishing, "FILES_A_MONTH", 2)
    for key in range(3):
        bring(call(key))
    assert [len(workspace.snapshot(version).files("contacts")) for version in (2, 3, 4)] == [1, 2, 1]
    assert [row["external_id"] for row in stored(workspace.snapshot(), "contacts")] == list("012")
    assert keeping.check(workspace) == []


class Model:
    """What the facts must hold: for each key its revisions, the newest last, each with its batch."""

    def __init__(self) -> None:
        self.revisions: dict[str, list[tuple[str, int, str]]] = {}
        self.files: dict[bytes, str] = {}  # what was received, by its bytes → the batch that brought it

    def take(self, batch: str, rows: list[tuple[str, int, str]]) -> dict[str, int]:
        """Account for a file's rows and keep them."""
        told = {"received": len(rows), "loaded": 0, "updated": 0, "duplicate": 0, "rejected": 0}
        first: dict[str, tuple[int, str]] = {}
        for key, wait, day in rows:
            held = self.revisions.get(key)
            if day == "never":
                told["rejected"] += 1
            elif key in first:
                told["duplicate" if first[key] == (wait, day) else "rejected"] += 1
            else:
                first[key] = (wait, day)
                same = bool(held) and held[-1][1:] == (wait, day)
                told["duplicate" if same else "updated" if held else "loaded"] += 1
                if not same:
                    self.revisions.setdefault(key, []).append((batch, wait, day))
        return told

    def may_undo(self, batch: str) -> bool:
        """Whether no later batch touched a row of it."""
        return all(batch not in [r[0] for r in held[:-1]] for held in self.revisions.values())

    def undo(self, batch: str) -> None:
        for held in self.revisions.values():
            if held and held[-1][0] == batch:
                held.pop()
        self.revisions = {key: held for key, held in self.revisions.items() if held}
        self.files = {text: known for text, known in self.files.items() if known != batch}

    def rows(self) -> list[tuple[str, int, str, str, str]]:
        newest = {key: (*held[-1], held[0][2][:7]) for key, held in self.revisions.items()}
        return sorted((key, wait, day, batch, month) for key, (batch, wait, day, month) in newest.items())


ROW = st.tuples(
    st.sampled_from("abcdef"), st.integers(1, 3), st.sampled_from(["2025-01-31", "2025-02-01", "never"])
)
STEP = st.one_of(
    st.tuples(st.just("import"), st.lists(ROW, min_size=1, max_size=6)),
    st.tuples(st.just("import"), st.lists(ROW, min_size=1, max_size=6)),
    st.tuples(st.just("undo"), st.integers(0, 9)),
)


@pytest.mark.slow
@settings(max_examples=4, deadline=None, derandomize=True, database=None)
@given(st.lists(STEP, min_size=3, max_size=6))
def test_any_sequence_of_imports_and_undos_leaves_what_a_list_of_revisions_would(steps):
    folder = Path(tempfile.mkdtemp())
    try:
        _walk(init_workspace(folder / "ws", AT), folder, steps)
    finally:
        shutil.rmtree(folder)


def _walk(workspace: Workspace, folder: Path, steps) -> None:
    model, batches = Model(), []
    (folder / "calls.toml").write_text(MAPPING, encoding="utf-8")
    for number, (step, what) in enumerate(steps):
        if step == "import":
            path = folder / f"{number}.csv"
            text = "".join(call(key, day=day, wait=wait) for key, wait, day in what).encode()
            path.write_bytes(HEADER.encode() + text)
            request = Request("table", (path,), name="exchange", mapping=folder / "calls.toml")
            made = import_files(workspace, request, AT)
            told = {part: made[part] for part in ("received", "loaded", "updated", "duplicate", "rejected")}
            assert told["received"] == sum(told.values()) - told["received"]
            if text in model.files:
                assert (told["loaded"], told["updated"], made["batch"]) == (0, 0, None)
                continue
            assert told == model.take(str(made["batch"]), what)
            changed = told["loaded"] + told["updated"] + told["rejected"] > 0
            assert (made["batch"] is not None) == changed
            if changed:
                batches.append(made["batch"])
                model.files[text] = made["batch"]
        elif batches:
            batch = batches[what % len(batches)]
            if model.may_undo(batch):
                undo_batch(workspace, batch, AT)
                model.undo(batch)
                batches.remove(batch)
            else:
                with pytest.raises(CallError, match="touched_later"):
                    undo_batch(workspace, batch, AT)
        assert _rows(workspace) == model.rows()
    assert keeping.check(workspace) == []


def _rows(workspace: Workspace):
    rows = open_figure(workspace.snapshot(), Asked("calls_inbound", "2025-01", "2025-12")).rows
    return sorted(
        (row["external_id"], row["wait_s"], str(row["local_date"]), row["batch"], row["partition_month"])
        for row in rows
    )


def test_history_tables_hold_the_columns_of_their_table(ministry):
    snapshot = ministry.workspace.snapshot()
    for table in ("contacts", "events", "transactions", "answers"):
        path, version = str(snapshot.root / f"{table}_history"), snapshot.version.tables[f"{table}_history"]
        names = [field.name for field in DeltaTable(path, version=version).schema().fields]
        added = ["batch", "print_hi", "print_lo", "revised_at", "replaced_by", "month"]
        assert names == [*source_columns(table), *added]
