"""The features once more, slowly and plainly: a letter, a word, a text at a time."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from sawt.understanding.features import hashing
from sawt.understanding.features import words as cutting
from sawt.understanding.spelling import fold

_ALL = 2**64 - 1
_MULTIPLIER = int(cutting.MULTIPLIER)
_SOUNDS = {letter: sound for letters, sound in cutting._SAME_SOUND.items() for letter in letters}
_BREATHED = dict(zip("skgctd", "شخغشتد", strict=True))


def features(text: str) -> Counter[int]:
    """The numbers of a text's features, and how often each stands in it."""
    folded = fold(text)
    spans = words(folded)
    stems = [stem(folded[start:end]) for start, end in spans]
    found = Counter(_number(_rolled(window) ^ len(window), hashing._LETTERS, 0) for window in windows(folded))
    found.update(_number(_summed(each), hashing._STEM, hashing.WORDS_FROM) for each, _ in stems)
    found.update(
        _number(_summed(skeleton(folded[start:end], *cut)), hashing._SKELETON, hashing.WORDS_FROM)
        for (start, end), (_, cut) in zip(spans, stems, strict=True)
    )
    for (one, _), (other, _) in pairwise(stems):
        pair = (_summed(one) * _MULTIPLIER + _summed(other)) & _ALL
        found[_number(pair, hashing._PAIR, hashing.WORDS_FROM)] += 1
    return found


def windows(folded: str) -> list[str]:
    """Runs of letters within a word and its two edges."""
    padded = f" {folded} "
    return [
        window
        for length in range(hashing.SHORTEST, hashing.LONGEST + 1)
        for window in (padded[at : at + length] for at in range(len(padded) - length + 1))
        if " " not in window[1:-1] and window.strip()
    ]


def words(folded: str) -> list[tuple[int, int]]:
    """The spans of letters and digits."""
    spans: list[tuple[int, int]] = []
    for place, letter in enumerate(folded):
        if ord(letter) < 0x3000 and letter.isalnum():
            if spans and spans[-1][1] == place:
                spans[-1] = (spans[-1][0], place + 1)
            else:
                spans.append((place, place + 1))
    return spans


def stem(word: str) -> tuple[str, tuple[int, int]]:
    """What is left of a word without its longest prefix and suffix, and where in it that stands."""
    start, end = 0, len(word)
    if "\u0600" <= word[0] < "\u0780":
        prefixes, suffixes = cutting._PREFIXES, cutting._SUFFIXES
    elif "a" <= word[0] <= "z":
        prefixes, suffixes = cutting._LATIN_PREFIXES, cutting._ENGLISH_SUFFIXES
    else:
        return word, (start, end)
    for prefix in prefixes:
        if word.startswith(prefix) and _enough(word, prefix):
            start = len(prefix)
            break
    for suffix in suffixes:
        if word[start:].endswith(suffix) and _enough(word[start:], suffix):
            end -= len(suffix)
            break
    return word[start:end], (start, end)


def skeleton(word: str, start: int, end: int) -> str:
    """The consonants of the part of a word, of two alike the first; before its beginning nothing counts."""
    sounds = [_SOUNDS.get(letter, letter) for letter in word]
    for place, letter in enumerate(word):
        if place and letter == "h" and word[place - 1] in _BREATHED:
            sounds[place - 1], sounds[place] = _BREATHED[word[place - 1]], ""
    for place in range(1, len(word)):
        if word[place] == word[place - 1] and place != start:
            sounds[place] = ""
    return "".join(sounds[start:end])


def _enough(word: str, affix: str) -> bool:
    return len(word) - len(affix) >= (cutting._LEFT_ALONE if len(affix) == 1 else cutting._LEFT)


def _rolled(window: str) -> int:
    value = 0
    for letter in window:
        value = (value * _MULTIPLIER + ord(letter)) & _ALL
    return value


def _summed(part: str) -> int:
    return sum(ord(letter) * pow(_MULTIPLIER, place, 2**64) for place, letter in enumerate(part)) & _ALL


def _number(value: int, salt: object, block: int) -> int:
    mixed = value * int(salt) & _ALL  # type: ignore[call-overload]
    mixed ^= mixed >> 29
    mixed = mixed * int(salt) & _ALL  # type: ignore[call-overload]
    return mixed >> 33 | block
