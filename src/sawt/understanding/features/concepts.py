"""Concepts of the pack's lexicon: words and short phrases that mean the same, in every voice.

Dialect, standard Arabic, English and Arabizi share few letters; what the lexicon knows of them meets
here, so that what one voice taught the heads speaks for the others too.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.features.words import MULTIPLIER, Hashes, Words, words_of
from sawt.understanding.spelling import fold_all

_LONGEST = 3  # words in a phrase


@dataclass(frozen=True)
class Lexicon:
    """Which phrase means which concept: for each length of phrase, sorted hashes and their concepts."""

    concepts: tuple[str, ...]
    hashes: tuple[Hashes, ...]
    meanings: tuple[NDArray[np.int64], ...]


def found_concepts(words: Words, count: int) -> NDArray[np.float32]:
    """Which of the concepts each text names: float32 of shape (count, concepts), 1 or 0."""
    lexicon = shipped_lexicon()
    found = np.zeros((count, len(lexicon.concepts)), np.float32)
    phrase = words.stem
    for length, (hashes, meanings) in enumerate(zip(lexicon.hashes, lexicon.meanings, strict=True), 1):
        if length > 1:
            phrase = phrase[:-1] * MULTIPLIER + words.stem[length - 1 :]
        if not len(phrase) or not len(hashes):
            continue
        text = words.text[length - 1 :]
        at = np.minimum(np.searchsorted(hashes, phrase), len(hashes) - 1)
        known = (hashes[at] == phrase) & (words.text[: len(text)] == text)
        found[text[known], meanings[at[known]]] = 1
    return found


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon of the default pack."""
    lines = tomllib.loads((files("sawt.packs") / "mociip" / "lexicon.toml").read_text("utf-8"))
    concepts = tuple(lines)
    phrases = [
        (phrase.replace("_", " "), number)
        for number, line in enumerate(lines.values())
        for phrase in line.split()
    ]
    words = words_of(fold_all([phrase for phrase, _ in phrases]))
    begins = np.searchsorted(words.text, np.arange(len(phrases) + 1))
    by_length: list[dict[int, int]] = [{} for _ in range(_LONGEST)]
    for place, (phrase, number) in enumerate(phrases):
        stems = words.stem[begins[place] : begins[place + 1]]
        if not 1 <= len(stems) <= _LONGEST:
            raise ValueError(f"lexicon: a phrase of one to {_LONGEST} words, not {phrase!r}")
        hashed = 0
        for stem in stems.tolist():
            hashed = (hashed * int(MULTIPLIER) + stem) % 2**64
        by_length[len(stems) - 1].setdefault(hashed, number)
    return Lexicon(
        concepts,
        tuple(np.array(sorted(known), np.uint64) for known in by_length),
        tuple(np.array([known[hashed] for hashed in sorted(known)], np.int64) for known in by_length),
    )


@cache
def spoken_concepts() -> dict[str, tuple[str, ...]]:
    """For each single word of the lexicon, folded, the others of its concept in the same script."""
    lines = tomllib.loads((files("sawt.packs") / "mociip" / "lexicon.toml").read_text("utf-8"))
    others: dict[str, tuple[str, ...]] = {}
    for line in lines.values():
        words = [word for word in line.split() if "_" not in word]
        for word in words:
            same = tuple(other for other in words if other != word and other.isascii() == word.isascii())
            others.setdefault(fold_all([word]).text(0), same)
    return others
