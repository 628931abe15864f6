"""The quantiles of three distributions, so that the product needs no scipy to state its doubt."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

_SMALLEST, _CLOSE = 1e-300, 1e-15


def normal_quantile(level: float) -> float:
    """The number of standard errors on each side that a two-sided level asks for: 0.95 -> 1.959964."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def t_quantile(level: float, freedom: int) -> float:
    """As `normal_quantile` for Student's t: 0.95 with 7 degrees of freedom -> 2.364624."""
    outside = 1 - level

    def too_far(t: float) -> bool:
        return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) <= outside

    high = normal_quantile(level)
    while not too_far(high):
        high *= 2
    return _boundary(too_far, 0.0, high)


def binomial_quantile(share: float, n: int, q: float) -> int:
    """The smallest k with P(B <= k) >= share, B binomial (n, q) with q inside 0..1."""

    def at_most(k: int) -> float:
        return 0.0 if k < 0 else 1.0 if k >= n else incomplete_beta(n - k, k + 1, 1 - q)

    if not 0 < q < 1:
        return round(n * q)
    k = round(n * q + NormalDist().inv_cdf(share) * sqrt(n * q * (1 - q)))
    while at_most(k) < share:
        k += 1
    while at_most(k - 1) >= share:
        k -= 1
    return k


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction.

    Source: Press et al., Numerical Recipes, 3rd edition, section 6.4. About sqrt(max(a, b)) steps.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front / _continued_fraction(a, b, x)


def _continued_fraction(a: float, b: float, x: float) -> float:
    upper, lower = 1.0, 1 - (a + b) * x / (a + 1)
    lower = 1 / (lower if abs(lower) > _SMALLEST else _SMALLEST)
    whole = lower
    for m in range(1, 200_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            lower = 1 + term * lower
            lower = 1 / (lower if abs(lower) > _SMALLEST else _SMALLEST)
            upper = 1 + term / upper
            upper = upper if abs(upper) > _SMALLEST else _SMALLEST
            whole *= lower * upper
        if abs(lower * upper - 1) < _CLOSE:
            break
    return 1 / whole


def _boundary(beyond: Callable[[float], bool], low: float, high: float) -> float:
    """Where a condition starts to hold, between a point where it does not and one where it does."""
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return high
