"""What becomes of each row of a label file: pure rules over what the desk knows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sawt.desk.label_files import Row
from sawt.desk.values import ALSO_HEAD, Annotator, ContactKey, Label, Refusal, Words
from sawt.understanding.spelling import fold

# A round, like the name of a source, stands in files and on command lines.
ROUND = re.compile(r"^[^\W_][\w.-]{0,63}$")
_SHOWN = 80
_NONE = "none"  # the challenge of a message without any
_GLOSS = re.compile(r"\s*\([^)]*\)")

Became = Literal["saved", "same", "changed"]
Key = tuple[ContactKey, str, str, str]
# The texts of a contact that were shown to people, as (round, print), oldest first.
Shown = Mapping[ContactKey, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Taken:
    """A row that holds: what it says, a label for each head that it fills."""

    line: int
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Known:
    """What rows are judged by. `annotators` by code in small letters; `round` where a row names none.

    `whose` is the annotator that the file is said to be of, "" where nobody said.
    """

    words: Words
    annotators: Mapping[str, Annotator]
    shown: Shown
    round: str
    at: datetime
    whose: str = ""


def judge(rows: Iterable[Row], known: Known) -> Iterator[Taken | Refusal]:
    """Each row as taken, or refused for the first reason that holds."""
    first_seen: dict[tuple[ContactKey, str, str], int] = {}
    words = {head: _spellings(of) for head, of in known.words.items()}
    for row in rows:
        try:
            taken = _taken(row, known, words)
            label = taken.labels[0]
            first = first_seen.setdefault((label.contact, label.annotator, label.round), row.line)
            if first != row.line:
                raise _Refused("row_twice", first=first)
        except _Refused as refused:
            yield Refusal(row.line, refused.reason, refused.params)
        else:
            yield taken


def _spellings(words: Mapping[str, str]) -> dict[str, str]:
    """The words as people write them: without vowels, with or without a gloss in brackets and the article."""
    spelled: dict[str, str] = {}
    for word, code in words.items():
        for plain in (_plain(word), _plain(_GLOSS.sub("", word))):
            for form in (plain, plain.removeprefix("ال"), f"ال{plain}"):
                spelled.setdefault(form, code)
    return {**spelled, **{_plain(code): code for code in words.values()}}


def _plain(word: str) -> str:
    return fold(word).strip().replace("_", " ")


def key_of(label: Label) -> Key:
    """What one annotator can say only one thing of at a time."""
    return label.contact, label.head, label.annotator, label.round


def weighed(taken: Taken, held: Mapping[Key, Label]) -> tuple[Became, list[tuple[Label, Label | None]]]:
    """What a row adds to what is held: the labels to write, each with the one that it replaces."""
    new = [(label, held.get(key_of(label))) for label in taken.labels]
    new = [(label, old) for label, old in new if old is None or _says(label) != _says(old)]
    became: Became = "changed" if any(old for _, old in new) else "saved" if new else "same"
    return became, new


def _says(label: Label) -> tuple[str, tuple[str, ...], str]:
    return label.value, label.also, label.text_print


class _Refused(Exception):
    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(reason)
        self.reason, self.params = reason, params


def _taken(row: Row, known: Known, words: Words) -> Taken:
    if not row.written:
        raise _Refused("also_alone" if row.also else "empty_label")
    annotator = _annotator(row, known)
    round_ = row.round or known.round
    if round_ and not ROUND.match(round_):
        raise _Refused("bad_round", value=round_[:_SHOWN])
    contact, text_print = _text(row, known, round_)
    values = {head: _code(head, word, words[head]) for head, word in row.written.items()}
    if row.also and ALSO_HEAD not in values:
        raise _Refused("also_alone")
    also = tuple(dict.fromkeys(code for part in row.also for code in _also(part, words[ALSO_HEAD])))
    if values.get(ALSO_HEAD) == _NONE and set(also) - {_NONE}:
        raise _Refused("also_of_none")
    return Taken(
        row.line,
        tuple(
            Label(
                contact=contact,
                text_print=text_print,
                head=head,
                value=values[head],
                also=tuple(code for code in also if code != values[head]) if head == ALSO_HEAD else (),
                annotator=annotator.code,
                kind=annotator.kind,
                round=round_,
                labelled_at=known.at,
            )
            for head in words
            if head in values
        ),
    )


def _annotator(row: Row, known: Known) -> Annotator:
    if known.whose and row.annotator.casefold() != known.whose.casefold():
        raise _Refused("other_annotator", value=row.annotator[:_SHOWN], whose=known.whose)
    annotator = known.annotators.get(row.annotator.casefold())
    if annotator is None:
        raise _Refused("unknown_annotator", value=row.annotator[:_SHOWN])
    if not annotator.active:
        raise _Refused("retired_annotator", value=annotator.code)
    return annotator


def _text(row: Row, known: Known, round_: str) -> tuple[ContactKey, str]:
    """The contact, and which of its texts was labelled: the one named, else the round's, else the newest."""
    contact = ContactKey.parse(row.contact)
    shown = known.shown.get(contact, ()) if contact else ()
    if not contact or not shown:
        raise _Refused("unknown_contact", value=row.contact[:_SHOWN])
    if row.round and row.round not in {name for name, _ in shown}:
        raise _Refused("unknown_round", value=row.round[:_SHOWN], contact=row.contact[:_SHOWN])
    if row.text_print:
        if row.text_print not in {text_print for _, text_print in shown}:
            raise _Refused("text_changed", value=row.contact[:_SHOWN])
        return contact, row.text_print
    of_round = [text_print for name, text_print in shown if name == round_]
    return contact, (of_round or [shown[-1][1]])[-1]


def _also(part: str, known: Mapping[str, str]) -> list[str]:
    """A word as it stands, since a title may hold spaces; else codes between spaces."""
    return [_code("also", word, known) for word in ([part] if _plain(part) in known else part.split())]


def _code(column: str, word: str, known: Mapping[str, str]) -> str:
    code = known.get(_plain(word))
    if code is None:
        near = difflib.get_close_matches(_plain(word), known, n=3)
        codes = dict.fromkeys(known[one] for one in near or known)
        reason = "unknown_code" if near else "no_code"
        raise _Refused(reason, column=column, value=word[:_SHOWN], known=", ".join(codes))
    return code
