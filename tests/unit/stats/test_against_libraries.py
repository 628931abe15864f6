"""Our statistics against statsmodels, scipy and lifelines. Slow only because these libraries load slowly."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sawt.stats.distributions import binomial_quantile, incomplete_beta, t_quantile
from sawt.stats.intervals import mean_interval, newcombe, wilson
from sawt.stats.survival import kaplan_meier

cases = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=120)


def counted(durations, observed):
    durations, observed = np.asarray(durations, dtype=float), np.asarray(observed, dtype=bool)
    times = np.unique(durations)
    ended = [int((observed & (durations == t)).sum()) for t in times]
    still_open = [int((~observed & (durations == t)).sum()) for t in times]
    return times, ended, still_open


def fitted(durations, observed, level=0.95):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import KaplanMeierFitter

        return KaplanMeierFitter(alpha=1 - level).fit(durations, observed)


def lung():
    from lifelines.datasets import load_lung

    data = load_lung()
    return data["time"].to_numpy(), (data["status"] == data["status"].max()).to_numpy()


@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (5, 10), (5904, 33066), (4868, 94876), (149, 4569)])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_wilson_equals_statsmodels(k, n, level):
    from statsmodels.stats.proportion import proportion_confint

    assert wilson(k, n, level) == pytest.approx(proportion_confint(k, n, 1 - level, "wilson"), abs=1e-12)


@pytest.mark.parametrize(
    ("k", "n", "k2", "n2"), [(56, 70, 48, 80), (4868, 94876, 6000, 90000), (0, 10, 0, 20)]
)
def test_newcombe_equals_statsmodels(k, n, k2, n2):
    from statsmodels.stats.proportion import confint_proportions_2indep

    expected = confint_proportions_2indep(k, n, k2, n2, method="newcomb", compare="diff")
    assert newcombe(k, n, k2, n2) == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.floats(0, 1e4), min_size=2, max_size=200))
def test_mean_interval_equals_scipy(values):
    from scipy import stats

    x = np.array(values)
    reach = stats.t.ppf(0.975, len(x) - 1) * x.std(ddof=1) / math.sqrt(len(x))
    found = mean_interval(len(x), float(x.sum()), float((x**2).sum()))
    assert found == pytest.approx((x.mean() - reach, x.mean() + reach), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("n", [1, 2, 5, 6, 17, 1_000, 10_000_000])
@pytest.mark.parametrize("q", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("share", [0.005, 0.025, 0.975, 0.995])
def test_ranks_are_scipysbinomial_quantiles(n, q, share):
    from scipy import stats

    assert binomial_quantile(share, n, q) == stats.binom.ppf(share, n, q)


@settings(max_examples=20, deadline=None)
@given(cases)
def test_the_curve_is_lifelines(rows):
    durations, observed = zip(*rows, strict=True)
    curve, theirs = kaplan_meier(*counted(durations, observed)), fitted(durations, observed)
    for time in range(0, 61, 5):
        assert curve.at(time) == pytest.approx(
            float(theirs.survival_function_at_times(time).iloc[0]), abs=1e-9
        )


@settings(max_examples=20, deadline=None)
@given(cases)
def test_the_median_is_lifelines(rows):
    durations, observed = zip(*rows, strict=True)
    curve, median = (
        kaplan_meier(*counted(durations, observed)),
        fitted(durations, observed).median_survival_time_,
    )
    if not np.any(np.abs(curve.survival - 0.5) < 1e-9):  # lifelines takes a rounded half for more than half
        assert curve.quantile() == (None if np.isinf(median) else median)


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_interval_of_the_median_is_lifelines(level):
    durations, observed = lung()
    from lifelines.utils import median_survival_times

    theirs = median_survival_times(fitted(durations, observed, level).confidence_interval_).to_numpy()[0]
    assert kaplan_meier(*counted(durations, observed)).quantile_interval(0.5, level) == tuple(theirs)


def test_the_bounds_of_the_curve_are_lifelines():
    durations, observed = lung()
    curve, theirs = kaplan_meier(*counted(durations, observed)), fitted(durations, observed)
    low, high = theirs.confidence_interval_.loc[curve.times].to_numpy().T
    ours_low, ours_high = curve.bounds()
    assert ours_low == pytest.approx(low, abs=1e-9)
    assert ours_high == pytest.approx(high, abs=1e-9)


def test_the_restricted_mean_is_lifelines():
    from lifelines.utils import restricted_mean_survival_time

    durations, observed = lung()
    curve, theirs = kaplan_meier(*counted(durations, observed)), fitted(durations, observed)
    found = curve.restricted_mean(365)
    assert found is not None
    assert found[0] == pytest.approx(restricted_mean_survival_time(theirs, t=365), rel=1e-9)


def test_the_interval_of_the_restricted_mean_is_the_jackknifes():
    durations, observed = lung()
    curve = kaplan_meier(*counted(durations, observed))
    left_out = []
    for i in range(len(durations)):
        others = kaplan_meier(*counted(np.delete(durations, i), np.delete(observed, i))).restricted_mean(365)
        assert others is not None
        left_out.append(others[0])
    n = len(left_out)
    error = np.sqrt((n - 1) / n * ((np.array(left_out) - np.mean(left_out)) ** 2).sum())
    _, low, high = curve.restricted_mean(365) or (0, 0, 0)
    assert (high - low) / 2 / 1.959964 == pytest.approx(error, rel=0.02)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("freedom", [1, 2, 7, 100, 94_875])
def test_quantiles_of_t_are_scipys(level, freedom):
    from scipy import stats

    assert t_quantile(level, freedom) == pytest.approx(stats.t.ppf((1 + level) / 2, freedom), rel=1e-9)


@given(st.floats(0.5, 5_000), st.floats(0.5, 5_000), st.floats(0, 1))
def test_the_incomplete_beta_function_is_scipys(a, b, x):
    from scipy.special import betainc

    assert incomplete_beta(a, b, x) == pytest.approx(float(betainc(a, b, x)), abs=1e-9)
