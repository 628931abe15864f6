"""Plain cues beside the words: how long, how many questions, which script, how loud."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.features.words import Words
from sawt.understanding.spelling import Folded

CUES = (
    "always",
    "length",
    "short",
    "long",
    "questions",
    "exclamations",
    "digits",
    "emoji",
    "arabic",
    "latin",
    "other_script",
    "dots",
    "ends_in_question",
    "digit_in_latin_word",
    "both_scripts",
    "latin_words",
    "two_of_each_script",
    "latin_begins",
)


def cues_of(folded: Folded, words: Words) -> NDArray[np.float32]:
    """The cues of a batch: float32 of shape (texts, len(CUES)), each between 0 and 1."""
    codes = folded.codes
    count = len(folded)
    cues = np.zeros((count, len(CUES)), np.float32)
    if not count:
        return cues

    def share(flag: NDArray[np.bool_]) -> NDArray[np.float64]:
        sums = np.concatenate(([0], np.cumsum(flag)))
        return (sums[folded.ends] - sums[folded.starts]).astype(float)

    letters = np.maximum(folded.ends - folded.starts, 1)
    spoken = np.bincount(words.text, minlength=count)[:count]
    arabic = (codes >= 0x600) & (codes < 0x780)
    latin = (codes >= 0x61) & (codes <= 0x7A)
    digit = (codes >= 0x30) & (codes <= 0x39)
    beside = np.zeros(len(codes), bool)
    beside[1:] |= digit[1:] & latin[:-1]
    beside[:-1] |= digit[:-1] & latin[1:]
    cues[:, 0] = 1
    cues[:, 1] = np.minimum(np.log1p(spoken) / 5, 1)
    cues[:, 2] = spoken <= 4
    cues[:, 3] = spoken >= 40
    cues[:, 4] = np.minimum(share(codes == ord("?")), 3) / 3
    cues[:, 5] = np.minimum(share(codes == ord("!")), 3) / 3
    cues[:, 6] = np.minimum(share(digit), 10) / 10
    cues[:, 7] = np.minimum(share(codes >= 0x1F000), 3) / 3
    cues[:, 8] = share(arabic) / letters
    cues[:, 9] = share(latin) / letters
    cues[:, 10] = share((codes >= 0x370) & ~arabic & (codes < 0x2000)) / letters
    cues[:, 11] = np.minimum(share(codes == ord(".")), 5) / 5
    last = codes[np.maximum(folded.ends - 1, 0)]
    cues[:, 12] = (last == ord("?")) & (folded.ends > folded.starts)
    cues[:, 13] = np.minimum(share(beside), 4) / 4
    arabic_words = np.bincount(words.text, arabic[words.starts], minlength=count)[:count]
    latin_words = np.bincount(words.text, latin[words.starts], minlength=count)[:count]
    cues[:, 14] = (arabic_words > 0) & (latin_words > 0)
    cues[:, 15] = np.minimum(latin_words, 5) / 5
    cues[:, 16] = (arabic_words > 1) & (latin_words > 1)
    cues[:, 17] = latin[np.minimum(folded.starts, len(codes) - 1)]
    return cues
