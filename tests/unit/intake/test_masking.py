"""Text without numbers that lead to a person, and with all others."""

from __future__ import annotations

import random
import re

import pyarrow as pa
import pytest

from sawt.intake.identity.masking import mask
from sawt.understanding.privacy import mask as mask_text

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("اتصل بي على 91234567 لو سمحت", "اتصل بي على [هاتف] لو سمحت"),
        ("رقمي ٩١٢٣ ٤٥٦٧", "رقمي [هاتف]"),
        ("رقمي +968 9123-4567 شكرا", "رقمي [هاتف] شكرا"),
        ("٠٠٩٦٨٩١٢٣٤٥٦٧ للتواصل", "[هاتف] للتواصل"),
        ("هاتفي91234567", "هاتفي[هاتف]"),
        ("9\u200e1\u200e2345\u200f67", "[هاتف]"),
        ("9 1 2 3 4 5 6 7", "[هاتف]"),
        ("91.23.45.67", "[هاتف]"),
        ("(968) 91234567", "[هاتف]"),
        ("call +971 50 123 4567 or +44 20 7946 0958", "call [هاتف] or [هاتف]"),
        ("هاتف 2412 3456 وفاكس 2412 3457", "هاتف [هاتف] وفاكس [هاتف]"),
        ("91234567 / 92345678", "[هاتف] / [هاتف]"),
        ("5 9123 4567", "5 [هاتف]"),
        ("دفعت على 91234567 ريال", "دفعت على [هاتف] ريال"),
        ("رقمي المدني 12345678", "رقمي المدني [رقم مدني]"),
        ("رقمي المدني ١٢٣٤ ٥٦٧٨", "رقمي المدني [رقم مدني]"),
        ("الرقم المدني 9123 4567", "الرقم المدني [رقم مدني]"),
        ("سجل رقم ١٢٣٤٥٦٧", "سجل رقم [سجل تجاري]"),
        ("سجل تجاري 1/23456/7", "سجل تجاري [سجل تجاري]"),
        ("س.ت 1234567", "س.ت [سجل تجاري]"),
        ("CR 1234567 is blocked", "CR [سجل تجاري] is blocked"),
        ("4111 1111 1111 1111", "[بطاقة بنكية]"),
        ("بريدي ali.x@gmail.com.", "بريدي [بريد]."),
        ("ali @ gmail . com", "[بريد]"),
        ("ali [at] gmail [dot] com", "[بريد]"),
        ("a\u200eli＠gmail．com", "[بريد]"),
        ("2025-01-14 91234567", "2025-01-14 [هاتف]"),
        ("91234567 2025-01-14", "[هاتف] 2025-01-14"),
        ("𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕", "[هاتف]"),
    ],
)
def test_what_leads_to_a_person_goes(text: str, masked: str) -> None:
    assert mask_text(text) == masked
    assert mask_text(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "دفعت 150 ريال",
        "بتاريخ 2025-01-14",
        "في ١٤/٠١/٢٠٢٥ الساعة 10:30",
        "المبلغ 1,234,567 ريال",
        "1234567 ريال",
        "رأس المال 25000000 ريال",
        "1.500.000 ريال",
        "12 345 678 ريال",
        "1234567.500 ر.ع",
        "OMR 1234567",
        "رقم التذكرة 123456",
        "الغرف 101 102 103",
        "بين 2024-2025",
        "2024 2025",
        "20250114",
        "من 1000-2000",
        "2025-01-14T10:30:00.123456+04:00",
        "من 10:30-11:45",
        "192.168.100.200",
        "تذكرة ٦٥٤٣٢١",
        "",
        "شكرا جزيلا",
        "14.01.2025 10:15:00",
        "٢٠٢٥/٠١/١٤",
        "1446-07-14",
        "a@b",
        "النسبة 96.10 %",
        "اتصلت بالرقم 1111",
    ],
)
def test_what_leads_to_nobody_stays(text: str) -> None:
    assert mask_text(text) == text
    assert mask(pa.array([text])).to_pylist() == [text]


def test_no_form_of_a_telephone_number_is_left() -> None:
    dice = random.Random(5)
    around = [
        "اتصل على {} من فضلك",
        "رقمي:{}",
        "({})",
        "{}",
        "هاتفي{}وشكرا",
        "في 2025-03-01 اتصلت من {} ولم يرد أحد",
        "call {} after 10:30",
        "دفعت 25 ريال واتصلت {}",
        "{}\n{}",
        "جوال{}،",
    ]
    for _ in range(4_000):
        national = dice.choice("279") + "".join(dice.choice("123456789") for _ in range(7))
        cut = dice.choice([3, 4, 5])
        between = dice.choice(["", " ", "-", "\u200e", "\u00a0", " - ", ".", "–"])
        code = dice.choice(["", "+968", "00968", "+968 ", "968", "00968-", "(+968)"])
        number = code + national[:cut] + between + national[cut:]
        number = dice.choice([number, number.translate(ARABIC)])
        text = dice.choice(around).replace("{}", number)
        left = re.sub(r"\D", "", re.sub("2025-03-01|10:30|25 ريال", "", mask_text(text)))
        assert left == "", (text, mask_text(text))


def test_arrays_keep_nulls_and_clean_values() -> None:
    texts = pa.array(["شكرا", None, "91234567", "", "a@b.om"])
    assert mask(texts).to_pylist() == ["شكرا", None, "[هاتف]", "", "[بريد]"]
    assert mask(pa.chunked_array([texts[:3], texts[3:]])).to_pylist() == mask(texts).to_pylist()
    assert mask(texts.cast(pa.large_string())).to_pylist() == mask(texts).to_pylist()
    assert mask(pa.nulls(2, pa.string())).to_pylist() == [None, None]


def test_a_long_cell_costs_its_length() -> None:
    assert mask_text("a" * 300_000 + "@") == "a" * 300_000 + "@"
    assert mask_text("1" * 300_000) == "[رقم]"
    assert mask_text("@" * 100_000) == "@" * 100_000
