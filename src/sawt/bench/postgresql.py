"""PostgreSQL on the same questions: started here, loaded with the same rows, stopped and removed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sawt.dates import Period
from sawt.errors import StateError
from sawt.facts import comparing
from sawt.facts.snapshot import Snapshot
from sawt.wiring.workspace import open_workspace

_TYPES = {"local_date": "date"}
_TYPES |= dict.fromkeys(("month", "wait_s", "handle_s", "done_month"), "integer")
_TYPES |= dict.fromkeys(("started_sec", "resolved_sec", "done_sec"), "bigint")
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
    workspace: Path, folder: Path, period: tuple[str, str], review_warm_s: float, tell: Callable[..., None]
) -> dict[str, Any]:
    """Raw against raw for each question, and the product's whole review against PostgreSQL's raw answers."""
    snapshot = open_workspace(workspace).snapshot()
    tell("loading")
    rows = comparing.export(snapshot, folder / "contacts.csv")
    with _server(folder) as connection:
        loaded = _load(connection, folder / "contacts.csv")
        timed = list(_race(snapshot, connection, Period.parse(*period)))
        version = connection.execute("SHOW server_version").fetchone()[0]
    ours, theirs = sum(t["duckdb_raw_s"] for t in timed), sum(t["postgresql_raw_s"] for t in timed)
    return {
        "version": version,
        "rows": rows,
        "load_s": round(loaded, 3),
        "questions": timed,
        "raw_against_raw": {
            "duckdb_s": round(ours, 3),
            "postgresql_s": round(theirs, 3),
            "times_faster": round(theirs / ours, 1),
        },
        "product_against_raw": {
            "label": "our whole review, three periods, from cells; these questions, one period, raw",
            "review_warm_s": review_warm_s,
            "postgresql_s": round(theirs, 3),
            "times_faster": round(theirs / review_warm_s, 1),
        },
    }


def _race(snapshot: Snapshot, connection: Any, period: Period) -> Iterator[dict[str, Any]]:
    """Each engine answers each question three times in turn; the best is kept, the answers compared."""
    for name, sql in comparing.questions(snapshot, period):
        ours, theirs = [], []
        for _ in range(3):
            ours.append(_timed(partial(snapshot.rows, sql["duckdb"])))
            theirs.append(_timed(partial(_answer, connection, sql["postgres"])))
        yield {
            "question": name,
            "duckdb_raw_s": round(min(seconds for _, seconds in ours), 4),
            "postgresql_raw_s": round(min(seconds for _, seconds in theirs), 4),
            "equal": _alike(ours[0][0], theirs[0][0]),
        }


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.monotonic()
    return work(), time.monotonic() - began


def _answer(connection: Any, sql: str) -> list[tuple]:
    return list(connection.execute(sql).fetchall())


def _alike(mine: list[tuple], other: list[tuple]) -> bool:
    return [tuple(map(_plain, row)) for row in mine] == [tuple(map(_plain, row)) for row in other]


def _plain(value: Any) -> Any:
    return round(float(value), 6) if isinstance(value, int | float | Decimal) else value


def _load(connection: Any, path: Path) -> float:
    began = time.monotonic()
    columns = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in comparing.COLUMNS)
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
