"""Identities: forms of one number come together, numbers of two people never do."""

from __future__ import annotations

import random

import phonenumbers
import pyarrow as pa
import pytest

from sawt.errors import StateError
from sawt.intake.identity.pseudonyms import canonical, pseudonymise
from sawt.understanding.phones import phone_e164, phone_in

KEY = b"k" * 32
ARABIC, PERSIAN = (str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"))


def pseudonyms(*values: str | None, kind: str = "phone", key: bytes = KEY) -> list[str | None]:
    return pseudonymise(pa.array(values, pa.string()), kind, key).to_pylist()


def written_in_some_way(national: str, dice: random.Random) -> str:
    """A form in which exports, exchanges and people write one Omani number."""
    grouped = dice.choice(
        ["{0}{1}", "{0} {1}", "{0}-{1}", "{0}.{1}", "{0}\u00a0{1}", "{0}\u200e{1}", "{0}–{1}"]
    )
    number = grouped.format(national[:4], national[4:])
    number = dice.choice(
        [
            "{}",
            "968{}",
            "+968{}",
            "+968 {}",
            "00968{}",
            "00968 {}",
            "(+968) {}",
            "0{}",
            "+968-0{}",
            "0968{}",
            "+00968{}",
            "tel:+968{}",
            "968 {}",
            "+968 (0){}",
            "هاتف: {}",
        ]
    ).format(number)
    number = dice.choice([number, number, number.translate(ARABIC), number.translate(PERSIAN)])
    return dice.choice(["{}", " {}", "{} ", "\u202b{}\u202c", "\u200f{}", "\ufeff{}", "'{}"]).format(number)


def omani_number(dice: random.Random) -> str:
    return dice.choice("279") + "".join(dice.choice("0123456789") for _ in range(7))


def test_thousands_of_forms_of_one_number_are_one_identity() -> None:
    dice = random.Random(7)
    for _ in range(5_000):
        national = omani_number(dice)
        form = written_in_some_way(national, dice)
        assert canonical(form, "phone") == ("phone", f"+968{national}"), form


def test_what_phonenumbers_finds_valid_we_find_the_same() -> None:
    dice = random.Random(11)
    checked = 0
    for _ in range(8_000):
        national = omani_number(dice)
        form = dice.choice(["{}", "+968 {}", "00968{}", "+968{}"]).format(f"{national[:4]} {national[4:]}")
        form = dice.choice([form, form.translate(ARABIC), form.translate(PERSIAN)])
        theirs = phonenumbers.parse(form, "OM")
        if phonenumbers.is_valid_number(theirs):
            e164 = phonenumbers.format_number(theirs, phonenumbers.PhoneNumberFormat.E164)
            assert canonical(form, "phone") == ("phone", e164), form
            checked += 1
    assert checked > 3_000


@pytest.mark.parametrize(
    "region", ["AE", "SA", "KW", "BH", "QA", "IN", "PK", "BD", "EG", "GB", "US", "FR", "DE", "PH", "CN"]
)
def test_example_numbers_of_other_countries(region: str) -> None:
    for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
        theirs = phonenumbers.example_number_for_type(region, kind)
        assert theirs is not None
        e164 = phonenumbers.format_number(theirs, phonenumbers.PhoneNumberFormat.E164)
        spaced = phonenumbers.format_number(theirs, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        for form in (e164, spaced, "00" + e164[1:], spaced.translate(ARABIC), f"\u202a{spaced}\u202c"):
            assert (
                phone_in(
                    form.translate({0x202A: None, 0x202C: None}).translate(
                        {ord(a): str(n) for n, a in enumerate("٠١٢٣٤٥٦٧٨٩")}
                    )
                )
                == e164
            ), form
            assert canonical(form, "phone") == ("phone", e164), form
        if len(e164) > 10:
            assert phone_e164(e164[1:]) == e164


def test_special_national_numbers() -> None:
    for number in ("80077000", "800770001", "5001234", "90012345", "15051234"):
        assert canonical(number, "phone") == ("phone", f"+968{number}")
        assert canonical(f"+968 {number}", "phone") == ("phone", f"+968{number}")


@pytest.mark.parametrize(
    "cell",
    [
        '"أحمد" <91234567>',
        "sip:91234567@10.0.0.1",
        "91234567 ext 12",
        "91234567 / 24123456",
        "91234567 تحويلة 3",
        "9.1234567E+07",
        "9.6891234567E+10",
        "96891234567+",
        "96896891234567",
        "91234567;24123456",
        "هاتف 91234567",
    ],
)
def test_cells_that_hold_more_than_the_number(cell: str) -> None:
    assert canonical(cell, "phone") == ("phone", "+96891234567")


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "  ",
        "0",
        "00000000",
        "anonymous",
        "Anonymous",
        "UNKNOWN",
        "withheld",
        "Restricted",
        "private",
        "\u200e",
        "-",
        "غير معروف",
        "N/A",
        "9.68E+10",
        "9.68E+11",
    ],
)
def test_nobody_is_nobody(cell: str) -> None:
    assert pseudonyms(cell) == [None]


def test_short_codes_and_slips_stay_apart_from_telephone_numbers() -> None:
    assert canonical("1111", "phone") == ("id", "1111")
    assert canonical("9123456", "phone") == ("id", "9123456")
    assert canonical("31234567", "phone") == ("id", "31234567")
    assert pseudonyms("1111")[0] == pseudonyms("١١١١")[0]
    assert pseudonyms("1111")[0] != pseudonyms("1112")[0]


def test_civil_and_register_numbers() -> None:
    assert canonical("٠١٢٣٤٥٦٧", "civil") == ("civil", "1234567")
    assert canonical("1234567.0", "civil") == canonical("01234567", "civil")
    for form in ("1/23456/7", "CR 1234567", "س.ت: ١٢٣٤٥٦٧", "C.R. No 1234567", "السجل التجاري 1-234567"):
        assert canonical(form, "register") == ("register", "1234567"), form
    assert canonical("AB12345", "civil") != canonical("CD12345", "civil")
    assert pseudonyms("1234567", kind="civil") != pseudonyms("1234567", kind="register")


def test_emails_fold_their_case() -> None:
    forms = pseudonyms(
        "Ali.X@Gmail.com", "ali.x@gmail.COM ", "Ali <ali.x@gmail.com>", "mailto:x", kind="email"
    )
    assert forms[0] == forms[1] == forms[2] != forms[3]
    assert str(forms[0]).startswith("e")


def test_shape_decides_where_the_mapping_does_not() -> None:
    kinds = [
        (value or " ")[0]
        for value in pseudonyms(
            "91234567", "12345678", "1234567", "a@b.om", "Case 12", "+971501234567", "4021", kind="auto"
        )
    ]
    assert kinds == ["t", "n", "r", "e", "x", "t", "x"]


def test_the_shape_and_the_key() -> None:
    [one], [other] = pseudonyms("91234567"), pseudonyms("91234567", key=b"q" * 32)
    assert one is not None and other is not None and one != other
    assert one[0] == "t" and len(one) == 25 and set(one[1:]) <= set("0123456789abcdef")
    assert "91234567" not in one
    with pytest.raises(StateError):
        pseudonyms("91234567", key=b"")


def test_arrays_of_every_make_keep_length_and_nulls() -> None:
    plain = pa.array(["91234567", None, "0", "٩١٢٣٤٥٦٧"])
    [first, none, withheld, same] = pseudonymise(plain, "phone", KEY).to_pylist()
    assert none is None and withheld is None and first == same
    for other in (
        plain.dictionary_encode(),
        pa.chunked_array([plain[:2], plain[2:]]),
        plain.cast(pa.large_string()),
    ):
        assert pseudonymise(other, "phone", KEY).to_pylist() == [first, None, None, first]
    assert pseudonymise(pa.nulls(3), "phone", KEY).to_pylist() == [None, None, None]
    assert len(pseudonymise(pa.array([], pa.string()), "id", KEY)) == 0


def test_ten_thousand_people_have_ten_thousand_pseudonyms() -> None:
    numbers = [str(90_000_000 + n) for n in range(10_000)]
    assert len(set(pseudonyms(*numbers))) == 10_000
