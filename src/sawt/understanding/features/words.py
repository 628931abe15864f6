"""Words and their light stems as spans of a folded batch, cut all at once.

The stem is a span too: what stands before and after it is passed over, never rewritten, so that its
hash comes from the same running sums as the word's. After the light10 stemmer of Larkey, Ballesteros
and Connell (2007), widened by the clitics that Gulf writing glues on (بال، هال، عال، ـش، ـكم), and
after the s-, ed- and ing-stripping half of Porter (1980) for English.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.spelling import Folded, Positions

Hashes = NDArray[np.uint64]

# Longest first: the first that fits is taken, if enough of the word is left.
_PREFIXES = ("وبال", "وهال", "وال", "بال", "كال", "فال", "هال", "عال", "ولل", "مال", "لل", "ال", "و")
_SUFFIXES = (
    *("هما", "تكم", "تها", "تنا", "وها", "ونا", "ناه", "اتي", "اته", "اتك"),
    *("ها", "ان", "ات", "ون", "ين", "يه", "كم", "هم", "نا", "وا", "تي", "ته", "تك", "ني"),
    *("ه", "ي", "ك", "ت", "ش"),
)
_LATIN_PREFIXES = ("wel", "wal", "bel", "bal", "lel", "lil", "el", "al", "il")
_ENGLISH_SUFFIXES = ("ations", "ation", "ings", "ies", "ing", "ed", "es", "ly", "s", "y", "e")
_LEFT = 3  # letters that must be left of a word
_LEFT_ALONE = 4  # ... of which one letter is taken

# Arabic in Latin letters and digits meets Arabic in its own script here: sijil, سجل; ma7al, محل.
_SAME_SOUND = {
    "اويaeiouwy2": "",
    "b": "ب",
    "p": "ب",
    "tط6ث": "ت",
    "j": "ج",
    "h7ح": "ه",
    "5": "خ",
    "dضظذ": "د",
    "r": "ر",
    "z": "ز",
    "s9ص": "س",
    "3": "ع",
    "fv": "ف",
    "q8": "ق",
    "kc": "ك",
    "g": "ج",
    "l": "ل",
    "m": "م",
    "n": "ن",
    "x": "ك",
}

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it has an inverse modulo 2⁶⁴
_INVERSE = np.uint64(pow(int(MULTIPLIER), -1, 2**64))


@dataclass(frozen=True)
class Words:
    """All words of a batch, in reading order.

    starts, ends: int64 spans in `Folded.codes`; text: int64, the number of the text that each is of;
    word, stem, skeleton: uint64 hashes of the whole word, of its light stem, and of that stem's consonants,
    in which the forms of one Arabic root mostly meet (طلب، طالب، طلبات, talab, 6alab).
    """

    starts: Positions
    ends: Positions
    text: Positions
    word: Hashes
    stem: Hashes
    skeleton: Hashes


def words_of(folded: Folded) -> Words:
    """The words of a batch: runs of letters and digits. Each different word is stemmed once."""
    codes = folded.codes
    edges = np.flatnonzero(np.diff(is_word(codes))) + 1
    starts, ends = edges[::2], edges[1::2]
    text = np.zeros(len(codes), np.int64)
    text[folded.starts[1:] - 1] = 1
    running, inverse = _running(codes)
    word = _hashed(running, inverse, starts, ends)
    _, at, same = np.unique(word, return_index=True, return_inverse=True)
    first, last = _stems(codes, starts[at], ends[at])
    stem, skeleton = _hashed(running, inverse, first, last), _skeletons(codes, first, last)
    return Words(starts, ends, np.cumsum(text)[starts], word, stem[same], skeleton[same])


def is_word(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which codes are letters or digits of any script."""
    known = _letters()
    return known[np.minimum(codes, len(known) - 1)]


@cache
def _letters() -> NDArray[np.bool_]:
    known = np.fromiter((chr(code).isalnum() for code in range(0x3000)), bool, 0x3000)
    return np.append(known, False)  # what lies beyond is split off like punctuation


def _running(codes: NDArray[np.uint32]) -> tuple[Hashes, Hashes]:
    """Running sums of code times a power of the base, and the inverse powers (all modulo 2⁶⁴)."""
    count = len(codes) + 1
    power, inverse = _powers(1 << max(10, (count - 1).bit_length()))
    running = np.zeros(count, np.uint64)
    np.cumsum(codes * power[: count - 1], out=running[1:])
    return running, inverse


@cache
def _powers(count: int) -> tuple[Hashes, Hashes]:
    ones = np.ones(count, np.uint64)
    base, inverse = ones * MULTIPLIER, ones * _INVERSE
    base[0] = inverse[0] = 1
    return np.multiply.accumulate(base), np.multiply.accumulate(inverse)


def _hashed(running: Hashes, inverse: Hashes, starts: Positions, ends: Positions) -> Hashes:
    """The hash of each span: the sum of its codes' powers, as if it stood at the beginning."""
    return (running[ends] - running[starts]) * inverse[starts]


def _skeletons(codes: NDArray[np.uint32], first: Positions, last: Positions) -> Hashes:
    """The hash of each span by its consonants alone."""
    sounds, alone = _sounds(codes)
    sounds[first] = alone[first]  # a letter that repeats the article's last is the stem's own
    sounded = sounds != 0
    place = np.concatenate(([0], np.cumsum(sounded)))
    running, inverse = _running(sounds[sounded])
    return _hashed(running, inverse, place[first], place[last])


def _sounds(codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Each letter by the Arabic consonant that it stands for, 0 for a vowel and for the second of two.

    Beside it the same with both of two.
    """
    table = _consonants()
    sounds = table[np.minimum(codes, len(table) - 1)]
    beyond = codes >= len(table) - 1
    sounds[beyond] = codes[beyond]
    breath = np.flatnonzero((codes[1:] == ord("h")) & (_breathed()[np.minimum(codes[:-1], 127)] != 0))
    sounds[breath] = _breathed()[codes[breath]]
    sounds[breath + 1] = 0
    alone = sounds.copy()
    sounds[1:][codes[1:] == codes[:-1]] = 0
    return sounds, alone


@cache
def _consonants() -> NDArray[np.uint32]:
    """Sounds that one hand writes for another are one: emphatic and plain, ح and h."""
    table = np.arange(0x781, dtype=np.uint32)
    for letters, sound in _SAME_SOUND.items():
        for letter in letters:
            table[ord(letter)] = ord(sound) if sound else 0
    return table


@cache
def _breathed() -> NDArray[np.uint32]:
    """What a Latin letter becomes before an h: sh is ش, kh is خ, gh is غ."""
    table = np.zeros(128, np.uint32)
    for letter, sound in zip("skgctd", "شخغشتد", strict=True):
        table[ord(letter)] = ord(sound)
    return table


def _stems(codes: NDArray[np.uint32], starts: Positions, ends: Positions) -> tuple[Positions, Positions]:
    first, last = starts.copy(), ends.copy()
    arabic = (codes[starts] >= 0x600) & (codes[starts] < 0x780)
    _take_off(codes, first, last, arabic, _PREFIXES, front=True)
    _take_off(codes, first, last, arabic, _SUFFIXES, front=False)
    latin = (codes[starts] >= 0x61) & (codes[starts] <= 0x7A)
    _take_off(codes, first, last, latin, _LATIN_PREFIXES, front=True)
    _take_off(codes, first, last, latin, _ENGLISH_SUFFIXES, front=False)
    return first, last


def _take_off(
    codes: NDArray[np.uint32],
    first: Positions,
    last: Positions,
    among: NDArray[np.bool_],
    affixes: tuple[str, ...],
    *,
    front: bool,
) -> None:
    """Move one edge of each word past the longest affix that it has."""
    open_ = among.copy()
    for affix in affixes:
        left = _LEFT_ALONE if len(affix) == 1 else _LEFT
        long = np.flatnonzero(open_ & (last - first >= len(affix) + left))
        begin = first[long] if front else last[long] - len(affix)
        fits = np.ones(len(long), bool)
        for place, letter in enumerate(affix):
            fits &= codes[begin + place] == ord(letter)
        taken = long[fits]
        if front:
            first[taken] += len(affix)
        else:
            last[taken] -= len(affix)
        open_[taken] = False
