"""Inbound calls as arrays: who calls when, who answers, who gives up."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from sawt.demo.calendar import DAY, Calendar
from sawt.demo.drawing import Bools, Floats, Ints, choose, generator, lognormal_s, pick
from sawt.demo.people import AGENTS, WITHHELD, Customers
from sawt.demo.themes import QUEUES, challenges_of, queues_of, services_of

ANSWERED, ABANDONED, ESCAPED, OVERFLOWED = range(4)
TIMEOUT_S = 90
OVERFLOW_QUEUE = len(QUEUES) - 1


@dataclass(frozen=True)
class Calls:
    """Inbound calls in order of arrival, equal-length arrays.

    `start` local seconds of entering the first queue · `outcome` one of the four above · `wait` seconds
    until the answer or the end of waiting, over both queues · `hopped` moved to the overflow queue after
    TIMEOUT_S · `talk`, `wrap` seconds, 0 unless answered · `agent` position, -1 unless answered ·
    `customer` position or WITHHELD · `service`, `queue`, `challenge` positions in the themes' lists.
    """

    start: Ints
    english: Bools
    service: Ints
    queue: Ints
    challenge: Ints
    customer: Ints
    outcome: Ints
    wait: Ints
    hopped: Bools
    talk: Ints
    wrap: Ints
    agent: Ints

    @property
    def answer(self) -> Ints:
        """Local seconds of the answer or of the end of waiting."""
        return self.start + self.wait

    @property
    def end(self) -> Ints:
        return self.start + self.wait + self.talk


def inbound_calls(calendar: Calendar, customers: Customers, seed: int) -> Calls:
    """All inbound calls: as many in total, missed and English as the quotas say, in each block."""
    rng = generator(seed, "calls")
    start = calendar.arrivals(rng, "inbound")
    block = calendar.block_of(start)
    english = _exactly(rng, calendar, "english", block, np.ones(len(start)))
    pressure = _pressure(start)
    missed = _exactly(rng, calendar, "missed", block, pressure**1.6)
    service = services_of(rng, english)
    outcome = np.where(missed, 1 + pick(rng, (0.5, 0.345, 0.155), len(start)), ANSWERED)
    hopped = np.where(outcome == OVERFLOWED, rng.random(len(start)) < 0.6, rng.random(len(start)) < 0.022)
    wait = _waits(rng, outcome, hopped, pressure)
    answered = outcome == ANSWERED
    talk = np.where(answered, lognormal_s(rng, 158 + 9.0 * (service % 7), 0.72, len(start)), 0)
    wrap = np.where(answered, lognormal_s(rng, 38, 0.6, len(start)), 0)
    agent, wait = _agents(rng, start, wait, talk + wrap, answered)
    return Calls(
        start=start,
        english=english,
        service=service,
        queue=queues_of(service, english),
        challenge=challenges_of(rng, service, calendar.months_since_2024(start)),
        customer=_callers(rng, customers, start, english, ~answered),
        outcome=outcome,
        wait=wait,
        hopped=hopped,
        talk=talk,
        wrap=wrap,
        agent=agent,
    )


def _exactly(rng: np.random.Generator, calendar: Calendar, name: str, block: Ints, weights: Floats) -> Bools:
    """Mark as many calls of each block as the quota says."""
    marked = np.zeros(len(block), dtype=bool)
    for number in (0, 1):
        rows = np.flatnonzero(block == number)
        marked[rows] = choose(rng, weights[rows], calendar.quota(name, number))
    return marked


def _pressure(start: Ints) -> Floats:
    """Calls within a quarter of an hour around each, relative to their mean."""
    near = np.searchsorted(start, start + 900) - np.searchsorted(start, start - 900)
    return near / near.mean() if len(start) else near.astype(float)


def _waits(rng: np.random.Generator, outcome: Ints, hopped: Bools, pressure: Floats) -> Ints:
    """Seconds: log-normal, longer under pressure; patience and announcements for those who leave."""
    count = len(outcome)
    answered = lognormal_s(rng, 11 * pressure**0.9 + 3, 0.85, count)
    given_up = lognormal_s(rng, 48, 0.95, count)
    by_key = 20 + lognormal_s(rng, 22, 0.6, count)
    wait = np.choose(outcome, [answered, given_up, by_key, np.full(count, TIMEOUT_S)])
    return np.where(
        hopped, TIMEOUT_S + np.minimum(wait, 150), np.minimum(wait, np.where(outcome == 0, 600, 900))
    )


def _agents(
    rng: np.random.Generator, start: Ints, wait: Ints, busy: Ints, answered: Bools
) -> tuple[Ints, Ints]:
    """Who answers: of the day's shift the one idle longest; nobody talks to two callers at once.

    Returns agents (-1 where nobody answered) and waits, longer where all were busy.
    """
    agent, wait = np.full(len(start), -1, dtype=np.int64), wait.copy()
    rows = np.flatnonzero(answered)
    rows = rows[np.argsort(start[rows] + wait[rows], kind="stable")]
    ready, lasting = (start + wait).tolist(), busy.tolist()
    day_of, today, shift = (start // DAY).tolist(), -1, [(0, 0)]
    for row in rows.tolist():
        if day_of[row] != today:
            today = day_of[row]
            shift = [(0, int(a)) for a in rng.permutation(AGENTS)[: 18 + int(rng.integers(4))]]
        free, who = shift[0]
        begins = max(ready[row], free)
        heapq.heapreplace(shift, (begins + lasting[row], who))
        agent[row], wait[row] = who, begins - start[row]
    return agent, wait


def _callers(
    rng: np.random.Generator, customers: Customers, start: Ints, english: Bools, missed: Bools
) -> Ints:
    """Customers by a power law; some call again within days, and many after a missed call at once."""
    count = len(start)
    parent = np.arange(count)
    again = rng.random(count) < 0.17
    back = np.searchsorted(start, start - (DAY * rng.gamma(1.3, 2.4, count)).astype(np.int64))
    parent[again] = np.minimum(back, parent)[again]
    retry = np.flatnonzero(missed & (rng.random(count) < 0.46))
    later = np.minimum(retry + rng.integers(2, 30, len(retry)), count - 1)
    parent[later] = np.minimum(retry, later)
    parent = np.where(english[parent] == english, parent, np.arange(count))
    while True:  # follow the chain of calls to its first one
        first = parent[parent]
        if np.array_equal(first, parent):
            break
        parent = first
    who = customers.drawn(rng, english)[parent]
    return np.where(rng.random(count) < 0.014, WITHHELD, who)
