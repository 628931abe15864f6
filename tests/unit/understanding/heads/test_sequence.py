"""The order of words is heard, the same way each time, and nothing that a text may hold breaks it."""

from __future__ import annotations

import numpy as np
import pytest

from sawt.understanding.heads.sequence import SequenceTraining, sequences_of, train_sequence
from sawt.understanding.spelling import fold_all

pytestmark = pytest.mark.slow  # compiling takes its seconds where nothing is kept on disk yet
QUICK = SequenceTraining(
    size=16, filters=12, passes=30, rate=0.01, dropped_words=0, dropped_size=0, dropped_filters=0
)


def in_order(count: int) -> tuple[list[str], np.ndarray]:
    """Texts of the same words, in which only the order of two neighbours tells the label."""
    dice = np.random.default_rng(5)
    truth = dice.integers(0, 2, count)
    filling = ["السجل", "الرخصة", "اليوم", "please"]
    texts = []
    for label in truth:
        words = [*dice.permutation(filling).tolist()]
        words.insert(int(dice.integers(0, 5)), "من البنك" if label else "البنك من")
        texts.append(" ".join(words))
    return texts, truth.astype(np.int64)


def test_learns_an_order_that_no_bag_of_words_tells():
    texts, truth = in_order(300)
    words = sequences_of(fold_all(texts))
    head = train_sequence(words, truth, 2, training=QUICK)
    assert (head.scores(words).argmax(1) == truth).mean() > 0.97


def test_same_seed_same_bytes_and_another_seed_others():
    texts, truth = in_order(80)
    words = sequences_of(fold_all(texts))
    how = SequenceTraining(size=8, filters=8, passes=2)
    one, two, other = (train_sequence(words, truth, 2, training=how, seed=seed) for seed in (1, 1, 2))
    for name in ("table", "kernels", "bias", "outer", "outer_bias"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()
    assert one.kernels.tobytes() != other.kernels.tobytes()


def test_same_word_has_the_same_pieces_wherever_it_stands():
    words = sequences_of(fold_all(["تجديد السجل", "السجل؟"]))
    assert words.words[1] == words.words[2] != words.words[0]
    assert words.offsets.tolist() == [0, 2, 3]
    a, b = (sequences_of(fold_all([text])) for text in ("السجل", "(السجل)"))
    assert a.pieces.tolist() == b.pieces.tolist()


@pytest.mark.parametrize("text", ["", "؟", "\x00\ud800", "x" * 5_000, "كلمة " * 300, "🙂🙂"])
def test_any_text_has_a_score(text):
    texts, truth = in_order(40)
    head = train_sequence(
        sequences_of(fold_all(texts)), truth, 2, training=SequenceTraining(size=8, filters=8, passes=1)
    )
    alone = head.scores(sequences_of(fold_all([text])))
    beside = head.scores(sequences_of(fold_all(["قبله", text, "بعده"])))
    assert np.isfinite(alone).all()
    assert np.allclose(alone[0], beside[1], atol=1e-5)
