"""When the simulated ministry works, how many come each day and at which hour.

Times are whole local seconds since 1970 (`local`); Oman is UTC+4 and changes no clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from sawt.dates import Month, Period
from sawt.demo.drawing import Bools, Floats, Ints, generator

UTC_OFFSET = 4 * 3600
DAY = 86_400
BLOCKS = (Period.parse("2024-01", "2024-12"), Period.parse("2025-01", "2025-11"))
ALL_MONTHS = tuple(month for block in BLOCKS for month in block.months)

# What the files must hold exactly: (the twelve months of 2024, January to November 2025).
QUOTAS = {
    "inbound": (95_640, 94_876),
    "english": (3_350, 3_700),
    "missed": (6_130, 4_868),
    "outbound": (12_900, 14_269),
    "tickets": (76_100, 75_556),
    "voicemail": (1_940, 1_693),
    "visits": (44_300, 42_750),
    "platform": (4_780, 5_240),
    "transactions": (57_600, 59_900),
    "trademarks": (1_910, 2_060),
    "surveys": (3_900, 4_700),
    "mystery": (96, 88),
}

# Ramadan as it was seen in Oman.
_RAMADAN = ((date(2024, 3, 12), date(2024, 4, 9)), (date(2025, 3, 1), date(2025, 3, 29)))
_SEASON = (1.12, 1.06, 1.0, 1.0, 1.03, 0.94, 0.9, 0.88, 1.06, 1.1, 1.02, 0.97)
_WEEKDAY = {6: 1.22, 0: 1.1, 1: 1.0, 2: 0.96, 3: 0.78}  # Sunday to Thursday
# Calls in each half hour from opening to closing.
_SHAPE = (0.55, 0.9, 1.25, 1.42, 1.46, 1.4, 1.24, 1.1, 1.02, 0.96, 0.86, 0.76, 0.6, 0.42)
_SHAPE_RAMADAN = (0.5, 0.85, 1.1, 1.3, 1.35, 1.3, 1.2, 1.0, 0.8, 0.5)
_OPEN, _OPEN_RAMADAN = 7.5 * 3600, 9 * 3600
# Messages of a web form or an application, in each hour of the day.
_ONLINE = (3, 2, 1, 1, 1, 2, 4, 8, 13, 16, 17, 16, 14, 12, 9, 8, 8, 9, 11, 13, 14, 13, 10, 6)


@dataclass(frozen=True)
class Calendar:
    """Every day from January 2024 to March 2026, and which of them the wanted months hold.

    `day` days since 1970 · `working`, `ramadan`, `wanted` flags · `block` 0 for 2024, 1 for 2025, -1 after
    · `load` relative number of calls, 0 on days off · `share` the wanted part of each block's load.
    """

    day: Ints
    working: Bools
    ramadan: Bools
    wanted: Bools
    block: Ints
    load: Floats
    share: tuple[float, float]

    def quota(self, name: str, block: int) -> int:
        """How many must come out: exact over whole blocks, in proportion to the load otherwise."""
        return round(QUOTAS[name][block] * self.share[block])

    def total(self, name: str) -> int:
        return self.quota(name, 0) + self.quota(name, 1)

    def arrivals(self, rng: np.random.Generator, name: str, online: bool = False) -> Ints:
        """Sorted local seconds of as many arrivals as the quota says; online ones come at any hour."""
        weights = np.where(self.working, 1.0, 0.38) if online else self.load
        found = []
        for block in (0, 1):
            within = np.where((self.block == block) & self.wanted, weights, 0.0)
            count = self.quota(name, block)
            if count:
                per_day = rng.multinomial(count, within / within.sum())
                found.append(np.repeat(np.arange(len(self.day)), per_day))
        rows = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        seconds = self._online(rng, len(rows)) if online else self._in_hours(rng, rows)
        return np.sort(self.day[rows] * DAY + seconds)

    def block_of(self, local: Ints) -> Ints:
        return self.block[local // DAY - self.day[0]]

    def months_since_2024(self, local: Ints) -> Ints:
        """0 for January 2024."""
        months: Ints = (local // DAY).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return months - (2024 - 1970) * 12

    def after_work(self, local: Ints, seconds: Ints) -> Ints:
        """The moment when so many working seconds have passed, opening hours only."""
        row = local // DAY - self.day[0]
        within = np.clip(local - self.day[row] * DAY - self._opens[row], 0, self._length[row])
        reached = self._before[row] + np.where(self.working[row], within, 0) + np.maximum(seconds, 1)
        end = np.clip(np.searchsorted(self._before, reached, side="left") - 1, 0, len(self.day) - 1)
        return self.day[end] * DAY + self._opens[end] + (reached - self._before[end])

    @cached_property
    def _opens(self) -> Ints:
        return np.where(self.ramadan, _OPEN_RAMADAN, _OPEN).astype(np.int64)

    @cached_property
    def _length(self) -> Ints:
        length = np.where(self.ramadan, len(_SHAPE_RAMADAN), len(_SHAPE)) * 1800
        return np.where(self.working, length, 0).astype(np.int64)

    @cached_property
    def _before(self) -> Ints:
        return np.concatenate([[0], np.cumsum(self._length)[:-1]])

    def _in_hours(self, rng: np.random.Generator, rows: Ints) -> Ints:
        drawn = rng.random(len(rows))
        usual = np.interp(drawn, _cumulated(_SHAPE), np.arange(len(_SHAPE) + 1) * 1800 + _OPEN)
        fasting = np.interp(
            drawn, _cumulated(_SHAPE_RAMADAN), np.arange(len(_SHAPE_RAMADAN) + 1) * 1800 + _OPEN_RAMADAN
        )
        return np.where(self.ramadan[rows], fasting, usual).astype(np.int64)

    def _online(self, rng: np.random.Generator, count: int) -> Ints:
        return np.interp(rng.random(count), _cumulated(_ONLINE), np.arange(25) * 3600).astype(np.int64)


def calendar_of(months: tuple[Month, ...], seed: int) -> Calendar:
    """The calendar with the wanted months marked; days' loads do not depend on which are wanted."""
    import holidays

    day = np.arange(np.datetime64("2024-01-01"), np.datetime64("2026-04-01"))
    off = np.array(sorted(holidays.country_holidays("OM", years=[2024, 2025, 2026])), dtype="datetime64[D]")
    working = np.is_busday(day, weekmask="Sun Mon Tue Wed Thu", holidays=off)
    ramadan = np.zeros(len(day), dtype=bool)
    for first, last in _RAMADAN:
        ramadan |= (day >= np.datetime64(first)) & (day <= np.datetime64(last))
    month = day.astype("datetime64[M]")
    load = _load(day, month, working, ramadan, seed)
    year = day.astype("datetime64[Y]").astype(np.int64) + 1970
    block = np.where(year == 2024, 0, np.where(month <= np.datetime64("2025-11"), 1, -1))
    wanted = np.isin(month.astype(str), [str(m) for m in months])
    shares = [float(load[(block == b) & wanted].sum() / load[block == b].sum()) for b in (0, 1)]
    return Calendar(
        day.astype(np.int64), working, ramadan, wanted, block.astype(np.int64), load, (shares[0], shares[1])
    )


def _load(day: np.ndarray, month: np.ndarray, working: Bools, ramadan: Bools, seed: int) -> Floats:
    """Season, weekday, the rush after days off, fasting, and noise beyond Poisson's."""
    weekday = (day.astype(np.int64) + 3) % 7  # Monday is 0
    load = np.array([_WEEKDAY.get(int(d), 0.0) for d in weekday])
    load *= np.array(_SEASON)[month.astype(np.int64) % 12]
    load *= np.where(ramadan, 0.8, 1.0)
    rested = np.concatenate([[False], ~working[:-1]]) & (weekday != 6)
    load *= np.where(rested, 1.18, 1.0)
    load *= generator(seed, "load").gamma(70, 1 / 70, len(day))
    return np.where(working, load, 0.0)


def _cumulated(shape: tuple[float, ...]) -> Floats:
    edges = np.concatenate([[0.0], np.cumsum(shape)])
    return np.asarray(edges / edges[-1], dtype=np.float64)
