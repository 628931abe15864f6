"""A model's file: the same bytes, read back whole, refused when it is anything else; nothing in it runs."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sawt.errors import SourceError
from sawt.understanding.features.hashing import features_of
from sawt.understanding.heads.model import FORMAT, from_bytes, to_bytes
from sawt.understanding.spelling import fold_all
from tests.unit.understanding.heads.small import model

WHOLE = to_bytes(model())


def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(changed: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    return file.getvalue()


def told(**changes: Any) -> dict[str, bytes]:
    """The parts with the JSON text changed; None takes a key away."""
    made = parts()
    about = {
        key: value
        for key, value in {**json.loads(made["model.json"]), **changes}.items()
        if value is not None
    }
    return {**made, "model.json": json.dumps(about).encode()}


def with_array(name: str, array: np.ndarray, *, pickled: bool = False) -> dict[str, bytes]:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=pickled)
    return {**parts(), f"{name}.npy": file.getvalue()}


def refusal(data: bytes) -> str:
    with pytest.raises(SourceError) as refused:
        from_bytes(data, "a.model")
    assert refused.value.params["path"] == "a.model"
    return refused.value.code


def test_there_and_back_again() -> None:
    back = from_bytes(WHOLE, "a.model")
    assert to_bytes(back) == WHOLE == to_bytes(model())
    assert (back.version, back.heads, back.card) == (model().version, model().heads, model().card)
    for name in ("ids", "idf"):
        assert np.array_equal(getattr(back.vocabulary, name), getattr(model().vocabulary, name))
    features = features_of(fold_all(["تجديد السجل 4", "a new logo", ""]))
    for head, scores in model().scores(features).items():
        assert np.array_equal(back.scores(features)[head], scores)


def test_the_file_holds_plain_arrays_and_one_json_text() -> None:
    assert sorted(parts()) == ["idf.npy", "ids.npy", "model.json", "scales.npy", "weights.npy"]
    for name, content in parts().items():
        if name.endswith(".npy"):
            assert np.load(io.BytesIO(content), allow_pickle=False).dtype.kind in "iuf"
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


class Trap:
    ran = False

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return setattr, (Trap, "ran", True)


def test_nothing_in_a_file_is_ever_run() -> None:
    assert refusal(packed(with_array("ids", np.array([Trap()], object), pickled=True))) == "model.unreadable"
    assert refusal(pickle.dumps(Trap())) == "model.unreadable"
    assert refusal(packed({**parts(), "weights.npy": pickle.dumps(Trap())})) == "model.unreadable"
    assert not Trap.ran


@pytest.mark.parametrize("data", [b"", b"no model", b"PK\x03\x04", b"\x00" * 500, "نص".encode()], ids=repr)
def test_what_is_no_model_is_refused(data: bytes) -> None:
    assert refusal(data) == "model.unreadable"


def test_a_file_cut_short_is_refused_wherever_it_was_cut() -> None:
    assert {refusal(WHOLE[:length]) for length in range(0, len(WHOLE), 61)} == {"model.unreadable"}


@pytest.mark.parametrize("found", [0, FORMAT + 1, "1", {}])
def test_another_format_is_told_apart(found: Any) -> None:
    with pytest.raises(SourceError) as refused:
        from_bytes(packed(told(format=found)), "a.model")
    assert refused.value.code == "model.other_format"
    assert refused.value.params == {"path": "a.model", "found": found, "wanted": FORMAT}


@pytest.mark.parametrize("name", ["model.json", "ids.npy", "idf.npy", "weights.npy", "scales.npy"])
@pytest.mark.parametrize(
    "content", [None, b"no part", b"\x93NUMPY\x01\x00"], ids=["missing", "words", "begun"]
)
def test_a_part_that_is_missing_or_something_else_is_refused(name: str, content: bytes | None) -> None:
    made = {**parts(), name: content}
    data = packed({key: value for key, value in made.items() if value is not None})
    assert refusal(data) == "model.unreadable"


@pytest.mark.parametrize(
    "changes",
    [
        *({"format": None}, {"heads": None}, {"cues": None}, {"heads": [1]}, {"heads": 5}, {"cues": "many"}),
        *({"heads": [{"name": "service"}]}, {"cues": 3}, {"heads": []}, {"cues": -1}),
    ],
    ids=str,
)
def test_a_description_that_does_not_fit_is_refused(changes: dict[str, Any]) -> None:
    assert refusal(packed(told(**changes))) == "model.unreadable"


@pytest.mark.parametrize("text", [b"[]", b"1", b"null", b'"x"', b"{", b"\xff\xfe", b"[" * 100])
def test_a_text_that_describes_nothing_is_refused(text: bytes) -> None:
    assert refusal(packed({**parts(), "model.json": text})) == "model.unreadable"


def test_weights_of_another_shape_are_refused() -> None:
    assert refusal(packed(with_array("weights", model().weights[:, 1:]))) == "model.unreadable"
    assert refusal(packed(with_array("weights", model().weights[1:]))) == "model.unreadable"


def test_what_was_changed_inside_a_part_is_refused() -> None:
    """The archive's own check sums see it."""
    at = WHOLE.index(b"NUMPY") + 200
    assert refusal(WHOLE[:at] + bytes([WHOLE[at] ^ 1]) + WHOLE[at + 1 :]) == "model.unreadable"


def test_one_changed_byte_anywhere_is_refused_or_changes_nothing() -> None:
    other = {}
    for at in [*range(0, len(WHOLE) - 500, 7), *range(len(WHOLE) - 500, len(WHOLE))]:
        for byte in {WHOLE[at] ^ 0xFF, WHOLE[at] ^ 1}:
            try:
                back = from_bytes(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :], "a.model")
            except SourceError:
                continue
            except Exception as error:  # noqa: BLE001
                other[at] = repr(error)
            else:
                assert to_bytes(back) == WHOLE
    assert other == {}


UNCHECKED = {
    "no version": told(version=None),
    "a version that is no text": told(version=7),
    "an empty part": {**parts(), "ids.npy": b""},
    "scales of another length": with_array("scales", model().scales[1:]),
    "idf of another length": with_array("idf", model().vocabulary.idf[1:]),
    "numbers out of order": with_array("ids", model().vocabulary.ids[::-1].copy()),
    "numbers without a length": with_array("ids", np.array(5, np.uint32)),
    "weights of another type": with_array("weights", model().weights.astype(np.float64)),
    "idf that is no number": with_array("idf", np.full_like(model().vocabulary.idf, np.nan)),
    "a head without its temperatures": told(
        heads=[{**h, "temperatures": []} for h in json.loads(parts()["model.json"])["heads"]]
    ),
    "two heads of one name": told(
        heads=[{**h, "name": "service"} for h in json.loads(parts()["model.json"])["heads"]]
    ),
    "a card that is no table": told(card=[1]),
    "a description nested without end": {**parts(), "model.json": b"[" * 200_000},
}


@pytest.mark.parametrize("made", UNCHECKED.values(), ids=UNCHECKED)
def test_parts_that_do_not_fit_together_are_refused(made: dict[str, bytes]) -> None:
    assert refusal(packed(made)) == "model.unreadable"


def test_a_model_knows_where_its_features_are() -> None:
    assert np.array_equal(model().slots, model().vocabulary.slots())
    assert np.array_equal(replace(model(), version="x").slots, model().slots)
