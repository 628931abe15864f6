"""Numbers that lead to a person: telephones, civil numbers, registers, cards, and what may be any of them.

A run is digits with few signs between them. In a run the longest number that is one is taken, from left
to right. Where a number could be a person's or a plain one, it goes; dates, sums and laws stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from sawt.understanding.phones import phone_e164
from sawt.understanding.privacy.banking import is_card
from sawt.understanding.privacy.bystanders import DATE, is_count, is_money, is_of_a_year
from sawt.understanding.privacy.context import KEPT, TRANSACTION, Found, Told, told_before

PHONE, CIVIL, REGISTER, NUMBER, CARD = "phone", "civil_number", "commercial_register", "number", "card"

_RUN = re.compile(r"[+(]{0,3} ?\(?\d(?:[ \-./()_]{0,4}\d){4,}\+?")
_SPELLED = re.compile(r"(?<![\d.])\d(?: ?[,،] ?\d(?!\d)){6,}")
_NOT_DIGIT = re.compile(r"\D")
_GROUP = re.compile(r"\d+")
# So many groups are a table or a rubbing of the keyboard, not numbers side by side.
_OPENED = re.compile(r"[( ]*")
_CODE = re.compile(r"[A-Za-z]-?\Z")
_MOST_GROUPS = 64
_MOST_IN_ONE = 19
_OF_OMAN = re.compile(r"0?(?:[79]\d{7}|2[1-6]\d{6})|800\d{5,6}|500\d{4}|1505\d{4}")


def numbers(text: str) -> list[Found]:
    """Identities in runs of digits, outside dates, from left to right."""
    found: list[Found] = []
    dates = DATE.finditer(text)
    date = next(dates, None)
    for run in _RUN.finditer(text):
        start, end = run.span()
        while date and date.end() <= start:
            date = next(dates, None)
        while date and date.start() < end:
            if not _is_no_day(text, date):
                _in_run(text, start, date.start(), found)
                start = date.end()
            date = next(dates, None)
        _in_run(text, start, end, found)
    for spelled in _SPELLED.finditer(text):
        digits = _NOT_DIGIT.sub("", spelled[0])
        found.append((*spelled.span(), PHONE if _is_phone("", [digits]) else NUMBER))
    return found


def _is_no_day(text: str, date: re.Match[str]) -> bool:
    """20250114 after «الرقم المدني» is a number, though it could be a day."""
    return date[0].isdigit() and told_before(text, date.start()).strong


def _in_run(text: str, start: int, end: int, found: list[Found]) -> None:
    """Add the identities in one run of digit groups: the longest first that is one, from left to right."""
    run = _Run.of(text, start, end)
    count = len(run.groups)
    if run.total < 5:
        return
    if count > _MOST_GROUPS or (count == run.total and count >= 7):
        is_phone = count <= _MOST_IN_ONE and _is_phone(text[start:end], run.groups)
        found.append((run.start_of(0), run.end_of(count), PHONE if is_phone else NUMBER))
        return
    first = 0
    while first < count:
        first = _longest(run, first, found) or first + 1


def _longest(run: _Run, first: int, found: list[Found]) -> int | None:
    """Add the longest identity that begins with a group; the place of the group after it, or None."""
    told: Told | None = None
    for last in range(min(len(run.groups), first + _MOST_IN_ONE), first, -1):
        digits = run.digits(first, last)
        if last > first + 1 and digits > 24:
            continue
        if digits < 5:
            return None
        start, end = run.start_of(first), run.end_of(last)
        if told is None:
            told = told_before(run.text, start, found[-1] if found else None)
        if digits < 7 and not told.strong:
            return None
        kind = _what(run.text, start, end, run.groups[first:last], told)
        if kind:
            found.append((start, end, kind))
            return last
    return None


@dataclass(frozen=True)
class _Run:
    """Groups of digits that stand close together, with their places in the text."""

    text: str
    start: int
    end: int
    places: list[tuple[int, int]]
    groups: list[str]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> _Run:
        places = [group.span() for group in _GROUP.finditer(text, start, end)]
        return cls(text, start, end, places, [text[a:b] for a, b in places])

    @cached_property
    def _counts(self) -> list[int]:
        return list(accumulate(map(len, self.groups), initial=0))

    @property
    def total(self) -> int:
        return self._counts[-1]

    def digits(self, first: int, last: int) -> int:
        return self._counts[last] - self._counts[first]

    def start_of(self, first: int) -> int:
        """Where a number that begins with a group begins: a plus and brackets belong to it."""
        start = self.places[first][0]
        opened = self.start if first == 0 else start
        if first and self.text[start - 1] == "(":
            opened = start - 1
        if ")" not in self.text[opened : self.end]:
            opened += len(_OPENED.match(self.text, opened)[0])
        while self.text[opened] == " ":
            opened += 1
        return opened

    def end_of(self, last: int) -> int:
        end = self.places[last - 1][1]
        return end + (last == len(self.places) and self.text[end : end + 1] == "+" and end < self.end)


def _what(text: str, start: int, end: int, groups: list[str], told: Told) -> str | None:
    """The type of the digits from start to end, or None where they identify nobody."""
    digits = "".join(groups)
    written = text[start:end]
    count, single = len(digits), len(groups) == 1
    phone = _is_phone(written, groups)
    if not single and _CODE.search(text, max(0, start - 3), start):
        return None  # INV-92031 600
    marked = phone and (written[0] in "+(" or written.endswith("+") or digits.startswith("00"))
    if (
        not marked
        and not (told.kind == TRANSACTION and told.adjacent)
        and (single or len(groups) == count or max(map(len, groups)) <= 6)
        and is_card(digits)
    ):
        return CARD
    if not (told.strong and count > 6) and _is_amount(text, start, end, groups, phone, told):
        return None
    if told.kind == KEPT and not marked and count <= 12:
        return None
    if count < 7:
        return told.kind if told.strong and _is_one(written, groups, told) else None
    if told.kind and count <= 15 and (phone or _is_one(written, groups, told)):
        return _as_told(told.kind, phone or single or digits[0] == "0")
    if phone:
        if marked or count > 8 or _OF_OMAN.fullmatch(digits):
            return PHONE
        return CIVIL if len(groups) < 3 else None  # 20-25-30-35
    if not _is_one(written, groups, told) or is_of_a_year(written):
        return None
    return CIVIL if count == 8 else NUMBER


def _as_told(kind: str, may_be_a_phone: bool) -> str:
    if kind == TRANSACTION or (kind == PHONE and not may_be_a_phone):
        return NUMBER
    return kind


def _is_phone(written: str, groups: list[str]) -> bool:
    digits = "".join(groups)
    if written.lstrip("( ").startswith("+") or written.endswith("+") or digits.startswith("00"):
        return phone_e164("+" + digits.lstrip("0"), lenient=False) is not None
    if len(groups) == 2 and len(digits) == 8 and all(group.endswith("00") for group in groups):
        return False  # from seven to eight thousand
    return len(groups) <= 8 and len(digits) <= 14 and phone_e164(digits, lenient=False) is not None


def _is_amount(text: str, start: int, end: int, groups: list[str], phone: bool, told: Told) -> bool:
    """A sum or a count, by what stands beside it or by being round.

    Sums are round or small; mobile numbers, and all with a country code, are neither.
    """
    digits = "".join(groups)
    plainly_a_phone = (
        phone
        and (len(digits) > 8 or digits[0] in "79")
        and not digits.endswith("0000")
        and (len(digits) > 8 or [len(group) for group in groups] in ([8], [4, 4]))
    )
    if plainly_a_phone:
        return False
    if is_money(text, start, end) or (is_count(text, end) and not told.adjacent):
        return True
    return not phone and len(digits.rstrip("0")) < 3


def _is_one(written: str, groups: list[str], told: Told) -> bool:
    """Whether groups of digits are one number that was written apart, not several small ones."""
    digits = "".join(groups)
    if len(groups) == 1 or len(groups) == len(digits):
        return True
    if any(len(group) >= 7 for group in groups[1:]):
        return False
    if 12 <= len(digits) <= 19 and len(groups) > 2 and all(len(group) == 4 for group in groups[:-1]):
        return True
    if told.adjacent and told.kind == PHONE and groups[0][0] == "0" and len(groups) < 6:
        return len(digits) <= 13  # as people abroad write their own: 020 7946 0958
    if told.adjacent and told.kind != KEPT and 5 <= len(digits) <= 10:
        return len(groups[0]) < 5
    if written.count(".") == 1 and len(groups[-1]) < 4:
        return False  # 14393.321 has decimals
    pair = len(groups) == 2 and 8 <= len(digits) <= 9 and min(map(len, groups)) >= 3
    return pair and not all(group.endswith("0") for group in groups)
