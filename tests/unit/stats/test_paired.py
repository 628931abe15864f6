"""The difference of two who answered the same questions."""

from __future__ import annotations

import numpy as np
import pytest

from sawt.stats.paired import paired_difference


def test_the_worked_number() -> None:
    gained = np.repeat([1, -1, 0], [9, 3, 88])
    assert paired_difference(gained, np.ones(100)) == pytest.approx((0.0588, -0.0122, 0.1298), abs=1e-4)


def test_two_who_never_differ_on_few_are_not_taken_to_be_the_same() -> None:
    difference, low, high = paired_difference(np.zeros(20), np.ones(20))
    assert difference == 0 and low < -0.08 and high > 0.08
    assert paired_difference(np.zeros(2000), np.ones(2000))[1] > -0.002


def test_questions_of_one_unit_count_as_one_voice() -> None:
    alone = paired_difference(np.repeat([1, 0], [20, 80]), np.ones(100))
    together = paired_difference(np.repeat([7, 0], [20, 80]), np.full(100, 7))
    assert together == pytest.approx(alone)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    draws = [
        paired_difference(random.choice([1, -1, 0], 80, p=[0.15, 0.1, 0.75]), np.ones(80))
        for _ in range(1500)
    ]
    assert np.mean([low <= 0.05 <= high for _, low, high in draws]) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(("gained", "asked"), [([], []), ([1], [1, 1])])
def test_what_cannot_be_asked(gained: list[int], asked: list[int]) -> None:
    with pytest.raises(ValueError, match="gains"):
        paired_difference(gained, asked)
