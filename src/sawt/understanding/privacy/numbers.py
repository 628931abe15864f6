"""Numbers that lead to a person: telephones, civil numbers, registers, cards, and what may be any of them.

In a run of digits the longest number that is one is taken, from left to right. Where a number could be
a person's or a plain one, it goes; dates, sums, laws and codes stay. Numbers free of charge (800 …) go
like all others: eight digits that begin so may be somebody's civil number.
"""

from __future__ import annotations

import re

from sawt.understanding.phones import phone_e164
from sawt.understanding.privacy.banking import is_card
from sawt.understanding.privacy.bystanders import DATE, YEAR, is_count, is_money, is_of_a_year
from sawt.understanding.privacy.context import KEPT, TRANSACTION, Found, Told, told_before
from sawt.understanding.privacy.runs import Run, is_one, runs

PHONE, CIVIL, NUMBER, CARD = "phone", "civil_number", "number", "card"

# So many groups are a table or a rubbing of the keyboard, not numbers side by side.
_MOST_GROUPS = 32
# Groups that one number may be written in, and the same where each is one digit; digits of the longest.
_MOST_IN_ONE, _MOST_SPELLED, _MOST_DIGITS = 8, 19, 24

_SPELLED = re.compile(r"(?<![\d.])\d(?: ?[,،] ?\d(?!\d)){6,}")
_NOT_DIGIT = re.compile(r"\D")
_BEFORE_PASSPORT = re.compile(r"(?:(?<![A-Za-z])[A-Za-z]{1,3} ?)?\Z")
_CODE = re.compile(r"[A-Za-z][-/]?\Z")
_OF_OMAN = re.compile(r"0?(?:[79]\d{7}|2[1-6]\d{6})|800\d{5,6}|500\d{4}|1505\d{4}")
# What `phone_e164` could take without a plus: asked first, because most numbers are nothing like it.
_LIKE_A_PHONE = re.compile(r"0*(?:968|97[134]|96[56]|[279]\d{7}$|1505|[58]00)")


def numbers(text: str) -> list[Found]:
    """Identities in runs of digits, outside dates, from left to right."""
    found: list[Found] = []
    dates = DATE.finditer(text)
    date = next(dates, None)
    for start, end in runs(text):
        while date and date.end() <= start:
            date = next(dates, None)
        while date and date.start() < end:
            if not _is_no_day(text, date):
                _in_run(Run.of(text, start, date.start()), found)
                start = date.end()
            date = next(dates, None)
        _in_run(Run.of(text, start, max(start, end)), found)
    for spelled in _SPELLED.finditer(text):
        digits = _NOT_DIGIT.sub("", spelled[0])
        found.append((*spelled.span(), PHONE if _is_phone("", [digits]) else NUMBER))
    return found


def _is_no_day(text: str, date: re.Match[str]) -> bool:
    """20250114 after «الرقم المدني» is a number, though it could be a day."""
    return date[0].isdigit() and told_before(text, date.start()).strong


def _in_run(run: Run, found: list[Found]) -> None:
    """Add the identities in one run of digit groups: the longest first that is one, from left to right."""
    count, total = len(run.groups), run.counts[-1]
    if total < 5:
        return
    if count > _MOST_GROUPS or (count == total and count > 6):
        is_phone = count <= _MOST_SPELLED and _is_phone(run.text[run.start : run.end], run.groups)
        found.append((run.start_of(0), run.end_of(count), PHONE if is_phone else NUMBER))
        return
    first = 0
    while first < count:
        first = _longest(run, first, found) or first + 1


def _longest(run: Run, first: int, found: list[Found]) -> int | None:
    """Add the longest identity that begins with a group; the place of the group after it, or None."""
    most = _MOST_SPELLED if len(run.groups[first]) == 1 else _MOST_IN_ONE
    told: Told | None = None
    for last in range(min(len(run.groups), first + most), first, -1):
        count = run.counts[last] - run.counts[first]
        if count > _MOST_DIGITS and last > first + 1:
            continue
        if count < 5:
            return None
        if told is None:
            told = told_before(run.text, run.places[first][0], found[-1] if found else None)
        if count < 7 and not told.strong:
            return None
        kind = _what(run, first, last, told)
        if kind:
            start = run.start_of(first)
            if kind == "passport":  # "passport of the holder M 9876543"
                start = _BEFORE_PASSPORT.search(run.text, max(0, start - 4), start).start()  # type: ignore[union-attr]
            found.append((start, run.end_of(last), kind))
            return last
    return None


def _what(run: Run, first: int, last: int, told: Told) -> str | None:
    """The type of the number that some groups of a run may be, or None where they identify nobody."""
    groups, text = run.groups[first:last], run.text
    start, end = run.start_of(first), run.end_of(last)
    written, digits = text[start:end], "".join(groups)
    count, single = len(digits), last == first + 1
    if not single and _CODE.search(text, max(0, start - 3), start):
        return None  # INV-92031 600
    phone, one = _is_phone(written, groups), is_one(written, groups, told)
    marked = phone and _is_marked(written, digits)
    if not marked and _may_be_a_card(groups, count, told) and is_card(digits):
        return CARD
    if not (phone or one) or (told.kind == KEPT and not marked and count <= 12):
        return None
    if not (told.strong and count > 6) and _is_amount(text, start, end, groups, phone, told):
        return None
    if count < 7:
        return told.kind if one else None
    if told.kind and told.kind != KEPT and count <= 15:
        return _as_told(told.kind, phone or single or digits[0] == "0")
    if phone:
        if marked or count > 8 or _OF_OMAN.fullmatch(digits):
            return PHONE
        return CIVIL if len(groups) < 3 else None  # 20-25-30-35
    if is_of_a_year(written):
        return None
    return CIVIL if count == 8 else NUMBER


def _as_told(kind: str, may_be_a_phone: bool) -> str:
    return NUMBER if kind == TRANSACTION or (kind == PHONE and not may_be_a_phone) else kind


def _may_be_a_card(groups: list[str], count: int, told: Told) -> bool:
    if count < 13 or (told.kind == TRANSACTION and told.adjacent):
        return False
    return len(groups) in (1, count) or max(map(len, groups)) <= 6


def _is_marked(written: str, digits: str) -> bool:
    return written.lstrip("( ").startswith("+") or written.endswith("+") or digits.startswith("00")


def _is_phone(written: str, groups: list[str]) -> bool:
    digits = "".join(groups)
    if _is_marked(written, digits):
        return phone_e164("+" + digits.lstrip("0"), lenient=False) is not None
    if len(groups) > 8 or len(digits) > 14 or not _LIKE_A_PHONE.match(digits):
        return False
    if len(groups) == 2 and len(digits) == 8 and all(g.endswith("00") or YEAR.fullmatch(g) for g in groups):
        return False  # from seven to eight thousand, from one year to the next
    return phone_e164(digits, lenient=False) is not None


def _is_amount(text: str, start: int, end: int, groups: list[str], phone: bool, told: Told) -> bool:
    """A sum or a count, by what stands beside it or by being round.

    Sums are round or small; mobile numbers, and all with a country code, are neither.
    """
    digits = "".join(groups)
    if phone and (len(digits) > 8 or digits[0] in "79") and not digits.endswith("0000"):
        sizes = [len(group) for group in groups]
        if len(digits) > 8 or sizes in ([8], [4, 4]):
            return False
    if is_money(text, start, end) or (is_count(text, end) and not told.adjacent):
        return True
    return not phone and len(digits.rstrip("0")) < 3
