"""What people decide: which label holds where annotators differ, and what becomes of a model."""

from __future__ import annotations

from sawt.desk.annotators import moment
from sawt.desk.opening import Desk, reading, writing
from sawt.desk.tables import models
from sawt.desk.values import ON_LABEL, ON_MODEL, PERSON, ContactKey, Decision, Words
from sawt.errors import CallError


def decision_on_label(
    desk: Desk, contact: ContactKey, head: str, value: str, words: Words, by: str, reason: str, at: str
) -> Decision:
    """Settle a head of a contact's newest labelled text, whatever was said of it before.

    Raises CallError where nobody labelled that head of it, the code is unknown, no reason is given, or
    `by` is not a person who labels here.
    """
    known = {word.casefold(): code for word, code in words.get(head, {}).items()}
    code = known.get(value.strip().casefold())
    if code is None:
        codes = ", ".join(dict.fromkeys(known.values()))
        raise CallError("desk.unknown_code", column=head, value=value[:80], known=codes)
    with writing(desk):
        labels = models.Label.objects.using(desk.alias).filter(head=head, **contact._asdict())
        newest = labels.order_by("-pk").first()
        if newest is None:
            raise CallError("desk.not_labelled", contact=str(contact)[:80], column=head)
        return _add(desk, ON_LABEL, str(contact), code, by, reason, at, head, newest.text_print)


def decision_on_model(desk: Desk, version: str, value: str, by: str, reason: str, at: str) -> Decision:
    """What was decided of a model version, in a word that the caller chooses (`used`, `refused` …).

    Raises CallError where no reason is given, or `by` is not a person who labels here.
    """
    with writing(desk):
        return _add(desk, ON_MODEL, version, value, by, reason, at)


def decision_read(desk: Desk, kind: str | None = None, subject: str | None = None) -> tuple[Decision, ...]:
    """Decisions, oldest first; the newest of a matter holds."""
    asked = {name: value for name, value in (("kind", kind), ("subject", subject)) if value is not None}
    rows = models.Decision.objects.using(desk.alias).filter(**asked).order_by("pk")
    with reading(desk):
        return tuple(_value_of(row) for row in rows.select_related("decided_by"))


def _add(
    desk: Desk,
    kind: str,
    subject: str,
    value: str,
    by: str,
    reason: str,
    at: str,
    head: str = "",
    text_print: str = "",
) -> Decision:
    if not reason.strip():
        raise CallError("desk.no_reason")
    person = models.Annotator.objects.using(desk.alias).filter(code=by.strip().casefold()).first()
    if person is None:
        raise CallError("desk.unknown_annotator", given=by[:80])
    if person.kind != PERSON or not person.active:
        raise CallError("desk.may_not_decide", given=person.code)
    row = models.Decision.objects.using(desk.alias).create(
        kind=kind,
        subject=subject,
        head=head,
        text_print=text_print,
        value=value[:64],
        reason=reason.strip(),
        decided_by=person,
        decided_at=moment(at),
    )
    return _value_of(row)


def _value_of(row: models.Decision) -> Decision:
    return Decision(
        row.kind,
        row.subject,
        row.value,
        row.reason,
        row.decided_by.code,
        row.decided_at,
        row.head,
        row.text_print,
    )
