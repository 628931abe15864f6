"""Dates and times as people and machines write them, read strictly, whole columns at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.intake.cells.numbers import numbers
from sawt.intake.cells.texts import NULL, by_distinct, plain_digits

UTC = pa.timestamp("us", tz="UTC")
NAIVE = pa.timestamp("us")
_GREENWICH = ZoneInfo("UTC")
# Not of strptime: seconds and milliseconds since 1970, which know no time zone.
EPOCH = {"epoch": 1, "epoch_ms": 1000}
_FARTHEST = 2.5e17  # microseconds from 1970 to about the year 9892: beyond them no calendar can follow
_WIDTH = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}
_ISO = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_ARABIC_NOON = re.compile(r"\s*(صباحًا|صباحا|ص)\s*$|\s*(مساءً|مساء|م)\s*$")


def parse_times(
    values: pa.Array,
    formats: Sequence[str],
    zone: str,
    on_ambiguous: Callable[[str], None],
    iso_too: bool = False,
) -> pa.Array:
    """UTC timestamps of a string array, null where none of the formats fits.

    Naive times are local to `zone`. `on_ambiguous` is called with a text that two formats read as
    different times. Without formats, and after them with `iso_too`, ISO 8601 is read.
    """
    values = plain_digits(values)
    if not formats:
        return _iso(values, zone)
    found: pa.Array | None = None
    for pattern in formats:
        read = _utc(_read(values, pattern), zone)
        if found is None:
            found = read
            continue
        clash = pc.fill_null(pc.not_equal(found, read), False)
        if pc.any(clash).as_py():
            on_ambiguous(values.filter(clash)[0].as_py())
        found = pc.coalesce(found, read)
    assert found is not None
    if iso_too and found.null_count > values.null_count:
        found = pc.coalesce(found, _iso(pc.if_else(found.is_valid(), NULL, values), zone))
    return found


def local_days(times: pa.Array, zone: str) -> pa.Array:
    """The local calendar day of UTC timestamps."""
    return pc.local_timestamp(times.cast(pa.timestamp("us", tz=zone))).cast(pa.date32(), safe=False)


def utc_of(at: datetime, zone: ZoneInfo) -> datetime:
    """One time as naive UTC, by the rules of a whole column. Raises OverflowError beyond the calendar."""
    utc = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(_GREENWICH)
    if at.tzinfo is None and utc.astimezone(zone).replace(tzinfo=None) != at:  # an hour that was skipped
        utc = _utc(pa.array([at], NAIVE), zone.key)[0].as_py()
    return utc.replace(tzinfo=None)


def _read(values: pa.Array, pattern: str) -> pa.Array:
    """Timestamps by one format: cells of its full width at once, the others as the C library reads them."""
    if pattern in EPOCH:
        told = pc.round(pc.multiply(numbers(values, "s", "float64"), 1e6 / EPOCH[pattern]))
        near = pc.less_equal(pc.abs(told), _FARTHEST)
        return pc.if_else(near, told, None).cast(pa.int64()).cast(NAIVE).cast(UTC)
    layout = _layout(pattern)
    if layout is None or not len(values):
        return _lenient(values, pattern)
    micros, read = _fixed(values, *layout)
    found = pa.array(micros, mask=~read).view(NAIVE)
    rest = pc.and_(values.is_valid(), found.is_null())
    if not pc.any(rest).as_py():
        return found
    return pc.replace_with_mask(found, rest, _lenient(values.filter(rest), pattern))


def _layout(pattern: str) -> tuple[dict[str, int], dict[int, str], int] | None:
    """Where each part of a format of fixed width stands, its other signs, and its width; None for others."""
    parts: dict[str, int] = {}
    signs: dict[int, str] = {}
    width, place = 0, 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "%":
            part = pattern[place + 1 : place + 2]
            if part not in _WIDTH or part in parts:
                return None
            parts[part] = width
            width += _WIDTH[part]
            place += 2
        else:
            if not sign.isascii():
                return None
            signs[width] = sign
            width += 1
            place += 1
    return (parts, signs, width) if {"Y", "m", "d"} <= parts.keys() else None


def _fixed(
    values: pa.Array, parts: dict[str, int], signs: dict[int, str], width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Microseconds since 1970 (int64), and which cells have exactly this form and are real dates."""
    count = len(values)
    offsets = np.frombuffer(values.buffers()[1], dtype=np.int32)[values.offset : values.offset + count + 1]
    data = values.buffers()[2]
    text = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    fits = np.diff(offsets) == width
    if values.null_count:
        fits &= values.is_valid().to_numpy(zero_copy_only=False)
    micros, read = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool)
    rows = np.flatnonzero(fits)
    if not len(rows):
        return micros, read
    whole = len(rows) == count
    cells = (
        text[offsets[0] : offsets[-1]].reshape(count, width)
        if whole
        else text[offsets[:-1][rows][:, None] + np.arange(width)]
    )
    digits = np.ascontiguousarray(cells.T) - np.uint8(48)
    right = np.ones(len(rows), dtype=bool)
    for place, sign in signs.items():
        right &= digits[place] == (ord(sign) - 48) % 256
    number = {part: _number(digits, place, _WIDTH[part], right) for part, place in parts.items()}
    year, month, day = number["Y"], number["m"], number["d"]
    hour, minute, second = (number.get(part, np.int32(0)) for part in "HMS")
    months = (year - 1970) * 12 + month - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    right &= (month >= 1) & (month <= 12) & (day >= 1) & (day <= after - first) & (year >= 1000)
    right &= (hour < 24) & (minute < 60) & (second < 60)
    seconds = (first + day - 1) * 86_400 + hour * 3600 + minute * 60 + second
    micros[rows], read[rows] = seconds * 1_000_000, right
    return micros, read


def _number(digits: np.ndarray, place: int, width: int, right: np.ndarray) -> np.ndarray:
    """The number that some digits make; clears `right` where one is none."""
    value = np.zeros(digits.shape[1], dtype=np.int32)
    for digit in digits[place : place + width]:
        right &= digit <= 9
        value = value * 10 + digit
    return value


def _lenient(values: pa.Array, pattern: str) -> pa.Array:
    """Like strptime, but 31 February and 10:00:60 are no times: the C library would move them on."""
    if "%p" in pattern and not pc.all(pc.string_is_ascii(values)).as_py():
        space = " " if " %p" in pattern else ""
        values = by_distinct(values, lambda text: _noon(text, space), pa.string())
    if "%f" in pattern or "%z" in pattern:
        read = [_one(text, pattern) for text in values.to_pylist()]
        return pa.array(read, UTC if "%z" in pattern else NAIVE)
    read = pc.strptime(values, format=pattern, unit="us", error_is_null=True)
    suspect = pc.or_(pc.less_equal(pc.day(read), 3), pc.less_equal(pc.second(read), 1))
    suspect = pc.fill_null(pc.or_(suspect, pc.less(pc.year(read), 1000)), False)
    if not pc.any(suspect).as_py():
        return read
    checked = [_one(text, pattern) for text in values.filter(suspect).to_pylist()]
    return pc.replace_with_mask(read, suspect, pa.array(checked, read.type))


def _one(text: str | None, pattern: str) -> datetime | None:
    if text is None:
        return None
    try:
        read = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is applied to the whole column
    except ValueError:
        return None
    return read if read.year >= 1000 else None


def _noon(text: str, space: str) -> str:
    """ص and م as AM and PM, after a space where the format has one."""
    return _ARABIC_NOON.sub(lambda found: space + ("AM" if found[1] else "PM"), text)


def _iso(values: pa.Array, zone: str) -> pa.Array:
    """ISO 8601: the common fixed shapes at once, the rest one by one."""
    spaced = pc.replace_substring(values, pattern="T", replacement=" ")
    found = None
    for pattern in _ISO:
        parts, signs, width = _layout(pattern) or ({}, {}, 0)
        micros, read = _fixed(spaced, parts, signs, width)
        shape = pa.array(micros, mask=~read).view(NAIVE)
        found = shape if found is None else pc.coalesce(found, shape)
        if found.null_count == values.null_count:
            break
    utc = _utc(found, zone)
    rest = pc.and_(values.is_valid(), utc.is_null())
    if not pc.any(rest).as_py():
        return utc
    slow = [_iso_one(text) for text in values.filter(rest).to_pylist()]
    zoned = pa.array([at if at and at.tzinfo else None for at in slow], UTC)
    local = pa.array([None if at is None or at.tzinfo else at for at in slow], NAIVE)
    return pc.replace_with_mask(utc, rest, pc.coalesce(zoned, _utc(local, zone)))


def _iso_one(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _utc(read: pa.Array, zone: str) -> pa.Array:
    """Local to UTC; an hour that a clock change repeats is its first, one that it skips moves on."""
    if read.type != NAIVE:
        return read.cast(UTC)
    return pc.assume_timezone(read, zone, ambiguous="earliest", nonexistent="latest").cast(UTC)
