"""What in a message leads to a person, where it stands, and the message without it.

>>> find("اتصلوا بي على 91234567")
(Span(start=14, end=22, type='phone'),)
>>> mask("اتصلوا بي على 91234567")
'اتصلوا بي على [هاتف]'
"""

from __future__ import annotations

from collections.abc import Iterable

from sawt.understanding.privacy.bulk import mask_all, suspects
from sawt.understanding.privacy.finding import find
from sawt.understanding.privacy.spans import PLACEHOLDERS, TYPES, Span, replaced

__all__ = ["PLACEHOLDERS", "TYPES", "Span", "find", "mask", "mask_all", "suspects"]


def mask(text: str, spans: Iterable[Span] | None = None) -> str:
    """The text with a placeholder for each identity: those of `find`, unless spans are given.

    What is masked once stays as it is: mask(mask(text)) == mask(text).
    """
    return replaced(text, find(text) if spans is None else spans)
