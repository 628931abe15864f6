"""Drawing without loops: parts of a generator, exact choices, weighted codes, times."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# A moment that never came, in local seconds.
NEVER = np.int64(2**40)


def generator(seed: int, part: str) -> np.random.Generator:
    """A generator of its own for each part, so that one part's changes do not move the others."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def choose(rng: np.random.Generator, weights: Floats, count: int) -> Bools:
    """Mark exactly `count` of the items, likelier where the weight is larger (Gumbel's top k)."""
    marked = np.zeros(len(weights), dtype=bool)
    if count:
        with np.errstate(divide="ignore"):
            keys = np.log(weights) + rng.gumbel(size=len(weights))
        marked[np.argpartition(-keys, count - 1)[:count]] = True
    return marked


def pick(rng: np.random.Generator, weights: Sequence[float] | NDArray[np.floating], count: int) -> Ints:
    """`count` positions, each with the probability of its weight."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    found: Ints = np.searchsorted(edges / edges[-1], rng.random(count), side="right").astype(np.int64)
    return np.minimum(found, len(edges) - 1)


def pick_rows(rng: np.random.Generator, weights: Floats) -> Ints:
    """One position in each row of a matrix of weights."""
    edges = np.cumsum(weights, axis=1)
    drawn = rng.random(len(weights)) * edges[:, -1]
    return np.minimum((edges < drawn[:, None]).sum(axis=1), weights.shape[1] - 1).astype(np.int64)


def words(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> NDArray[np.object_]:
    """`count` words, each with the probability of its share."""
    found: NDArray[np.object_] = np.array(list(shares), dtype=object)[pick(rng, list(shares.values()), count)]
    return found


def lognormal_s(
    rng: np.random.Generator, median: NDArray[np.floating] | float, sigma: float, count: int
) -> Ints:
    """Whole seconds, log-normal about a median, at least 1."""
    return np.maximum(1, np.round(median * np.exp(sigma * rng.standard_normal(count)))).astype(np.int64)
