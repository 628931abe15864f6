"""Every metric, declared once as Ibis expressions over weighted rows.

A declaration names sets of rows; how they are counted, from which derived table, and how the value
is made of them belongs to `asking`. The same expression reads raw rows and derived cells, since both
carry `n`, `hi` and `lo`. Titles and definitions in words live in `locale/metrics.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis.expr.types as ir

from sawt.errors import CallError
from sawt.facts.declaration import Metric, Parameter, Rows
from sawt.facts.labels import COLUMN_OF, TWICE_OF, UNDERSTOOD
from sawt.vocabulary import ABANDONED, ANSWERED, HEADS, MISSED_OUTCOMES, OFFERED_OUTCOMES, TOUCHPOINTS


def _inbound(t: ir.Table, _: Mapping[str, Any]) -> ir.BooleanValue:
    return (t.touchpoint == "call") & (t.direction == "inbound")


def _inbound_with(*outcomes: str) -> Rows:
    return lambda t, p: _inbound(t, p) & t.outcome.isin(outcomes)


def _of_touchpoint(*touchpoints: str) -> Rows:
    return lambda t, p: t.touchpoint.isin(touchpoints)


_missed = _inbound_with(*MISSED_OUTCOMES)
_offered = _inbound_with(*OFFERED_OUTCOMES)
_answered = _inbound_with(ANSWERED)
_ticket = _of_touchpoint("ticket")


def _long_enough(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    """Offered calls without the short abandonments; with short_s = 0 nothing is left out."""
    if not p["short_s"]:
        return _offered(t, p)
    return _offered(t, p) & ~_gave_up_within(t, p["short_s"])


def _gave_up_within(t: ir.Table, seconds: float) -> ir.BooleanValue:
    """Those who gave up in time; one whose wait is unknown is not known to have."""
    return (t.outcome == ABANDONED) & (t.wait_s <= seconds).fill_null(False)


def _abandoned_long_enough(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    return _long_enough(t, p) & (t.outcome == ABANDONED)


def _served_in_time(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    in_time = (t.wait_s <= p["threshold_s"]).fill_null(False)
    counted = (ANSWERED, ABANDONED) if p["variant"] == "D" else (ANSWERED,)
    return _service_level_base(t, p) & t.outcome.isin(counted) & in_time


def _service_level_base(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    """A and D: offered. B: offered without those who gave up in time. C: answered."""
    if p["variant"] == "B":
        return _offered(t, p) & ~_gave_up_within(t, p["threshold_s"])
    return _answered(t, p) if p["variant"] == "C" else _offered(t, p)


def _in_language(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    return _with_language(t, p) & (t.language == p["language"])


def _with_language(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    return _inbound(t, p) & t.language.notnull()


def _solved(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    return _ticket(t, p) & t.solved_month.notnull()


def _everything(t: ir.Table, _: Mapping[str, Any]) -> ir.BooleanValue:
    return t.n > 0


def _of_customers(t: ir.Table, _: Mapping[str, Any]) -> ir.BooleanValue:
    """What customers did; the ministry's own calls and messages are not what customers say."""
    return t.direction.isnull() | (t.direction == "inbound")


def _read(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    """Contacts of which the head is known: the machine was sure, or a person said so."""
    return _of_customers(t, p) & t[COLUMN_OF[p["head"]]].notnull()


def _read_once(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    """As `_read`; with linked=once without a call of which the ticket's own words tell the same."""
    return _read(t, p) & ~t[TWICE_OF[p["head"]]] if p["linked"] == "once" else _read(t, p)


def _whose(t: ir.Table, p: Mapping[str, Any]) -> ir.BooleanValue:
    return _read_once(t, {**p, "head": "jurisdiction"}) & (t.jurisdiction != "unclear")


_CALL, _TICKET, _RUN = ("call",), ("ticket",), ("transaction",)
_BASIS = {"basis": Parameter("full_count", ("full_count", "process"))}
_CLOCK = {"clock": Parameter("calendar", ("calendar",)), "method": Parameter("km", ("km", "closed_only"))}

_SPOKEN = tuple(touchpoint for touchpoint in TOUCHPOINTS if touchpoint not in ("survey", "mystery"))
_HEAD, _LINKED = Parameter("challenge", HEADS), Parameter("counted", ("counted", "once"))

METRICS: dict[str, Metric] = {
    metric.id: metric
    for metric in (
        Metric("calls_inbound", "count", _inbound, "calls", _CALL),
        Metric(
            "calls_outbound",
            "count",
            lambda t, p: (t.touchpoint == "call") & (t.direction == "outbound"),
            "calls",
            _CALL,
        ),
        Metric("calls_missed", "count", _missed, "calls", _CALL),
        Metric("calls_answered", "count", _answered, "calls", _CALL),
        Metric(
            "missed_rate",
            "share",
            lambda t, p: _inbound(t, p) if p["missed_inside_inbound"] else _answered(t, p),
            "share",
            _CALL,
            hit=_missed,
            params={"missed_inside_inbound": Parameter(True, (True, False)), **_BASIS},
        ),
        Metric(
            "abandonment_rate",
            "share",
            _long_enough,
            "share",
            _CALL,
            hit=_abandoned_long_enough,
            params={"short_s": Parameter(0), **_BASIS},
        ),
        Metric(
            "service_level",
            "share",
            _service_level_base,
            "share",
            _CALL,
            hit=_served_in_time,
            params={"variant": Parameter("A", ("A", "B", "C", "D")), "threshold_s": Parameter(20), **_BASIS},
        ),
        Metric("speed_of_answer_mean", "mean", _answered, "seconds", _CALL, value="wait_s"),
        Metric(
            "wait_median",
            "quantile",
            lambda t, p: _inbound_with(*((ANSWERED,) if p["of"] == "answered" else OFFERED_OUTCOMES))(t, p),
            "seconds",
            _CALL,
            value="wait_s",
            params={"of": Parameter("answered", ("answered", "offered"))},
        ),
        Metric(
            "wait_p90",
            "quantile",
            lambda t, p: _inbound_with(*((ANSWERED,) if p["of"] == "answered" else OFFERED_OUTCOMES))(t, p),
            "seconds",
            _CALL,
            value="wait_s",
            quantile=0.9,
            params={"of": Parameter("answered", ("answered", "offered"))},
        ),
        Metric("handle_time_mean", "mean", _answered, "seconds", _CALL, value="handle_s"),
        Metric(
            "language_share",
            "share",
            _with_language,
            "share",
            _CALL,
            hit=_in_language,
            params={"language": Parameter("ar"), **_BASIS},
        ),
        Metric("tickets_opened", "count", _ticket, "tickets", _TICKET),
        Metric("voicemail_tickets", "count", _of_touchpoint("voicemail"), "tickets", ("voicemail",)),
        Metric(
            "first_response_median",
            "survival",
            _ticket,
            "seconds",
            _TICKET,
            end=lambda p: "response",
            params=_CLOCK,
            basis="process",
        ),
        Metric(
            "resolution_median",
            "survival",
            _ticket,
            "seconds",
            _TICKET,
            end=lambda p: p["end"],
            params={**_CLOCK, "end": Parameter("resolved", ("resolved", "closed"))},
            basis="process",
        ),
        Metric(
            "reopen_rate",
            "share",
            _solved,
            "share",
            _TICKET,
            hit=lambda t, p: _solved(t, p) & t.was_reopened,
            anchor="solved_month",
            anchor_name="solved",
            params=_BASIS,
        ),
        Metric("backlog_end", "stock", _ticket, "tickets", _TICKET, anchor_name="closed"),
        Metric("platform_requests", "count", _of_touchpoint("platform"), "requests", ("platform",)),
        Metric("visits", "count", _of_touchpoint("visit"), "visits", ("visit",)),
        Metric(
            "visit_wait_median",
            "quantile",
            _of_touchpoint("visit"),
            "seconds",
            ("visit",),
            value="wait_s",
        ),
        Metric(
            "distinct_customers",
            "distinct",
            lambda t, p: t.identified,
            "customers",
            ("call", "voicemail", "ticket", "platform", "visit"),
            value="customer_id",
        ),
        Metric(
            "transactions_completed",
            "count",
            lambda t, p: t.ended_month.notnull() & (t.outcome == "completed"),
            "transactions",
            _RUN,
            table="transactions",
            anchor="ended_month",
            anchor_name="closed",
        ),
        Metric(
            "completion_time_median",
            "survival",
            _everything,
            "seconds",
            _RUN,
            table="transactions",
            end=lambda p: "ended",
            params=_CLOCK,
            basis="process",
        ),
        Metric(
            "contacts_read",
            "count",
            _read_once,
            "contacts",
            _SPOKEN,
            table=UNDERSTOOD,
            params={"head": _HEAD, "linked": _LINKED},
            basis="model",
        ),
        Metric(
            "read_coverage",
            "share",
            _of_customers,
            "share",
            _SPOKEN,
            hit=_read,
            table=UNDERSTOOD,
            params={"head": _HEAD},
            basis="model",
        ),
        Metric(
            "out_of_scope_share",
            "share",
            _whose,
            "share",
            _SPOKEN,
            hit=lambda t, p: _whose(t, p) & (t.jurisdiction != "ours"),
            table=UNDERSTOOD,
            params={"linked": _LINKED},
            basis="model",
        ),
    )
}


def metric_named(name: str) -> Metric:
    """Raises CallError `asking.unknown_metric` with the nearest names."""
    if name in METRICS:
        return METRICS[name]
    import difflib

    near = difflib.get_close_matches(name, METRICS, n=3)
    if not near:
        raise CallError("asking.no_such_metric", metric=name)
    raise CallError("asking.unknown_metric", metric=name, near=", ".join(near))
