"""A desk opens from nothing, opens again, refuses what it cannot read, and is made ready by one at a time."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sawt.desk.annotators import annotator_add, annotator_list, annotator_resume, annotator_retire
from sawt.desk.opening import Desk, open_desk
from sawt.desk.settings import DATABASE_VARIABLE, FILE, database
from sawt.errors import CallError, StateError
from sawt.options import WORKSPACE_VARIABLE
from tests.stores.desk.conftest import AT

OPEN = """
import sys
from pathlib import Path
from sawt.desk.opening import open_desk
with open_desk(Path(sys.argv[1]), sys.argv[2] or None) as desk:
    from sawt.desk.annotators import annotator_list
    print(len(annotator_list(desk)))
"""


def opened_elsewhere(folder: Path, url: str | None) -> str:
    call = [sys.executable, "-c", OPEN, str(folder), url or ""]
    told = subprocess.run(call, capture_output=True, text=True, check=True, timeout=60)
    return told.stdout.strip()


def test_a_desk_is_made_from_nothing_and_opens_again(tmp_path, database):
    with open_desk(tmp_path, database) as desk:
        assert annotator_list(desk) == ()
        annotator_add(desk, "Amal", "أمل", AT)
    with open_desk(tmp_path, database) as desk:
        assert [(one.code, one.name, one.active) for one in annotator_list(desk)] == [("amal", "أمل", True)]


def test_the_models_are_as_the_migrations_make_them(desk):
    from django.core.management import call_command

    call_command("makemigrations", "desk", check=True, dry_run=True, verbosity=0)


def test_several_processes_may_find_nothing_at_once(tmp_path, database):
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: opened_elsewhere(tmp_path, database), range(4)))
    assert told == ["0"] * 4


def test_two_desks_in_one_process_know_nothing_of_each_other(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with open_desk(tmp_path / "a") as one, open_desk(tmp_path / "b") as other:
        annotator_add(one, "amal", "Amal", AT)
        assert (len(annotator_list(one)), len(annotator_list(other))) == (1, 0)


def test_a_workspaces_file_is_its_owners_alone_and_lets_readers_read(tmp_path):
    old = os.umask(0o022)
    try:
        with open_desk(tmp_path) as desk:
            annotator_add(desk, "amal", "Amal", AT)
            kept = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(old)
    assert FILE in kept and set(kept.values()) == {0o600}
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_the_environment_comes_before_the_settings(tmp_path, postgresql, monkeypatch):
    from tests.stores.desk.server import make_database

    monkeypatch.setenv(DATABASE_VARIABLE, make_database(postgresql, "from_the_environment"))
    with open_desk(tmp_path, "postgresql://nobody@nowhere.invalid/none") as desk:
        assert desk.where.endswith("/from_the_environment")
        assert annotator_list(desk) == ()
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:geheim@h/n",
        "postgresql://u:geheim@h",
        "postgresql://u:geheim@h:port/n",
        "postgresql://u:geheim@h/n?x=1",
        "postgresql://[u:geheim/n",
        "geheim",
    ],
)
def test_what_is_no_address_is_refused_without_its_password(tmp_path, url):
    with pytest.raises(CallError) as refused:
        open_desk(tmp_path, url)
    assert refused.value.code == "desk.bad_database"
    assert "geheim" not in str(refused.value)


def test_an_address_is_read_in_full():
    told = database(Path("ws"), "postgresql://sa%40wt:p%2Fw@db.local:5433/desk%20one?sslmode=require")
    named = [told[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")]
    assert named == ["desk one", "sa@wt", "p/w", "db.local", 5433]
    assert told["OPTIONS"]["sslmode"] == "require"


def test_a_server_that_is_not_there_is_said_in_one_line_without_its_password(tmp_path):
    with pytest.raises(StateError) as refused:
        open_desk(tmp_path, "postgresql://u:geheim@127.0.0.1:1/none")
    assert refused.value.code == "desk.unreachable"
    assert "geheim" not in str(refused.value) and "\n" not in str(refused.value)


def test_without_a_workspace_nothing_is_made(tmp_path):
    with pytest.raises(StateError) as refused:
        open_desk(tmp_path / "nowhere")
    assert refused.value.code == "facts.no_workspace"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("begins", [b"this is no database", b"SQLite format 3\0 and then nothing of one"])
def test_what_is_no_database_is_said_to_be_damaged(tmp_path, begins):
    (tmp_path / FILE).write_bytes(begins + b"\xff" * 9_000)
    with pytest.raises(StateError) as refused:
        open_desk(tmp_path)
    assert refused.value.code == "desk.damaged"


def test_tables_of_a_newer_sawt_are_left_alone(desk: Desk, tmp_path, database):
    from django.db import connections

    with connections[desk.alias].cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '0999_later', %s)", [AT]
        )
    with pytest.raises(StateError) as refused:
        open_desk(tmp_path, database)
    assert refused.value.code == "desk.newer"


def test_a_driver_that_is_missing_is_named(tmp_path, monkeypatch):
    """As on a machine where Sawt was installed without its extra."""
    hide = "import sys; sys.modules['psycopg'] = None; sys.modules['psycopg2'] = None\n"
    code = hide + "from pathlib import Path\nfrom sawt.desk.opening import open_desk\n"
    code += (
        "try:\n open_desk(Path(sys.argv[1]), 'postgresql://u@h/n')\nexcept Exception as e:\n print(e.code)"
    )
    told = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert told.stdout.strip() == "desk.no_driver", told.stderr


def test_opening_changes_nothing_else_of_the_process(tmp_path):
    code = "import os, logging, time\nbefore = os.environ.get('TZ'), time.tzname, logging.root.handlers[:]\n"
    code += "from pathlib import Path\nimport sys\nfrom sawt.desk.opening import open_desk\n"
    code += "open_desk(Path(sys.argv[1])).close()\n"
    code += "assert before == (os.environ.get('TZ'), time.tzname, logging.root.handlers[:])"
    zone = {**os.environ, "TZ": "Asia/Muscat"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=zone, timeout=60)


def test_models_may_be_reached_before_any_desk_is_open():
    code = "from sawt.desk import labels, tasks, decisions, annotators; print('ready')"
    told = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert told.stdout.strip() == "ready", told.stderr


def test_annotators_are_added_retired_and_resumed(desk):
    assert annotator_retire(desk, "AMAL").active is False
    assert annotator_resume(desk, "amal").active is True
    machine = annotator_add(desk, "model:3", "the model", AT, kind="machine")
    assert (machine.kind, machine.since.isoformat()) == ("machine", AT)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("two words", "person"), ("model:3", "person"), ("amal", "machine"), ("", "person"), ("x", "robot")],
)
def test_a_machine_cannot_pass_for_a_person_nor_a_person_for_a_machine(desk, code, kind):
    with pytest.raises(CallError) as refused:
        annotator_add(desk, code, "name", AT, kind=kind)
    assert refused.value.code == "desk.bad_annotator_code"


def test_a_code_stands_for_one_annotator(desk):
    for act, told in ((annotator_retire, "nobody"), (annotator_resume, "nobody")):
        with pytest.raises(CallError) as refused:
            act(desk, told)
        assert refused.value.code == "desk.unknown_annotator"
    with pytest.raises(CallError) as refused:
        annotator_add(desk, "AMAL", "another", AT)
    assert refused.value.code == "desk.annotator_exists"
    with pytest.raises(ValueError, match="zone"):
        annotator_add(desk, "new", "New", "2025-12-01T08:00:00")


def test_django_itself_finds_nothing_to_complain_about(tmp_path):
    """With the settings that it reads when it runs the process: the same tables, and no step is missing."""
    with open_desk(tmp_path):
        pass
    ours = {**os.environ, "DJANGO_SETTINGS_MODULE": "sawt.config.settings", WORKSPACE_VARIABLE: str(tmp_path)}
    for words in (["check"], ["makemigrations", "--check", "--dry-run"], ["migrate", "--check"]):
        call = [sys.executable, "-m", "django", *words]
        told = subprocess.run(call, env=ours, capture_output=True, text=True, timeout=60, check=False)
        assert told.returncode == 0, told.stdout + told.stderr
