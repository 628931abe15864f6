"""A model of one's own labels: the same bytes each time, and judged by heads that had not seen a text."""

from __future__ import annotations

import numpy as np
import pytest

from sawt.understanding import local as teaching
from sawt.understanding.heads.building import Example
from sawt.understanding.heads.model import from_bytes, to_bytes
from sawt.understanding.local import (
    Local,
    fold_of,
    groups_of,
    print_of_labels,
    said_by,
    teach,
    with_local_card,
)

CODES = {"kind": ("complaint", "praise", "report"), "lang": ("ar", "en")}


def corpus() -> list[Example]:
    """Sixty messages by which both heads are told apart."""
    return [
        Example(f"{word} رقم {n}" if lang == "ar" else f"{word} number {n}", {"kind": kind, "lang": lang})
        for n in range(10)
        for word, kind, lang in (
            ("تأخرت المعاملة", "complaint", "ar"), ("شكرا جزيلا", "praise", "ar"),
            ("too late again", "complaint", "en"),
            ("thank you so much", "praise", "en"), ("محل يغش الناس", "report", "ar"),
            ("a shop cheats", "report", "en"),
        )
    ]  # fmt: skip


def local() -> list[Local]:
    """A word of the place that the corpus does not know, and by lot every third."""
    said = [("خوش واجد", "praise"), ("مب زين أبد", "complaint")]
    return [
        Local(f"k{n:02}", f"{said[n % 2][0]} أمر{n} شي{n}", {"kind": said[n % 2][1]}, int(n % 3 == 0))
        for n in range(40)
    ]


@pytest.fixture(scope="module")
def taught() -> teaching.Taught:
    return teach(corpus(), local(), CODES, seed=4)


def test_the_same_labels_give_the_same_bytes(taught: teaching.Taught) -> None:
    again = teach(corpus(), local(), CODES, seed=4)
    about = {"texts": 40}
    assert to_bytes(with_local_card(again, local(), about)) == to_bytes(
        with_local_card(taught, local(), about)
    )


def test_labels_teach_what_the_corpus_does_not_know(taught: teaching.Taught) -> None:
    truth = [one.labels["kind"] for one in local()]
    right = {
        share: float(np.mean(said["kind"] == np.array(truth, object))) for share, said in taught.curve.items()
    }
    assert right[1.0] == 1.0 and right[0.0] < 0.8


def test_no_text_is_judged_by_heads_that_had_seen_it() -> None:
    """A label that nothing else bears out cannot be guessed by heads that did not see it."""
    odd = [*local(), Local("z", "كلمة ليس لها مثيل", {"kind": "report"})]
    said = teach(corpus(), odd, CODES, seed=1).unseen["kind"]
    model = teach(corpus(), odd, CODES, seed=1).model
    assert said_by(model, odd[-1:], ["kind"])["kind"][0] == "report"
    assert said[-1] != "report"


def test_a_model_is_judged_on_what_it_learned_from_by_what_was_said_unseen(taught: teaching.Taught) -> None:
    kept = from_bytes(to_bytes(with_local_card(taught, local(), {})), "kept")
    assert (said_by(kept, local(), ["kind"])["kind"] == taught.unseen["kind"]).all()
    changed = {**kept.card["local"]["unseen"], "k00": {"kind": "report"}}
    kept.card["local"]["unseen"].update(changed)  # type: ignore[attr-defined]
    assert said_by(kept, local(), ["kind"])["kind"][0] == "report"


def test_the_progress_is_told() -> None:
    heard: list[tuple[int, int]] = []
    teach(corpus(), local(), CODES, seed=4, tell=lambda done, of: heard.append((done, of)))
    assert [done for done, _ in heard] == list(range(len(heard)))
    assert len({of for _, of in heard}) == 1 and heard[-1][0] == heard[-1][1] - 1


def test_the_print_tells_labels_apart() -> None:
    held = print_of_labels(corpus(), local(), 0)
    assert held == print_of_labels(corpus(), local(), 0)
    others = [local()[:-1], [*local()[:-1], Local("k39", local()[-1].text, {"kind": "report"})]]
    assert (
        len({held, print_of_labels(corpus(), local(), 1), *(print_of_labels(corpus(), o, 0) for o in others)})
        == 4
    )


def test_folds_are_of_equal_size_and_drawn_by_the_seed() -> None:
    several = [Local(str(n), f"كلمة{n} أخرى{n}", {}) for n in range(40)]
    folds = fold_of(several, 7)
    assert set(np.bincount(folds)) == {len(folds) // teaching.FOLDS}
    assert (folds == fold_of(several, 7)).all() and (folds != fold_of(several, 8)).any()


def test_texts_that_are_alike_are_in_one_fold() -> None:
    told = "أين وصلت معاملة تجديد السجل التجاري رقم"
    texts = [
        f"{told} 1",
        f"شكوى بخصوص خدمة {told} 2",
        f"{told} 3!",
        "كم رسوم الترخيص؟",
        "",
        "كم رسوم الوكالة التجارية؟",
        "معاملة تجديد",
    ]
    group = groups_of(texts)
    assert len(set(group[:3])) == 1 and len(set(group)) == 5
    for seed in range(5):
        assert len(set(fold_of([Local(str(n), text, {}) for n, text in enumerate(texts)], seed)[:3])) == 1
