"""A head that reads words in their order, for questions that have thousands of labelled messages.

Each word is the mean of the vectors of its pieces: itself, its stem, its skeleton and its windows of
letters (Bojanowski and others 2017), hashed into a table. Filters slide over one, two and three
neighbouring words and each keeps the place where it answers loudest (Kim 2014). Nothing is pretrained.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sawt.understanding.features.words import words_of
from sawt.understanding.heads.steps import length_of, move, to_slopes
from sawt.understanding.spelling import Folded

Floats = NDArray[np.float32]

_PIECES = 1 << 16  # rows of the table; pieces that meet share one
_SHORTEST, _LONGEST = 3, 5  # letters in a piece, the word's edges counted
_WIDEST = 3  # words under a filter
_MOST_WORDS = 60  # of a text; what follows is not read
_BATCH = 64
_BEGIN = 0.3  # the standard deviation of the pieces' vectors before the first step


@dataclass(frozen=True)
class Sequences:
    """Texts as rows of words, words as bags of pieces.

    words: int64, the number of the word at each place; offsets: int64, where each text's places begin;
    pieces: int64, rows of the table; bounds: int64, where each distinct word's pieces begin.
    """

    words: NDArray[np.int64]
    offsets: NDArray[np.int64]
    pieces: NDArray[np.int64]
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True)
class SequenceTraining:
    """How it is trained. dropped_*: the share of each that is left out of a step."""

    size: int = 128
    filters: int = 256
    passes: int = 15
    rate: float = 0.003
    dropped_words: float = 0.15
    dropped_size: float = 0.3
    dropped_filters: float = 0.5


@dataclass(frozen=True)
class SequenceHead:
    """The pieces' vectors and the filters over words.

    table: float32 (pieces, size); kernels: float32 (6, filters, size), one for width 1, two for width 2,
    three for width 3; bias: float32 (3, filters); outer: float32 (3 * filters, classes).
    """

    table: Floats
    kernels: Floats
    bias: Floats
    outer: Floats
    outer_bias: Floats

    def scores(self, texts: Sequences) -> Floats:
        """Scores before the softmax: float32 of shape (texts, classes)."""
        loudest = np.zeros((len(texts), self.bias.size), np.float32)
        _listen_all(
            texts.words, texts.offsets, texts.pieces, texts.bounds,
            self.table, self.kernels, self.bias, loudest,
        )  # fmt: skip
        return loudest @ self.outer + self.outer_bias


def sequences_of(folded: Folded) -> Sequences:
    """The words of a batch in reading order, and the pieces of each distinct one."""
    words = words_of(folded)
    _, first, number = np.unique(words.word, return_index=True, return_inverse=True)
    lengths = np.minimum(words.ends[first] - words.starts[first], 1_000)  # nobody writes a longer word
    counts = 3 + sum(np.maximum(lengths + 3 - size, 0) for size in range(_SHORTEST, _LONGEST + 1))
    bounds = np.concatenate(([0], np.cumsum(counts)))
    pieces = np.empty(bounds[-1], np.int64)
    _cut(
        folded.codes, words.starts[first], lengths, bounds, pieces,
        words.word[first], words.stem[first], words.skeleton[first],
    )  # fmt: skip
    offsets = np.searchsorted(words.text, np.arange(len(folded) + 1))
    return Sequences(number.astype(np.int64), offsets.astype(np.int64), pieces, bounds)


def train_sequence(
    texts: Sequences,
    labels: NDArray[np.int64],
    classes: int,
    *,
    training: SequenceTraining | None = None,
    seed: int = 0,
) -> SequenceHead:
    """A trained head, the same for the same texts and seed. labels: int64, a class for each text."""
    how = training or SequenceTraining()
    chance = np.random.default_rng(seed)
    heard = _WIDEST * how.filters

    def even(span: float, *shape: int) -> Floats:
        return chance.uniform(-span, span, shape).astype(np.float32)

    kernels = [
        even(1 / np.sqrt(width * how.size), width, how.filters, how.size) for width in range(1, _WIDEST + 1)
    ]
    head = SequenceHead(
        chance.normal(0, _BEGIN, (_PIECES, how.size)).astype(np.float32),
        np.concatenate(kernels),
        np.zeros((_WIDEST, how.filters), np.float32),
        even(1 / np.sqrt(heard), heard, classes),
        np.zeros(classes, np.float32),
    )
    _descend(
        texts.words, texts.offsets, texts.pieces, texts.bounds, labels,
        head.table, head.kernels, head.bias, head.outer, head.outer_bias,
        how.passes, how.rate, how.dropped_words, how.dropped_size, how.dropped_filters, seed,
    )  # fmt: skip
    return head


@njit(cache=True)
def _cut(codes, starts, lengths, bounds, pieces, word, stem, skeleton):  # type: ignore[no-untyped-def]
    """The rows of each word's pieces. A word's edges are spaces, whatever stands there."""
    mask, base = np.uint64(_PIECES - 1), np.uint64(0x9E3779B97F4A7C15)
    for number in range(len(starts)):
        at, length = bounds[number], lengths[number]
        wholes = (word[number], stem[number] ^ np.uint64(1 << 40), skeleton[number] ^ np.uint64(1 << 41))
        for whole in wholes:
            pieces[at] = np.int64((whole * base) >> np.uint64(32) & mask)
            at += 1
        for size in range(_SHORTEST, _LONGEST + 1):
            for begin in range(-1, length + 2 - size):
                rolled = np.uint64(size)
                for place in range(begin, begin + size):
                    code = codes[starts[number] + place] if 0 <= place < length else np.uint32(0x20)
                    rolled = rolled * base + np.uint64(code)
                rolled ^= rolled >> np.uint64(29)
                pieces[at] = np.int64((rolled * base) >> np.uint64(32) & mask)
                at += 1


@njit(cache=True, fastmath=True)
def _listen(said, count, kernels, bias, answers, loudest, where):  # type: ignore[no-untyped-def]
    """How loud each filter is at its loudest window of a text, and the first word of that window.

    said: (words, size), the words' vectors; answers: room for (6, words, filters).
    """
    filters, size = kernels.shape[1:]
    for kernel in range(len(kernels)):
        for number in range(filters):
            weights = kernels[kernel, number]
            for place in range(count):
                vector, total = said[place], np.float32(0)
                for at in range(size):
                    total += vector[at] * weights[at]
                answers[kernel, place, number] = total
    for width in range(1, _WIDEST + 1):
        first = width * (width - 1) // 2
        best, at_best = loudest[width - 1], where[width - 1]
        best[:] = 0
        at_best[:] = -_WIDEST
        for begin in range(-(width // 2), count - width + 1 + width // 2):
            for number in range(filters):
                total = bias[width - 1, number]
                for place in range(max(begin, 0), min(begin + width, count)):
                    total += answers[first + place - begin, place, number]
                if total > best[number]:
                    best[number], at_best[number] = total, begin


@njit(cache=True, fastmath=True)
def _listen_all(words, offsets, pieces, bounds, table, kernels, bias, loudest):  # type: ignore[no-untyped-def]
    """The loudest answers of each text, into rows of `loudest`."""
    filters, size = kernels.shape[1:]
    said = np.empty((_MOST_WORDS, size), np.float32)
    answers = np.empty((len(kernels), _MOST_WORDS, filters), np.float32)
    where = np.empty((_WIDEST, filters), np.int64)
    for text in range(len(offsets) - 1):
        count = min(offsets[text + 1] - offsets[text], _MOST_WORDS)
        for place in range(count):
            _say(words[offsets[text] + place], pieces, bounds, table, said[place])
        _listen(said, count, kernels, bias, answers, loudest[text].reshape(_WIDEST, filters), where)


@njit(cache=True, fastmath=True)
def _say(word, pieces, bounds, table, vector):  # type: ignore[no-untyped-def]
    """The mean of a word's pieces."""
    vector[:] = 0
    part = np.float32(1 / (bounds[word + 1] - bounds[word]))
    for at in range(bounds[word], bounds[word + 1]):
        row = table[pieces[at]]
        for place in range(len(vector)):
            vector[place] += part * row[place]


@njit(cache=True, fastmath=True)
def _descend(  # type: ignore[no-untyped-def]
    words, offsets, pieces, bounds, labels, table, kernels, bias, outer, outer_bias,
    passes, rate, dropped_words, dropped_size, dropped_filters, seed,
):  # fmt: skip
    """All steps, in place. `slot` says in which row of `slopes` a piece's slope is gathered."""
    np.random.seed(seed)  # the compiled generator, which knows no other
    count, classes = len(offsets) - 1, outer.shape[1]
    filters, size = kernels.shape[1:]
    zero, kept_size = np.float32(0), np.float32(1 / (1 - dropped_size))
    kept_filter = np.float32(1 / (1 - dropped_filters))
    table_mean, table_square = np.zeros_like(table), np.zeros_like(table)
    kernels_mean, kernels_square, kernels_slope = (
        np.zeros_like(kernels),
        np.zeros_like(kernels),
        np.zeros_like(kernels),
    )
    outer_mean, outer_square, outer_slope = np.zeros_like(outer), np.zeros_like(outer), np.zeros_like(outer)
    bias_mean, bias_square, bias_slope = np.zeros_like(bias), np.zeros_like(bias), np.zeros_like(bias)
    outer_bias_moments, outer_bias_slope = np.zeros((2, classes), np.float32), np.zeros_like(outer_bias)
    slot, touched = np.full(len(table), -1, np.int64), np.empty(len(table), np.int64)
    slopes = np.zeros((1024, size), np.float32)
    said, kept = np.empty((_MOST_WORDS, size), np.float32), np.empty((_MOST_WORDS, size), np.float32)
    said_slope = np.empty((_MOST_WORDS, size), np.float32)
    answers = np.empty((len(kernels), _MOST_WORDS, filters), np.float32)
    loudest, where = np.empty((_WIDEST, filters), np.float32), np.empty((_WIDEST, filters), np.int64)
    given = np.empty(classes, np.float32)
    order = np.arange(count)
    steps, step = passes * ((count + _BATCH - 1) // _BATCH), 0
    for _ in range(passes):
        np.random.shuffle(order)
        for begin in range(0, count, _BATCH):
            batch = order[begin : begin + _BATCH]
            rows = 0
            for text in batch:
                first, places = offsets[text], min(offsets[text + 1] - offsets[text], _MOST_WORDS)
                for place in range(places):
                    _say(words[first + place], pieces, bounds, table, said[place])
                    word_stays = np.random.random() >= dropped_words
                    for at in range(size):
                        stays = word_stays and np.random.random() >= dropped_size
                        kept[place, at] = kept_size if stays else zero
                        said[place, at] *= kept[place, at]
                _listen(said, places, kernels, bias, answers, loudest, where)
                given[:] = outer_bias
                for width in range(_WIDEST):
                    for number in range(filters):
                        stays = loudest[width, number] > zero and np.random.random() >= dropped_filters
                        loud = loudest[width, number] * kept_filter if stays else zero
                        loudest[width, number] = loud
                        if stays:
                            weights = outer[width * filters + number]
                            for label in range(classes):
                                given[label] += loud * weights[label]
                to_slopes(given, labels[text], np.float32(1 / len(batch)))
                outer_bias_slope += given
                said_slope[:places] = 0
                for width in range(_WIDEST):
                    for number in range(filters):
                        loud = loudest[width, number]
                        if loud == zero:
                            continue
                        weights, slope = (
                            outer[width * filters + number],
                            outer_slope[width * filters + number],
                        )
                        back = zero
                        for label in range(classes):
                            back += given[label] * weights[label]
                            slope[label] += loud * given[label]
                        back *= kept_filter
                        bias_slope[width, number] += back
                        window, kernel = where[width, number], width * (width + 1) // 2
                        for place in range(max(window, 0), min(window + width + 1, places)):
                            filter_, filter_slope = (
                                kernels[kernel + place - window, number],
                                kernels_slope[kernel + place - window, number],
                            )
                            for at in range(size):
                                filter_slope[at] += back * said[place, at]
                                said_slope[place, at] += back * filter_[at]
                for place in range(places):
                    word = words[first + place]
                    part = np.float32(1 / (bounds[word + 1] - bounds[word]))
                    for at in range(size):
                        said_slope[place, at] *= kept[place, at] * part
                    for piece in range(bounds[word], bounds[word + 1]):
                        row = pieces[piece]
                        if slot[row] < 0:
                            if rows == len(slopes):
                                slopes = np.concatenate((slopes, np.zeros_like(slopes)))
                            slot[row], touched[rows] = rows, row
                            rows += 1
                        slope = slopes[slot[row]]
                        for at in range(size):
                            slope[at] += said_slope[place, at]
            length = length_of(step, steps, rate)
            step += 1
            twice = np.float32(2) * length  # a piece is seldom seen, and hears less of each slope
            for number in range(rows):
                row = touched[number]
                slot[row] = -1
                move(table[row], slopes[number], table_mean[row], table_square[row], twice)
            for kernel in range(len(kernels)):
                for number in range(filters):
                    move(
                        kernels[kernel, number], kernels_slope[kernel, number],
                        kernels_mean[kernel, number], kernels_square[kernel, number], length,
                    )  # fmt: skip
            for width in range(_WIDEST):
                move(bias[width], bias_slope[width], bias_mean[width], bias_square[width], length)
            for row in range(len(outer)):
                move(outer[row], outer_slope[row], outer_mean[row], outer_square[row], length)
            move(outer_bias, outer_bias_slope, outer_bias_moments[0], outer_bias_moments[1], length)
