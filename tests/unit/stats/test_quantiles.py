"""Quantiles of histograms against numpy on the raw values, and their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sawt.stats.quantiles import quantile, quantile_interval

raw_values = st.lists(st.integers(0, 500), min_size=1, max_size=300)
quantiles = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0])


def histogram(raw):
    return np.unique(np.array(raw), return_counts=True)


@given(raw_values, quantiles)
def test_interpolated_is_numpys_default(raw, q):
    assert quantile(*histogram(raw), q) == pytest.approx(np.quantile(raw, q), abs=1e-9)


@given(raw_values, quantiles)
def test_nearest_rank_is_numpys_inverted_cdf(raw, q):
    expected = np.quantile(np.array(raw, dtype=float), q, method="inverted_cdf")
    assert quantile(*histogram(raw), q, "nearest_rank") == expected


def test_an_even_count_lies_between_its_middle_values():
    assert quantile([1, 2, 3, 4], [1, 1, 1, 1], 0.5) == 2.5
    assert quantile([1, 2, 3, 4], [1, 1, 1, 1], 0.5, "nearest_rank") == 2


def test_values_that_never_occur_count_for_nothing():
    assert quantile([0, 7, 9], [0, 1, 0], 0.5) == 7


def test_counts_may_be_floats_as_engines_give_them():
    assert quantile([1, 5], np.array([3.0, 1.0]), 0.5) == 1


@pytest.mark.parametrize(("counts", "q"), [([0, 0], 0.5), ([1, 1], 1.5)])
def test_no_case_or_no_quantile_is_refused(counts, q):
    with pytest.raises(ValueError, match="quantile"):
        quantile([1, 2], counts, q)


def test_the_interval_of_the_worked_example():
    assert quantile_interval(np.arange(1, 101), np.ones(100), 0.5) == (40, 61)


def test_five_cases_are_too_few_for_a_median_with_its_interval():
    assert quantile_interval([1, 2, 3, 4, 5], [1] * 5, 0.5) is None
    assert quantile_interval([1, 2, 3, 4, 5, 6], [1] * 6, 0.5) == (1, 6)


@given(raw_values, quantiles)
def test_the_interval_holds_the_nearest_rank(raw, q):
    found = quantile_interval(*histogram(raw), q)
    if found is not None:
        assert found[0] <= quantile(*histogram(raw), q, "nearest_rank") <= found[1]


def test_the_interval_covers_as_often_as_it_says():
    draws = np.random.default_rng(7).exponential(size=(400, 80))
    intervals = [quantile_interval(np.sort(row), np.ones(80), 0.5) for row in draws]
    covered = [low <= np.log(2) <= high for low, high in filter(None, intervals)]
    assert np.mean(covered) >= 0.93
