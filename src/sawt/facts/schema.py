"""Fact tables as Arrow and Delta see them: the vocabulary's columns, then what the keeper adds."""

from __future__ import annotations

import pyarrow as pa

from sawt.vocabulary import SOURCE_TABLES, TABLES

# Raised when a table changes in a way that an older Sawt could not read.
FORMAT = 1

ARROW = {
    "string": pa.string(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
}
PRINTS = [pa.field("print_hi", pa.int64()), pa.field("print_lo", pa.int64())]
# `revised_at`: how new the source says that a row is, where its mapping names such a column.
# `month` is the partition: the local month at first load, frozen afterwards.
KEPT = [
    pa.field("batch", pa.string()),
    *PRINTS,
    pa.field("revised_at", ARROW["timestamp"]),
    pa.field("month", pa.string()),
]


def source_columns(table: str) -> list[str]:
    """The columns that a source fills."""
    return [column.name for column in TABLES[table]]


def table_schema(table: str) -> pa.Schema:
    """Of a fact table, or of its history when the name ends in `_history`."""
    base = table.removesuffix("_history")
    fields = [pa.field(column.name, ARROW[column.type]) for column in TABLES[base]]
    replaced = [pa.field("replaced_by", pa.string())] if table.endswith("_history") else []
    return pa.schema([*fields, *KEPT[:-1], *replaced, KEPT[-1]])


FACT_TABLES = SOURCE_TABLES
READINGS = "readings"
ALL_TABLES = tuple(name for table in TABLES for name in (table, f"{table}_history"))
