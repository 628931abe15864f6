"""What the events of a case mean: the `[events]` section of a mapping, applied in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sawt.errors import MappingError
from sawt.intake.mapping.reading import Mapping
from sawt.vocabulary import LIFECYCLE_EVENTS

_KNOWN = ("values", "first", "otherwise", "reopens")
REJECT = "reject"
_ENDED = ("resolved", "closed")
# A case that begins with one of these began then, and that happened then too.
_OWN_STEPS = ("taken", "responded", "resolved", "closed", "withdrawn")


@dataclass(frozen=True)
class Meanings:
    """What activities mean.

    `first`: what a case's first event is, unless it is a step of its own that a clock may ask for, such as
    taking the case in hand. `reopens`: types or names that open a case again after its solution.
    """

    values: dict[str, str]
    first: str | None
    otherwise: str
    reopens: frozenset[str]

    @classmethod
    def read(cls, mapping: Mapping, text: str) -> Meanings:
        """Raises MappingError with the line of what cannot be meant."""
        if mapping.table != "events" or not mapping.events:
            raise MappingError("xes.no_events", line=_line(text, "table"))
        if mapping.target not in ("tickets", "transactions"):
            raise MappingError("xes.no_target", line=_line(text, "target"))
        given: dict[str, Any] = mapping.events
        for name in given:
            if name not in _KNOWN:
                raise MappingError(
                    "mapping.unknown_key", line=_line(text, name), name=name, known=", ".join(_KNOWN)
                )
        words, reopens = given.get("values", {}), given.get("reopens", [])
        if not isinstance(words, dict):
            raise MappingError("mapping.not_a_section", line=_line(text, "values"), name="events.values")
        if not isinstance(reopens, list):
            raise MappingError("mapping.not_texts", line=_line(text, "reopens"), name="reopens")
        values = {str(activity): str(word) for activity, word in words.items()}
        first, otherwise = given.get("first"), str(given.get("otherwise", "other"))
        for word in [
            *values.values(),
            *([first] if first else []),
            *([] if otherwise == REJECT else [otherwise]),
        ]:
            if word not in LIFECYCLE_EVENTS:
                known = ", ".join(LIFECYCLE_EVENTS)
                raise MappingError(
                    "xes.unknown_type", line=_line(text, f'"{word}"'), name=str(word), known=known
                )
        return cls(values, first, otherwise, frozenset(map(str, reopens)))

    def of_case(self, activities: Sequence[str]) -> list[str | None]:
        """The types of one case's events, given in order of time; None where the mapping refuses one."""
        types: list[str | None] = []
        ended = begun = False
        for activity in activities:
            meant = self.values.get(activity, self.otherwise)
            if meant == REJECT:
                types.append(None)
                continue
            if self.first and not begun and meant not in _OWN_STEPS:
                meant = self.first
            elif ended and (meant in self.reopens or activity in self.reopens):
                meant = "reopened"
            elif begun and meant == self.first:
                meant = "other"  # a case opens once
            ended = meant in _ENDED or (ended and meant != "reopened")
            begun = True
            types.append(meant)
        return types


def _line(text: str, part: str) -> int:
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, start=1) if part in line.partition("#")[0]), 1)
