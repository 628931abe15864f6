"""Each kind of damage, planted alone, is found and told with what to do next."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake

from sawt.facts import checking, versions
from sawt.locale import LANGUAGES, sentence
from sawt.wiring import keeping
from sawt.wiring.workspace import Workspace, init_workspace, open_workspace
from tests.stores.conftest import AT
from tests.stores.ministry import bring, random_rows, reading_here

# What each sentence must tell a person to do, or say that nothing is to be done.
NEXT_STEP = {
    "en": re.compile(r"[Rr]estore|[Uu]ndo|[Uu]pgrade|removes it|Make one"),
    "ar": re.compile(r"استرجع|تراجع|حدّث|يزيلها|أنشئها|أعد"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Calls, an update of some, and a batch with a rejected record: versions 2 to 4."""
    workspace = init_workspace(tmp_path_factory.mktemp("sound") / "ws", AT)
    rows = random_rows(3)["exchange"][1][:60]
    with reading_here():
        bring(workspace, "exchange", "contacts", rows)
        bring(workspace, "exchange", "contacts", [{**row, "queue": "other"} for row in rows[:5]])
        bring(workspace, "exchange", "contacts", [{**rows[0], "id": "new"}, {**rows[1], "started_at": "?"}])
    assert keeping.check(workspace) == []
    return workspace.root


@pytest.fixture
def damaged(sound: Path, tmp_path: Path) -> Workspace:
    """A copy that a test may damage."""
    shutil.copytree(sound, tmp_path / "ws")
    return open_workspace(tmp_path / "ws")


def edit_version(workspace: Workspace, number: int, edit: Callable[[dict], None]) -> None:
    path = workspace.facts / "versions" / f"{number}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def data_file(workspace: Workspace, table: str = "contacts") -> Path:
    return Path(workspace.snapshot().files(table)[0])


def cell_file(workspace: Workspace, table: str) -> Path:
    names = workspace.snapshot().version.derived[table]
    return workspace.facts / "derived" / table / sorted(names.values())[0]


def rewrite(path: Path, column: str, change: Callable[[object], object]) -> None:
    """Change the first value of a column in a Parquet file, as nobody may."""
    rows = pq.read_table(path, partitioning=None)
    place = rows.schema.get_field_index(column)
    values = rows[column].to_pylist()
    values[0] = change(values[0])
    field = rows.schema.field(column)
    pq.write_table(rows.set_column(place, field, pa.array(values, field.type)), path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def torn_page(path: Path) -> None:
    """Overwrite the middle of a file, so that its ends still look right."""
    content = bytearray(path.read_bytes())
    content[8:60] = b"\xff" * 52
    path.write_bytes(bytes(content))


def key_twice(workspace: Workspace) -> None:
    """A row appended a second time, and named by the version as if it belonged there."""
    path = str(workspace.facts / "contacts")
    rows = DeltaTable(path).to_pyarrow_table()
    write_deltalake(path, rows.slice(0, 1), mode="append")
    newest = DeltaTable(path).version()
    edit_version(workspace, 4, lambda version: version["tables"].update(contacts=newest))


def tell_other_rows(version: dict) -> None:
    version["made_by"]["tables"]["contacts"]["loaded"] += 1


def leave_rows(workspace: Workspace) -> None:
    """As a writer who died after it had appended."""
    path = str(workspace.facts / "contacts")
    write_deltalake(path, DeltaTable(path).to_pyarrow_table().slice(0, 2), mode="append")


def rejects_of(workspace: Workspace) -> Path:
    return workspace.rejects / "b4.jsonl.enc"


Damage = Callable[[Workspace], object]
UNREADABLE = {"facts.check_file_unreadable"}
DAMAGES: dict[str, tuple[Damage, set[str]]] = {
    "a version is missing in the chain": (
        lambda w: (w.facts / "versions" / "1.json").unlink(),
        {"facts.check_version_missing"},
    ),
    "an import's version is missing": (
        lambda w: (w.facts / "versions" / "2.json").unlink(),
        {"facts.check_version_missing"},
    ),
    "all versions are missing": (
        lambda w: shutil.rmtree(w.facts / "versions"),
        {"facts.versions_lost"},
    ),
    "a data file is missing": (lambda w: data_file(w).unlink(), UNREADABLE),
    "a data file is cut": (lambda w: cut(data_file(w)), UNREADABLE),
    "a page of a data file is torn": (lambda w: torn_page(data_file(w)), UNREADABLE),
    "a history file is missing": (lambda w: data_file(w, "contacts_history").unlink(), UNREADABLE),
    "a cell file is missing": (lambda w: cell_file(w, "cube").unlink(), UNREADABLE),
    "a cell counts one row more": (
        lambda w: rewrite(cell_file(w, "waits"), "n", lambda n: n + 1),
        {"facts.check_cells_differ"},
    ),
    "a cell's print differs by one": (
        lambda w: rewrite(cell_file(w, "headline"), "lo", lambda lo: lo ^ 1),
        {"facts.check_cells_differ"},
    ),
    "a row was altered behind the store's back": (
        lambda w: rewrite(data_file(w), "wait_s", lambda _: 59_999),
        {"facts.check_prints_differ", "facts.check_cells_differ"},
    ),
    "a column that no cell knows was altered": (
        lambda w: rewrite(data_file(w), "segment", lambda _: "minister"),
        {"facts.check_prints_differ"},
    ),
    "a key stands twice": (
        key_twice,
        {"facts.check_key_twice", "facts.check_rows_differ", "facts.check_cells_differ"},
    ),
    "a batch tells of other rows": (
        lambda w: edit_version(w, 4, tell_other_rows),
        {"facts.check_rows_differ"},
    ),
    "a dead writer left rows": (leave_rows, {"facts.check_leftover"}),
    "a received file is cut": (
        lambda w: cut(w.landing / "b2" / "0.enc"),
        {"intake.check_landing"},
    ),
    "a received file is missing": (
        lambda w: (w.landing / "b3" / "0.enc").unlink(),
        {"intake.check_landing"},
    ),
    "rejected records are cut": (lambda w: cut(rejects_of(w)), {"intake.check_rejects"}),
    "rejected records are missing": (lambda w: rejects_of(w).unlink(), {"intake.check_rejects"}),
    "a key is missing": (lambda w: (w.root / "keys" / "landing.key").unlink(), {"intake.key_missing"}),
    "a key is broken": (
        lambda w: (w.root / "keys" / "landing.key").write_text("0123\n"),
        {"intake.key_broken"},
    ),
    "another key stands in its place": (
        lambda w: (w.root / "keys" / "landing.key").write_text("ab" * 32 + "\n"),
        {"intake.check_landing", "intake.check_rejects"},
    ),
}
# Damage that stops the check itself, where it must be a finding too.
STOPS: dict[str, tuple[Damage, set[str]]] = {
    "the newest version is torn": (
        lambda w: cut(w.facts / "versions" / "4.json"),
        {"facts.version_torn"},
    ),
    "an older version is torn": (
        lambda w: cut(w.facts / "versions" / "2.json"),
        {"facts.version_torn"},
    ),
    "a newer Sawt wrote the newest version": (
        lambda w: edit_version(w, 4, lambda version: version.update(format=99)),
        {"facts.newer_workspace"},
    ),
    "a table's log is missing": (
        lambda w: shutil.rmtree(w.facts / "contacts" / "_delta_log"),
        {"facts.check_table_unreadable"},
    ),
    "a table is older than its version says": (
        lambda w: edit_version(w, 4, lambda version: version["tables"].update(contacts=99)),
        {"facts.check_table_unreadable"},
    ),
}


def found_in(workspace: Workspace) -> list[checking.Finding]:
    findings = keeping.check(workspace)
    for finding in findings:
        for language in LANGUAGES:
            told = sentence(finding.code, finding.params, language)
            assert "{" not in told
            assert NEXT_STEP[language].search(told), told
    return findings


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_found_and_nothing_else(damaged, damage):
    plant, codes = DAMAGES[damage]
    plant(damaged)
    assert {finding.code for finding in found_in(damaged)} == codes


@pytest.mark.parametrize("damage", STOPS)
def test_a_damage_that_hides_others_is_a_finding_too(damaged, damage):
    plant, codes = STOPS[damage]
    plant(damaged)
    assert codes <= {finding.code for finding in found_in(damaged)}


def test_every_finding_has_a_damage_here():
    sources = (Path(module.__file__).read_text(encoding="utf-8") for module in (checking, keeping))
    told = {code for text in sources for code in re.findall(r'Finding\(\s*"([a-z_.]+)"', text)}
    planted = {code for damages in (DAMAGES, STOPS) for _, codes in damages.values() for code in codes}
    assert told <= planted


def test_a_finding_names_the_file_the_table_and_how_many(damaged):
    lost = data_file(damaged)
    lost.unlink()
    (finding,) = keeping.check(damaged)
    assert finding.serious
    assert (finding.params["table"], finding.params["file"]) == ("contacts", str(lost))
    assert lost.name in sentence(finding.code, finding.params, "en")


def test_leftovers_of_a_dead_writer_are_no_harm_and_the_next_import_removes_them(damaged):
    before = damaged.snapshot()
    leave_rows(damaged)
    (finding,) = keeping.check(damaged)
    assert (finding.code, finding.params, finding.serious) == (
        "facts.check_leftover",
        {"table": "contacts"},
        False,
    )
    assert damaged.snapshot().files("contacts") == before.files("contacts")
    with reading_here():
        bring(damaged, "exchange", "contacts", [{**random_rows(3)["exchange"][1][0], "id": "after"}])
    assert keeping.check(damaged) == []
    snapshot = damaged.snapshot()
    snapshot.relation("contacts")
    assert snapshot.rows("SELECT count(*) FROM contacts") == [(62,)]


def test_a_check_changes_nothing(damaged):
    def files():
        return {path: path.stat().st_mtime_ns for path in damaged.root.rglob("*") if path.is_file()}

    leave_rows(damaged)
    before = files()
    keeping.check(damaged)
    assert files() == before
    assert versions.numbers(damaged.facts) == [1, 2, 3, 4]
