"""The month's challenges in words: how much was read, then the three lists, each by itself.

Nothing is said of what was not read, except that it was not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sawt.review.challenges import Challenge
from sawt.review.month import BEFORE, PERIOD, Review

Sentence = tuple[str, Mapping[str, Any]]
_SHOWN = 5
_HARDLY = 0.0005  # less would be printed as 0.0 points


def challenges(review: Review) -> list[Sentence]:
    """All sentences about challenges and whose matters they were; none where no contact is known."""
    coverage, found = review.figure("read_coverage"), review.challenges
    if coverage is None or coverage.value is None or found is None or not coverage.denominator:
        return []
    read = found.read.get(PERIOD)
    if not read:
        return [("challenges.not_read", {})]
    told = {"k": coverage.numerator, "n": coverage.denominator, "x": coverage.value, "once": read}
    said: list[Sentence] = [("challenges.coverage", told), *_scope(review)]
    obstacles = found.lists["obstacles"]
    said.append(("challenges.obstacles" if obstacles else "challenges.no_obstacle", {}))
    said += [_line(review, one) for one in obstacles[:_SHOWN]]
    if len(obstacles) > _SHOWN:
        said.append(("challenges.more", {"n": len(obstacles) - _SHOWN}))
    for name in ("information_needs", "market_conduct"):
        if found.lists[name]:
            said.append((f"challenges.{name}", {"lines": [_line(review, one) for one in found.lists[name]]}))
    if found.without:
        said.append(("challenges.without", {"n": found.without.count, "x": found.without.share}))
    return said


def _scope(review: Review) -> list[Sentence]:
    figure = review.figure("out_of_scope_share")
    if figure is None or figure.value is None:
        return []
    return [("challenges.scope", {"k": figure.numerator, "n": figure.denominator, "x": figure.value})]


def _line(review: Review, one: Challenge) -> Sentence:
    told = {"name": one.names, "n": one.count, "x": one.share, "change": _moved(review, one)}
    return ("challenges.line", {**told, "often": _most_often(one), "corrected": _corrected(one)})


def _moved(review: Review, one: Challenge) -> Sentence:
    """The change of its share among what was read, since counts move with how much was read."""
    than: Sentence = (f"review.before_{'month' if review.period.length == 1 else 'period'}", {})
    then, coverage = one.shares.get(BEFORE), review.figure("read_coverage", BEFORE)
    if then is None:
        return ("challenges.then_not_read", {"than": than})
    if coverage is None or not (coverage.complete and one.figure.complete):
        return ("review.no_comparison", {"than": than})
    difference = one.share - then
    if abs(difference) < _HARDLY:
        return ("review.steady", {"than": than})
    size: Sentence = ("review.by_points", {"x": abs(difference)})
    code = "review.up" if difference > 0 else "review.down"
    return (code, {"size": size, "than": than, "then": ("metrics.value_share", {"x": then})})


def _most_often(one: Challenge) -> Sequence[Sentence]:
    places: list[Sentence] = [
        ("challenges.place", {"touchpoint": (f"challenges.touchpoint_{place}", {}), "x": count / one.count})
        for place, count in one.places
    ]
    return [("challenges.most_often", {"places": places})] if places else []


def _corrected(one: Challenge) -> Sequence[Sentence]:
    told = one.corrected
    if told is None:
        return []
    return [("challenges.corrected", {"n": told.corrected, "low": told.low, "high": told.high})]
