"""A head with one hidden layer, for questions that have thousands of labelled messages.

What a linear head cannot say, that two features mean together what neither means alone, a layer of
rectified units can. Units and features are left out at random (Srivastava and others 2014), since the
layer has far more weights than there are messages; Adam's moments move only for features in the batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sawt.understanding.heads.steps import length_of, move, to_slopes
from sawt.understanding.heads.vocabulary import Weighed

Floats = NDArray[np.float32]

_BATCH = 128
_BEGIN = 0.1  # the standard deviation of the weights before the first step


@dataclass(frozen=True)
class HiddenTraining:
    """How a layer is trained. dropped_units, dropped_features: the share of each left out of a step."""

    units: int = 256
    passes: int = 20
    rate: float = 0.005
    dropped_units: float = 0.5
    dropped_features: float = 0.6


@dataclass(frozen=True)
class Hidden:
    """inner: float32 (width, units); outer: float32 (units, classes); a bias for each column."""

    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    def scores(self, texts: Weighed) -> Floats:
        """Scores before the softmax: float32 of shape (texts, classes)."""
        units = np.zeros((len(texts), len(self.inner_bias)), np.float32)
        _raise(texts.data, texts.columns, texts.offsets, self.inner, self.inner_bias, units)
        return units @ self.outer + self.outer_bias


def train_hidden(
    texts: Weighed,
    labels: NDArray[np.int64],
    classes: int,
    width: int,
    *,
    training: HiddenTraining | None = None,
    seed: int = 0,
) -> Hidden:
    """A trained layer, the same for the same texts and seed. labels: int64, a class for each text."""
    how = training or HiddenTraining()
    chance = np.random.default_rng(seed)
    inner = chance.normal(0, _BEGIN, (width, how.units)).astype(np.float32)
    span = 1 / np.sqrt(how.units)
    outer = chance.uniform(-span, span, (how.units, classes)).astype(np.float32)
    layer = Hidden(inner, np.zeros(how.units, np.float32), outer, np.zeros(classes, np.float32))
    _descend(
        texts.data, texts.columns, texts.offsets, labels,
        layer.inner, layer.inner_bias, layer.outer, layer.outer_bias,
        how.passes, how.rate, how.dropped_units, how.dropped_features, seed,
    )  # fmt: skip
    return layer


@njit(cache=True, fastmath=True)
def _raise(data, columns, offsets, inner, bias, units):  # type: ignore[no-untyped-def]
    """The rectified units of each text, into `units`."""
    for text in range(len(offsets) - 1):
        row = units[text]
        row[:] = bias
        for at in range(offsets[text], offsets[text + 1]):
            value, weights = data[at], inner[columns[at]]
            for unit in range(len(row)):
                row[unit] += value * weights[unit]
        row[:] = np.maximum(row, np.float32(0))


@njit(cache=True, fastmath=True)
def _descend(  # type: ignore[no-untyped-def]
    data, columns, offsets, labels, inner, inner_bias, outer, outer_bias,
    passes, rate, dropped_units, dropped_features, seed,
):  # fmt: skip
    """All steps, in place. `slot` says in which row of `slopes` a feature's slope is gathered."""
    np.random.seed(seed)  # the compiled generator, which knows no other
    count, units, classes = len(offsets) - 1, inner.shape[1], outer.shape[1]
    zero, kept_feature = np.float32(0), np.float32(1 / (1 - dropped_features))
    kept_unit = np.float32(1 / (1 - dropped_units))
    inner_mean, inner_square = np.zeros_like(inner), np.zeros_like(inner)
    outer_mean, outer_square, outer_slope = np.zeros_like(outer), np.zeros_like(outer), np.zeros_like(outer)
    inner_bias_moments, outer_bias_moments = (
        np.zeros((2, units), np.float32),
        np.zeros((2, classes), np.float32),
    )
    inner_bias_slope, outer_bias_slope = np.zeros_like(inner_bias), np.zeros_like(outer_bias)
    slot = np.full(len(inner), -1, np.int64)
    slopes, touched = np.zeros((1, units), np.float32), np.empty(1, np.int64)
    values = np.empty(np.max(np.diff(offsets)), np.float32)
    row, back, given = np.empty(units, np.float32), np.empty(units, np.float32), np.empty(classes, np.float32)
    order = np.arange(count)
    steps, step = passes * ((count + _BATCH - 1) // _BATCH), 0
    for _ in range(passes):
        np.random.shuffle(order)
        for begin in range(0, count, _BATCH):
            batch = order[begin : begin + _BATCH]
            most = 0
            for text in batch:
                most += offsets[text + 1] - offsets[text]
            if most > len(touched):
                slopes, touched = np.zeros((most, units), np.float32), np.empty(most, np.int64)
            rows = 0
            for text in batch:
                first, last = offsets[text], offsets[text + 1]
                row[:] = inner_bias
                for at in range(first, last):
                    stays = np.random.random() >= dropped_features
                    value = data[at] * kept_feature if stays else zero
                    values[at - first] = value
                    if stays:
                        weights = inner[columns[at]]
                        for unit in range(units):
                            row[unit] += value * weights[unit]
                given[:] = outer_bias
                for unit in range(units):
                    stays = row[unit] > zero and np.random.random() >= dropped_units
                    row[unit] = row[unit] * kept_unit if stays else zero
                    if stays:
                        weights = outer[unit]
                        for label in range(classes):
                            given[label] += row[unit] * weights[label]
                to_slopes(given, labels[text], np.float32(1 / len(batch)))
                outer_bias_slope += given
                for unit in range(units):
                    back[unit] = zero
                    if row[unit] > zero:
                        weights, slope, total = outer[unit], outer_slope[unit], zero
                        for label in range(classes):
                            total += given[label] * weights[label]
                            slope[label] += row[unit] * given[label]
                        back[unit] = total * kept_unit
                inner_bias_slope += back
                for at in range(first, last):
                    value, column = values[at - first], columns[at]
                    if value == zero:
                        continue
                    if slot[column] < 0:
                        slot[column], touched[rows] = rows, column
                        rows += 1
                    slope = slopes[slot[column]]
                    for unit in range(units):
                        slope[unit] += value * back[unit]
            length = length_of(step, steps, rate)
            step += 1
            for number in range(rows):
                column = touched[number]
                slot[column] = -1
                move(inner[column], slopes[number], inner_mean[column], inner_square[column], length)
            for unit in range(units):
                move(outer[unit], outer_slope[unit], outer_mean[unit], outer_square[unit], length)
            move(inner_bias, inner_bias_slope, inner_bias_moments[0], inner_bias_moments[1], length)
            move(outer_bias, outer_bias_slope, outer_bias_moments[0], outer_bias_moments[1], length)
