"""Corrected counts stay where they are when the model changes; raw ones move."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sawt.understanding.correction import correct_counts

CODES = np.array(["delay", "fees", "none", "payment"])
SHARES = np.array([0.4, 0.1, 0.3, 0.2])


def month(random: np.random.Generator, right: float, n: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Messages as they are, and as a model says that is so often right; what it misses it calls a delay."""
    truth = random.choice(len(CODES), n, p=SHARES)
    said = np.where(random.random(n) < right, truth, random.choice([0, 0, 0, 3], n))
    return CODES[truth], CODES[said]


def corrected(random: np.random.Generator, right: float, labelled: int = 600):
    truth, said = month(random, right)
    lot = random.choice(len(truth), labelled, replace=False)
    confusion = Counter(zip(said[lot].tolist(), truth[lot].tolist(), strict=True))
    found = correct_counts(Counter(said.tolist()), confusion, seed=1)
    assert found is not None
    return found, Counter(truth.tolist())


def test_two_models_give_the_same_corrected_counts_where_raw_ones_move() -> None:
    random = np.random.default_rng(11)
    (poor, truth), (good, _) = corrected(random, 0.6), corrected(random, 0.95)
    for code in CODES:
        assert max(poor[code].low, good[code].low) <= min(poor[code].high, good[code].high)
        assert poor[code].low <= truth[code] <= poor[code].high
    assert abs(poor["delay"].raw - good["delay"].raw) > 0.2 * truth["delay"]
    assert not poor["delay"].low <= poor["delay"].raw <= poor["delay"].high
    widths = [sum(found[code].high - found[code].low for code in CODES) for found in (poor, good)]
    assert widths[1] < widths[0], "a better model makes the interval narrower"


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    random, held = np.random.default_rng(5), []
    for _ in range(60):
        found, _ = corrected(random, 0.7, labelled=300)
        expected = dict(zip(CODES, SHARES * 20_000, strict=True))
        held += [found[code].low <= expected[code] <= found[code].high for code in CODES]
    assert np.mean(held) > 0.9


def test_the_worked_number() -> None:
    counts, confusion = {"A": 200, "B": 100}, {("A", "A"): 8, ("A", "B"): 2, ("B", "B"): 10}
    found = correct_counts(counts, confusion, seed=0, fewest=20)
    assert found is not None
    assert (found["A"].corrected, found["B"].corrected) == pytest.approx((160, 140))
    assert (found["A"].raw, found["B"].raw) == (200, 100)
    assert correct_counts(counts, confusion, seed=0) is None, "twenty labels do not suffice"
    assert found == correct_counts(counts, confusion, seed=0, fewest=20)
