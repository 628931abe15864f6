"""Numbers and e-mail addresses inside text give way to what they are. Names come with a later reader.

Only values that hold `@` or seven digits are looked at one by one. Amounts, dates, times and short
numbers stay; where a number could be a person's or a plain one, it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from sawt.intake.cells.digits import SAME_LENGTH
from sawt.intake.identity.phones import phone_e164

PHONE, CIVIL, REGISTER, NUMBER, EMAIL = "[هاتف]", "[رقم مدني]", "[سجل تجاري]", "[رقم]", "[بريد]"

_SUSPECT = r"[@＠﹫]|(?i:[\[(] ?at ?[\])])|(?:\p{Nd}[^\p{Nd}]{0,8}){6}\p{Nd}"

# In all that follows the text is plain: digits are 0-9, and every invisible mark is this one.
_M = "\u200e"
_AT = re.compile(r"@|[\[(] ?at ?[\])]", re.IGNORECASE)
_LOCAL = re.compile(rf"[\w.+%'\-{_M}]*[\w{_M}] ?$")
_DOMAIN = re.compile(
    rf"[ {_M}]*[\w\-{_M}]{{1,63}}(?: ?(?:\.|[\[(] ?dot ?[\])]) ?[\w\-{_M}]{{1,63}})+", re.IGNORECASE
)
_GAP = rf"[ {_M}]{{0,2}}"
_YEAR, _MONTH, _DAY = r"(?:19|20|14)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_CLOCK = rf"(?:[T ,{_M}]+\d{{1,2}}:\d\d(?::\d\d(?:\.\d{{1,9}})?)?(?:Z|[+-]\d\d:?\d\d)?)?"


def _dated(order: str, first: str, second: str, third: str) -> str:
    """A date of three parts between which the same sign stands twice."""
    return rf"{first}{_GAP}(?P<{order}>[-/.]){_GAP}{second}{_GAP}(?P={order}){_GAP}{third}"


_DATES = (
    _dated("year_first", _YEAR, _MONTH, _DAY),
    _dated("day_first", _DAY, _MONTH, _YEAR),
    _dated("month_first", _MONTH, _DAY, _YEAR),
    r"(?:19|20)\d\d(?: ?[-/] ?| )(?:19|20)\d\d",  # two years
    r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
)
_DATE = re.compile(rf"(?<!\d)(?:{'|'.join(_DATES)}){_CLOCK}(?!\d)")
_RUN = re.compile(rf"[+(]*[{_M} ]?\(?\d(?:[ \-./()_{_M}]{{0,4}}\d){{6,}}\+?")
_GROUP = re.compile(rf"\d(?:{_M}*\d)*")

_MONEY = r"ريال|ر\.? ?ع|بيسة|درهم|دينار|دولار|يورو|روبية|OMR|R\.?O\b|AED|SAR|USD|EUR|INR|[$€£]"
_CURRENCY_AFTER = re.compile(
    rf"(?:\.\d{{1,3}})?[ {_M}]*(?:{_MONEY}|مليون|ألف|الف|rials?|baisa|dollars?|[%٪])", re.IGNORECASE
)
_SUM = r"بمبلغ|مبلغ|المبلغ|بقيمة|قيمة|قيمته|رأس مال|رأس المال"
_CURRENCY_BEFORE = re.compile(rf"(?:{_MONEY}|{_SUM})\.?[ :{_M}(]*$", re.IGNORECASE)
_REGISTER_WORD = r"سجل|س\. ?ت|تجاري|\bC\.? ?R\b|\bCRN\b|commercial|registration"
_CIVIL_WORD = r"مدني|هوية|بطاقة|إقامة|اقامة|جواز|civil|\bID\b|passport|resident|\bcard\b"
_PHONE_WORD = r"هاتف|جوال|موبايل|نقال|اتصل|واتس|رقمي|تلفون|phone|mobile|\btel\b|whats|\bcall\b|gsm"
_WORD = re.compile(f"({_REGISTER_WORD})|({_CIVIL_WORD})|({_PHONE_WORD})", re.IGNORECASE)
_REACH = 28  # characters before a number in which a word may say what it is


def mask(values: pa.Array) -> pa.Array:
    """An array of texts with e-mails and long numbers replaced by typed placeholders; nulls stay null."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if values.type != pa.string():
        values = values.cast(pa.string())
    suspect = pc.fill_null(pc.match_substring_regex(values, _SUSPECT), False)
    if not pc.any(suspect).as_py():
        return values
    masked = [mask_text(value) for value in values.filter(suspect).to_pylist()]
    return pc.replace_with_mask(values, suspect, pa.array(masked, pa.string()))


def mask_text(text: str) -> str:
    """One text, masked. What it masked it does not mask again."""
    plain = text.translate(SAME_LENGTH)
    spans = sorted([*_emails(plain), *_numbers(plain)])
    if not spans:
        return text
    out, place = [], 0
    for start, end, word in spans:
        if start >= place:
            out += [text[place:start], word]
            place = end
        else:  # two finds overlap: nothing of either stays
            place = max(place, end)
    return "".join([*out, text[place:]])


def _emails(plain: str) -> Iterator[tuple[int, int, str]]:
    """Addresses, found from their sign outwards, so that a long word costs no more than a short one."""
    for sign in _AT.finditer(plain):
        local = _LOCAL.search(plain, max(0, sign.start() - 66), sign.start())
        domain = _DOMAIN.match(plain, sign.end())
        if local and domain:
            yield local.start() + len(local[0]) - len(local[0].lstrip(_M)), domain.end(), EMAIL


def _numbers(plain: str) -> Iterator[tuple[int, int, str]]:
    """Identities in runs of digits, outside dates."""
    runs = [run.span() for run in _RUN.finditer(plain)]
    if not runs:
        return
    dates = [date.span() for date in _DATE.finditer(plain)]
    for start, end in runs:
        for first, last in dates:
            if start < last and first < end:
                yield from _in_run(plain, start, first)
                start = last
        yield from _in_run(plain, start, end)


def _in_run(plain: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The identities in one run of digit groups: the longest first that is one, from left to right."""
    if end - start < 7:
        return
    groups = [found.span() for found in _GROUP.finditer(plain, start, end)]
    if not groups:
        return
    end = groups[-1][1] + (plain[groups[-1][1] : end][:1] == "+")
    begin = start
    first = 0
    while first < len(groups):
        for last in range(min(len(groups), first + 19), first, -1):
            whole = last == len(groups)
            # A plus and brackets belong to the number that they open.
            opened = begin if first == 0 else _opening(plain, groups[first - 1][1], groups[first][0])
            closed = end if whole else groups[last - 1][1]
            word = _what(plain, opened, closed, [plain[a:b].replace(_M, "") for a, b in groups[first:last]])
            if word:
                inner = plain[opened:closed]
                yield opened + len(inner) - len(inner.lstrip(f" {_M}")), closed, word
                first = last
                break
        else:
            first += 1


def _opening(plain: str, after: int, start: int) -> int:
    plus = plain.find("+", after, start)
    return plus if plus >= 0 else start


def _what(plain: str, start: int, end: int, groups: list[str]) -> str | None:
    """The placeholder of the digits from start to end, or None where they identify nobody."""
    digits = "".join(groups)
    if len(digits) < 7:
        return None
    phone = _is_phone(plain[start:end], groups)
    if _is_amount(plain, start, end) and not (phone and _plainly_a_phone(digits)):
        return None
    told = _told(plain, start) if len(digits) <= 15 else None
    if told and (len(groups) == 1 or phone or len(digits) <= 10):
        return told if told != PHONE or phone or len(groups) == 1 else NUMBER
    if phone:
        return PHONE
    if len(groups) == 1:
        return _by_length(digits)
    return _by_length(digits) if _one_number_in_parts(groups, digits) else None


def _is_phone(written: str, groups: list[str]) -> bool:
    digits = "".join(groups)
    if written.lstrip(f"( {_M}").startswith("+") or written.endswith("+") or digits.startswith("00"):
        return phone_e164("+" + digits.lstrip("0"), lenient=False) is not None
    return len(groups) <= 8 and len(digits) <= 14 and phone_e164(digits, lenient=False) is not None


def _is_amount(plain: str, start: int, end: int) -> bool:
    before = max(0, start - _REACH)
    return bool(_CURRENCY_AFTER.match(plain, end) or _CURRENCY_BEFORE.search(plain, before, start))


def _plainly_a_phone(digits: str) -> bool:
    """Sums of money are round or small; mobile numbers, and all with a country code, are neither."""
    return (len(digits) > 8 or digits[0] in "79") and not digits.endswith("0000")


def _told(plain: str, start: int) -> str | None:
    """What the nearest word before a number says that it is."""
    words = list(_WORD.finditer(plain, max(0, start - _REACH), start))
    if not words:
        return None
    found = words[-1]
    return REGISTER if found[1] else CIVIL if found[2] else PHONE


def _by_length(digits: str) -> str:
    if len(digits) == 7:
        return REGISTER
    return CIVIL if len(digits) in (8, 9) else NUMBER


def _one_number_in_parts(groups: list[str], digits: str) -> bool:
    """Whether groups of digits are one number that was written apart, not several small ones."""
    if all(len(group) == 1 for group in groups) or any(len(group) >= 7 for group in groups[1:]):
        return all(len(group) == 1 for group in groups)
    if 13 <= len(digits) <= 19 and all(len(group) == 4 for group in groups[:-1]):
        return True
    pair = len(groups) == 2 and 8 <= len(digits) <= 9 and min(map(len, groups)) >= 3
    return pair and not all(group.endswith("0") for group in groups)
