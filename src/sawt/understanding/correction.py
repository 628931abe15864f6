"""Counts that a change of model does not move: corrected for the errors that people's labels measured.

What the machine called each message says which pile it lies in; a random sample of each pile that people
labelled says what is in it. The corrected count of a code is the sum over all piles of their size times
the share of the code in them. A better model makes the piles purer and the interval narrower; it does
not move the count that is estimated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DRAWS = 4000
_PRIOR = 0.5  # Jeffreys, spread over the codes that were seen anywhere


@dataclass(frozen=True)
class Corrected:
    """A code's count: as the machine gave it, corrected, and the corrected count's 95 % interval."""

    raw: int
    corrected: float
    low: float
    high: float


def correct_counts(
    counts: Mapping[str, int], confusion: Mapping[tuple[str, str], int], seed: int, fewest: int = 100
) -> dict[str, Corrected] | None:
    """The corrected counts of a head's codes; None where fewer than `fewest` messages were labelled.

    counts: how many messages the machine gave each code; confusion: (machine's code, person's code) →
    how many of a random sample.
    Question: how many messages are of each code, whatever model did the counting?
    Assumption: the sample was drawn by lot from the same messages (or the same kind of month), not
    because the machine was unsure; people's labels are right.
    Misleads: when what customers write about changes within a pile after the sample was drawn.
    Source: post-stratified estimation, Cochran (1977) chapter 5A; misclassification corrected by
    predictive values, Buonaccorsi (2010) chapter 2. Intervals by draws from each pile's Dirichlet
    posterior. A pile without a labelled message is taken to be as the machine says, with a sample of one.
    Worked: 200 called A of which 8 of 10 labelled are A and 2 are B, and 100 called B of which 10 of 10
    are B: A about 160, B about 140.
    """
    labelled = sum(confusion.values())
    if labelled < fewest:
        return None
    codes = sorted({*counts, *(code for pair in confusion for code in pair)})
    place = {code: number for number, code in enumerate(codes)}
    table = np.zeros((len(codes), len(codes)))
    for (machine, person), number in confusion.items():
        table[place[machine], place[person]] += number
    size = np.array([counts.get(code, 0) for code in codes], float)
    middle = size @ _shares(table)
    drawn = _drawn(table, size, np.random.default_rng(seed))
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return {
        code: Corrected(
            int(size[number]), float(middle[number]), float(min(low[number], middle[number])),
            float(max(high[number], middle[number])),
        )
        for code, number in place.items()
    }  # fmt: skip


def _shares(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """What share of each pile is of each code: as labelled, or as the machine says where nothing was."""
    totals = table.sum(1, keepdims=True)
    return np.where(totals > 0, table / np.maximum(totals, 1), np.eye(len(table)))


def _drawn(
    table: NDArray[np.float64], size: NDArray[np.float64], chance: np.random.Generator
) -> NDArray[np.float64]:
    """Draws of the corrected counts: (draws, codes)."""
    evidence = np.where(table.sum(1, keepdims=True) > 0, table, np.eye(len(table)))
    seen = evidence.sum(0) > 0
    drawn = np.zeros((_DRAWS, len(table)))
    for pile, row in enumerate(evidence):
        if size[pile]:
            shares = chance.dirichlet(row[seen] + _PRIOR / seen.sum(), _DRAWS)
            drawn[:, seen] += size[pile] * shares
    return drawn
