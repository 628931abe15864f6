"""Passports and vehicle plates: short, and told by the word before them or by a shape of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sawt.understanding.privacy.context import Found
from sawt.understanding.privacy.view import spelled_in_one

_BETWEEN = (
    r"(?:[\s:#.=(\"',،_*\-]{1,4}+|(?:رقمه?ا?|الرقم|رقمي|هو|هي|السفر|سفري?|سفره|المركبه|السياره|سيارتي|مركبتي|"
    r"numbers?|no|num|is|was|book|the|plates?)(?!\w)){0,8}+"
)
_PASSPORT = re.compile(
    spelled_in_one(
        rf"(?:جواز(?:ي|ه|ها|ات)?|passport)(?:{_BETWEEN})"
        r"(?<![A-Za-z0-9])(?P<at>[A-Z]{0,3}[ \-]?\d(?:[ \-]?\d){5,8})(?!\w)"
    ),
    re.IGNORECASE,
)

# The letters of Omani plates.
_A, _L = "[ابحدرسصطعقكلمنهوي]", "[A-Z]"
_SIGN = r"[ \-/.]{0,3}"
_PAIR = rf"(?:{_A}(?:[ \-/.]?{_A})?|{_L}[ \-]?{_L}?)"
_NUMBER = r"\d{1,5}"
_PLATE_WORD = r"(?:لوح[هت]|لوحات|plate)"
_VEHICLE_WORD = r"(?:مركب[هت]|سيار[هت]|شاحن[هت]|vehicle|car|truck)"
_AFTER_WORD = re.compile(
    spelled_in_one(
        rf"(?:(?P<plate>{_PLATE_WORD})|{_VEHICLE_WORD})(?:ي|ه|ها|نا|s)?(?!\w){_BETWEEN}"
        rf"(?<!\w)(?P<at>{_NUMBER}{_SIGN}{_PAIR}|{_PAIR}{_SIGN}{_NUMBER}|(?(plate)\d{{2,5}}|(?!)))(?!\w)"
    ),
    re.IGNORECASE,
)
_BY_SHAPE = re.compile(
    rf"(?<![\w.,/:\-])(?P<number>\d{{3,5}})[ /\-]{{1,2}}(?P<pair>{_A}[ /\-]{_A})(?!\w)(?!\.\w)"
)
_LATIN_SHAPE = re.compile(r"(?<![\w.,/:\-])(?P<number>\d{4,5})[ \-]?(?P<pair>[ABDHKLMNRSTWY]{2})(?![\w])")
# Pairs that are money, measures, hours, eras and the box at the post office.
_NO_PLATE = frozenset(
    [
        *(
            "رع",
            "رس",
            "رق",
            "ري",
            "رم",
            "دك",
            "دب",
            "دت",
            "دا",
            "دل",
            "دج",
            "دع",
            "جم",
            "جس",
            "لس",
            "لل",
            "كم",
        ),
        *("سم", "مم", "كج", "كغ", "مل", "قم", "صب", "سو", "صو", "مو", "هو", "هم", "مه", "شم"),
        *(
            "KM",
            "MM",
            "KB",
            "MB",
            "TB",
            "KW",
            "MW",
            "HD",
            "RS",
            "LB",
            "KD",
            "BD",
            "AD",
            "MS",
            "MR",
            "LM",
            "AM",
        ),
        *("KN", "ST", "ND", "TH", "RD", "DB", "AH", "KS", "HR", "SR", "SM", "BY", "MY", "SD", "LD"),
    ]
)
_SMALL_WORDS = frozenset(("in", "on", "at", "is", "no", "of", "my", "to", "by", "or", "i", "a"))
_ERA = re.compile(r"(?:19|20|14)\d\d")


def passports(text: str) -> Iterator[Found]:
    """Numbers of six to nine digits, letters before them or none, after a word for passport."""
    return ((*found.span("at"), "passport") for found in _PASSPORT.finditer(text))


def plates(text: str) -> Iterator[Found]:
    """Plates after a word for plate or vehicle, and digits beside two lone letters."""
    for found in _AFTER_WORD.finditer(text):
        if not _is_no_plate(found["at"]):
            yield *found.span("at"), "plate"
    for shape in (_BY_SHAPE, _LATIN_SHAPE):
        for found in shape.finditer(text):
            pair = "".join(letter for letter in found["pair"] if letter.isalpha())
            if pair not in _NO_PLATE and not (_ERA.fullmatch(found["number"]) and pair[0] in "مهMAH"):
                yield *found.span(), "plate"


def _is_no_plate(written: str) -> bool:
    """«سيارة 2020 م» tells a year, «سيارتي 5 و …» goes on, and so does "car in 2020"."""
    letters = "".join(letter for letter in written if letter.isalpha())
    digits = "".join(letter for letter in written if letter.isdigit())
    if letters in _SMALL_WORDS or (letters == "و" and written[0].isdigit()):
        return True
    return letters in ("م", "ه", "A") and written[0].isdigit() and _ERA.fullmatch(digits) is not None
