"""What a score is worth: probabilities that keep their word, and when to say "I do not know".

Scores become probabilities by one temperature for each head and language (Guo and others 2017), and the
likeliest code's probability then becomes the share of answers as sure as it that were right, which rises
with it (isotonic regression: Zadrozny and Elkan 2002). Both are fitted on messages that the scoring heads
had not seen. A head abstains below the confidence and the margin at which its answers were right as often
as asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

BUCKETS = ("ar", "en", "rest")  # languages that are calibrated apart; the rest is Arabizi, mixed and other
PRECISION = 0.95  # of the answers that a head gives without abstaining
_FEWEST = 150  # messages of a language, below which it takes the temperature of all
_MARGINS = (0.0, 0.05, 0.1, 0.2, 0.3)
_TOGETHER = 200  # messages of like confidence whose share right is told with some certainty
_NOTHING = 1e-9  # a probability of all other codes together that cannot be shared out
_FEWEST_STEPS = 5  # below which there is too little to tell a course


@dataclass(frozen=True)
class Threshold:
    """Below either of these a head abstains: its confidence, its lead over the runner-up."""

    confidence: float
    margin: float


@dataclass(frozen=True)
class Reliability:
    """How often answers were right, by how sure they were: `right[i]` of those of confidence `sure[i]`.

    Both rise; between two points the course is straight. Without points every confidence is taken as said.
    """

    sure: tuple[float, ...] = ()
    right: tuple[float, ...] = ()


def probabilities(scores: Scores, temperatures: NDArray[np.float64]) -> NDArray[np.float32]:
    """Scores (texts, labels) as probabilities, each text with its own temperature."""
    scaled = scores * temperatures[:, None]
    scaled -= scaled.max(1, keepdims=True)
    np.exp(scaled, out=scaled)
    return (scaled / scaled.sum(1, keepdims=True)).astype(np.float32)


def fit_temperature(scores: Scores, truth: NDArray[np.int64]) -> float:
    """The factor on the scores under which the truth is least surprising, by golden section."""
    low, high = np.log(0.2), np.log(30.0)
    ratio = (np.sqrt(5) - 1) / 2
    for _ in range(40):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _surprise(scores, truth, np.exp(left)) <= _surprise(scores, truth, np.exp(right)):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def fit_temperatures(
    scores: Scores, truth: NDArray[np.int64], bucket: NDArray[np.int64]
) -> tuple[float, ...]:
    """A temperature for each of `BUCKETS`; a language with few messages takes that of all."""
    overall = fit_temperature(scores, truth)
    of_each = []
    for number in range(len(BUCKETS)):
        among = bucket == number
        of_each.append(fit_temperature(scores[among], truth[among]) if among.sum() >= _FEWEST else overall)
    return tuple(of_each)


def fit_reliability(given: NDArray[np.float32], truth: NDArray[np.int64]) -> Reliability:
    """The reliability of probabilities (texts, labels) of messages that the heads had not seen.

    Neighbours by confidence are told together; those that break the rise are pooled with those before.
    """
    confidence = given.max(1)
    steps = len(confidence) // _TOGETHER
    if steps < _FEWEST_STEPS:
        return Reliability()
    order = np.argsort(confidence, kind="stable")
    right = (given.argmax(1) == truth)[order]
    pooled: list[tuple[float, float, int]] = []  # mean confidence, share right, messages
    for sure, met in zip(np.array_split(confidence[order], steps), np.array_split(right, steps), strict=True):
        last = (float(sure.mean()), float(met.mean()), len(sure))
        while pooled and pooled[-1][1] >= last[1]:
            last = _together(pooled.pop(), last)
        pooled.append(last)
    return Reliability(tuple(sure for sure, _, _ in pooled), tuple(share for _, share, _ in pooled))


def _together(one: tuple[float, float, int], other: tuple[float, float, int]) -> tuple[float, float, int]:
    count = one[2] + other[2]
    sure, share = ((one[at] * one[2] + other[at] * other[2]) / count for at in (0, 1))
    return sure, share, count


def corrected(given: NDArray[np.float32], reliability: Reliability) -> NDArray[np.float32]:
    """Probabilities (texts, labels) of which the likeliest keeps its word, and stays the likeliest."""
    if not reliability.sure or not len(given):
        return given
    texts, top = np.arange(len(given)), given.argmax(1)
    worth = np.interp(given[texts, top], reliability.sure, reliability.right)
    others = given.astype(float)
    others[texts, top] = 0
    left = others.sum(1)
    silent = left < _NOTHING
    others[silent] = 1.0
    others[texts, top] = 0
    left[silent] = given.shape[1] - 1
    worth = np.maximum(worth, others.max(1) / (left + others.max(1)))
    others *= ((1 - worth) / left)[:, None]
    others[texts, top] = worth
    return others.astype(np.float32)


def fit_threshold(
    given: NDArray[np.float32], truth: NDArray[np.int64], precision: float = PRECISION
) -> Threshold:
    """The threshold that answers most while being right as often as asked, by a standard error more.

    given: probabilities (texts, labels) of messages that the heads had not seen. Of many thresholds the
    luckiest would be taken, and keep its word no longer with other messages: hence the error. Where no
    threshold reaches the precision, the one that comes nearest is taken.
    """
    confidence, margin = confidence_of(given)
    right = given.argmax(1) == truth
    best = (False, -1.0, Threshold(1.0, 1.0))
    for least in _MARGINS:
        open_ = np.flatnonzero(margin >= least)
        open_ = open_[np.argsort(-confidence[open_], kind="stable")]
        if not len(open_):
            continue
        counts = np.arange(1, len(open_) + 1)
        share = np.cumsum(right[open_]) / counts
        held = share - np.sqrt(share * (1 - share) / counts)
        sure = confidence[open_]
        ends = np.flatnonzero(np.append(sure[1:] < sure[:-1], True))  # equal ones pass together
        enough = ends[held[ends] >= precision]
        last = int(enough[-1]) if len(enough) else int(ends[share[ends].argmax()])
        met = bool(len(enough))
        found = (
            met,
            (last + 1.0) if met else float(share[last]),
            Threshold(float(confidence[open_][last]), least),
        )
        if found[:2] > best[:2]:
            best = found
    return best[2]


def confidence_of(given: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The largest probability of each text, and its lead over the second."""
    if given.shape[1] == 1:
        return given[:, 0], given[:, 0]
    top = np.partition(given, -2, axis=1)[:, -2:]
    return top[:, 1], top[:, 1] - top[:, 0]


def calibration_error(confidence: NDArray[np.float32], right: NDArray[np.bool_], bins: int = 15) -> float:
    """The expected calibration error: the mean gap between confidence and how often it was right.

    Bins of equal width (Naeini, Cooper and Hauskrecht 2015). Misleads with few texts, where chance
    alone makes gaps.
    """
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    gap = np.abs(np.bincount(place, confidence, bins) - np.bincount(place, right, bins))
    return float(gap[count > 0].sum() / max(len(confidence), 1))


def _surprise(scores: Scores, truth: NDArray[np.int64], temperature: float) -> float:
    given = probabilities(scores, np.full(len(scores), temperature))
    return float(-np.log(np.maximum(given[np.arange(len(truth)), truth], 1e-9)).mean())
