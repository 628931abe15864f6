"""What a model knows and what it weighs: by hand on small texts, by a plain count on others."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from sawt.understanding.features.hashing import WORDS_FROM, Features, features_of
from sawt.understanding.heads.vocabulary import (
    CUE_WEIGHT,
    SLOT_SHIFT,
    Vocabulary,
    Weighed,
    learn_vocabulary,
    weigh,
)
from sawt.understanding.spelling import fold_all
from tests.unit.understanding.texts import BATCHES

KNOWN = ["السجل التجاري", "السجل fees fees", "متى الرخصة", "رخصة fees"]


def of(*texts: str) -> Features:
    return features_of(fold_all(texts))


def dense(rows: Weighed, width: int) -> NDArray[np.float64]:
    table = np.zeros((len(rows), width))
    for row in range(len(rows)):
        at = slice(rows.offsets[row], rows.offsets[row + 1])
        np.add.at(table[row], rows.columns[at], rows.data[at])
    return table


def test_what_is_learned_stands_in_enough_texts() -> None:
    features = of(*KNOWN)
    texts = Counter(features.ids.tolist())
    known = learn_vocabulary(features)
    expected = sorted(id_ for id_, count in texts.items() if id_ >= WORDS_FROM or count >= 2)
    assert known.ids.tolist() == expected
    assert known.cues == features.cues.shape[1] and known.width == known.cues + len(expected)
    for id_, idf in zip(known.ids.tolist(), known.idf.tolist(), strict=True):
        assert idf == pytest.approx(math.log(5 / (1 + texts[id_])) + 1, rel=1e-6)


def test_how_many_texts_are_enough_is_an_argument() -> None:
    features = of(*KNOWN)
    all_of_it = learn_vocabulary(features, (1, 1))
    assert all_of_it.ids.tolist() == sorted(set(features.ids.tolist()))
    assert len(learn_vocabulary(features, (9, 9)).ids) == 0


@given(BATCHES)
def test_weights_are_those_of_a_plain_count(texts: list[str]) -> None:
    known = learn_vocabulary(of(*KNOWN, "registration"))
    features = of(*texts)
    rows = dense(weigh(features, known), known.width)
    places = {id_: place for place, id_ in enumerate(known.ids.tolist())}
    for number in range(len(texts)):
        expected = np.zeros(known.width)
        expected[: known.cues] = features.cues[number] * CUE_WEIGHT
        blocks: dict[bool, dict[int, float]] = {False: {}, True: {}}
        part = slice(features.offsets[number], features.offsets[number + 1])
        for id_, count in zip(features.ids[part].tolist(), features.counts[part].tolist(), strict=True):
            if id_ in places:
                blocks[id_ >= WORDS_FROM][places[id_]] = (1 + math.log(count)) * float(known.idf[places[id_]])
        for block in blocks.values():
            length = math.sqrt(sum(weight**2 for weight in block.values()))
            for place, weight in block.items():
                expected[known.cues + place] = weight / length
        assert rows[number] == pytest.approx(expected, abs=1e-5)


def test_each_block_has_the_length_one_and_what_is_unknown_weighs_nothing() -> None:
    known = learn_vocabulary(of(*KNOWN))
    rows = dense(weigh(of("السجل fees", "qzxj"), known), known.width)[:, known.cues :]
    letters = known.ids < WORDS_FROM
    assert (rows[0, letters] ** 2).sum() == pytest.approx(1, abs=1e-5)
    assert (rows[0, ~letters] ** 2).sum() == pytest.approx(1, abs=1e-5)
    assert not rows[1].any()


def test_nothing_known_weighs_the_cues_alone() -> None:
    features = of("السجل")
    none = Vocabulary(np.empty(0, np.uint32), np.empty(0, np.float32), features.cues.shape[1])
    rows = weigh(features, none)
    assert np.array_equal(dense(rows, none.width)[0], (features.cues[0] * CUE_WEIGHT).astype(float))
    assert len(weigh(of(), none)) == 0


def test_slots_lead_where_a_dictionary_leads() -> None:
    random = np.random.default_rng(2)
    close = np.arange(7_000, 7_500)  # many with the same upper bits
    ids = np.unique(np.concatenate([random.integers(0, 2**32, 5_000), close, [0, 2**32 - 1]])).astype(
        np.uint32
    )
    known = Vocabulary(ids, np.ones(len(ids), np.float32), 0)
    slots, places = known.slots(), {id_: place for place, id_ in enumerate(ids.tolist())}
    asked = np.concatenate([ids, random.integers(0, 2**32, 5_000, dtype=np.uint64).astype(np.uint32)])
    for number in asked.tolist():
        slot = number >> int(SLOT_SHIFT)
        found = [row for row in range(slots[slot], slots[slot + 1]) if ids[row] == number]
        assert found == ([places[number]] if number in places else [])
    assert slots[0] == 0 and slots[-1] == len(ids)
