"""Inbound calls and the agents' day as lines of Asterisk's queue_log.

`epoch|callid|queue|member|EVENT|data1|data2|…`; waits and talk in seconds, RINGNOANSWER in
milliseconds. WRAPUP is the ministry's own line, written by the dial plan when the agent has chosen a
code: `service:challenge` of the taxonomy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.demo import calls as of
from sawt.demo.calendar import DAY, UTC_OFFSET
from sawt.demo.calls import TIMEOUT_S, Calls
from sawt.demo.drawing import Bools, Ints, generator, lognormal_s, pick
from sawt.demo.people import AGENTS, EXCHANGE_FORMS, WITHHELD, Customers, joined
from sawt.demo.themes import CHALLENGE_CODES, QUEUES, SERVICE_CODES

_MEMBERS = pa.array([f"PJSIP/{3001 + agent}" for agent in range(AGENTS)])
_SPECIALISTS = pa.array([f"PJSIP/{3101 + agent}" for agent in range(8)])
_QUEUES = pa.array(QUEUES)
_PAUSES = ("Break", "Prayer", "Ticket work", "Training")


@dataclass(frozen=True)
class Log:
    """Lines in order of time, each with its line end; `at` their local seconds."""

    at: Ints
    text: pa.Array

    def between(self, first: int, last: int) -> Log:
        """The lines with first <= at < last."""
        a, b = np.searchsorted(self.at, [first, last])
        return Log(self.at[a:b], self.text.slice(int(a), int(b - a)))


def call_ids(calls: Calls) -> pa.Array:
    """The exchange's identifier of each call: `epoch.sequence`."""
    return joined(_text(calls.start - UTC_OFFSET), ".", _text(20_000 + 3 * np.arange(len(calls.start))))


def queue_log(customers: Customers, calls: Calls, seed: int) -> Log:
    """Every line of every inbound call and of every agent's day."""
    rng = generator(seed, "queue_log")
    lines = _Lines(calls, call_ids(calls))
    lines.enters(customers, rng)
    lines.unanswered_rings(rng)
    lines.hops()
    lines.answers(rng)
    lines.leavers(rng)
    lines.agents(rng)
    return lines.sorted()


class _Lines:
    """Collects lines step by step; a stable sort by time keeps the steps of one second in order."""

    def __init__(self, calls: Calls, ids: pa.Array) -> None:
        self.calls, self.ids = calls, ids
        self.queue = np.where(calls.hopped, of.OVERFLOW_QUEUE, calls.queue)
        self.leg_wait = np.where(calls.hopped, calls.wait - TIMEOUT_S, calls.wait)
        waiting = np.arange(len(calls.start)) - np.searchsorted(np.sort(calls.answer), calls.start)
        self.position = np.maximum(waiting, 0) + 1
        self._at: list[Ints] = []
        self._text: list[pa.Array] = []

    def add(
        self, at: Ints, ids: pa.Array | str, queue: pa.Array | str, member: pa.Array | str, *rest: object
    ) -> None:
        """One line for each moment; parts are texts, arrays of text, or whole numbers."""
        parts = [ids, queue, member, *rest]
        whole = [_text(p) if isinstance(p, np.ndarray) else p for p in parts]
        scalars = [pa.scalar(p) if isinstance(p, str) else p for p in whole]
        self._at.append(at)
        line = pc.binary_join_element_wise(_text(at - UTC_OFFSET), *scalars, "|")
        self._text.append(joined(line, "\n"))

    def sorted(self) -> Log:
        at = np.concatenate(self._at)
        order = np.argsort(at, kind="stable")
        return Log(at[order], pc.take(pa.concat_arrays(self._text), pa.array(order)))

    def of(self, rows: Ints) -> tuple[pa.Array, pa.Array]:
        """Call identifiers and last queues."""
        return self.ids.take(pa.array(rows)), _QUEUES.take(pa.array(self.queue[rows]))

    def enters(self, customers: Customers, rng: np.random.Generator) -> None:
        calls = self.calls
        caller = customers.written(rng, calls.customer, EXCHANGE_FORMS)
        hidden = pa.array(np.where(np.arange(len(calls.start)) % 3 == 0, "unknown", "anonymous"))
        caller = pc.if_else(pa.array(calls.customer == WITHHELD), hidden, caller)
        first = _QUEUES.take(pa.array(calls.queue))
        self.add(calls.start, self.ids, first, "NONE", "ENTERQUEUE", "", caller, self.position)

    def unanswered_rings(self, rng: np.random.Generator) -> None:
        """A member's telephone rang in vain before somebody else answered."""
        calls = self.calls
        rings = 8 + rng.integers(0, 12, len(calls.start))
        rows = np.flatnonzero((rng.random(len(calls.start)) < 0.35) & (self.leg_wait > rings + 3))
        at = calls.answer[rows] - rng.integers(1, 3, len(rows))
        member = _MEMBERS.take(pa.array(rng.integers(0, AGENTS, len(rows))))
        milliseconds = rings[rows] * 1000 + rng.integers(0, 1000, len(rows))
        event = pa.array(np.where(rng.random(len(rows)) < 0.9, "RINGNOANSWER", "RINGCANCELED"))
        self.add(at, *self.of(rows), member, event, milliseconds)

    def hops(self) -> None:
        """The first queue gave up; the same call enters the overflow queue."""
        calls = self.calls
        rows = np.flatnonzero(calls.hopped)
        ids, queue = self.of(rows)
        first, at = _QUEUES.take(pa.array(calls.queue[rows])), calls.start[rows] + TIMEOUT_S
        place = self.position[rows]
        waited = np.full(len(rows), TIMEOUT_S)
        self.add(at, ids, first, "NONE", "EXITWITHTIMEOUT", np.maximum(place - 1, 1), place, waited)
        self.add(at, ids, queue, "NONE", "ENTERQUEUE", "", "", np.ones(len(rows), dtype=np.int64))

    def answers(self, rng: np.random.Generator) -> None:
        calls = self.calls
        rows = np.flatnonzero(calls.outcome == of.ANSWERED)
        ids, queue = self.of(rows)
        member = _MEMBERS.take(pa.array(calls.agent[rows]))
        ring = np.minimum(1 + rng.integers(0, 7, len(rows)), self.leg_wait[rows])
        wait, talk, place = self.leg_wait[rows], calls.talk[rows], self.position[rows]
        channel = joined(_text(calls.answer[rows] - UTC_OFFSET), ".", _text(20_001 + 3 * rows))
        self.add(calls.answer[rows], ids, queue, member, "CONNECT", wait, channel, ring)
        end = pick(rng, (0.625, 0.335, 0.015, 0.01, 0.015), len(rows))
        for kind, event in ((0, "COMPLETECALLER"), (1, "COMPLETEAGENT")):
            m = end == kind
            self.add(calls.end[rows][m], *_where(m, ids, queue, member), event, wait[m], talk[m], place[m])
        m = (end == 2) | (end == 3)
        target = pa.array(np.where(end[m] == 2, "7005", "5020"))
        parts = _where(m, ids, queue, member)
        self.add(
            calls.end[rows][m], *parts, "BLINDTRANSFER", target, "from-queue", wait[m], talk[m], place[m]
        )
        m = end == 4
        parts = _where(m, ids, queue, member)
        bridge = joined(_where(m, channel)[0], "-b")
        self.add(calls.end[rows][m], *parts, "ATTENDEDTRANSFER", "BRIDGE", bridge, wait[m], talk[m], place[m])
        self._second_legs(rng, rows[end == 2])
        self._wrap_ups(rng, rows[rng.random(len(rows)) < 0.92])

    def _second_legs(self, rng: np.random.Generator, rows: Ints) -> None:
        """A transferred call waits again, and a specialist takes it: still one call."""
        calls, ids = self.calls, self.of(rows)[0]
        member = _SPECIALISTS.take(pa.array(rng.integers(0, len(_SPECIALISTS), len(rows))))
        enter = calls.end[rows]
        wait, talk = rng.integers(2, 50, len(rows)), lognormal_s(rng, 140, 0.6, len(rows))
        one = np.ones(len(rows), dtype=np.int64)
        channel = joined(_text(enter + wait - UTC_OFFSET), ".", _text(20_002 + 3 * rows))
        self.add(enter, ids, "7005", "NONE", "ENTERQUEUE", "", "", one)
        self.add(enter + wait, ids, "7005", member, "CONNECT", wait, channel, np.minimum(wait, 4))
        self.add(enter + wait + talk, ids, "7005", member, "COMPLETECALLER", wait, talk, one)

    def _wrap_ups(self, rng: np.random.Generator, rows: Ints) -> None:
        calls = self.calls
        # Some agents choose the first code of the list when they are in a hurry.
        hurried = rng.random(len(rows)) < 0.06
        challenge = np.where(hurried, 0, calls.challenge[rows])
        code = joined(_coded(SERVICE_CODES, calls.service[rows]), ":", _coded(CHALLENGE_CODES, challenge))
        member = _MEMBERS.take(pa.array(calls.agent[rows]))
        self.add(calls.end[rows] + calls.wrap[rows], *self.of(rows), member, "WRAPUP", code)

    def leavers(self, rng: np.random.Generator) -> None:
        calls = self.calls
        for outcome, event in ((of.ABANDONED, "ABANDON"), (of.ESCAPED, "EXITWITHKEY"), (of.OVERFLOWED, "")):
            rows = np.flatnonzero(calls.outcome == outcome)
            place, wait = self.position[rows], self.leg_wait[rows]
            told: list[object] = [np.maximum(place - 1, 1), place, wait]
            if outcome == of.ESCAPED:
                told.insert(0, "1")
            empty = pa.array(np.where(rng.random(len(rows)) < 0.06, "EXITEMPTY", "EXITWITHTIMEOUT"))
            self.add(calls.answer[rows], *self.of(rows), "NONE", event or empty, *told)

    def agents(self, rng: np.random.Generator) -> None:
        """Agents log in, pause and log out; one start of the queues each week."""
        calls = self.calls
        worked = calls.start // DAY * AGENTS + calls.agent
        shifts = np.unique(worked[calls.outcome == of.ANSWERED])
        day, agent = shifts // AGENTS, shifts % AGENTS
        member = _MEMBERS.take(pa.array(agent))
        begin = day * DAY + 26_100 + rng.integers(0, 840, len(day))
        self.add(begin, "MANAGER", "7001", member, "ADDMEMBER", "")
        for hour, share in ((9.8, 0.7), (12.2, 0.8)):
            m = rng.random(len(day)) < share
            start = day[m] * DAY + int(hour * 3600) + rng.integers(0, 3600, int(m.sum()))
            length = lognormal_s(rng, 900, 0.4, len(start))
            reason = _coded(_PAUSES, pick(rng, (0.4, 0.35, 0.2, 0.05), len(start)))
            self.add(start, "NONE", "NONE", member.filter(pa.array(m)), "PAUSE", reason)
            self.add(start + length, "NONE", "NONE", member.filter(pa.array(m)), "UNPAUSE", "")
        self.add(
            day * DAY + 52_500 + rng.integers(0, 900, len(day)), "MANAGER", "7001", member, "REMOVEMEMBER", ""
        )
        weekly = np.unique(day)[np.unique(day) % 7 == 3] * DAY + 25_200  # Sundays
        self.add(weekly, "NONE", "NONE", "NONE", "QUEUESTART", "")


def _text(numbers: Ints) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _coded(words: Sequence[str], positions: Ints) -> pa.Array:
    return pa.array(words).take(pa.array(positions))


def _where(mask: Bools, *arrays: pa.Array) -> list[pa.Array]:
    return [array.filter(pa.array(mask)) for array in arrays]
