"""Hashed features of a folded batch: letters in runs, words, pairs of words, and plain cues.

Feature hashing after Weinberger and others (2009), without a sign: the space of numbers is so large
beside what a vocabulary keeps that two features seldom meet. Windows of letters stay within a word and
its edges, as scikit-learn's `char_wb` does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.features.concepts import found_concepts
from sawt.understanding.features.cues import cues_of
from sawt.understanding.features.words import MULTIPLIER, Hashes, Words, words_of
from sawt.understanding.spelling import SPACE, Folded

SHORTEST, LONGEST = 2, 5  # letters in a window
WORDS_FROM = 1 << 31  # a feature's number says its block: windows of letters below, words from here on

# Each channel hashes with its own odd multiplier, so that a stem is not taken for a word's skeleton.
_LETTERS = np.uint64(0xD6E8FEB86659FD93)
_STEM = np.uint64(0xE7037ED1A0B428DB)
_SKELETON = np.uint64(0x9FB21C651E98DF25)
_PAIR = np.uint64(0x8EBC6AF09C88C6E3)
_TEXT_BITS = np.uint64(32)


@dataclass(frozen=True)
class Features:
    """The features of a batch, text by text.

    ids: uint32, the number of each feature, each once a text; counts: float32, how often it stands there;
    offsets: int64, one more than texts: where each text's features begin;
    cues: float32 of shape (texts, cues and concepts), each between 0 and 1.
    """

    ids: NDArray[np.uint32]
    counts: NDArray[np.float32]
    offsets: NDArray[np.int64]
    cues: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.cues)


def features_of(folded: Folded) -> Features:
    """All features of a batch, in order of their numbers within each text."""
    words = words_of(folded)
    found = [*_windows(folded), *_of_words(words)]
    keys = np.concatenate([(text << _TEXT_BITS) | feature for text, feature in found])
    keys.sort()
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
    counts = np.diff(np.append(first, len(keys)))
    keys = keys[first]
    offsets = np.searchsorted(keys, np.arange(len(folded) + 1, dtype=np.uint64) << _TEXT_BITS)
    cues = np.hstack([cues_of(folded, words), found_concepts(words, len(folded))])
    return Features(keys.astype(np.uint32), counts.astype(np.float32), offsets.astype(np.int64), cues)


def _windows(folded: Folded) -> list[tuple[Hashes, Hashes]]:
    """The windows of letters: the number of their text, and their feature."""
    codes = folded.codes
    edge = (codes == SPACE) | (codes == 0x0A)
    edges_before = np.concatenate(([0], np.cumsum(edge)))
    rolled = letters = np.where(edge, np.uint64(SPACE), codes.astype(np.uint64))
    text = np.zeros(len(codes), np.uint64)
    text[folded.starts[1:] - 1] = 1
    text = np.cumsum(text, dtype=np.uint64)  # the line feed before a text is that text's
    found = []
    for length in range(2, LONGEST + 1):
        count = max(len(codes) - length + 1, 0)
        rolled = rolled[:count] * MULTIPLIER + letters[length - 1 :]
        inner = edges_before[length - 1 : length - 1 + count] - edges_before[1 : 1 + count]
        within = inner == 0
        if length == SHORTEST:
            within &= ~(edge[:count] & edge[length - 1 :])
        at = np.flatnonzero(within)
        found.append((text[at], _feature(rolled[at] ^ np.uint64(length), _LETTERS, 0)))
    return found


def _of_words(words: Words) -> list[tuple[Hashes, Hashes]]:
    """Stems, skeletons and pairs of neighbouring stems: the number of their text, and their feature."""
    text = words.text.astype(np.uint64)
    together = text[1:] == text[:-1]
    pairs = (words.stem[:-1] * MULTIPLIER + words.stem[1:])[together]
    return [
        (text, _feature(words.stem, _STEM, WORDS_FROM)),
        (text, _feature(words.skeleton, _SKELETON, WORDS_FROM)),
        (text[1:][together], _feature(pairs, _PAIR, WORDS_FROM)),
    ]


def _feature(hashes: Hashes, salt: np.uint64, block: int) -> Hashes:
    """Well mixed, 31 bits of it, and the block."""
    mixed = hashes * salt
    mixed ^= mixed >> np.uint64(29)
    mixed *= salt
    return (mixed >> np.uint64(33)) | np.uint64(block)
