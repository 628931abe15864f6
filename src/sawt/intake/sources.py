"""The kinds of export that can be taken in, and where each is read."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass

from sawt.errors import CallError
from sawt.intake.job import Done, Emit, Job

Read = Callable[[Job, Emit], Done]


@dataclass(frozen=True)
class Source:
    """A kind of export. `derives`: what its events make; `target` in the mapping decides where it is None."""

    name: str
    module: str
    needs_mapping: bool
    derives: str | None = None

    @property
    def read(self) -> Read:
        """The reader, loaded when first needed."""
        return importlib.import_module(self.module).read

    def derives_for(self, mapping_text: str | None) -> str | None:
        """calls, tickets or transactions, or None where every record is a row of its own."""
        if self.derives or mapping_text is None:
            return self.derives
        return tomllib.loads(mapping_text).get("mapping", {}).get("target")


SOURCES = {
    source.name: source
    for source in (
        Source("asterisk-queue-log", "sawt.intake.queue_log.reader", needs_mapping=False, derives="calls"),
        Source("table", "sawt.intake.table.reader", needs_mapping=True),
        Source("xes", "sawt.intake.xes.reader", needs_mapping=True),
    )
}


def source_named(name: str) -> Source:
    """Raises CallError `intake.unknown_source`."""
    if name not in SOURCES:
        raise CallError("intake.unknown_source", source=name, known=", ".join(sorted(SOURCES)))
    return SOURCES[name]
