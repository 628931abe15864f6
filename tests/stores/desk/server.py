"""A PostgreSQL server of the tests' own, in a folder of its own, reached by a socket there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

SETTINGS = {"fsync": "off", "listen_addresses": "", "shared_buffers": "32MB", "max_connections": "40"}


def missing() -> str | None:
    """Why no server can be had here; None where one can."""
    if not _program("initdb"):
        return "no PostgreSQL server on this machine (Debian: apt install postgresql)"
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        return "PostgreSQL does not run as root, and setpriv is not there to run it as somebody else"
    return None


@contextmanager
def server() -> Iterator[Path]:
    """Start a server; gives the folder of its socket."""
    folder = Path(tempfile.mkdtemp(prefix="sawt-pg-"))
    data, log = folder / "data", folder / "log"
    data.mkdir()
    as_whom: list[str] = []
    if os.geteuid() == 0:
        folder.chmod(0o755)
        shutil.chown(data, "nobody", "nogroup")
        as_whom = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    made = [*as_whom, _program("initdb"), "-D", data, "-U", "sawt", "-E", "UTF8", "--no-sync", "-A", "trust"]
    subprocess.run(made, check=True, capture_output=True)
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as told:
        run = [*as_whom, _program("postgres"), "-D", data, "-k", data, *options]
        process = subprocess.Popen(run, stdout=told, stderr=told)
        try:
            _await(data, process, log)
            yield data
        finally:
            process.terminate()
            process.wait(timeout=60)
            shutil.rmtree(folder, ignore_errors=True)


def url(socket: Path, name: str) -> str:
    return f"postgresql://sawt@/{name}?host={quote(str(socket))}"


def make_database(socket: Path, name: str) -> str:
    """A new empty database; gives its URL."""
    import psycopg

    with psycopg.connect(host=str(socket), user="sawt", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return url(socket, name)


def _await(socket: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(socket), user="sawt", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.1)


def _program(name: str) -> str:
    """Debian keeps the server's programs beside each version."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(beside[0]) if beside else shutil.which(name) or ""
