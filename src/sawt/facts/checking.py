"""Is everything that the facts say still true? Each finding names what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sawt.errors import SawtError
from sawt.facts import engine, store, tables, versions
from sawt.facts.batches import IMPORT, READING, standing
from sawt.facts.derived import DERIVED, cells_sql, read_sql
from sawt.facts.labels import BY_MACHINE, bases_of
from sawt.facts.schema import FACT_TABLES, READINGS, source_columns
from sawt.facts.versions import FactsVersion

Prints = Callable[[pa.RecordBatch], tuple[Any, Any]]


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: a sentence code, its parameters, and whether it is serious."""

    code: str
    params: dict[str, Any]
    serious: bool = True


def verify(root: Path, prints: Prints | None = None) -> list[Finding]:
    """Check the newest version from its files to its cells. `prints` recomputes the prints of rows."""
    try:
        version = versions.read(root)
    except SawtError as error:
        return [Finding(error.code, error.params)]
    broken = list(_version_chain(root))
    missing = list(_missing_files(root, version))
    findings = [*broken, *missing]
    if not missing:
        findings += [
            Finding("facts.check_leftover", {"table": t}, serious=False) for t in store.leftovers(root)
        ]
        findings += _keys_unique(root, version)
        findings += _rows_accounted(root, version) if not broken else []
        findings += _cells_equal(root, version)
        findings += _prints_hold(root, version, prints) if prints else []
    return findings


def _version_chain(root: Path) -> Iterator[Finding]:
    numbers = versions.numbers(root)
    for number in sorted(set(range(1, numbers[-1] + 1)) - set(numbers)):
        yield Finding("facts.check_version_missing", {"number": number})
    for number in numbers:
        try:
            versions.read(root, number)
        except SawtError as error:
            yield Finding(error.code, error.params)


def _missing_files(root: Path, version: FactsVersion) -> Iterator[Finding]:
    connection = engine.connect()
    for table in version.tables:
        try:
            files = tables.files_of(root / table, version.tables[table])
        except Exception as error:  # noqa: BLE001 - whatever delta-rs cannot read is the finding
            yield Finding("facts.check_table_unreadable", {"table": table, "reason": str(error)[:200]})
            continue
        yield from _unreadable(connection, files, table)
    for derived, months in version.derived.items():
        files = [str(root / "derived" / derived / name) for name in months.values()]
        yield from _unreadable(connection, files, derived)
    connection.close()


def _unreadable(connection: duckdb.DuckDBPyConnection, files: list[str], table: str) -> Iterator[Finding]:
    for file in files:
        try:
            # Every page is read, so that a damaged one is found before a figure meets it.
            connection.execute(f"SELECT hash(COLUMNS(*)) FROM read_parquet([{engine.quoted(file)}])")
            while connection.fetchmany(100_000):
                pass
        except Exception as error:  # noqa: BLE001 - whatever DuckDB cannot read is the finding
            yield Finding(
                "facts.check_file_unreadable", {"table": table, "file": file, "reason": str(error)[:200]}
            )


def _keys_unique(root: Path, version: FactsVersion) -> Iterator[Finding]:
    connection = engine.connect()
    for table in FACT_TABLES:
        rows = engine.stored(table, tables.files_of(root / table, version.tables[table]))
        repeated = connection.execute(
            f"SELECT name, external_id FROM {rows} GROUP BY ALL HAVING count(*) > 1 LIMIT 5"
        ).fetchall()
        for name, key in repeated:
            yield Finding("facts.check_key_twice", {"table": table, "name": name, "key": key})
    if READINGS in version.tables:
        rows = engine.stored(READINGS, tables.files_of(root / READINGS, version.tables[READINGS]))
        repeated = connection.execute(
            f"SELECT name, external_id FROM {rows} GROUP BY name, external_id, head, {BY_MACHINE} "
            "HAVING count(*) > 1 LIMIT 5"
        ).fetchall()
        for name, key in repeated:
            yield Finding("facts.check_key_twice", {"table": READINGS, "name": name, "key": key})
    connection.close()


def _rows_accounted(root: Path, version: FactsVersion) -> Iterator[Finding]:
    """The rows of each table are those that the standing batches say they loaded."""
    connection = engine.connect()
    batches = standing(versions.history(root), IMPORT, READING).values()
    for table in (table for table in (*FACT_TABLES, READINGS) if table in version.tables):
        rows = engine.stored(table, tables.files_of(root / table, version.tables[table]))
        held = connection.execute(f"SELECT count(*) FROM {rows}").fetchall()[0][0]
        told = sum(batch["tables"].get(table, {}).get("loaded", 0) for batch in batches)
        if held != told:
            yield Finding("facts.check_rows_differ", {"table": table, "held": held, "told": told})
    connection.close()


def _cells_equal(root: Path, version: FactsVersion) -> Iterator[Finding]:
    connection = engine.connect()
    zone = str(version.settings["time_zone"])
    for derived in DERIVED:
        if derived.name not in version.derived:
            continue  # of a version from before there was such a table: its questions go to the rows
        files = {
            table: tables.files_of(root / table, version.tables[table])
            for table in bases_of(derived.base)
            if table in version.tables
        }
        raw = cells_sql(derived, files, zone)
        kept = read_sql(root, derived, version.derived.get(derived.name, {}).values())
        columns = ", ".join(f'"{name}"' for name in (*derived.dimensions, "n", "hi", "lo"))
        # The cells of a local month may lie in two partitions, so both sides are added up first.
        cells = f"SELECT {columns} FROM ({raw})"
        held = (
            f"SELECT {columns} FROM ({_regrouped(derived.dimensions, kept)})"
            if kept
            else f"SELECT * FROM ({cells} LIMIT 0)"
        )
        differ = connection.execute(
            f"SELECT count(*) FROM (({cells} EXCEPT ALL {held}) UNION ALL ({held} EXCEPT ALL {cells}))"
        ).fetchall()[0][0]
        if differ:
            yield Finding("facts.check_cells_differ", {"table": derived.name, "n": differ})
    connection.close()


def _regrouped(dimensions: tuple[str, ...], kept: str) -> str:
    from sawt.facts.derived import print_sum

    names = ", ".join(f'"{name}"' for name in dimensions)
    return (
        f"SELECT {names}, CAST(sum(n) AS BIGINT) AS n, {print_sum('hi')} AS hi, {print_sum('lo')} AS lo "
        f"FROM ({kept}) GROUP BY ALL"
    )


def _prints_hold(root: Path, version: FactsVersion, prints: Prints) -> Iterator[Finding]:
    """Recompute the print of every row that a source gave; rows derived from events carry their sum."""
    connection = engine.connect()
    for table in FACT_TABLES:
        rows = engine.stored(table, tables.files_of(root / table, version.tables[table]))
        columns = ", ".join(f'"{name}"' for name in source_columns(table))
        derived = _derived_names(version, table)
        listed = ", ".join(engine.quoted(name) for name in derived) or "NULL"
        reader = connection.sql(
            f"SELECT {columns}, print_hi, print_lo FROM {rows} WHERE name NOT IN ({listed}) OR {not derived}"
        ).to_arrow_reader(65_536)
        wrong = 0
        for batch in reader:
            hi, lo = prints(batch.select(source_columns(table)))
            kept_hi, kept_lo = batch["print_hi"].to_numpy(), batch["print_lo"].to_numpy()
            wrong += int(((hi != kept_hi) | (lo != kept_lo)).sum())
        if wrong:
            yield Finding("facts.check_prints_differ", {"table": table, "n": wrong})
    connection.close()


def _derived_names(version: FactsVersion, table: str) -> list[str]:
    return [name for name, source in version.sources.items() if table in source.get("derived_tables", ())]
