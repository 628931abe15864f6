"""The words of a text with what stands between them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")
_LEADING = frozenset(" \t:/-\"'«(=\\.")
_ON, _ALI = "على", "علي"


@dataclass(frozen=True)
class Tokens:
    """Words in order, with text[starts[i]:ends[i]] the i-th, each in the spelling of the word lists."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, text: str) -> Tokens:
        """The words of a folded text."""
        even = text.replace("ى", "ي").replace("ئ", "ي")
        found = list(_WORD.finditer(even))
        words = [m[0] for m in found]
        if _ON in text:
            for place, word in enumerate(words):
                if word.endswith(_ALI) and text[found[place].end() - 1] == "ى":
                    words[place] = word[:-1] + "ى"
        return cls(text, words, [m.start() for m in found], [m.end() for m in found])

    def written(self, place: int) -> str:
        """A word as it stands in the text, where ى and ئ are themselves."""
        return self.text[self.starts[place] : self.ends[place]]

    def joined(self, place: int) -> bool:
        """Whether nothing but one to three spaces stand after a word, so that the next may be one with it."""
        if place + 1 >= len(self.words):
            return False
        end, gap = self.ends[place], self.starts[place + 1] - self.ends[place]
        if gap == 1:
            return self.text[end] == " "
        return gap < 4 and not self.text[end : end + gap].strip(" ")

    def leads(self, place: int, signs: Collection[str] = _LEADING) -> bool:
        """Whether a word may lead to the next: a space, a slash, a colon or a dot between them."""
        if place + 1 >= len(self.words):
            return False
        start, end = self.ends[place], self.starts[place + 1]
        return end - start < 5 and all(letter in signs for letter in self.text[start:end])

    def ends_a_clause(self, place: int) -> bool:
        """Whether something else than a space and a word follows a word, or nothing."""
        return not self.joined(place)
