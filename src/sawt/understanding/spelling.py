"""One spelling for what people write in many: the fold that search, index and the readers share.

Diacritics and tatweel go, the forms of alef, ya, ta marbuta and hamza meet, presentation forms and
full-width letters become plain ones, digits become 0-9, Latin letters lose case and accents, a letter
held down counts once. Punctuation and emoji stay: they carry tone. Every folded position knows the
original position that it came from, so that a highlight lands where the customer wrote.

Whole batches are folded at once: the texts' code points in one array, two line feeds between texts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Positions = NDArray[np.int64]

SPACE = 0x20
_TABLE_END = 0x1F000  # beyond stand emoji and rare letters, which fold to themselves
_GONE = 0  # no text keeps a NUL
_HELD = 3  # so many of the same letter in a row are one held down

_SAME = {
    **dict.fromkeys("أإآٱٲٳٵ", "ا"),
    **dict.fromkeys("ىیېےئۍ", "ي"),
    **dict.fromkeys("ةۀہەھۃ", "ه"),
    **dict.fromkeys("ؤۇۆۋ", "و"),
    **dict.fromkeys("کڪگݢ", "ك"),
    **dict.fromkeys("چ", "ج"),
    **dict.fromkeys("ڤڨ", "ف"),
    **dict.fromkeys("پ", "ب"),
    **dict.fromkeys("ژ", "ز"),
    **dict.fromkeys("«»“”„‟″＂", '"'),
    **dict.fromkeys("‘’‚‛`´′", "'"),
    **dict.fromkeys("–—―−‐‑‒", "-"),
    "،": ",",
    "؛": ";",
    "؟": "?",
    "٪": "%",
    "٫": ".",
    "٬": ",",
    "…": "...",
    "ء": "",  # at the end of words people leave it out more often than they write it
    "ـ": "",
}


@dataclass(frozen=True)
class Folded:
    """A batch of texts, folded.

    codes: uint32, the folded code points of all texts, each text between line feeds;
    origins: int64, for each code the position in its own original text, -1 at a line feed;
    starts, ends: int64, where each text begins and ends in `codes`, in the order given.
    """

    codes: Codes
    origins: Positions
    starts: Positions
    ends: Positions

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, number: int) -> str:
        """The folded text of one of the batch."""
        return decode(self.codes[self.starts[number] : self.ends[number]])

    def span(self, number: int, start: int, end: int) -> tuple[int, int]:
        """The original's span for positions `start:end` of a folded text; empty for an empty one."""
        if end <= start:
            return (0, 0)
        origins = self.origins[self.starts[number] : self.ends[number]]
        return int(origins[start]), int(origins[end - 1]) + 1


def fold(text: str) -> str:
    """One text in the one spelling.

    >>> fold("أُريـــد مُراجعة الطّلب رقم ١٢٣ بسرعههههه!!!!")
    'اريد مراجعه الطلب رقم 123 بسرعه!!'
    """
    return fold_all([text]).text(0)


def fold_all(texts: Sequence[str]) -> Folded:
    """A batch of texts in the one spelling, at some millions of letters a second.

    Never fails on what a text may hold: lone surrogates, NULs and bidi marks included.
    """
    raw = encode(
        "\n\n".join(["", *(text.replace("\n", " ") if "\n" in text else text for text in texts), ""])
    )
    lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
    begins = np.concatenate(([2], 2 + np.cumsum(lengths + 2)))[: len(texts)] if len(texts) else lengths
    numbers = np.arange(len(raw), dtype=np.int64)
    codes, kept = _spelled(raw)
    keep = _wanted(codes)
    codes, kept = codes[keep], kept[keep]
    origins = numbers[kept]
    starts = np.searchsorted(kept, begins)
    ends = np.searchsorted(kept, begins + lengths)
    owner = np.repeat(begins, ends - starts)
    inside = np.ones(len(codes), bool)
    inside[codes == 0x0A] = False
    origins[~inside] = -1
    origins[inside] -= owner
    return Folded(codes, origins, starts, ends)


def encode(text: str) -> Codes:
    """A text's code points."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def decode(codes: Codes) -> str:
    """The text of code points."""
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _spelled(raw: Codes) -> tuple[Codes, Positions]:
    """Each code by its fold, with the position that it came from; what is gone is left out."""
    first, lengths, more = _table()
    low = np.minimum(raw, _TABLE_END)
    codes = np.where(low < _TABLE_END, first[low], raw)
    kept = np.arange(len(raw), dtype=np.int64)
    wide = lengths[low]
    if int(wide.max(initial=0)) > 1:
        codes, kept = _widened(raw, codes, wide, more)
    present = codes != _GONE
    return codes[present], kept[present]


def _widened(
    raw: Codes, codes: Codes, wide: NDArray[np.uint8], more: dict[int, list[int]]
) -> tuple[Codes, Positions]:
    """The codes where some letters become several, as the ligatures of lam and alef do."""
    times = np.maximum(wide, 1).astype(np.int64)
    kept = np.repeat(np.arange(len(raw), dtype=np.int64), times)
    spread = codes[kept]
    begins = np.cumsum(times) - times
    for position in np.flatnonzero(times > 1):
        begin = begins[position]
        spread[begin : begin + times[position]] = more[int(raw[position])]
    return spread, kept


def _wanted(codes: Codes) -> NDArray[np.bool_]:
    """False for what repeats: a second space, and a letter or mark held down."""
    keep = np.ones(len(codes), bool)
    if len(codes) < 2:
        return keep
    same = codes[1:] == codes[:-1]
    if not same.any():
        return keep
    keep[1:] = ~(same & (codes[1:] == SPACE))
    changes = np.flatnonzero(np.concatenate(([True], ~same)))
    lengths = np.diff(np.concatenate((changes, [len(codes)])))
    for change, length in zip(changes[lengths >= _HELD], lengths[lengths >= _HELD], strict=True):
        code = int(codes[change])
        if code != 0x0A and not 0x30 <= code <= 0x39:
            keep[change + _stay(code) : change + length] = False
    return keep


def _stay(code: int) -> int:
    """How many of a held letter stay: one in Arabic, but two of the lam that God's name doubles."""
    return 1 if 0x620 <= code < 0x700 and code != 0x644 else 2


@cache
def _table() -> tuple[NDArray[np.uint32], NDArray[np.uint8], dict[int, list[int]]]:
    """The fold of each code: its first code, how many there are, and all where more than one."""
    first = np.arange(_TABLE_END + 1, dtype=np.uint32)
    lengths = np.ones(_TABLE_END + 1, np.uint8)
    more: dict[int, list[int]] = {}
    blocks: tuple[Any, ...] = (
        range(0x3040),
        range(0xFB00, 0x10000),
        range(0x1D400, 0x1D800),  # letters in mathematical dress, a trick of advertisers
    )
    for block in blocks:
        for code in block:
            folded = [] if 0xD800 <= code < 0xE000 else [ord(letter) for letter in _folded(chr(code))]
            if code == 0x0A:
                folded = [code]
            first[code] = folded[0] if folded else _GONE
            lengths[code] = len(folded)
            if len(folded) > 1:
                more[code] = folded
    return first, lengths, more


def _folded(letter: str) -> str:
    if letter in _SAME:
        return _SAME[letter]
    if letter.isspace():
        return " "
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    plain = unicodedata.normalize("NFKD", letter).lower()
    if plain == letter:
        return "" if unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc") else letter
    if plain[0] == " " and len(plain) > 1:  # a free-standing accent
        plain = plain[1:]
    return "".join(_folded(part) for part in plain if part != letter)
