"""Our intervals against published examples and by their properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sawt.stats.distributions import normal_quantile
from sawt.stats.intervals import mean_interval, newcombe, wilson


@st.composite
def shares(draw):
    n = draw(st.integers(1, 10_000_000))
    return draw(st.integers(0, n)), n


def test_wilson_gives_the_figures_of_the_bank():
    assert [round(x, 6) for x in wilson(5904, 33066)] == [0.174461, 0.182717]


@given(shares())
def test_wilson_holds_the_share_and_stays_inside(share):
    k, n = share
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert (low == 0) == (k == 0)
    assert (high == 1) == (k == n)


@given(shares())
def test_wilson_of_the_rest_is_its_mirror(share):
    k, n = share
    low, high = wilson(k, n)
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize(("k", "n"), [(1, 0), (-1, 5), (6, 5), (0, 0)])
def test_no_share_no_interval(k, n):
    with pytest.raises(ValueError, match="not a share"):
        wilson(k, n)


def test_newcombe_gives_his_published_example():
    low, high = newcombe(56, 70, 48, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@given(shares(), shares())
def test_newcombe_turns_with_its_sides(first, second):
    low, high = newcombe(*first, *second)
    assert newcombe(*second, *first) == pytest.approx((-high, -low), abs=1e-12)
    assert low - 1e-12 <= first[0] / first[1] - second[0] / second[1] <= high + 1e-12


def test_mean_interval_of_the_worked_example():
    assert [round(x, 2) for x in mean_interval(8, 40, 232) or ()] == [3.21, 6.79]


def test_one_value_has_no_interval():
    assert mean_interval(1, 5.0, 25.0) is None


def test_a_level_is_a_share():
    assert normal_quantile(0.95) == pytest.approx(1.959964, abs=1e-6)
    with pytest.raises(ValueError, match="level"):
        normal_quantile(1.0)
