"""What a value in a mapping may be: TOML lets anything stand anywhere."""

from __future__ import annotations

import math
import re
from collections.abc import Container
from datetime import UTC, datetime
from typing import Any

_CONSTANTS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "bool": bool,
    "float64": (int, float),
    "int32": int,
    "int64": int,
}
_BEYOND = {"int32": 2**31, "int64": 2**63}


def is_among(value: Any, words: Container[str]) -> bool:
    """Whether a value is one of some words; a list is none."""
    return isinstance(value, str) and value in words


def is_constant(value: Any, type_: str) -> bool:
    """Whether a value may stand in every row of a column; times and days may not."""
    kind = _CONSTANTS.get(type_)
    if kind is None or not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        return False
    return not isinstance(value, int | float) or abs(value) < _BEYOND.get(type_, math.inf)


def is_asked(test: str, value: Any) -> bool:
    """Whether a condition's test can be made with a value."""
    if test in ("one_of", "not_one_of"):
        return isinstance(value, list) and all(isinstance(word, str | int | float) for word in value)
    if test in ("empty", "not_empty"):
        return isinstance(value, bool)
    if test in ("above", "below"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return not isinstance(value, dict | list)


def is_pattern(value: Any) -> bool:
    """Whether a value is a regular expression."""
    try:
        re.compile(value)
    except (re.error, TypeError):
        return False
    return True


def names_a_day(pattern: str) -> bool:
    """Whether a format reads back the day that it writes: one without a year or a month does not."""
    if not re.search("%[YyGcxD]", pattern):
        return False
    told = datetime(2021, 11, 23, tzinfo=UTC if "%z" in pattern else None)
    try:
        return datetime.strptime(told.strftime(pattern), pattern).date() == told.date()  # noqa: DTZ007
    except (ValueError, re.error):
        return False
