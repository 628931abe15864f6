"""Invented identities in the forms that people write, from a seed: what the privacy board plants.

The forms were written from the documents (the national telephone plan, ISO 13616 and ISO 7812, the
forms of the register, the police and the post) before the finder was, and know nothing of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from evaluations import persons

Dice = random.Random
Parts = tuple[str, str, str]  # what stands before an identity, the identity as written, what follows

_SCRIPTS = [
    str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９")
]
_APART = [" ", "-", " ", "-", "  ", ".", "\u00a0", "–", " - ", "\u202f", "\u2009"]
_UNSEEN = ["\u200e", "\u200f", "\u200d", "\u200b", "\u2068", "ـ"]
_ARABIC_LETTERS = "أبحدرسصطعقكلمنهي"
_LATIN_LETTERS = "ABDHKLMNRSTWY"


@dataclass(frozen=True)
class Planted:
    """An invented identity inside its phrase: text[start:end] is the identity, in characters."""

    type: str
    form: str
    text: str
    start: int
    end: int


def digits(dice: Dice, count: int, first: str = "123456789") -> str:
    return dice.choice(first) + "".join(dice.choice("0123456789") for _ in range(count - 1))


def in_a_script(dice: Dice, text: str) -> str:
    """The digits as one script writes them, or for one in ten as several mixed."""
    throw = dice.random()
    if throw < 0.45:
        return text
    if throw < 0.9:
        return text.translate(dice.choice(_SCRIPTS[:2] * 3 + _SCRIPTS))
    return "".join(c.translate(dice.choice(_SCRIPTS)) if dice.random() < 0.5 else c for c in text)


def in_groups(number: str, *sizes: int) -> list[str]:
    places = [sum(sizes[:n]) for n in range(len(sizes) + 1)]
    return [number[a:b] for a, b in pairwise(places)]


def worn(dice: Dice, groups: list[str]) -> str:
    """Groups of one number as typed or copied: one sign between them, or none, and marks nobody sees."""
    sign = dice.choice(_APART) if len(groups) > 1 and dice.random() < 0.7 else ""
    written = sign.join(groups)
    if dice.random() < 0.15:
        place = dice.randrange(1, len(written))
        written = written[:place] + dice.choice(_UNSEEN) + written[place:]
    return in_a_script(dice, written)


def _national(dice: Dice) -> str:
    if dice.random() < 0.75:
        return digits(dice, 8, "79")
    return "2" + digits(dice, 7, "123456")


def _local_groups(dice: Dice, national: str) -> list[str]:
    return in_groups(
        national,
        *dice.choice([(8,), (8,), (4, 4), (4, 4), (2, 2, 2, 2), (3, 5), (2, 3, 3), (5, 3), (1, 3, 4)]),
    )


_PHONE_WORDS = [
    *("رقمي {}", "رقم هاتفي {}", "اتصلوا بي على {}", "للتواصل {}", "جوالي: {}", "هاتفي{}", "واتساب {}"),
    *("my number is {}", "call me on {}", "mobile: {}", "tel {}", "{}", "{}", "({})", "{} وشكرا", "نقال {}،"),
    *('{{"phone": "{}"}}', "<td>{}</td>", "الرقم {} لا يرد", "اتصلت من {} أمس الساعة 10:30"),
]


def phone_local(dice: Dice) -> Parts:
    return _around(dice, _PHONE_WORDS, worn(dice, _local_groups(dice, _national(dice))))


def phone_with_code(dice: Dice) -> Parts:
    code = dice.choice(
        ["+968", "00968", "968", "(+968)", "(968)", "+968-", "+968 ", "00968 ", "968 ", "968-"]
    )
    number = code + worn(dice, _local_groups(dice, _national(dice)))
    return _around(dice, _PHONE_WORDS, in_a_script(dice, number))


def phone_digit_by_digit(dice: Dice) -> Parts:
    number = dice.choice([" ", " ", "-", "."]).join(_national(dice))
    return _around(dice, _PHONE_WORDS, in_a_script(dice, number))


def phone_foreign(dice: Dice) -> Parts:
    code, first, sizes = dice.choice(
        [
            *(("971", "5", (2, 3, 4)), ("966", "5", (2, 3, 4)), ("91", "6789", (5, 5)), ("44", "7", (4, 6))),
            *(("20", "1", (3, 3, 4)), ("92", "3", (3, 7)), ("880", "1", (4, 6)), ("63", "9", (3, 3, 4))),
            *(
                ("1", "23456789", (3, 3, 4)),
                ("974", "3567", (4, 4)),
                ("965", "569", (4, 4)),
                ("90", "5", (3, 3, 4)),
            ),
        ]
    )
    groups = in_groups(digits(dice, sum(sizes), first), *sizes)
    number = dice.choice(["+", "00", "+"]) + code + dice.choice(["", " ", "-"]) + worn(dice, groups)
    return _around(dice, _PHONE_WORDS, in_a_script(dice, number))


def civil_in_context(dice: Dice) -> Parts:
    words = [
        *(
            "رقمي المدني {}",
            "الرقم المدني: {}",
            "رقم البطاقة الشخصية {}",
            "بطاقة مقيم رقم {}",
            "رقم الهوية {}",
        ),
        *("البطاقة المدنية {}", "رقم مدني {}", "برقم مدني ({})", "الرقم المدني هو {}", "رقم بطاقة المقيم {}"),
        *("civil number {}", "civil ID: {}", "my civil ID is {}", "resident card no. {}", "Civil No {}"),
    ]
    number = digits(dice, dice.choice([6, 7, 7, 8, 8, 8]))
    groups = in_groups(number, 4, len(number) - 4) if dice.random() < 0.25 else [number]
    return _around(dice, words, worn(dice, groups))


def civil_bare(dice: Dice) -> Parts:
    """Eight digits with no word; they start as no telephone number does, and are no date."""
    number = digits(dice, 8, "134568")
    return _around(dice, ["{}", "رقمي {}", "({})", "حسب {} في النظام"], in_a_script(dice, number))


def register_in_context(dice: Dice) -> Parts:
    words = [
        *(
            "سجل تجاري {}",
            "سجل تجاري رقم {}",
            "السجل التجاري: {}",
            "رقم السجل التجاري {}",
            "س.ت {}",
            "س.ت: {}",
        ),
        *("س ت {}", "س.ت. {}", "سجلي رقم {}", "رقم السجل {}", "رقم سجلي التجاري {}", "السجل رقم {}", "CR {}"),
        *(
            "C.R. {}",
            "CR No. {}",
            "CRN: {}",
            "commercial registration {}",
            "commercial registration number {}",
        ),
        *("cr number {}", "Commercial Register No {}", "سجلي التجاري ({})", "CR#{}", "سجل تجارى رقم: {}"),
    ]
    number = digits(dice, dice.choice([5, 6, 7, 7, 7, 8]))
    if len(number) == 7 and dice.random() < 0.1:
        number = f"{number[0]}/{number[1:6]}/{number[6]}"
    return _around(dice, words, in_a_script(dice, number))


def _check_digits(country: str, account: str) -> str:
    """ISO 13616: the two digits that make the whole 1 modulo 97."""
    value = int("".join(str(int(c, 36)) for c in account + country + "00"))
    return f"{98 - value % 97:02d}"


def _as_iban(dice: Dice, whole: str) -> str:
    groups = [whole[n : n + 4] for n in range(0, len(whole), 4)]
    written = dice.choice(["", " ", " ", "-", "\u00a0"]).join(groups)
    return in_a_script(dice, dice.choice([written, written, written.lower()]))


_IBAN_WORDS = [
    "الآيبان {}",
    "رقم الآيبان: {}",
    "IBAN {}",
    "حسابي {}",
    "حولوا المبلغ إلى {} لو سمحتم",
    "{}",
    "iban: {}",
]


def iban_omani(dice: Dice) -> Parts:
    account = "0" + digits(dice, 2) + digits(dice, 16, "0123456789")
    return _around(dice, _IBAN_WORDS, _as_iban(dice, f"OM{_check_digits('OM', account)}{account}"))


def iban_whose_check_fails(dice: Dice) -> Parts:
    account = "0" + digits(dice, 2) + digits(dice, 16, "0123456789")
    wrong = f"{(int(_check_digits('OM', account)) + dice.randrange(1, 90)) % 100:02d}"
    return _around(dice, _IBAN_WORDS, _as_iban(dice, f"OM{wrong}{account}"))


def iban_foreign(dice: Dice) -> Parts:
    country, shape = dice.choice(
        [
            *(
                ("AE", "n19"),
                ("SA", "n2a18"),
                ("BH", "l4a14"),
                ("KW", "l4a22"),
                ("QA", "l4a21"),
                ("GB", "l4n14"),
            ),
            *(
                ("DE", "n18"),
                ("FR", "n10a11n2"),
                ("EG", "n25"),
                ("JO", "l4n4a18"),
                ("TR", "n22"),
                ("PK", "l4a16"),
            ),
        ]
    )
    account = ""
    for part in shape.replace("n", " n").replace("a", " a").replace("l", " l").split():
        letters = {"n": "0123456789", "l": "ABCDEFGHKLMNPRSTU", "a": "0123456789" * 3 + "ABCDEFGH"}[part[0]]
        account += "".join(dice.choice(letters) for _ in range(int(part[1:])))
    return _around(dice, _IBAN_WORDS, _as_iban(dice, country + _check_digits(country, account) + account))


def card(dice: Dice) -> Parts:
    first, length, sizes = dice.choice(
        [("4", 16, (4, 4, 4, 4)), ("51", 16, (4, 4, 4, 4)), ("37", 15, (4, 6, 5)), ("62", 16, (4, 4, 4, 4))]
    )
    body = first + digits(dice, length - 1 - len(first), "0123456789")
    doubled = sum(sum(divmod(int(d) * 2, 10)) for d in body[::-2]) + sum(map(int, body[-2::-2]))
    number = body + str(-doubled % 10)
    words = [
        "بطاقتي {}",
        "رقم البطاقة البنكية {}",
        "card number {}",
        "خصم من بطاقة {}",
        "{}",
        "الدفع بالبطاقة {}",
    ]
    return _around(dice, words, worn(dice, in_groups(number, *sizes)))


def email(dice: Dice) -> Parts:
    first = dice.choice(
        ["ahmed", "s.alharthi", "fatma_99", "info", "khalid-2020", "m.al.balushi", "x", "sales+om"]
    )
    host = dice.choice(
        ["gmail.com", "hotmail.com", "omantel.net.om", "example.om", "my-firm.co.om", "yahoo.co.uk"]
    )
    sign = dice.choice(["@", "@", "@", "＠", " @ ", "(at)", "[at]", " (at) ", " [at] ", "@\u200e"])
    host = host.replace(".", dice.choice([".", ".", ".", " . ", "[dot]", "．"]) if sign != "@" else ".")
    written = f"{first}{sign}{host}"
    words = [
        "بريدي {}",
        "الإيميل: {}",
        "my email is {}",
        "راسلوني على {}",
        "{}",
        "<{}>",
        "mailto:{}",
        "ايميلي {}.",
    ]
    return _around(dice, words, dice.choice([written, written, written.upper()]).replace("[DOT]", "[dot]"))


def passport(dice: Dice) -> Parts:
    words = [
        *(
            "جواز رقم {}",
            "رقم الجواز {}",
            "رقم جواز السفر: {}",
            "جواز سفري {}",
            "passport {}",
            "passport no. {}",
        ),
        *("Passport Number: {}", "my passport number is {}", "جوازي {}", "الجواز رقم ({})"),
    ]
    letters = "".join(dice.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(dice.choice([0, 1, 1, 2])))
    return _around(dice, words, in_a_script(dice, letters + digits(dice, dice.choice([7, 7, 8]))))


def plate_with_a_word(dice: Dice) -> Parts:
    words = [
        *(
            "رقم اللوحة {}",
            "لوحة {}",
            "لوحة رقم {}",
            "مركبتي رقم {}",
            "سيارتي {}",
            "السيارة رقم {}",
            "المركبة {}",
        ),
        *("plate {}", "plate number {}", "vehicle no. {}", "car plate: {}", "لوحة المركبة: {}"),
    ]
    number = digits(dice, dice.choice([2, 3, 4, 4, 5, 5]))
    if dice.random() < 0.65:
        letters = dice.choice([" ", "", " "]).join(dice.sample(_ARABIC_LETTERS, dice.choice([1, 2, 2])))
    else:
        letters = "".join(dice.sample(_LATIN_LETTERS, dice.choice([1, 2, 2])))
    order = [number, letters] if dice.random() < 0.75 else [letters, number]
    return _around(dice, words, in_a_script(dice, dice.choice([" ", " ", "-", "/"]).join(order)))


def plate_by_shape(dice: Dice) -> Parts:
    """Digits and two lone letters; pairs that are a currency or a measure are not taken."""
    number = digits(dice, dice.choice([4, 5]), "3456789")
    letters = " ".join(
        dice.choice([("أ", "ب"), ("ح", "ر"), ("ط", "ص"), ("ب", "د"), ("ن", "و"), ("م", "أ"), ("ي", "ي")])
    )
    return _around(
        dice, ["{}", "كانت {} واقفة", "رأيت {} عند المدخل"], in_a_script(dice, f"{number} {letters}")
    )


def link(dice: Dice) -> Parts:
    token = "".join(dice.choice("abcdefghkmnpqrstuvwxyzABCDEFGHKLMN23456789") for _ in range(22)) + "7aQ"
    address = dice.choice(
        [
            f"https://portal.example.om/track?ref={digits(dice, 9)}",
            f"http://example.om/reset?token={token}",
            f"https://www.example.com/invoice/{digits(dice, 10)}",
            f"https://example.com/d/{token}/view",
            f"www.example.om/pay?id={digits(dice, 6)}&lang=ar",
            f"https://wa.me/968{_national(dice)}",
            f"https://bit.ly/{token[:7]}",
            f"https://example.om/s/{digits(dice, 8)}-{token[:4]}-{digits(dice, 4)}#pay",
            f"HTTPS://EXAMPLE.OM/VERIFY?OTP={digits(dice, 6)}",
        ]
    )
    words = [
        "الرابط {}",
        "{}",
        "فتحت {} ولم يعمل",
        "see {}",
        "هذا الرابط: {}",
        "({})",
        "<a href='{}'>هنا</a>",
    ]
    return _around(dice, words, address)


def number_of_a_transaction(dice: Dice) -> Parts:
    words = [
        "رقم الطلب {}",
        "طلب رقم {}",
        "رقم المعاملة {}",
        "رقم التذكرة {}",
        "request number {}",
        "ticket {}",
    ]
    return _around(dice, words, in_a_script(dice, digits(dice, dice.choice([9, 10, 11, 12]))))


def _around(dice: Dice, words: list[str], written: str) -> Parts:
    before, after = dice.choice(words).replace("{{", "\0").replace("}}", "\1").split("{}")
    return before.replace("\0", "{"), written, after.replace("\1", "}")


FORMS: dict[str, tuple[Callable[[Dice], Parts], ...]] = {
    "phone": (phone_local, phone_with_code, phone_digit_by_digit, phone_foreign),
    "civil_number": (civil_in_context, civil_bare),
    "commercial_register": (register_in_context,),
    "iban": (iban_omani, iban_foreign),
    "card": (card,),
    "email": (email,),
    "plate": (plate_with_a_word, plate_by_shape),
    "name": persons.FORMS,
    "link": (link,),
    "passport": (passport,),
    "number": (number_of_a_transaction, iban_whose_check_fails),
}


def invented(seed: int, each: int) -> Iterator[Planted]:
    """`each` identities of every form, the same for the same seed."""
    for kind, makers in FORMS.items():
        for make in makers:
            dice = random.Random(f"{seed} {make.__name__}")
            for _ in range(each):
                before, written, after = make(dice)
                yield Planted(
                    kind, make.__name__, before + written + after, len(before), len(before) + len(written)
                )
