"""PostgreSQL on the same questions: started here, loaded with the same rows, stopped and removed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sawt.dates import Period
from sawt.errors import StateError
from sawt.facts import asking, comparing
from sawt.facts.question import Question, month_name
from sawt.facts.snapshot import Snapshot
from sawt.wiring.workspace import open_workspace

_SETTINGS = {
    "shared_buffers": "1GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "512MB",
    "max_parallel_workers_per_gather": "2",
    "fsync": "off",
    "listen_addresses": "",
    "random_page_cost": "1.1",
}


def compare(
    workspace: Path, folder: Path, period: tuple[str, str], tell: Callable[..., None]
) -> dict[str, Any]:
    """The same questions three ways: our cells, our raw rows, and PostgreSQL's raw rows."""
    snapshot = open_workspace(workspace).snapshot()
    tell("loading")
    rows = comparing.export(snapshot, folder / "contacts.csv")
    with _server(folder) as connection:
        loaded = _load(connection, folder / "contacts.csv")
        timed = list(_race(snapshot, connection, Period.parse(*period)))
        version = connection.execute("SHOW server_version").fetchone()[0]
    cells, ours, theirs = (
        sum(t[f"{way}_s"] for t in timed) for way in ("cells", "duckdb_raw", "postgresql_raw")
    )
    return {
        "version": version,
        "rows": rows,
        "load_s": round(loaded, 3),
        "questions": timed,
        "all_equal": all(t["equal"] for t in timed),
        "raw_against_raw": {
            "label": "raw rows against raw rows, without prints",
            "duckdb_s": round(ours, 3),
            "postgresql_s": round(theirs, 3),
            "times_faster": round(theirs / ours, 1),
        },
        "product_against_raw": {
            "label": "the product's figures with their prints, from derived tables, against raw rows",
            "product_s": round(cells, 3),
            "postgresql_s": round(theirs, 3),
            "times_faster": round(theirs / cells, 1),
        },
    }


def _race(snapshot: Snapshot, connection: Any, period: Period) -> Iterator[dict[str, Any]]:
    """Each way answers each question four times in turn, the first not counted; the best is kept."""
    for asked in comparing.raced(snapshot, period):
        question = asked.question
        ways: dict[str, Callable[[], Any]] = {
            "cells": partial(asking.ask, snapshot, [question]),
            "duckdb_raw": partial(snapshot.rows, asked.sql["duckdb"]),
            "postgresql_raw": partial(_answer, connection, asked.sql["postgres"]),
        }
        answers = {way: answer() for way, answer in ways.items()}
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(3):
            for way, answer in ways.items():
                seconds[way].append(_timed(answer))
        figures = {tuple(f.group.values()): f.value for f in answers["cells"][0]}
        raw = [_by_group(question, answers[way]) for way in ("duckdb_raw", "postgresql_raw")]
        yield {
            "question": question.metric,
            "by": ",".join(question.by),
            **{f"{way}_s": round(min(runs), 4) for way, runs in seconds.items()},
            "equal": raw[0] == raw[1] == {group: _plain(value) for group, value in figures.items()},
        }


def _by_group(question: Question, rows: list[tuple]) -> dict[tuple, Any]:
    """Raw answers as figures have them: group → value."""
    cut = len(question.by)
    named = [tuple(map(partial(_label, question), question.by, row[:cut])) for row in rows]
    values = [_plain(comparing.value_of(question, tuple(map(float, row[cut:])))) for row in rows]
    return dict(zip(named, values, strict=True))


def _label(question: Question, dimension: str, value: Any) -> Any:
    return month_name(value) if dimension == "month" else value


def _timed(work: Callable[[], Any]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _answer(connection: Any, sql: str) -> list[tuple]:
    return list(connection.execute(sql).fetchall())


def _plain(value: Any) -> Any:
    return round(float(value), 6) if value is not None else None


def _load(connection: Any, path: Path) -> float:
    began = time.monotonic()
    columns = ", ".join(f"{name} {kind}" for name, kind in comparing.COLUMNS.items())
    connection.execute(f"CREATE UNLOGGED TABLE contacts ({columns})")
    with connection.cursor().copy("COPY contacts FROM STDIN (FORMAT csv)") as copy, path.open("rb") as source:
        while chunk := source.read(1 << 20):
            copy.write(chunk)
    connection.execute("ALTER TABLE contacts ADD PRIMARY KEY (external_id)")
    connection.execute("CREATE INDEX ON contacts (month)")
    connection.execute("VACUUM ANALYZE contacts")
    return time.monotonic() - began


@contextmanager
def _server(folder: Path) -> Iterator[Any]:
    """A PostgreSQL server in a folder of its own, reached by a socket there."""
    try:
        import psycopg
    except ImportError:
        raise StateError("bench.no_driver") from None
    initdb, postgres = _program("initdb"), _program("postgres")
    data = folder / "pg"
    data.mkdir()
    as_whom = _unprivileged(folder, data)
    subprocess.run(
        [*as_whom, initdb, "-D", data, "-U", "sawt", "-E", "UTF8", "--no-sync", "-A", "trust"],
        check=True,
        capture_output=True,
    )
    options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    log = (folder / "pg.log").open("wb")
    server = subprocess.Popen([*as_whom, postgres, "-D", data, "-k", data, *options], stdout=log, stderr=log)
    try:
        with _connected(psycopg, data) as connection:
            yield connection
    finally:
        server.terminate()
        server.wait(timeout=60)
        log.close()


def _connected(psycopg: Any, data: Path) -> Any:
    deadline = time.monotonic() + 60
    while True:
        try:
            return psycopg.connect(host=str(data), user="sawt", dbname="postgres", autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise StateError("bench.postgresql_silent") from None
            time.sleep(0.2)


def _program(name: str) -> str:
    """Debian keeps the server's programs beside each version."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(beside[0]) if beside else shutil.which(name)
    if not found:
        raise StateError("bench.no_postgresql", program=name)
    return found


def _unprivileged(folder: Path, data: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as `nobody`, in a folder that is its own."""
    if os.geteuid() != 0:
        return []
    folder.chmod(0o755)
    shutil.chown(data, "nobody", "nogroup")
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
