"""What people should label next: broadly at first, then where the machine doubts, and some by lot.

Uncertain contacts teach a model most, but say nothing about how often it errs: it was they who were
picked for being hard. Only the ones drawn by lot do, so each says by which way it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Way = Literal["stratified", "uncertain", "random"]
WAYS: tuple[Way, ...] = get_args(Way)

RANDOM_SHARE = 0.3
# Below about so many labels for each label that the machine gives, its doubts are not worth much yet:
# picking by them teaches it no more than picking broadly does.
START_PER_LABEL = 10


@dataclass(frozen=True)
class Pool:
    """Contacts that nobody has labelled yet, as arrays of equal length in an order that the caller fixes.

    `label` what the machine would say (numbers or words); `confidence` its calibrated probability and
    `margin` the distance to its second choice, float64 0..1; `language` and `month` (numbers or words)
    where they matter, the unknown ones under a number or word of their own; `text` a print of each text
    (integers), so that a text is asked about only once.
    Raises ValueError when lengths differ, or where confidence or margin is not a number.
    """

    label: ArrayLike
    confidence: ArrayLike
    margin: ArrayLike
    language: ArrayLike | None = None
    month: ArrayLike | None = None
    text: ArrayLike | None = None

    def __post_init__(self) -> None:
        given = (value for value in vars(self).values() if value is not None)
        if len({np.shape(value) for value in given}) > 1 or np.ndim(self.label) != 1:
            raise ValueError("a pool's arrays have one dimension and equal length")
        if any(np.isnan(np.asarray(v, dtype=np.float64)).any() for v in (self.confidence, self.margin)):
            raise ValueError("a contact without confidence or margin cannot be in the pool")

    def __len__(self) -> int:
        return len(np.asarray(self.label))


@dataclass(frozen=True)
class Sample:
    """Places in the pool to label, int64, in the order to hand out, and by which way each came.

    `ways` are places in `WAYS`, int64, same length. `drawn_from` is how many contacts took part in the
    lot: an error rate among the `random` ones is an estimate for these, and only for these; what was
    labelled before the draw is known and needs no estimate.
    """

    places: Ints
    ways: Ints
    drawn_from: int

    def by(self, way: Way) -> Ints:
        """The places that came by one way."""
        return self.places[self.ways == WAYS.index(way)]


def to_label(pool: Pool, n: int, seed: int, labelled: int = 0, random_share: float = RANDOM_SHARE) -> Sample:
    """The next `n` contacts to label, of which `labelled` were labelled before.

    Until there are `START_PER_LABEL` labels for each label in the pool: stratified, so that every label,
    language and month has its turn. From then on a share by lot from the whole pool, and the rest where
    the margin is lowest. A text that repeats is asked about once, save by lot, where each contact has
    the same chance. What is handed out is shuffled, so that its order tells nothing.

    The same pool, numbers and seed give the same sample. It is smaller than `n` where the pool is, or
    where its texts run out. Raises ValueError when `n` or `labelled` is negative or the share is none.
    """
    if n < 0 or labelled < 0 or not 0 <= random_share <= 1:
        raise ValueError(f"{n} of which {random_share} by lot after {labelled} cannot be drawn")
    random = np.random.default_rng(seed)
    n = min(n, len(pool))
    start = min(n, max(START_PER_LABEL * len(np.unique(pool.label)) - labelled, 0))
    stratified = _stratified(pool, start, random)
    rest = np.setdiff1d(np.arange(len(pool)), stratified)
    by_lot = _first(rest, random.random(len(rest)), int((n - start) * random_share + 0.5))
    taken = np.concatenate([stratified, by_lot])
    uncertain = _uncertain(pool, taken, n - start - len(by_lot), random)
    return _shuffled((stratified, uncertain, by_lot), len(rest), random)


def _stratified(pool: Pool, n: int, random: np.random.Generator) -> Ints:
    """Dealt like cards: to each label in turn, and within a label to each language and month in turn."""
    lot = random.random(len(pool))
    kept = _distinct(pool, np.argsort(lot, kind="stable"))
    label, cell = _numbered(pool.label)[kept], _cells(pool)[kept]
    in_cell = _rank(cell, lot[kept])
    turn_of_cell = random.random(int(cell.max(initial=-1)) + 1)[cell]
    in_label = _rank(label, in_cell, turn_of_cell)
    turn_of_label = random.random(int(label.max(initial=-1)) + 1)[label]
    return kept[np.lexsort((turn_of_label, in_label))][:n]


def _uncertain(pool: Pool, taken: Ints, n: int, random: np.random.Generator) -> Ints:
    """The lowest margins; of equal ones the least confident, of equally confident ones by lot."""
    lot = random.random(len(pool))
    confidence, margin = (np.asarray(v, dtype=np.float64) for v in (pool.confidence, pool.margin))
    order = np.lexsort((lot, confidence, margin))
    return _distinct(pool, order, taken)[:n]


def _distinct(pool: Pool, order: Ints, taken: Ints | None = None) -> Ints:
    """Places in their order, none that was taken, and of each text the first whose text was not taken."""
    before = np.empty(0, dtype=np.int64) if taken is None else taken
    order = np.concatenate([before, order])
    text = np.arange(len(pool)) if pool.text is None else np.asarray(pool.text)
    first = np.sort(np.unique(text[order], return_index=True)[1])
    return order[first[first >= len(before)]]


def _cells(pool: Pool) -> Ints:
    """A number for each combination of label, language and month."""
    cells = _numbered(pool.label)
    for part in (pool.language, pool.month):
        if part is not None:
            numbers = _numbered(part)
            cells = cells * (int(numbers.max(initial=0)) + 1) + numbers
    return _numbered(cells)


def _numbered(values: ArrayLike) -> Ints:
    """Values as 0, 1, 2 … in sorted order."""
    return np.unique(np.asarray(values), return_inverse=True)[1].astype(np.int64)


def _rank(group: Ints, *keys: NDArray[Any]) -> Ints:
    """Each one's place in its group, from 0, by the keys, the first of which decides first."""
    order = np.lexsort((*reversed(keys), group))
    sorted_group = group[order]
    starts = np.flatnonzero(np.diff(sorted_group, prepend=-1))
    sizes = np.diff(np.append(starts, len(group)))
    ranks = np.empty(len(group), dtype=np.int64)
    ranks[order] = np.arange(len(group)) - np.repeat(starts, sizes)
    return ranks


def _first(places: Ints, keys: Floats, n: int) -> Ints:
    return places[np.argsort(keys, kind="stable")[:n]]


def _shuffled(parts: tuple[Ints, ...], drawn_from: int, random: np.random.Generator) -> Sample:
    """The parts in the order of `WAYS`, mixed."""
    places = np.concatenate(parts)
    ways = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    order = np.argsort(random.random(len(places)), kind="stable")
    return Sample(places[order], ways[order], drawn_from)
