"""Many texts at once: those that can hold nothing are told apart before any is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.privacy.finding import find
from sawt.understanding.privacy.lexicon import TRIGGERS
from sawt.understanding.privacy.spans import replaced
from sawt.understanding.privacy.view import word_spelling

_AT_ONCE = 2_048
_PART = 0x0A  # between texts
_DIGIT, _SIGN, _SPACE = ord("0"), ord("@"), ord(" ")
_AT_OR_LINK = re.compile(
    r"[\[({<] ?at ?[\])}>]|\bat\b.*\bdot\b|\bat (?:g ?mail|hot|yahoo|outl|icl|live|msn|omant|proton)"
    r"|%40|&#64;|\.\w{2,12}/|://",
    re.IGNORECASE,
)


def suspects(texts: Sequence[str]) -> NDArray[np.bool_]:
    """For each text whether it may hold an identity; False is certain, True is only a reason to look."""
    told = np.zeros(len(texts), bool)
    for first in range(0, len(texts), _AT_ONCE):
        part = texts[first : first + _AT_ONCE]
        told[first : first + len(part)] = np.fromiter(_suspects(part), bool, len(part))
    return told


def mask_all(texts: Sequence[str | None]) -> list[str | None]:
    """Every text, masked as `mask` masks one; None stays None."""
    masked = list(texts)
    places = [place for place, text in enumerate(texts) if text]
    for place in np.array(places, np.int64)[suspects([texts[place] or "" for place in places])].tolist():
        text = masked[place] or ""
        spans = find(text)
        if spans:
            masked[place] = replaced(text, spans)
    return masked


def _suspects(texts: Sequence[str]) -> Iterator[bool]:
    plain = "\n".join(texts)
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), np.uint32)
    simple = _simple()[np.minimum(codes, len(_simple()) - 1)]
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)[:-1] - 1
    simple[ends] = _PART
    words = simple[simple > 0].astype("<u4").tobytes().decode("utf-32-le")
    for text, told in zip(texts, words.split("\n"), strict=True):
        yield (
            "0" in told
            or "@" in told
            or not TRIGGERS.isdisjoint(told.split())
            or "عبدال" in told
            or ("." in text and _AT_OR_LINK.search(text) is not None)
        )


@cache
def _simple() -> NDArray[np.uint32]:
    """Each letter in one spelling and in lower case, each digit as 0, what stands for @ as @, 0 where
    nothing is kept, and a space for all the rest.
    """
    table = np.full(0x1D800, _SPACE, np.uint32)
    for code in range(len(table)):
        plain = word_spelling(chr(code))
        if plain == "":
            table[code] = 0
        elif len(plain) > 1 or plain.isdecimal():
            table[code] = _DIGIT  # two letters in one sign are rare: such a text is looked at
        elif plain == "@":
            table[code] = _SIGN
        elif plain.isalnum():
            table[code] = ord(plain.lower()[0])
    return table
