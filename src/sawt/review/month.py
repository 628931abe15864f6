"""The review of a period: what is asked of the facts, and how the answers are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sawt.dates import Period
from sawt.review.challenges import MonthChallenges
from sawt.review.change import Change, change
from sawt.vocabulary import Figure

Params = dict[str, Any]

# One figure each, in the order in which a reader meets them.
ASKED: tuple[tuple[str, Params], ...] = (
    ("calls_inbound", {}),
    ("calls_outbound", {}),
    ("calls_answered", {}),
    ("calls_missed", {}),
    ("missed_rate", {}),
    ("language_share", {"language": "ar"}),
    ("language_share", {"language": "en"}),
    ("abandonment_rate", {}),
    ("service_level", {"variant": "A"}),
    ("service_level", {"variant": "B"}),
    ("speed_of_answer_mean", {}),
    ("wait_median", {}),
    ("wait_p90", {}),
    ("handle_time_mean", {}),
    ("tickets_opened", {}),
    ("voicemail_tickets", {}),
    ("first_response_median", {}),
    ("resolution_median", {}),
    ("reopen_rate", {}),
    ("backlog_end", {}),
    ("platform_requests", {}),
    ("visits", {}),
    ("visit_wait_median", {}),
    ("distinct_customers", {}),
    ("transactions_completed", {}),
    ("completion_time_median", {}),
    ("read_coverage", {}),
    ("out_of_scope_share", {"linked": "once"}),
)

PERIOD, BEFORE, LAST_YEAR = "period", "before", "last_year"
SPANS = (PERIOD, BEFORE, LAST_YEAR)


@dataclass(frozen=True)
class Review:
    """A period's figures beside those of the equal period before and of the same months of last year.

    `figures` holds the three spans' figures under SPANS. `reconciliation` holds lines as data.
    """

    period: Period
    as_of: date
    figures: Mapping[str, Sequence[Figure]]
    reconciliation: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    challenges: MonthChallenges | None = None

    def figure(self, metric: str, span: str = PERIOD, **params: Any) -> Figure | None:
        """The ungrouped figure of a metric with these parameters among its own, where there is one."""
        for figure in self.figures.get(span, ()):
            if figure.metric == metric and not figure.group and params.items() <= figure.params.items():
                return figure
        return None

    def value(self, metric: str, span: str = PERIOD, **params: Any) -> float | int | None:
        """That figure's value; None where it is not known."""
        found = self.figure(metric, span, **params)
        return found.value if found else None

    def change(self, now: Figure, span: str) -> Change:
        """What a figure of the period changed by since another span."""
        same = (now.metric, now.group, now.params)
        then = [f for f in self.figures.get(span, ()) if (f.metric, f.group, f.params) == same]
        return change(now, then[0] if then else None)

    def as_json(self) -> dict[str, Any]:
        """As DESIGN section 8 has it, without the sentences."""
        now = list(self.figures.get(PERIOD, ()))
        return {
            "period": {
                **_ends(self.period),
                "as_of": self.as_of.isoformat(),
                "complete": bool(now) and all(figure.complete for figure in now),
                BEFORE: _ends(self.period.before),
                LAST_YEAR: _ends(self.period.year_before),
            },
            "figures": [figure.as_json() for figure in now],
            "changes": {
                key: {span: self.change(figure, span).as_json() for span in (BEFORE, LAST_YEAR)}
                for key, figure in zip(_keys(now), now, strict=True)
            },
            "challenges": self.challenges.as_json() if self.challenges else None,
            "reconciliation": [dict(line) for line in self.reconciliation],
        }


def _ends(period: Period) -> dict[str, str]:
    return {"from": str(period.first), "to": str(period.last)}


def _keys(figures: Sequence[Figure]) -> list[str]:
    """Each figure's metric, with what tells it from the review's other figures of that metric.

    One `missed_rate`; but `language_share[language=ar]` and `language_share[language=en]`.
    """
    told = [{**figure.params, **figure.group} for figure in figures]
    many = Counter(figure.metric for figure in figures)
    keys = []
    for figure, own in zip(figures, told, strict=True):
        others = [other for f, other in zip(figures, told, strict=True) if f.metric == figure.metric]
        apart = [name for name in sorted(own) if any(other.get(name) != own[name] for other in others)]
        named = ",".join(f"{name}={own[name]}" for name in apart)
        keys.append(f"{figure.metric}[{named}]" if many[figure.metric] > 1 and named else figure.metric)
    return keys
