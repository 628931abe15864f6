"""Steps of Adam (Kingma and Ba 2015), compiled, for whatever is trained in batches.

Importing this file loads numba, which takes a second: only training does.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_FIRST, _SECOND = np.float32(0.1), np.float32(0.001)  # one minus the decays of the two moments
_TINY = np.float32(1e-8)
_SMOOTHED = np.float32(0.1)  # of a label's probability, spread over all (Szegedy and others 2016)
_WARMING = 0.1  # of all steps, in which the rate climbs; then it falls to nothing in a straight line


@njit(cache=True)
def length_of(step, steps, rate):  # type: ignore[no-untyped-def]
    """How long a step is, `step` counted from 0: the rate's course, and the moments' correction."""
    warmth = min(1.0, (step + 1) / (steps * _WARMING)) * (1 - step / steps)
    done = step + 1
    return np.float32(rate * warmth * np.sqrt(1 - (1 - _SECOND) ** done) / (1 - (1 - _FIRST) ** done))


@njit(cache=True, fastmath=True)
def move(weights, slope, mean, square, length):  # type: ignore[no-untyped-def]
    """One step of some weights against their slope, which is empty afterwards; all of one length."""
    for at in range(len(weights)):
        mean[at] += _FIRST * (slope[at] - mean[at])
        square[at] += _SECOND * (slope[at] * slope[at] - square[at])
        weights[at] -= length * mean[at] / (np.sqrt(square[at]) + _TINY)
        slope[at] = 0


@njit(cache=True, fastmath=True)
def to_slopes(scores, label, share):  # type: ignore[no-untyped-def]
    """The scores of a text become the slopes of its surprise, times how much the text counts."""
    top = scores.max()
    total = np.float32(0)
    for at in range(len(scores)):
        scores[at] = np.exp(scores[at] - top)
        total += scores[at]
    for at in range(len(scores)):
        scores[at] = (scores[at] / total - _SMOOTHED / np.float32(len(scores))) * share
    scores[label] -= (np.float32(1) - _SMOOTHED) * share
