"""Why: words at their places, each worth what the lead loses without it; neighbours that were learned."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings

from sawt import corpus
from sawt.understanding.features.hashing import features_of
from sawt.understanding.messages import LONGEST
from sawt.understanding.read import read_all, shipped_model
from sawt.understanding.spelling import fold_all
from sawt.understanding.why import Why, why
from sawt.vocabulary import HEADS
from tests.unit.understanding.texts import HOSTILE, TEXTS

TEXTS_READ = (
    "قدمت على تجديد السجل قبل شهر وما حد رد علي، عيب والله",
    "My trademark was rejected without any reason!! How do I appeal?",
    "abgha ajadded elsijil bas ma yfta7 el mawqe3",
    "متى",
)
ONE = TEXTS_READ[0]


def lead(text: str, reason: Why) -> float:
    """The lead of the reason's answer over its runner-up, in another text."""
    labels = next(head.labels for head in shipped_model().heads if head.name == reason.head)
    scores = shipped_model().scores(features_of(fold_all([text])))[reason.head][0]
    return float(scores[labels.index(reason.label)] - scores[labels.index(reason.runner_up)])


@pytest.mark.parametrize("text", TEXTS_READ)
def test_words_stand_where_they_are_said_to(text: str) -> None:
    for reason in why(text, HEADS):
        for spoken in (*reason.for_it, *reason.against_it):
            assert text[spoken.start : spoken.end] == spoken.word
            assert re.fullmatch(r"\w+", spoken.word)


@pytest.mark.parametrize("text", TEXTS_READ)
def test_a_words_weight_is_what_the_lead_loses_without_it(text: str) -> None:
    for reason in why(text, HEADS):
        whole = lead(text, reason)
        for spoken in (*reason.for_it, *reason.against_it):
            without = lead(text[: spoken.start] + " " + text[spoken.end :], reason)
            assert whole - without == pytest.approx(spoken.weight, abs=1e-3)
        if reason.for_it:
            strongest = reason.for_it[0]
            assert lead(text[: strongest.start] + " " + text[strongest.end :], reason) < whole


@pytest.mark.parametrize("text", TEXTS_READ)
def test_sides_are_told_apart_and_the_strongest_come_first(text: str) -> None:
    for reason in why(text, HEADS):
        for side, sign in ((reason.for_it, 1), (reason.against_it, -1)):
            weights = [sign * spoken.weight for spoken in side]
            assert all(weight > 0 for weight in weights) and weights == sorted(weights, reverse=True)
            assert len(side) <= 5


def test_the_answer_is_the_readings() -> None:
    readings = read_all([ONE])
    for reason in why(ONE, HEADS):
        head = readings.heads[reason.head]
        assert reason.label == head.labels[head.best[0]]
        assert reason.confidence == float(head.confidence[0]) and reason.abstained == head.abstained[0]
        assert reason.runner_up != reason.label
        if others := head.others(0):
            assert reason.runner_up == others[0][0]


def test_neighbours_are_messages_that_the_model_learned_from() -> None:
    learned = {message.id: message for message in corpus.messages("train")}
    for reason in why(ONE, HEADS):
        assert len(reason.nearest) == 3
        for near in reason.nearest:
            assert near.text == learned[near.id].text and near.label == learned[near.id].labels[reason.head]
            assert 0 <= near.similarity <= 1.0001
        similar = [near.similarity for near in reason.nearest]
        assert similar == sorted(similar, reverse=True)


@pytest.mark.parametrize("place", [0, 100, -1])
def test_a_message_is_its_own_nearest(place: int) -> None:
    message = corpus.messages("train")[place]
    (reason,) = why(message.text, ["kind"])
    assert reason.nearest[0].id == message.id
    assert reason.nearest[0].similarity == pytest.approx(1, abs=1e-3)


def test_the_same_question_gives_the_same_answer() -> None:
    assert why(ONE, HEADS) == why(ONE, HEADS)


def test_heads_are_answered_in_the_order_asked() -> None:
    assert [reason.head for reason in why(ONE, ["service", "kind"])] == ["service", "kind"]
    assert why(ONE, []) == ()
    with pytest.raises(KeyError):
        why(ONE, ["nothing"])


def test_where_nothing_is_said_no_word_speaks() -> None:
    (reason,) = why("😀 ؟", ["kind"])
    assert reason.abstained and reason.for_it == reason.against_it == ()
    assert len(reason.nearest) == 3


def test_what_lies_beyond_the_part_that_is_read_says_nothing() -> None:
    text = "السجل".ljust(LONGEST, ".") + " عيب"
    (reason,) = why(text, ["sentiment"])
    assert {spoken.word for spoken in (*reason.for_it, *reason.against_it)} <= {"السجل"}


@pytest.mark.slow
def test_a_long_message_is_explained_within_the_memory_of_a_small_machine() -> None:
    code = (
        "import resource; from sawt.understanding.why import why; why('متى', ['kind']);"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; before = peak();"
        "why('السجل ' * 4_000, ['kind']); print(peak() - before)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 300_000, "kilobytes"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nothing_fails(text: str) -> None:
    assert len(why(text, HEADS)) == len(HEADS)


@settings(max_examples=15)
@given(TEXTS)
def test_places_hold_for_every_text(text: str) -> None:
    for reason in why(text, ["kind", "lang"]):
        for spoken in (*reason.for_it, *reason.against_it):
            assert text[spoken.start : spoken.end] == spoken.word


@pytest.mark.parametrize("word", ["غَرامَة", "غرا\u200dمة", "الغَـرامة"], ids=ascii)
def test_a_word_with_its_marks_is_one_word(word: str) -> None:
    text = f"علي {word} كبيرة"
    (reason,) = why(text, ["challenge"])
    named = {spoken.word for spoken in (*reason.for_it, *reason.against_it)}
    assert named <= {"علي", word, "كبيرة"}
