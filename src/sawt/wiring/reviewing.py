"""The month's review: the flow's ports joined to the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sawt import flow
from sawt.dates import Period, parse_day
from sawt.facts import asking
from sawt.facts.activity import daily_activity
from sawt.facts.question import Question
from sawt.facts.snapshot import Snapshot
from sawt.packs.taxonomy import load_taxonomy
from sawt.review.challenges import ASKED_BY, HEAD, METRIC, PARAMS, Names
from sawt.vocabulary import Figure


def review_period(
    snapshot: Snapshot,
    first: str,
    last: str,
    as_of: str | None = None,
    packs: Path | None = None,
    correct: flow.Correct | None = None,
) -> dict[str, Any]:
    """The review of a period, as DESIGN section 8 has it. Raises CallError for what cannot be asked.

    `packs`: the workspace whose own packs name the challenges, where it has any.
    """
    period = Period.parse(first, last)
    day = parse_day(as_of) if as_of else asking.default_as_of(snapshot, period)

    def until(span: Period) -> date:
        return day if span == period else asking.default_as_of(snapshot, span)

    def ask(asked: Sequence[tuple[str, dict[str, Any]]], spans: Sequence[Period]) -> list[list[Figure]]:
        """The figures of metrics with their parameters, for each span, in one pass over the facts."""
        questions = [Question(m, span, until(span), params=params) for span in spans for m, params in asked]
        answers = [answer[0] for answer in asking.ask(snapshot, questions)]
        return [answers[start : start + len(asked)] for start in range(0, len(answers), len(asked))]

    def purposes(spans: Sequence[Period]) -> list[list[Figure]]:
        asked = [Question("calls_outbound", span, until(span), by=("purpose",)) for span in spans]
        known = asking.ask(snapshot, asked)
        return [[figure for figure in found if figure.group["purpose"] is not None] for found in known]

    def activity(span: Period) -> dict[str, dict[date, int]]:
        return daily_activity(snapshot, span)

    def challenges(spans: Sequence[Period]) -> list[list[Figure]]:
        asked = [
            Question(METRIC, span, until(span), by=by, params=PARAMS) for span in spans for by in ASKED_BY
        ]
        answers = asking.ask(snapshot, asked)
        each = range(0, len(answers), len(ASKED_BY))
        return [[figure for found in answers[at : at + len(ASKED_BY)] for figure in found] for at in each]

    understood = flow.Understood(challenges, _names(packs), correct)
    return flow.monthly_review(period, day, ask, activity, purposes=purposes, understood=understood)


def _names(packs: Path | None) -> Names:
    """What the workspace, or the pack that ships, calls each challenge."""
    taxonomy = load_taxonomy(packs)
    return Names(taxonomy.groups, {code: taxonomy.names(HEAD, code) for code in taxonomy.codes(HEAD)})
