"""What was found and where, the words that take its place, and the putting of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# In the order in which one goes before another where both could be meant.
PLACEHOLDERS: dict[str, str] = {
    "link": "[رابط]",
    "email": "[بريد]",
    "iban": "[آيبان]",
    "card": "[بطاقة بنكية]",
    "passport": "[جواز]",
    "plate": "[لوحة]",
    "phone": "[هاتف]",
    "civil_number": "[رقم مدني]",
    "commercial_register": "[سجل تجاري]",
    "number": "[رقم]",
    "name": "[اسم]",
}
TYPES: tuple[str, ...] = tuple(PLACEHOLDERS)


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """An identity in a text: text[start:end], counted in characters, and its type, one of `TYPES`."""

    start: int
    end: int
    type: str


def replaced(text: str, spans: Iterable[Span]) -> str:
    """The text with its placeholder for every span; of spans that overlap nothing stays."""
    out, place = [], 0
    for span in sorted(spans):
        if span.start >= place:
            out += [text[place : span.start], PLACEHOLDERS[span.type]]
        place = max(place, span.end)
    return "".join([*out, text[place:]])
