"""What Django and the databases raise becomes an error of ours, so that a face has one line to tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import Error

from sawt.desk.settings import WAIT_S
from sawt.errors import SawtError, StateError

_BUSY = ("database is locked", "lock timeout", "could not obtain lock")
_FULL = ("disk is full", "No space left", "disk full", "Disk quota", "could not extend file")
_DAMAGED = ("not a database", "malformed", "disk I/O error")
_CLOSED_TO_US = ("unable to open database file", "readonly database", "permission denied")


def told(error: Exception, where: str) -> SawtError:
    """Our error for one of theirs. `where` names the database, without a password."""
    text = " ".join(str(error).split())
    if isinstance(error, ImproperlyConfigured) and "psycopg" in text:
        return StateError("desk.no_driver", where=where)
    if any(sign in text for sign in _BUSY):
        return StateError("desk.busy", seconds=WAIT_S)
    if any(sign in text for sign in _FULL):
        return StateError("machine.disk_full", path=where)
    if any(sign in text for sign in _DAMAGED):
        return StateError("desk.damaged", where=where)
    if any(sign in text for sign in _CLOSED_TO_US):
        return StateError("machine.not_allowed", path=where)
    if "connection" in text:
        return StateError("desk.unreachable", where=where, reason=text[:200])
    return StateError("machine.failed", reason=text[:200])


@contextmanager
def telling(where: str) -> Iterator[None]:
    """What a database raises inside is raised as ours."""
    try:
        yield
    except (Error, ImproperlyConfigured) as error:
        raise told(error, where) from error
