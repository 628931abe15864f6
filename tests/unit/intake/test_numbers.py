"""Numbers and durations: what people write, strictly; what cannot be told apart is none."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sawt.intake.cells.numbers import numbers, whole

ARABIC = str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫")


def read(text: str | None, unit: str = "s", type_: str = "float64") -> float | int | None:
    (found,) = numbers(pa.array([text], pa.string()), unit, type_).to_pylist()
    return found


@pytest.mark.parametrize(("text", "meant"), [
    ("5", 5), ("005", 5), ("-5", -5), ("0", 0), ("5.25", 5.25), ("+5.25", 5.25), (".5", 0.5), ("5.", 5),
    ("1e3", 1000), ("1.5E-3", 0.0015), ("1,234", 1234), ("-1,234,567.5", -1234567.5),
    ("٥", 5), ("۵", 5), ("٥٫٢٥", 5.25), ("١٬٢٣٤٫٥", 1234.5), ("\u200f٥\u200f", 5), ("−5", -5),
])  # fmt: skip
def test_a_number_is_read_as_it_is_written(text: str, meant: float) -> None:
    assert read(text) == meant


@pytest.mark.parametrize("text", [
    "1,5", "1,50", "1,2345", "12,34,567", "1.234,5", "1,234,5", ",5", "1 000", "5 s", "five", "خمسة", "",
    "-", "+", ".", "e5", "1e", "--5", "5-", "0x10", "1_000", "nan", "inf", "Infinity", "5%", "½", "٥,٥",
])  # fmt: skip
def test_what_could_mean_two_things_or_none_is_no_number(text: str) -> None:
    assert read(text) is None
    assert read(text, type_="int32") is None


def test_a_plus_sign_is_no_reason_to_stop() -> None:
    assert read("+5", type_="int32") == 5 == read("+5")


@pytest.mark.parametrize(("text", "unit", "meant"), [
    ("90", "s", 90), ("90.4", "s", 90), ("90.5", "s", 91), ("1500", "ms", 2), ("1499", "ms", 1),
    ("1.5", "min", 90), ("٢", "min", 120), ("0.25", "h", 900), ("1,5", "min", None), ("-2", "min", -120),
    ("1:02:03", "hms", 3723), ("02:03", "hms", 123), ("00:00:00", "hms", 0), ("100:00:00", "hms", 360_000),
    ("75:30", "hms", 4530), ("-0:05", "hms", -5), ("1:02:03.9", "hms", 3723), ("٠١:٠٢:٠٣", "hms", 3723),
    ("1:60:00", "hms", None), ("0:75", "hms", None), ("1:2", "hms", None), ("90", "hms", None),
    ("1:02:03:04", "hms", None),
])  # fmt: skip
def test_durations_become_whole_seconds(text: str, unit: str, meant: int | None) -> None:
    assert read(text, unit, "int32") == meant


@pytest.mark.parametrize(("text", "unit", "type_", "meant"), [
    ("2147483647", "s", "int32", 2_147_483_647), ("2147483648", "s", "int32", None),
    ("-2147483648", "s", "int32", None), ("1e10", "s", "int32", None), ("1e999", "s", "int32", None),
    ("99999999999999999999", "s", "int32", None), ("35791395", "min", "int32", None),
    ("9007199254740992", "s", "int64", 2**53), ("1e19", "s", "int64", None),
])  # fmt: skip
def test_a_number_that_does_not_fit_is_none(text: str, unit: str, type_: str, meant: int | None) -> None:
    assert read(text, unit, type_) == meant


@pytest.mark.parametrize("text", ["1e400", "-1e400"])
def test_no_number_is_infinite(text: str) -> None:
    assert read(text) is None
    assert read("1e308", unit="h") is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.none() | st.integers(-(2**31) + 1, 2**31 - 1), min_size=1, max_size=20), st.data())
def test_whole_numbers_come_back_in_every_dress(given_: list[int | None], data: st.DataObject) -> None:
    dresses = [str, "{:,}".format, "{}.0".format, "{:012d}".format, lambda n: f"{n:,}".translate(ARABIC)]
    texts = [n if n is None else data.draw(st.sampled_from(dresses))(n) for n in given_]
    assert numbers(pa.array(texts, pa.string()), "s", "int32").to_pylist() == given_


@settings(max_examples=30, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_fractions_come_back_to_the_last_bit(given_: float) -> None:
    found = read(repr(given_))
    assert found is not None and math.copysign(1, found) == math.copysign(1, given_) and found == given_


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text("0123456789-.,eE:٬٫٣ ", max_size=8), min_size=1, max_size=5))
@example(["", "1"])
def test_no_text_at_all_stops_the_reading(texts: list[str]) -> None:
    for unit in ("s", "ms", "hms"):
        for type_ in ("int32", "int64", "float64"):
            assert len(numbers(pa.array(texts), unit, type_)) == len(texts)


def test_a_column_of_whole_numbers_with_one_other_is_read_alike() -> None:
    plain = ["1", "22", None, "-3"]
    assert numbers(pa.array(plain), "s", "int32").to_pylist() == [1, 22, None, -3]
    assert numbers(pa.array([*plain, "4.0", "x"]), "s", "int32").to_pylist() == [1, 22, None, -3, 4, None]
    assert numbers(pa.array([None], pa.string()), "s", "int32").to_pylist() == [None]
    assert numbers(pa.array([], pa.string()), "min", "int32").to_pylist() == []


def test_counts_are_told_from_fractions() -> None:
    texts = ["3", "+3", "3.0", "3.", "1,234", "٣", "3.5", "3e2", "", None]
    assert whole(pa.array(texts)).to_pylist() == [*[True] * 6, False, False, False, None]


@pytest.mark.parametrize("text", ["١٬٢٣٤", "٣٫٠"])
def test_counts_are_told_in_arabic_too(text: str) -> None:
    assert read(text, type_="int32") is not None
    assert whole(pa.array([text])).to_pylist() == [True]
