"""Counts of readings corrected for the errors that people's labels drawn by lot measured.

The lot was drawn from contacts with words. What else was counted, by the agent's code or a queue, is taken to
be wrong as often, and contacts that a person labelled to be as uncertain as the rest. The desk is looked into
only where there is one, so that a workspace in which nobody labels is asked without it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping

from sawt.dates import Period
from sawt.desk.settings import DATABASE_VARIABLE, FILE
from sawt.facts.drawing import count_unsure
from sawt.facts.snapshot import Snapshot
from sawt.flow import Correct
from sawt.understanding.correction import Corrected, correct_counts
from sawt.understanding.local import Local, said_by
from sawt.understanding.read import read_all
from sawt.understanding.sampling import WAYS
from sawt.wiring.models import current_model
from sawt.wiring.workspace import Workspace

_SEED = 20251124  # the same labels give the same intervals
UNSURE = ""  # the pile of those that the machine left open


def corrected(
    workspace: Workspace, head: str, counts: Mapping[str, int], unsure: int | None = None
) -> dict[str, Corrected] | None:
    """The corrected counts of a head's codes, None where too few contacts drawn by lot were labelled.

    counts: contacts by the machine's code, the sure answers only; unsure: how many it left open. Only with
    these does a model that answers more often give the same corrected counts: without them the result
    speaks of the answered contacts alone.
    """
    return _corrected(confusion_of(workspace, head), counts, unsure)


def _corrected(
    confusion: Mapping[tuple[str, str], int], counts: Mapping[str, int], unsure: int | None
) -> dict[str, Corrected] | None:
    if unsure is None:
        sure = {pair: n for pair, n in confusion.items() if pair[0] != UNSURE}
        return correct_counts(counts, sure, _SEED)
    found = correct_counts({**counts, UNSURE: unsure}, confusion, _SEED)
    return {code: count for code, count in found.items() if code != UNSURE} if found is not None else None


def confusion_of(workspace: Workspace, head: str) -> dict[tuple[str, str], int]:
    """(what the model in use says, what people said) → how many of the contacts drawn by lot.

    Of a text that the model learned from counts what heads said that had not seen it. Whether it would have
    been left open is known only of the model itself, which leaves open a little less of what it has seen.
    """
    if not _has_desk(workspace):
        return {}
    from sawt.desk.labels import example_read
    from sawt.wiring.labelling import desk_of, folded

    with desk_of(workspace) as desk:
        lot = [one for one in example_read(desk) if one.way == WAYS[-1] and head in one.labels]
    if not lot:
        return {}
    texts, model = [one.text for one in lot], current_model(workspace)
    reading = read_all(texts, model).heads[head]
    asked = [Local(key, text, {}) for key, text in zip(folded(texts), texts, strict=True)]
    best = said_by(model, asked, [head])[head].tolist()
    said = [UNSURE if unsure else code for code, unsure in zip(best, reading.abstained.tolist(), strict=True)]
    return dict(Counter((code, one.labels[head]) for code, one in zip(said, lot, strict=True)))


def correction_of(workspace: Workspace, snapshot: Snapshot, period: Period) -> Correct:
    """The port that the review of a period takes: its counts with what the machine left open in it."""

    def correct(head: str, counts: Mapping[str, int], /) -> dict[str, Corrected] | None:
        confusion = confusion_of(workspace, head)
        return _corrected(confusion, counts, count_unsure(snapshot, head, period)) if confusion else None

    return correct


def _has_desk(workspace: Workspace) -> bool:
    elsewhere = os.environ.get(DATABASE_VARIABLE) or workspace.settings["desk_database"]
    return bool(elsewhere) or (workspace.root / FILE).exists()
