"""What a mapping says of each telephony queue: its language, its service, the key for voicemail."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sawt.errors import MappingError
from sawt.intake.mapping.reading import parse_mapping

SAID = ("language", "service", "hall", "channel", "segment")
_VOICEMAIL = "voicemail_keys"


@dataclass(frozen=True)
class Queues:
    """Constants of each queue, and the keys by which callers leave for voicemail (`None`: in any queue)."""

    said: dict[str, dict[str, str]]
    constants: dict[str, str]
    voicemail: dict[str | None, frozenset[str]]

    @classmethod
    def read(cls, mapping_text: str | None, params: Mapping[str, Any]) -> Queues:
        """From `[queues]` and `[constants]` of a mapping and from a job's parameters. Raises MappingError."""
        written: dict[str, Any] = dict(params.get("queues") or {})
        constants: dict[str, str] = {}
        if mapping_text is not None:
            mapping = parse_mapping(mapping_text)
            if mapping.columns or mapping.table != "events":
                raise MappingError("mapping.not_of_queues", line=mapping.columns_line)
            constants = {name: str(v) for name, v in mapping.constants.items() if name in SAID}
            written |= tomllib.loads(mapping_text).get("queues", {})
        said: dict[str, dict[str, str]] = {}
        voicemail: dict[str | None, frozenset[str]] = {None: _keys(params.get(_VOICEMAIL, ()))}
        for queue, rules in written.items():
            if not isinstance(rules, dict):
                raise MappingError(
                    "mapping.unknown_key", line=_line(mapping_text, queue), name=queue, known="[queues]"
                )
            for name in rules:
                if name not in (*SAID, _VOICEMAIL):
                    known = ", ".join((*SAID, _VOICEMAIL))
                    raise MappingError(
                        "mapping.unknown_key", line=_line(mapping_text, queue), name=name, known=known
                    )
            said[queue] = {name: str(rules[name]) for name in SAID if name in rules}
            voicemail[queue] = _keys(rules.get(_VOICEMAIL, ()))
        return cls(said, constants, voicemail)

    def columns(self, queue: pa.Array) -> dict[str, pa.Array]:
        """Columns that the queue of each row fills."""
        coded = queue.dictionary_encode()
        names = coded.dictionary.to_pylist()
        columns = {}
        for column in SAID:
            words = [self.said.get(name, {}).get(column) for name in names]
            if any(words) or column in self.constants:
                told = pc.take(pa.array(words, pa.string()), coded.indices)
                columns[column] = (
                    pc.fill_null(told, self.constants[column]) if column in self.constants else told
                )
        return columns

    def keys(self, queue: pa.Array, pressed: pa.Array) -> pa.Array:
        """`voicemail` where a caller left by a voicemail key, else `key N`; null where no key was pressed."""
        if pressed.null_count == len(pressed):
            return pressed
        anywhere = self.voicemail.get(None, frozenset())
        left = [
            None
            if key is None
            else "voicemail"
            if key in anywhere or key in self.voicemail.get(name, ())
            else f"key {key}"
            for name, key in zip(queue.to_pylist(), pressed.to_pylist(), strict=True)
        ]
        return pa.array(left, pa.string())


def _keys(given: Any) -> frozenset[str]:
    return frozenset(map(str, given if isinstance(given, (list, tuple)) else [given]))


def _line(text: str | None, queue: str) -> int:
    """The line of a queue's section."""
    for number, line in enumerate((text or "").splitlines(), start=1):
        if line.strip().startswith("[queues") and queue in line:
            return number
    return 1
