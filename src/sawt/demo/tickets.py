"""Inquiry tickets with their lives, and voicemail tickets; as they stand when they are exported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.demo import calls as of
from sawt.demo.calendar import DAY, Calendar
from sawt.demo.calls import Calls
from sawt.demo.cells import MINUTES, coded, moments, numbers, only
from sawt.demo.drawing import NEVER, Bools, Floats, Ints, choose, generator, lognormal_s, pick
from sawt.demo.people import (
    AGENT_NAMES,
    AGENTS,
    CLERK_FORMS,
    GOVERNORATES,
    WEB_FORMS,
    WITHHELD,
    Customers,
    joined,
)
from sawt.demo.phrases import Stock
from sawt.demo.themes import CHALLENGE_CODES, SERVICE_CODES, challenges_of, services_of

CHANNELS = ("هاتف", "الموقع الإلكتروني", "التطبيق", "البريد الإلكتروني", "واتساب", "كاونتر")
PHONE = 0
DEPARTMENTS = (
    "دائرة السجل التجاري", "دائرة شؤون الشركات", "دائرة استثمار رأس المال الأجنبي", "دائرة التراخيص",
    "دائرة الملكية الفكرية", "المديرية العامة للصناعة", "دائرة المواصفات والمقاييس",
    "دائرة الدعم الفني", "مركز الاتصال",
)  # fmt: skip
_DEPARTMENT = {
    "commercial_register": 0, "trade_name": 0, "company_affairs": 1, "commercial_agency": 1,
    "foreign_investment": 2, "licensing": 3, "promotions": 3, "ecommerce": 3, "competition": 3,
    "commercial_fraud": 3, "trademarks": 4, "patents": 4, "copyright": 4, "industry": 5, "origin": 5,
    "standards": 6, "platform_account": 7, "general": 8,
}  # fmt: skip
SEGMENT_WORDS = ("صاحب عمل", "رائد أعمال", "", "مستثمر", "", "", "مبتكر", "مؤلف")
_KINDS = {"information_need": "استفسار", "processing_delay": "شكوى", "rejected_without_reason": "اعتراض"}
_SLOW = {"trademarks": 2.2, "patents": 3.0, "industry": 1.8, "standards": 1.5, "platform_account": 0.7}
# Departments that answered faster after the new routing, and from which month on (June 2025).
_FASTER_FROM, _FASTER = 17, {"commercial_register": 0.62, "licensing": 0.66, "trade_name": 0.6}
_LANGUAGES = ("العربية", "الإنجليزية")


@dataclass(frozen=True)
class Tickets:
    """Tickets in order of opening; times in local seconds, NEVER where it did not come.

    `first` first reply · `solved` first solution · `reopened` · `solved_again` · `closed` for good ·
    `call` position of the call that it was taken on, -1 otherwise · the rest are positions in lists.
    """

    opened: Ints
    first: Ints
    solved: Ints
    reopened: Ints
    solved_again: Ints
    closed: Ints
    channel: Ints
    english: Bools
    service: Ints
    challenge: Ints
    customer: Ints
    agent: Ints
    call: Ints
    text: pa.Array
    phone: pa.Array
    number: pa.Array

    def updated(self, at: int) -> Ints:
        """The last thing that happened to each by `at`."""
        lives = np.stack(
            [self.opened, self.first, self.solved, self.reopened, self.solved_again, self.closed]
        )
        return np.where(lives <= at, lives, 0).max(axis=0)


def tickets_of(calendar: Calendar, customers: Customers, calls: Calls, seed: int) -> Tickets:
    """As many tickets as the quota says; five in six are taken on an answered call."""
    rng = generator(seed, "tickets")
    on_call = _taken_on_calls(rng, calendar, calls)
    online = calendar.arrivals(rng, "tickets", online=True)
    online = online[_rest(rng, calendar, online, calendar.block_of(calls.start[on_call]))]
    opened = np.concatenate([calls.answer[on_call] + 25, online])
    call = np.concatenate([on_call, np.full(len(online), -1)])
    order = np.argsort(opened, kind="stable")
    opened, call = opened[order], call[order]
    taken = call >= 0
    count = len(opened)
    english = np.where(taken, calls.english[call], rng.random(count) < 0.06)
    who = np.where(taken, calls.customer[call], customers.drawn(rng, english))
    service = np.where(taken, calls.service[call], services_of(rng, english))
    month = calendar.months_since_2024(opened)
    challenge = np.where(taken, calls.challenge[call], challenges_of(rng, service, month))
    first, solved, reopened, again, closed = _lives(rng, calendar, opened, taken, service, challenge, month)
    clerk, web = customers.written(rng, who, CLERK_FORMS), customers.written(rng, who, WEB_FORMS)
    text = Stock().drawn(rng, english, challenge, service)
    return Tickets(
        opened, first, solved, reopened, again, closed,
        channel=np.where(taken, PHONE, 1 + pick(rng, (0.42, 0.2, 0.2, 0.14, 0.04), count)),
        english=english,
        service=service,
        challenge=challenge,
        customer=who,
        agent=np.where(taken, calls.agent[call], rng.integers(0, AGENTS, count)),
        call=call,
        text=_with_contact(rng, text, clerk),
        phone=pc.if_else(pa.array(taken), clerk, web),
        number=_ticket_numbers(opened),
    )  # fmt: skip


def _taken_on_calls(rng: np.random.Generator, calendar: Calendar, calls: Calls) -> Ints:
    """Answered calls on which a ticket was opened, in both blocks."""
    block = calendar.block_of(calls.start)
    chosen = np.zeros(len(block), dtype=bool)
    for number in (0, 1):
        rows = np.flatnonzero((block == number) & (calls.outcome == of.ANSWERED) & (calls.talk > 40))
        chosen[rows] = choose(
            rng, np.ones(len(rows)), min(len(rows), calendar.quota("tickets", number) * 5 // 6)
        )
    return np.flatnonzero(chosen)


def _rest(rng: np.random.Generator, calendar: Calendar, online: Ints, taken_block: Ints) -> Bools:
    """Of the online arrivals as many as the calls have left over."""
    block, kept = calendar.block_of(online), np.zeros(len(online), dtype=bool)
    for number in (0, 1):
        rows = np.flatnonzero(block == number)
        left = calendar.quota("tickets", number) - int((taken_block == number).sum())
        kept[rows] = choose(rng, np.ones(len(rows)), left)
    return kept


def _lives(
    rng: np.random.Generator,
    calendar: Calendar,
    opened: Ints,
    taken: Bools,
    service: Ints,
    challenge: Ints,
    month: Ints,
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """First reply, solution, reopening, second solution, closing; working hours only."""
    count = len(opened)
    at_once = taken & (rng.random(count) < np.where(challenge == 0, 0.9, 0.42))
    first = np.where(taken, opened + lognormal_s(rng, 45, 0.5, count), 0)
    late = calendar.after_work(opened, lognormal_s(rng, 2.6 * 3600, 1.1, count))
    first = np.where(taken & at_once, first, late)
    slow = np.array([_SLOW.get(code, 1.0) for code in SERVICE_CODES])[service]
    fast = np.array([_FASTER.get(code, 0.96) for code in SERVICE_CODES])[service]
    median: Floats = 11.5 * 3600 * slow * np.where(month >= _FASTER_FROM, fast, 1.0)
    work = lognormal_s(rng, median, 1.05, count)
    solved = np.where(at_once, first + lognormal_s(rng, 60, 0.4, count), calendar.after_work(first, work))
    solved = np.where(rng.random(count) < 0.006, NEVER, solved)  # forgotten
    again = (rng.random(count) < 0.042) & (solved < NEVER)
    back = solved + (DAY * rng.gamma(1.6, 1.9, count)).astype(np.int64) + 600
    reopened = np.where(again, back, NEVER)
    second = calendar.after_work(np.where(again, back, opened), lognormal_s(rng, median * 0.8, 0.9, count))
    solved_again = np.where(again, second, NEVER)
    last = np.where(again, solved_again, solved)
    # Closed by the customer at once or by the system three days after the solution.
    closing = last + np.where(at_once & ~again, 0, np.where(rng.random(count) < 0.3, 3600, 3 * DAY))
    return first, solved, reopened, solved_again, np.where(last < NEVER, closing, NEVER)


def _with_contact(rng: np.random.Generator, text: pa.Array, phone: pa.Array) -> pa.Array:
    """Some write their number or e-mail address into the text."""
    draw = rng.random(len(text))
    mail = joined("info", numbers(rng.integers(10, 9999, len(text))), "@example.om")
    with_phone = joined(text, "، رقمي ", pc.fill_null(phone, "92000000"))
    with_mail = joined(text, " - ", mail)
    return pc.if_else(pa.array(draw < 0.035), with_phone, pc.if_else(pa.array(draw > 0.985), with_mail, text))


def _ticket_numbers(opened: Ints) -> pa.Array:
    """`INQ-24-000123`, counted within the year; unmoved by what else is drawn."""
    year = (opened // DAY).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) - 30
    starts = np.searchsorted(year, [24, 25])
    within = np.arange(len(opened)) - np.where(year == 24, starts[0], starts[1]) + 1
    return joined("INQ-", numbers(year), "-", pc.utf8_lpad(numbers(within), 6, "0"))


def ticket_cells(tickets: Tickets, customers: Customers, ids: pa.Array, rows: Ints, at: int) -> pa.Table:
    """The chosen tickets as exported at `at` (local seconds): nothing that came later is in it."""

    def known(moment: Ints) -> Ints:
        return np.where(moment[rows] <= at, moment[rows], NEVER)

    again = known(tickets.reopened) < NEVER
    solved = np.where(again, known(tickets.solved_again), known(tickets.solved))
    first, closed, who = known(tickets.first), known(tickets.closed), tickets.customer[rows]
    status = np.select([closed < NEVER, solved < NEVER, again, first < NEVER], [4, 3, 5, 1], 0)
    status = np.where((status == 1) & (rows % 5 == 0), 2, status)
    kinds = [_KINDS.get(code, "طلب" if code == "wrong_data" else "استفسار") for code in CHALLENGE_CODES]
    firm = (who % 3 == 0) & (who != WITHHELD)
    return pa.table(
        {
            "رقم التذكرة": tickets.number.take(pa.array(rows)),
            "تاريخ الفتح": moments(tickets.opened[rows], MINUTES),
            "قناة الورود": coded(CHANNELS, tickets.channel[rows]),
            "نوع الطلب": coded(kinds, tickets.challenge[rows]),
            "رمز الخدمة": coded(SERVICE_CODES, tickets.service[rows]),
            "القسم المختص": coded(DEPARTMENTS, _DEPARTMENT_OF[tickets.service[rows]]),
            "هاتف المتعامل": tickets.phone.take(pa.array(rows)),
            "رقم السجل التجاري": numbers(1_000_000 + np.maximum(who, 0) * 7, firm),
            "فئة المتعامل": coded(SEGMENT_WORDS, np.where(who < 0, -1, customers.segment[who])),
            "المحافظة": coded(tuple(GOVERNORATES), np.where(who < 0, -1, customers.governorate[who])),
            "لغة التواصل": coded(_LANGUAGES, tickets.english[rows].astype(np.int64)),
            "الحالة": coded(_STATUSES, status),
            "تاريخ أول رد": moments(first, MINUTES),
            "الموعد المستهدف": moments(tickets.opened[rows] + 5 * DAY, MINUTES),
            "تاريخ الحل": moments(solved, MINUTES),
            "تاريخ الإغلاق": moments(closed, MINUTES),
            "مرات إعادة الفتح": numbers(again.astype(np.int64)),
            "الموظف": coded(AGENT_NAMES, tickets.agent[rows]),
            "رقم المكالمة": only(
                tickets.call[rows] >= 0, ids.take(pa.array(np.maximum(tickets.call[rows], 0)))
            ),
            "آخر تحديث": moments(tickets.updated(at)[rows], MINUTES),
            "نص الاستفسار": tickets.text.take(pa.array(rows)),
        }
    )


_STATUSES = ("جديدة", "قيد المعالجة", "بانتظار المتعامل", "تم الحل", "مغلقة", "أعيد فتحها")
_DEPARTMENT_OF = np.array([_DEPARTMENT[code] for code in SERVICE_CODES])
