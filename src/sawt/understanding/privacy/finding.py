"""From a text to its spans: every finder in its turn, until nothing more is found.

What was found becomes a barrier over which no rule looks, just as its placeholder will be one when the
masked text is read again. So a second masking finds what a first one left, which is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sawt.understanding.privacy.addresses import emails, handles, links
from sawt.understanding.privacy.banking import accounts
from sawt.understanding.privacy.context import Found
from sawt.understanding.privacy.documents import passports, plates
from sawt.understanding.privacy.names import names
from sawt.understanding.privacy.numbers import numbers
from sawt.understanding.privacy.spans import Span
from sawt.understanding.privacy.view import BARRIERS, View

_ADDRESS = re.compile(r"://|www\.|\.\w{2,12}/", re.IGNORECASE)
_AT = re.compile(r"@|\bat\b|%40|&#64;", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# A second reading finds what a first one uncovered. A text made to go on like that goes as a whole.
MOST_READINGS = 12


def find(text: str) -> tuple[Span, ...]:
    """The identities in a text, ordered, none overlapping another: places in the text as it was given.

    Question: which parts of a message lead to a person, and of what type is each?
    Misleads: a name that no list knows, without title, father or tribe, is not seen; a number of eight
    digits that nothing explains is called what it most often is; words that spell digits are not read.
    Source: the forms of the Omani telephone plan, ISO 13616 and ISO 7812 for check digits; the rest from
    how people write, measured in `evaluations/privacy.py`.
    Never raises for what a text may hold; takes time in proportion to its length.
    """
    view = View.of(text)
    spans: list[Span] = []
    for _ in range(MOST_READINGS):
        found = reading(view.text)
        if not found:
            return tuple(sorted(spans))
        spans += [Span(*view.origin(start, end), kind) for start, end, kind in found]
        view = view.without(found)
    return (Span(0, len(text), "number"),)


def reading(plain: str) -> list[Found]:
    """What one reading finds in a folded text, ordered, none overlapping another."""
    found: list[Found] = []
    if _ADDRESS.search(plain):
        plain = _take(plain, links(plain), found)
    if _AT.search(plain):
        plain = _take(plain, emails(plain), found)
        plain = _take(plain, handles(plain), found)
    if _DIGIT.search(plain):
        for finder in (accounts, passports, plates, numbers):
            plain = _take(plain, finder(plain), found)
    _take(plain, names(plain), found)
    return sorted(found)


def _take(plain: str, spans: Iterable[Found], found: list[Found]) -> str:
    """Add spans that overlap none before them, and put barriers of their length in their place."""
    out, place = [], 0
    for start, end, kind in sorted(spans):
        if start >= place and end > start:
            found.append((start, end, kind))
            out += [plain[place:start], BARRIERS[kind] * (end - start)]
            place = end
    return "".join([*out, plain[place:]]) if out else plain
