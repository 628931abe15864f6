"""Who labels: people, and machines that are asked like them, told apart by their codes already."""

from __future__ import annotations

import re
from datetime import datetime

from sawt.desk.opening import Desk, reading, writing
from sawt.desk.tables import models
from sawt.desk.values import KINDS, MACHINE, PERSON, Annotator
from sawt.errors import CallError

# A person's code is a plain word; a machine's says what it is: `model:3`. Neither can pass for the other.
_CODES = {
    PERSON: re.compile(r"^[^\W_][\w.-]{0,63}$"),
    MACHINE: re.compile(r"^[a-z]{1,20}:[\w.-]{1,40}$"),
}


def annotator_add(desk: Desk, code: str, name: str, at: str, kind: str = PERSON) -> Annotator:
    """A new annotator; codes are kept in small letters. Raises CallError where the code is none or taken."""
    code, name = code.strip().casefold(), name.strip() or code.strip()
    if kind not in KINDS or not _CODES[kind].match(code):
        raise CallError("desk.bad_annotator_code", given=code[:80])
    with writing(desk):
        rows = models.Annotator.objects.using(desk.alias)
        if rows.filter(code=code).exists():
            raise CallError("desk.annotator_exists", given=code)
        row = rows.create(code=code, name=name[:200], kind=kind, since=moment(at))
    return value_of(row)


def annotator_retire(desk: Desk, code: str) -> Annotator:
    """Nothing new is taken from this annotator; what was said before stays. Raises CallError if unknown."""
    return _activate(desk, code, False)


def annotator_resume(desk: Desk, code: str) -> Annotator:
    """A retired annotator labels again. Raises CallError if unknown."""
    return _activate(desk, code, True)


def annotator_list(desk: Desk) -> tuple[Annotator, ...]:
    """Every annotator, by code."""
    with reading(desk):
        return tuple(value_of(row) for row in models.Annotator.objects.using(desk.alias).order_by("code"))


def value_of(row: models.Annotator) -> Annotator:
    """A row as a value."""
    return Annotator(row.code, row.name, row.kind, row.active, row.since)


def moment(at: str) -> datetime:
    """A point in time as ISO 8601 with its offset. Raises ValueError without one: no clock is guessed."""
    when = datetime.fromisoformat(at)
    if when.tzinfo is None:
        raise ValueError(f"{at} does not say in which zone")
    return when


def _activate(desk: Desk, code: str, active: bool) -> Annotator:
    with writing(desk):
        row = models.Annotator.objects.using(desk.alias).filter(code=code.strip().casefold()).first()
        if row is None:
            raise CallError("desk.unknown_annotator", given=code[:80])
        row.active = active
        row.save(update_fields=["active"])
    return value_of(row)
