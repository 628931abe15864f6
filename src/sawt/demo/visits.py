"""Visits to service halls and to the customers' department, as the queue machines export them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.demo.calendar import DAY, Calendar
from sawt.demo.cells import clocks, coded, moments, numbers, only
from sawt.demo.drawing import Bools, Ints, generator, lognormal_s, pick
from sawt.demo.people import AGENT_NAMES, AGENTS, Customers, joined
from sawt.demo.themes import SERVICE_CODES, services_of
from sawt.demo.tickets import SEGMENT_WORDS

# Halls in the governorates, with their share of visits and how long people wait there.
HALLS = {
    "صالة الخدمات الرئيسية - مسقط": (0.3, 1.15),
    "دائرة خدمة المراجعين": (0.12, 0.9),
    "صالة السيب": (0.13, 1.4),
    "صالة صحار": (0.12, 1.1),
    "صالة صلالة": (0.1, 0.95),
    "صالة نزوى": (0.07, 0.8),
    "صالة الرستاق": (0.05, 0.75),
    "صالة صور": (0.04, 0.6),
    "صالة إبراء": (0.03, 0.6),
    "صالة عبري": (0.02, 0.55),
    "صالة البريمي": (0.02, 0.65),
}
HALL_NAMES = tuple(HALLS)
SERVED, NO_SHOW, LEFT = range(3)
_RESULTS = ("تمت الخدمة", "لم يحضر", "غادر قبل النداء")
_LANGUAGES = ("العربية", "English")


@dataclass(frozen=True)
class Visits:
    """Visits in order of arrival. `turn` the day's number in the hall · `result` one of the three above."""

    arrived: Ints
    hall: Ints
    turn: Ints
    counter: Ints
    wait: Ints
    served: Ints
    result: Ints
    service: Ints
    customer: Ints
    english: Bools
    agent: Ints
    rating: Ints


def visits_of(calendar: Calendar, customers: Customers, seed: int) -> Visits:
    """As many as the quota says; waits grow through the morning and differ between halls."""
    rng = generator(seed, "visits")
    arrived = calendar.arrivals(rng, "visits")
    count = len(arrived)
    hall = pick(rng, [share for share, _ in HALLS.values()], count)
    english = rng.random(count) < 0.07
    busy = np.array([length for _, length in HALLS.values()])[hall]
    rush = np.exp(-(((arrived % DAY) / 3600 - 10.6) ** 2) / 5)
    wait = lognormal_s(rng, busy * (240 + 780 * rush), 0.7, count)
    result = pick(rng, (0.94, 0.025, 0.035), count)
    return Visits(
        arrived=arrived,
        hall=hall,
        turn=_turns(arrived // DAY, hall),
        counter=1 + rng.integers(0, 9, count),
        wait=np.minimum(wait, 9000),
        served=np.where(result == SERVED, np.minimum(lognormal_s(rng, 410, 0.6, count), 5400), 0),
        result=result,
        service=services_of(rng, english),
        customer=customers.drawn(rng, english),
        english=english,
        agent=rng.integers(0, AGENTS, count),
        rating=np.where(
            (result == SERVED) & (rng.random(count) < 0.31), 5 - pick(rng, (60, 24, 9, 4, 3), count), -1
        ),
    )


def _turns(day: Ints, hall: Ints) -> Ints:
    """The place of each visit in its hall's day, from 1."""
    cell = day * len(HALLS) + hall
    order = np.argsort(cell, kind="stable")
    sorted_cells = cell[order]
    turns = np.empty(len(cell), dtype=np.int64)
    turns[order] = np.arange(len(cell)) - np.searchsorted(sorted_cells, sorted_cells) + 1
    return turns


def visit_cells(visits: Visits, customers: Customers, rows: Ints) -> pa.Table:
    """The chosen visits, one row each."""
    arrived, result, who = visits.arrived[rows], visits.result[rows], visits.customer[rows]
    served, clock = result == SERVED, arrived % DAY
    called = np.where(served, clock + visits.wait[rows], -1)
    ended = np.where(served, called + visits.served[rows], -1)
    letters = coded(tuple("ABCD"), visits.service[rows] % 4)
    firm = who % 4 == 0
    return pa.table(
        {
            "الصالة": coded(HALL_NAMES, visits.hall[rows]),
            "التاريخ": moments(arrived, "%d/%m/%Y"),
            "رقم الدور": joined(letters, pc.utf8_lpad(numbers(visits.turn[rows]), 3, "0")),
            "وقت أخذ الدور": clocks(clock),
            "وقت النداء": clocks(called),
            "وقت انتهاء الخدمة": clocks(ended),
            "مدة الانتظار": clocks(visits.wait[rows]),
            "مدة الخدمة": only(served, clocks(visits.served[rows])),
            "النتيجة": coded(_RESULTS, result),
            "الكاونتر": numbers(visits.counter[rows], served),
            "رمز الخدمة": coded(SERVICE_CODES, visits.service[rows]),
            "الرقم المدني": customers.civil.take(pa.array(who)),
            "رقم السجل التجاري": numbers(1_000_000 + who * 7, firm),
            "فئة المتعامل": coded(SEGMENT_WORDS, customers.segment[who]),
            "لغة الشاشة": coded(_LANGUAGES, visits.english[rows].astype(np.int64)),
            "تقييم الخدمة": numbers(visits.rating[rows], visits.rating[rows] > 0),
            "الموظف": only(served, coded(AGENT_NAMES, visits.agent[rows])),
        }
    )
