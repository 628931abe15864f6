"""Derived month tables: counted cells that answer in milliseconds and equal the raw rows.

Each is a list of dimensions over one fact table; a cell keeps the number of its rows and the sums
of their prints, so that any figure served from cells has the print of the rows behind it. They are
plain Parquet, one file for each partition month and facts version, never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sawt.facts.engine import of_months, partitions_of, quoted
from sawt.facts.labels import (
    COLUMN_OF,
    KEY,
    LABEL_COLUMNS,
    LABELS,
    TWICE_OF,
    UNDERSTOOD,
    bases_of,
    rows_sql,
    with_labels,
)
from sawt.facts.schema import READINGS
from sawt.facts.tables import sync_paths


@dataclass(frozen=True)
class Derived:
    """One derived table.

    One that keeps only some rows says of which touchpoints, so that no other question is put to it;
    a `resident` one is small enough to be kept in memory by whoever asks. Where `each` row is a cell by
    itself, nothing is added up.
    """

    name: str
    base: str
    dimensions: tuple[str, ...]
    touchpoints: tuple[str, ...] = ()
    identified: bool = False
    resident: bool = False
    each: bool = False

    @property
    def where(self) -> str:
        listed = ", ".join(quoted(touchpoint) for touchpoint in self.touchpoints)
        kept = [f"touchpoint IN ({listed})"] if listed else []
        return " AND ".join([*kept, *(["identified"] if self.identified else [])]) or "true"

    @property
    def asks(self) -> tuple[str, ...]:
        """The columns by which its rows are chosen."""
        return (*(("touchpoint",) if self.touchpoints else ()), *(("identified",) if self.identified else ()))

    def holds(self, touchpoints: tuple[str, ...]) -> bool:
        """Whether it has every row of a metric that is told from these touchpoints."""
        return not self.touchpoints or set(touchpoints) <= set(self.touchpoints)


def _lasting(measure: str) -> Derived:
    columns = ("month", "touchpoint", f"{measure}_month", f"{measure}_s", f"{measure}_from")
    return Derived(f"lasting_{measure}", "contacts", columns, touchpoints=("ticket",))


_CALL = ("touchpoint", "direction", "outcome")
_WIDE = ("name", "entity", "channel", "service", "hall", "queue", "language")
_RUN = ("name", "entity", "service", "channel", "hall", "segment", "language", "outcome")

_READ = ("month", "touchpoint", "direction")
_MATTER = tuple(of[head] for of in (COLUMN_OF, TWICE_OF) for head in ("kind", "service", "challenge"))
_MANNER = tuple(
    of[head] for of in (COLUMN_OF, TWICE_OF) for head in ("sentiment", "urgency", "lang", "jurisdiction")
)

# In order of size: a question is served from the first that has every column it needs.
DERIVED = (
    Derived("headline", "contacts", ("month", *_CALL, "language", "purpose", "identified"), resident=True),
    Derived("waits", "contacts", ("month", *_CALL, "wait_s"), resident=True),
    Derived("handles", "contacts", ("month", *_CALL, "handle_s"), resident=True),
    Derived("waits_queue", "contacts", ("month", *_CALL, "queue", "wait_s"), touchpoints=("call",)),
    Derived("waits_hall", "contacts", ("month", *_CALL, "hall", "wait_s"), touchpoints=("visit",)),
    Derived(
        "flow",
        "contacts",
        ("month", "touchpoint", *_WIDE, "done_month", "solved_month", "was_reopened"),
        touchpoints=("ticket", "voicemail", "platform"),
    ),
    Derived("cube", "contacts", ("month", *_CALL, *_WIDE, "purpose", "identified")),
    Derived("waits_wide", "contacts", ("month", *_CALL, *_WIDE, "wait_s")),
    _lasting("response"),
    _lasting("resolved"),
    _lasting("closed"),
    Derived("customers", "contacts", ("month", "touchpoint", "customer_id"), identified=True),
    Derived("runs", "transactions", ("month", "ended_month", *_RUN), resident=True),
    Derived("lasting_ended", "transactions", ("month", "service", "ended_month", "ended_s", "ended_from")),
    # One row a contact: made once from its readings, so that no question puts them together anew.
    Derived(LABELS, READINGS, ("name", "external_id", "partition_month", *LABEL_COLUMNS), each=True),
    Derived("read_manner", UNDERSTOOD, (*_READ, *_MANNER), resident=True),
    Derived("read_matter", UNDERSTOOD, (*_READ, *_MATTER), resident=True),
)
_NAMED = {derived.name: derived for derived in DERIVED}
# Bases whose rows lie together are made together, the labels of contacts before what is counted of them.
_TOGETHER = ((READINGS,), ("contacts", UNDERSTOOD), ("transactions",))


def touched_of(base: str, months: Mapping[str, set[str]]) -> set[str]:
    """The partition months in which a base's rows changed. `months`: by fact table."""
    return set().union(*(months.get(table, set()) for table in bases_of(base)))


_WRAP = "CAST(CASE WHEN {0} >= 9223372036854775808 THEN {0} - 18446744073709551616 ELSE {0} END AS BIGINT)"
_MODULO = "(((sum({0}) % 18446744073709551616) + 18446744073709551616) % 18446744073709551616)"


def print_sum(column: str) -> str:
    """SQL for the sum of prints modulo 2^64, as a signed 64-bit integer."""
    return _WRAP.format(_MODULO.format(column))


def build(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    files: Mapping[str, Sequence[str]],
    months: Mapping[str, set[str]],
    kept: Mapping[str, Mapping[str, str]],
    version: int,
    zone: str,
) -> dict[str, dict[str, str]]:
    """Write the cells of the touched partition months; returns derived table → month → file name.

    `files`: data files of each fact table. `months`: partition months that changed, by fact table.
    `kept`: the cells of the version before. A table that it does not know is made of all months.
    """
    written: dict[str, dict[str, str]] = {}
    for bases in _TOGETHER:
        tables_of = [derived for derived in DERIVED if derived.base in bases]
        every = set(partitions_of(files[bases[0]]))
        for month in sorted(every):
            due = [d for d in tables_of if d.name not in kept or month in touched_of(d.base, months)]
            held = {table: of_months(files[table], {month}) for table in {bases[0], *bases_of(bases[-1])}}
            label = {**kept.get(LABELS, {}), **written.get(LABELS, {})}.get(month)
            labels = read_sql(root, _NAMED[LABELS], [label]) if label and held.get(READINGS) else None
            for derived, rows in _rows_of(connection, due, bases[0], held, zone, labels):
                name = f"{month}-{version}.parquet"
                (root / "derived" / derived.name).mkdir(parents=True, exist_ok=True)
                _write_cells(connection, derived, rows, root / "derived" / derived.name / name)
                written.setdefault(derived.name, {})[month] = name
    connection.execute("DROP TABLE IF EXISTS month_rows")
    sync_paths(root / "derived" / table / name for table, of in written.items() for name in of.values())
    return written


def _rows_of(
    connection: duckdb.DuckDBPyConnection,
    due: Sequence[Derived],
    base: str,
    files: Mapping[str, Sequence[str]],
    zone: str,
    labels: str | None,
) -> Iterator[tuple[Derived, str]]:
    """Each table that is due with the relation of its rows; a month's rows are read once for all."""
    rows = f"({rows_sql(base, files, zone)})"
    counted = [derived for derived in due if not derived.each]
    if counted:
        _hold_rows(connection, counted, rows, KEY if labels else ())
        rows = "month_rows"
    for derived in due:
        yield derived, f"({with_labels(rows, labels)})" if derived.base == UNDERSTOOD else rows


def cells_sql(derived: Derived, files: Mapping[str, Sequence[str]], zone: str) -> str:
    """SQL of the cells straight from raw rows: what the derived file must equal. `files`: by fact table."""
    return _cells_of(derived, f"({rows_sql(derived.base, files, zone)})")


def _cells_of(derived: Derived, rows: str) -> str:
    dimensions = ", ".join(f'"{dimension}"' for dimension in derived.dimensions)
    if derived.each:
        return f"SELECT {dimensions}, n, hi, lo FROM {rows}"
    return (
        f"SELECT {dimensions}, count(*) AS n, {print_sum('hi')} AS hi, {print_sum('lo')} AS lo "
        f"FROM {rows} WHERE {derived.where} GROUP BY ALL"
    )


def read_sql(root: Path, derived: Derived, files: Iterable[str]) -> str | None:
    """A table function over a derived table's published files; None when it has none."""
    listed = ", ".join(quoted(str(root / "derived" / derived.name / name)) for name in files)
    return f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false)" if listed else None


def _hold_rows(
    connection: duckdb.DuckDBPyConnection, tables_of: Sequence[Derived], rows: str, key: Sequence[str]
) -> None:
    """Keep one partition month's rows at hand, with the columns that its cells are made of."""
    needed = dict.fromkeys(name for derived in tables_of for name in (*derived.dimensions, *derived.asks))
    held = dict.fromkeys((*(name for name in needed if name not in LABEL_COLUMNS), *key))
    columns = ", ".join(f'"{name}"' for name in held)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE month_rows AS SELECT {columns}, hi, lo FROM {rows}")


def _write_cells(connection: duckdb.DuckDBPyConnection, derived: Derived, rows: str, path: Path) -> None:
    cells = _cells_of(derived, rows)
    connection.execute(f"COPY ({cells}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)")
