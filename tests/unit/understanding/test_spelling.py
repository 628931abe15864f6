"""One spelling: what each rule folds, that every place leads back, and that a batch is as one by one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sawt.understanding.spelling import Folded, decode, encode, fold, fold_all
from tests.unit.understanding.texts import BATCHES, HOSTILE, TEXTS

RULES = {
    "forms of alef": ("أ إ آ ٱ ٲ ٳ ٵ", "ا ا ا ا ا ا ا"),
    "forms of ya": ("ى ي ی ې ے ئ ۍ", "ي ي ي ي ي ي ي"),
    "ta marbuta and forms of ha": ("ة ه ۀ ە ھ ۃ", "ه ه ه ه ه ه"),
    "forms of waw": ("ؤ و ۇ ۆ ۋ", "و و و و و"),
    "forms of kaf, and gaf": ("ک ك ڪ گ ݢ", "ك ك ك ك ك"),
    "letters that Arabic borrowed": ("چ ڤ ڨ پ ژ", "ج ف ف ب ز"),
    "hamza alone goes": ("شيء سماء بدء", "شي سما بد"),
    "hamza on its seats": ("مسؤول مسئول رأي بئر", "مسوول مسيول راي بير"),
    "diacritics": ("مُرَاجَعَةٌ مُّدَّةً", "مراجعه مده"),
    "small alef above": ("هٰذا اللّٰه", "هذا الله"),
    "tatweel": ("ريــــال", "ريال"),
    "marks of the Quran": ("قَالَ ۖ قُلْ ۩", "قال قل ۩"),
    "lam-alef, joined": ("ﻻ ﻵ ﻷ ﻹ ﻼ", "لا لا لا لا لا"),
    "presentation forms": ("ﺍﻟﺴﺠﻞ ﺓ ﻯ ﭖ", "السجل ه ي ب"),
    "words in one sign": ("ﷲ ﷺ ﷴ", "الله صلي الله عليه وسلم محمد"),
    "Arabic-Indic digits": ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
    "Persian digits": ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
    "full-width digits and letters": ("０９ Ａｂ", "09 ab"),
    "digits in other dress": ("² ₃ ① 𝟗 𝟬", "2 3 1 9 0"),
    "decimal and thousands marks": ("١٬٢٣٤٫٥ ٪٥٠", "1,234.5 %50"),
    "Arabic punctuation": ("نعم، لا؛ لماذا؟", "نعم, لا; لماذا?"),
    "quotes": ("«أ» “b” „c‟ ″d″ ‘e’ ‚f‛ `g´", '"ا" "b" "c" "d" \'e\' \'f\' \'g\''),
    "dashes": ("a–b—c―d−e‐f‑g‒h", "a-b-c-d-e-f-g-h"),
    "case": ("OTP Invest EASY", "otp invest easy"),
    "accents": ("café Ünïcode Ş İ", "cafe unicode s i"),
    "ligatures": ("ﬁle ﬂow Ⅳ", "file flow iv"),
    "letters in mathematical dress": ("𝐇𝐞𝐥𝐥𝐨 𝓻", "hello r"),
    "Arabic letters held down": ("بسرررعه هههههه", "بسرعه ه"),
    "the doubled lam stays double": ("اللللله لل", "الله لل"),
    "two of a letter stay": ("تتابع ممكن", "تتابع ممكن"),
    "Latin letters held down": ("sooooo good pleaseee", "soo good pleasee"),
    "marks held down": ("!!!!! ؟؟؟؟ ....", "!! ?? .."),
    "an ellipsis is held down": ("طيب…", "طيب.."),
    "digits are not held down": ("١١١١ 00000", "1111 00000"),
    "spaces": ("a  b\u00a0\u00a0c\td\u2003e\u202ff", "a b c d e f"),
    "line ends inside": ("a\nb\r\nc\n\n\nd\u2028e\x85f", "a b c d e f"),
    "zero-width marks": ("9\u200d1\u200c2\u200b3\ufeff4 \u061cم\u200e", "91234 م"),
    "bidi marks": ("\u202bسجل\u202c \u2067ab\u2069 \u202ecd\u202c", "سجل ab cd"),
    "control letters": ("a\x00b\x07c\x7fd", "abcd"),
    "soft hyphen": ("regis\u00adter", "register"),
    "emoji stay": ("شكرا 🌹😡👍🏽", "شكرا 🌹😡👍🏽"),
    "joined emoji stay, parted": ("👨\u200d👩\u200d👧", "👨👩👧"),
    "emoji held down": ("😂😂😂😂", "😂😂"),
    "lone surrogates stay": ("a\ud800b\udfff", "a\ud800b\udfff"),
    "other scripts stay": ("中文 Привет", "中文 привет"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("written", "folded"), RULES.values(), ids=RULES)
def test_each_rule(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("alef", "أإآٱٲٳٵا")
def test_every_alef_is_one(alef: str) -> None:
    assert fold(f"ب{alef}ب") == "باب"


def test_every_sign_of_unicode_is_folded_once_and_for_all() -> None:
    blocks = (range(0x3200), range(0xFA00, 0x10000), range(0x1D400, 0x1D800), range(0, 0x110000, 89))
    signs = [chr(code) for block in blocks for code in block]
    once = fold_all(signs)
    folded = [once.text(number) for number in range(len(signs))]
    twice = fold_all(folded)
    assert [sign for number, sign in enumerate(signs) if twice.text(number) != folded[number]] == []
    marks = [s for s, f in zip(signs[:0x3000], folded, strict=False) if f and unicodedata.category(s) == "Mn"]
    assert marks == []


def test_digits_of_every_keyboard_in_the_country_become_plain() -> None:
    assert fold("९८७ ৯৮৭ ௯௮௭") == "987 987 987"


def test_the_ideographic_space_is_a_space() -> None:
    assert fold("a\u3000b") == "a b"


@given(BATCHES)
def test_every_place_leads_back_in_order(texts: list[str]) -> None:
    folded = fold_all(texts)
    assert len(folded) == len(texts)
    assert len(folded.codes) == len(folded.origins)
    for number, text in enumerate(texts):
        origins = folded.origins[folded.starts[number] : folded.ends[number]].tolist()
        assert origins == sorted(origins)
        assert all(0 <= origin < len(text) for origin in origins)
        for letter, origin in zip(folded.text(number), origins, strict=True):
            assert letter in fold(text[origin])


@given(BATCHES)
def test_line_feeds_lie_between_texts_and_nowhere_else(texts: list[str]) -> None:
    folded = fold_all(texts)
    inside = [
        place for start, end in zip(folded.starts, folded.ends, strict=True) for place in range(start, end)
    ]
    outside = sorted(set(range(len(folded.codes))) - set(inside))
    assert all(folded.codes[place] != 0x0A for place in inside)
    assert all(folded.codes[place] == 0x0A and folded.origins[place] == -1 for place in outside)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS, TEXTS)
def test_words_fold_alone_as_they_do_together(one: str, other: str) -> None:
    before, after = fold(one), fold(other)
    if before.endswith(" "):
        before = before[:-1]
    assert fold(f"{one} {other}") == f"{before} {after.removeprefix(' ')}"


@given(BATCHES)
def test_a_batch_is_folded_as_one_by_one(texts: list[str]) -> None:
    together = fold_all(texts)
    for number, text in enumerate(texts):
        alone = fold_all([text])
        assert together.text(number) == alone.text(0)
        assert _origins(together, number) == _origins(alone, 0)


@given(TEXTS, st.data())
def test_what_is_found_in_the_fold_is_shown_where_it_was_written(text: str, data: st.DataObject) -> None:
    folded = fold_all([text])
    whole = folded.text(0)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    begin, stop = folded.span(0, start, end)
    assert 0 <= begin <= stop <= len(text)
    assert whole[start:end] in fold(text[begin:stop])
    assert (begin < stop) == (start < end)


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("قال: السِّجِلُّ التجاريّ مقفل", "السجل التجاري", "السِّجِلُّ التجاري"),
        ("الســـجـــل", "السجل", "الســـجـــل"),
        ("رقم ١٢٣٤٥٦ عندي", "123456", "١٢٣٤٥٦"),
        ("رقمي 9\u200d12\u200e3", "9123", "9\u200d12\u200e3"),
        ("كتبت ﷲ هنا", "الله", "ﷲ"),
        ("مرحبا\n\nبالجميع", "مرحبا بالجميع", "مرحبا\n\nبالجميع"),
        ("وين الـ OTP حالي؟", "otp", "OTP"),
        ("ما حد يردددد علينا", "يرد", "يرد"),
        ("المسؤولة", "مسووله", "مسؤولة"),
        ("😀 شكراً 😀", "شكرا", "شكرا"),
    ],
)
def test_highlights(text: str, asked: str, shown: str) -> None:
    folded = fold_all(["غيره", text, "وغيره"])
    at = folded.text(1).index(fold(asked))
    start, end = folded.span(1, at, at + len(fold(asked)))
    assert text[start:end] == shown


def test_an_empty_span_is_empty() -> None:
    folded = fold_all(["", "abc", "\u064b"])
    assert folded.span(0, 0, 0) == folded.span(1, 2, 2) == folded.span(2, 0, 0) == (0, 0)


def test_an_empty_batch() -> None:
    folded = fold_all([])
    assert len(folded) == 0 and len(folded.starts) == len(folded.ends) == 0


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nothing_fails(text: str) -> None:
    assert fold_all(["قبل", text, "بعد"]).text(2) == "بعد"


def test_a_megabyte() -> None:
    text = "مُراجعة الطّلب رقم ١٢٣ بسرعههه!!!\n" * 33_000
    assert len(text) > 1_000_000
    folded = fold_all([text, "بعد"])
    assert folded.text(0) == "مراجعه الطلب رقم 123 بسرعه!! " * 33_000
    assert folded.text(1) == "بعد"
    assert folded.span(0, len(folded.text(0)) - 1, len(folded.text(0))) == (len(text) - 1, len(text))


@given(st.text(alphabet=st.characters(codec=None)))
def test_code_points_and_back(text: str) -> None:
    assert decode(encode(text)) == text


def _origins(folded: Folded, number: int) -> list[int]:
    return folded.origins[folded.starts[number] : folded.ends[number]].tolist()
