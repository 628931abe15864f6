"""What people are asked to label: masked texts, by rounds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sawt.desk.annotators import moment
from sawt.desk.judging import ROUND
from sawt.desk.opening import Desk, reading, writing
from sawt.desk.tables import models
from sawt.desk.task_files import written
from sawt.desk.values import ContactKey, Task, storable
from sawt.errors import CallError


def task_export(
    desk: Desk,
    path: Path,
    round_: str,
    tasks: Sequence[Task],
    heads: Sequence[str],
    at: str,
    annotator: str = "",
    guesses: bool = False,
) -> int:
    """Write tasks to a file for people to fill in, and keep them as a round; returns how many are new.

    The machine's guesses are kept with the tasks but written only where `guesses` asks for them: whoever
    sees a guess tends to agree with it. The same tasks may go to several annotators, a file each.
    Raises CallError where there is nothing to label, the round's name is none, the annotator unknown, the
    format unknown, or the file is there already: somebody's labels may be in it.
    """
    annotator = annotator.strip().casefold()
    tasks = [replace(task, text=storable(task.text), round=round_) for task in tasks]
    if not tasks:
        raise CallError("desk.nothing_to_label")
    if not ROUND.match(round_):
        raise CallError("desk.bad_round", given=round_[:80])
    if path.exists():
        raise CallError("desk.file_exists", file=str(path))
    data = written(path, tasks, heads, guesses, annotator)
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_bytes(data)
        with writing(desk):
            if annotator and not models.Annotator.objects.using(desk.alias).filter(code=annotator).exists():
                raise CallError("desk.unknown_annotator", given=annotator[:80])
            new = save_tasks(desk, tasks, at)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return new


def task_read(desk: Desk, round_: str | None = None) -> tuple[Task, ...]:
    """The tasks of a round, or all of them, oldest first."""
    rows = models.Task.objects.using(desk.alias).order_by("pk")
    if round_ is not None:
        rows = rows.filter(round=round_)
    with reading(desk):
        return tuple(
            Task(ContactKey(row.name, row.external_id), row.text, row.way, row.guess, row.model, row.round)
            for row in rows.iterator(2_000)
        )


def save_tasks(desk: Desk, tasks: Iterable[Task], at: str) -> int:
    """Inside `writing`: keep those that are not there yet; returns how many that were."""
    wanted = {(*task.contact, task.round, task.text_print): task for task in tasks}
    rows = models.Task.objects.using(desk.alias)
    rounds = {task.round for task in wanted.values()}
    held = rows.filter(round__in=rounds).values_list("name", "external_id", "round", "text_print")
    for key in held.iterator(2_000):
        wanted.pop(key, None)
    rows.bulk_create(
        (
            models.Task(
                name=task.contact.name,
                external_id=task.contact.external_id,
                round=task.round,
                text_print=task.text_print,
                text=storable(task.text),
                way=task.way,
                guess=dict(task.guess),
                model=task.model,
                made_at=moment(at),
            )
            for task in wanted.values()
        ),
        batch_size=500,
    )
    return len(wanted)
