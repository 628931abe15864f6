"""Bank accounts and cards: told by their check digits, not by words.

Sources: ISO 13616-1 and the register of IBANs for the lengths; the Central Bank of Oman's notice of 2024
for OM (2 check digits, 3 of the bank, 16 of the account); ISO/IEC 7812-1, annex B, for the sum of cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Countries by the letters of their IBAN: of the Gulf, its neighbours and those who trade or send money.
_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "SD DK FI NL",
    19: "MK SI",
    20: "KZ AT BA EE LT LU",
    21: "HR LV LI CH",
    22: "BH GE BG DE IE ME RS GB VA",
    23: "OM AE IQ GI IL",
    24: "SA TN PK AD CZ MD RO SK ES SE",
    25: "LY PT",
    26: "TR IS",
    27: "MR FR GR IT MC SM",
    28: "LB AZ AL CY HU PL BY",
    29: "QA PS EG UA",
    30: "KW JO YE MU",
    31: "MT SC",
    33: "RU",
}
_LENGTHS = {country: length for length, countries in _COUNTRIES.items() for country in countries.split()}
COUNTRIES = tuple(country.lower() for country in _LENGTHS)  # whose accounts are known
_GAP = r"[ \-._]{0,2}"
_START = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{_GAP}[A-Za-z]{_GAP}\d{_GAP}\d(?={_GAP}[A-Za-z0-9])")
_LETTER = re.compile(rf"{_GAP}([A-Za-z0-9])")


def accounts(text: str) -> Iterator[tuple[int, int, str]]:
    """IBANs, and as plain numbers those that have an Omani one's shape and a wrong check digit."""
    place = 0
    for found in _START.finditer(text):
        head = "".join(c for c in found[0] if c.isalnum()).upper()
        length = _LENGTHS.get(head[:2])
        if length is None or found.start() < place:
            continue
        whole = _whole(text, found.end(), head, length)
        if whole is None:
            continue
        iban, end = whole
        if end - found.start() > length and sum(map(str.isdigit, iban)) * 2 < length - 4:
            continue  # words: "sa7 3 marrat"
        closed = not text[end : end + 1].isalnum() or not text[end].isascii()
        if _is_right(iban):
            yield found.start(), end, "iban"
        elif closed and sum(c.isdigit() for c in iban) > (length * 2) // 3:
            yield found.start(), end, "number"
        else:
            continue
        place = end


def is_card(digits: str) -> bool:
    """Whether 13 to 19 digits start as a payment card does and make its sum (Luhn's)."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456" or len(set(digits)) < 2:
        return False
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0


def _whole(text: str, place: int, head: str, length: int) -> tuple[str, int] | None:
    """The account's letters as one word, and where they end; None where the text has not so many."""
    letters = [head]
    for _ in range(length - len(head)):
        found = _LETTER.match(text, place)
        if found is None:
            return None
        letters.append(found[1])
        place = found.end()
    return "".join(letters).upper(), place


def _is_right(iban: str) -> bool:
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1
