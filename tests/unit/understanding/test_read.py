"""Readings: never a crash, never another answer for another neighbour, and silence where nothing was said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from sawt import corpus
from sawt.errors import StateError
from sawt.understanding import privacy, read
from sawt.understanding.messages import LONGEST, prepared
from sawt.understanding.read import HeadReading, Readings, read_all, shipped_model
from sawt.vocabulary import HEADS
from tests.unit.understanding.heads.small import model
from tests.unit.understanding.texts import BATCHES, HOSTILE

SILENT = (
    "",
    " ",
    "\n",
    "😀",
    "🌹🌹 ❤️",
    "؟",
    "!!!",
    "...",
    "\x00",
    "\x00\x00 \x00",
    "\ud800",
    "\u200d\u200e",
    "\u064b",
    "ء",
)
CLEAR = (
    "ما يوصلني رمز التحقق على التلفون عشان أدخل حسابي",
    "How do I renew the commercial registration of my shop?",
    "شكرا جزيلا للموظفين على سرعة الإنجاز",
)


def same(one: Readings, at: int, other: Readings, there: int, close: float = 0) -> None:
    for name, head in one.heads.items():
        twin = other.heads[name]
        assert head.labels == twin.labels
        assert np.allclose(head.probabilities[at], twin.probabilities[there], rtol=0, atol=close), name
        assert head.abstained[at] == twin.abstained[there], name
        assert head.best[at] == twin.best[there], name


def whole(readings: Readings, count: int) -> None:
    for head in readings.heads.values():
        assert head.probabilities.shape == (count, len(head.labels))
        assert head.abstained.shape == (count,) and head.abstained.dtype == bool
        assert ((head.probabilities >= 0) & (head.probabilities <= 1)).all()
        assert head.probabilities.sum(1) == pytest.approx(np.ones(count), abs=1e-5)


def test_the_shipped_model_answers_every_head() -> None:
    readings = read_all(CLEAR)
    assert tuple(readings.heads) == HEADS
    assert readings.model == shipped_model().version == shipped_model().version
    said = {name: [head.labels[place] for place in head.best] for name, head in readings.heads.items()}
    assert said["lang"] == ["ar", "en", "ar"]
    assert said["challenge"][0] == "login_identity"
    assert said["service"][1] == "commercial_register"
    assert said["kind"][1:] == ["inquiry", "praise"]
    assert said["sentiment"][2] == "positive"


@pytest.mark.parametrize("text", SILENT, ids=ascii)
def test_where_nothing_is_said_every_head_abstains_and_still_guesses(text: str) -> None:
    readings = read_all([CLEAR[0], text])
    for head in readings.heads.values():
        assert head.abstained[1]
        assert head.labels[head.best[1]] in head.labels


def test_where_all_is_clear_some_head_answers() -> None:
    assert not all(head.abstained[0] for head in read_all(CLEAR[:1]).heads.values())


def test_no_text_fails_and_none_disturbs_its_neighbours() -> None:
    texts = [each for text in HOSTILE for each in (text, CLEAR[1])]
    readings = read_all(texts)
    whole(readings, len(texts))
    alone = read_all(CLEAR[1:2])
    for place in range(1, len(texts), 2):
        same(readings, place, alone, 0, close=1e-6)


@given(BATCHES)
def test_answers_depend_on_no_neighbour(texts: list[str]) -> None:
    readings = read_all(texts)
    whole(readings, len(texts))
    for number, text in enumerate(texts):
        same(readings, number, read_all([text]), 0, close=1e-6)


def test_answers_depend_on_no_neighbour_to_the_last_bit() -> None:
    texts = [message.text for message in corpus.messages("test")[:200]]
    together = read_all(texts)
    for number, text in enumerate(texts):
        same(together, number, read_all([text]), 0)


def test_answers_depend_on_no_size_of_batch() -> None:
    texts = [message.text for message in corpus.messages("test")[:240]]
    together = read_all(texts)
    for size in (7, 64):
        for start in range(0, len(texts), size):
            part = read_all(texts[start : start + size])
            for at in range(len(texts[start : start + size])):
                same(together, start + at, part, at, close=1e-6)


def test_the_same_texts_give_the_same_bytes() -> None:
    one, other = read_all(CLEAR), read_all(CLEAR)
    assert all(np.array_equal(one.heads[h].probabilities, other.heads[h].probabilities) for h in HEADS)


def test_a_batch_of_nothing() -> None:
    whole(read_all([]), 0)


def test_a_long_text_is_read_up_to_a_point() -> None:
    start = ("رسوم تجديد السجل مرتفعة " * 1_000)[:LONGEST]
    assert len(start) == LONGEST
    cut, other = read_all([start]), read_all([start + " thanks great service" * 1_000, start])
    same(other, 0, cut, 0, close=1e-6)
    same(other, 1, cut, 0, close=1e-6)
    before = read_all([start[:-30]])
    assert not np.array_equal(before.heads["service"].probabilities, cut.heads["service"].probabilities)


@pytest.mark.parametrize(
    "piece", ["ا", "السجل التجاري ", "\ud800", "\x00", "😀", "ﷺ", '{"a":[', "<td>", "\n"], ids=ascii
)
def test_a_megabyte(piece: str) -> None:
    readings = read_all([piece * (1_000_000 // len(piece)), CLEAR[1]])
    whole(readings, 2)
    same(readings, 1, read_all(CLEAR[1:2]), 0, close=1e-6)


def test_what_stands_for_an_identity_says_nothing() -> None:
    masked = privacy.mask("رخصة المحل متوقفة وكلموني على 91234567 لو سمحتوا")
    assert "[هاتف]" in masked
    blank = masked.replace("[هاتف]", " " * len("[هاتف]"))
    same(read_all([masked]), 0, read_all([blank]), 0)
    assert all(head.abstained[0] for head in read_all(["[هاتف] [اسم]"]).heads.values())
    assert prepared([masked]) == [blank] and prepared(["[x] " + "a" * LONGEST]) == [
        "[x] " + "a" * (LONGEST - 4)
    ]


def test_another_model_answers_in_its_own_words() -> None:
    readings = read_all(["تجديد السجل التجاري لو سمحتوا"], model())
    assert readings.model == model().version and tuple(readings.heads) == ("service", "sentiment", "lang")
    head = readings.heads["service"]
    assert head.labels[head.best[0]] == "register"


def test_the_label_is_the_best_guess_and_runners_up_follow_in_order() -> None:
    messages = corpus.messages("test")[:100]
    for head in read_all([message.text for message in messages]).heads.values():
        assert np.array_equal(head.confidence, head.probabilities.max(1))
        for number in range(len(messages)):
            others = head.others(number)
            sure = [probability for _, probability in others]
            assert sure == sorted(sure, reverse=True) and len(others) <= 3
            assert all(0.05 <= probability <= head.confidence[number] for probability in sure)
            assert head.labels[head.best[number]] not in [label for label, _ in others]


def test_others_by_hand() -> None:
    given_ = np.array([[0.5, 0.04, 0.3, 0.1, 0.06], [0.25, 0.25, 0.25, 0.25, 0]], np.float32)
    head = HeadReading(("a", "b", "c", "d", "e"), given_, np.array([False, True]))
    assert [label for label, _ in head.others(0)] == ["c", "d", "e"]
    assert [label for label, _ in head.others(1)] == ["b", "c", "d"]
    assert head.right(["a", "b"]).tolist() == [True, False]


def test_what_is_below_the_threshold_is_held_back() -> None:
    messages = [message.text for message in corpus.messages("test")]
    thresholds = {head.name: head.threshold for head in shipped_model().heads}
    for name, head in read_all(messages).heads.items():
        top = np.sort(head.probabilities, 1)[:, ::-1]
        unsure = (top[:, 0] < thresholds[name].confidence) | (top[:, 0] - top[:, 1] < thresholds[name].margin)
        assert np.array_equal(head.abstained, unsure), name


def test_a_text_is_in_no_exception_of_a_wrong_call() -> None:
    for wrong in ([None], [5], [b"secret 91234567"]):
        with pytest.raises(TypeError) as raised:
            read_all(["secret 91234567", *wrong])  # type: ignore[list-item]
        assert "91234567" not in str(raised.value)


def test_a_missing_shipped_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(read, "files", lambda package: tmp_path)
    with pytest.raises(StateError, match=r"model\.not_shipped"):
        shipped_model.__wrapped__()
