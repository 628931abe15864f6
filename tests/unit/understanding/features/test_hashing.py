"""The features of a batch are those of a slow, plain count, and no text's depend on its neighbours."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given

from sawt.understanding.features.concepts import shipped_lexicon
from sawt.understanding.features.cues import CUES
from sawt.understanding.features.hashing import WORDS_FROM, Features, features_of
from sawt.understanding.spelling import fold_all
from tests.unit.understanding.features import reference
from tests.unit.understanding.texts import BATCHES, HOSTILE, TEXTS


def of(texts: list[str]) -> Features:
    return features_of(fold_all(texts))


def told(features: Features, number: int) -> Counter[int]:
    part = slice(features.offsets[number], features.offsets[number + 1])
    ids, counts = features.ids[part].tolist(), features.counts[part].tolist()
    assert ids == sorted(set(ids)), "each once a text, in order"
    return Counter(dict(zip(ids, map(int, counts), strict=True)))


@given(BATCHES)
def test_equal_to_the_plain_count(texts: list[str]) -> None:
    features = of(texts)
    assert len(features) == len(texts) == len(features.offsets) - 1
    for number, text in enumerate(texts):
        assert told(features, number) == reference.features(text)


def test_equal_to_the_plain_count_on_what_customers_write() -> None:
    texts = [
        "وبالنسبة للمعاملات اللي قدمناها، ما حصلناها؟ طلباتكم كثيرة",
        "I'm renewing registrations; applications rejected twice!! fees fees fees",
        "ma3amlti mat2akhra w elmowathafeen ma yrdon 3alayna, shahrain!!!",
        "سويت submit للـ application ورجع rejected",
    ]
    features = of(texts)
    assert [told(features, n) for n in range(4)] == [reference.features(text) for text in texts]


@given(TEXTS, TEXTS, TEXTS)
def test_neighbours_change_nothing(before: str, text: str, after: str) -> None:
    alone, among = of([text]), of([before, text, after])
    assert told(alone, 0) == told(among, 1)
    assert np.array_equal(alone.cues[0], among.cues[1])


def test_no_feature_reaches_into_the_next_text() -> None:
    apart, together = of(["ab", "cd"]), of(["ab cd"])
    pairs = set(told(together, 0)) - set(told(apart, 0)) - set(told(apart, 1))
    assert len(pairs) == 1 and pairs.pop() >= WORDS_FROM, "of one text the pair of words is more"


def test_windows_stay_within_a_word_and_its_edges() -> None:
    assert sorted(reference.windows("ab c")) == sorted(
        [" a", "ab", "b ", " ab", "ab ", " ab ", " c", "c ", " c "]
    )
    features = of(["ab c"])
    assert sum(n for id_, n in told(features, 0).items() if id_ < WORDS_FROM) == 9


def test_the_same_word_counts_as_often_as_it_stands() -> None:
    assert set(told(of(["سجل سجل سجل"]), 0).values()) == {2, 3}, "three times the word, twice the pair"


def test_what_is_spelled_alike_has_the_same_features() -> None:
    features = of(["أُريدُ الإلغاء ١٢", "اريد الالغا 12"])
    assert told(features, 0) == told(features, 1)


def test_the_columns_of_cues_and_concepts() -> None:
    features = of(["متى", ""])
    assert features.cues.shape == (2, len(CUES) + len(shipped_lexicon().concepts))


def test_types_are_as_said() -> None:
    features = of(["السجل", "", "fees"])
    assert (features.ids.dtype, features.counts.dtype) == (np.uint32, np.float32)
    assert (features.offsets.dtype, features.cues.dtype) == (np.int64, np.float32)


def test_an_empty_batch_and_texts_without_anything() -> None:
    assert len(of([])) == 0 and of([]).offsets.tolist() == [0]
    assert of(["", "\u064b", ""]).offsets.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nothing_fails(text: str) -> None:
    features = of([text, "السجل"])
    assert told(features, 1) == reference.features("السجل")
