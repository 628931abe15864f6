"""A text as the finder sees it: one spelling, no marks that nobody sees, and every place known.

The fold of `spelling` would lose what counts here: 99999999 is no 9 that was held down, an IBAN's case
is part of its shape, and "AL" is not "al". So digits, spaces and dashes are made plain, forms of a letter
meet, and nothing else changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sawt.understanding.digits import PLAIN
from sawt.understanding.privacy.spans import PLACEHOLDERS, TYPES

# One letter for what was found, by its type. No pattern reaches over it.
BARRIERS: dict[str, str] = {kind: chr(0xE000 + n) for n, kind in enumerate(TYPES)}
BARRIER = f"[{chr(0xE000)}-{chr(0xE000 + len(TYPES) - 1)}]"

_LETTERS = {
    **dict.fromkeys("أإآٱ", "ا"),
    "ی": "ي",
    "\u212a": "K",  # the sign of the kelvin, which is k in lower case
    **dict.fromkeys("ةہۀ", "ه"),
    "ؤ": "و",
    "ک": "ك",
}
_DRAWN = "ـ" + "".join(map(chr, [*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6EE)]))


def _presentation_forms() -> dict[int, str]:
    """Letters as old programs and copied pages store them, by shape; some are two letters in one."""
    forms = {}
    for code in (*range(0xFB50, 0xFDFE), *range(0xFE70, 0xFEFD), *range(0xFF01, 0xFF5F)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code) and " " not in plain:
            forms[code] = "".join(_LETTERS.get(letter, letter) for letter in plain)
    return forms


_FOLD: dict[int, str | None] = {
    # What stays is said too: a letter that is looked up and not found costs ten times as much.
    **{code: chr(code) for code in (*range(0x80), *range(0x600, 0x700), 0xAB, 0xBB)},
    **dict.fromkeys(map(ord, _DRAWN)),
    **{ord(letter): plain for letter, plain in _LETTERS.items()},
    **_presentation_forms(),
    **PLAIN,
    **dict.fromkeys(map(ord, BARRIERS.values()), "?"),
}
_DRAWN_ON = re.compile(f"[{_DRAWN}]*")
_UNEVEN = re.compile(
    "[" + "".join(re.escape(chr(code)) for code, plain in _FOLD.items() if len(plain or "") != 1) + "]"
)


def spelled_in_one(text: str) -> str:
    """A text in the finder's spelling."""
    return text.translate(_FOLD)


def word_spelling(text: str) -> str:
    """The same, letter for letter, where ى and ئ are ي too: in a name, though not between على and علي."""
    return spelled_in_one(text).replace("ى", "ي").replace("ئ", "ي")


FOLDED = frozenset(_FOLD)  # the code points that the spelling knows
_BARRIER_OF = {spelled_in_one(word): BARRIERS[kind] for kind, word in PLACEHOLDERS.items()}
_PLACEHOLDER = re.compile("|".join(map(re.escape, _BARRIER_OF)))


@dataclass(frozen=True)
class View:
    """A folded text; starts[i] and ends[i] say which part of the original its letter i stands for."""

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, original: str) -> View:
        """The view of a text. The placeholders that it holds already are barriers."""
        text = spelled_in_one(original)
        starts: Sequence[int] = range(len(text))
        ends: Sequence[int] = range(1, len(text) + 1)
        if _UNEVEN.search(original):
            wide = [len(_FOLD.get(ord(letter), letter) or "") for letter in original]
            starts = np.repeat(np.arange(len(original)), wide).tolist()
            ends = [place + 1 for place in starts]
        whole = cls(original, text, starts, ends)
        if "[" not in text:
            return whole
        known = ((found.start(), found.end(), _BARRIER_OF[found[0]]) for found in _PLACEHOLDER.finditer(text))
        return whole._with_barriers(known)

    def without(self, found: Iterable[tuple[int, int, str]]) -> View:
        """The view in which each (start, end, type) is the barrier of its type: what masking leaves."""
        return self._with_barriers((start, end, BARRIERS[kind]) for start, end, kind in found)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original for which text[start:end] stands, with the vowels of its last letter."""
        drawn = _DRAWN_ON.match(self.original, self.ends[end - 1])
        return self.starts[start], drawn.end() if drawn else self.ends[end - 1]

    def _with_barriers(self, found: Iterable[tuple[int, int, str]]) -> View:
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        place = 0
        for start, end, barrier in found:
            text += [self.text[place:start], barrier]
            starts += [*self.starts[place:start], self.starts[start]]
            ends += [*self.ends[place:start], self.ends[end - 1]]
            place = end
        if not place:
            return self
        return View(
            self.original,
            "".join([*text, self.text[place:]]),
            [*starts, *self.starts[place:]],
            [*ends, *self.ends[place:]],
        )
