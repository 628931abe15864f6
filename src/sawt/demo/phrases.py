"""Short messages as customers write them: a stock of sentences by service and challenge.

`{s}` is the service as people name it, `{d}` a number of days (11 to 60), `{n}` a request's number.
"""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa

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
_ENGLISH_SERVICES = {
    "commercial_register": ("the CR renewal", "adding an activity to our CR"),
    "trade_name": ("the trade name reservation",),
    "licensing": ("the activity licence",),
    "company_affairs": ("the change of partners", "the capital increase"),
    "foreign_investment": ("the foreign investment licence", "the investor residency card"),
    "trademarks": ("the trademark registration",),
    "patents": ("the patent application",),
    "copyright": ("the copyright deposit",),
    "commercial_agency": ("the agency registration",),
    "industry": ("the industrial licence",),
    "standards": ("the conformity certificate",),
    "competition": ("the merger notification",),
    "commercial_fraud": ("the fraud report",),
    "promotions": ("the promotion permit",),
    "ecommerce": ("the online store licence",),
    "origin": ("the certificate of origin",),
    "platform_account": ("our account on the portal",),
    "general": ("my request",),
}
_ARABIC = {
    "information_need": (
        "السلام عليكم، ما هي المستندات المطلوبة بخصوص {s}؟",
        "حاب أستفسر عن خطوات {s} وكم تاخذ من وقت",
        "كم رسوم {s}؟ وهل يمكن الدفع إلكترونيًا؟",
    ),
    "no_status_update": (
        "قدمت على {s} برقم {n} ولم يصلني أي رد، أين وصلت المعاملة؟",
        "وين وصل طلبي؟ {s} رقم {n}",
        "أرجو إفادتي بحالة الطلب رقم {n} الخاص بـ{s}، لا يظهر في المنصة أي تحديث",
    ),
    "processing_delay": (
        "صار لنا {d} يومًا ننتظر {s} والمعاملة ما خلصت",
        "تأخير كبير في {s}، مضى {d} يومًا والأعمال متوقفة",
        "أرجو الاستعجال في {s}، الطلب رقم {n} قُدّم قبل {d} يومًا",
    ),
    "unclear_requirements": (
        "كل موظف يقول شي غير عن {s}، ما المطلوب بالضبط؟",
        "قرأت الدليل ولم يتضح لي هل يحتاج موضوع {s} إلى موافقة مسبقة أم لا",
        "الموقع يذكر ثلاثة مستندات والموظف طلب غيرها بخصوص {s}",
    ),
    "login_identity": (
        "لا أستطيع الدخول لإكمال {s}، رمز التحقق لا يصل إلى هاتفي",
        "التوقيع الإلكتروني ما يشتغل معي في {s}",
        "نسيت كلمة المرور والبريد القديم لم يعد يعمل، أحتاج {s}",
    ),
    "system_error": (
        "تظهر رسالة خطأ عند الضغط على إرسال في {s}",
        "الصفحة تعلق وما تكمل {s}، جربت من أكثر من جهاز",
        "المنصة بطيئة جدًا اليوم ولم أستطع إكمال {s}",
    ),
    "document_upload": (
        "ما يقبل رفع الملف في {s} مع أن حجمه صغير",
        "أرفقت عقد الإيجار ثلاث مرات ويرفضه النظام في {s}",
    ),
    "payment_problem": (
        "دفعت رسوم {s} وخُصم المبلغ ولم تتغير حالة الطلب {n}",
        "انخصم المبلغ مرتين عند دفع {s}، أرجو الاسترجاع",
        "بوابة الدفع تعطي فشل والمبلغ مخصوم من البطاقة، الطلب {n}",
    ),
    "rejected_without_reason": (
        "تم رفض {s} دون ذكر السبب، الطلب رقم {n}",
        "رجعوا لي {s} مرتين وما أعرف وين الخطأ",
    ),
    "wrong_data": (
        "الاسم مكتوب خطأ في مستند {s}، أرجو تصحيحه",
        "رقم الهاتف المسجل عندكم قديم ويوقف {s}",
    ),
    "inter_agency": (
        "الوزارة تقول راجع البلدية والبلدية تقول راجع الوزارة بخصوص {s}",
        "موضوع {s} متوقف على موافقة جهة أخرى منذ {d} يومًا",
    ),
    "fees": ("ليش رسوم {s} أعلى من المذكور في الدليل؟", "المبلغ المطلوب في {s} غير مفهوم، أرجو توضيحه"),
    "fines": (
        "احتسبت علي غرامة تأخير في {s} والنظام هو اللي كان متعطل",
        "أرجو إعفائي من غرامة {s} لأن التأخير لم يكن مني",
    ),
    "excessive_requirements": ("طلبوا نفس المستند للمرة الثالثة في {s}", "إجراءات {s} كثيرة على مؤسسة صغيرة"),
    "contact_unreachable": (
        "اتصلت على المركز أكثر من مرة ولا أحد يرد، موضوعي {s}",
        "الخط ينقطع كل ما أتصل أسأل عن {s}",
    ),
}
_ENGLISH = {
    "information_need": (
        "Hello, which documents do I need for {s}?",
        "How long does {s} take and what does it cost?",
    ),
    "no_status_update": ("I applied for {s} under number {n} and heard nothing. Where is it now?",),
    "processing_delay": ("It has been {d} days and {s} is still not done. Our work has stopped.",),
    "unclear_requirements": ("I was told two different things about {s}. What exactly is required?",),
    "login_identity": ("The verification code never arrives, so I cannot finish {s}.",),
    "system_error": (
        "The page shows an error when I submit {s}.",
        "The portal hangs at the last step of {s}.",
    ),
    "document_upload": ("The system refuses my PDF in {s} although it is small.",),
    "payment_problem": ("I paid for {s} but request {n} still says unpaid.", "I was charged twice for {s}."),
    "rejected_without_reason": ("Request {n} for {s} was returned with no reason given.",),
    "wrong_data": ("Our company name is misspelt in {s}. Please correct it.",),
    "inter_agency": ("We are sent back and forth between two offices about {s}.",),
    "fees": ("Why is the fee for {s} higher than on your website?",),
    "fines": ("A late fine was added to {s} although the portal was down.",),
    "excessive_requirements": ("We were asked for the same paper again for {s}.",),
    "contact_unreachable": ("Nobody picks up the phone. I am calling about {s}.",),
}
# What comes through the national platform beside complaints, by the kind that the customer declares.
PLATFORM = {
    "مقترح": (
        "أقترح إرسال رسالة نصية عند كل تغيير في حالة المعاملة",
        "مقترح: إضافة نموذج جاهز لعقد التأسيس في المنصة",
        "أتمنى تمديد دوام الصالة يومًا في الأسبوع إلى المساء",
    ),
    "بلاغ": (
        "محل يعمل بسجل مواطن ويديره وافد بالكامل",
        "عروض تخفيضات في محل ولا يوجد تصريح معلق",
        "متجر في الإنستغرام يبيع بضاعة مقلدة ولا يذكر سجلًا تجاريًا",
    ),
    "إشادة": (
        "كل الشكر للموظف الذي أنهى معاملتي في دقائق",
        "خدمة راقية وتعامل ممتاز من موظفي الصالة، شكرًا لكم",
        "أشكر مركز الاتصال على المتابعة وحسن التعامل",
    ),
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
_FILLINGS = ((12, "24510331"), (17, "31877204"), (23, "25096418"), (34, "33120957"), (46, "30984416"))


class Stock:
    """Ready messages, grouped by language, challenge and service, so that a draw is an index."""

    def __init__(self) -> None:
        texts: list[str] = []
        starts, counts = [], []
        for english, challenge, service in itertools.product((False, True), CHALLENGE_CODES, SERVICE_CODES):
            templates = (_ENGLISH if english else _ARABIC)[challenge]
            named = (_ENGLISH_SERVICES if english else _ARABIC_SERVICES)[service]
            made = [t.format(s=s, d=d, n=n) for t in templates for s in named for d, n in _FILLINGS]
            made = list(dict.fromkeys(made))
            starts.append(len(texts))
            counts.append(len(made))
            texts += made
        self._texts = pa.array(texts)
        self._starts, self._counts = np.array(starts), np.array(counts)

    def drawn(self, rng: np.random.Generator, english: Bools, challenge: Ints, service: Ints) -> pa.Array:
        """One message for each contact."""
        cell = (english.astype(np.int64) * len(CHALLENGE_CODES) + challenge) * len(SERVICE_CODES) + service
        chosen = self._starts[cell] + (rng.random(len(cell)) * self._counts[cell]).astype(np.int64)
        return self._texts.take(pa.array(chosen))


def voicemail_summaries(rng: np.random.Generator, service: Ints) -> pa.Array:
    """What a clerk notes of a voice message."""
    stock = [t.format(s=_ARABIC_SERVICES[code][0]) for code in SERVICE_CODES for t in VOICEMAILS]
    chosen = service * len(VOICEMAILS) + rng.integers(0, len(VOICEMAILS), len(service))
    return pa.array(stock).take(pa.array(chosen))
