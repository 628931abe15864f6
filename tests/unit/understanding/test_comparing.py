"""Which of two models may read on: the verdict by its rule, and what is estimated without bias."""

from __future__ import annotations

import numpy as np
import pytest

from sawt.understanding.comparing import FEWEST, compare, curve_of, macro_f1
from sawt.understanding.local import Local

HEADS = ("kind", "service")


def texts(n: int, lots: int = 0) -> list[Local]:
    return [
        Local(str(i), f"text {i}", {"kind": "ab"[i % 2], "service": "x"}, int(i < lots)) for i in range(n)
    ]


def said(local: list[Local], wrong: int, head: str = "kind") -> dict[str, np.ndarray]:
    """All right but the first `wrong` of a head."""
    answers = {name: np.array([one.labels[name] for one in local], object) for name in HEADS}
    answers[head][:wrong] = "other"
    return answers


@pytest.mark.parametrize(
    ("n", "new", "old", "verdict"),
    [
        (200, 0, 60, "better"),
        (200, 60, 0, "worse"),
        (1500, 0, 0, "no_worse"),
        (200, 20, 20, "no_worse"),
        (60, 3, 2, "cannot_tell"),
        (FEWEST - 1, 0, 40, "cannot_tell"),
        (0, 0, 0, "cannot_tell"),
    ],
)
def test_the_verdict(n: int, new: int, old: int, verdict: str) -> None:
    local = texts(n)
    assert compare(local, said(local, new), said(local, old), HEADS).verdict == verdict


def test_one_head_that_falls_behind_is_worse_whatever_the_others_gain() -> None:
    local = texts(400)
    new, old = said(local, 40, "kind"), said(local, 300, "service")
    found = compare(local, new, old, HEADS)
    assert found.verdict == "worse" and found.overall is not None and found.overall.difference > 0.3


def test_only_what_was_drawn_by_lot_is_told_as_unbiased() -> None:
    local = texts(100, lots=10)
    found = compare(local, said(local, 5), said(local, 50), HEADS).by_lot["kind"]
    assert (found.n, found.new, found.old) == (10, 0.5, 0.0)
    assert found.new_interval[0] < 0.5 < found.new_interval[1]
    assert compare(texts(100), said(local, 5), said(local, 50), HEADS).by_lot == {}


def test_a_head_that_nobody_labelled_is_not_told() -> None:
    local = [Local(str(i), "t", {"kind": "a"}) for i in range(80)]
    answers = {head: np.full(80, "a", object) for head in HEADS}
    assert set(compare(local, answers, answers, HEADS).heads) == {"kind"}
    assert set(curve_of(local, {0.5: answers, 1.0: answers}, HEADS)) == {"kind"}


def test_macro_f1_is_the_librarys() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    random = np.random.default_rng(2)
    truth, answers = (random.choice(list("abcd"), 200).astype(object) for _ in range(2))
    expected = metrics.f1_score(truth.astype(str), answers.astype(str), average="macro")
    assert macro_f1(truth, answers) == pytest.approx(expected)
