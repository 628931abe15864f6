"""Answers of the satisfaction survey, and scores of mystery customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.demo import calls as of
from sawt.demo.calendar import DAY, Calendar
from sawt.demo.calls import Calls
from sawt.demo.cells import ISO_SECONDS, MINUTES, coded, constant, moments, numbers, only
from sawt.demo.drawing import Ints, choose, generator, pick
from sawt.demo.people import WEB_FORMS, WITHHELD, Customers, joined
from sawt.demo.phrases import COMMENTS
from sawt.demo.themes import SERVICE_CODES
from sawt.demo.visits import HALL_NAMES

SEGMENT_WORDS = ("Business owner", "Entrepreneur", "", "Investor", "", "", "Innovator", "Author")
_FORM = "Contact centre satisfaction"
# Satisfaction from 1 to 5, recommendation from 0 to 10, a comment.
_QUESTIONS = ("CSAT", "NPS", "COMMENT")
_SECTIONS = ("Service", "Loyalty", "Comments")

# (code, section, weight, share of full marks) of the mystery customer's form.
_ITEMS = (
    ("G1", "الاستقبال", 2, 0.86), ("G2", "الاستقبال", 1, 0.79), ("W1", "الانتظار", 2, 0.6),
    ("W2", "الانتظار", 1, 0.7), ("K1", "المعرفة", 3, 0.72), ("K2", "المعرفة", 3, 0.66),
    ("K3", "المعرفة", 2, 0.75), ("C1", "التعامل", 2, 0.88), ("C2", "التعامل", 1, 0.83),
    ("P1", "المكان", 1, 0.9), ("P2", "المكان", 1, 0.85), ("E1", "الختام", 1, 0.64),
)  # fmt: skip
_ASSESSORS = tuple(f"MS-{n:02d}" for n in range(1, 9))
_PERSONAS = ("صاحب عمل", "رائد أعمال", "مستثمر", "مبتكر")
_MYSTERY_ENGLISH = (
    "Visit No", "Question code", "Form", "Section", "Weight", "Score", "Normalised score", "Visited at",
    "Hall", "Channel", "Service code", "Persona", "Language", "Assessor", "Remark",
)  # fmt: skip


@dataclass(frozen=True)
class Responses:
    """Survey responses in order of submission; `call` is the answered call that they are about."""

    at: Ints
    call: Ints
    satisfaction: Ints
    recommend: Ints
    comment: Ints
    phone: pa.Array


def responses_of(calendar: Calendar, customers: Customers, calls: Calls, seed: int) -> Responses:
    """As many complete responses as the quota says; longer waits please less."""
    rng = generator(seed, "surveys")
    block, chosen = calendar.block_of(calls.start), np.zeros(len(calls.start), dtype=bool)
    for number in (0, 1):
        rows = np.flatnonzero(
            (block == number) & (calls.outcome == of.ANSWERED) & (calls.customer != WITHHELD)
        )
        chosen[rows] = choose(rng, np.ones(len(rows)), calendar.quota("surveys", number))
    call = np.flatnonzero(chosen)
    at = calls.end[call] + 120 + np.minimum((rng.exponential(2400, len(call))).astype(np.int64), 6 * 3600)
    order = np.argsort(at, kind="stable")
    call, at, count = call[order], at[order], len(order)
    mood = rng.normal(4.05, 1.05, count) - np.log1p(calls.wait[call]) * 0.09
    satisfaction = np.clip(np.round(mood), 1, 5).astype(np.int64)
    recommend = np.clip(np.round(2 * mood + rng.normal(0.4, 1.3, count)), 0, 10).astype(np.int64)
    return Responses(
        at=at,
        call=call,
        satisfaction=satisfaction,
        recommend=recommend,
        comment=np.where(rng.random(count) < 0.28, rng.integers(0, len(COMMENTS), count), -1),
        phone=customers.written(rng, calls.customer[call], WEB_FORMS),
    )


def response_cells(
    responses: Responses, customers: Customers, calls: Calls, ids: pa.Array, rows: Ints
) -> pa.Table:
    """Long form: a row for each answer, responses together."""
    row = np.repeat(rows, len(_QUESTIONS))
    question = np.tile(np.arange(len(_QUESTIONS)), len(rows))
    kept = (question < 2) | (responses.comment[row] >= 0)
    row, question = row[kept], question[kept]
    call = responses.call[row]
    value = np.where(question == 0, responses.satisfaction[row], responses.recommend[row])
    english = calls.english[call].astype(np.int64)
    return pa.table(
        {
            "Survey": constant(_FORM, len(row)),
            "Response ID": joined("R", moments(responses.at[row], "%y"), "-", numbers(100_000 + row)),
            "Status": constant("Complete", len(row)),
            "Submitted": moments(responses.at[row], ISO_SECONDS),
            "Channel": constant("SMS", len(row)),
            "Language": coded(("Arabic", "English"), english),
            "Mobile": responses.phone.take(pa.array(row)),
            "Segment": coded(SEGMENT_WORDS, customers.segment[calls.customer[call]]),
            "Service Code": coded(SERVICE_CODES, calls.service[call]),
            "Hall": pa.nulls(len(row), pa.string()),
            "Contact ID": ids.take(pa.array(call)),
            "Section": coded(_SECTIONS, question),
            "Question": coded(_QUESTIONS, question),
            "Value": numbers(value, question < 2),
            "Answer": only(question == 2, coded(COMMENTS, responses.comment[row])),
        }
    )


def mystery_cells(calendar: Calendar, seed: int, block: int) -> tuple[pa.Table, tuple[str, ...]]:
    """Every scored question of a year's mystery visits, and the second header row in English."""
    rng = generator(seed, f"mystery-{block}")
    count = calendar.quota("mystery", block)
    days = calendar.day[calendar.working & calendar.wanted & (calendar.block == block)]
    at = np.sort(rng.choice(days, count) * DAY + rng.integers(32_400, 48_600, count))
    hall, better = rng.integers(0, len(HALL_NAMES), count), rng.normal(0, 0.06, count)
    drawn = {
        "service": pick(rng, (5, 1, 3, 2, 2, 1), count),
        "persona": rng.integers(0, len(_PERSONAS), count),
        "english": (rng.random(count) < 0.15).astype(np.int64),
        "assessor": rng.integers(0, len(_ASSESSORS), count),
    }
    row, item = np.repeat(np.arange(count), len(_ITEMS)), np.tile(np.arange(len(_ITEMS)), count)
    strict = (drawn["assessor"][row] - 3.5) * 0.012  # assessors are not equally severe
    full = np.array([share for *_, share in _ITEMS])[item] + better[row] - strict + 0.03 * block
    mark = np.digitize(full + rng.normal(0, 0.28, len(row)), (0.25, 0.55))  # 0, 1 or 2 points
    table = pa.table(
        {
            "رقم الزيارة": joined("MV", moments(at[row], "%y"), "-", pc.utf8_lpad(numbers(row + 1), 3, "0")),
            "رمز السؤال": coded([code for code, *_ in _ITEMS], item),
            "النموذج": constant("نموذج الصالات 3", len(row)),
            "المحور": coded([section for _, section, *_ in _ITEMS], item),
            "الوزن": numbers(np.array([weight for *_, weight, _ in _ITEMS])[item]),
            "الدرجة": numbers(mark),
            "الدرجة المعيارية": coded(("0", "0.5", "1"), mark),
            "تاريخ الزيارة": moments(at[row], MINUTES),
            "الصالة": coded(HALL_NAMES, hall[row]),
            "القناة": constant("صالة", len(row)),
            "رمز الخدمة": coded(SERVICE_CODES, drawn["service"][row]),
            "الشخصية": coded(_PERSONAS, drawn["persona"][row]),
            "لغة الزيارة": coded(("العربية", "الإنجليزية"), drawn["english"][row]),
            "المقيّم": coded(_ASSESSORS, drawn["assessor"][row]),
            "ملاحظة المقيّم": only((mark == 0) & (row % 3 == 0), constant("لم يُلتزم بهذا البند", len(row))),
        }
    )
    return table, _MYSTERY_ENGLISH
