"""Identities become keyed pseudonyms: one person has one, and without the key nobody turns it back.

Work is done once for each distinct value. Forms of one number are brought together first: digits of
any script, 00968, +968 and 968, spaces, dashes, direction marks, trunk zeros, what Excel made of it.
"""

from __future__ import annotations

import hashlib
import re

import pyarrow as pa
import pyarrow.compute as pc

from sawt.errors import StateError
from sawt.understanding.digits import PLAIN
from sawt.understanding.phones import clean_omani, phone_e164, phone_in

KINDS = ("phone", "civil", "register", "email", "id", "auto")
_LETTER = {"phone": "t", "civil": "n", "register": "r", "email": "e", "id": "x"}

_WITHHELD = frozenset(
    [
        *("anonymous", "anonymous.invalid", "unknown", "unavailable", "withheld", "private", "restricted"),
        *("asserted", "blocked", "no number", "none", "null", "nil", "nan", "n/a", "na", "not available"),
        *("not provided", "?", "مجهول", "محجوب", "خاص", "غير معروف", "غير متوفر", "غير متاح", "غير محدد"),
        *("لا يوجد", "لايوجد", "بدون", "بلا"),
    ]
)
_WHOLE_FLOAT = re.compile(r"^(\d+)\.0+$")
_SCIENTIFIC = re.compile(r"^\+?(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})$")
_SPACE = re.compile(r"\s+")
_NOT_ALNUM = re.compile(r"[\W_]+")
_EMAIL = re.compile(r"[^\s<>@,;:\"]+@[^\s<>@,;:\"]+\.[^\s<>@,;:\"]+")
_AFTER_WORDS = re.compile(r"^(\D+)(\d[\d\W_]*)$")
# What may go before a number and is no part of it: "CR 1234567", «س.ت 1/23456/7». Other letters are.
_WORDS = frozenset(
    [
        *("cr", "c", "r", "crn", "no", "nr", "number", "id", "civil", "card", "commercial", "registration"),
        *("register", "reg", "national", "س", "ت", "سجل", "السجل", "تجاري", "التجاري", "رقم", "الرقم"),
        *("مدني", "المدني", "بطاقة", "البطاقة", "هوية", "الهوية", "شخصية"),
    ]
)


def pseudonymise(values: pa.Array, kind: str, key: bytes) -> pa.Array:
    """Pseudonyms of an array of strings, null where nothing identifies.

    A letter for the kind (t phone, n civil, r register, e e-mail, x other) and 96 bits of keyed BLAKE2b
    in hex. `auto` tells the kinds apart by shape. Raises StateError `intake.key_missing` for an empty key.
    """
    if not key:
        raise StateError("intake.key_missing", file="pseudonym.key", folder="keys")
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    coded = values if pa.types.is_dictionary(values.type) else values.cast(pa.string()).dictionary_encode()
    pseudonyms = [_pseudonym(value, kind, key) for value in coded.dictionary.to_pylist()]
    return pc.take(pa.array(pseudonyms, pa.string()), coded.indices)


def canonical(value: str, kind: str) -> tuple[str, str] | None:
    """(kind, the one form of an identity), or None when it is empty, withheld or worn beyond knowing."""
    if kind == "phone" and (clean := clean_omani(value)):
        return "phone", clean
    plain = value.translate(PLAIN).strip()
    if _withheld(plain):
        return None
    if kind == "phone":
        return _phone(plain)
    if kind == "civil" or kind == "register":
        return _number(plain, kind)
    if kind == "email":
        return _email(plain) or ("id", _folded(plain))
    if kind == "id":
        return "id", _folded(plain)
    return _by_shape(plain)


def _withheld(plain: str) -> bool:
    return not plain.strip("0 -._") or plain.casefold().strip("\"'<>() ") in _WITHHELD


def _phone(plain: str) -> tuple[str, str] | None:
    plain = _as_typed(plain)
    if not plain:
        return None
    e164 = phone_in(plain)
    if e164 is not None:
        return "phone", e164
    # Short codes, extensions and slips stay apart from every telephone number.
    digits = "".join(c for c in plain if c.isdigit())
    return "id", digits or _folded(plain)


def _number(plain: str, kind: str) -> tuple[str, str] | None:
    """A civil or register number: digits alone when words only go before them, without leading zeros."""
    plain = _as_typed(plain)
    if not plain:
        return None
    found = _AFTER_WORDS.match(plain)
    if found and set(_NOT_ALNUM.split(found[1].casefold())) - {""} <= _WORDS:
        plain = found[2]
    number = _NOT_ALNUM.sub("", plain).upper()
    return kind, number.lstrip("0") or number


def _email(plain: str) -> tuple[str, str] | None:
    found = _EMAIL.search(plain.replace(" @", "@").replace("@ ", "@"))
    if found is None or plain.lower().startswith(("sip:", "sips:")):
        return None
    return "email", found[0].strip(".()[]'").casefold()


def _by_shape(plain: str) -> tuple[str, str] | None:
    email = _email(plain) if "@" in plain else None
    if email:
        return email
    typed = _as_typed(plain)
    if not typed:
        return None
    e164 = phone_e164(typed, lenient=False)
    if e164 is not None:
        return "phone", e164
    digits = _NOT_ALNUM.sub("", typed)
    if digits.isdigit() and 7 <= len(digits) <= 9:
        return ("register" if len(digits) == 7 else "civil"), digits.lstrip("0")
    return "id", _folded(plain)


def _as_typed(plain: str) -> str:
    """Undo what a spreadsheet does to long numbers; empty when it rounded digits away."""
    whole = _WHOLE_FLOAT.match(plain)
    if whole:
        return whole[1]
    mangled = _SCIENTIFIC.match(plain)
    if not mangled:
        return plain
    first, rest, exponent = mangled[1], mangled[2] or "", int(mangled[3])
    # 9.68E+10 stands for any of a hundred million numbers: as an identity it would join strangers.
    return first + rest if len(rest) == exponent else ""


def _folded(plain: str) -> str:
    return _SPACE.sub(" ", plain).casefold()


def _pseudonym(value: str | None, kind: str, key: bytes) -> str | None:
    found = canonical(value, kind) if value is not None else None
    if found is None:
        return None
    told, plain = found
    digest = hashlib.blake2b(f"{told}:{plain}".encode("utf-8", "surrogatepass"), key=key, digest_size=12)
    return _LETTER[told] + digest.hexdigest()
