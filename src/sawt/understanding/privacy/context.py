"""What the words before a number say that it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sawt.understanding.privacy.view import BARRIER, BARRIERS, spelled_in_one

REACH = 32  # letters before a number in which a word may say what it is
KEPT = "kept"  # a law, an activity, a tariff heading: the number is nobody's
TRANSACTION = "transaction"  # a request, a ticket, an invoice, an account
Found = tuple[int, int, str]  # start, end, type

_ALONE = r"(?<![A-Za-z])(?:{})(?![A-Za-z])"
_PREFIX = r"(?<!\w)[وفبلك]?(?:ال|لل?)?"

# The first word of a pair decides short numbers too; the second only those that could be nothing else.
_WORDS = {
    KEPT: _PREFIX
    + r"(?:قرار|مرسوم|قانون|ماده|لائحه|تعميم|نشاط\w?|منسق|جمركي|تعرفه|باركود)(?!\w)|"
    + _ALONE.format(
        r"HS|H\. ?S\.?|ISIC|activity|activities|tariff|harmoni[sz]ed|barcode|decision|decree|law|SKU"
    ),
    "commercial_register": _PREFIX + r"سجل(?:ي|ه|ها|نا|ات)?(?: ?(?:ال)?تجاري\w?)?(?!\w)|"
    r"(?<!\w)س ?[./] ?ت(?!\w)|(?<!\w)س ت(?!\w)|"
    + _ALONE.format(r"C\.? ?R\.?|CRN|comm?ercial[ _]reg(?:ist\w+)?|company regist\w+|cr[ _](?:no|id)"),
    "weak_register": r"تجاري\w?|commercial|registration",
    "civil_number": r"مدني\w?|مقيم|هوي[هت]\w?|شخصيه|"
    + _ALONE.format(
        r"(?:civil|resident|residence|residency|identity|national)(?:[ _](?:id|card|number|no))*"
    ),
    "weak_civil": r"بطاق[هت]\w?|اقام[هت]\w?|" + _ALONE.format("ID|card"),
    "passport": r"جواز|passport",
    "phone": r"هاتف|جوال|موبايل|نقال|اتصل|واتس|رقمي|تلفون|تليفون|فاكس|phone|mobile|whats|"
    + _ALONE.format("tel|call|gsm|fax"),
    TRANSACTION: r"(?<!\w)ب?رقم (?:ال)?(?:طلب|معامل|تذكر|فاتور|حساب|مرجع|ايصال|عقد|"
    r"بلاغ|شكوي|عملي|شحن|حجز)"
    r"\w*|(?:طلب|معامل[هت]|تذكر[هت]|فاتور[هت]|ايصال|بلاغ|شكوي|شحن[هت])\w? (?=رقم|برقم)|المرجع|حساب\w{0,2}|"
    + _ALONE.format(
        r"requests?|tickets?|order|invoice|application|account|a/c|ref|reference|tracking|transaction|"
        r"receipt"
    ),
}
_WORD = re.compile(
    "|".join(f"(?P<{kind}>{spelled_in_one(pattern)})" for kind, pattern in _WORDS.items()), re.IGNORECASE
)
# Words that may stand between such a word and its number without making it another's.
_BETWEEN = frozenset(
    spelled_in_one(
        "رقم الرقم برقم رقمه رقمها رقمي هو هي وهو وزاري وزارية الوزاري اداري سلطاني السلطاني رمز كود الرمز "
        "الكود الخاص بي لدي عندي السفر سفر سفري النظام حاليا الشخصي لسنة البند للمالك للمالكة المالك "
        "لصاحبه لصاحبها للشريك للشركة للمؤسسة للمندوب number numbers no nr num is was the code id card of my "
        "heading with value"
    ).split()
)
_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_BETWEEN = re.compile(r"\d|(?<!no)(?<!nr)(?<!num)[.!?؟;؛]\s|\n *\n", re.IGNORECASE)
_PAUSE = re.compile(r"[،,\n]")
_FEE = re.compile(
    spelled_in_one(r"(?:رسوم|رسم|تكلفه|سعر|قيمه|مبلغ|غرام\w+|fees?|cost|price) +(?:\w+ +)?\Z"), re.IGNORECASE
)
# A second number beside one that was told: «س.ت 1234567 و 7654321».
_BESIDE = re.compile(rf"({BARRIER})\W{{0,3}}(?:و|او|and|or)?\W{{0,2}}\Z", re.IGNORECASE)
_BARRIERS = re.compile(BARRIER)
_KIND_OF = {barrier: kind for kind, barrier in BARRIERS.items()}
_LISTED = ("commercial_register", "civil_number")
_WEAK = {"weak_register": "commercial_register", "weak_civil": "civil_number"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a number is said to be: a type of `spans.TYPES`, KEPT, TRANSACTION or None.

    `adjacent`: nothing but fillers stand between the word and the number. `strong`: the word is enough
    for a number of five or six digits too.
    """

    kind: str | None = None
    adjacent: bool = False
    strong: bool = False


_NOTHING = Told()


def told_before(text: str, start: int, found: Found | None = None) -> Told:
    """What the nearest word before text[start:] says, as far back as the last thing that was found."""
    before = text[max(0, start - REACH, found[1] if found else 0) : start]
    if found and start - found[1] < REACH:
        before = BARRIERS[found[2]] + before
    beside = _BESIDE.search(before)
    if beside:
        kind = _KIND_OF[beside[1]]
        return Told(kind, adjacent=True, strong=True) if kind in _LISTED else _NOTHING
    before = _BARRIERS.split(before)[-1].replace("ى", "ي")
    told = _NOTHING
    if not _LETTERS.search(before):
        return told
    for word in _WORD.finditer(before):
        kind = str(word.lastgroup)
        adjacent = _leads_to(before, word)
        if kind == KEPT and (not adjacent or _PAUSE.search(before, word.end())):
            continue
        strong = adjacent and kind in _LISTED and not _FEE.search(before, 0, word.start())
        told = Told(_WEAK.get(kind, kind), adjacent, strong)
    return told


def _leads_to(before: str, word: re.Match[str]) -> bool:
    """Whether a word is the number's own: only fillers follow it."""
    short = len(word[0]) < 5 or word[0][-2:].lower() == "no"
    end = word.end() + (before[word.end() : word.end() + 1] == "." and short)  # «س.ت.», "C.R."
    rest = _LETTERS.sub("", before[end:], count=1) if before[end : end + 1].isalpha() else before[end:]
    if _NOT_BETWEEN.search(rest):
        return False
    return all(word.lower() in _BETWEEN for word in _LETTERS.findall(rest))
