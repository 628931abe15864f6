"""From source columns of text to the vocabulary's columns: a mapping applied to whole batches.

Every rule marks the rows that it cannot take; the first reason stands, and those rows are returned.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.errors import MappingError
from sawt.intake.cells.numbers import numbers, whole
from sawt.intake.cells.texts import NULL, by_distinct, joined, joined_key, plain, trimmed
from sawt.intake.cells.times import UTC, local_days, parse_times
from sawt.intake.identity.masking import mask
from sawt.intake.identity.pseudonyms import pseudonymise
from sawt.intake.mapping.checks import Columns, check_rows, is_duration
from sawt.intake.mapping.conditions import meets, meets_all
from sawt.intake.mapping.parts import ColumnRule, Mapping
from sawt.intake.ordinals import Ordinals
from sawt.intake.prints import content_digests, hexes
from sawt.intake.refusals import Refused
from sawt.intake.staging import arrow_schema
from sawt.vocabulary import IDENTITY_COLUMNS, TEXT_COLUMNS, TIME_COLUMN

_SHOWN_WORDS = 5


class Converter:
    """Applies one mapping. Keeps what must be known across batches: which of equal rows comes how often."""

    def __init__(
        self,
        mapping: Mapping,
        name: str,
        zone: str,
        key: bytes,
        folder: Path | str | None = None,
        typed: bool = False,
    ) -> None:
        """`zone`: of the workspace · `folder`: for scratch · `typed`: dates may be ISO too."""
        self.mapping, self.name, self.key, self.typed = mapping, name, key, typed
        self.local_zone, self.zone = zone, mapping.time_zone or zone
        self.schema = arrow_schema(mapping.table)
        self._ordinals = Ordinals(folder or tempfile.gettempdir()) if mapping.key is None else None
        self._unknown: dict[str, Counter[str]] = defaultdict(Counter)
        self._words = {rule.target.name: _words(rule) for rule in mapping.columns if rule.values is not None}

    def close(self) -> None:
        """Nothing more is converted."""
        if self._ordinals is not None:
            self._ordinals.close()

    def convert(self, source: Columns, count: int) -> tuple[Columns, pa.Array, Refused]:
        """Target columns, the newest column, and the refused rows of a batch of `count` records."""
        refused = Refused([None] * count)
        source = {name: trimmed(column) for name, column in source.items()}
        for condition in self.mapping.filters:
            refused.mark(meets(source[condition.column], condition), "filtered_by_mapping")
        columns = {name: self._constant(name, v, count) for name, v in self.mapping.constants.items()}
        columns["name"] = self._constant("name", self.name, count)
        for rule in self.mapping.columns:
            columns[rule.target.name] = self._column(rule, source, refused)
        self._outcomes(source, columns, count)
        start = columns.get(TIME_COLUMN[self.mapping.table])
        if start is not None:
            columns["local_date"] = local_days(start, self.local_zone)
        newest = self._newest(source, count, refused)
        if self.mapping.key is not None:
            columns["external_id"] = self._keys(source, refused)
        check_rows(self.mapping, columns, source, refused)
        if self._ordinals is not None:
            columns["external_id"] = self._content_keys(columns, refused)
        return columns, newest, refused

    def _constant(self, name: str, value: object, count: int) -> pa.Array:
        return pa.repeat(pa.scalar(value, self.schema.field(name).type), count)

    def _column(self, rule: ColumnRule, source: Columns, refused: Refused) -> pa.Array:
        cells = [source[name] for name in rule.sources]
        values = joined(cells, skip_null=rule.target.type == "string")
        if rule.values is not None:
            values = self._mapped(rule, values, refused)
        if rule.default is not None:
            values = pc.fill_null(values, str(rule.default))
        if rule.target.name in IDENTITY_COLUMNS:
            return pseudonymise(values, rule.identity, self.key)
        if rule.target.name in TEXT_COLUMNS:
            return mask(values)
        if rule.target.type == "string":
            return values
        if rule.target.type in ("timestamp", "date"):
            times = self._times(values, rule.formats, rule.line, rule.sources[0])
            refused.mark(_lost(values, times), "bad_date", values, column=", ".join(rule.sources))
            return times if rule.target.type == "timestamp" else local_days(times, self.zone)
        return self._numbers(rule, values, refused)

    def _numbers(self, rule: ColumnRule, values: pa.Array, refused: Refused) -> pa.Array:
        """Durations are rounded to seconds; counts must be whole."""
        found = numbers(values, rule.unit, rule.target.type)
        bad = _lost(values, found)
        if rule.target.type != "float64" and rule.unit == "s" and not is_duration(rule.target.name):
            bad = pc.or_(bad, pc.fill_null(pc.invert(whole(values)), False))
        refused.mark(bad, "bad_number", values, column=", ".join(rule.sources))
        return found

    def _times(self, values: pa.Array, formats: tuple[str, ...], line: int, column: str) -> pa.Array:
        def ambiguous(text: str) -> None:
            raise MappingError("mapping.ambiguous_date", line=line, column=column, text=text)

        return parse_times(values, formats, self.zone, ambiguous, iso_too=self.typed)

    def _mapped(self, rule: ColumnRule, values: pa.Array, refused: Refused) -> pa.Array:
        """Words of the source as words of ours; unknown ones as the mapping says."""
        words = self._words[rule.target.name]
        other = {"keep": lambda word: word, "default": lambda word: rule.default}.get(rule.otherwise)

        def ours(word: str) -> str | None:
            found = words.get(plain(word), other(word) if other and plain(word) not in words else None)
            return None if found is None else str(found)

        mapped = by_distinct(values, ours, pa.string())
        if rule.otherwise == "reject" and mapped.null_count > values.null_count:
            strange = by_distinct(values, lambda word: plain(word) not in words, pa.bool_())
            refused.mark(strange, "unknown_value", values, column=", ".join(rule.sources))
        if rule.otherwise in ("null", "default"):
            self._count_unknown(rule, values)
        return mapped

    def _count_unknown(self, rule: ColumnRule, values: pa.Array) -> None:
        """Remember the words that are given up, so that a share does not shrink unseen."""
        words, unknown = self._words[rule.target.name], self._unknown[rule.target.name]
        for found in pc.value_counts(values.drop_null()).to_pylist():
            if plain(found["values"]) not in words:
                unknown[found["values"]] += found["counts"]

    def notes(self) -> list[dict[str, Any]]:
        """For each column, the words that the mapping does not know and that were given up."""
        rules = ((rule, self._unknown.get(rule.target.name)) for rule in self.mapping.columns)
        return [
            {
                "code": "mapping.unknown_words",
                "params": {
                    "line": rule.line,
                    "column": ", ".join(rule.sources),
                    "n": sum(unknown.values()),
                    "words": ", ".join(word for word, _ in unknown.most_common(_SHOWN_WORDS)),
                },
            }
            for rule, unknown in rules
            if unknown
        ]

    def _outcomes(self, source: Columns, columns: Columns, count: int) -> None:
        """The outcome of the first rule that fits, and its basis."""
        if not self.mapping.outcomes:
            if "outcome" in columns and "outcome_basis" in self.schema.names:
                columns.setdefault(
                    "outcome_basis", pc.if_else(columns["outcome"].is_valid(), "mapping", NULL)
                )
            return
        outcome = basis = pa.nulls(count, pa.string())
        for rule in reversed(self.mapping.outcomes):
            fits = meets_all(source, rule.when, count)
            outcome = pc.if_else(fits, rule.outcome, outcome)
            basis = pc.if_else(fits, rule.basis, basis)
        columns["outcome"] = outcome
        if "outcome_basis" in self.schema.names:
            columns["outcome_basis"] = basis

    def _keys(self, source: Columns, refused: Refused) -> pa.Array:
        """The declared key. A part that identifies someone is a pseudonym there too."""
        names, kinds = self.mapping.key or (), self.mapping.identities()
        parts = [
            pseudonymise(source[name], kinds[name], self.key) if name in kinds else source[name]
            for name in names
        ]
        keys = joined_key(parts)
        refused.mark(keys.is_null(), "empty_key", column=", ".join(names))
        return keys

    def _content_keys(self, columns: Columns, refused: Refused) -> pa.Array:
        """A row's content and, from the second equal one on, which of them it is."""
        assert self._ordinals is not None
        digests = content_digests(pa.RecordBatch.from_pydict(dict(sorted(columns.items()))))
        keys, kept = hexes(digests), np.flatnonzero(refused.kept)
        short = digests[:, :8].copy().view(np.uint64).ravel()[kept]
        start = columns[TIME_COLUMN[self.mapping.table]].cast(pa.int64())
        before = np.zeros(len(keys), dtype=np.int64)
        before[kept] = self._ordinals.of(short, pc.fill_null(start, 0).to_numpy()[kept])
        if not before.any():
            return keys
        nth = pc.binary_join_element_wise(keys, pa.array(before + 1).cast(pa.string()), "-")
        return pc.if_else(pa.array(before > 0), nth, keys)

    def _newest(self, source: Columns, count: int, refused: Refused) -> pa.Array:
        name = self.mapping.newest
        if name is None:
            return pa.nulls(count, UTC)
        found = self._times(source[name], self.mapping.formats, self.mapping.newest_line, name)
        refused.mark(_lost(source[name], found), "bad_date", source[name], column=name)
        return found


def _lost(values: pa.Array, found: pa.Array) -> pa.Array:
    """Cells that said something of which nothing was made."""
    if found.null_count == values.null_count:
        return pa.nulls(len(values), pa.bool_())
    return pc.and_(values.is_valid(), found.is_null())


def _words(rule: ColumnRule) -> dict[str, str | None]:
    """The mapping's words by their plain form; an empty word means none."""
    return {plain(str(k)): None if v == "" else str(v) for k, v in (rule.values or {}).items()}
