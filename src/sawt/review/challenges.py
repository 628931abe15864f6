"""What stands in customers' way this month: obstacles to mend, what people ask, what traders do, apart.

A count of challenges depends on how much could be read, so that changes are told of the share among what
was read, and both stand beside the coverage. A call and the ticket that was opened on it tell one matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sawt.vocabulary import Figure

HEAD = "challenge"
METRIC, PARAMS = "contacts_read", {"head": HEAD, "linked": "once"}
# What is asked of the facts: each challenge, and each at its touchpoints.
ASKED_BY: tuple[tuple[str, ...], ...] = ((HEAD,), (HEAD, "touchpoint"))
# A challenge's group → its list in the review.
LISTS = {"obstacle": "obstacles", "information": "information_needs", "market": "market_conduct"}
_WITHOUT = "none"
_PLACES_SHOWN = 3


class CorrectedCount(Protocol):
    """A count corrected for the model's measured errors, with its 95 % interval."""

    @property
    def corrected(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


@dataclass(frozen=True)
class Names:
    """A taxonomy's challenges: the group of each code, and what people read for it by language."""

    groups: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]

    def group(self, code: str) -> str:
        """A code that is not in the taxonomy is taken for an obstacle, so that it is not lost."""
        return self.groups.get(code, "obstacle")

    def name(self, code: str) -> Mapping[str, str]:
        """By language; the code itself where the taxonomy has none."""
        return self.names.get(code, {"ar": code, "en": code})


@dataclass(frozen=True)
class Challenge:
    """One challenge of the period. `share`: of what was read. `shares`: the same by span, None if unread."""

    code: str
    names: Mapping[str, str]
    figure: Figure
    share: float
    counts: Mapping[str, int | None]
    shares: Mapping[str, float | None]
    places: Sequence[tuple[str, int]]
    corrected: CorrectedCount | None = None

    @property
    def count(self) -> int:
        return int(self.figure.value or 0)

    def as_json(self) -> dict[str, Any]:
        """With its figure whole, so that it opens; before and last year beside it."""
        told = self.corrected
        return {
            "challenge": self.code,
            "names": dict(self.names),
            "count": self.count,
            "share": self.share,
            "corrected": {"count": told.corrected, "low": told.low, "high": told.high} if told else None,
            "changes": {
                span: {"count": self.counts[span], "share": then, "difference": _less(self.share, then)}
                for span, then in self.shares.items()
            },
            "touchpoints": [
                {"touchpoint": place, "count": count, "share": count / self.count}
                for place, count in self.places
            ],
            "figure": self.figure.as_json(),
        }


@dataclass(frozen=True)
class MonthChallenges:
    """All lists of a period. `read`: contacts of which the challenge is known, by span; None if unknown."""

    lists: Mapping[str, Sequence[Challenge]] = field(default_factory=dict)
    without: Challenge | None = None
    read: Mapping[str, int | None] = field(default_factory=dict)
    coverage: Mapping[str, float | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The three lists kept apart, with how much was read beside them."""
        return {
            "read": dict(self.read),
            "coverage": dict(self.coverage),
            **{name: [c.as_json() for c in self.lists.get(name, ())] for name in LISTS.values()},
            "without_challenge": self.without.as_json() if self.without else None,
        }


def challenges_of(
    figures: Mapping[str, Sequence[Figure]],
    coverage: Mapping[str, Figure | None],
    names: Names,
    now: str,
    corrected: Mapping[str, CorrectedCount] | None = None,
) -> MonthChallenges:
    """The lists of the span `now`, most frequent first; the other spans are what it is compared with.

    `figures`: by span the answers to ASKED_BY; `coverage`: read_coverage of the challenge by span.
    """
    counts = {span: _counts(of) for span, of in figures.items()}
    read = {span: sum(of.values()) or None for span, of in counts.items()}
    shown = {span: figure.value if figure else None for span, figure in coverage.items()}
    found = [
        Challenge(
            code=(code := str(figure.group[HEAD])),
            names=names.name(code),
            figure=figure,
            share=int(figure.value or 0) / (read[now] or 1),
            counts={
                span: of.get(code, 0) if read[span] else None for span, of in counts.items() if span != now
            },
            shares={span: _share(of, code, read[span]) for span, of in counts.items() if span != now},
            places=_places(figures[now], code),
            corrected=(corrected or {}).get(code),
        )
        for figure in figures.get(now, ())
        if tuple(figure.group) == (HEAD,) and figure.group[HEAD] is not None and figure.value
    ]
    found.sort(key=lambda one: (-one.count, one.code))
    lists = {
        name: tuple(one for one in found if names.group(one.code) == group) for group, name in LISTS.items()
    }
    without = [one for one in found if names.group(one.code) == _WITHOUT]
    return MonthChallenges(lists, without[0] if without else None, read, shown)


def counts_of(figures: Sequence[Figure]) -> dict[str, int]:
    """Contacts by challenge, for whoever corrects them."""
    return _counts(figures)


def _counts(figures: Sequence[Figure]) -> dict[str, int]:
    return {
        str(figure.group[HEAD]): int(figure.value)
        for figure in figures
        if tuple(figure.group) == (HEAD,) and figure.group[HEAD] is not None and figure.value is not None
    }


def _share(counts: Mapping[str, int], code: str, read: int | None) -> float | None:
    return counts.get(code, 0) / read if read else None


def _less(now: float, then: float | None) -> float | None:
    return None if then is None else now - then


def _places(figures: Sequence[Figure], code: str) -> list[tuple[str, int]]:
    """The touchpoints at which a challenge was met most, with how often."""
    found = [
        (str(figure.group["touchpoint"]), int(figure.value))
        for figure in figures
        if len(figure.group) == 2 and figure.group[HEAD] == code and figure.value
    ]
    return sorted(found, key=lambda place: (-place[1], place[0]))[:_PLACES_SHOWN]
