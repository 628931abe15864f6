"""Requests of the national platform «تجاوب» that were sent to the ministry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.demo.calendar import DAY, Calendar
from sawt.demo.cells import ISO_SECONDS, coded, moments, numbers
from sawt.demo.drawing import NEVER, Bools, Ints, generator, lognormal_s, pick
from sawt.demo.people import GOVERNORATES, Customers, joined
from sawt.demo.phrases import Stock, messages_of_kind
from sawt.demo.themes import SERVICE_CODES, challenges_of, services_of

ENTITIES = {
    "وزارة التجارة والصناعة وترويج الاستثمار": 0.93,
    "هيئة حماية المستهلك": 0.03,
    "بلدية مسقط": 0.025,
    "وزارة العمل": 0.015,
}
KINDS = {"شكوى": 0.55, "استفسار": 0.2, "مقترح": 0.1, "بلاغ": 0.1, "إشادة": 0.05}
_MESSAGES_OF = {"مقترح": "suggestion", "بلاغ": "report", "إشادة": "praise"}
_TITLES = {
    "شكوى": "شكوى بخصوص خدمة",
    "استفسار": "استفسار",
    "مقترح": "مقترح تطوير",
    "بلاغ": "بلاغ",
    "إشادة": "شكر وتقدير",
}
_STATUSES = ("جديد", "قيد الدراسة", "محال إلى جهة أخرى", "مغلق", "معاد فتحه")
_CHANNELS = {"الموقع": 0.3, "التطبيق": 0.58, "مركز الاتصال": 0.08, "مكتب خدمة": 0.04}


@dataclass(frozen=True)
class Requests:
    """Requests in order of submission; times in local seconds, positions in the lists above."""

    opened: Ints
    first: Ints
    closed: Ints
    reopened: Bools
    entity: Ints
    kind: Ints
    channel: Ints
    service: Ints
    english: Bools
    customer: Ints
    rating: Ints
    text: pa.Array

    def updated(self, at: int) -> Ints:
        lives = np.stack([self.opened, self.first, self.closed])
        return np.where(lives <= at, lives, 0).max(axis=0)


def requests_of(calendar: Calendar, customers: Customers, seed: int) -> Requests:
    """As many as the quota says, at every hour of every day."""
    rng = generator(seed, "platform")
    opened = calendar.arrivals(rng, "platform", online=True)
    count = len(opened)
    english = rng.random(count) < 0.05
    service = services_of(rng, english)
    challenge = challenges_of(rng, service, calendar.months_since_2024(opened))
    kind = np.where(english, pick(rng, (0.7, 0.3), count), pick(rng, list(KINDS.values()), count))
    entity = pick(rng, list(ENTITIES.values()), count)
    first = calendar.after_work(opened, lognormal_s(rng, 7 * 3600, 0.9, count))
    closed = calendar.after_work(first, lognormal_s(rng, np.where(kind == 0, 34.0, 16.0) * 3600, 0.9, count))
    closed = np.where(rng.random(count) < 0.012, NEVER, closed)
    return Requests(
        opened, first, closed,
        reopened=(rng.random(count) < 0.03) & (closed < NEVER),
        entity=entity,
        kind=kind,
        channel=pick(rng, list(_CHANNELS.values()), count),
        service=service,
        english=english,
        customer=customers.drawn(rng, english),
        rating=np.where(rng.random(count) < 0.24, 1 + pick(rng, (2.2, 1, 1.4, 2.4, 3), count), -1),
        text=_texts(rng, kind, Stock().drawn(rng, english, challenge, service)),
    )  # fmt: skip


def _texts(rng: np.random.Generator, kind: Ints, text: pa.Array) -> pa.Array:
    """Suggestions, reports and praise have messages of their own."""
    for word, of_kind in _MESSAGES_OF.items():
        sentences = messages_of_kind(of_kind)
        drawn = coded(sentences, rng.integers(0, len(sentences), len(kind)))
        text = pc.if_else(pa.array(kind == list(KINDS).index(word)), drawn, text)
    return text


def request_cells(requests: Requests, customers: Customers, rows: Ints, at: int) -> pa.Table:
    """The chosen requests as exported at `at`."""

    def known(moment: Ints) -> Ints:
        return np.where(moment[rows] <= at, moment[rows], NEVER)

    first, closed, who = known(requests.first), known(requests.closed), requests.customer[rows]
    away = requests.entity[rows] > 0
    again = requests.reopened[rows] & (closed < NEVER)
    status = np.select([(closed < NEVER) & away, closed < NEVER, first < NEVER], [2, 3, 1], 0)
    year = moments(requests.opened[rows], "%Y")
    kind = requests.kind[rows]
    return pa.table(
        {
            "رقم الطلب": joined("TJ", year, "-", numbers(300_000 + rows)),
            "الجهة المعنية": coded(tuple(ENTITIES), requests.entity[rows]),
            "نوع الطلب": coded(tuple(KINDS), kind),
            "عنوان الطلب": coded(tuple(_TITLES[word] for word in KINDS), kind),
            "نص الطلب": requests.text.take(pa.array(rows)),
            "رمز الخدمة": coded(SERVICE_CODES, np.where(away, -1, requests.service[rows])),
            "تاريخ التقديم": moments(requests.opened[rows], ISO_SECONDS),
            "وسيلة التقديم": coded(tuple(_CHANNELS), requests.channel[rows]),
            "حالة الطلب": coded(_STATUSES, status),
            "المهلة النظامية": moments(requests.opened[rows] + 14 * DAY, ISO_SECONDS),
            "تاريخ أول رد": moments(first, ISO_SECONDS),
            "تاريخ الإغلاق": moments(closed, ISO_SECONDS),
            "عدد مرات إعادة الفتح": numbers(again.astype(np.int64)),
            "الرقم المدني": customers.civil.take(pa.array(who)),
            "رقم السجل التجاري": numbers(1_000_000 + who * 7, who % 3 == 0),
            "المحافظة": coded(tuple(GOVERNORATES), customers.governorate[who]),
            "لغة الطلب": coded(("العربية", "الإنجليزية"), requests.english[rows].astype(np.int64)),
            "تقييم المتعامل": numbers(requests.rating[rows], (closed < NEVER) & (requests.rating[rows] > 0)),
            "تاريخ آخر إجراء": moments(requests.updated(at)[rows], ISO_SECONDS),
        }
    )
