"""From sets and measurements to the value of a figure, its interval and its notes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sawt.facts.labels import LABELS, UNDERSTOOD
from sawt.facts.question import Question, RowSet
from sawt.facts.snapshot import Snapshot
from sawt.stats.intervals import wilson
from sawt.stats.quantiles import quantile
from sawt.stats.survival import kaplan_meier
from sawt.vocabulary import Figure


def figure_of(
    snapshot: Snapshot, question: Question, group: tuple, of: RowSet, hit: RowSet | None, measured: Any
) -> Figure:
    """One figure. Unknown is None with a note, never 0."""
    metric, notes = question.declared, []
    value, interval, method = _value(question, of, hit, measured)
    complete = is_complete(snapshot, question)
    if unknown := why_unknown(snapshot, question):
        value, interval, method = None, None, None
        notes.append(unknown)
    elif value is None:
        notes.append("no_rows" if not of.n else "median_not_reached")
    if not complete and not unknown:
        notes.append("not_complete")
    return Figure(
        metric=metric.id,
        version=metric.version,
        from_=str(question.period.first),
        to=str(question.period.last),
        as_of=question.as_of.isoformat(),
        group=dict(zip(question.by, group, strict=True)),
        value=value,
        unit=metric.unit,
        numerator=hit.n if hit else None,
        denominator=of.n if hit else None,
        n=of.n,
        basis=question.params.get("basis", metric.basis),
        interval=interval,
        interval_method=method,
        params=dict(question.params),
        facts_version=snapshot.version.number,
        print=question.print_of(of, hit),
        complete=complete,
        notes=notes,
    )


def known_sources(snapshot: Snapshot, question: Question) -> list[dict[str, Any]]:
    """The sources that feed the metric: those that have brought one of its touchpoints."""
    wanted = set(question.declared.touchpoints)
    return [s for s in snapshot.version.sources.values() if wanted & set(s.get("touchpoints", ()))]


def why_unknown(snapshot: Snapshot, question: Question) -> str | None:
    """The note of a figure of which no source can tell: nothing came, or nothing of such a time."""
    sources = known_sources(snapshot, question)
    if not sources:
        return "no_source"
    if question.period.last_day < _first_day(sources):
        return "before_first_record"
    if question.period.first_day > max(map(_complete_until, sources)):
        return "after_last_record"
    return "not_read" if _asks_readings(question) and not _was_read(snapshot, question) else None


def _asks_readings(question: Question) -> bool:
    """Whether nothing can be told before contacts were read; how much was read can: nothing."""
    return question.metric != "read_coverage" and question.table == UNDERSTOOD


def _was_read(snapshot: Snapshot, question: Question) -> bool:
    months = {str(month) for month in question.period.months}
    return bool(months & snapshot.version.derived.get(LABELS, {}).keys())


def is_complete(snapshot: Snapshot, question: Question) -> bool:
    """Whether the sources that feed the metric tell of the whole period, from its first week to its end."""
    sources = known_sources(snapshot, question)
    until = min(question.period.last_day, question.as_of - timedelta(days=1))
    if question.as_of <= question.period.last_day or not sources:
        return False
    begun = _first_day(sources) < question.period.first_day + timedelta(days=7)
    return begun and all(_complete_until(source) >= until for source in sources)


def _first_day(sources: list[dict[str, Any]]) -> date:
    return min(date.fromisoformat(str(source["first_day"])) for source in sources if source.get("first_day"))


def _complete_until(source: dict[str, Any]) -> date:
    text = source.get("complete_until") or source.get("last_day")
    return date.fromisoformat(str(text)) if text else date.min


def _value(
    question: Question, of: RowSet, hit: RowSet | None, measured: Any
) -> tuple[float | int | None, tuple[float, float] | None, str | None]:
    shape = question.declared.shape
    if shape in ("count", "stock"):
        return of.n, None, None
    if shape == "share":
        return _share(question, of, hit)
    if not of.n or measured is None:
        return (0, None, None) if shape == "distinct" else (None, None, None)
    if shape == "distinct":
        return int(measured[0][0]), None, None
    if shape == "mean":
        values, counts = measured
        return float((values.astype("float64") * counts).sum() / counts.sum()), None, None
    if shape == "quantile":
        values, counts = measured
        return float(quantile(values, counts, question.declared.quantile)), None, None
    return _duration(question, measured)


def _share(
    question: Question, of: RowSet, hit: RowSet | None
) -> tuple[float | None, tuple[float, float] | None, str | None]:
    assert hit is not None
    if not of.n:
        return None, None, None
    if question.params.get("basis") == "process":
        if question.params.get("missed_inside_inbound") is False:
            return hit.n / of.n, _ratio_bounds(hit.n, of.n), "wilson"
        return hit.n / of.n, wilson(hit.n, of.n), "wilson"
    return hit.n / of.n, None, None


def _ratio_bounds(k: int, others: int) -> tuple[float, float] | None:
    """The interval of `k / others`, told from that of the share `k / (k + others)`."""
    low, high = wilson(k, k + others)
    return (low / (1 - low), high / (1 - high)) if high < 1 else None


def _duration(
    question: Question, measured: Any
) -> tuple[float | None, tuple[float, float] | None, str | None]:
    seconds, closed, still_open = measured
    if question.params["method"] == "closed_only":
        kept = closed > 0
        if not kept.any():
            return None, None, None
        return float(quantile(seconds[kept], closed[kept], question.declared.quantile)), None, None
    curve = kaplan_meier(seconds, closed, still_open)
    value = curve.quantile(question.declared.quantile)
    interval = curve.quantile_interval(question.declared.quantile)
    return value, interval, "greenwood_log_log" if interval else None
