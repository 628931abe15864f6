"""Service transactions as rows, and the registration of trademarks as an event log."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sawt.demo.calendar import Calendar
from sawt.demo.cells import ISO_SECONDS, coded, moments, numbers, only
from sawt.demo.drawing import NEVER, Bools, Ints, generator, lognormal_s, pick
from sawt.demo.people import AGENT_NAMES, AGENTS, WEB_FORMS, Customers, joined
from sawt.demo.surveys import SEGMENT_WORDS
from sawt.demo.visits import HALL_NAMES

# Working hours to completion (median) of each service that is exported as rows, and its share.
SERVICES = {
    "commercial_register": (4.2, 0.36),
    "trade_name": (2.1, 0.17),
    "licensing": (14.0, 0.17),
    "company_affairs": (21.0, 0.1),
    "foreign_investment": (26.0, 0.05),
    "promotions": (6.5, 0.06),
    "origin": (3.0, 0.06),
    "industry": (38.0, 0.03),
}
SERVICE_CODES = tuple(SERVICES)
# The ministry says that these are 77 % faster since July 2025: 1.77 times as fast, 43.5 % less time.
FASTER, FASTER_FROM, FASTER_BY = ("commercial_register", "licensing", "company_affairs"), 18, 1.77
GOVERNORATE_WORDS = (
    "Muscat", "North Al Batinah", "Dhofar", "Ad Dakhiliyah", "South Al Batinah", "North Ash Sharqiyah",
    "South Ash Sharqiyah", "Adh Dhahirah", "Al Buraimi", "Al Wusta", "Musandam",
)  # fmt: skip
_CHANNELS = {"Web": 0.46, "App": 0.2, "Sanad office": 0.25, "Counter": 0.09}
_END_EVENTS = ("Certificate issued", "Request rejected", "Withdrawn by customer")
_STATUSES = ("Completed", "Rejected", "Withdrawn", "In progress", "Awaiting customer", "Under review")


@dataclass(frozen=True)
class Transactions:
    """Runs in order of submission; `result` 0 completed, 1 rejected, 2 withdrawn."""

    started: Ints
    ended: Ints
    result: Ints
    service: Ints
    channel: Ints
    customer: Ints
    english: Bools
    phone: pa.Array

    def updated(self, at: int) -> Ints:
        return np.where(self.ended <= at, self.ended, np.where(self.started <= at, self.started, 0))


def transactions_of(calendar: Calendar, customers: Customers, seed: int) -> Transactions:
    """As many as the quota says; three services become faster in July 2025."""
    rng = generator(seed, "transactions")
    started = calendar.arrivals(rng, "transactions", online=True)
    count = len(started)
    service = pick(rng, [share for _, share in SERVICES.values()], count)
    english = rng.random(count) < 0.06
    who = customers.drawn(rng, english)
    hours = np.array([length for length, _ in SERVICES.values()])[service]
    mended = np.isin(service, [SERVICE_CODES.index(code) for code in FASTER])
    faster = mended & (calendar.months_since_2024(started) >= FASTER_FROM)
    work = lognormal_s(rng, hours * 3600 / np.where(faster, FASTER_BY, 1.0), 0.95, count)
    ended = calendar.after_work(started, work)
    return Transactions(
        started=started,
        ended=np.where(rng.random(count) < 0.008, NEVER, ended),
        result=pick(rng, (0.9, 0.065, 0.035), count),
        service=service,
        channel=pick(rng, list(_CHANNELS.values()), count),
        customer=who,
        english=english,
        phone=customers.written(rng, who, WEB_FORMS),
    )


def transaction_cells(runs: Transactions, customers: Customers, rows: Ints, at: int) -> pa.Table:
    """The chosen runs as exported at `at`."""
    started, who, channel = runs.started[rows], runs.customer[rows], runs.channel[rows]
    ended = np.where(runs.ended[rows] <= at, runs.ended[rows], NEVER)
    done = ended < NEVER
    status = np.where(done, runs.result[rows], 3 + rows % 3)
    return pa.table(
        {
            "Transaction No": joined("T", moments(started, "%y%m"), "-", numbers(1_000_000 + rows)),
            "Service Code": coded(SERVICE_CODES, runs.service[rows]),
            "Channel": coded(tuple(_CHANNELS), channel),
            "Hall": only(channel == 3, coded(HALL_NAMES, rows % len(HALL_NAMES))),
            "Governorate": coded(GOVERNORATE_WORDS, customers.governorate[who]),
            "Segment": coded(SEGMENT_WORDS, customers.segment[who]),
            "Mobile": runs.phone.take(pa.array(rows)),
            "CR Number": numbers(1_000_000 + who * 7, who % 2 == 0),
            "Language": coded(("Arabic", "English"), runs.english[rows].astype(np.int64)),
            "Submitted At": moments(started, ISO_SECONDS),
            "Completed At": moments(ended, ISO_SECONDS),
            "End Event": only(done, coded(_END_EVENTS, runs.result[rows])),
            "Status": coded(_STATUSES, status),
            "Officer": only(done, coded(AGENT_NAMES, rows % AGENTS)),
            "Last Updated": moments(runs.updated(at)[rows], ISO_SECONDS),
        }
    )
