"""The privacy board: what it plants is not what the finder was given, and it is found."""

from __future__ import annotations

import random

import pytest

from evaluations import persons, privacy
from evaluations.bystanders import bystanders
from evaluations.identities import FORMS, invented
from evaluations.scoreboard import FOLDER_VARIABLE, data_folder
from sawt.understanding.privacy import TYPES
from sawt.understanding.privacy.lexicon import GIVEN, TRIBES, TRIBESWOMEN
from sawt.understanding.privacy.view import word_spelling

FOLDER = data_folder()


def test_names_that_are_kept_apart_stand_in_no_list_of_the_finder() -> None:
    given = {word_spelling(name) for name in (*persons.UNKNOWN_MEN, *persons.UNKNOWN_WOMEN)}
    tribes = {word_spelling(name + end) for name in persons.UNKNOWN_TRIBES for end in ("", "ة")}
    assert given & GIVEN == set()
    assert tribes & (TRIBES | TRIBESWOMEN) == set()


def test_every_type_is_planted_and_its_place_is_known() -> None:
    assert set(FORMS) == set(TYPES)
    for identity in invented(seed=3, each=20):
        assert identity.text[identity.start : identity.end].strip()
    assert list(invented(3, 5)) == list(invented(3, 5)) != list(invented(4, 5))


def test_identities_among_plain_words_are_found() -> None:
    words = persons.words_of("أرجو إفادتنا عن حالة الطلب الذي قدمناه قبل أسبوعين ولم يصلنا رد حتى الآن")
    dice = random.Random(11)
    hosts = [" ".join(dice.sample(words, 8)) for _ in range(200)]
    tallies = privacy.recall(invented(seed=11, each=40), hosts, seed=11).values()
    assert sum(tally.gone for tally in tallies) / sum(tally.planted for tally in tallies) >= privacy.RECALL


def test_what_leads_to_nobody_stays_among_plainwords_of() -> None:
    tallies = privacy.kept(bystanders(seed=12, each=40), ["لم يصلنا رد حتى الآن من الموقع"], seed=12).values()
    assert sum(tally.gone for tally in tallies) == 0


@pytest.mark.slow
@pytest.mark.skipif(FOLDER is None, reason=f"no real data: {FOLDER_VARIABLE} names no folder")
def test_the_board_reaches_what_it_asks_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert FOLDER is not None
    assert privacy.measure(FOLDER, seed=5, each=60) == 0, capsys.readouterr().out
