"""The desk opened: Django made ready inside this process, tables brought up to date by one at a time."""

from __future__ import annotations

import fcntl
import itertools
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sawt.desk.settings import DATABASE_VARIABLE, SHARED, WAIT_S, database, shown
from sawt.errors import StateError

# No other program's locks are likely to have these numbers ("sawt", and which of two locks).
_MIGRATING, _WRITING = (0x73617774, 1), (0x73617774, 2)
_numbers = itertools.count(1)
_readying = threading.Lock()


@dataclass(frozen=True)
class Desk:
    """An open desk. `alias` is Django's name for its database, `where` what errors call it.

    Several can be open in one process, one after the other or at once. Close it, or use it in `with`.
    """

    alias: str
    where: str

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close this thread's connection."""
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            if connection.alias == self.alias:
                connection.close()


def get_ready() -> None:
    """Set Django up unless somebody did: pages bring settings of their own, a command has none.

    Nothing but this changes: no time zone of the process, no logging.
    """
    import django
    from django.conf import settings

    with _readying:
        if not settings.configured:
            settings.configure(**SHARED)
            django.setup()


def open_desk(workspace: Path, configured: str | None = None) -> Desk:
    """The desk of a workspace, its tables made or brought up to date.

    The environment's SAWT_DESK_DATABASE comes first, then `configured` (what the settings say), then the
    workspace's own file, which only its owner may read.

    Raises CallError `desk.bad_database`, and StateError where there is no workspace, a newer Sawt wrote
    the tables, the server cannot be reached, or another process is still bringing them up to date.
    """
    get_ready()
    from django.db import DEFAULT_DB_ALIAS, connections

    from sawt.desk.failures import telling

    settings = database(workspace, os.environ.get(DATABASE_VARIABLE) or configured)
    desk = Desk(f"desk{next(_numbers)}", shown(settings))
    filled = connections.configure_settings({DEFAULT_DB_ALIAS: {}, desk.alias: settings})
    connections.settings[desk.alias] = filled[desk.alias]
    try:
        with telling(desk.where), _alone(workspace, settings, desk):
            _bring_up_to_date(desk)
    except BaseException:
        desk.close()
        raise
    return desk


@contextmanager
def writing(desk: Desk) -> Iterator[None]:
    """All that is written inside is written together, or not at all; one writer at a time.

    SQLite sees to the second itself. On PostgreSQL two could both find a label missing and both write
    it, so a writer waits for the one before it. Raises StateError `desk.busy` when that takes too long.
    """
    from django.db import connections, transaction

    from sawt.desk.failures import telling

    connection = connections[desk.alias]
    with telling(desk.where), transaction.atomic(using=desk.alias):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _WRITING)
        yield


@contextmanager
def reading(desk: Desk) -> Iterator[None]:
    """What the database raises inside is raised as ours. A reader waits for nobody."""
    from sawt.desk.failures import telling

    with telling(desk.where):
        yield


def take_back(desk: Desk) -> None:
    """Inside `writing`: write nothing after all."""
    from django.db import transaction

    transaction.set_rollback(True, using=desk.alias)


def _bring_up_to_date(desk: Desk) -> None:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[desk.alias])
    graph = executor.loader.graph
    ours = {node for node in executor.loader.applied_migrations if node[0] == "desk"}
    if ours - set(graph.nodes):
        raise StateError("desk.newer", where=desk.where)
    targets = graph.leaf_nodes("desk")
    plan = executor.migration_plan(targets)
    if plan:
        executor.migrate(targets, plan)


@contextmanager
def _alone(workspace: Path, settings: dict[str, Any], desk: Desk) -> Iterator[None]:
    """One process at a time makes or changes tables; a dead one holds nobody up."""
    if settings["ENGINE"].endswith("sqlite3"):
        with _file_lock(workspace, Path(settings["NAME"])):
            yield
        return
    from django.db import connections

    with connections[desk.alias].cursor() as cursor:

        def taken() -> bool:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", _MIGRATING)
            return bool(cursor.fetchone()[0])

        _wait(taken)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _MIGRATING)


@contextmanager
def _file_lock(workspace: Path, file: Path) -> Iterator[None]:
    if not workspace.is_dir():
        raise StateError("facts.no_workspace", path=str(workspace))
    for path in (file, lock := file.with_name(f"{file.name}.lock")):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # before SQLite makes it readable for all
    with lock.open("a") as handle:

        def taken() -> bool:
            try:
                fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        _wait(taken)
        _look_into(file)
        yield


def _look_into(file: Path) -> None:
    """Django would leave a connection open to a file that is no database; ours is closed."""
    from sawt.desk.failures import told

    try:
        with closing(sqlite3.connect(file, timeout=WAIT_S)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        raise told(error, str(file)) from error


def _wait(taken: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not taken():
        if time.monotonic() > deadline:
            raise StateError("desk.busy", seconds=WAIT_S)
        time.sleep(0.05)
