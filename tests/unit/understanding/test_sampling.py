"""What to label next: broad at first, then doubtful and by lot; each test would catch one planted fault."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sawt.understanding.sampling import START_PER_LABEL, WAYS, Pool, Sample, to_label

STARTED = 10_000


def pool_of(size: int, labels: int = 5, seed: int = 0, **given) -> Pool:
    random = np.random.default_rng(seed)
    made = {
        "label": random.integers(0, labels, size),
        "confidence": random.random(size),
        "margin": random.random(size),
    }
    return Pool(**{**made, **given})


def ways(sample: Sample) -> dict[str, int]:
    return {way: len(sample.by(way)) for way in WAYS}


def test_at_first_every_label_has_its_turn_however_rare():
    labels = np.repeat([0, 1, 2, 3], [9_000, 900, 90, 10])
    sample = to_label(pool_of(10_000, label=labels), 40, seed=1)
    assert ways(sample) == {"stratified": 40, "uncertain": 0, "random": 0}
    assert Counter(labels[sample.places].tolist()) == {0: 10, 1: 10, 2: 10, 3: 10}


def test_a_label_that_has_too_few_leaves_its_turns_to_the_others():
    labels = np.repeat([0, 1, 2], [500, 500, 3])
    sample = to_label(pool_of(1_003, label=labels), 23, seed=1)
    assert Counter(labels[sample.places].tolist()) == {0: 10, 1: 10, 2: 3}


def test_at_first_every_language_and_month_of_a_label_has_its_turn():
    labels = np.zeros(12_000, dtype=int)
    languages = np.repeat(["ar", "en"], [11_600, 400])
    months = np.tile(np.arange(2), 6_000)
    sample = to_label(pool_of(12_000, label=labels, language=languages, month=months), 8, seed=4)
    held = Counter(zip(languages[sample.places].tolist(), months[sample.places].tolist(), strict=True))
    assert set(held.values()) == {2} and len(held) == 4


def test_the_start_is_over_when_there_are_enough_labels():
    pool, start = pool_of(5_000, labels=5), START_PER_LABEL * 5
    assert ways(to_label(pool, 100, seed=1)) == {"stratified": 50, "uncertain": 35, "random": 15}
    assert ways(to_label(pool, 100, 1, labelled=start - 1))["stratified"] == 1
    assert ways(to_label(pool, 100, 1, labelled=start)) == {"stratified": 0, "uncertain": 70, "random": 30}


def test_the_uncertain_are_those_of_the_lowest_margin():
    pool = pool_of(2_000)
    sample = to_label(pool, 100, seed=9, labelled=STARTED)
    by_lot = set(sample.by("random").tolist())
    expected = [place for place in np.argsort(pool.margin).tolist() if place not in by_lot][:70]
    assert sorted(sample.by("uncertain").tolist()) == sorted(expected)


def test_of_equal_margins_the_least_confident_and_of_equal_confidence_by_lot():
    confidence = np.repeat([0.9, 0.5], [100, 20])
    pool = pool_of(120, margin=np.full(120, 0.1), confidence=confidence)
    picked = to_label(pool, 10, seed=1, labelled=STARTED, random_share=0.0)
    assert set(confidence[picked.places]) == {0.5}
    again = to_label(pool, 10, seed=2, labelled=STARTED, random_share=0.0)
    assert set(picked.places.tolist()) != set(again.places.tolist())


def test_those_by_lot_are_drawn_before_the_uncertain_are_taken_away():
    """Drawn from what the doubt leaves over, they would never be doubtful, and errors would look rarer."""
    margin = np.linspace(0, 1, 200)
    pool = pool_of(200, margin=margin)
    drawn = [to_label(pool, 100, seed, labelled=STARTED).by("random") for seed in range(300)]
    assert np.mean(margin[np.concatenate(drawn)]) == pytest.approx(0.5, abs=0.02)


def test_the_error_rate_of_those_by_lot_is_the_pools_and_that_of_the_others_is_not():
    random = np.random.default_rng(1)
    margin = random.random(20_000)
    wrong = random.random(20_000) < 0.6 * (1 - margin)
    pool = pool_of(20_000, margin=margin, text=np.arange(20_000) // 3)
    samples = [to_label(pool, 300, seed, labelled=STARTED) for seed in range(60)]
    by_lot, doubtful = (np.concatenate([s.by(way) for s in samples]) for way in ("random", "uncertain"))
    assert wrong[by_lot].mean() == pytest.approx(wrong.mean(), abs=0.02)
    assert wrong[doubtful].mean() > wrong.mean() + 0.2
    assert {s.drawn_from for s in samples} == {20_000}


def test_a_text_that_repeats_is_asked_about_once_but_keeps_its_chances_in_the_lot():
    margin = np.concatenate([np.zeros(500), np.linspace(0.1, 1, 500)])
    text = np.concatenate([np.zeros(500, dtype=int), np.arange(1, 501)])
    pool = pool_of(1_000, labels=1, margin=margin, text=text)
    start = to_label(pool, 10, seed=1)
    assert len(set(text[start.places].tolist())) == 10
    later = to_label(pool, 100, seed=1, labelled=STARTED)
    asked = text[later.by("uncertain")]
    assert len(set(asked.tolist())) == len(asked) == 70
    assert not set(asked.tolist()) & set(text[later.by("random")].tolist())
    assert (text[later.by("random")] == 0).mean() == pytest.approx(0.5, abs=0.25)


def test_what_is_handed_out_is_mixed():
    sample = to_label(pool_of(5_000), 200, seed=3, labelled=STARTED)
    assert len(set(sample.ways[:20].tolist())) == 2
    assert sample.places.tolist() != sorted(sample.places.tolist())


def test_the_seed_decides():
    pool = pool_of(3_000, text=np.arange(3_000) % 1_000, month=np.arange(3_000) % 11)
    one, same, other = (to_label(pool, 90, seed, labelled=20) for seed in (5, 5, 6))
    assert np.array_equal(one.places, same.places) and np.array_equal(one.ways, same.ways)
    assert not np.array_equal(one.places, other.places)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 9)), max_size=40),
    st.integers(0, 50),
    st.integers(0, 60),
    st.integers(0, 10_000),
)
def test_nobody_is_asked_twice_and_nothing_is_made_up(rows, n, labelled, seed):
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    label, margin, text = (np.array(c) for c in columns)
    pool = Pool(label.astype(int), margin.astype(float), margin.astype(float), text=text.astype(int))
    sample = to_label(pool, n, seed, labelled)
    places = sample.places.tolist()
    assert len(places) == len(set(places)) <= min(n, len(rows))
    assert all(0 <= place < len(rows) for place in places)
    assert len(places) >= min(n, len(set(text.tolist())))
    assert len(sample.ways) == len(places)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="equal length"):
        Pool([0, 1], [0.5], [0.5, 0.5])
    with pytest.raises(ValueError, match="without confidence"):
        Pool([0], [float("nan")], [0.5])
    for n, labelled, share in ((-1, 0, 0.3), (1, -1, 0.3), (1, 0, 1.1)):
        with pytest.raises(ValueError, match="cannot be drawn"):
            to_label(pool_of(5), n, 1, labelled, share)


def test_an_empty_pool_gives_an_empty_sample():
    assert ways(to_label(pool_of(0), 10, seed=1)) == {"stratified": 0, "uncertain": 0, "random": 0}
