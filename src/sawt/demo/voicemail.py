"""Voicemail tickets: messages of callers who left the queue by a key or were timed out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sawt.demo import calls as of
from sawt.demo.calendar import Calendar
from sawt.demo.calls import Calls
from sawt.demo.cells import SECONDS, coded, moments, numbers
from sawt.demo.drawing import NEVER, Ints, choose, generator, lognormal_s
from sawt.demo.outbound import Outbound
from sawt.demo.people import AGENT_NAMES, AGENTS, CLERK_FORMS, Customers, joined
from sawt.demo.phrases import voicemail_summaries
from sawt.demo.themes import QUEUES

_STATUSES = ("جديدة", "قيد المتابعة", "تعذّر التواصل", "مغلقة")
_LANGUAGES = ("العربية", "الإنجليزية")


@dataclass(frozen=True)
class Voicemails:
    """Messages in order; times in local seconds. `call` is the call that ended in the message."""

    opened: Ints
    called_back: Ints
    closed: Ints
    seconds: Ints
    call: Ints
    agent: Ints
    phone: pa.Array
    text: pa.Array

    def updated(self, at: int) -> Ints:
        lives = np.stack([self.opened, self.called_back, self.closed])
        return np.where(lives <= at, lives, 0).max(axis=0)


def voicemails_of(
    calendar: Calendar, customers: Customers, calls: Calls, outbound: Outbound, seed: int
) -> Voicemails:
    """As many as the quota says; nearly everybody who pressed the key, some who were timed out."""
    rng = generator(seed, "voicemail")
    block = calendar.block_of(calls.start)
    likely = np.select([calls.outcome == of.ESCAPED, calls.outcome == of.OVERFLOWED], [8.0, 1.0], 0.0)
    chosen = np.zeros(len(block), dtype=bool)
    for number in (0, 1):
        rows = np.flatnonzero(block == number)
        chosen[rows] = choose(rng, likely[rows], calendar.quota("voicemail", number))
    call = np.flatnonzero(chosen)
    call = call[np.argsort(calls.end[call], kind="stable")]
    count = len(call)
    seconds = np.minimum(lognormal_s(rng, 24, 0.6, count) + 4, 180)
    opened = calls.end[call] + 6
    # The ministry's own log of outgoing calls says when it called back.
    reached = np.full(len(calls.start), NEVER)
    backs = np.flatnonzero((outbound.call >= 0) & outbound.answered)
    reached[outbound.call[backs]] = outbound.start[backs]
    later = calendar.after_work(opened, lognormal_s(rng, 5 * 3600, 0.9, count))
    back = np.where(reached[call] < NEVER, reached[call], np.where(rng.random(count) < 0.62, later, NEVER))
    back = np.where(back > opened, back, NEVER)
    tried = calendar.after_work(opened, lognormal_s(rng, 14 * 3600, 0.5, count))
    closed = np.where(back < NEVER, back + lognormal_s(rng, 300, 0.5, count), tried)
    return Voicemails(
        opened, back, closed, seconds, call,
        agent=rng.integers(0, AGENTS, count),
        phone=customers.written(rng, calls.customer[call], CLERK_FORMS),
        text=voicemail_summaries(rng, calls.service[call]),
    )  # fmt: skip


def voicemail_cells(mails: Voicemails, calls: Calls, ids: pa.Array, rows: Ints, at: int) -> pa.Table:
    """The chosen messages as exported at `at`."""

    def known(moment: Ints) -> Ints:
        return np.where(moment[rows] <= at, moment[rows], NEVER)

    back, closed, call = known(mails.called_back), known(mails.closed), mails.call[rows]
    status = np.select([(closed < NEVER) & (back == NEVER), closed < NEVER, back < NEVER], [2, 3, 1], 0)
    day = moments(mails.opened[rows], "%y%m%d")
    return pa.table(
        {
            "رقم الرسالة": joined("VM-", day, "-", numbers(10_000 + rows)),
            "تاريخ ووقت الرسالة": moments(mails.opened[rows], SECONDS),
            "رقم المتصل": mails.phone.take(pa.array(rows)),
            "الطابور": coded(QUEUES, calls.queue[call]),
            "اللغة": coded(_LANGUAGES, calls.english[call].astype(np.int64)),
            "مدة الرسالة (ثانية)": numbers(mails.seconds[rows]),
            "الحالة": coded(_STATUSES, status),
            "تاريخ معاودة الاتصال": moments(back, SECONDS),
            "تاريخ الإغلاق": moments(closed, SECONDS),
            "الموظف": coded(AGENT_NAMES, mails.agent[rows]),
            "رقم المكالمة": ids.take(pa.array(call)),
            "آخر تحديث": moments(mails.updated(at)[rows], SECONDS),
            "ملخص الرسالة": mails.text.take(pa.array(rows)),
        }
    )
