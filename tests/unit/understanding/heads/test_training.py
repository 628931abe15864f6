"""Training finds what was planted, the seed decides, and weights count as they are said to."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sawt.understanding.heads.training import train
from sawt.understanding.heads.vocabulary import Weighed


def sparse(rows: NDArray[np.float64]) -> Weighed:
    row, column = np.nonzero(rows)
    offsets = np.searchsorted(row, np.arange(len(rows) + 1))
    return Weighed(rows[row, column].astype(np.float32), column.astype(np.int32), offsets.astype(np.int64))


def planted(
    count: int = 600, classes: int = 4, seed: int = 5
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Texts of thirty columns, of which each class has one of its own; the rest is noise."""
    random = np.random.default_rng(seed)
    rows = np.where(random.random((count, 30)) < 0.3, random.normal(0, 0.3, (count, 30)), 0)
    truth = random.integers(0, classes, count)
    rows[:, :classes] = 0
    rows[np.arange(count), truth] = random.uniform(0.5, 1, count)
    return rows, truth


def pull(**given) -> float:
    """Two classes that only column 0 knows, in conflict: how far the weight leans to class 1."""
    rows = np.ones((40, 1))
    labels = np.repeat([0, 1], [30, 10])
    weights = train(sparse(rows), labels, 2, 1, **given)
    return float(weights[0, 1] - weights[0, 0])


def test_what_was_planted_is_found() -> None:
    rows, truth = planted()
    weights = train(sparse(rows), truth, 4, 30, cost=10.0)
    assert weights.dtype == np.float32 and weights.shape == (30, 4)
    assert ((rows @ weights).argmax(1) == truth).mean() >= 0.98
    fresh, fresh_truth = planted(2_000, seed=6)
    assert ((fresh @ weights).argmax(1) == fresh_truth).mean() >= 0.98


def test_close_to_the_same_problem_solved_by_a_library() -> None:
    svm = pytest.importorskip("sklearn.svm")
    rows, truth = planted(300, classes=2)
    side = (truth == 1).astype(int)
    ours = train(sparse(rows), side, 2, 30, cost=0.5, balance=0.0)[:, 1]
    theirs = svm.LinearSVC(C=0.5, loss="squared_hinge", fit_intercept=False, tol=1e-6, max_iter=100_000)
    assert ours == pytest.approx(theirs.fit(rows, side).coef_[0], abs=0.02)


def test_the_seed_decides() -> None:
    rows, truth = planted()
    one, same, other = (train(sparse(rows), truth, 4, 30, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other) and np.allclose(one, other, atol=0.05)


def test_an_example_that_counts_nothing_changes_nothing() -> None:
    rows, truth = planted(200)
    random = np.random.default_rng(0)
    more = np.concatenate([rows, random.normal(0, 5, (100, 30))])
    labels = np.concatenate([truth, random.integers(0, 4, 100)])
    counted = np.concatenate([np.ones(len(rows)), np.zeros(100)])
    with_them = train(sparse(more), labels, 4, 30, weights=counted)
    without = train(sparse(rows), truth, 4, 30, weights=np.ones(len(rows)))
    assert with_them == pytest.approx(without, abs=0.05)  # the order of the search is another
    assert ((rows @ with_them).argmax(1) == (rows @ without).argmax(1)).mean() >= 0.99


def test_what_an_unlabelled_example_is_called_changes_nothing_at_all() -> None:
    rows, truth = planted(200)
    counted = np.where(np.arange(len(rows)) < 150, 1.0, 0.0)
    one = train(sparse(rows), truth, 4, 30, weights=counted)
    other = train(sparse(rows), np.where(counted > 0, truth, 0), 4, 30, weights=counted)
    assert np.array_equal(one, other)


def test_an_example_that_counts_twice_is_as_two() -> None:
    rows, truth = planted(150)
    twice = train(sparse(rows), truth, 4, 30, weights=np.full(len(rows), 2.0))
    doubled = train(sparse(np.concatenate([rows, rows])), np.concatenate([truth, truth]), 4, 30)
    assert twice == pytest.approx(doubled, abs=0.05)


def test_weights_given_as_one_are_as_none_given() -> None:
    rows, truth = planted(200)
    assert np.array_equal(
        train(sparse(rows), truth, 4, 30), train(sparse(rows), truth, 4, 30, weights=np.ones(len(rows)))
    )


def test_balance_moves_the_border_towards_the_common_class() -> None:
    assert pull(balance=0.0) < pull(balance=0.5) < pull(balance=1.0)
    assert pull(balance=0.0) < -0.5 and pull(balance=1.0) == pytest.approx(0, abs=0.05)


def test_weights_move_the_border_too() -> None:
    heavier = np.repeat([1.0, 3.0], [30, 10])
    assert pull(balance=0.0, weights=heavier) == pytest.approx(0, abs=0.05)


def test_a_higher_cost_gives_larger_weights() -> None:
    rows, truth = planted(200)
    sizes = [np.abs(train(sparse(rows), truth, 4, 30, cost=cost)).sum() for cost in (0.01, 0.1, 1.0)]
    assert sizes == sorted(sizes)


def test_a_class_without_examples_is_never_the_answer() -> None:
    rows, truth = planted(200)
    weights = train(sparse(rows), truth, 5, 30)
    assert np.isfinite(weights).all()
    assert not ((rows @ weights).argmax(1) == 4).any()
