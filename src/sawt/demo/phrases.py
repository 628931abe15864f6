"""What customers write in the simulated ministry: the demo part of the seed corpus, by what they come for."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pyarrow as pa

from sawt import corpus
from sawt.demo.drawing import Bools, Ints
from sawt.demo.themes import CHALLENGE_CODES, SERVICE_CODES

_ARABIC_SERVICES = {
    "commercial_register": ("تجديد السجل التجاري", "إضافة نشاط للسجل", "شطب السجل التجاري"),
    "trade_name": ("حجز الاسم التجاري", "تغيير الاسم التجاري"),
    "licensing": ("ترخيص النشاط", "ترخيص العمل من المنزل"),
    "company_affairs": ("دخول شريك جديد في الشركة", "تعديل رأس المال", "تصفية الشركة"),
    "foreign_investment": ("ترخيص الاستثمار الأجنبي", "إقامة مستثمر"),
    "trademarks": ("تسجيل العلامة التجارية", "تجديد العلامة التجارية"),
    "patents": ("طلب براءة الاختراع", "تسجيل التصميم الصناعي"),
    "copyright": ("إيداع المصنف", "تسجيل حق المؤلف"),
    "commercial_agency": ("قيد الوكالة التجارية", "تجديد الوكالة"),
    "industry": ("الترخيص الصناعي", "الإعفاء الجمركي للمصنع"),
    "standards": ("شهادة المطابقة", "دمغ الذهب"),
    "competition": ("طلب التركز الاقتصادي",),
    "commercial_fraud": ("بلاغ التجارة المستترة",),
    "promotions": ("تصريح التخفيضات", "تصريح العرض الترويجي"),
    "ecommerce": ("ترخيص المتجر الإلكتروني",),
    "origin": ("شهادة المنشأ",),
    "platform_account": ("حساب الشركة في المنصة", "التسجيل في المنصة"),
    "general": ("معاملتي",),
}
COMMENTS = (
    "خدمة ممتازة", "تعامل راقٍ وسريع", "الانتظار طويل", "لم تُحل مشكلتي", "شكرًا جزيلًا", "الموظف متعاون",
    "أتمنى تسريع الإجراء", "جيد", "Very helpful", "Took too long", "الرد واضح", "اضطررت للاتصال أكثر من مرة",
)  # fmt: skip
VOICEMAILS = (
    "المتصل يطلب معاودة الاتصال بخصوص {s}",
    "يسأل عن حالة {s} ويرجو الرد",
    "ينتظر منذ فترة على الخط وموضوعه {s}",
    "الرسالة غير واضحة، يذكر {s}",
)

# The kinds that a ticket or a complaint may be; the platform has words of its own for the others.
_OF_TICKETS = ("inquiry", "follow_up", "request", "complaint", "objection")
_WHOLE_MINISTRY = ("general", "platform_account")


class Stock:
    """Messages grouped by language, challenge and service, so that a draw is an index."""

    def __init__(self) -> None:
        texts: list[str] = []
        starts, counts = [], []
        for english, challenge, service in itertools.product((False, True), CHALLENGE_CODES, SERVICE_CODES):
            fitting = _fitting(english, challenge, service)
            starts.append(len(texts))
            counts.append(len(fitting))
            texts += fitting
        self._texts = pa.array(texts)
        self._starts, self._counts = np.array(starts), np.array(counts)

    def drawn(self, rng: np.random.Generator, english: Bools, challenge: Ints, service: Ints) -> pa.Array:
        """One message for each contact."""
        cell = (english.astype(np.int64) * len(CHALLENGE_CODES) + challenge) * len(SERVICE_CODES) + service
        chosen = self._starts[cell] + (rng.random(len(cell)) * self._counts[cell]).astype(np.int64)
        return self._texts.take(pa.array(chosen))


def messages_of_kind(kind: str) -> tuple[str, ...]:
    """The Arabic messages of a kind."""
    return tuple(m.text for m in corpus.messages("demo") if m.labels["kind"] == kind and not _english(m))


def voicemail_summaries(rng: np.random.Generator, service: Ints) -> pa.Array:
    """What a clerk notes of a voice message."""
    stock = [t.format(s=_ARABIC_SERVICES[code][0]) for code in SERVICE_CODES for t in VOICEMAILS]
    chosen = service * len(VOICEMAILS) + rng.integers(0, len(VOICEMAILS), len(service))
    return pa.array(stock).take(pa.array(chosen))


def _fitting(english: bool, challenge: str, service: str) -> list[str]:
    """Messages of a challenge: about the service, else about none in particular, else about any."""
    pool = _pool(english, challenge) or _pool(False, challenge)
    about = [m.text for m in pool if m.labels["service"] == service]
    open_ = [m.text for m in pool if m.labels["service"] in _WHOLE_MINISTRY]
    return about or open_ or [m.text for m in pool]


@cache
def _pool(english: bool, challenge: str) -> list[corpus.Message]:
    return [
        message
        for message in corpus.messages("demo")
        if message.labels["challenge"] == challenge
        and message.labels["kind"] in _OF_TICKETS
        and _english(message) == english
    ]


def _english(message: corpus.Message) -> bool:
    return message.labels["lang"] == "en"
