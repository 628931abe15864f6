"""The parts of a mapping, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sawt.vocabulary import Column


@dataclass(frozen=True)
class ColumnRule:
    """How one target column is filled. `line` is where the mapping says so."""

    target: Column
    sources: tuple[str, ...]
    line: int
    formats: tuple[str, ...] = ()
    identity: str = "auto"
    unit: str = "s"
    values: dict[str, Any] | None = None
    otherwise: str = "reject"
    default: Any = None


@dataclass(frozen=True)
class Condition:
    """A test of one source column."""

    column: str
    test: str
    value: Any
    line: int


@dataclass(frozen=True)
class OutcomeRule:
    """The outcome of the rows that meet every condition, and by which word it was decided."""

    when: tuple[Condition, ...]
    outcome: str
    basis: str


@dataclass(frozen=True)
class Mapping:
    """A mapping as it was written, checked. `key` is None where content and ordinal make it."""

    table: str
    key: tuple[str, ...] | None
    key_line: int
    newest: str | None
    newest_line: int
    time_zone: str | None
    header_rows: int
    skip_rows: int
    delimiter: str | None
    sheet: int | str
    formats: tuple[str, ...]
    columns: tuple[ColumnRule, ...]
    constants: dict[str, Any]
    filters: tuple[Condition, ...]
    outcomes: tuple[OutcomeRule, ...]
    events: dict[str, Any] = field(default_factory=dict)
    target: str | None = None
    columns_line: int = 1

    def named_columns(self) -> dict[str, int]:
        """Every source column that the mapping names, with the line where it does."""
        named: dict[str, int] = {}
        for rule in self.columns:
            for source in rule.sources:
                named.setdefault(source, rule.line)
        for condition in (*self.filters, *(c for rule in self.outcomes for c in rule.when)):
            named.setdefault(condition.column, condition.line)
        for source in self.key or ():
            named.setdefault(source, self.key_line)
        if self.newest:
            named.setdefault(self.newest, self.newest_line)
        return named

    def identities(self) -> dict[str, str]:
        """Source columns that identify a person or firm, with the kind of identity."""
        return {rule.sources[0]: rule.identity for rule in self.columns if rule.target.name in _IDENTITIES}


_IDENTITIES = ("customer", "organisation", "agent")
