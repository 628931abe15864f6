"""Numbers that lead to nobody: dates and hours, sums of money, quantities, laws by their year."""

from __future__ import annotations

import re

from sawt.understanding.privacy.view import spelled_in_one

_YEAR, _MONTH, _DAY = r"(?:19|20|14)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[T ,]{1,3}\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?"


def _dated(order: str, first: str, second: str, third: str) -> str:
    """A date of three parts between which the same sign stands twice."""
    return rf"{first} {{0,2}}(?P<{order}>[-/.]) {{0,2}}{second} {{0,2}}(?P={order}) {{0,2}}{third}"


_DATES = (
    _dated("year_first", _YEAR, _MONTH, _DAY),
    _dated("day_first", _DAY, _MONTH, _YEAR),
    _dated("month_first", _MONTH, _DAY, _YEAR),
    r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
    r"\d{1,3} ?/ ?(?:19|20)\d\d",  # the third of a year, as laws and circulars are told
    r"(?:[01]\d|2[0-3])(?:00|15|30|45) ?- ?(?:[01]\d|2[0-3])(?:00|15|30|45)",  # from this hour to that
)
DATE = re.compile(rf"(?<!\d)(?:{'|'.join(_DATES)}){_CLOCK}(?!\d)")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_OF_A_YEAR = re.compile(r"[13-68]\d{3} ?/ ?(?:19|20)\d\d|(?:19|20)\d\d ?/ ?\d{1,6}")

_MONEY = (
    r"ريال|(?<!\w)ر\.? ?ع(?!\w)|بيسه|بيسات|درهم|دينار|دولار|يورو|روبيه|جنيه|"
    r"OMR|R\.?O\b|AED|SAR|USD|EUR|INR|[$€£]"
)
_COUNTED = (
    r"(?:موظف|عامل|عمال|شخص|سهم|اسهم|قطعه|قطع|كرتون|طن|كيلو|كجم|متر|لتر|برميل|صندوق|حبه|وحد|زائر|مشاهد|متابع|نسمه|"
    r"عملي|مره|يوم|ايام|اسبوع|شهر|سنه|سنوات|ساعه|ساعات|دقيقه|دقائق|ثانيه|ثواني)(?:ه|ات|ين|ان|ا|ي)?(?!\w)|"
    r"(?:units?|shares?|pieces?|tons?|kgs?|litres?|barrels?|people|employees|views|followers|times|days|hours|"
    r"minutes|seconds)(?!\w)"
)
_MONEY_AFTER = re.compile(
    spelled_in_one(
        rf"(?:\.\d{{1,3}})? {{0,3}}[(\"]?(?:{_MONEY}|مليون|مليار|الف\b|rials?|riyals?|baisas?|dollars?|[%٪])"
    ),
    re.IGNORECASE,
)
_COUNT_AFTER = re.compile(spelled_in_one(rf" {{0,3}}(?:{_COUNTED})"), re.IGNORECASE)
_SUM = r"بمبلغ|مبلغ|المبلغ|بقيم[هت]|قيم[هت]|قيمته|راس مال|راس المال|راسمال|amount|capital|total|sum of"
_MONEY_BEFORE = re.compile(
    spelled_in_one(rf"(?:{_MONEY}|{_SUM})\w{{0,2}}(?: of| is| قدره| وقدره| البالغ)?[.:]? {{0,3}}\(?\Z"),
    re.IGNORECASE,
)
_REACH = 28


def is_money(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is a sum of money or a share."""
    return bool(_MONEY_AFTER.match(text, end) or _MONEY_BEFORE.search(text, max(0, start - _REACH), start))


def is_count(text: str, end: int) -> bool:
    """Whether a number that ends there counts things, people or days."""
    return _COUNT_AFTER.match(text, end) is not None


def is_of_a_year(written: str) -> bool:
    """Whether a number is the so-manieth of a year, 1234/2024 or 2024/1234, where it is no telephone's."""
    return _OF_A_YEAR.fullmatch(written.strip()) is not None
