"""Months and periods. Months are local and written YYYY-MM; no clock of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import decimal

from sawt.errors import CallError

_MONTH = re.compile(r"^([0-9]{4})-(0[1-9]|1[0-2])$")
_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
# What lies outside is a slip of the fingers, and its neighbours would be no dates at all.
FIRST_YEAR, LAST_YEAR = 1990, 2099


def parse_day(text: str) -> date:
    """Read a local day such as `2025-12-01`, in digits of any script. Raises CallError `dates.not_a_day`."""
    plain = _plain_digits(text)
    try:
        day = date.fromisoformat(plain) if _DAY.match(plain) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CallError("dates.not_a_day", text=text)
    return day


def _plain_digits(text: str) -> str:
    return "".join(str(decimal(c)) if c.isdecimal() else c for c in text.strip())


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2025-01`, in digits of any script. Raises CallError `dates.not_a_month`."""
        found = _MONTH.match(_plain_digits(text))
        if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise CallError("dates.not_a_month", text=text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def plus(self, months: int) -> Month:
        total = self.year * 12 + self.number - 1 + months
        return Month(total // 12, total % 12 + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.plus(1).first_day - timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Whole local months, both ends inclusive."""

    first: Month
    last: Month

    @classmethod
    def parse(cls, first: str, last: str) -> Period:
        """Raises CallError `dates.not_a_month` or `dates.period_backwards`."""
        start, end = Month.parse(first), Month.parse(last)
        if end < start:
            raise CallError("dates.period_backwards", first=first, last=last)
        return cls(start, end)

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(self.first.plus(i) for i in range(self.length))

    @property
    def length(self) -> int:
        """Number of months."""
        return (self.last.year - self.first.year) * 12 + self.last.number - self.first.number + 1

    @property
    def before(self) -> Period:
        """The equal length just before."""
        return Period(self.first.plus(-self.length), self.first.plus(-1))

    @property
    def year_before(self) -> Period:
        """The same months of last year."""
        return Period(self.first.plus(-12), self.last.plus(-12))

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return self.last.last_day

    @property
    def days(self) -> tuple[date, ...]:
        count = (self.last_day - self.first_day).days + 1
        return tuple(self.first_day + timedelta(days=i) for i in range(count))
