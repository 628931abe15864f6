"""Many texts at once: those that can hold nothing are told apart before any is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.privacy.finding import find
from sawt.understanding.privacy.lexicon import GIVEN, TRIGGERS, WEAK_LEADS
from sawt.understanding.privacy.spans import replaced
from sawt.understanding.privacy.view import FOLDED, word_spelling

_TEXTS_AT_ONCE, _LETTERS_AT_ONCE = 2_048, 1 << 20
_CODES = 0x20000  # beyond stand neither digits nor letters of which the finders know
_PART, _DIGIT, _SIGN, _SPACE, _GONE = map(ord, "\n0@ \0")
_AT_OR_LINK = re.compile(
    r"[\[({<] ?at ?[\])}>]|\bat [\w\-]{1,63} dot\b|"
    r"\bat (?:g ?mail|hot ?mail|yahoo|outlook|icloud|live|msn|omantel|proton)|\.\w{2,12}/|://|www\.",
    re.IGNORECASE,
)


def suspects(texts: Sequence[str]) -> NDArray[np.bool_]:
    """For each text whether it may hold an identity; False is certain, True is only a reason to look."""
    told: list[bool] = []
    for part in _parts(texts):
        told += _suspects(part)
    return np.array(told, bool)


def mask_all(texts: Sequence[str | None]) -> list[str | None]:
    """Every text, masked as `mask` masks one; None stays None."""
    masked = list(texts)
    places = [place for place, text in enumerate(texts) if text]
    told = suspects([texts[place] or "" for place in places])
    for place, suspect in zip(places, told.tolist(), strict=True):
        text = masked[place]
        if suspect and text:
            masked[place] = replaced(text, find(text))
    return masked


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in order, so many at once as fit well into memory."""
    first, letters = 0, 0
    for place, text in enumerate(texts):
        if place - first == _TEXTS_AT_ONCE or letters > _LETTERS_AT_ONCE:
            yield texts[first:place]
            first, letters = place, 0
        letters += len(text)
    if first < len(texts):
        yield texts[first:]


def _suspects(texts: Sequence[str]) -> Iterator[bool]:
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    simple = _simple()[np.minimum(codes, _CODES)]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    simple[np.cumsum(lengths + 1)[:-1] - 1] = _PART
    plain = simple[simple != _GONE].astype("<u4").tobytes().decode("utf-32-le")
    return map(_is_suspect, texts, plain.split("\n"))


def _is_suspect(text: str, plain: str) -> bool:
    if "0" in plain or "@" in plain or "عبدال" in plain:
        return True
    words = plain.split()
    if not TRIGGERS.isdisjoint(words):
        return True
    if not WEAK_LEADS.isdisjoint(words) and not GIVEN.isdisjoint(words):
        return True
    return ("." in text or "/" in text or "at" in words) and _AT_OR_LINK.search(
        word_spelling(text)
    ) is not None


@cache
def _simple() -> NDArray[np.uint32]:
    """What stands for each code point: 0 for a digit, @ for what means it, a space for what is no letter.

    Letters are in the spelling of the word lists and in lower case; those that no list knows part words.
    Signs of two letters in one are rare, and taken for a digit, so that such a text is looked at.
    """
    table = np.full(_CODES + 1, _SPACE, np.uint32)
    for code in range(_CODES):
        if chr(code).isdecimal():
            table[code] = _DIGIT
    for code in FOLDED:
        plain = word_spelling(chr(code)).lower()
        if len(plain) != 1:
            table[code] = _DIGIT if plain else _GONE
        elif plain.isdecimal():
            table[code] = _DIGIT
        elif plain == "@":
            table[code] = _SIGN
        elif plain.isalpha():
            table[code] = ord(plain)
    return table
