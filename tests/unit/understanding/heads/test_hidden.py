"""A hidden layer learns what no linear head can, and learns it the same way each time."""

from __future__ import annotations

import numpy as np
import pytest

from sawt.understanding.heads.hidden import HiddenTraining, train_hidden
from sawt.understanding.heads.training import train
from sawt.understanding.heads.vocabulary import Weighed

pytestmark = pytest.mark.slow  # compiling takes its seconds where nothing is kept on disk yet
QUICK = HiddenTraining(units=16, passes=60, rate=0.02, dropped_units=0, dropped_features=0)


def exclusive_or(count: int) -> tuple[Weighed, np.ndarray]:
    """Rows of three features: one that is always there, and two of which just one must be."""
    dice = np.random.default_rng(3)
    first, second = dice.integers(0, 2, (2, count))
    rows = [[0] + [1] * bool(a) + [2] * bool(b) for a, b in zip(first, second, strict=True)]
    columns = np.array([column for row in rows for column in row], np.int32)
    offsets = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    return Weighed(np.ones(len(columns), np.float32), columns, offsets), (first ^ second).astype(np.int64)


def right(scores: np.ndarray, truth: np.ndarray) -> float:
    return float((scores.argmax(1) == truth).mean())


def test_learns_what_a_linear_head_cannot():
    rows, truth = exclusive_or(400)
    dense = np.zeros((400, 3), np.float32)
    dense[np.repeat(np.arange(400), np.diff(rows.offsets)), rows.columns] = 1
    assert right(dense @ train(rows, truth, 2, 3), truth) < 0.8
    assert right(train_hidden(rows, truth, 2, 3, training=QUICK).scores(rows), truth) == 1


def test_same_seed_same_bytes_and_another_seed_others():
    rows, truth = exclusive_or(200)
    how = HiddenTraining(units=8, passes=3)
    one, two, other = (train_hidden(rows, truth, 2, 3, training=how, seed=seed) for seed in (1, 1, 2))
    for name in ("inner", "inner_bias", "outer", "outer_bias"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()
    assert one.inner.tobytes() != other.inner.tobytes()


def test_feature_that_no_message_had_never_moves():
    rows, truth = exclusive_or(100)
    few, many = (
        train_hidden(rows, truth, 2, 4, training=HiddenTraining(units=8, passes=passes)) for passes in (1, 5)
    )
    assert (few.inner[3] == many.inner[3]).all()
    assert (few.inner[1] != many.inner[1]).any()


def test_text_without_known_features_gets_the_biases_alone():
    rows, truth = exclusive_or(100)
    layer = train_hidden(rows, truth, 2, 3, training=HiddenTraining(units=8, passes=2))
    nothing = Weighed(np.empty(0, np.float32), np.empty(0, np.int32), np.zeros(2, np.int64))
    told = np.maximum(layer.inner_bias, 0) @ layer.outer + layer.outer_bias
    assert np.allclose(layer.scores(nothing)[0], told)
