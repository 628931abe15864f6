"""Scores in one pass equal the dense product, up to the steps that weights are kept in."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from sawt.understanding.calibration import Reliability, Threshold
from sawt.understanding.features.hashing import features_of
from sawt.understanding.heads.model import Head, Model, compressed
from sawt.understanding.heads.scoring import score
from sawt.understanding.heads.vocabulary import Vocabulary, learn_vocabulary, weigh
from sawt.understanding.spelling import fold_all
from tests.unit.understanding.heads.test_vocabulary import dense
from tests.unit.understanding.texts import BATCHES, HOSTILE, WRITTEN

KNOWN = learn_vocabulary(
    features_of(fold_all([*WRITTEN, "السجل التجاري fees", "متى الرخصة fees", "طلبات"])), (1, 1)
)
FLOATS = np.random.default_rng(4).normal(0, 1, (KNOWN.width, 7)).astype(np.float32)
WEIGHTS, SCALES = compressed(FLOATS)
SLOTS = KNOWN.slots()


@given(BATCHES)
def test_equal_to_the_dense_product(texts: list[str]) -> None:
    features = features_of(fold_all(texts))
    rows = dense(weigh(features, KNOWN), KNOWN.width)
    sums = score(features, KNOWN, SLOTS, WEIGHTS)
    assert sums.shape == (len(texts), 7) and sums.dtype == np.float32
    assert np.allclose(sums, rows @ WEIGHTS.astype(float), atol=0.01)
    bound = np.abs(rows).sum(1)[:, None] * SCALES[None] / 2 + 1e-4
    assert (np.abs(sums * SCALES - rows @ FLOATS.astype(float)) <= bound).all()


@given(BATCHES)
def test_a_batch_is_scored_as_one_by_one(texts: list[str]) -> None:
    together = score(features_of(fold_all(texts)), KNOWN, SLOTS, WEIGHTS)
    for number, text in enumerate(texts):
        assert np.array_equal(
            together[number], score(features_of(fold_all([text])), KNOWN, SLOTS, WEIGHTS)[0]
        )


def test_steps_are_at_most_half_a_step_away() -> None:
    assert WEIGHTS.dtype == np.int8 and np.abs(WEIGHTS).max(0).tolist() == [127] * 7
    assert (np.abs(WEIGHTS * SCALES - FLOATS) <= SCALES / 2 + 1e-7).all()


def test_a_label_without_weights_stays_without() -> None:
    weights, scales = compressed(np.zeros((3, 2), np.float32))
    assert not weights.any() and (scales > 0).all()


def test_each_head_gets_its_own_columns() -> None:
    heads = (
        Head("one", ("a", "b", "c"), (1.0,) * 3, Reliability(), Threshold(0, 0)),
        Head("two", ("d",) * 4, (1.0,) * 3, Reliability(), Threshold(0, 0)),
    )
    features = features_of(fold_all(["السجل", "fees"]))
    scores = Model("", heads, KNOWN, WEIGHTS, SCALES, {}).scores(features)
    whole = score(features, KNOWN, SLOTS, WEIGHTS) * SCALES
    assert list(scores) == ["one", "two"]
    assert np.array_equal(np.hstack(list(scores.values())), whole)


def test_nothing_known_and_nothing_said() -> None:
    features = features_of(fold_all([*HOSTILE]))
    none = Vocabulary(np.empty(0, np.uint32), np.empty(0, np.float32), features.cues.shape[1])
    weights = np.ones((none.width, 2), np.int8)
    assert np.allclose(
        score(features, none, none.slots(), weights)[:, 0], features.cues.sum(1) * 0.2, atol=1e-4
    )
    assert score(features_of(fold_all([])), KNOWN, SLOTS, WEIGHTS).shape == (0, 7)
