"""A head with one hidden layer, for questions that have thousands of labelled messages.

What a linear head cannot say, that two features mean together what neither means alone, a layer of
rectified units can. Trained by Adam (Kingma and Ba 2015) whose moments move only for the features that
a batch holds; units and features are dropped at random (Srivastava and others 2014) and the labels
smoothed (Szegedy and others 2016), since the layer has far more weights than there are messages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.heads.vocabulary import Weighed

Floats = NDArray[np.float32]

_BATCH = 128
_SMOOTHED = np.float32(0.1)  # of a label's probability, spread over all labels
_WARMING = 0.1  # of all steps, in which the rate climbs; then it falls to nothing in a straight line
_BEGIN = 0.1  # the standard deviation of the weights before the first step


@dataclass(frozen=True)
class Training:
    """How a layer is trained. dropped_units, dropped_features: the share of each left out of a step."""

    units: int = 256
    passes: int = 15
    rate: float = 0.005
    dropped_units: float = 0.5
    dropped_features: float = 0.3


@dataclass(frozen=True)
class Hidden:
    """inner: float32 (width, units); outer: float32 (units, classes); a bias for each."""

    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    def scores(self, texts: Weighed) -> Floats:
        """Scores before the softmax: float32 of shape (texts, classes)."""
        units = np.zeros((len(texts), len(self.inner_bias)), np.float32)
        _compiled()[1](texts.data, texts.columns, texts.offsets, self.inner, self.inner_bias, units)
        return units @ self.outer + self.outer_bias


def train_hidden(
    texts: Weighed,
    labels: NDArray[np.int64],
    classes: int,
    width: int,
    *,
    weights: NDArray[np.float32] | None = None,
    training: Training | None = None,
    seed: int = 0,
) -> Hidden:
    """A trained layer, the same for the same texts and seed.

    labels: int64, a class for each text; weights: how much each text counts, 1 where not given.
    """
    how = training or Training()
    chance = np.random.default_rng(seed)
    inner = chance.normal(0, _BEGIN, (width, how.units)).astype(np.float32)
    span = 1 / np.sqrt(how.units)
    outer = chance.uniform(-span, span, (how.units, classes)).astype(np.float32)
    layer = Hidden(inner, np.zeros(how.units, np.float32), outer, np.zeros(classes, np.float32))
    counted = np.ones(len(texts), np.float32) if weights is None else weights.astype(np.float32)
    if len(texts):
        _compiled()[0](
            texts.data, texts.columns, texts.offsets, labels, counted,
            layer.inner, layer.inner_bias, layer.outer, layer.outer_bias,
            how.passes, how.rate, how.dropped_units, how.dropped_features,
            _BATCH, _SMOOTHED, _WARMING, seed,
        )  # fmt: skip
    return layer


@cache
def _compiled() -> tuple[Callable[..., Any], Callable[..., Any]]:
    from numba import njit  # loaded when a layer is trained or asked: it takes a second

    return njit(_descent, cache=True, fastmath=True), njit(_raised, cache=True, fastmath=True)


def _raised(data, columns, offsets, inner, bias, units):  # type: ignore[no-untyped-def]
    """The rectified units of each text, into `units`."""
    width = inner.shape[1]
    for text in range(len(offsets) - 1):
        row = units[text]
        row[:] = bias
        for at in range(offsets[text], offsets[text + 1]):
            value, weights = data[at], inner[columns[at]]
            for unit in range(width):
                row[unit] += value * weights[unit]
        for unit in range(width):
            row[unit] = max(row[unit], np.float32(0))


def _descent(  # type: ignore[no-untyped-def]
    data, columns, offsets, labels, counted, inner, inner_bias, outer, outer_bias,
    passes, rate, dropped_units, dropped_features, batch, smoothed, warming, seed,
):  # fmt: skip
    """All steps of Adam, in place. `slot` says where a feature's gradient stands in a step's `slopes`."""
    np.random.seed(seed)  # noqa: NPY002  # the compiled generator, which knows no other
    count, units, classes = len(offsets) - 1, inner.shape[1], outer.shape[1]
    first, second = np.float32(0.1), np.float32(0.001)  # one minus Adam's two decays
    tiny, zero, one = np.float32(1e-8), np.float32(0), np.float32(1)
    keep_unit, keep_feature = np.float32(1 / (1 - dropped_units)), np.float32(1 / (1 - dropped_features))
    inner_mean, inner_square = np.zeros_like(inner), np.zeros_like(inner)
    outer_mean, outer_square = np.zeros_like(outer), np.zeros_like(outer)
    biases = (np.zeros((2, units), np.float32), np.zeros((2, classes), np.float32))
    slot = np.full(len(inner), -1, np.int64)
    order = np.arange(count)
    steps = passes * ((count + batch - 1) // batch)
    step = 0
    hidden, kept = np.empty((batch, units), np.float32), np.empty((batch, units), np.float32)
    slopes = np.zeros((1024, units), np.float32)
    touched = np.empty(1024, np.int64)
    outer_slope = np.empty_like(outer)
    inner_bias_slope, outer_bias_slope = np.empty(units, np.float32), np.empty(classes, np.float32)
    unit_slope, given = np.empty(units, np.float32), np.empty(classes, np.float32)
    for _ in range(passes):
        np.random.shuffle(order)
        for begin in range(0, count, batch):
            some = order[begin : begin + batch]
            most = 0
            for text in some:
                most += offsets[text + 1] - offsets[text]
            scaled = np.empty(most, np.float32)
            if most > len(touched):
                slopes, touched = np.zeros((most, units), np.float32), np.empty(most, np.int64)
            rows = at = 0
            outer_slope[:] = 0
            inner_bias_slope[:] = 0
            outer_bias_slope[:] = 0
            for number, text in enumerate(some):
                row = hidden[number]
                row[:] = inner_bias
                start = at
                for place in range(offsets[text], offsets[text + 1]):
                    value = zero
                    if np.random.random() >= dropped_features:
                        value = data[place] * keep_feature
                        column = columns[place]
                        if slot[column] < 0:
                            slot[column] = rows
                            touched[rows] = column
                            rows += 1
                        weights = inner[column]
                        for unit in range(units):
                            row[unit] += value * weights[unit]
                    scaled[at] = value
                    at += 1
                kept_row = kept[number]
                given[:] = outer_bias
                for unit in range(units):
                    alive = row[unit] > zero and np.random.random() >= dropped_units
                    kept_row[unit] = keep_unit if alive else zero
                    if alive:
                        row[unit] *= keep_unit
                        weights = outer[unit]
                        for label in range(classes):
                            given[label] += row[unit] * weights[label]
                top = given.max()
                total = zero
                for label in range(classes):
                    given[label] = np.exp(given[label] - top)
                    total += given[label]
                share = counted[text] / np.float32(len(some))
                for label in range(classes):
                    given[label] = (given[label] / total - smoothed / np.float32(classes)) * share
                given[labels[text]] -= (one - smoothed) * share
                for label in range(classes):
                    outer_bias_slope[label] += given[label]
                for unit in range(units):
                    unit_slope[unit] = zero
                    if kept_row[unit] > zero:
                        weights, slope, back = outer[unit], outer_slope[unit], zero
                        for label in range(classes):
                            back += given[label] * weights[label]
                            slope[label] += row[unit] * given[label]
                        unit_slope[unit] = back * kept_row[unit]
                        inner_bias_slope[unit] += unit_slope[unit]
                for place in range(offsets[text], offsets[text + 1]):
                    value = scaled[start + place - offsets[text]]
                    if value != zero:
                        slope = slopes[slot[columns[place]]]
                        for unit in range(units):
                            slope[unit] += value * unit_slope[unit]
            warmth = min(1.0, step / (steps * warming)) * (1 - step / steps)
            step += 1
            length = np.float32(rate * warmth * np.sqrt(1 - (1 - second) ** step) / (1 - (1 - first) ** step))
            for number in range(rows):
                column = touched[number]
                slot[column] = -1
                slope, mean, square, weights = (
                    slopes[number], inner_mean[column], inner_square[column], inner[column],
                )  # fmt: skip
                for unit in range(units):
                    mean[unit] += first * (slope[unit] - mean[unit])
                    square[unit] += second * (slope[unit] * slope[unit] - square[unit])
                    weights[unit] -= length * mean[unit] / (np.sqrt(square[unit]) + tiny)
                    slope[unit] = zero
            for unit in range(units):
                for label in range(classes):
                    slope_here = outer_slope[unit, label]
                    outer_mean[unit, label] += first * (slope_here - outer_mean[unit, label])
                    outer_square[unit, label] += second * (slope_here * slope_here - outer_square[unit, label])
                    outer[unit, label] -= (
                        length * outer_mean[unit, label] / (np.sqrt(outer_square[unit, label]) + tiny)
                    )
            for moments, slope, weights in (
                (biases[0], inner_bias_slope, inner_bias),
                (biases[1], outer_bias_slope, outer_bias),
            ):
                for at_bias in range(len(slope)):
                    moments[0, at_bias] += first * (slope[at_bias] - moments[0, at_bias])
                    moments[1, at_bias] += second * (slope[at_bias] ** 2 - moments[1, at_bias])
                    weights[at_bias] -= length * moments[0, at_bias] / (np.sqrt(moments[1, at_bias]) + tiny)
