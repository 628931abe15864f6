"""What holds for every text: places, one masking is enough, many texts at once are as one by one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sawt.understanding.privacy import PLACEHOLDERS, TYPES, Span, find, mask, mask_all, suspects
from sawt.understanding.privacy.view import View, spelled_in_one

UNSEEN = "\u200e\u200f\u200b\u200d\u2067\u2069\u00adـ"
PIECES = [
    *(
        "91234567",
        "٩١٢٣٤٥٦٧",
        "9123 4567",
        "+968",
        "00968",
        "12345",
        "1234567",
        "12345678",
        "1",
        "٧",
        "2025-01-14",
    ),
    *(
        "س.ت ",
        "سجل تجاري ",
        "CR ",
        "الرقم المدني ",
        "جواز ",
        "لوحة ",
        "رقم الطلب ",
        "HS ",
        "قرار رقم ",
        "هاتف ",
    ),
    *(
        "OM810180000001299123456",
        "OM81 0180",
        "4111 1111 1111 1111",
        "1234 أ ب",
        "AB",
        "ريال",
        " و ",
        "، ",
        "/",
        "-",
    ),
    *(
        "الفاضل ",
        "الدكتور ",
        "السيدة ",
        "اسمي ",
        "معكم ",
        "أنا ",
        "بن ",
        "بنت ",
        "سالم ",
        "محمد ",
        "علي ",
        "الحارثي ",
    ),
    *(
        "خلود ",
        "أم ",
        "أبو ",
        "آل ",
        "سعيد ",
        "شيخة ",
        "عبد ",
        "الله ",
        "شركة ",
        "شارع ",
        "على ",
        "كلمة ",
        "غصن ",
    ),
    *(
        "my name is ",
        "Mr. ",
        "this is ",
        "speaking",
        "Ahmed ",
        "bin ",
        "al ",
        "harthi ",
        "John ",
        "I am ",
        "word ",
    ),
    *(
        "ali@x.om",
        "@",
        "@handle",
        " (at) ",
        " at ",
        " dot ",
        "gmail",
        ".com",
        "https://",
        "x.om/",
        "?a=1",
        "www.",
        "wa.me/",
    ),
    *(
        "[هاتف]",
        "[اسم]",
        "[رقم",
        "رقم]",
        "[",
        "]",
        "(",
        ")",
        "<td>",
        '{"a":"',
        '"}',
        "&nbsp;",
        "%40",
        ":",
        ".",
        "+",
    ),
    *(
        " ",
        "  ",
        "\n",
        "\t",
        "\u00a0",
        "\x00",
        "\ud800",
        "\udfff",
        "\ufffc",
        "\ue000",
        "\ue005",
        "ﻻ",
        "ﷲ",
        "İ",
        "K",
        "😀",
    ),
    *UNSEEN,
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12).map("".join),
    st.text(alphabet=st.characters(codec=None), max_size=80),
)


@given(TEXTS)
def test_spans_are_places_in_the_text_in_order_and_apart(text: str) -> None:
    spans = find(text)
    assert all(0 <= span.start < span.end <= len(text) and span.type in TYPES for span in spans)
    assert all(one.end <= next_one.start for one, next_one in pairwise(spans))
    out = text
    for span in reversed(spans):
        out = out[: span.start] + PLACEHOLDERS[span.type] + out[span.end :]
    assert mask(text) == mask(text, spans) == out


@given(TEXTS)
def test_one_masking_is_enough(text: str) -> None:
    once = mask(text)
    assert mask(once) == once
    assert find(once) == ()


@given(st.lists(st.one_of(TEXTS, st.none()), max_size=8))
def test_many_at_once_are_as_one_by_one(texts: list[str | None]) -> None:
    assert mask_all(texts) == [None if text is None else mask(text) for text in texts]
    given_texts = [text for text in texts if text is not None]
    told = suspects(given_texts)
    assert len(told) == len(given_texts)
    assert all(suspect or not find(text) for suspect, text in zip(told.tolist(), given_texts, strict=True))


@given(st.data())
def test_marks_that_nobody_sees_hide_nothing(data: st.DataObject) -> None:
    kind, written = data.draw(
        st.sampled_from(
            [
                *(("phone", "+96891234567"), ("phone", "٩٨٧٦٥٤٣٢"), ("iban", "OM810180000001299123456")),
                *(("card", "4111111111111111"), ("email", "ali@gmail.com"), ("name", "محمد بن سالم الكندي")),
            ]
        )
    )
    marks = data.draw(
        st.lists(st.tuples(st.integers(1, len(written) - 1), st.sampled_from(UNSEEN)), max_size=4)
    )
    for place, mark in sorted(marks, reverse=True):
        written = written[:place] + mark + written[place:]
    text = f"قبل {written} بعد"
    assert find(text) == (Span(4, 4 + len(written), kind),)


@given(TEXTS)
def test_a_view_knows_where_each_letter_came_from(text: str) -> None:
    view = View.of(text)
    assert len(view.text) == len(view.starts) == len(view.ends)
    for place, letter in enumerate(view.text):
        start, end = view.starts[place], view.ends[place]
        assert 0 <= start < end <= len(text)
        assert letter in spelled_in_one(text[start:end]) or end - start > 1


def test_spans_that_are_given_are_put_in_order() -> None:
    assert mask("ab cd", [Span(3, 5, "name"), Span(0, 2, "link")]) == "[رابط] [اسم]"
    assert mask("abcdef", [Span(0, 4, "name"), Span(2, 6, "link")]) == "[اسم]", (
        "nothing of two that overlap stays"
    )
    assert mask("91234567", []) == "91234567"
