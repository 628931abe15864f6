"""Durations of which some have not ended yet: Kaplan–Meier from counts.

Leaving open cases out makes a service look faster than it is, the more so the more it is behind;
here an open case counts for as long as it has lasted.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sawt.stats.distributions import normal_quantile

Floats = NDArray[np.float64]
_TINY = 1e-12  # 1 - 1/2 computed by products is not exactly 1/2


@dataclass(frozen=True)
class SurvivalCurve:
    """The share of cases still open after each duration. Arrays of equal length, float64.

    `times` increasing, one for each duration at which a case ended; `at_risk` cases that had lasted
    so long, `ended` those that ended then, `survival` the share still open just after.
    `longest` is the longest duration seen, ended or not.
    """

    times: Floats
    at_risk: Floats
    ended: Floats
    survival: Floats
    longest: float

    def at(self, time: float) -> float:
        """The share still open after a duration; 1 before the first end."""
        index = int(np.searchsorted(self.times, time, side="right"))
        return float(self.survival[index - 1]) if index else 1.0

    def quantile(self, q: float = 0.5) -> float | None:
        """The duration within which a share q of the cases ends; None when it was not reached.

        The smallest duration whose share still open is at most 1 - q: always a duration that occurred.
        """
        return _first_at_most(self.times, self.survival, 1 - q)

    def quantile_bounds(self, q: float = 0.5, level: float = 0.95) -> tuple[float | None, float | None]:
        """The two ends of a quantile's interval, each None when the data do not reach it.

        Question: in which range may the process's own median (or other quantile) lie?
        Assumption: as for `kaplan_meier`. Misleads: with few cases at risk near the quantile.
        Source: Brookmeyer and Crowley (1982), Biometrics 38, on the log-log scale; `lifelines` and
        R's `conf.type = "log-log"` give the same.
        """
        low, high = self.bounds(level)
        return _first_at_most(self.times, low, 1 - q), _first_at_most(self.times, high, 1 - q)

    def quantile_interval(self, q: float = 0.5, level: float = 0.95) -> tuple[float, float] | None:
        """As `quantile_bounds`, or None unless both ends are known."""
        low, high = self.quantile_bounds(q, level)
        return None if low is None or high is None else (low, high)

    def bounds(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Lower and upper bound of the share still open at each of `times`.

        Greenwood's variance on the log-log scale keeps both inside 0..1. Where everything has ended the
        lower bound is 0 and the upper keeps its last known value.
        """
        z = normal_quantile(level)
        with np.errstate(divide="ignore", invalid="ignore"):
            logged = np.log(self.survival)
            reach = z * np.sqrt(self._greenwood()) / np.abs(logged)
            low = np.exp(logged * np.exp(reach))
            high = np.exp(logged * np.exp(-reach))
        if len(low) and self.survival[-1] <= 0:
            low[-1] = 0.0
            high[-1] = high[-2] if len(high) > 1 else 1.0
        return low, high

    def restricted_mean(self, horizon: float, level: float = 0.95) -> tuple[float, float, float] | None:
        """The mean duration when every case is stopped at a horizon, with its interval (mean, low, high).

        Question: how long did a case take on average, counting at most `horizon`?
        Assumption: as for `kaplan_meier`. None when the data end before the horizon with open cases:
        what came after cannot be known.
        Misleads: when two periods are compared with different horizons.
        Source: Irwin (1949); variance by Klein and Moeschberger (2003), section 4.5.
        Worked: durations 1, 2, 3 (all ended), horizon 2: (1 + 2 + 2) / 3 = 1.667.
        """
        if horizon > self.longest and self.at(self.longest) > 0:
            return None
        inside = self.times <= horizon
        starts = np.concatenate([[0.0], self.times[inside]])
        heights = np.concatenate([[1.0], self.survival[inside]])
        areas = heights * np.diff(np.append(starts, horizon))
        mean = float(areas.sum())
        still_ahead = mean - np.cumsum(areas)[:-1]
        left = self.at_risk[inside] - self.ended[inside]
        share = np.divide(
            self.ended[inside], self.at_risk[inside] * left, out=np.zeros_like(left), where=left > 0
        )
        reach = normal_quantile(level) * sqrt(float((still_ahead**2 * share).sum()))
        return mean, max(mean - reach, 0.0), min(mean + reach, horizon)

    def _greenwood(self) -> Floats:
        return np.cumsum(self.ended / (self.at_risk * (self.at_risk - self.ended)))


def kaplan_meier(durations: ArrayLike, ended: ArrayLike, still_open: ArrayLike) -> SurvivalCurve:
    """The share of cases still open after each duration.

    Question: how long do cases take, when some have not ended yet?
    Assumption: a case still open would have gone on like the others of its age (open cases are not
    the harder ones for a reason unknown to the data).
    Misleads: when old cases are closed in bulk to clear a backlog, or when withdrawn cases count as
    still open.
    Source: Kaplan and Meier (1958), JASA 53. A case cut at the moment when another ends is still at
    risk then.
    Worked: ended after 1 and 3 days, open since 2: still open 2/3 after 1 day, 0 after 3; median 3.
    Without the open case the median would be 2.

    `durations` [m] >= 0 in any unit and order; `ended` and `still_open` [m] how many cases ended or
    were still open after each. Raises ValueError when there is no case or a duration is negative.
    """
    lasted, n_ended, n_open = _by_duration(durations, ended, still_open)
    everyone = n_ended + n_open
    if not everyone.sum() > 0:
        raise ValueError("no case, no survival curve")
    if lasted[0] < 0:
        raise ValueError(f"a duration cannot be negative: {lasted[0]}")
    at_risk = np.cumsum(everyone[::-1])[::-1]
    event = n_ended > 0
    survival: Floats = np.cumprod(1 - n_ended[event] / at_risk[event], dtype=np.float64)
    longest = float(lasted[everyone > 0][-1])
    return SurvivalCurve(lasted[event], at_risk[event], n_ended[event], survival, longest)


def _by_duration(
    durations: ArrayLike, ended: ArrayLike, still_open: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Increasing distinct durations with their counts."""
    lasted, *counts = (np.asarray(a, dtype=np.float64) for a in (durations, ended, still_open))
    if not len(lasted) or np.all(np.diff(lasted) > 0):
        return lasted, counts[0], counts[1]
    distinct, group = np.unique(lasted, return_inverse=True)
    summed: list[Floats] = [np.zeros(len(distinct)) for _ in counts]
    for total, count in zip(summed, counts, strict=True):
        np.add.at(total, group, count)
    return distinct, summed[0], summed[1]


def _first_at_most(times: Floats, shares: Floats, share: float) -> float | None:
    """The first time at which a falling share is at most the one asked for."""
    reached = np.flatnonzero(shares <= share + _TINY)
    return float(times[reached[0]]) if len(reached) else None
