"""Probabilities that keep their word: planted temperatures, thresholds and errors are found again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sawt.understanding.calibration import (
    BUCKETS,
    Reliability,
    Threshold,
    calibration_error,
    confidence_of,
    corrected,
    fit_reliability,
    fit_temperature,
    fit_temperatures,
    fit_threshold,
    probabilities,
)


def planted(count: int, temperature: float, seed: int = 1) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Scores, and truths drawn from what the scores are worth at a temperature."""
    random = np.random.default_rng(seed)
    scores = random.normal(0, 1, (count, 4)).astype(np.float32)
    worth = probabilities(scores, np.full(count, temperature)).astype(float)
    truth = (worth.cumsum(1) < random.random(count)[:, None]).sum(1)
    return scores, np.minimum(truth, 3)


def two(confidences: NDArray[np.float64]) -> NDArray[np.float32]:
    """Probabilities of two labels, the first the likelier."""
    return np.stack([confidences, 1 - confidences], axis=1).astype(np.float32)


def answered(given_: NDArray[np.float32], threshold: Threshold) -> NDArray[np.bool_]:
    confidence, margin = confidence_of(given_)
    return (confidence >= threshold.confidence) & (margin >= threshold.margin)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
def test_a_planted_temperature_is_found(temperature: float) -> None:
    assert fit_temperature(*planted(20_000, temperature)) == pytest.approx(temperature, rel=0.08)


def test_each_language_has_its_own_and_one_with_few_messages_takes_that_of_all() -> None:
    parts = [planted(8_000, 1.0, 1), planted(8_000, 4.0, 2), planted(100, 20.0, 3)]
    scores = np.concatenate([part[0] for part in parts])
    truth = np.concatenate([part[1] for part in parts])
    bucket = np.repeat(np.arange(3), [8_000, 8_000, 100])
    found = fit_temperatures(scores, truth, bucket)
    assert len(found) == len(BUCKETS)
    assert found[0] == pytest.approx(1, rel=0.1) and found[1] == pytest.approx(4, rel=0.1)
    assert found[2] == fit_temperature(scores, truth)


def test_probabilities_by_hand() -> None:
    scores = np.array([[0, np.log(3)], [0, np.log(3)], [1e6, -1e6]], np.float32)
    assert probabilities(scores, np.array([1.0, 2.0, 30.0])) == pytest.approx(
        np.array([[0.25, 0.75], [0.1, 0.9], [1, 0]]), abs=1e-6
    )


@given(st.lists(st.tuples(*[st.floats(-50, 50, width=32)] * 3), max_size=8), st.floats(0.2, 30))
def test_probabilities_sum_to_one_and_keep_the_order(
    rows: list[tuple[float, ...]], temperature: float
) -> None:
    scores = np.array(rows, np.float32).reshape(-1, 3)
    before = scores.copy()
    worth = probabilities(scores, np.full(len(scores), temperature))
    assert worth.dtype == np.float32 and np.array_equal(scores, before)
    assert worth.sum(1) == pytest.approx(np.ones(len(scores)), abs=1e-5)
    assert ((worth >= 0) & (worth <= 1)).all()
    assert (np.take_along_axis(worth, scores.argmax(1)[:, None], 1)[:, 0] == worth.max(1)).all()


def test_a_planted_overconfidence_is_corrected() -> None:
    random = np.random.default_rng(4)
    said = random.uniform(0.5, 1, 20_000)
    given_ = two(said)
    truth = (random.random(20_000) >= said**2).astype(
        np.int64
    )  # right less often than said, most at the low end
    kept = corrected(given_, fit_reliability(given_, truth))
    right = given_.argmax(1) == truth
    assert calibration_error(given_.max(1), right) > 0.1
    sure = said > 0.75  # below, two codes leave no room: the likelier has one half at least
    assert calibration_error(kept.max(1)[sure], right[sure]) < 0.02


def test_a_reliability_rises_whatever_was_right() -> None:
    random = np.random.default_rng(5)
    given_ = two(random.uniform(0.5, 1, 3_000))
    found = fit_reliability(given_, random.integers(0, 2, 3_000))
    assert list(found.sure) == sorted(found.sure) and list(found.right) == sorted(set(found.right))
    assert all(0 <= share <= 1 for share in found.right)


def test_few_messages_tell_no_reliability() -> None:
    given_ = two(np.linspace(0.5, 1, 999))
    assert fit_reliability(given_, np.zeros(999, np.int64)) == Reliability()
    assert corrected(given_, Reliability()) is given_


def test_corrected_by_hand() -> None:
    course = Reliability((0.5, 0.9), (0.6, 0.7))
    given_ = np.array([[0.2, 0.5, 0.3], [0.7, 0.3, 0], [1, 0, 0], [0.4, 0.3, 0.3]], np.float32)
    assert corrected(given_, course) == pytest.approx(
        np.array([[0.16, 0.6, 0.24], [0.65, 0.35, 0], [0.7, 0.15, 0.15], [0.6, 0.2, 0.2]]), abs=1e-6
    )
    low = Reliability((0.5,), (0.1,))
    assert corrected(np.array([[0.5, 0.3, 0.2]], np.float32), low) == pytest.approx(
        np.array([[0.375, 0.375, 0.25]]), abs=1e-6
    ), "the likeliest stays the likeliest"


@given(
    st.lists(st.tuples(*[st.floats(-50, 50, width=32)] * 3), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5),
)
def test_corrected_probabilities_sum_to_one_and_keep_the_likeliest(
    rows: list[tuple[float, ...]], points: list[tuple[float, float]]
) -> None:
    before = probabilities(np.array(rows, np.float32), np.ones(len(rows)))
    sure, right = (tuple(sorted(column)) for column in zip(*points, strict=True))
    after = corrected(before, Reliability(sure, right))
    assert after.dtype == np.float32 and after.sum(1) == pytest.approx(np.ones(len(rows)), abs=1e-5)
    assert ((after >= 0) & (after <= 1)).all()
    assert (np.take_along_axis(after, before.argmax(1)[:, None], 1)[:, 0] >= after.max(1) - 1e-6).all()


def test_confidence_and_margin_by_hand() -> None:
    confidence, margin = confidence_of(np.array([[0.2, 0.7, 0.1], [0.4, 0.3, 0.3]], np.float32))
    assert confidence == pytest.approx([0.7, 0.4]) and margin == pytest.approx([0.5, 0.1])
    alone = confidence_of(np.array([[1.0]], np.float32))
    assert [part.tolist() for part in alone] == [[1], [1]]


@pytest.mark.parametrize("precision", [0.8, 0.9, 0.95])
def test_the_threshold_gives_the_precision_asked(precision: float) -> None:
    random = np.random.default_rng(3)
    confidences = random.uniform(0.5, 1, 20_000)
    given_ = two(confidences)
    truth = (random.random(20_000) > confidences).astype(np.int64)
    threshold = fit_threshold(given_, truth, precision)
    among = answered(given_, threshold)
    assert (truth[among] == 0).mean() >= precision
    assert threshold.confidence == pytest.approx(max(2 * precision - 1, 0.5), abs=0.03), (
        "no more is held back than must be: the mean of a uniform confidence is half way to one"
    )


def test_where_all_is_right_nothing_is_held_back() -> None:
    given_ = two(np.linspace(0.5, 1, 100))
    assert answered(given_, fit_threshold(given_, np.zeros(100, np.int64))).all()


def test_where_no_threshold_reaches_it_the_nearest_is_taken() -> None:
    given_ = two(np.array([0.9, 0.8, 0.7, 0.6]))
    truth = np.array([1, 0, 0, 1])
    assert answered(given_, fit_threshold(given_, truth)).tolist() == [True, True, True, False]


def test_where_confidence_misleads_the_margin_decides() -> None:
    """As sure as the others, with a runner-up close behind: only the margin tells those who err."""
    close, clear = [0.45, 0.44, 0.11], [0.45, 0.11, 0.11, 0.11, 0.11, 0.11]
    given_ = np.zeros((200, 6), np.float32)
    given_[:100, :3], given_[100:] = close, clear
    truth = np.repeat([1, 0], 100)
    threshold = fit_threshold(given_, truth)
    assert threshold.margin > 0.01
    assert answered(given_, threshold).tolist() == [False] * 100 + [True] * 100


def test_confidence_and_margin_are_not_taken_for_each_other() -> None:
    """Swapped, the threshold would ask a margin of .6, which nobody has, and answer nothing."""
    top = np.linspace(0.61, 0.6, 50)
    right, wrong = (
        np.stack([top, 0.8 - top, 0 * top + 0.2], 1),
        np.stack([top - 0.1, 0.9 - top, 0 * top + 0.2], 1),
    )
    given_ = np.concatenate([right, wrong]).astype(np.float32)
    threshold = fit_threshold(given_, np.repeat([0, 1], 50), precision=1.0)
    assert threshold.confidence == pytest.approx(0.6) and threshold.margin <= 0.4
    assert answered(given_, threshold).tolist() == [True] * 50 + [False] * 50


def test_equal_confidences_pass_together_or_not_at_all() -> None:
    given_ = two(np.repeat([0.9, 0.7], 50))
    truth = np.repeat([0, 1], 50)
    among = answered(given_, fit_threshold(given_, truth))
    assert (truth[among] == 0).mean() >= 0.95


def test_of_two_thresholds_that_keep_their_word_the_one_that_answers_more() -> None:
    confidences = np.concatenate([np.full(98, 0.9), np.full(2, 0.8), np.full(100, 0.6)])
    truth = np.concatenate([np.zeros(98), np.ones(2), np.ones(100)]).astype(np.int64)
    given_ = two(confidences)
    assert answered(given_, fit_threshold(given_, truth)).sum() == 100


def test_the_calibration_error_of_bins_made_by_hand() -> None:
    confidence = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55], np.float32)
    right = np.array([True, True, True, False, True, False])
    expected = (4 * abs(0.95 - 0.75) + 2 * abs(0.55 - 0.5)) / 6
    assert calibration_error(confidence, right, bins=10) == pytest.approx(expected, abs=1e-6)


def test_the_calibration_error_at_its_ends() -> None:
    sure = np.ones(10, np.float32)
    assert calibration_error(sure, np.ones(10, bool)) == 0
    assert calibration_error(sure, np.zeros(10, bool)) == 1
    assert calibration_error(sure[:0], np.ones(0, bool)) == 0


def test_gaps_of_one_bin_do_not_hide_those_of_another() -> None:
    confidence = np.repeat(np.array([0.9, 0.6], np.float32), 100)
    right = np.concatenate([np.arange(100) < 70, np.arange(100) < 80])  # too sure by .2, too modest by .2
    assert calibration_error(confidence, right) == pytest.approx(0.2, abs=1e-6)
