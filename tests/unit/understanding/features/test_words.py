"""Words and stems: what is cut off, what is left, and which forms of a word meet."""

from __future__ import annotations

import pytest
from hypothesis import given

from sawt.understanding.features.words import Words, is_word, words_of
from sawt.understanding.spelling import decode, encode, fold, fold_all
from tests.unit.understanding.features import reference
from tests.unit.understanding.texts import BATCHES


def of(*texts: str) -> Words:
    return words_of(fold_all(texts))


def stems_meet(one: str, other: str) -> bool:
    words = of(one, other)
    return bool(words.stem[0] == words.stem[1])


def skeletons_meet(one: str, other: str) -> bool:
    words = of(one, other)
    return bool(words.skeleton[0] == words.skeleton[1])


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        *(("السجل", "سجل"), ("بالسجل", "سجل"), ("للسجل", "سجل"), ("والسجل", "سجل"), ("هالسجل", "سجل")),
        *(("عالسجل", "سجل"), ("وبالسجل", "سجل"), ("سجلكم", "سجل"), ("سجلنا", "سجل"), ("سجلات", "سجل")),
        *(("سجلاتهم", "سجلات"), ("معاملتها", "معامل"), ("معاملتنا", "معامل"), ("معاملته", "معامل")),
        *(("وطلبات", "طلب"), ("طلبهما", "طلب"), ("قدمناه", "قدم"), ("متاخرين", "متاخر"), ("الرخصه", "رخصه")),
        *(("ولد", "ولد"), ("الان", "الان"), ("كم", "كم"), ("و", "و"), ("نبي", "نبي"), ("رخصه", "رخصه")),
        *(("معامله", "معامل"), ("ابغاش", "ابغا"), ("registrations", "registr"), ("renewing", "renew")),
        *(("fees", "fees"), ("delayed", "delay"), ("companies", "compan"), ("company", "compan")),
        *(("elsijil", "sijil"), ("welsijil", "sijil"), ("bus", "bus"), ("otp", "otp"), ("12345", "12345")),
        *(("applications", "applic"), ("al", "al"), ("quickly", "quick")),
    ],
)
def test_stems(word: str, stem: str) -> None:
    assert reference.stem(word)[0] == stem, "the reference itself"
    words = of(word, stem)
    whole = of(stem).word
    assert words.stem[0] == whole[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("السجل", "سجلكم"), ("وبالسجل", "سجلات"), ("معاملتها", "معاملتنا"), ("renewing", "renewed")),
        *(("companies", "company"), ("application", "applications"), ("Renewing", "renewings")),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert stems_meet(one, other) and skeletons_meet(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("طلب", "طالب"), ("طلب", "طلبات"), ("طلب", "talab"), ("طلب", "6alab"), ("سجل", "sijil")),
        *(("سجل", "sejel"), ("السجل", "elsijil"), ("شهر", "shahr"), ("شيخ", "shaykh"), ("غرامة", "gharama")),
        *(("محل", "ma7al"), ("عرف", "3araf"), ("مثل", "mithl"), ("خبر", "5abar"), ("معاملة", "معاملاتنا")),
    ],
)
def test_forms_of_a_root_meet_in_both_scripts(one: str, other: str) -> None:
    assert skeletons_meet(one, other)


def test_the_modules_own_example_of_a_word_in_both_scripts() -> None:
    assert skeletons_meet("سجل", "sijil")


@pytest.mark.parametrize(("one", "other"), [("السجل", "المنشأ"), ("fees", "fines"), ("طلب", "قلب")])
def test_other_words_do_not_meet(one: str, other: str) -> None:
    assert not stems_meet(one, other) and not skeletons_meet(one, other)


@pytest.mark.parametrize(("one", "other"), [("اللجنة", "لجنة"), ("اللوحة", "لوحة"), ("ellijan", "lijan")])
def test_a_stem_has_the_same_consonants_after_an_article(one: str, other: str) -> None:
    assert skeletons_meet(one, other)


@given(BATCHES)
def test_the_words_of_a_batch_are_those_of_its_texts(texts: list[str]) -> None:
    folded = fold_all(texts)
    words = words_of(folded)
    found: list[list[str]] = [[] for _ in texts]
    for start, end, text in zip(words.starts, words.ends, words.text, strict=True):
        assert folded.starts[text] <= start < end <= folded.ends[text]
        found[text].append(decode(folded.codes[start:end]))
    expected = [[f[start:end] for start, end in reference.words(f)] for f in map(fold, texts)]
    assert found == expected


@given(BATCHES)
def test_equal_words_have_equal_hashes_wherever_they_stand(texts: list[str]) -> None:
    folded = fold_all(texts)
    words = words_of(folded)
    known: dict[str, tuple[int, int]] = {}
    for start, end, word, stem in zip(words.starts, words.ends, words.word, words.stem, strict=True):
        hashes = (int(word), int(stem))
        assert known.setdefault(decode(folded.codes[start:end]), hashes) == hashes
    assert len({word for word, _ in known.values()}) == len(known)


def test_letters_and_digits_of_any_script_are_words_and_signs_are_not() -> None:
    assert is_word(encode("aب1я")).all()
    assert not is_word(encode(" .؟😀\n\x00\ud800")).any()
