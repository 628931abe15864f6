"""Training of linear heads: one against the rest, squared hinge loss, by dual coordinate descent.

Hsieh, Chang, Lin, Keerthi and Sundararajan (2008), "A dual coordinate descent method for large-scale
linear SVM", the method of liblinear. Rare classes count more, by the square root of their rarity.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.heads.vocabulary import Weighed

COST = 0.5  # how dear a mistake is beside large weights
_ROUNDS = 60
ENOUGH = 0.02  # the largest violation at which the search ends
_AT_ONCE = 2  # classes trained side by side


def train(
    texts: Weighed,
    labels: NDArray[np.int64],
    classes: int,
    width: int,
    *,
    weights: NDArray[np.float64] | None = None,
    cost: float = COST,
    balance: float = 0.5,
    seed: int = 0,
    enough: float = ENOUGH,
) -> NDArray[np.float32]:
    """The weights of a head: float32 of shape (width, classes).

    labels: int64, a class for each text, -1 where it has none and does not count; weights: how much each
    text counts, 1 where not given; balance: 0 counts every text the same, 1 every class; enough: the
    largest violation at which the search ends. Classes are trained side by side, each from its own seed.
    """
    counted = np.where(labels >= 0, 1.0 if weights is None else weights, 0.0)
    counts = np.maximum(np.bincount(np.maximum(labels, 0), counted, minlength=classes), 1e-9)
    costs = cost * counted
    dearness = (counts.sum() / (classes * counts)) ** balance
    trained = np.zeros((width, classes), np.float32)
    descend = _descend()

    def train_class(number: int) -> None:
        side = np.where(labels == number, 1.0, -1.0)
        dear = costs * np.where(side > 0, dearness[number], _others(dearness, counts, number))
        trained[:, number] = descend(
            texts.data, texts.columns, texts.offsets, side, dear, width, seed + number, _ROUNDS, enough
        )

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(train_class, range(classes)))
    return trained


def _others(dearness: NDArray[np.float64], counts: NDArray[np.float64], number: int) -> float:
    """The mean dearness of all that is not of a class."""
    rest = counts.sum() - counts[number]
    return float((dearness @ counts - dearness[number] * counts[number]) / rest) if rest > 0 else 1.0


@cache
def _descend() -> Callable[..., Any]:
    from numba import njit  # loaded when something is trained: it takes a second

    return njit(_descent, cache=True, nogil=True)


def _descent(data, columns, offsets, side, cost, width, seed, rounds, enough):  # type: ignore[no-untyped-def]
    """One class against the rest: the primal weights, float64 of length `width`."""
    count = len(offsets) - 1
    weights = np.zeros(width)
    dual = np.zeros(count)
    order = np.arange(count)
    square = np.empty(count)
    for text in range(count):
        total = 0.5 / cost[text] if cost[text] > 0 else 1.0
        for at in range(offsets[text], offsets[text + 1]):
            total += data[at] * data[at]
        square[text] = total
    np.random.seed(seed)  # the compiled generator, which knows no other
    for _ in range(rounds):
        np.random.shuffle(order)
        worst = 0.0
        for text in order:  # type: ignore[assignment]
            if cost[text] <= 0:
                continue
            dot = 0.0
            for at in range(offsets[text], offsets[text + 1]):
                dot += weights[columns[at]] * data[at]
            slope = side[text] * dot - 1 + dual[text] * 0.5 / cost[text]
            if dual[text] == 0 and slope >= 0:
                continue
            worst = max(worst, abs(slope))
            new = max(dual[text] - slope / square[text], 0.0)
            step = (new - dual[text]) * side[text]
            dual[text] = new
            if step != 0:
                for at in range(offsets[text], offsets[text + 1]):
                    weights[columns[at]] += step * data[at]
        if worst < enough:
            break
    return weights
