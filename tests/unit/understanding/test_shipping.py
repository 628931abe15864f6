"""The model that ships is made of the corpus that ships, and its card says what the file says."""

from __future__ import annotations

from importlib.resources import files

import pytest

from sawt import corpus
from sawt.packs.taxonomy import load_taxonomy
from sawt.understanding import privacy, shipping
from sawt.understanding.calibration import BUCKETS
from sawt.understanding.heads import building
from sawt.understanding.heads.model import to_bytes
from sawt.understanding.read import shipped_model
from sawt.vocabulary import HEADS

FOLDER = files("sawt.understanding") / "model"


def test_the_model_was_made_of_this_corpus() -> None:
    """When this fails, the corpus or the masking was changed after the model was made: `make model`."""
    examples = shipping.examples("train")
    assert shipped_model().card["examples"] == len(examples)
    assert shipped_model().card["examples_print"] == building.print_of(examples), "make model"


def test_the_card_is_the_models() -> None:
    assert (FOLDER / "CARD.md").read_text("utf-8") == shipping.card_of(shipped_model())


def test_what_the_card_says_of_the_test_part_is_so() -> None:
    assert shipped_model().card["on_test_part"] == shipping.measured(shipped_model())


def test_it_has_every_head_and_no_code_that_the_pack_lacks() -> None:
    heads = {head.name: head for head in shipped_model().heads}
    assert tuple(heads) == HEADS
    for name, head in heads.items():
        assert set(head.labels) <= set(load_taxonomy().codes(name))
        assert len(head.temperatures) == len(BUCKETS) and all(0.1 < t < 30 for t in head.temperatures)
        assert 0 <= head.threshold.confidence <= 1 and 0 <= head.threshold.margin <= 1


@pytest.mark.parametrize("head", HEADS)
def test_it_can_name_every_code_of_the_pack(head: str) -> None:
    labels = next(each.labels for each in shipped_model().heads if each.name == head)
    assert set(load_taxonomy().codes(head)) - set(labels) == set()


def test_the_file_is_small_and_written_as_it_is_read() -> None:
    data = (FOLDER / "heads.model").read_bytes()
    assert len(data) <= 10_000_000
    assert to_bytes(shipped_model()) == data


def test_the_machine_learns_from_masked_text_alone() -> None:
    examples = shipping.examples("train")
    messages = corpus.messages("train")
    assert [example.labels for example in examples] == [message.labels for message in messages]
    assert [example.ordinary for example in examples] == [message.ordinary for message in messages]
    assert not any(privacy.find(example.text) for example in examples[::20])
