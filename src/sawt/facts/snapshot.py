"""A published version, opened for questions: its views and derived tables in one DuckDB connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import duckdb
import ibis
import ibis.expr.types as ir

from sawt.facts import engine, tables, versions
from sawt.facts.declaration import Metric
from sawt.facts.derived import DERIVED, cells_sql, read_sql
from sawt.facts.labels import LABELS, UNDERSTOOD, bases_of, understood_sql
from sawt.facts.question import Question
from sawt.facts.schema import FACT_TABLES

T = TypeVar("T")
# Rows as they lie, or as they are put together; the rest is counted cells.
RAW = (*FACT_TABLES, UNDERSTOOD)
LABELLED = next(derived for derived in DERIVED if derived.name == LABELS)
_IBIS = {
    "VARCHAR": "string",
    "TIMESTAMP WITH TIME ZONE": "timestamp('UTC')",
    "DATE": "date",
    "INTEGER": "int32",
}
_IBIS |= {"BIGINT": "int64", "DOUBLE": "float64", "BOOLEAN": "boolean", "UBIGINT": "uint64"}


@dataclass(frozen=True)
class Relation:
    """Weighted rows that an expression can be written over: a derived table, or the raw rows."""

    name: str
    base: str
    table: ir.Table
    raw: bool


class Snapshot:
    """Facts at one version. Opening reads a JSON file; tables are opened when first asked."""

    def __init__(
        self, root: Path, number: int | None = None, threads: int = 2, memory_mb: int = 1536
    ) -> None:
        self.root = root
        self.version = versions.read(root, number)
        self._threads, self._memory = threads, memory_mb
        self._relations: dict[str, Relation] = {}
        self._memory_of: dict[Any, Any] = {}

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        return engine.connect(self._memory, self._threads)

    @property
    def zone(self) -> str:
        return str(self.version.settings.get("time_zone", "Asia/Muscat"))

    def candidates(self, metric: Metric) -> Iterator[Relation]:
        """The relations that hold a metric's rows, smallest first, raw rows last."""
        for derived in DERIVED:
            known = derived.name in self.version.derived  # a version may be older than the table
            if known and derived.base == metric.table and derived.holds(metric.touchpoints):
                yield self.relation(derived.name)
        yield self.relation(metric.table)
        if metric.table == "contacts":  # by what was read of them
            yield self.relation(UNDERSTOOD)

    def relation(self, name: str) -> Relation:
        """A derived table or the raw rows of a fact table, as a view of that name."""
        if name not in self._relations:
            sql = self._view_sql(name)
            self.connection.execute(f"CREATE VIEW {name} AS {sql}")
            described = self.connection.execute(f"DESCRIBE {name}").fetchall()
            schema = ibis.schema({row[0]: _IBIS[row[1]] for row in described})
            base = next((d.base for d in DERIVED if d.name == name), name)
            self._relations[name] = Relation(name, base, ibis.table(schema, name=name), raw=name in RAW)
        return self._relations[name]

    def remembered(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made once for a key: compiled SQL and choices, never answers."""
        if key not in self._memory_of:
            self._memory_of[key] = make()
        found: T = self._memory_of[key]
        return found

    def know_until(self, question: Question) -> None:
        """Set the instant before which things are known, for expressions that read `as_of_sec`."""
        self._know_until(self.connection, question)

    def cursor(self, question: Question) -> duckdb.DuckDBPyConnection:
        """A cursor that knows things until the question's day and is disturbed by no other question."""
        cursor = self.connection.cursor()
        cursor.execute("SET TimeZone = 'UTC'")
        self._know_until(cursor, question)
        return cursor

    def _know_until(self, connection: duckdb.DuckDBPyConnection, question: Question) -> None:
        local = datetime.combine(question.as_of, time(), ZoneInfo(self.zone))
        month = question.as_of.year * 100 + question.as_of.month
        connection.execute(f"SET VARIABLE as_of = {int(local.timestamp())}")
        connection.execute(f"SET VARIABLE as_of_month = {month}")

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple]:
        return self.connection.execute(sql, list(params)).fetchall()

    def files(self, table: str) -> list[str]:
        if table not in self.version.tables:  # a version from before there was such a table
            return []
        return tables.files_of(self.root / table, self.version.tables[table])

    def partitions(self, table: str) -> list[str]:
        """The partition months of a fact table, or of what is made of several, in order."""
        return engine.partitions_of(self.files(bases_of(table)[0]))

    def close(self) -> None:
        if "connection" in self.__dict__:
            self.connection.close()

    def _view_sql(self, name: str) -> str:
        """Raw rows are read where they lie; the small derived tables are kept in this connection's memory."""
        if name in FACT_TABLES:
            return engine.enriched(name, self.files(name), self.zone)
        if name == UNDERSTOOD:
            labels = read_sql(self.root, LABELLED, self.version.derived.get(LABELS, {}).values())
            return understood_sql(self.files("contacts"), labels, self.zone)
        derived = next(d for d in DERIVED if d.name == name)
        cells = read_sql(self.root, derived, self.version.derived.get(name, {}).values())
        if cells is None:
            cells = f"SELECT * FROM ({cells_sql(derived, {}, self.zone)}) LIMIT 0"
        if derived.resident:
            self.connection.execute(f"CREATE TABLE cells_{name} AS {cells}")
            cells = f"SELECT * FROM cells_{name}"
        return f"SELECT *, {engine.KNOWN_UNTIL} FROM ({cells})"
