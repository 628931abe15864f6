"""Where the desk's tables lie, and the part of Django's settings that every way of opening it shares."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from sawt.errors import CallError

DATABASE_VARIABLE = "SAWT_DESK_DATABASE"
FILE = "desk.sqlite3"
# How long a writer waits for another before it gives up.
WAIT_S = 30

# Django as the desk needs it: two sorts of thing, tables and transactions. Pages add theirs in `config`.
SHARED: dict[str, Any] = {
    "INSTALLED_APPS": ["sawt.desk.apps.DeskConfig"],
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "USE_TZ": True,
    "USE_I18N": False,
    "LOGGING_CONFIG": None,
}
# Of what libpq understands, all that a ministry's server may ask for.
_POSTGRESQL_OPTIONS = (
    "application_name",
    "connect_timeout",
    "passfile",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
)


def database(workspace: Path, url: str | None = None) -> dict[str, Any]:
    """Django's settings of the desk's database: a file of the workspace, or the PostgreSQL server of a URL.

    `url` is `postgresql://USER@HOST:PORT/NAME?sslmode=…`, a folder of sockets as `?host=/run/postgresql`.
    Without a password in it libpq looks where it always does (`~/.pgpass`, `PGPASSWORD`).
    Raises CallError `desk.bad_database`, which never repeats what may hold a password.
    """
    if not url:
        return _sqlite(workspace / FILE)
    try:
        parts = urlsplit(url)
        return _postgresql(parts, parts.port)
    except ValueError:
        raise CallError("desk.bad_database", variable=DATABASE_VARIABLE) from None


def shown(settings: dict[str, Any]) -> str:
    """A database as errors name it, without user or password."""
    if settings["ENGINE"].endswith("sqlite3"):
        return str(settings["NAME"])
    host, port = settings["HOST"] or "localhost", settings["PORT"] or 5432
    return f"postgresql://{host}:{port}/{settings['NAME']}"


def _sqlite(path: Path) -> dict[str, Any]:
    """Readers never wait (WAL); a writer takes its lock when it begins, so that two never fail half-way."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": WAIT_S,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
        },
    }


def _postgresql(parts: SplitResult, port: int | None) -> dict[str, Any]:
    """Raises ValueError for what is no such URL, or an option that is not known."""
    name = unquote(parts.path.removeprefix("/"))
    options: dict[str, Any] = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    host = options.pop("host", None) or parts.hostname
    if parts.scheme not in ("postgresql", "postgres") or not name or set(options) - {*_POSTGRESQL_OPTIONS}:
        raise ValueError
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host or ""),
        "PORT": port or "",
        "OPTIONS": {"connect_timeout": 10, "application_name": "sawt", **options},
    }
