"""DuckDB in process, over the files that a facts version names. Nothing is fetched, nothing shared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from sawt.facts.schema import table_schema

_OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


def connect(memory_mb: int = 1024, threads: int = 2, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A private in-memory connection that speaks UTC and spills to `spill`."""
    connection = duckdb.connect(":memory:", config=_OFFLINE)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET threads = {threads}")
    connection.execute(f"SET memory_limit = '{memory_mb}MB'")
    connection.execute("SET preserve_insertion_order = false")
    if spill is not None:
        connection.execute(f"SET temp_directory = {quoted(str(spill))}")
    return connection


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def parquet(files: Sequence[str]) -> str:
    """A table function over partitioned fact files; `month` comes from the folder's name."""
    listed = ", ".join(quoted(file) for file in files)
    by_month = "hive_partitioning = true, hive_types = {'month': VARCHAR}"
    return f"read_parquet([{listed}], union_by_name = true, {by_month})"


def stored(table: str, files: Sequence[str]) -> str:
    """A subquery over a table's files with its columns in order.

    Empty and typed when there are none; null in files that are older than a column.
    """
    names = ", ".join(f'"{name}"' for name in table_schema(table).names)
    held = f"SELECT * FROM {parquet(files)} UNION ALL BY NAME " if files else ""
    return f"(SELECT {names} FROM ({held}SELECT * FROM {empty_of(table)}))"


def empty_of(table: str) -> str:
    nulls = ", ".join(f'CAST(NULL AS {sql_type(f.type)}) AS "{f.name}"' for f in table_schema(table))
    return f"(SELECT {nulls} LIMIT 0)"


def sql_type(arrow_type: pa.DataType) -> str:
    words = {"string": "VARCHAR", "date32[day]": "DATE", "double": "DOUBLE", "bool": "BOOLEAN"}
    words |= {"int32": "INTEGER", "int64": "BIGINT", "timestamp[us, tz=UTC]": "TIMESTAMPTZ"}
    return words[str(arrow_type)]


def of_months(files: Sequence[str], months: set[str]) -> list[str]:
    """The files that lie in one of the partitions."""
    folders = tuple(f"/month={month}/" for month in months)
    return [file for file in files if any(folder in file for folder in folders)]


def partitions_of(files: Sequence[str]) -> list[str]:
    """The partition months that files lie in, in order."""
    return sorted({file.rsplit("/month=", 1)[1].split("/", 1)[0] for file in files})


# Each view gives the table's rows as weighted rows (n, hi, lo), so that the same expression reads
# raw rows and derived cells. `month` is the local month of the row, as a number such as 202501.
_LOCAL_MONTH = "CAST(year(local_date) * 100 + month(local_date) AS INTEGER)"


def _local_month(column: str, zone: str) -> str:
    at = f"({column} AT TIME ZONE {quoted(zone)})"
    return f"CAST(year({at}) * 100 + month({at}) AS INTEGER)"


def _seconds(column: str) -> str:
    """Whole seconds since the epoch: integers truncate alike in every engine, timestamps do not."""
    return f"epoch_us({column}) // 1000000"


_HANDLE = (
    "CASE WHEN talk_s IS NOT NULL THEN talk_s + coalesce(hold_s, 0) + coalesce(wrap_s, 0) END AS handle_s"
)


# What is known is known until an instant, which a snapshot sets before it asks: see `know_until`.
KNOWN_UNTIL = (
    "CAST(getvariable('as_of') AS BIGINT) AS as_of_sec, "
    "CAST(getvariable('as_of_month') AS INTEGER) AS as_of_month"
)


def _standing(end: str) -> str:
    """An end, unless the matter was reopened after its last one: then it is open again."""
    return f"CASE WHEN reopened_at > greatest(closed_at, resolved_at) THEN NULL ELSE {end} END"


def _end(measure: str, end: str, zone: str) -> list[str]:
    """When something ended, and in which month."""
    return [f"{_seconds(end)} AS {measure}_sec", f"{_local_month(end, zone)} AS {measure}_month"]


def _lasting(measure: str, start: str, end: str, zone: str) -> list[str]:
    """Columns of a duration that may still run: when it ended, how long it took, in which month.

    `<measure>_from` is the start of those that could be open at the end of some month: what did not end
    in the month in which it began. The rest need no start, so that their cells are few.
    """
    ended, began = _local_month(end, zone), _local_month(start, zone)
    seconds = f"{_seconds(end)} - {_seconds(start)}"
    return [
        *_end(measure, end, zone),
        f"{seconds} AS {measure}_s",
        f"CASE WHEN {ended} IS NULL OR {ended} > {began} THEN {_seconds(start)} END AS {measure}_from",
    ]


def enriched(table: str, files: Sequence[str], zone: str) -> str:
    """SQL that gives the table's rows with what every figure needs beside them."""
    computed = {
        "contacts": [
            _HANDLE,
            "customer IS NOT NULL AS identified",
            # A pseudonym's first 64 bits: the same in every engine and version, and of three million
            # customers two share one with a chance of one in four million.
            "CAST('0x' || substr(customer, 2, 16) AS UBIGINT) AS customer_id",
            "coalesce(reopened, 0) > 0 AS was_reopened",
            f"{_seconds('started_at')} AS started_sec",
            *_lasting("response", "started_at", "least(first_response_at, resolved_at)", zone),
            *_lasting("resolved", "started_at", _standing("resolved_at"), zone),
            *_lasting("closed", "started_at", _standing("closed_at"), zone),
            # What is solved has left the backlog, and closing it later does not bring it back.
            *_end("done", _standing("coalesce(resolved_at, closed_at)"), zone),
            *_end("solved", "resolved_at", zone),
        ],
        "transactions": [
            f"{_seconds('started_at')} AS started_sec",
            *_lasting("ended", "started_at", "ended_at", zone),
        ],
        "events": [],
        "answers": [],
    }[table]
    extra = "".join(f", {expression}" for expression in computed)
    return (
        f"SELECT * EXCLUDE (month, print_hi, print_lo, revised_at), month AS partition_month, "
        f"{_LOCAL_MONTH} AS month, "
        f"CAST(1 AS BIGINT) AS n, print_hi AS hi, print_lo AS lo, "
        f"{KNOWN_UNTIL}{extra} FROM {stored(table, files)}"
    )
