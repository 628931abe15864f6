"""People's labels: who labels, what to label next, and what came back."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sawt.desk import annotators as people
from sawt.desk import labels, tasks
from sawt.desk.label_files import read_label_file
from sawt.desk.opening import Desk, open_desk
from sawt.desk.values import ALSO_HEAD, Annotator, ContactKey, Imported, Task, Words
from sawt.errors import CallError
from sawt.facts.drawing import draw_texts, texts_of
from sawt.packs.taxonomy import Taxonomy, load_taxonomy
from sawt.understanding.calibration import confidence_of
from sawt.understanding.read import Readings, read_all
from sawt.understanding.sampling import WAYS, Pool, to_label
from sawt.understanding.spelling import fold_all
from sawt.vocabulary import HEADS
from sawt.wiring.models import current_model
from sawt.wiring.workspace import Workspace

# Contacts of which the next ones to label are picked. Reading so many takes seconds, and a lot drawn of a
# lot is a lot still; every contact would take minutes where there are millions.
POOL = 50_000
USUAL = 100  # tasks of a round where nobody says how many

Tell = Callable[..., None]


def _silent(*_: Any, **__: Any) -> None:
    """Nobody is told how far it is."""


@dataclass(frozen=True)
class Exported:
    """What was handed out. `ways` how many by stratum, doubt and lot; `again`: a round that was there before.

    `pool` is how many contacts took part, of `held` with words; both are None where a round is handed out
    again.
    """

    file: str
    round: str
    annotator: str
    tasks: int
    new: int
    ways: Mapping[str, int]
    model: str
    again: bool = False
    pool: int | None = None
    held: int | None = None
    seed: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As a face prints it."""
        return {**vars(self), "ways": dict(self.ways)}


def desk_of(workspace: Workspace) -> Desk:
    """The workspace's desk, wherever its tables lie. Use it in `with`."""
    return open_desk(workspace.root, str(workspace.settings["desk_database"]) or None)


def words_of(taxonomy: Taxonomy) -> Words:
    """What people may write for each head: the code, or what people read for it in either language."""
    words: dict[str, dict[str, str]] = {}
    for head in HEADS:
        codes = taxonomy.codes(head)
        words[head] = {code: code for code in codes}
        for code in codes:
            for name in taxonomy.names(head, code).values():
                words[head].setdefault(name, code)
    return words


def annotators(workspace: Workspace) -> tuple[Annotator, ...]:
    """Everybody who labels or did."""
    with desk_of(workspace) as desk:
        return people.annotator_list(desk)


def annotator_add(workspace: Workspace, code: str, name: str, at: str) -> Annotator:
    """Somebody new, or a retired one who resumes. Raises CallError where the code is none or taken."""
    with desk_of(workspace) as desk:
        held = {one.code: one for one in people.annotator_list(desk)}
        known = held.get(code.strip().casefold())
        if known and not known.active:
            return people.annotator_resume(desk, code)
        return people.annotator_add(desk, code, name, at)


def annotator_retire(workspace: Workspace, code: str) -> Annotator:
    """Nothing new is taken from this annotator. Raises CallError if unknown."""
    with desk_of(workspace) as desk:
        return people.annotator_retire(desk, code)


def export(
    workspace: Workspace,
    file: Path,
    count: int | None,
    at: str,
    round_: str | None = None,
    annotator: str = "",
    seed: int | None = None,
    guesses: bool = False,
    tell: Tell = _silent,
) -> Exported:
    """Write what to label next to a file, and keep it as a round. A round that is there is handed out again.

    The same facts, labels, model and seed pick the same contacts. Raises CallError where nothing is left to
    label, and as `desk.tasks.task_export` does.
    """
    if count is not None and count < 1:
        raise CallError("label.no_count", value=count)
    with desk_of(workspace) as desk:
        asked = tasks.task_read(desk)
        round_ = round_ or _next_round(asked)
        held = [task for task in asked if task.round == round_]
        about: dict[str, Any] = {}
        if held:
            given = held[:count]
            about = {"again": True, "model": given[0].model}
        else:
            given, about = _picked(workspace, asked, count or USUAL, seed, tell)
        new = tasks.task_export(desk, file, round_, given, HEADS, at, annotator, guesses)
        ways = Counter(task.way for task in given)
    shown = {way: ways[way] for way in (*WAYS, *sorted(set(ways) - set(WAYS))) if ways[way]}
    return Exported(str(file), round_, annotator.strip().casefold(), len(given), new, shown, **about)


def _next_round(asked: Sequence[Task]) -> str:
    """`r1`, `r2` …: the first that is free."""
    taken = {task.round for task in asked}
    return next(name for number in range(1, len(taken) + 2) if (name := f"r{number}") not in taken)


def _picked(
    workspace: Workspace, asked: Sequence[Task], count: int, seed: int | None, tell: Tell
) -> tuple[list[Task], dict[str, Any]]:
    """The next tasks, and what they were picked from. What people were asked before takes no part."""
    snapshot = workspace.snapshot()
    seed = snapshot.version.number if seed is None else seed
    tell("drawing")
    drawn, held = draw_texts(snapshot, POOL, seed)
    model = current_model(workspace)
    before = {task.contact for task in asked}
    said = set(folded([task.text for task in asked]))
    texts = list(dict.fromkeys(drawn["text"].to_pylist()))
    place = {text: number for number, text in enumerate(texts)}
    known = [text in said for text in folded(texts)]
    rows = [
        (ContactKey(name, external_id), place[text], month)
        for name, external_id, month, text in zip(
            *(column.to_pylist() for column in drawn.columns), strict=True
        )
        if ContactKey(name, external_id) not in before and not known[place[text]]
    ]
    if not rows:
        raise CallError("desk.nothing_to_label")
    tell("reading_texts", n=len(texts))
    readings = read_all(texts, model)
    of = np.array([text for _, text, _ in rows])
    sample = to_label(_pool(readings, texts, of, [month for *_, month in rows]), count, seed, len(before))
    guess = _guesses(readings)
    given = [
        Task(rows[at][0], texts[of[at]], WAYS[way], guess[of[at]], model.version)
        for at, way in zip(sample.places, sample.ways, strict=True)
    ]
    return given, {"model": model.version, "pool": len(rows), "held": held, "seed": seed}


def _pool(readings: Readings, texts: Sequence[str], of: Any, months: Sequence[str]) -> Pool:
    """`of`: which text each contact has. Texts that fold alike have one print."""
    reading, language = readings.heads[ALSO_HEAD], readings.heads["lang"]
    confidence, margin = confidence_of(reading.probabilities)
    prints = np.unique(folded(texts), return_inverse=True)[1]
    return Pool(
        label=reading.best[of],
        confidence=confidence[of],
        margin=margin[of],
        language=language.best[of],
        month=np.array(months),
        text=prints[of],
    )


def _guesses(readings: Readings) -> list[dict[str, str]]:
    """What the model says of each text, head by head."""
    best = {head: reading.best for head, reading in readings.heads.items()}
    count = len(next(iter(best.values())))
    return [{head: readings.heads[head].labels[of[n]] for head, of in best.items()} for n in range(count)]


def folded(texts: Sequence[str]) -> list[str]:
    """A print of each text's spelling: the same for texts that only spell differently."""
    spelled = fold_all(texts)
    return [
        hashlib.sha256(spelled.text(number).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        for number in range(len(texts))
    ]


def import_labels(
    workspace: Workspace, file: Path, at: str, annotator: str = "", round_: str = "", dry_run: bool = False
) -> Imported:
    """Take in a file of labels: every row saved, the same, changed or refused with its reason.

    Contacts are known if people were asked about them, or if the facts hold them with a text.
    """
    words = words_of(load_taxonomy(workspace.root))
    read = read_label_file(file, HEADS, annotator.strip() or None)
    with desk_of(workspace) as desk:
        asked = {task.contact for task in tasks.task_read(desk)}
        unasked = sorted(read.contacts() - asked)
        texts = texts_of(workspace.snapshot(), unasked) if unasked else {}
        held = {ContactKey(*key): text for key, text in texts.items()}
        return labels.label_import(desk, read, words, at, round_, held, dry_run, annotator.strip())
