"""Undo a batch as a new version: what it loaded goes, what it replaced comes back.

Refused, with a list, where a later batch touched one of its rows.
"""

from __future__ import annotations

from typing import Any

from sawt.errors import CallError
from sawt.facts import engine, tables, versions
from sawt.facts.batches import IMPORT, READING, sources_after, standing
from sawt.facts.publishing import publish_changes
from sawt.facts.schema import table_schema
from sawt.facts.store import Writer
from sawt.facts.versions import FactsVersion
from sawt.vocabulary import TABLES

# How many touched rows a refusal lists; the count is always whole.
LISTED = 20


def undo(writer: Writer, batch: str, at: str) -> FactsVersion:
    """Raises CallError `facts.unknown_batch`, `facts.already_undone` or `facts.touched_later`."""
    history = versions.history(writer.root)
    known = {version.made_by.get("batch") for version in history}
    if batch not in known:
        raise CallError("facts.unknown_batch", batch=batch)
    if batch not in standing(history, IMPORT, READING):
        raise CallError("facts.already_undone", batch=batch)
    _refuse_if_touched(writer, batch)
    months = {table: _undo_table(writer, table, batch) for table in TABLES}
    made_by = {"kind": "undone", "undone": batch, "at": at}
    sources = sources_after(history, {**made_by})
    return publish_changes(writer, made_by, {t: m for t, m in months.items() if m}, sources)


def _refuse_if_touched(writer: Writer, batch: str) -> None:
    connection = engine.connect(spill=writer.scratch / "spill")
    touched: list[tuple[Any, ...]] = []
    for table in TABLES:
        history = engine.stored(f"{table}_history", writer.files(f"{table}_history"))
        touched += connection.execute(
            f"SELECT '{table}', name, external_id, replaced_by FROM {history} "
            f"WHERE batch = {engine.quoted(batch)} AND replaced_by <> {engine.quoted(batch)}"
        ).fetchall()
    connection.close()
    if touched:
        rows = "; ".join(
            f"{table} {name}/{key} → {later}" for table, name, key, later in sorted(touched)[:LISTED]
        )
        later = ", ".join(sorted({row[3] for row in touched}))
        raise CallError("facts.touched_later", batch=batch, n=len(touched), rows=rows, later=later)


def _undo_table(writer: Writer, table: str, batch: str) -> set[str]:
    """Take a batch out of one table; returns the partition months that changed."""
    connection = engine.connect(spill=writer.scratch / "spill")
    mine = engine.quoted(batch)
    current = engine.stored(table, writer.files(table))
    past = engine.stored(f"{table}_history", writer.files(f"{table}_history"))
    months = {
        m
        for (m,) in connection.execute(
            f"SELECT month FROM {current} WHERE batch = {mine} "
            f"UNION SELECT month FROM {past} WHERE replaced_by = {mine}"
        ).fetchall()
    }
    if not months:
        return set()
    listed = ", ".join(engine.quoted(month) for month in sorted(months))
    columns = ", ".join(f'"{name}"' for name in table_schema(table).names)
    replaced = connection.sql(f"SELECT {columns} FROM {past} WHERE replaced_by = {mine}").to_arrow_table()
    tables.delete_where(writer.root / table, f"batch = {mine} AND month IN ({listed})")
    if replaced.num_rows:
        tables.append(writer.root / table, replaced)
        tables.delete_where(writer.root / f"{table}_history", f"replaced_by = {mine} AND month IN ({listed})")
    connection.close()
    return months
