"""Calls that the ministry makes, each with its purpose, as the contact centre's report lists them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sawt.demo.calendar import Calendar
from sawt.demo.calls import ANSWERED, Calls
from sawt.demo.cells import ISO_SECONDS, clocks, coded, constant, moments, numbers, only
from sawt.demo.drawing import NEVER, Bools, Ints, generator, lognormal_s, pick
from sawt.demo.people import AGENT_NAMES, AGENTS, CLERK_FORMS, WITHHELD, Customers, joined
from sawt.demo.themes import CHALLENGE_CODES, SERVICE_CODES, challenges_of, services_of


@dataclass(frozen=True)
class Outbound:
    """Calls that the ministry made, in order.

    `call` is the missed call that it answers to, or -1 · `purpose` a position in PURPOSES, or after them
    for a callback.
    """

    start: Ints
    ring: Ints
    talk: Ints
    answered: Bools
    purpose: Ints
    customer: Ints
    agent: Ints
    service: Ints
    challenge: Ints
    call: Ints
    phone: pa.Array


PURPOSES = {
    "Ticket follow-up": 0.46,
    "Document request": 0.22,
    "Notification": 0.16,
    "Satisfaction survey": 0.1,
    "Appointment reminder": 0.06,
}
CALLBACK = "Callback"


def outbound_calls(calendar: Calendar, customers: Customers, calls: Calls, seed: int) -> Outbound:
    """About half the missed calls are called back the same day; the rest has other purposes."""
    rng = generator(seed, "outbound")
    start = calendar.arrivals(rng, "outbound")
    count = len(start)
    missed = np.flatnonzero((calls.outcome != ANSWERED) & (calls.customer != WITHHELD))
    missed = missed[rng.random(len(missed)) < 0.55]
    call = np.full(count, -1)
    # The next outbound call after a missed one, a quarter of an hour later at the earliest, is its callback.
    slot = np.searchsorted(start, calls.end[missed] + 900 + rng.integers(0, 5400, len(missed)))
    within = slot < count
    call[slot[within]] = missed[within]
    back = call >= 0
    who = np.where(back, calls.customer[call], customers.drawn(rng, rng.random(count) < 0.04))
    service = np.where(back, calls.service[call], services_of(rng, customers.english[who]))
    purpose = np.where(back, len(PURPOSES), pick(rng, list(PURPOSES.values()), count))
    answered = rng.random(count) < np.where(back, 0.7, 0.78)
    return Outbound(
        start=start,
        ring=np.minimum(lognormal_s(rng, 14, 0.5, count), 60),
        talk=np.where(answered, lognormal_s(rng, 95, 0.7, count), 0),
        answered=answered,
        purpose=purpose,
        customer=who,
        agent=rng.integers(0, AGENTS, count),
        service=service,
        challenge=challenges_of(rng, service, calendar.months_since_2024(start)),
        call=call,
        phone=customers.written(rng, who, CLERK_FORMS),
    )


def outbound_cells(made: Outbound, customers: Customers, rows: Ints) -> pa.Table:
    """The chosen calls, one row each. What is not answered is busy, or rings out."""
    start, answered, count = made.start[rows], made.answered[rows], len(rows)
    picked_up = start + made.ring[rows]
    coded_up = answered & (rows % 11 != 0)
    result = np.where(answered, 0, 1 + (rows % 5 == 0))
    code = joined(coded(SERVICE_CODES, made.service[rows]), ":", coded(CHALLENGE_CODES, made.challenge[rows]))
    english = customers.english[made.customer[rows]].astype(np.int64)
    return pa.table(
        {
            "Call ID": joined("OB-", numbers(start), "-", numbers(rows % 97)),
            "Direction": constant("Outbound", count),
            "Start Time": moments(start, ISO_SECONDS),
            "Answer Time": moments(np.where(answered, picked_up, NEVER), ISO_SECONDS),
            "End Time": moments(picked_up + made.talk[rows], ISO_SECONDS),
            "Queue": pa.nulls(count, pa.string()),
            "Agent": coded(AGENT_NAMES, made.agent[rows]),
            "Caller Number": made.phone.take(pa.array(rows)),
            "Result": coded(("Answered", "No Answer", "Busy"), result),
            "Wait (s)": numbers(made.ring[rows]),
            "Talk Time": clocks(made.talk[rows]),
            "Hold (s)": numbers(np.zeros(count, dtype=np.int64)),
            "After Call Work (s)": numbers(20 + rows % 35, answered),
            "Language": coded(("Arabic", "English"), english),
            "Purpose": coded((*PURPOSES, CALLBACK), made.purpose[rows]),
            "Service Code": coded(SERVICE_CODES, made.service[rows]),
            "Wrap-up Code": only(coded_up, code),
        }
    )
