"""Cues: each between 0 and 1, and each says what its name says."""

from __future__ import annotations

import pytest
from hypothesis import given

from sawt.understanding.features.cues import CUES, cues_of
from sawt.understanding.features.words import words_of
from sawt.understanding.spelling import fold_all
from tests.unit.understanding.texts import BATCHES, HOSTILE


def cue(name: str, text: str) -> float:
    folded = fold_all(["؟ قبل!", text, "1 after?"])
    return float(cues_of(folded, words_of(folded))[1, CUES.index(name)])


@pytest.mark.parametrize(
    ("name", "much", "little"),
    [
        ("length", "كلمة " * 60, "كلمة"),
        ("long", "كلمة " * 40, "كلمة " * 39),
        ("short", "واحد اثنان ثلاثة أربعة", "واحد اثنان ثلاثة أربعة خمسة"),
        ("questions", "متى؟ وين؟", "متى"),
        ("exclamations", "ليش!", "ليش"),
        ("digits", "رقم ١٢٣", "رقم"),
        ("emoji", "شكرا 🌹", "شكرا"),
        ("arabic", "شكرا", "thanks"),
        ("latin", "thanks", "شكرا"),
        ("other_script", "спасибо", "شكرا"),
        ("dots", "طيب...", "طيب"),
        ("ends_in_question", "متى يخلص؟", "متى؟ شكرا"),
        ("digit_in_latin_word", "ma7al", "mahal 7"),
        ("both_scripts", "ابغي renew", "ابغي تجديد"),
        ("latin_words", "renew my", "تجديد"),
        ("two_of_each_script", "ابغي تجديد renew licence", "ابغي renew"),
        ("latin_begins", "renew السجل", "السجل renew"),
    ],
)
def test_each_cue_hears_what_its_name_says(name: str, much: str, little: str) -> None:
    assert cue(name, much) > cue(name, little)


def test_each_cue_is_tested_here() -> None:
    assert cue("always", "") == cue("always", "نص") == 1


@given(BATCHES)
def test_between_nothing_and_one(texts: list[str]) -> None:
    folded = fold_all(texts)
    cues = cues_of(folded, words_of(folded))
    assert cues.shape == (len(texts), len(CUES))
    assert ((cues >= 0) & (cues <= 1)).all()


def test_nothing_fails_and_a_long_text_is_no_louder_than_one() -> None:
    folded = fold_all([*HOSTILE, "?!1😀a." * 50_000])
    cues = cues_of(folded, words_of(folded))
    assert ((cues >= 0) & (cues <= 1)).all()
