"""Kaplan–Meier on hand-worked cases and by its properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sawt.stats.quantiles import quantile
from sawt.stats.survival import kaplan_meier

cases = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=120)


def counted(durations, observed):
    durations, observed = np.asarray(durations, dtype=float), np.asarray(observed, dtype=bool)
    times = np.unique(durations)
    ended = [int((observed & (durations == t)).sum()) for t in times]
    still_open = [int((~observed & (durations == t)).sum()) for t in times]
    return times, ended, still_open


def test_a_worked_case():
    curve = kaplan_meier([1, 2, 3], [1, 0, 1], [0, 1, 0])
    assert [curve.at(t) for t in (0, 1, 2, 3)] == pytest.approx([1, 2 / 3, 2 / 3, 0])
    assert curve.quantile() == 3
    assert kaplan_meier([1, 2, 3], [1, 1, 1], [0, 0, 0]).restricted_mean(2)[0] == pytest.approx(5 / 3)


def test_durations_may_come_in_any_order_and_twice():
    straight = kaplan_meier([1, 2, 3], [2, 0, 1], [0, 1, 0])
    crossed = kaplan_meier([3, 1, 2, 1], [1, 1, 0, 1], [0, 0, 1, 0])
    assert np.array_equal(straight.survival, crossed.survival)


def test_a_median_that_was_not_reached_is_unknown():
    curve = kaplan_meier([1, 10], [1, 0], [0, 5])
    assert curve.quantile() is None
    assert curve.quantile_interval() is None
    assert curve.restricted_mean(20) is None


def test_nothing_ended_leaves_a_flat_curve():
    curve = kaplan_meier([4], [0], [3])
    assert (curve.at(4), curve.quantile(), curve.quantile_bounds()) == (1.0, None, (None, None))


def test_everything_ended_at_once():
    curve = kaplan_meier([0], [309], [0])
    assert (curve.at(0), curve.quantile()) == (0.0, 0.0)
    assert curve.quantile_bounds() == (0.0, None)


@pytest.mark.parametrize(("times", "ended", "still_open"), [([], [], []), ([1], [0], [0]), ([-1], [1], [0])])
def test_what_is_no_duration_is_refused(times, ended, still_open):
    with pytest.raises(ValueError, match=r"no case|negative"):
        kaplan_meier(times, ended, still_open)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=100))
def test_without_open_cases_the_median_is_the_nearest_rank(durations):
    times, counts = np.unique(durations, return_counts=True)
    assert kaplan_meier(times, counts, counts * 0).quantile() == quantile(times, counts, 0.5, "nearest_rank")


@given(cases, st.integers(1, 50))
def test_the_bounds_hold_the_curve_and_the_share_falls(rows, weight):
    durations, observed = zip(*rows, strict=True)
    times, ended, still_open = counted(durations, observed)
    curve = kaplan_meier(times, np.array(ended) * weight, np.array(still_open) * weight)
    low, high = curve.bounds()
    assert np.all(np.diff(curve.survival) <= 0)
    assert np.all(low <= curve.survival + 1e-12)
    assert np.all(curve.survival <= high + 1e-12)
