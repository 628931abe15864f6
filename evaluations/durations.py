"""Durations counted by hand, so that a figure of the product is never checked by the product's own code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

HOUR = 3_600


def seconds_between(begun: datetime, ended: datetime) -> float:
    return (ended - begun).total_seconds()


def product_limit_median(cases: Sequence[tuple[datetime, datetime | None]], known: datetime) -> float | None:
    """The seconds within which half of the cases end; open ones count with their age at `known`.

    Kaplan and Meier's product, case by case; at equal durations ends come before cuts.
    """
    lasted = sorted((seconds_between(begun, ended or known), ended is None) for begun, ended in cases)
    still_open, at_risk = 1.0, len(lasted)
    for seconds, cut in lasted:
        if not cut:
            still_open *= 1 - 1 / at_risk
            if still_open <= 0.5 + 1e-12:
                return seconds
        at_risk -= 1
    return None
