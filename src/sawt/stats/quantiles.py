"""Quantiles of a histogram: sorted distinct values and how often each occurs.

A histogram of whole seconds says everything that the rows would say about a quantile, in a few
thousand numbers. Two definitions are offered, since tools differ and an auditor will compare:

- `interpolated` (type 7 of Hyndman and Fan: numpy, Excel, DuckDB's `quantile_cont`): between the two
  middle values of an even count lies their mean. The default.
- `nearest_rank` (type 1: the smallest value that at least a share q does not exceed, `quantile_disc`):
  always a value that occurred.
"""

from __future__ import annotations

from math import ceil, floor
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sawt.stats.distributions import binomial_quantile

Method = Literal["interpolated", "nearest_rank"]


def quantile(values: ArrayLike, counts: ArrayLike, q: float, method: Method = "interpolated") -> float:
    """The value below which a share q of the cases lies. Unit: that of `values`.

    Question: what did the customer in the middle (or at nine tenths) meet?
    Assumption: every case has ended; cases still open need `survival.kaplan_meier`.
    Misleads: when a floor or a cap of the source piles cases on one value.
    Source: Hyndman and Fan (1996), The American Statistician 50.
    Worked: 1, 2, 3, 4 has the median 2.5 interpolated and 2 by nearest rank.

    `values` increasing, float64[m]; `counts` whole numbers >= 0, [m]. Raises ValueError when there is
    no case or q lies outside 0..1.
    """
    points, reached = _cumulated(values, counts)
    if not 0 <= q <= 1:
        raise ValueError(f"a quantile lies between 0 and 1, not {q}")
    n = int(reached[-1])
    if method == "nearest_rank":
        return _case(points, reached, max(ceil(round(n * q, 9)), 1))
    position = (n - 1) * q
    below = _case(points, reached, floor(position) + 1)
    above = _case(points, reached, min(floor(position) + 2, n))
    return below + (above - below) * (position - floor(position))


def quantile_interval(
    values: ArrayLike, counts: ArrayLike, q: float, level: float = 0.95
) -> tuple[float, float] | None:
    """The interval of a quantile by order statistics; None when there are too few cases for one.

    Question: between which two observed values may the process's own quantile lie?
    Assumption: independent cases of one process; no shape is assumed.
    Misleads: with bursts, as every interval here; with few distinct values it is wider than said.
    Source: Conover (1999), Practical Nonparametric Statistics, section 3.2; the ranks are binomial
    quantiles, so the coverage is at least the level.
    Worked: the median of 1..100 is 50.5, interval 40 to 61 (ranks 40 and 61).
    """
    points, reached = _cumulated(values, counts)
    n, tail = int(reached[-1]), (1 - level) / 2
    low, high = binomial_quantile(tail, n, q), binomial_quantile(1 - tail, n, q) + 1
    if low < 1 or high > n:
        return None
    return _case(points, reached, low), _case(points, reached, high)


def _cumulated(values: ArrayLike, counts: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Values that occur, and how many cases lie at or below each."""
    points = np.asarray(values, dtype=np.float64)
    weights = np.asarray(counts).astype(np.int64)
    points, weights = points[weights > 0], weights[weights > 0]
    if not len(points):
        raise ValueError("no case, no quantile")
    return points, np.cumsum(weights)


def _case(points: NDArray[np.float64], reached: NDArray[np.int64], rank: int) -> float:
    """The value of the case of a rank, 1 being the smallest."""
    return float(points[np.searchsorted(reached, rank)])
