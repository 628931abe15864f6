"""Which language a message is in: Arabic, English, both, Arabic in Latin letters, or another.

Scripts decide what can be; the head that learned from messages decides among what is left. Persian
and Urdu write Arabic script and are not Arabic: letters and small words that only they have tell.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.calibration import BUCKETS
from sawt.understanding.spelling import encode

LANGUAGE_HEAD = "lang"
LANGUAGES = ("ar", "en", "mixed", "arabizi", "other")
_AR, _EN, _MIXED, _ARABIZI, _OTHER = range(5)

_FAR = np.float32(10)  # below the lowest score: never the answer

_FOREIGN = np.array([ord(letter) for letter in "ٹڈڑںےۓھہژۂپچگیکۀ"], np.uint32)
# Persian keyboards give Arabic their ya and kaf, and Gulf writing borrows che, pe and gaf: they weigh little.
_FOREIGN_WEIGHT = np.array([4, 4, 4, 4, 4, 4, 2, 2, 2, 4, 0.5, 0.5, 0.5, 0.1, 0.1, 2])
_PERSIAN = "است این آن هنوز نشده کسی گذشته انجام ولی دریافت نکردم پرداخت درخواست برای می را شما کنید کنم چرا"
_PERSIAN_TOO = "نیست هست شده کرده میکنم میخواهم لطفا خیلی خوبی هستم"
_URDU = "ہے ہیں کے کی کا میں نے سے کو اور یہ نہیں کیا مجھے آپ ہوں تھا رہا ہو پر گیا بھی جی"
_FOREIGN_WORDS = frozenset(f"{_PERSIAN} {_PERSIAN_TOO} {_URDU}".split())
# Persian in letters that Arabic has too: of these words two make a text Persian.
_PERSIAN_ALONE = ("است", "هنوز", "نشده", "درخواست", "هستم", "انجام")


def possible(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which of `LANGUAGES` each text can be in, by its letters: shape (texts, 5), one at least."""
    can = np.zeros((len(texts), len(LANGUAGES)), bool)
    counts = _letters(texts)
    arabic, latin, beyond, foreign = counts.T
    can[:, _AR] = arabic > 0
    can[:, [_EN, _ARABIZI]] = (latin > 0)[:, None]
    can[:, _MIXED] = latin > 0
    can[:, _OTHER] = True
    none = (arabic + latin == 0) | (beyond > arabic + latin)
    can[none] = [False, False, False, False, True]
    both = (arabic > 0) & (latin > 0)
    can[(arabic > 0) & ~both & (latin == 0)] &= [True, False, False, False, True]
    can[both & (arabic > 4 * latin), _EN] = False
    can[both & (arabic > latin), _ARABIZI] = False
    can[both & (latin > 4 * arabic), _AR] = False
    suspects = np.flatnonzero((foreign > 0) & (arabic > 0))
    for number in suspects.tolist():
        words = texts[number].split()
        spoken = sum(word.strip("؟?!.,،۔") in _FOREIGN_WORDS for word in words)
        can[number, _AR] = not (foreign[number] + 3 * spoken >= max(3.0, len(words) * 0.5))
        if not can[number, _AR]:
            can[number] = [False, False, False, False, True]
    plain = (arabic > 0) & (foreign == 0) & ~none
    can[plain, _OTHER] = False
    for number in np.flatnonzero(plain).tolist():
        if _is_persian(texts[number]):
            can[number] = [False, False, False, False, True]
    return can


def _is_persian(text: str) -> bool:
    found = [word for word in _PERSIAN_ALONE if word in text]
    return len(found) > 1 and len(set(found).intersection(text.split())) > 1


def allowed(scores: NDArray[np.float32], labels: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
    """The scores of the language head, with what a text's letters rule out far below the rest."""
    can = possible(texts)[:, [LANGUAGES.index(label) for label in labels]]
    can[~can.any(1)] = True
    return np.where(can, scores, scores.min(1, keepdims=True) - _FAR).astype(np.float32)


def bucket_of(labels: Sequence[str], scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Which of `calibration.BUCKETS` each text falls into by its language scores."""
    places = np.array([BUCKETS.index(label) if label in BUCKETS else len(BUCKETS) - 1 for label in labels])
    return places[scores.argmax(1)]


def _letters(texts: Sequence[str]) -> NDArray[np.float64]:
    """For each text how many letters are Arabic, Latin, of other scripts, and how foreign they look."""
    codes = encode("\n".join([*texts, ""]) if texts else "")
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    starts = np.cumsum(lengths) - lengths
    arabic = ((codes >= 0x620) & (codes < 0x6E0) & ~((codes >= 0x64B) & (codes < 0x670))) | (
        (codes >= 0xFB50) & (codes < 0xFEFF)
    )
    latin = ((codes | 0x20) >= 0x61) & ((codes | 0x20) <= 0x7A) & (codes < 0x80)
    latin |= (codes >= 0xC0) & (codes < 0x250)
    beyond = (codes >= 0x370) & (codes < 0x600) | (codes >= 0x780) & (codes < 0x2000)
    beyond |= (codes >= 0x2E80) & (codes < 0xD800)
    foreign = np.zeros(len(codes))
    if (codes >= 0x679).any():
        for letter, weight in zip(_FOREIGN, _FOREIGN_WEIGHT, strict=True):
            foreign[codes == letter] = weight
    sums = [np.concatenate(([0.0], np.cumsum(flag))) for flag in (arabic, latin, beyond, foreign)]
    return np.stack([running[starts + lengths] - running[starts] for running in sums], axis=1)
