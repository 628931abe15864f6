"""How far people who label the same contacts agree, beyond what chance alone would give.

Everywhere here `codes` is int[annotators, contacts]: the place of the label in a list of labels, and a
negative number where that annotator gave that contact none. Contacts with fewer than two labels say
nothing about agreement and are left out.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CELLS_AT_ONCE = 4_000_000


def coincidences(codes: ArrayLike) -> Floats:
    """How often each label met each other one on the same contact: float64[labels, labels], symmetric.

    Question: which labels are taken for which?
    Assumption: annotators worked apart from each other; which of them said what does not matter.
    Misleads: when read as a confusion matrix, since no side of it is the truth.
    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: a contact with
    m labels gives each of its ordered pairs of labels the weight 1 / (m - 1), so m in all.
    Worked: one contact labelled a, a, b gives aa 1, ab 1, ba 1, bb 0, three in all.
    """
    counts = _counts(codes)
    labels = counts.sum(axis=1)
    weighted = counts / (labels - 1)[:, None]
    matrix: Floats = weighted.T @ counts
    matrix[np.diag_indices_from(matrix)] -= weighted.sum(axis=0)
    return matrix


def krippendorff_alpha(codes: ArrayLike) -> float | None:
    """Agreement beyond chance among any number of annotators; None when it cannot be known.

    Question: how far can these labels be relied on: 1 is perfect, 0 is what chance gives, below 0 worse?
    Assumption: labels are names without order; annotators are interchangeable and worked apart.
    Misleads: when one label is nearly all there is, where a few slips bring alpha down while nearly
    everything agrees (see `percent_agreement` beside it); and with few contacts, see `alpha_interval`.
    None where no contact has two labels, or where only one label was ever used: without anything to
    tell apart, nothing shows that people could. Custom draws firm conclusions from 0.8 on, tentative
    ones from 0.667.
    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Content Analysis, ch. 12.
    Worked: his four observers and twelve units with gaps (section C): 0.743.
    """
    matrix = coincidences(codes)
    totals = matrix.sum(axis=1)
    disagreeing = matrix.sum() - np.trace(matrix)
    alpha = _alphas(np.array([disagreeing]), totals[None, :])[0]
    return None if np.isnan(alpha) else float(alpha)


def alpha_interval(
    codes: ArrayLike, seed: int, level: float = 0.95, draws: int = 2_000
) -> tuple[float, float] | None:
    """The interval of `krippendorff_alpha` by drawing contacts anew; None when it cannot be known.

    Question: how far might alpha differ, had other contacts of the same kind been labelled?
    Assumption: the contacts are a random draw of what is to be labelled; the annotators stay the same.
    Misleads: it is (1, 1) wherever everybody agreed on everything, however few the contacts; and it
    says nothing about other annotators. None too where in one draw of twenty or more alpha is unknown.
    Source: Zapf et al. (2016), BMC Medical Research Methodology 16:93: resampling of subjects holds
    its level, also with gaps, where alpha's formula-based intervals do not. Percentiles of the draws.
    Worked: Krippendorff's section C, seed 1: 0.422 to 1.000 around 0.743, so eleven contacts prove little.

    The same `seed`, codes and `draws` give the same interval. Raises ValueError unless 0 < level < 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not {level}")
    counts = _counts(codes)
    if not len(counts):
        return None
    patterns, times = np.unique(counts, axis=0, return_counts=True)
    labels = patterns.sum(axis=1)
    disagreeing = (labels**2 - (patterns**2).sum(axis=1)) / (labels - 1)
    random = np.random.default_rng(seed)
    alphas = np.empty(draws)
    step = max(_CELLS_AT_ONCE // len(patterns), 1)
    for start in range(0, draws, step):
        size = min(step, draws - start)
        drawn = random.multinomial(len(counts), times / len(counts), size=size).astype(np.float64)
        alphas[start : start + size] = _alphas(drawn @ disagreeing, drawn @ patterns)
    known = alphas[~np.isnan(alphas)]
    if len(known) <= 0.95 * draws:
        return None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def percent_agreement(codes: ArrayLike) -> float | None:
    """The share of label pairs on the same contact that agree, 0..1; None when there is no pair.

    Question: when two people label the same contact, how often do they say the same?
    Assumption: none.
    Misleads: with few or uneven labels, where chance alone agrees often: two people who call nine of ten
    contacts `normal` at random agree on 82 %. Read it beside alpha.
    Source: the diagonal of the coincidence matrix; a contact counts by its number of labels. With two
    annotators it is the plain share of contacts on which they agree.
    Worked: Krippendorff's section B, nine of twelve articles alike: 0.75.
    """
    matrix = coincidences(codes)
    pairs = matrix.sum()
    return float(np.trace(matrix) / pairs) if pairs else None


def cohen_kappa(first: ArrayLike, second: ArrayLike) -> float | None:
    """Agreement beyond chance of two annotators; None when it cannot be known.

    Question: as `krippendorff_alpha`, for exactly two people, each with their own leanings.
    Assumption: labels are names without order; the two worked apart.
    Misleads: as alpha does; and two who lean differently are given more than alpha gives them, since
    chance is reckoned from each one's own habits. None where both used one and the same label only.
    Source: Cohen (1960), Educational and Psychological Measurement 20.
    Worked: 50 applications, 20 yes-yes, 15 no-no, 5 yes-no, 10 no-yes: agreed 0.7, by chance 0.5, kappa 0.4.

    `first` and `second` are int[contacts]; negative where there is no label. Raises ValueError when the
    lengths differ.
    """
    both = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    if both[0].shape != both[1].shape or both[0].ndim != 1:
        raise ValueError("two annotators label the same contacts, or kappa means nothing")
    labelled = (both[0] >= 0) & (both[1] >= 0)
    n = int(labelled.sum())
    if not n:
        return None
    k = int(max(side[labelled].max() for side in both)) + 1
    one, other = (np.bincount(side[labelled], minlength=k) / n for side in both)
    agreed = float((both[0][labelled] == both[1][labelled]).mean())
    by_chance = float(one @ other)
    return (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else None


def among(codes: ArrayLike, kept: Collection[int]) -> Ints:
    """The codes with every label but the `kept` ones as if it had not been given: int64, same shape.

    For asking how well two labels are told apart from each other, by themselves.
    """
    given = np.asarray(codes, dtype=np.int64)
    return np.where(np.isin(given, list(kept)), given, -1)


def _counts(codes: ArrayLike) -> Floats:
    """How often each label was given to each contact that has two or more: float64[contacts, labels]."""
    given = np.asarray(codes, dtype=np.int64)
    if given.ndim != 2:
        raise ValueError(f"codes are annotators by contacts, not {given.ndim} dimensions")
    given = given[:, (given >= 0).sum(axis=0) >= 2]
    present = given >= 0
    contacts, k = given.shape[1], int(given.max(initial=-1)) + 1
    cells = np.broadcast_to(np.arange(contacts) * k, given.shape)[present] + given[present]
    return np.bincount(cells, minlength=contacts * k).reshape(contacts, k).astype(np.float64)


def _alphas(disagreeing: Floats, totals: Floats) -> Floats:
    """Alpha from the disagreeing pairs [draws] and how often each label stands in a pair [draws, labels].

    NaN where there are no pairs, or all of them are of one label.
    """
    n = totals.sum(axis=1)
    expected = n**2 - (totals**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (n - 1) * disagreeing / expected, np.nan)
