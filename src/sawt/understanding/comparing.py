"""Whether one model may take another's place: both judged on the same labels, which neither had seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sawt.stats.intervals import wilson
from sawt.stats.paired import paired_difference
from sawt.understanding.local import Local, Said

Verdict = Literal["better", "no_worse", "worse", "cannot_tell"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

# "No worse" allows for so much: of a hundred answers two more may be wrong, which no count would show.
MARGIN = 0.02
FEWEST = 50  # labelled texts, below which nothing is said
LEVEL = 0.95


@dataclass(frozen=True)
class Score:
    """How two models do on the texts that people labelled for a head, or for all heads together.

    Accuracies and macro-F1 (the mean over the codes that people gave) are shares; `difference` new minus
    old, with its interval; `new`, `old` None where there are no texts.
    """

    n: int
    new: float
    old: float
    difference: float
    low: float
    high: float
    new_f1: float | None = None
    old_f1: float | None = None


@dataclass(frozen=True)
class ByLot:
    """The same on contacts drawn by lot alone, which estimate without bias how often a model errs."""

    n: int
    new: float
    new_interval: tuple[float, float]
    old: float
    old_interval: tuple[float, float]


@dataclass(frozen=True)
class Comparison:
    """Head by head and over all answers. `texts` how many were labelled."""

    verdict: Verdict
    texts: int
    overall: Score | None
    heads: Mapping[str, Score]
    by_lot: Mapping[str, ByLot]

    def as_json(self) -> dict[str, Any]:
        """As a face prints it, rounded."""
        return {
            "verdict": self.verdict,
            "texts": self.texts,
            "margin": MARGIN,
            "fewest": FEWEST,
            "overall": _rounded(self.overall) if self.overall else None,
            "heads": {head: _rounded(score) for head, score in self.heads.items()},
            "by_lot": {head: _rounded(score) for head, score in self.by_lot.items()},
        }


def compare(local: Sequence[Local], new: Said, old: Said, heads: Sequence[str]) -> Comparison:
    """Which of two models does better on what people labelled.

    The verdict: `cannot_tell` below FEWEST texts; `worse` where the interval over all answers lies below
    nothing, or that of one head does when widened for looking at several; `better` where it lies above;
    `no_worse` where it stays above -MARGIN; else `cannot_tell`.
    """
    truth = {head: np.array([one.labels.get(head) for one in local], object) for head in heads}
    known = {head: np.array([code is not None for code in truth[head]], bool) for head in heads}
    used = [head for head in heads if known[head].any()]
    right = {head: (_right(new[head], truth[head]), _right(old[head], truth[head])) for head in used}
    scores = {head: _score(truth[head], known[head], right[head], new[head], old[head]) for head in used}
    overall = _overall(known, right, used)
    lots = np.array([one.lots for one in local], np.int64)
    by_lot = {
        head: _by_lot(lots * known[head], *right[head]) for head in used if (lots * known[head]).sum() > 0
    }
    worse_heads = [
        head for head in used if _interval(known[head], right[head], 1 - (1 - LEVEL) / len(used))[2] < 0
    ]
    verdict = _verdict(
        int(np.any([known[head] for head in used], axis=0).sum()) if used else 0, overall, worse_heads
    )
    return Comparison(verdict, len(local), overall, scores, by_lot)


def curve_of(
    local: Sequence[Local], curve: Mapping[float, Said], heads: Sequence[str]
) -> dict[str, list[dict[str, float]]]:
    """The learning curve: for each head and share of the labels how well unseen texts were read."""
    drawn = {}
    for head in heads:
        truth = np.array([one.labels.get(head) for one in local], object)
        known = np.array([code is not None for code in truth], bool)
        if known.any():
            drawn[head] = [
                {
                    "share": share,
                    "labels": round(share * int(known.sum())),
                    "accuracy": round(float(_right(said[head], truth)[known].mean()), 4),
                    "macro_f1": round(macro_f1(truth[known], said[head][known]), 4),
                }
                for share, said in curve.items()
            ]
    return drawn


def macro_f1(truth: NDArray[np.object_], said: NDArray[np.object_]) -> float:
    """The mean, over the codes that occur in `truth`, of the harmonic mean of precision and recall."""
    values = []
    for code in sorted(set(truth.tolist())):
        hit = int(((truth == code) & (said == code)).sum())
        values.append(2 * hit / (int((truth == code).sum()) + int((said == code).sum())))
    return float(np.mean(values)) if values else 0.0


def _verdict(texts: int, overall: Score | None, worse_heads: Sequence[str]) -> Verdict:
    if overall is None or texts < FEWEST:
        return "cannot_tell"
    if overall.high < 0 or worse_heads:
        return "worse"
    if overall.low > 0:
        return "better"
    return "no_worse" if overall.low >= -MARGIN else "cannot_tell"


Right = tuple[NDArray[np.bool_], NDArray[np.bool_]]


def _right(said: NDArray[np.object_], truth: NDArray[np.object_]) -> NDArray[np.bool_]:
    return np.array([one == other for one, other in zip(said, truth, strict=True)], bool)


def _interval(known: NDArray[np.bool_], right: Right, level: float = LEVEL) -> tuple[float, float, float]:
    gained = right[0][known].astype(np.int64) - right[1][known]
    return paired_difference(gained, np.ones(len(gained)), level)


def _score(
    truth: NDArray[np.object_],
    known: NDArray[np.bool_],
    right: Right,
    new: NDArray[np.object_],
    old: NDArray[np.object_],
) -> Score:
    newer, older = (float(of[known].mean()) for of in right)
    _, low, high = _interval(known, right)
    new_f1, old_f1 = (macro_f1(truth[known], said[known]) for said in (new, old))
    return Score(int(known.sum()), newer, older, newer - older, low, high, new_f1, old_f1)


def _overall(
    known: Mapping[str, NDArray[np.bool_]], right: Mapping[str, Right], heads: Sequence[str]
) -> Score | None:
    """All answers together; a text's answers stand or fall together, so texts are what is counted."""
    if not heads:
        return None
    asked = sum(known[head].astype(np.int64) for head in heads)
    new, old = (
        sum((right[head][place] & known[head]).astype(np.int64) for head in heads) for place in (0, 1)
    )
    some = np.asarray(asked) > 0
    total = int(np.sum(asked))
    shares = float(np.sum(new)) / total, float(np.sum(old)) / total
    _, low, high = paired_difference((np.asarray(new) - old)[some], np.asarray(asked)[some], LEVEL)
    return Score(total, *shares, shares[0] - shares[1], low, high)


def _by_lot(lots: NDArray[np.int64], new: NDArray[np.bool_], old: NDArray[np.bool_]) -> ByLot:
    n = int(lots.sum())
    of_new, of_old = int((lots * new).sum()), int((lots * old).sum())
    return ByLot(n, of_new / n, wilson(of_new, n), of_old / n, wilson(of_old, n))


def _rounded(score: Score | ByLot) -> dict[str, Any]:
    def short(value: Any) -> Any:
        if isinstance(value, tuple):
            return [short(part) for part in value]
        return round(value, 4) if isinstance(value, float) else value

    return {name: short(value) for name, value in asdict(score).items()}
