"""Many voices into one, and how far they agree: pure rules over labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sawt.desk.values import ON_LABEL, Agreement, ContactKey, Decision, Label, Resolved
from sawt.stats import agreement as stats

# A label speaks of one head of the text that it was given for: a changed text is another matter.
Matter = tuple[ContactKey, str, str]


def newest(labels: Iterable[Label]) -> list[Label]:
    """Of each annotator the newest label of each matter, in the order in which they were saved."""
    latest: dict[tuple[Matter, str], Label] = {}
    for label in sorted(labels, key=lambda one: (one.labelled_at, one.number)):
        latest[_matter(label), label.annotator] = label
    return sorted(latest.values(), key=lambda one: one.number)


def resolve(labels: Iterable[Label], decisions: Iterable[Decision] = ()) -> list[Resolved]:
    """What people say of each matter, in order: by a decision, else by more than half of the voices."""
    voices: dict[Matter, list[Label]] = defaultdict(list)
    for label in newest(labels):
        voices[_matter(label)].append(label)
    decided = _decided(decisions)
    matters = sorted({*voices, *decided})
    return [_resolved(matter, voices.get(matter, []), decided.get(matter)) for matter in matters]


def _resolved(matter: Matter, voices: Sequence[Label], decided: str | None) -> Resolved:
    counts = Counter(label.value for label in voices)
    value, agreeing = counts.most_common(1)[0] if counts else (None, 0)
    if decided is not None:
        value, agreeing = decided, counts[decided]
    elif 2 * agreeing <= len(voices):
        value, agreeing = None, 0
    mentioned = Counter(code for label in voices for code in label.also)
    also = sorted(code for code, n in mentioned.items() if 2 * n > len(voices) and code != value)
    return Resolved(
        *matter,
        value=value,
        also=tuple(also) if value is not None else (),
        settled=(
            "decision"
            if decided is not None
            else "disputed"
            if value is None
            else "one"
            if len(voices) == 1
            else "majority"
        ),
        voices=len(voices),
        agreeing=agreeing,
    )


def _decided(decisions: Iterable[Decision]) -> dict[Matter, str]:
    """The newest decision on each matter; they come oldest first."""
    decided = {}
    for decision in decisions:
        contact = ContactKey.parse(decision.subject)
        if decision.kind == ON_LABEL and contact:
            decided[contact, decision.text_print, decision.head] = decision.value
    return decided


def agreement(head: str, labels: Iterable[Label], seed: int, between: tuple[str, ...] = ()) -> Agreement:
    """How far annotators agree on a head, over texts that two or more of them labelled.

    With `between`, only how well these labels are told apart from each other: every other label is as if
    it had not been given.
    """
    given = [label for label in newest(labels) if label.head == head]
    if between:
        given = [label for label in given if label.value in between]
    by_text: dict[tuple[ContactKey, str], dict[str, str]] = defaultdict(dict)
    for label in given:
        by_text[label.contact, label.text_print][label.annotator] = label.value
    texts = [of for of in by_text.values() if len(of) > 1]
    annotators = sorted({name for of in texts for name in of})
    values = sorted({value for of in texts for value in of.values()})
    codes = _codes(texts, annotators, values)
    return Agreement(
        head=head,
        contacts=len(texts),
        labels=sum(map(len, texts)),
        annotators=tuple(annotators),
        percent=stats.percent_agreement(codes),
        alpha=stats.krippendorff_alpha(codes),
        alpha_interval=stats.alpha_interval(codes, seed),
        kappa=stats.cohen_kappa(*codes) if len(annotators) == 2 else None,
        confused=_confused(codes, values),
    )


def _codes(
    texts: Sequence[Mapping[str, str]], annotators: Sequence[str], values: Sequence[str]
) -> stats.Ints:
    """int64[annotators, texts], as `stats.agreement` has them."""
    place = {value: number for number, value in enumerate(values)}
    codes = np.full((len(annotators), len(texts)), -1, dtype=np.int64)
    for column, of in enumerate(texts):
        for line, annotator in enumerate(annotators):
            codes[line, column] = place[of[annotator]] if annotator in of else -1
    return codes


def _confused(codes: stats.Ints, values: Sequence[str]) -> tuple[tuple[str, str, float], ...]:
    matrix = stats.coincidences(codes)
    pairs = [
        (values[one], values[other], round(float(matrix[one, other]), 6))
        for one in range(len(matrix))
        for other in range(one + 1, len(matrix))
        if matrix[one, other]
    ]
    return tuple(sorted(pairs, key=lambda pair: (-pair[2], pair[:2])))


def _matter(label: Label) -> Matter:
    return label.contact, label.text_print, label.head
