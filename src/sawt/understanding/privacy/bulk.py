"""Many texts at once: those that can hold nothing are told apart before any is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.privacy.banking import COUNTRIES
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
# Where each digit is a 0, each sign a space: a plate by its shape, the head of an account's number.
_PLATE = re.compile(r"000 {1,2}\w \w(?!\w)|0000 ?[a-z]{2}(?![a-z0])")
_ACCOUNT = re.compile(
    rf"(?<![a-z0])(?:{'|'.join(' {0,2}'.join(country) for country in COUNTRIES)}) {{0,2}}0 {{0,2}}0"
)
_BEHIND_A_LETTER = re.compile(r"[a-z] {0,2}0 {0,2}0")  # soon said, where no account's number can be
_VEHICLES = ("مركب", "سيار", "شاحن", "لوح", "plate", "vehicle", "car", "truck")  # before a plate's number
_CODED_AT = re.compile("[%％&＆]")  # %40, &#64;
_FIVE = 5  # digits in the shortest number, with few signs between two of them
_FARTHEST = 5  # places from one of its digits to the next


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
    simple = simple[simple != _GONE]
    plain = simple.astype("<u4").tobytes().decode("utf-32-le")
    return map(_is_suspect, texts, plain.split("\n"), _with_five_digits(simple, len(texts)).tolist())


def _with_five_digits(simple: NDArray[np.uint32], count: int) -> NDArray[np.bool_]:
    """Which of the texts hold five digits with few signs and no letter between them."""
    place = np.flatnonzero(simple == _DIGIT)
    told = np.zeros(count, bool)
    if len(place) < _FIVE:
        return told
    letters = np.cumsum((simple != _DIGIT) & (simple != _SPACE))[place]
    near = (np.diff(place) <= _FARTHEST) & (np.diff(letters) == 0)
    first = np.flatnonzero(np.lib.stride_tricks.sliding_window_view(near, _FIVE - 1).all(1))
    told[np.searchsorted(np.flatnonzero(simple == _PART), place[first])] = True
    return told


def _is_suspect(text: str, plain: str, has_five_digits: bool) -> bool:
    if has_five_digits or "@" in plain or "عبدال" in plain:
        return True
    if "0" in plain:
        if any(word in plain for word in _VEHICLES) or _CODED_AT.search(text):
            return True
        if _PLATE.search(plain) or (_BEHIND_A_LETTER.search(plain) and _ACCOUNT.search(plain)):
            return True
        plain = plain.replace("0", " ")
    words = plain.split()
    if not TRIGGERS.isdisjoint(words):
        return True
    if not GIVEN.isdisjoint(words) and any(
        after in GIVEN and before in WEAK_LEADS for before, after in pairwise(words)
    ):
        return True
    may_be_address = "/" in text or "／" in text or "www" in plain or "at" in words
    return may_be_address and _AT_OR_LINK.search(word_spelling(text)) is not None


@cache
def _simple() -> NDArray[np.uint32]:
    """What stands for each code point: 0 for a digit, @ for what means it, a space for what is no letter.

    Letters are in the spelling of the word lists and in lower case; those that no list knows part words.
    Signs of two letters in one are rare, and taken for an @, so that such a text is looked at.
    """
    table = np.full(_CODES + 1, _SPACE, np.uint32)
    for code in range(_CODES):
        if chr(code).isdecimal():
            table[code] = _DIGIT
    for code in FOLDED:
        plain = word_spelling(chr(code)).lower()
        if len(plain) != 1:
            table[code] = _SIGN if plain else _GONE
        elif plain.isdecimal():
            table[code] = _DIGIT
        elif plain == "@":
            table[code] = _SIGN
        elif plain.isalpha():
            table[code] = ord(plain)
    return table
