"""Second versions: the same for the same seed, near to the first, and never something that breaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sawt.understanding.features.concepts import spoken_concepts
from sawt.understanding.heads.augmentation import second_versions
from sawt.understanding.spelling import fold
from tests.unit.understanding.texts import BATCHES

MESSAGES = [
    "بغيت أجدد السجل التجاري مال المحل وما حد رد علي من أسبوعين",
    "I have paid the fee twice and nobody answered my ticket about the refund",
    "abgha ajadded elsijil w ma 7ad yrod 3alay",
] * 40


def test_the_seed_decides() -> None:
    one, same, other = (second_versions(MESSAGES, seed) for seed in (1, 1, 2))
    assert one == same != other


def test_versions_differ_but_keep_most_words() -> None:
    again = second_versions(MESSAGES, 3)
    changed = [new != old for new, old in zip(again, MESSAGES, strict=True)]
    assert sum(changed) > 0.8 * len(MESSAGES)
    kept = [
        len(set(new.split()) & set(old.split())) / len(set(old.split()))
        for new, old in zip(again, MESSAGES, strict=True)
    ]
    assert sum(kept) / len(kept) > 0.6


def test_a_word_gives_way_only_to_one_of_its_concept() -> None:
    word = next(word for word, others in spoken_concepts().items() if len(others) > 3 and len(word) < 4)
    allowed = {word, *spoken_concepts()[word]}
    said = second_versions([word] * 300, 5)
    assert 0.5 * 300 < said.count(word) < 0.8 * 300, "a third gives way"
    for new in said:
        near = new in allowed or any(abs(len(new) - len(other)) <= 2 for other in allowed)
        assert near, new


def test_words_of_a_short_message_are_not_dropped() -> None:
    assert all(len(new.split()) == 2 for new in second_versions(["qqqa zzzb"] * 200, 1))


@given(BATCHES, st.integers(0, 2**32))
def test_nothing_fails_and_nothing_is_added(texts: list[str], seed: int) -> None:
    again = second_versions(texts, seed)
    assert len(again) == len(texts)
    for new, old in zip(again, texts, strict=True):
        assert len(new.split()) <= len(old.split()) and "\n" not in new
        assert fold(new) is not None
