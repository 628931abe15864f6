"""What people say of contacts: taken in, kept with its history, read back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from sawt.desk import resolving
from sawt.desk.annotators import annotator_list, moment
from sawt.desk.decisions import decision_read
from sawt.desk.judging import Key, Known, Shown, Taken, judge, key_of, weighed
from sawt.desk.label_files import LabelFile
from sawt.desk.opening import Desk, reading, take_back, writing
from sawt.desk.tables import models
from sawt.desk.tasks import save_tasks, task_read
from sawt.desk.values import (
    ON_LABEL,
    PERSON,
    Agreement,
    ContactKey,
    Example,
    Imported,
    Label,
    Refusal,
    Resolved,
    Task,
    Words,
)

_AT_ONCE = 500


def label_import(
    desk: Desk,
    file: LabelFile,
    words: Words,
    at: str,
    round_: str = "",
    texts: Mapping[ContactKey, str] | None = None,
    dry_run: bool = False,
    whose: str = "",
) -> Imported:
    """Take in a label file, in one transaction: every row is saved, the same, changed or refused.

    `words` are what may be written for each head; `round_` counts where a row names none; where the file
    is said to be of somebody (`whose`), rows of others are refused. A contact is
    known if people were asked about it here, or if the caller gives its masked text in `texts`: then the
    text is kept as a task too. What an annotator said before in the same round stays as history.
    """
    with writing(desk):
        contacts = file.contacts()
        asked = _asked(desk, contacts)
        given = {contact: Task(contact, text) for contact, text in (texts or {}).items()}
        shown = {
            contact: (*((("", given[contact].text_print),) if contact in given else ()), *asked[contact])
            for contact in contacts
        }
        annotators = {one.code: one for one in annotator_list(desk)}
        judged = list(judge(file.rows, Known(words, annotators, shown, round_, moment(at), whose)))
        taken = [one for one in judged if isinstance(one, Taken)]
        refused = [one for one in judged if isinstance(one, Refusal)]
        held = _held(desk, {label.contact for one in taken for label in one.labels})
        outcomes = [weighed(one, held) for one in taken]
        new = [pair for _, pairs in outcomes for pair in pairs]
        save_tasks(desk, _unasked(new, asked, given), at)
        _write(desk, new)
        if dry_run:
            take_back(desk)
    became = Counter(kind for kind, _ in outcomes)
    refusals = tuple(sorted((*file.refused, *refused), key=lambda one: one.line))
    return Imported(
        file=file.name,
        received=len(file.rows) + len(file.refused),
        saved=became["saved"],
        same=became["same"],
        changed=became["changed"],
        refused=len(refusals),
        labels=len(new),
        refusals=refusals,
        dry_run=dry_run,
    )


def label_read(
    desk: Desk, rounds: Collection[str] | None = None, kinds: Collection[str] = (PERSON,)
) -> tuple[Label, ...]:
    """The labels that stand, in the order in which they were saved: people's, unless machines are named."""
    asked: dict[str, Any] = {"current": True, "annotator__kind__in": list(kinds)}
    if rounds is not None:
        asked["round__in"] = list(rounds)
    with reading(desk):
        return tuple(_labels(desk, **asked))


def label_history(desk: Desk, contact: ContactKey) -> tuple[Label, ...]:
    """All that anybody ever said of a contact, oldest first; what was replaced is not `current`."""
    with reading(desk):
        return tuple(_labels(desk, **contact._asdict()))


def label_resolve(desk: Desk, rounds: Collection[str] | None = None) -> tuple[Resolved, ...]:
    """What people settled on, for each contact's text and head: by decision, else by majority."""
    return tuple(resolving.resolve(label_read(desk, rounds), decision_read(desk, ON_LABEL)))


def label_agreement(
    desk: Desk,
    seed: int,
    heads: Iterable[str],
    rounds: Collection[str] | None = None,
    kinds: Collection[str] = (PERSON,),
    between: tuple[str, ...] = (),
) -> tuple[Agreement, ...]:
    """How far annotators agree on each head. `between` asks how well a few labels are told apart."""
    labels = label_read(desk, rounds, kinds)
    return tuple(resolving.agreement(head, labels, seed, between) for head in heads)


def example_read(desk: Desk) -> tuple[Example, ...]:
    """Every labelled text with what people settled about it, by contact: for training and measuring."""
    settled: dict[tuple[ContactKey, str], list[Resolved]] = defaultdict(list)
    for one in label_resolve(desk):
        settled[one.contact, one.text_print].append(one)
    rounds = {(label.contact, label.text_print, label.round) for label in label_read(desk)}
    tasks: dict[tuple[ContactKey, str], Task] = {}
    for task in task_read(desk):
        key = task.contact, task.text_print
        if key not in tasks or (*key, tasks[key].round) not in rounds:  # the round in which it was labelled
            tasks[key] = task
    return tuple(
        Example(
            contact=key[0],
            text=tasks[key].text,
            text_print=key[1],
            way=tasks[key].way,
            labels={one.head: one.value for one in of if one.value is not None},
            also=tuple(code for one in of for code in one.also),
        )
        for key, of in sorted(settled.items())
        if key in tasks
    )


def _asked(desk: Desk, contacts: Collection[ContactKey]) -> dict[ContactKey, list[tuple[str, str]]]:
    """The texts of these contacts that people were asked about, as (round, print), oldest first."""
    asked: dict[ContactKey, list[tuple[str, str]]] = {contact: [] for contact in contacts}
    for of in _pieces(contacts):
        rows = models.Task.objects.using(desk.alias).filter(**of).order_by("pk")
        for name, external_id, *text in rows.values_list("name", "external_id", "round", "text_print"):
            asked[ContactKey(name, external_id)].append((text[0], text[1]))
    return asked


def _held(desk: Desk, contacts: Collection[ContactKey]) -> dict[Key, Label]:
    found = (label for of in _pieces(contacts) for label in _labels(desk, current=True, **of))
    return {key_of(label): label for label in found}


def _pieces(contacts: Collection[ContactKey]) -> Iterator[dict[str, Any]]:
    """Contacts as conditions of bounded size: all of one name together."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for contact in sorted(contacts):
        by_name[contact.name].append(contact.external_id)
    for name, ids in by_name.items():
        rest = iter(ids)
        while piece := list(islice(rest, _AT_ONCE)):
            yield {"name": name, "external_id__in": piece}


def _labels(desk: Desk, **asked: Any) -> Iterator[Label]:
    rows = models.Label.objects.using(desk.alias).filter(**asked).order_by("pk").select_related("annotator")
    for row in rows.iterator(2_000):
        yield Label(
            contact=ContactKey(row.name, row.external_id),
            text_print=row.text_print,
            head=row.head,
            value=row.value,
            also=tuple(row.also),
            annotator=row.annotator.code,
            kind=row.annotator.kind,
            round=row.round,
            labelled_at=row.labelled_at,
            current=row.current,
            number=row.pk,
        )


def _unasked(
    new: Iterable[tuple[Label, Label | None]], asked: Shown, given: Mapping[ContactKey, Task]
) -> Iterator[Task]:
    """Tasks for labelled texts that only the caller knew."""
    for label, _ in new:
        task = given.get(label.contact)
        known = {text_print for _, text_print in asked[label.contact]}
        if task and task.text_print == label.text_print and label.text_print not in known:
            yield replace(task, round=label.round)


def _write(desk: Desk, new: Collection[tuple[Label, Label | None]]) -> None:
    """Replaced labels give up their place before the new ones take it."""
    rows = models.Label.objects.using(desk.alias)
    replaced = iter([old.number for _, old in new if old is not None])
    while piece := list(islice(replaced, _AT_ONCE)):
        rows.filter(pk__in=piece).update(current=False)
    numbers = dict(models.Annotator.objects.using(desk.alias).values_list("code", "pk"))
    rows.bulk_create(
        (
            models.Label(
                name=label.contact.name,
                external_id=label.contact.external_id,
                text_print=label.text_print,
                head=label.head,
                value=label.value,
                also=list(label.also),
                annotator_id=numbers[label.annotator],
                round=label.round,
                labelled_at=label.labelled_at,
                supersedes_id=old.number if old is not None else None,
            )
            for label, old in new
        ),
        batch_size=_AT_ONCE,
    )
