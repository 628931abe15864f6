"""Telephone numbers as E.164: Omani ones in every form that exports hold, and those of other countries."""

from __future__ import annotations

import re

OMAN = "968"
# The national plan: 2 fixed, 7 and 9 mobile (900 premium), 1505 satellite, 500 and 800 free of charge.
NATIONAL = r"(?:[279]\d{7}|1505\d{4}|500\d{4}|800\d{5,6})"
_NATIONAL = re.compile(f"^{NATIONAL}$")
# Most cells: nothing to clean.
_CLEAN = re.compile(r"^(?:(?:\+|00)?968)?([279]\d{7})$", re.ASCII)
# Country codes of those who call without a mark, with the length of the whole number.
_NEIGHBOURS = {"971": (11, 12), "966": (12, 12), "965": (11, 11), "973": (11, 11), "974": (11, 11)}
# Countries that write a trunk zero at home; it is dropped after their code, as it is in Italy not.
_TRUNK_ZERO = (
    *("971", "966", "962", "963", "961", "964", "967", "98", "90"),
    *("20", "44", "49", "33", "91", "92", "880"),
)

_NAMED = re.compile(r"<\s*(?:sips?:|tel:)?([^<>@;]+)[^<>]*>\s*$", re.IGNORECASE)  # "Ali" <91234567>
_SCHEME = re.compile(r"^(?:sips?|tel|callto):", re.IGNORECASE)
_INSIDE = r"(?:ext|extn|extension|x|#|تحويلة|داخلي)"
_EXTENSION = re.compile(rf"(?<=\d)[\s,;]*{_INSIDE}\s*[.:]?\s*\d{{1,6}}\s*$", re.IGNORECASE)
_LABEL = re.compile(r"^[^\d+(]*(?=[+(\d])")  # "Tel: ", «هاتف: »
_CLUTTER = re.compile(r"[\s\-._()\[\]/'\"*]+")
_BETWEEN = re.compile(r"[/,;|،؛\\\n&]|\s+(?:or|and|أو|و)\s+")


def clean_omani(text: str) -> str | None:
    """E.164 of an Omani number that is written as most are, without anything to clean; else None."""
    clean = _CLEAN.match(text)
    return f"+{OMAN}{clean[1]}" if clean else None


def phone_in(text: str) -> str | None:
    """The first telephone number of a cell, as E.164, or None. Digits are 0–9 already, marks are gone."""
    named = _NAMED.search(text)
    text = _EXTENSION.sub("", _SCHEME.sub("", named[1] if named else text).split("@")[0])
    whole = phone_e164(text)
    if whole is not None:
        return whole
    return next((found for part in _BETWEEN.split(text) if (found := phone_e164(part))), None)


def phone_e164(text: str, lenient: bool = True) -> str | None:
    """`+96891234567` of one number, or None.

    Where it is lenient, ten digits or more without `+` or `00` are taken for a number from abroad, as
    exchanges write them; where not, only those of the Gulf are.
    """
    text = _LABEL.sub("", text).replace("(0)", "")
    number = _CLUTTER.sub("", text)
    if number.endswith("+"):  # right-to-left text turns +968 into 968+
        number = "+" + number[:-1]
    marked = number.startswith("+")
    digits = number.lstrip("+")
    if not digits.isascii() or not digits.isdigit():
        return None
    if digits.startswith("00"):
        marked = True
    digits = digits.lstrip("0") if marked or digits.startswith("0") else digits
    return _omani(digits, marked) or _foreign(digits, marked, lenient)


def _omani(digits: str, marked: bool) -> str | None:
    if digits.startswith(OMAN):
        national = digits[3:].lstrip("0")
        if _NATIONAL.match(national):
            return f"+{OMAN}{national}"
        if national.startswith(OMAN) and _NATIONAL.match(national[3:]):  # the code written twice
            return f"+{national}"
    return f"+{OMAN}{digits}" if not marked and _NATIONAL.match(digits) else None


def _foreign(digits: str, marked: bool, lenient: bool) -> str | None:
    if digits.startswith(OMAN):
        return None
    for code in _TRUNK_ZERO:
        if digits.startswith(code + "0"):
            digits = code + digits[len(code) :].lstrip("0")
            break
    if marked:
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    if lenient and 10 <= len(digits) <= 15:
        return f"+{digits}"
    shortest, longest = _NEIGHBOURS.get(digits[:3], (99, 0))
    return f"+{digits}" if shortest <= len(digits) <= longest else None
