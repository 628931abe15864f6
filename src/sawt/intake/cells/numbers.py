"""Numbers and durations as people and machines write them, read strictly, whole columns at once."""

from __future__ import annotations

import re
import sys

import pyarrow as pa
import pyarrow.compute as pc

from sawt.intake.cells.texts import NULL, by_distinct, plain_digits

# Seconds in one of each; h:mm:ss has none.
UNITS: dict[str, float | None] = {"s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0, "hms": None}
_WHOLE = r"^-?[0-9]{1,9}$"  # the cast to whole numbers knows no plus
_DECIMAL = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$"
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$", re.ASCII)
_CLOCK = re.compile(r"^(-?)(?:(\d{1,5}):)?(\d{1,5}):([0-5]\d)(?:\.\d+)?$", re.ASCII)
_LARGEST = {"int32": 2.0**31 - 1, "int64": 2.0**53, "float64": sys.float_info.max}


def numbers(values: pa.Array, unit: str, type_: str) -> pa.Array:
    """Numbers of a string array as `type_` (int32, int64, float64), in seconds where `unit` is one of time.

    Null where there is none: also for a decimal comma, since 1,5 and 1,500 cannot be told apart.
    """
    arrow = {"int32": pa.int32(), "int64": pa.int64(), "float64": pa.float64()}[type_]
    values = plain_digits(values)
    if unit == "hms":
        return by_distinct(values, _clock, arrow)
    scale = UNITS[unit] or 1.0
    if scale == 1.0 and pc.all(pc.match_substring_regex(values, _WHOLE)).as_py() in (True, None):
        return values.cast(arrow)
    found = _floats(values)
    if type_ != "float64" or scale != 1.0:
        found = pc.round(pc.multiply(found, scale), round_mode="half_towards_infinity")
    fits = pc.less_equal(pc.abs(found), _LARGEST[type_])
    return pc.if_else(fits, found, None).cast(arrow)


def whole(values: pa.Array) -> pa.Array:
    """Which texts are whole numbers, also as `3.0` and ٣٫٠; null stays null."""
    return pc.match_substring_regex(plain_digits(values), r"^[+-]?[0-9,٬]+(?:[.٫]0*)?$")


def _floats(values: pa.Array) -> pa.Array:
    decimal = pc.match_substring_regex(values, _DECIMAL)
    found = pc.if_else(decimal, values, NULL).cast(pa.float64())
    if pc.all(decimal).as_py() in (True, None):
        return found
    return pc.coalesce(found, by_distinct(pc.if_else(decimal, NULL, values), _grouped, pa.float64()))


def _grouped(text: str) -> float | None:
    """1,234.5 and ١٬٢٣٤٫٥."""
    text = text.replace("٬", ",").replace("٫", ".")
    if _GROUPED.match(text):
        return float(text.replace(",", ""))
    return float(text) if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text, re.ASCII) else None


def _clock(text: str) -> int | None:
    """`h:mm:ss` or `mm:ss` in seconds."""
    found = _CLOCK.match(text)
    if not found:
        return None
    sign, hours, minutes, seconds = found.groups()
    if hours is not None and int(minutes) > 59:
        return None
    total = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return -total if sign else total
