"""A model for tests: it reads `head=code` pairs in a text, and is not sure of a head marked `head=code?`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sawt.packs.taxonomy import load_taxonomy
from sawt.vocabulary import HEADS

_USUAL = {"kind": "inquiry", "service": "general", "challenge": "none", "sentiment": "neutral"}
_USUAL |= {"urgency": "normal", "lang": "ar", "jurisdiction": "ours"}


@dataclass(frozen=True)
class _Head:
    labels: tuple[str, ...]
    probabilities: Any
    abstained: Any


@dataclass(frozen=True)
class _Read:
    heads: dict[str, _Head]


class Reader:
    """Knows what it was given; remembers every text that it was asked for."""

    def __init__(self, version: str = "1", **instead: str) -> None:
        self.version, self.instead = version, instead
        self.asked: list[str] = []

    def read(self, texts: Sequence[str], /) -> _Read:
        self.asked += texts
        return _Read({head: self._head(head, texts) for head in HEADS})

    def _head(self, head: str, texts: Sequence[str]) -> _Head:
        labels = tuple(load_taxonomy().codes(head))
        given = np.full((len(texts), len(labels)), 0.3 / (len(labels) - 1), dtype=np.float32)
        unsure = np.zeros(len(texts), dtype=bool)
        for row, text in enumerate(texts):
            found = re.search(rf"\b{head}=(\w+)(\??)", text)
            code = found[1] if found else _USUAL[head]
            given[row, labels.index(self.instead.get(code, code))] = 0.7
            unsure[row] = bool(found and found[2])
        return _Head(labels, given, unsure)
