"""Intervals of shares, of differences of shares, and of means, from counts and sums alone."""

from __future__ import annotations

from math import sqrt

from sawt.stats.distributions import normal_quantile, t_quantile

Interval = tuple[float, float]


def wilson(k: float, n: float, level: float = 0.95) -> Interval:
    """The interval of a share `k / n` read as a sample of a process.

    Question: in which range may the process's own share lie, of which we saw n cases?
    Assumption: the cases are independent and share one probability.
    Misleads: when cases come in bursts (an outage makes hundreds of missed calls at once) it is too
    narrow; and for a full count of what happened there is no doubt to state at all.
    Source: Wilson (1927), JASA 22; Brown, Cai and DasGupta (2001), Statistical Science 16.
    Worked: 5,904 abandoned of 33,066 offered = 17.86 %, interval 17.45 % to 18.27 %.

    Raises ValueError unless 0 <= k <= n and n > 0.
    """
    if not 0 <= k <= n or n <= 0:
        raise ValueError(f"{k} of {n} is not a share")
    z2 = normal_quantile(level) ** 2
    share = k / n
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = sqrt(z2) * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return (0.0 if k == 0 else middle - reach, 1.0 if k == n else middle + reach)


def newcombe(k: float, n: float, k_before: float, n_before: float, level: float = 0.95) -> Interval:
    """The interval of a difference of two shares, `k / n - k_before / n_before`.

    Question: by how much did the process's share change between two periods?
    Assumption: two independent samples, each as for `wilson`.
    Misleads: when the same customers stand in both periods, or when what was counted changed.
    Source: Newcombe (1998), Statistics in Medicine 17, hybrid score method 10, without continuity
    correction.
    Worked: 56 of 70 against 48 of 80 = 20 points, interval 5.24 to 33.39 points (his example a).

    Raises ValueError as `wilson` does.
    """
    share, share_before = k / n if n else 0.0, k_before / n_before if n_before else 0.0
    (low, high), (low_before, high_before) = wilson(k, n, level), wilson(k_before, n_before, level)
    difference = share - share_before
    below = sqrt((share - low) ** 2 + (high_before - share_before) ** 2)
    above = sqrt((high - share) ** 2 + (share_before - low_before) ** 2)
    return difference - below, difference + above


def mean_interval(n: int, total: float, total_of_squares: float, level: float = 0.95) -> Interval | None:
    """The interval of a mean from n, the sum and the sum of squares; None when n < 2.

    Question: in which range may the process's mean lie?
    Assumption: independent cases, and n large enough for means to be nearly normal.
    Misleads: for waits and durations, whose long tails need hundreds of cases; prefer the median.
    The sum of squares loses digits when the values are large and nearly equal.
    Source: Student (1908), Biometrika 6.
    Worked: 2, 4, 4, 4, 5, 5, 7, 9 (n = 8, sum 40, squares 232): mean 5, interval 3.21 to 6.79.
    """
    if n < 2:
        return None
    mean = total / n
    variance = max(total_of_squares - total * mean, 0.0) / (n - 1)
    reach = t_quantile(level, n - 1) * sqrt(variance / n)
    return mean - reach, mean + reach
