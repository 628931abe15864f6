"""A long text costs its length: twice as much of anything is twice the work, not four times."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from sawt.understanding.privacy import find, mask, suspects
from sawt.understanding.privacy import finding as module

SHORT = 6_000
# What made, or could make, a search begin again and again, or look back or ahead without end.
UNITS = [
    *(
        "1",
        "1 ",
        "12 ",
        "1234 ",
        "1.",
        "1-",
        "(1)",
        "+1",
        "12 12 12 12 12 12 12;",
        "91234567, ",
        "CR 12345 ",
        "1،",
    ),
    *("@", "a@", "a@b.", " at ", "a at b ", "http://", "www.", "a.", "a/", "OM81", "OM 81 0 ", "[", "[هاتف]"),
    *(
        "الفاضل ",
        "الدكتور ",
        "محمد ",
        "محمد بن ",
        "بن ",
        "أنا ",
        "اسمي ",
        "شركة محمد ",
        "my name is ",
        "Mr. ",
    ),
    *(
        "Ahmed al ",
        "جواز رقم ",
        "لوحة رقم ",
        "لوحة 1 ",
        "123 أ ",
        "سجل تجاري ",
        "1234567 ريال ",
        "01/01/2025;",
    ),
    *(
        "\u200e",
        "م\u064f",
        "\x00",
        "\ud800",
        " ",
        "(",
        "+",
        "ﻻ",
        "<td>1234567</td>",
        '{"a":"91234567"},',
        "[هاتف]1 ",
    ),
]


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called, those of the interpreter's own libraries included."""
    count = 0

    def look(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    text = unit * (SHORT // len(unit))
    once, twice = calls(lambda: find(text)), calls(lambda: find(text * 2))
    assert twice <= 2.5 * once + 500


@pytest.mark.parametrize(
    "unit", ["1", "1 ", " ", "@", "الفاضل ", "a", "a.", "(", "OM81", "\u200e", "CR ", "a@"]
)
def test_a_very_long_text_ends(unit: str) -> None:
    """Inside one pattern no call is counted; one that tries again from every letter would take hours."""
    text = unit * (500_000 // len(unit))
    for around in (text, f"1{text}1", f"@{text}@", f"الفاضل {text}"):
        spans = find(around)
        assert all(span.end <= len(around) for span in spans)
        assert len(suspects([around])) == 1


@pytest.mark.parametrize("unit", UNITS)
def test_readings_are_few(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second reading finds what a first one uncovered; no text goes on like that."""
    readings: list[str] = []
    real = module.reading
    monkeypatch.setattr(module, "reading", lambda plain: readings.append(plain) or real(plain))
    find(unit * (SHORT // len(unit)))
    assert len(readings) <= 4


def test_a_text_that_never_settles_goes_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "reading", lambda plain: [(0, 1, "number")])
    assert mask("some text") == "[رقم]"
