"""The registration of trademarks as an event log (XES): a trace for each application."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.demo.calendar import DAY, Calendar
from sawt.demo.cells import clocks, coded, moments, numbers
from sawt.demo.drawing import NEVER, Ints, generator, lognormal_s, pick
from sawt.demo.exports import text_bytes
from sawt.demo.people import WEB_FORMS, Customers, joined

EVENTS = (
    "تقديم الطلب",
    "دفع الرسوم",
    "إسناد",
    "بدء الدراسة",
    "طلب استكمال",
    "استكمال من المتعامل",
    "اعتماد",
    "نشر في الجريدة الرسمية",
    "إصدار",
    "رفض",
    "سحب الطلب",
)
FILED, PAID, ASSIGNED, STARTED, ASKED, COMPLETED, APPROVED, PUBLISHED, ISSUED, REJECTED, WITHDRAWN = range(
    len(EVENTS)
)
_CHANNELS = ("web", "app", "sanad", "counter")
_EXAMINERS = tuple(f"EX-{n:02d}" for n in range(1, 10))
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<string key="concept:name" value="Trademark registration"/>
"""


def trademark_log(calendar: Calendar, customers: Customers, seed: int, until: int) -> bytes:
    """The whole log as of `until` (local seconds); what comes later is not in it."""
    rng = generator(seed, "trademarks")
    filed = calendar.arrivals(rng, "trademarks", online=True)
    count = len(filed)
    english = rng.random(count) < 0.3
    who = customers.drawn(rng, english)
    trace = joined(
        "<trace>\n",
        _attribute(
            "string",
            "concept:name",
            joined("TM-", moments(filed, "%Y"), "-", numbers(10_000 + np.arange(count))),
        ),
        _attribute("string", "service", pa.repeat("trademarks", count)),
        _attribute("string", "channel", coded(_CHANNELS, pick(rng, (0.62, 0.12, 0.2, 0.06), count))),
        _attribute("string", "language", coded(("ar", "en"), english.astype(np.int64))),
        _attribute("string", "customer", customers.written(rng, who, WEB_FORMS)),
    )
    owner, event, at = _lives(rng, calendar, filed)
    kept = at <= until
    owner, event, at = owner[kept], event[kept], at[kept]
    order = np.lexsort((event, at, owner))
    owner, event, at = owner[order], event[order], at[order]
    by_system = np.isin(event, (FILED, PAID))
    resource = pc.if_else(
        pa.array(by_system), pa.scalar("SYSTEM"), coded(_EXAMINERS, owner % len(_EXAMINERS))
    )
    line = joined(
        "<event>\n",
        _attribute("string", "concept:name", coded(EVENTS, event)),
        _attribute("string", "lifecycle:transition", pa.repeat("complete", len(event))),
        _attribute("string", "org:resource", resource),
        _attribute(
            "date", "time:timestamp", joined(moments(at, "%Y-%m-%d"), "T", clocks(at % DAY), ".000+04:00")
        ),
        "</event>\n",
    )
    first = np.concatenate([[True], owner[1:] != owner[:-1]])
    last = np.concatenate([owner[1:] != owner[:-1], [True]])
    line = pc.if_else(pa.array(first), joined(trace.take(pa.array(owner)), line), line)
    line = pc.if_else(pa.array(last), joined(line, "</trace>\n"), line)
    return _HEAD.encode() + bytes(text_bytes(line)) + b"</log>\n"


def _lives(rng: np.random.Generator, calendar: Calendar, filed: Ints) -> tuple[Ints, Ints, Ints]:
    """(application, event, local seconds) of every event."""
    count, everyone = len(filed), np.arange(len(filed))
    backlog = 1 + 0.018 * calendar.months_since_2024(filed)
    paid = filed + lognormal_s(rng, 900, 0.8, count)
    assigned = calendar.after_work(paid, lognormal_s(rng, 9 * 3600, 0.7, count))
    started = calendar.after_work(assigned, lognormal_s(rng, 52 * 3600 * backlog, 0.6, count))
    asked = np.where(
        rng.random(count) < 0.31, calendar.after_work(started, lognormal_s(rng, 2 * 3600, 0.5, count)), NEVER
    )
    answered = np.where(asked < NEVER, asked + lognormal_s(rng, 9 * DAY, 0.8, count), NEVER)
    answered = np.where(rng.random(count) < 0.06, NEVER, answered)
    ready = np.where(asked < NEVER, answered, started)
    known = np.where(ready < NEVER, ready, filed)
    decision = calendar.after_work(known, lognormal_s(rng, 16 * 3600, 0.6, count))
    refused = rng.random(count) < 0.07
    approved = np.where((ready < NEVER) & ~refused, decision, NEVER)
    published = np.where(approved < NEVER, approved + 10 * DAY, NEVER)
    issued = np.where(approved < NEVER, published + 60 * DAY + rng.integers(0, 3 * DAY, count), NEVER)
    withdrawn = np.where((rng.random(count) < 0.7) & (ready >= NEVER), filed + 90 * DAY, NEVER)
    lives = {
        FILED: filed, PAID: paid, ASSIGNED: assigned, STARTED: started, ASKED: asked, COMPLETED: answered,
        APPROVED: approved, PUBLISHED: published, ISSUED: issued,
        REJECTED: np.where((ready < NEVER) & refused, decision, NEVER), WITHDRAWN: withdrawn,
    }  # fmt: skip
    owner = np.tile(everyone, len(lives))
    event = np.repeat(np.array(list(lives)), count)
    at = np.concatenate(list(lives.values()))
    return owner, event, at


def _attribute(kind: str, key: str, values: pa.Array) -> pa.Array:
    """One XES attribute a value; the values hold nothing that XML would need escaped."""
    return joined(f'<{kind} key="{key}" value="', values, '"/>\n')
