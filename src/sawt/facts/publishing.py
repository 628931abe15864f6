"""The last steps of every change: derived cells of the touched months, compaction, a new version."""

from __future__ import annotations

from typing import Any

from sawt.facts import derived, engine, tables
from sawt.facts.loading import MEMORY_MB
from sawt.facts.schema import FACT_TABLES, READINGS
from sawt.facts.store import Writer
from sawt.facts.versions import FactsVersion

# More files than this in one partition month are rewritten into one.
FILES_A_MONTH = 8


def publish_changes(
    writer: Writer,
    made_by: dict[str, Any],
    months: dict[str, set[str]],
    sources: dict[str, dict[str, Any]] | None = None,
) -> FactsVersion:
    """Build the cells of the changed partition months and publish. `months`: by fact table."""
    for table in months:
        compact_if_scattered(writer, table)
    return writer.publish(made_by, _cells(writer, months), sources)


def compact_if_scattered(writer: Writer, table: str) -> None:
    """Small files slow every reader: rewrite a table whose months hold many."""
    folders = [file.rsplit("/", 1)[0] for file in writer.files(table)]
    if any(folders.count(folder) > FILES_A_MONTH for folder in set(folders)):
        tables.compact(writer.root / table)


def _cells(writer: Writer, months: dict[str, set[str]]) -> dict[str, dict[str, str]]:
    connection = engine.connect(memory_mb=MEMORY_MB, spill=writer.scratch / "spill")
    files = {table: writer.files(table) for table in (*FACT_TABLES, READINGS)}
    zone = str(writer.base.settings["time_zone"])
    number = writer.base.number + 1
    kept = {name: dict(by_month) for name, by_month in writer.base.derived.items()}
    fresh = derived.build(connection, writer.root, files, months, kept, number, zone)
    connection.close()
    for table in derived.DERIVED:
        for month in derived.touched_of(table.base, months):
            kept.setdefault(table.name, {}).pop(month, None)
        kept.setdefault(table.name, {}).update(fresh.get(table.name, {}))
    return kept
