"""Numbers, dates and durations in words, and which plural form a number takes. Standard library only.

Digits are Latin unless Arabic-Indic ones are asked for. Inside Arabic text a plain number needs no
help; a signed number, an ISO date and anything with Latin letters are isolated, or the reader's
screen would turn them round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

Digits = Literal["latn", "arab"]
Say = Callable[..., str]
Format = Callable[[Any, Say], str]

_LTR, _FIRST_STRONG, _END = "\u2066", "\u2068", "\u2069"
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
_SIGNED = re.compile(r"(?<!\u2066)[+−]\d[\d,.]*%?")
_NEEDS_ISOLATION = re.compile(r"[A-Za-z]|\d[-/:+]|[-/:+]\d")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_MINUTE = 60
_SIZES = (("days", 86_400), ("hours", 3_600), ("minutes", _MINUTE), ("seconds", 1))
# Below three days hours say more: 25 hours and 26 hours are not both "a day and a bit".
_FROM = {"days": 3 * 86_400}

AR_FORMS = ("zero", "one", "two", "few", "many", "other")
EN_FORMS = ("one", "other")


def plural_form(n: Any, lang: str) -> str:
    """The CLDR plural form of a number. A number with a fraction is always `other`.

    >>> [plural_form(n, "ar") for n in (0, 1, 2, 103, 111, 100)]
    ['zero', 'one', 'two', 'few', 'many', 'other']
    """
    if n is None or float(n) != int(n):
        return "other"
    whole = abs(int(n))
    if lang != "ar":
        return "one" if whole == 1 else "other"
    if whole <= 2:
        return ("zero", "one", "two")[whole]
    rest = whole % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


def plain(value: Any, lang: str, digits: Digits) -> str:
    """A value without a format: whole numbers ungrouped (they may be line numbers), texts as they are."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return isolated(str(value), lang)
    return to_digits(str(value), lang, digits)


def isolated(text: str, lang: str) -> str:
    """Text that keeps its own direction inside an Arabic sentence."""
    if lang != "ar" or not _NEEDS_ISOLATION.search(text):
        return text
    return f"{_FIRST_STRONG}{text}{_END}" if re.search(r"[^\W\d_]", text) else f"{_LTR}{text}{_END}"


def to_digits(text: str, lang: str, digits: Digits) -> str:
    """Arabic-Indic digits and separators where asked for; a signed number isolated in Arabic."""
    if lang != "ar":
        return text
    if digits == "latn":
        return _SIGNED.sub(lambda found: f"{_LTR}{found[0]}{_END}", text)
    return _NUMBER.sub(lambda found: _arabic_indic(found[0]), text)


def _arabic_indic(number: str) -> str:
    return number.translate(_ARABIC_INDIC).replace(",", "٬").replace(".", "٫").replace("%", "٪")


def _rounded(value: Any, places: int) -> str:
    """Half up on the shortest decimal of the float, as a person would check it: 0.125 -> 0.13."""
    step = Decimal(1).scaleb(-places)
    text = f"{Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP):,}"
    return text.replace("-", "−")


def _number(value: Any, say: Say) -> str:
    """Grouped; one decimal unless whole."""
    return _rounded(value, 0 if float(value) == int(value) else 1)


def _share(places: int) -> Format:
    return lambda value, say: f"{_rounded(Decimal(str(value)) * 100, places)}%"


def _points(value: Any, say: Say) -> str:
    """A difference of two shares, in percentage points: 0.012 -> 1.2 points; two decimals below 0.1."""
    points = Decimal(str(value)) * 100
    if points and abs(points) < Decimal("0.1"):
        return say("dates.points_small", n=float(points))
    shown = float(_rounded(points, 1).replace("−", "-"))
    return say("dates.points" if shown >= 0 and shown.is_integer() else "dates.points_part", n=shown)


def _duration(value: Any, say: Say) -> str:
    """Seconds in words after a verb or a preposition: 3,725 -> 1 hour and 2 minutes."""
    return _in_words(float(value), say, "")


def _time(value: Any, say: Say) -> str:
    """Seconds in words standing alone, where Arabic says ساعتان instead of ساعتين."""
    return _in_words(float(value), say, "_alone")


def _in_words(seconds: float, say: Say, case: str, most: int = 2) -> str:
    """The `most` largest units that say something, rounded to the smallest of them."""
    if seconds < 0:
        return say("dates.minus", text=_in_words(-seconds, say, case, most))
    part = float(_rounded(seconds, 1).replace(",", ""))
    parts = [("seconds", part)] if part < _MINUTE else _units(seconds, most)
    shown = [say(f"dates.{name}{case}", n=n) for name, n in parts if n] or [say("dates.seconds", n=0)]
    *first, last = shown
    return say("dates.and", first=_chained(first, say), second=last) if first else last


def _units(seconds: float, most: int) -> list[tuple[str, float]]:
    """A minute or more in days, hours, minutes, seconds: from the largest that it reaches, `most` of them."""
    for place, (name, size) in enumerate(_SIZES[:-1]):
        smaller, smallest = (_SIZES[min(place + most - step, 3)][1] for step in (0, 1))
        if int(seconds / smaller + 0.5) * smaller >= _FROM.get(name, size):
            break
    left = int(seconds / smallest + 0.5) * smallest
    parts: list[tuple[str, float]] = []
    for name, unit in _SIZES[place : place + most]:
        parts.append((name, left // unit))
        left %= unit
    return parts


def _between(value: Any, say: Say) -> str:
    """Two durations from which to which; with one unit more where they would read the same."""
    for most in (2, 3, 4):
        low, high = (_in_words(float(end), say, "", most) for end in value)
        if low != high:
            break
    return say("dates.from_to", first=low, last=high)


def _date(value: Any, say: Say) -> str:
    day = value if isinstance(value, date) else datetime.fromisoformat(str(value))
    return say("dates.day", day=day.day, month=say(f"dates.month_{day.month}"), year=day.year)


def _month(value: Any, say: Say) -> str:
    year, number = _year_and_month(value)
    return say("dates.month_of_year", month=say(f"dates.month_{number}"), year=year)


def _year_and_month(value: Any) -> tuple[int, int]:
    found = _MONTH.match(str(value))
    if not found:
        raise KeyError(f"not a month: {value}")
    return int(found[1]), int(found[2])


def _period(prefix: str) -> Format:
    """A period given as {"from": "2025-01", "to": "2025-11"}, with or without its preposition."""

    def said(value: Any, say: Say) -> str:
        first, last = _ends(value)
        if first == last:
            return say(f"dates.{prefix}_month", month=_month(first, say))
        (year, start), (last_year, end) = _year_and_month(first), _year_and_month(last)
        if year == last_year:
            names = say(f"dates.month_{start}"), say(f"dates.month_{end}")
            return say(f"dates.{prefix}_months", first=names[0], last=names[1], year=year)
        return say(f"dates.{prefix}_years", first=_month(first, say), last=_month(last, say))

    return said


def _ends(value: Any) -> tuple[str, str]:
    if isinstance(value, Mapping):
        return str(value["from"]), str(value["to"])
    return str(value.first), str(value.last)


def _said(value: Any, say: Say) -> str:
    """A sentence inside a sentence: (code, params), or several of them one after the other."""
    if isinstance(value, list):
        return " ".join(_said(one, say) for one in value)
    code, params = value
    return say(code, **params)


def _listed(value: Any, say: Say) -> str:
    """Sentences inside a sentence as a list in words: a, b and c."""
    *others, last = [_said(one, say) for one in value]
    return say("dates.and", first=_chained(others, say), second=last) if others else last


def _chained(texts: list[str], say: Say) -> str:
    """Texts between commas."""
    chain = texts[0]
    for text in texts[1:]:
        chain = say("dates.comma", first=chain, second=text)
    return chain


# The format of what a pack calls something: its words by language.
LABEL = "label"
# Formats that write a number; and formats that speak, through sentences that write their own numbers.
NUMBERS: dict[str, Format] = {
    "count": lambda value, say: _rounded(value, 0),
    "number": _number,
    "number2": lambda value, say: _rounded(value, 2),
    "percent": _share(1),
    "percent2": _share(2),
}
PHRASES: dict[str, Format] = {
    "points": _points,
    "duration": _duration,
    "time": _time,
    "between": _between,
    "date": _date,
    "month": _month,
    "period": _period("period"),
    "during": _period("during"),
    "said": _said,
    "listed": _listed,
}
