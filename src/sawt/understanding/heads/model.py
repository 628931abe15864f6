"""A trained model: what it knows and weighs, as data only, and how it is written and read back.

The file is an archive of plain arrays and one JSON text; nothing in it runs. The same model gives the
same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sawt.errors import SourceError
from sawt.understanding.calibration import BUCKETS, Reliability, Threshold
from sawt.understanding.features.hashing import Features
from sawt.understanding.heads.scoring import score
from sawt.understanding.heads.vocabulary import Vocabulary

FORMAT = 2  # of the file; features or weights computed otherwise are another format
_SAME_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Head:
    """One question and its codes, with what makes its scores probabilities.

    temperatures: for each of `calibration.BUCKETS`; reliability: what a confidence was worth;
    threshold: when it abstains.
    """

    name: str
    labels: tuple[str, ...]
    temperatures: tuple[float, ...]
    reliability: Reliability
    threshold: Threshold


@dataclass(frozen=True)
class Model:
    """Linear heads over one vocabulary.

    weights: int8 of shape (vocabulary.width, labels of all heads side by side), to be multiplied by
    `scales`, float32, one for each label. card: what it was made of and how well it did.
    """

    version: str
    heads: tuple[Head, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    card: Mapping[str, Any]

    @cached_property
    def slots(self) -> NDArray[np.int32]:
        """Where to look a feature up."""
        return self.vocabulary.slots()

    def scores(self, features: Features) -> dict[str, NDArray[np.float32]]:
        """The scores of each head: float32 of shape (texts, labels)."""
        sums = score(features, self.vocabulary, self.slots, self.weights) * self.scales
        bounds = np.cumsum([0, *(len(head.labels) for head in self.heads)])
        return {
            head.name: sums[:, start:stop]
            for head, start, stop in zip(self.heads, bounds[:-1], bounds[1:], strict=True)
        }


def compressed(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights in steps of 1/127 of the largest of their label, and the size of a step."""
    scales = np.maximum(np.abs(weights).max(0), 1e-9) / 127
    return np.rint(weights / scales).astype(np.int8), scales.astype(np.float32)


def to_bytes(model: Model) -> bytes:
    """The model as a file."""
    about = {
        "format": FORMAT,
        "version": model.version,
        "heads": [asdict(head) for head in model.heads],
        "cues": model.vocabulary.cues,
        "card": dict(model.card),
    }
    arrays: dict[str, NDArray[Any]] = {
        "ids": model.vocabulary.ids,
        "idf": model.vocabulary.idf,
        "weights": model.weights,
        "scales": model.scales,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(
            zipfile.ZipInfo("model.json", _SAME_DATE), json.dumps(about, ensure_ascii=False, indent=1)
        )
        for name, array in arrays.items():
            part = io.BytesIO()
            np.save(part, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _SAME_DATE), part.getvalue())
    return file.getvalue()


def from_bytes(data: bytes, path: str) -> Model:
    """A model read back. Raises SourceError `model.unreadable` or `model.other_format`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            about = json.loads(archive.read("model.json"))
            found = about["format"]
            if found == FORMAT:
                return _checked(_model(about, archive))
    except SourceError:
        raise
    except Exception as trouble:  # whatever a damaged archive makes its reader raise
        raise SourceError("model.unreadable", path=path) from trouble
    raise SourceError("model.other_format", path=path, found=found, wanted=FORMAT)


def _model(about: Mapping[str, Any], archive: zipfile.ZipFile) -> Model:
    arrays = {name: _array(archive, name) for name in ("ids", "idf", "weights", "scales")}
    return Model(
        about["version"],
        tuple(_head(each) for each in about["heads"]),
        Vocabulary(arrays["ids"], arrays["idf"], int(about["cues"])),
        arrays["weights"],
        arrays["scales"],
        about["card"],
    )


def _checked(model: Model) -> Model:
    """The model, if its parts fit together. Raises ValueError."""
    known, outputs = model.vocabulary, sum(len(head.labels) for head in model.heads)
    names = [head.name for head in model.heads]
    fits = (
        isinstance(model.version, str)
        and bool(model.version)
        and isinstance(model.card, dict)
        and [known.ids.dtype, known.idf.dtype] == [np.dtype("u4"), np.dtype("f4")]
        and [model.weights.dtype, model.scales.dtype] == [np.dtype("i1"), np.dtype("f4")]
        and known.ids.ndim == 1
        and known.idf.shape == known.ids.shape
        and bool((known.ids[1:] > known.ids[:-1]).all())
        and bool(np.isfinite(known.idf).all() and np.isfinite(model.scales).all())
        and model.weights.shape == (known.width, outputs)
        and model.scales.shape == (outputs,)
        and len(set(names)) == len(names)
        and all(_head_fits(head) for head in model.heads)
    )
    if not fits:
        raise ValueError("parts that do not fit together")
    return model


def _head_fits(head: Head) -> bool:
    sure, right = head.reliability.sure, head.reliability.right
    numbers = [*head.temperatures, *sure, *right, head.threshold.confidence, head.threshold.margin]
    return (
        len(head.labels) >= 2
        and len(set(head.labels)) == len(head.labels)
        and len(head.temperatures) == len(BUCKETS)
        and all(isinstance(number, int | float) and np.isfinite(number) for number in numbers)
        and len(sure) == len(right)
        and all(0 <= share <= 1 for share in right)
        and sorted(sure) == list(sure)
    )


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    return np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False)


def _head(about: Mapping[str, Any]) -> Head:
    labels: Sequence[str] = about["labels"]
    reliability = Reliability(*(tuple(about["reliability"][part]) for part in ("sure", "right")))
    threshold = Threshold(**about["threshold"])
    return Head(about["name"], tuple(labels), tuple(about["temperatures"]), reliability, threshold)
