"""Building: the same examples give the same bytes, and what has no example is not named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sawt.understanding.calibration import BUCKETS
from sawt.understanding.heads.building import Example, build
from sawt.understanding.heads.model import to_bytes
from sawt.understanding.read import read_all
from tests.unit.understanding.heads.small import CODES, examples, model

ASKED = ["تجديد السجل لو سمحتوا", "the fine is a shame", "علامة جديدة", "", "logo"]


def test_the_same_examples_and_seed_give_the_same_bytes() -> None:
    assert to_bytes(build(examples(), CODES, seed=7)) == to_bytes(model())


def test_another_seed_another_text_another_weight_give_another_version() -> None:
    versions = {
        model().version,
        build(examples(), CODES, seed=8).version,
        build([*examples()[:-1], Example("غيره", examples()[-1].labels)], CODES, seed=7).version,
        build([*examples()[:-1], replace(examples()[-1], weight=9.0)], CODES, seed=7).version,
        build(examples(), CODES, seed=7, augment=False).version,
    }
    assert len(versions) == 5


def test_the_print_is_of_what_was_learned_and_not_of_its_order() -> None:
    def print_of(given: list[Example]) -> str:
        return build(given, {"lang": CODES["lang"]}, seed=1, augment=False).card["examples_print"]

    assert print_of(examples()) == print_of(examples()[::-1])
    assert print_of(examples()) != print_of([*examples()[1:], replace(examples()[0], text="غيره")])
    assert print_of(examples()) != print_of(examples(weight=2.0))
    other = {**examples()[0].labels, "service": "marks"}
    assert print_of(examples()) != print_of([replace(examples()[0], labels=other), *examples()[1:]])


def test_a_code_without_examples_cannot_be_named() -> None:
    heads = {head.name: head for head in model().heads}
    assert heads["service"].labels == ("register", "fines", "marks")
    assert heads["lang"].labels == ("ar", "en")
    assert all(len(head.temperatures) == len(BUCKETS) for head in model().heads)
    assert model().card["counts"]["service"] == {"register": 20, "fines": 20, "marks": 20}


def test_an_order_of_codes_is_kept() -> None:
    turned = build(examples(), {"service": CODES["service"][::-1]}, seed=7)
    assert turned.heads[0].labels == ("marks", "fines", "register")


def test_a_head_with_fewer_than_two_codes_is_refused() -> None:
    with pytest.raises(ValueError, match="service: fewer than two"):
        build(examples(), {"service": ("fines", "nobody_wrote")}, seed=1)


def test_probabilities_sum_to_one_and_what_was_learned_is_known() -> None:
    said = read_all([example.text for example in examples()], model())
    for name, head in said.heads.items():
        assert head.probabilities.sum(1) == pytest.approx(np.ones(60), abs=1e-5)
        assert head.right([example.labels[name] for example in examples()]).mean() >= 0.95


def test_the_card_tells_what_it_was_made_of() -> None:
    card = model().card
    assert (card["examples"], card["seed"], card["augmented"], card["folds"]) == (60, 7, True, 5)
    for quality in card["on_unseen_folds"].values():
        assert quality["examples"] == 60
        assert all(
            0 <= quality[key] <= 1 for key in ("accuracy", "coverage", "precision", "calibration_error")
        )


def test_only_ordinary_messages_calibrate() -> None:
    among = [replace(example, ordinary=number % 2 == 0) for number, example in enumerate(examples())]
    made = build(among, {"service": CODES["service"]}, seed=7)
    assert made.card["on_unseen_folds"]["service"]["examples"] == 30
    assert made.card["examples"] == 60


def test_messages_too_many_to_hold_leave_the_lightest_features_out() -> None:
    from sawt.understanding.heads import building

    known, floats = model().vocabulary, model().weights.astype(np.float32)
    small, kept = building._without_the_light(known, floats, most=50)
    assert len(small.ids) == 50 and kept.shape == (small.width, floats.shape[1])
    assert (np.diff(small.ids.astype(np.int64)) > 0).all()
    assert np.array_equal(kept[: known.cues], floats[: known.cues])
    heavy = np.abs(floats[known.cues :]).sum(1) * known.idf
    assert np.isin(known.ids[heavy > np.sort(heavy)[-51]], small.ids).all()
    for place, id_ in enumerate(small.ids):
        assert np.array_equal(kept[small.cues + place], floats[known.cues + np.searchsorted(known.ids, id_)])


def test_an_example_need_not_be_labelled_for_every_head() -> None:
    some = [
        replace(e, labels={"service": e.labels["service"]} if n % 3 else dict(e.labels))
        for n, e in enumerate(examples())
    ]
    made = build(some, CODES, seed=7)
    assert sum(made.card["counts"]["sentiment"].values()) == 20
    assert read_all(ASKED, made).heads["sentiment"].probabilities.sum(1) == pytest.approx(
        np.ones(5), abs=1e-5
    )


def test_a_code_outside_the_list_is_as_none() -> None:
    made = build(examples(), {"service": ("register", "fines")}, seed=7)
    assert sum(made.card["counts"]["service"].values()) == 40


def test_a_head_without_ordinary_messages_is_calibrated_on_all_or_refused() -> None:
    made = build([replace(e, ordinary=False) for e in examples()], {"service": CODES["service"]}, seed=7)
    assert 0 <= made.card["on_unseen_folds"]["service"]["accuracy"] <= 1


def test_the_print_tells_which_messages_calibrate() -> None:
    codes = {"service": CODES["service"]}
    some = [replace(e, ordinary=n % 2 == 0) for n, e in enumerate(examples())]
    assert build(some, codes, 7).card["examples_print"] != build(examples(), codes, 7).card["examples_print"]
