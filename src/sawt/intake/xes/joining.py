"""Traces of one name are one case, wherever they stand in an event log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing

import numpy as np

from sawt.errors import SourceError
from sawt.intake.ordinals import Ordinals
from sawt.intake.xes.parser import Log, Trace

_BATCH = 32_768
_MOST_HELD = 200_000  # events of cases that stand in several places, kept until the file's end


def joined_traces(log: Log, case_attribute: str, folder: str) -> Iterator[Trace]:
    """The log's traces; those that share a name as one trace, after all others.

    The file is read twice: first for the names alone, so that a case need not be kept on suspicion.
    """
    several = _names_of_several(log, case_attribute, folder)
    held: dict[str, Trace] = {}
    count = 0
    for trace in log.traces():
        name = trace.attributes.get(case_attribute, "").strip()
        if not name or _hash(name) not in several:
            yield trace
            continue
        first = held.setdefault(name, Trace(trace.line))
        first.attributes = {**trace.attributes, **first.attributes}
        first.events += trace.events
        count += len(trace.events)
        if count > _MOST_HELD:
            raise SourceError("xes.too_many_joined", file=log.path.name, line=trace.line, most=_MOST_HELD)
    yield from held.values()


def _names_of_several(log: Log, case_attribute: str, folder: str) -> frozenset[int]:
    """Hashes of the names that more than one trace has."""
    several: set[int] = set()
    batch: list[int] = []
    with closing(Ordinals(folder)) as ordinals:

        def count() -> None:
            keys = np.array(batch, dtype=np.uint64)
            several.update(keys[ordinals.of(keys, np.zeros(len(keys), dtype=np.int64)) > 0].tolist())
            batch.clear()

        for trace in log.traces(with_events=False):
            name = trace.attributes.get(case_attribute, "").strip()
            if name:
                batch.append(_hash(name))
            if len(batch) >= _BATCH:
                count()
        count()
    return frozenset(several)


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest(), "big")
