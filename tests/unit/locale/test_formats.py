"""Numbers, durations, dates and plural forms as a native reader writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sawt.dates import Month, Period
from sawt.locale import sentence
from sawt.locale.formats import NUMBERS, PHRASES, plain, plural_form, to_digits


def said(spec, value, lang="ar", digits="latn"):
    if spec in NUMBERS:
        return to_digits(NUMBERS[spec](value, None), lang, digits)
    return PHRASES[spec](value, lambda code, **params: sentence(code, params, lang, digits))


# The rules of CLDR 45 for Arabic, with its own examples.
@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("zero", [0]),
        ("one", [1]),
        ("two", [2]),
        ("few", [3, 10, 103, 110, 1003]),
        ("many", [11, 26, 99, 111, 1011, 94_876]),
        ("other", [100, 102, 200, 1000, 1_000_000, 0.1, 1.5, 10.1]),
    ],
)
def test_arabic_plural_forms(form, numbers):
    assert {plural_form(n, "ar") for n in numbers} == {form}


def test_english_plural_forms():
    assert [plural_form(n, "en") for n in (0, 1, 2, 1.5, 1.0, None)] == [
        "other",
        "one",
        *["other"] * 2,
        "one",
        "other",
    ]


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0 تذكرة استفسار"),
        (1, "تذكرة استفسار واحدة"),
        (2, "تذكرتَي استفسار"),
        (9, "9 تذاكر استفسار"),
        (75_556, "75,556 تذكرة استفسار"),
        (100, "100 تذكرة استفسار"),
    ],
)
def test_counted_things(n, text):
    assert sentence("nouns.ticket", {"n": n}, "ar") == text


@pytest.mark.parametrize(
    ("spec", "value", "latin", "indic"),
    [
        ("count", 94_876, "94,876", "٩٤٬٨٧٦"),
        ("percent", 0.0513, "5.1%", "٥٫١٪"),
        ("percent2", 0.961, "96.10%", "٩٦٫١٠٪"),
        ("percent2", 0.05125, "5.13%", "٥٫١٣٪"),
        ("number", 83.94, "83.9", "٨٣٫٩"),
        ("number", 12.0, "12", "١٢"),
    ],
)
def test_numbers_in_both_digits(spec, value, latin, indic):
    assert (said(spec, value), said(spec, value, digits="arab")) == (latin, indic)
    assert said(spec, value, "en", "arab") == latin


@pytest.mark.parametrize(
    ("seconds", "arabic", "english"),
    [
        (0, "0 ثانية", "0 seconds"),
        (6.0, "6 ثوانٍ", "6 seconds"),
        (40.77, "40.8 ثانية", "40.8 seconds"),
        (59.97, "دقيقة واحدة", "1 minute"),
        (131, "دقيقتين و11 ثانية", "2 minutes and 11 seconds"),
        (3_599.6, "ساعة واحدة", "1 hour"),
        (7_500, "ساعتين و5 دقائق", "2 hours and 5 minutes"),
        (86_399.9, "24 ساعة", "24 hours"),
        (259_100, "71 ساعة و58 دقيقة", "71 hours and 58 minutes"),
        (259_199.9, "3 أيام", "3 days"),
        (575_243, "6 أيام و16 ساعة", "6 days and 16 hours"),
        (-90, "أقل بمقدار دقيقة واحدة و30 ثانية", "1 minute and 30 seconds less"),
    ],
)
def test_durations(seconds, arabic, english):
    assert (said("duration", seconds), said("duration", seconds, "en")) == (arabic, english)


def test_a_duration_alone_is_not_governed():
    assert (said("time", 7_200), said("duration", 7_200)) == ("ساعتان", "ساعتين")


@given(st.floats(0, 1e9))
def test_a_duration_never_overflows_its_unit(seconds):
    text = said("duration", seconds, "en")
    assert not text.startswith(("60 minutes", "60 seconds", "72 hours"))
    assert " 60 " not in text
    assert " and 24 hours" not in text


@pytest.mark.parametrize(
    ("difference", "arabic", "english"),
    [
        (0.012, "1.2 نقطة مئوية", "1.2 percentage points"),
        (0.02, "نقطتين مئويتين", "2 percentage points"),
        (0.0004, "0.04 نقطة مئوية", "0.04 percentage points"),
        (0, "0 نقطة مئوية", "0 percentage points"),
        (-0.012, "\u2066−1.2\u2069 نقطة مئوية", "−1.2 percentage points"),
    ],
)
def test_points(difference, arabic, english):
    assert (said("points", difference), said("points", difference, "en")) == (arabic, english)


def test_dates_and_months():
    assert said("date", date(2025, 11, 30)) == said("date", "2025-11-30") == "30 نوفمبر 2025"
    assert said("month", "2025-01", digits="arab") == "يناير ٢٠٢٥"


@pytest.mark.parametrize(
    ("first", "last", "arabic", "english"),
    [
        ("2025-01", "2025-11", "خلال الفترة من يناير إلى نوفمبر 2025", "from January to November 2025"),
        ("2025-01", "2025-01", "خلال شهر يناير 2025", "in January 2025"),
        (
            "2024-12",
            "2025-02",
            "خلال الفترة من ديسمبر 2024 إلى فبراير 2025",
            "from December 2024 to February 2025",
        ),
    ],
)
def test_periods(first, last, arabic, english):
    period = {"from": first, "to": last}
    assert (said("during", period), said("during", period, "en")) == (arabic, english)
    assert said("during", Period(Month.parse(first), Month.parse(last))) == arabic


@pytest.mark.parametrize(
    "text", ["calls.csv", "2025-01", "C:\\file (1).xlsx", "+968 9123", "مكالمات-2025.csv"]
)
def test_what_a_screen_would_turn_round_is_isolated_in_arabic_only(text):
    shown = plain(text, "ar", "latn")
    assert shown[0] in "\u2066\u2068"
    assert shown[1:-1] == text
    assert shown[-1] == "\u2069"
    assert plain(text, "en", "latn") == text


@pytest.mark.parametrize("text", ["تاريخ الفتح", "94,876", "12"])
def test_what_reads_well_is_left_alone(text):
    assert plain(text, "ar", "latn") == text


@pytest.mark.parametrize(
    ("ends", "english"),
    [
        ((3_000, 3_240), "50 minutes to 54 minutes"),
        ((90_000, 129_600), "25 hours to 36 hours"),
        ((88_800, 90_540), "24 hours and 40 minutes to 25 hours and 9 minutes"),
        ((90_000, 90_020), "25 hours to 25 hours and 20 seconds"),
        ((86_399.6, 86_400), "24 hours to 24 hours"),
    ],
)
def test_two_ends_that_would_read_the_same_are_told_more_exactly(ends, english):
    assert said("between", ends, "en") == english
