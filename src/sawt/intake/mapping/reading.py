"""A declarative mapping from a source's columns to the vocabulary's, checked line by line."""

from __future__ import annotations

import re
import tomllib
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from sawt.errors import MappingError
from sawt.intake.cells.numbers import UNITS
from sawt.intake.cells.times import EPOCH
from sawt.intake.identity.pseudonyms import KINDS
from sawt.intake.mapping.lines import line_of
from sawt.intake.mapping.parts import ColumnRule, Condition, Mapping, OutcomeRule
from sawt.intake.mapping.values import is_among, is_asked, is_constant, is_pattern, names_a_day
from sawt.vocabulary import CALL_OUTCOMES, DIRECTIONS, IDENTITY_COLUMNS, SOURCE_TABLES, TABLES, TOUCHPOINTS

__all__ = ["CLOSED", "ColumnRule", "Condition", "Mapping", "OutcomeRule", "complete", "parse_mapping"]

CONDITIONS = (
    *("equals", "not_equals", "one_of", "not_one_of", "empty", "not_empty", "matches", "above", "below"),
)
# Columns whose words are ours: a source's own word there is an error, never a new category.
CLOSED: dict[tuple[str, str], tuple[str, ...]] = {
    ("contacts", "touchpoint"): TOUCHPOINTS,
    ("contacts", "direction"): DIRECTIONS,
    ("contacts", "outcome"): CALL_OUTCOMES,
    ("answers", "touchpoint"): TOUCHPOINTS,
    ("transactions", "outcome"): ("completed", "rejected", "withdrawn"),
}
_OURS = ("name", "external_id", "local_date")  # filled without the mapping
_SECTIONS = ("mapping", "constants", "columns", "filter", "outcome", "events", "queues")
_KEYED = ("mapping", "constants", "columns", "events", "queues")  # the others are lists
_HEAD = (
    *("name", "version", "title", "table", "key", "newest", "time_zone", "header_rows", "skip_rows"),
    *("delimiter", "sheet", "formats", "target"),
)
_RULE = ("from", "formats", "identity", "unit", "values", "otherwise", "default")
_OTHERWISE = ("reject", "keep", "null", "default")


def parse_mapping(text: str) -> Mapping:
    """Raises MappingError with the line for everything that is not as it must be."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        raise MappingError("mapping.not_toml", line=line, reason=str(error)) from None
    return _Reader(text, written).mapping()


def complete(mapping: Mapping) -> Mapping:
    """The mapping itself, if it fills every column that a row must have. Raises MappingError."""
    filled = {*_OURS, *mapping.constants, *(rule.target.name for rule in mapping.columns)}
    filled |= {"outcome"} if mapping.outcomes else set()
    for column in TABLES[mapping.table]:
        if column.required and column.name not in filled:
            told = {"line": mapping.columns_line, "name": column.name, "table": mapping.table}
            raise MappingError("mapping.target_missing", **told)
    return mapping


class _Reader:
    """Reads the parts of one mapping; keeps the text to say on which line a key stands."""

    def __init__(self, text: str, written: dict[str, Any]) -> None:
        self.text, self.written = text, written
        self.head = written.get("mapping", {})
        self._known(written, _SECTIONS, None)
        for section in _KEYED:
            if not isinstance(written.get(section, {}), dict):
                self._fail("mapping.not_a_section", section, name=section)
        self._known(self.head, _HEAD, "mapping")
        self.table = self.head.get("table")
        if not is_among(self.table, SOURCE_TABLES):
            known = ", ".join(SOURCE_TABLES)
            self._fail("mapping.unknown_table", "mapping", "table", name=str(self.table), known=known)
        self.columns = {column.name: column for column in TABLES[self.table]}

    def mapping(self) -> Mapping:
        mapping = Mapping(
            table=self.table,
            key=self._key(),
            key_line=self._line("mapping", "key"),
            newest=self._text("newest"),
            newest_line=self._line("mapping", "newest"),
            time_zone=self._zone(),
            header_rows=self._whole("header_rows", 1),
            skip_rows=self._whole("skip_rows", 0),
            delimiter=self._delimiter(),
            sheet=self._sheet(),
            formats=self._formats(self.head, "mapping"),
            columns=tuple(self._rule(name, rule) for name, rule in self.written.get("columns", {}).items()),
            constants={n: self._constant(n, value) for n, value in self.written.get("constants", {}).items()},
            filters=tuple(self._condition(c, "filter", i) for i, c in enumerate(self._list("filter"))),
            outcomes=tuple(self._outcome(rule, i) for i, rule in enumerate(self._list("outcome"))),
            events=self.written.get("events", {}),
            target=self._text("target"),
            columns_line=self._line("columns"),
        )
        return mapping if self._of_a_log() else complete(mapping)

    def _of_a_log(self) -> bool:
        """Whether the reader of a log may fill what the mapping does not."""
        return bool({"events", "queues"} & self.written.keys() or self.head.get("target"))

    def _key(self) -> tuple[str, ...] | None:
        key = self.head.get("key")
        if key == "row" or (key is None and self._of_a_log()):
            return None
        if not isinstance(key, list) or not key or not all(isinstance(part, str) for part in key):
            self._fail("mapping.bad_key", "mapping", "key")
        return tuple(key)

    def _rule(self, name: str, rule: Any) -> ColumnRule:
        section = f"columns.{name}"
        if name not in self.columns or name in _OURS:
            known = ", ".join(n for n in self.columns if n not in _OURS)
            self._fail("mapping.unknown_target", section, name=name, known=known)
        if not isinstance(rule, dict) or not rule.get("from"):
            self._fail("mapping.no_from", section, name=name)
        self._known(rule, _RULE, section)
        sources = rule["from"] if isinstance(rule["from"], list) else [rule["from"]]
        if not all(isinstance(source, str) for source in sources):
            self._fail("mapping.no_from", section, "from", name=name)
        identity = rule.get("identity", "id" if name == "agent" else "auto")
        if not is_among(identity, KINDS) or ("identity" in rule and name not in IDENTITY_COLUMNS):
            self._fail(
                "mapping.unknown_identity", section, "identity", name=str(identity), known=", ".join(KINDS)
            )
        unit, otherwise = rule.get("unit", "s"), rule.get("otherwise", "reject")
        if not is_among(unit, UNITS) or (
            "unit" in rule and self.columns[name].type not in ("int32", "float64")
        ):
            self._fail("mapping.unknown_unit", section, "unit", name=str(unit), known=", ".join(UNITS))
        if not is_among(otherwise, _OTHERWISE):
            known = ", ".join(_OTHERWISE)
            self._fail("mapping.unknown_otherwise", section, "otherwise", name=str(otherwise), known=known)
        return ColumnRule(
            target=self.columns[name],
            sources=tuple(sources),
            line=self._line(section, "from"),
            formats=self._formats(rule if "formats" in rule else self.head, section),
            identity=identity,
            unit=unit,
            values=self._values(name, rule, section),
            otherwise=otherwise,
            default=self._word(name, rule.get("default"), section, "default"),
        )

    def _values(self, name: str, rule: dict[str, Any], section: str) -> dict[str, Any] | None:
        values = rule.get("values")
        if values is None:
            return None
        if not isinstance(values, dict) or any(isinstance(value, dict | list) for value in values.values()):
            self._fail("mapping.bad_values", section, "values", name=name)
        for value in values.values():
            self._word(name, value, section, "values")
        return values

    def _word(self, column: str, value: Any, section: str, key: str | None, nth: int = 0) -> Any:
        """A word for a column; where the column's words are ours, it must be one of them."""
        if isinstance(value, dict | list):
            self._fail("mapping.not_text", section, key, nth, name=key)
        words = CLOSED.get((self.table, column))
        if words is not None and value not in (None, "") and value not in words:
            known = ", ".join(words)
            self._fail("mapping.unknown_word", section, key, nth, name=value, column=column, known=known)
        return value

    def _constant(self, name: str, value: Any) -> Any:
        if name not in self.columns or name in _OURS:
            known = ", ".join(n for n in self.columns if n not in _OURS)
            self._fail("mapping.unknown_target", "constants", name, name=name, known=known)
        type_ = self.columns[name].type
        if not is_constant(value, type_):
            self._fail("mapping.bad_constant", "constants", name, name=name, type=type_)
        return self._word(name, value, "constants", name)

    def _condition(self, entry: Any, section: str, nth: int) -> Condition:
        tests = [test for test in entry if test in CONDITIONS] if isinstance(entry, dict) else []
        key = "when" if section == "outcome" else "column"
        if len(tests) != 1 or len(entry) != 2 or not isinstance(entry.get("column"), str):
            self._fail("mapping.bad_condition", section, key, nth, known=", ".join(CONDITIONS))
        test, value = tests[0], entry[tests[0]]
        if not is_asked(test, value):
            self._fail("mapping.bad_condition", section, key, nth, known=", ".join(CONDITIONS))
        if test == "matches" and not is_pattern(value):
            self._fail("mapping.bad_pattern", section, test, nth, pattern=str(value))
        return Condition(entry["column"], test, value, self._line(section, key, nth))

    def _outcome(self, rule: Any, nth: int) -> OutcomeRule:
        when = rule.get("when", []) if isinstance(rule, dict) else None
        if when is None or set(rule) - {"when", "set", "basis"} or "outcome" not in self.columns:
            self._fail("mapping.bad_outcome", "outcome", None, nth)
        outcome, basis = rule.get("set"), rule.get("basis", "mapping")
        if not isinstance(outcome, str) or not isinstance(basis, str):
            self._fail("mapping.bad_outcome", "outcome", None, nth)
        conditions = when if isinstance(when, list) else [when]
        return OutcomeRule(
            tuple(self._condition(condition, "outcome", nth) for condition in conditions),
            self._word("outcome", outcome, "outcome", "set", nth),
            basis,
        )

    def _formats(self, part: dict[str, Any], section: str) -> tuple[str, ...]:
        formats = part.get("formats", [])
        if not isinstance(formats, list):
            self._fail("mapping.bad_format", section, "formats", format=str(formats))
        for pattern in formats:
            if not (isinstance(pattern, str) and (pattern in EPOCH or names_a_day(pattern))):
                self._fail("mapping.bad_format", section, "formats", format=str(pattern))
        return tuple(formats)

    def _list(self, section: str) -> list[Any]:
        entries = self.written.get(section, [])
        if not isinstance(entries, list):
            self._fail("mapping.not_a_list", section, name=section)
        return entries

    def _text(self, name: str) -> str | None:
        value = self.head.get(name)
        if value is not None and (not isinstance(value, str) or not value):
            self._fail("mapping.not_text", "mapping", name, name=name)
        return value

    def _whole(self, name: str, default: int) -> int:
        value = self.head.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1000:
            self._fail("mapping.not_whole", "mapping", name, name=name)
        return value

    def _delimiter(self) -> str | None:
        sign = self._text("delimiter")
        if sign is not None and (len(sign) != 1 or not sign.isascii() or sign in '"\n\r\0'):
            self._fail("mapping.bad_delimiter", "mapping", "delimiter")
        return sign

    def _sheet(self) -> int | str:
        sheet = self.head.get("sheet", 1)
        if isinstance(sheet, bool) or not isinstance(sheet, int | str) or sheet in (0, ""):
            self._fail("mapping.bad_sheet", "mapping", "sheet")
        return sheet

    def _zone(self) -> str | None:
        zone = self._text("time_zone")
        try:
            if zone is not None:
                ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            self._fail("mapping.unknown_zone", "mapping", "time_zone", name=zone)
        return zone

    def _known(self, part: dict[str, Any], known: tuple[str, ...], section: str | None) -> None:
        for name in part:
            if name not in known:
                code = "mapping.unknown_key" if section else "mapping.unknown_section"
                self._fail(
                    code, section or name, name if section else None, name=name, known=", ".join(known)
                )

    def _fail(self, code: str, section: str, key: str | None = None, nth: int = 0, **params: Any) -> NoReturn:
        raise MappingError(code, line=self._line(section, key, nth), **params)

    def _line(self, section: str, key: str | None = None, nth: int = 0) -> int:
        return line_of(self.text, section, key, nth)
