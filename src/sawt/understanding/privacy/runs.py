"""Runs of digits with few signs between them: where they stand, and which of their groups are one number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from sawt.understanding.privacy.bystanders import YEAR
from sawt.understanding.privacy.context import KEPT, TRANSACTION, Told

_RUN = re.compile(r"[+(]{0,3} ?\(?\d(?:[ \-./()_]{0,4}\d){4,}\+?")
_GROUP = re.compile(r"\d+")
_OPENED = re.compile(r"[( ]*")


@dataclass(frozen=True)
class Run:
    """Groups of digits that stand close together in text[start:end], and where each begins and ends.

    `counts` are the digits before each group, and last those of all.
    """

    text: str
    start: int
    end: int
    places: list[tuple[int, int]]
    groups: list[str]
    counts: list[int]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Run:
        """The run that fills text[start:end]."""
        places = [group.span() for group in _GROUP.finditer(text, start, end)]
        groups = [text[a:b] for a, b in places]
        return cls(text, start, end, places, groups, list(accumulate(map(len, groups), initial=0)))

    def start_of(self, first: int) -> int:
        """Where a number that begins with a group begins: a plus and brackets belong to it."""
        start = self.places[first][0]
        opened = self.start if first == 0 else start - (self.text[start - 1] == "(")
        if ")" not in self.text[opened : self.end]:
            opened = _OPENED.match(self.text, opened).end()  # type: ignore[union-attr]
        while self.text[opened] == " ":
            opened += 1
        return opened

    def end_of(self, last: int) -> int:
        """Where a number ends of which groups[last - 1] is the last; a plus may stand behind all of it."""
        end = self.places[last - 1][1]
        return end + (last == len(self.places) and end < self.end and self.text[end] == "+")


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Where five digits or more stand with few signs between them."""
    return (run.span() for run in _RUN.finditer(text))


def is_one(written: str, groups: list[str], told: Told) -> bool:
    """Whether groups of digits are one number that was written apart, not several small ones."""
    count = sum(map(len, groups))
    if len(groups) == 1 or len(groups) == count:
        return True
    if any(len(group) >= 7 for group in groups[1:]) or all(map(YEAR.fullmatch, groups)):
        return False
    if 12 <= count <= 19 and len(groups) > 2 and all(len(group) == 4 for group in groups[:-1]):
        return True
    if told.adjacent and told.kind == "phone" and groups[0][0] == "0" and len(groups) < 6:
        return count <= 11  # as people abroad write their own: 020 7946 0958
    if told.adjacent and told.kind not in (KEPT, TRANSACTION) and count <= 10:
        return len(groups[0]) < 5
    if "/" in written or (written.count(".") == 1 and len(groups[-1]) < 4):
        return False  # two numbers, or one with decimals
    pair = len(groups) == 2 and 8 <= count <= 9 and min(map(len, groups)) >= 3
    return pair and not all(group.endswith("0") for group in groups)
