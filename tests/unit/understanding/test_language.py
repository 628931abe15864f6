"""Which language: what letters rule out, what Persian and Urdu are, how well the shipped head does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from sawt import corpus
from sawt.understanding.calibration import BUCKETS
from sawt.understanding.language import LANGUAGES, allowed, bucket_of, possible
from sawt.understanding.read import read_all
from tests.unit.understanding.texts import BATCHES, HOSTILE

PERSIAN = (
    "سلام، می‌خواهم شرکت خود را در عمان ثبت کنم، چه مدارکی لازم است؟",
    "چرا درخواست من هنوز بررسی نشده است؟ دو هفته گذشته و کسی جواب نمی‌دهد",
    "لطفاً راهنمایی کنید چگونه می‌توانم پروانه کسب را تمدید کنم",
    "پرداخت انجام شد ولی رسید را دریافت نکردم",
    "این پروانه برای فعالیت بازرگانی من صادر شده است",
    "درخواست من هنوز انجام نشده است",  # in letters that Arabic has too
)
URDU = (
    "مجھے اپنی دکان کا لائسنس تجدید کرانا ہے، کون سے کاغذات چاہئیں؟",
    "میری درخواست دو ہفتے سے رکی ہوئی ہے اور کوئی جواب نہیں دیتا",
    "فیس ادا کر دی ہے لیکن رسید نہیں ملی",
    "کیا یہ دفتر جمعہ کو کھلا ہوتا ہے؟",
    "آپ کے ملازم نے مجھ سے اچھا برتاؤ نہیں کیا",
)
ARABIC = {
    "plain": "قدمت على تجديد السجل قبل شهر وما حد رد علي",
    "a Persian keyboard": "قدمت علی تجدید السجل التجاری قبل اسبوعین وما کملت المعاملة، کلمونی لو سمحتوا",
    "a Persian keyboard, short": "کیف اجدد السجل",
    "Gulf letters": "چم رسوم التجديد؟ گلت لكم من أسبوع وما چاني رد، والبنگ خصم المبلغ",
    "a trade name with a borrowed letter": "بغيت أسجل اسم پيتزا گاردن للمحل",
    "diacritics": "أُريدُ تَجديدَ السِّجِلِّ",
    "presentation forms": "ﺍﻟﺴﺠﻞ ﺍﻟﺘﺠﺎﺭﻱ",
    "one word": "متى",
}


def can(text: str) -> set[str]:
    return {language for language, is_so in zip(LANGUAGES, possible([text])[0], strict=True) if is_so}


def languages(texts: list[str]) -> list[str]:
    said = read_all(texts).heads["lang"]
    return [said.labels[place] for place in said.best]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("تجديد السجل", {"ar"}),
        ("renew my licence", {"en", "arabizi", "mixed", "other"}),
        ("ابغي renew للسجل التجاري", {"ar", "en", "mixed"}),
        ("ابغي تجديد السجل التجاري عن طريق ok", {"ar", "mixed"}),
        ("please renew السجل", {"ar", "en", "mixed", "arabizi"}),
        ("please could you renew my licence لو", {"en", "mixed", "arabizi"}),
        ("您好，我想续期", {"other"}),
        ("Здравствуйте, где заявка?", {"other"}),
        ("您好，我想续期我的执照 OTP", {"other"}),
        ("Где моя заявка السجل", {"other"}),
        ("मुझे लाइसेंस चाहिए", {"other"}),
        ("", {"other"}),
        ("😀", {"other"}),
        ("12345 ٩٨٧", {"other"}),
        ("؟!،", {"other"}),
        ("\ud800\x00", {"other"}),
    ],
)
def test_letters_rule_out(text: str, languages: set[str]) -> None:
    assert can(text) == languages


@pytest.mark.parametrize("text", [*PERSIAN, *URDU])
def test_persian_and_urdu_are_not_arabic(text: str) -> None:
    assert can(text) == {"other"}


@pytest.mark.parametrize("text", ARABIC.values(), ids=ARABIC)
def test_arabic_stays_arabic(text: str) -> None:
    assert "ar" in can(text)
    assert languages([text]) == ["ar"]


@pytest.mark.parametrize(
    "text", ["کیف اجدد السجل التجاری فی مسقط", "سلام علیکم", "ارید تجدید سجلی التجاری لو تکرمت"]
)
def test_short_arabic_from_a_persian_keyboard_stays_arabic(text: str) -> None:
    assert "ar" in can(text)


def test_what_letters_rule_out_is_never_the_answer() -> None:
    texts = ["تجديد السجل", "renew my licence", "您好", "😀"]
    scores = np.zeros((4, 5), np.float32)
    scores[:, LANGUAGES.index("mixed")] = 0.1
    scores[0, LANGUAGES.index("en")] = scores[2, LANGUAGES.index("ar")] = 5
    picked = [LANGUAGES[place] for place in allowed(scores, LANGUAGES, texts).argmax(1)]
    assert picked == ["ar", "mixed", "other", "other"]


def test_a_head_that_lacks_every_possible_language_answers_all_the_same() -> None:
    scores = np.array([[1, 2]], np.float32)
    assert allowed(scores, ("ar", "en"), ["您好"]).tolist() == [[1, 2]]


def test_the_bucket_is_that_of_the_likeliest_language() -> None:
    labels = ("en", "arabizi", "ar")
    scores = np.array([[3, 1, 2], [1, 3, 2], [1, 2, 3]], np.float32)
    assert [BUCKETS[place] for place in bucket_of(labels, scores)] == ["en", "rest", "ar"]


@given(BATCHES)
def test_each_text_can_be_in_some_language_whatever_stands_beside_it(texts: list[str]) -> None:
    together = possible(texts)
    assert together.shape == (len(texts), len(LANGUAGES)) and together.any(1).all()
    for number, text in enumerate(texts):
        assert np.array_equal(together[number], possible([text])[0])


def test_nothing_fails() -> None:
    assert len(languages(list(HOSTILE))) == len(HOSTILE)


class TestShippedHead:
    """Properties of the file that ships, not of the code: a new model must keep them."""

    def test_nearly_every_message_of_the_test_part_is_placed(self) -> None:
        messages = corpus.messages("test")
        right = (
            read_all([message.text for message in messages])
            .heads["lang"]
            .right([message.labels["lang"] for message in messages])
        )
        assert right.mean() >= 0.98

    def test_every_message_in_arabizi_is_found(self) -> None:
        messages = [m for m in corpus.messages("test") if m.labels["lang"] == "arabizi"]
        assert len(messages) >= 10
        missed = [
            m.id
            for m, said in zip(messages, languages([m.text for m in messages]), strict=True)
            if said != "arabizi"
        ]
        assert missed == []

    @pytest.mark.parametrize("text", [*PERSIAN, *URDU])
    def test_persian_and_urdu_are_read_as_other(self, text: str) -> None:
        assert languages([text]) == ["other"]
