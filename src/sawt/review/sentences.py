"""A review in words: codes and parameters, in reading order. Faces render them.

A sentence whose figures are not known is not said; that they are not known is said instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sawt.review.challenges_said import challenges
from sawt.review.month import BEFORE, LAST_YEAR, PERIOD, Review
from sawt.vocabulary import Figure

Sentence = tuple[str, Mapping[str, Any]]

COMPARED = (
    "calls_inbound",
    "calls_outbound",
    "missed_rate",
    "tickets_opened",
    "voicemail_tickets",
    "platform_requests",
    "visits",
    "transactions_completed",
    "resolution_median",
    "completion_time_median",
)
_SPELLS_SHOWN = 6
_NOTHING_CAME = ("no_source", "before_first_record", "after_last_record")
_SAID_ELSEWHERE = ("not_read",)  # with the challenges
_HARDLY = 0.0005  # below one twentieth of a percent a change would be printed as 0.0 %


def sentences(review: Review) -> list[Sentence]:
    """Everything that the review says, the printed paragraph first."""
    return [
        paragraph(review),
        *not_known(review),
        *changes(review),
        *service(review),
        *challenges(review),
        *reconciliation(review),
    ]


def paragraph(review: Review) -> Sentence:
    """The paragraph that a ministry prints: calls, missed calls, tickets, voicemail, languages."""
    period = {"from": str(review.period.first), "to": str(review.period.last)}
    said = [*_calls(review, period), *_tickets(review), *_languages(review)]
    return ("review.paragraph", {"sentences": said}) if said else ("review.nothing", {"period": period})


def not_known(review: Review) -> list[Sentence]:
    """What is missing or unfinished, grouped by the reason."""
    said: list[Sentence] = []
    if review.as_of <= review.period.last_day:
        said.append(("review.period_open", {"day": review.as_of - timedelta(days=1)}))
    figures = review.figures.get(PERIOD, ())
    every = {figure.metric for figure in figures}
    for note, metrics in _by_note(figures).items():
        why: Sentence = (f"notes.{note}", {})
        titles: list[Sentence] = [(f"metrics.{metric}", {}) for metric in metrics]
        if every == set(metrics):
            said.append(("review.not_known_all", {"why": why}))
        else:
            said.append(("review.not_known", {"titles": titles, "why": why}))
    return said


def changes(review: Review) -> list[Sentence]:
    """Each main figure with its change since the period before and since last year.

    None while the period runs: half of it compares with nothing.
    """
    if review.as_of <= review.period.last_day:
        return []
    figures = [figure for metric in COMPARED if (figure := review.figure(metric)) is not None]
    return [
        ("review.change", {"title": (f"metrics.{f.metric}", {}), "now": _value(f, f.value), "changes": moved})
        for f in figures
        if f.value is not None and (moved := _moves(review, f))
    ]


def service(review: Review) -> list[Sentence]:
    """How well customers were served: giving up, service level, waits, resolution, what stayed open."""
    said: list[Sentence] = []
    if (gave_up := _known(review, "abandonment_rate")) and gave_up.numerator is not None:
        said.append(("review.abandonment", {"k": gave_up.numerator, "x": gave_up.value}))
    said += _service_levels(review)
    median, ninth = review.value("wait_median"), review.value("wait_p90")
    if median is not None and ninth is not None:
        said.append(("review.waits", {"median": median, "ninth": ninth}))
    for metric, code in (
        ("first_response_median", "review.first_response"),
        ("resolution_median", "review.resolution"),
        ("completion_time_median", "review.completion"),
    ):
        if figure := _known(review, metric):
            said.append((code, {"s": figure.value, "doubt": _doubt(figure)}))
    if reopened := _known(review, "reopen_rate"):
        counts = {"k": reopened.numerator, "n": reopened.denominator, "x": reopened.value}
        said.append(("review.reopened", counts))
    if backlog := _known(review, "backlog_end"):
        said.append(("review.backlog", {"n": backlog.value}))
    if customers := _known(review, "distinct_customers"):
        said.append(("review.customers", {"n": customers.value}))
    return said


def reconciliation(review: Review) -> list[Sentence]:
    """The reconciliation lines that have something to say."""
    silent = [line for line in review.reconciliation if line["line"] == "silent_days"]
    others = [line for line in review.reconciliation if line["line"] != "silent_days"]
    said = [sentence for line in others for sentence in _AGAINST[line["line"]](line[PERIOD])]
    said += _silences(silent)
    speaking = any(figure.n and figure.value is not None for figure in review.figures.get(PERIOD, ()))
    return said if silent or not speaking else [*said, ("review.silent_never", {})]


def _by_note(figures: Sequence[Figure]) -> dict[str, list[str]]:
    """The metrics under each note. Where nothing came at all, that says it all."""
    found: dict[str, list[str]] = {}
    for figure in figures:
        notes = [note for note in figure.notes if note not in _SAID_ELSEWHERE]
        for note in [n for n in notes if n in _NOTHING_CAME] or notes:
            metrics = found.setdefault(note, [])
            if figure.metric not in metrics:
                metrics.append(figure.metric)
    return found


def _calls(review: Review, period: Mapping[str, str]) -> list[Sentence]:
    inbound, outbound = review.value("calls_inbound"), review.value("calls_outbound")
    if inbound is None:
        return []
    if not inbound:
        return [("review.received_none", {"period": period})]
    if outbound is None:
        first: Sentence = ("review.received", {"inbound": inbound, "period": period})
    else:
        params = {"inbound": inbound, "outbound": outbound, "period": period}
        first = ("review.received_and_made", params)
    missed, share = review.value("calls_missed"), review.value("missed_rate")
    if missed is None or share is None:
        return [first]
    if not missed:
        return [first, ("review.missed_none", {})]
    return [first, ("review.missed", {"missed": missed, "share": share})]


def _tickets(review: Review) -> list[Sentence]:
    tickets, voicemails = review.value("tickets_opened"), review.value("voicemail_tickets")
    if tickets is not None and voicemails is not None:
        return [("review.tickets_and_voicemails", {"tickets": tickets, "voicemails": voicemails})]
    if tickets is not None:
        return [("review.tickets", {"tickets": tickets})]
    return [("review.voicemails", {"voicemails": voicemails})] if voicemails is not None else []


def _languages(review: Review) -> list[Sentence]:
    arabic = review.figure("language_share", language="ar")
    english = review.figure("language_share", language="en")
    if arabic is None or english is None or arabic.value is None or english.value is None:
        return []
    shares = {"arabic": arabic.value, "english": english.value}
    if arabic.denominator == review.value("calls_inbound"):
        return [("review.languages", shares)]
    return [("review.languages_known", {**shares, "n": arabic.denominator})]


def _service_levels(review: Review) -> list[Sentence]:
    return [
        (
            f"review.service_level_{str(figure.params['variant']).lower()}",
            {"x": figure.value, "within": figure.params["threshold_s"]},
        )
        for figure in review.figures.get(PERIOD, ())
        if figure.metric == "service_level" and figure.value is not None and not figure.group
    ]


def _known(review: Review, metric: str) -> Figure | None:
    figure = review.figure(metric)
    return figure if figure is not None and figure.value is not None else None


def _moves(review: Review, now: Figure) -> list[Sentence]:
    length = "month" if review.period.length == 1 else "period"
    moves = [_moved(review, now, BEFORE, f"review.before_{length}")]
    if review.period.before != review.period.year_before:
        moves.append(_moved(review, now, LAST_YEAR, f"review.last_year_{length}"))
    nothing_then = all(code == "review.no_then" for code, _ in moves)
    return [("review.no_then_at_all", {})] if nothing_then else moves


def _moved(review: Review, now: Figure, span: str, than_code: str) -> Sentence:
    change = review.change(now, span)
    than: Sentence = (than_code, {})
    if change.difference is None or not change.n:
        return ("review.no_then", {"than": than})
    if not change.comparable:
        return ("review.no_comparison", {"than": than})
    if not change.difference or (change.ratio is not None and abs(change.ratio - 1) < _HARDLY):
        return ("review.steady", {"than": than})
    size = _size(now, change.difference, change.ratio)
    code = "review.up" if change.difference > 0 else "review.down"
    return (code, {"size": size, "than": than, "then": _value(now, change.value)})


def _size(now: Figure, difference: float, ratio: float | None) -> Sentence:
    """Shares move by points, everything else by percent; from zero only the number itself is left."""
    if now.unit == "share":
        return ("review.by_points", {"x": abs(difference)})
    if ratio is None:
        return _value(now, abs(difference))
    return ("review.by_ratio", {"x": abs(ratio - 1)})


def _value(figure: Figure, value: float | int | None) -> Sentence:
    if figure.unit == "share":
        return ("metrics.value_share", {"x": value})
    if figure.unit == "seconds":
        return ("metrics.value_seconds", {"s": value})
    return ("metrics.value_count", {"n": value})


def _doubt(figure: Figure) -> Sentence:
    """The interval of what is inferred, with n."""
    if figure.interval is None:
        return ("review.doubt_n", {"n": figure.n})
    return ("review.doubt", {"interval": figure.interval, "n": figure.n})


def _answered_and_tickets(counts: Mapping[str, Any]) -> list[Sentence]:
    if counts["tickets_per_call"] is None:
        return []
    per_hundred = 100 * counts["tickets_per_call"]
    params = {"tickets": counts["tickets_opened"], "answered": counts["calls_answered"]}
    return [("review.answered_and_tickets", {**params, "per_hundred": per_hundred})]


def _missed_and_followed_up(counts: Mapping[str, Any]) -> list[Sentence]:
    missed, voicemails, outbound = (
        counts[name] for name in ("calls_missed", "voicemail_tickets", "calls_outbound")
    )
    if not missed or voicemails is None or outbound is None:
        return []
    params = {"missed": missed, "voicemails": voicemails}
    if counts["callbacks"] is None:
        return [("review.missed_and_outbound", {**params, "outbound": outbound})]
    return [("review.missed_and_callbacks", {**params, "callbacks": counts["callbacks"]})]


_AGAINST = {
    "answered_and_tickets": _answered_and_tickets,
    "missed_and_followed_up": _missed_and_followed_up,
}


def _silences(lines: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    """One sentence for all sources that were silent on the same days."""
    together: dict[Any, list[Mapping[str, Any]]] = {}
    for line in lines:
        spells = tuple((spell["from"], spell["to"]) for spell in line["spells"])
        together.setdefault((line["source"] is None, spells), []).append(line)
    return [_silence(alike) for alike in together.values()]


def _silence(alike: Sequence[Mapping[str, Any]]) -> Sentence:
    line = alike[0]
    spells: list[Sentence] = [_spell(spell) for spell in line["spells"][:_SPELLS_SHOWN]]
    if more := len(line["spells"]) - len(spells):
        spells.append(("review.more_spells", {"n": more}))
    params = {"n": len(line["days"]), "spells": spells}
    if line["source"] is None:
        return ("review.silent_everywhere", params)
    sources: list[Sentence] = [("review.named_source", {"name": other["source"]}) for other in alike]
    return ("review.silent_source", {**params, "sources": sources})


def _spell(spell: Mapping[str, Any]) -> Sentence:
    if spell["from"] == spell["to"]:
        return ("review.one_day", {"first": spell["from"]})
    return ("review.days_between", {"first": spell["from"], "last": spell["to"]})
