"""Concepts: every phrase of the lexicon is found, in its inflections, and none across two texts."""

from __future__ import annotations

import pytest

from sawt.understanding.features.concepts import found_concepts, shipped_lexicon, spoken_concepts
from sawt.understanding.features.words import words_of
from sawt.understanding.spelling import fold, fold_all


def named(*texts: str) -> list[set[str]]:
    lexicon = shipped_lexicon()
    found = found_concepts(words_of(fold_all(texts)), len(texts))
    assert found.shape == (len(texts), len(lexicon.concepts)) and set(found.ravel().tolist()) <= {0, 1}
    return [{lexicon.concepts[place] for place in row.nonzero()[0]} for row in found]


def phrases() -> list[tuple[str, str]]:
    import tomllib
    from importlib.resources import files

    lines = tomllib.loads((files("sawt.packs") / "mociip" / "lexicon.toml").read_text("utf-8"))
    return [(concept, phrase.replace("_", " ")) for concept, line in lines.items() for phrase in line.split()]


def test_every_phrase_of_the_lexicon_is_found_wherever_it_stands() -> None:
    listed = phrases()
    places = {concept: place for place, concept in enumerate(shipped_lexicon().concepts)}
    texts = [f"xqx {phrase} 77" for _, phrase in listed]
    for (concept, phrase), found in zip(listed, named(*texts), strict=True):
        earlier = {name for name in found if places[name] <= places[concept]}
        assert earlier, f"{phrase} of {concept} names {found}"


def test_a_phrase_in_two_concepts_names_the_first_and_such_are_few() -> None:
    listed = phrases()
    found = named(*(phrase for _, phrase in listed))
    shadowed = [
        phrase for (concept, phrase), names in zip(listed, found, strict=True) if concept not in names
    ]
    assert len(shadowed) <= 0.06 * len(listed), shadowed


@pytest.mark.parametrize(
    ("concept", "text"),
    [
        ("register", "السجل"),
        ("register", "سجلكم"),
        ("register", "بالسجل"),
        ("register", "وسجلنا"),
        ("fine", "الغرامات"),
        ("fine", "بالغرامة"),
        ("thanks", "شُكراً"),
        ("payment", "Payments"),
        ("payment", "والدفع"),
        ("no_reply", "ما حد رد عليّ"),
        ("no_reply", "No  Response"),
        ("refused", "rejecting"),
        ("delay", "تأخّرت"),
        ("want", "أبغى"),
        ("greet", "السلام عليكم"),
    ],
)
def test_inflections_and_spellings(concept: str, text: str) -> None:
    assert concept in named(f"xqx {text} 77")[0]


def test_no_phrase_reaches_into_the_next_text() -> None:
    assert "no_reply" in named("ما حد رد")[0]
    assert all("no_reply" not in names for names in named("ما حد", "رد"))
    assert all("greet" not in names for names in named("السلام", "عليكم"))


def test_nothing_is_named_where_nothing_is_said() -> None:
    assert named("", "😀", "qzx 12") == [set(), set(), set()]
    assert named() == []


def test_a_phrase_at_the_end_of_a_batch_is_found() -> None:
    assert "greet" in named("x", "السلام عليكم")[1]


def test_others_of_a_word_are_of_its_concept_and_script() -> None:
    words: dict[str, set[str]] = {}
    for concept, phrase in phrases():
        if " " not in phrase:
            words.setdefault(phrase, set()).add(concept)
    for word, others in spoken_concepts().items():
        assert fold(word) == word
        assert len(others) == len(set(others))
        for other in others:
            assert other.isascii() == word.isascii()
            assert words[other]
