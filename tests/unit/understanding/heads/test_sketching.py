"""A sketch says what heads trained from nothing by the same recipe say."""

from __future__ import annotations

import numpy as np
import pytest

from sawt.packs.taxonomy import load_taxonomy
from sawt.understanding.heads.building import build
from sawt.understanding.heads.sketching import Sketches
from sawt.understanding.read import read_all
from sawt.understanding.shipping import examples
from sawt.vocabulary import HEADS


@pytest.mark.slow
def test_a_sketch_reads_as_the_model_that_is_built_of_the_same_messages() -> None:
    codes = {head: load_taxonomy().codes(head) for head in HEADS}
    known, asked = examples("train")[::4], examples("test")[:200]
    sketches = Sketches([*known, *asked], codes, 1, base=len(known) - 100)
    more = np.arange(len(known) - 100, len(known))
    said = sketches.said(more, np.arange(len(known), len(known) + len(asked)))
    built = read_all([one.text for one in asked], build(known, codes, 1, augment=False))
    for head in HEADS:
        reading = built.heads[head]
        theirs = np.array(reading.labels, object)[reading.best]
        assert np.mean(said[head] == theirs) >= 0.97, f"{head}: sketches follow another recipe than build"
