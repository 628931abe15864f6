"""Readings become rows: appended where nothing was read before, else put in the place of what they replace.

A month whose rows are replaced is written anew as a whole: with another model nearly all of it changes,
and a merge of as many rows would hold them in memory. What is replaced goes to `readings_history`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from sawt.facts import engine, tables
from sawt.facts.labels import BY_MACHINE
from sawt.facts.schema import READINGS, table_schema
from sawt.facts.store import Writer

HISTORY = f"{READINGS}_history"
_BATCH_ROWS = 65_536
PIECE_ROWS = 1_000_000


@dataclass
class Noted:
    """What a run wrote: new rows, rows that they replaced, and the partition months that changed."""

    rows: int = 0
    replaced: int = 0
    months: set[str] = field(default_factory=set)

    @property
    def record(self) -> dict[str, dict[str, int]]:
        """For the version: how many rows there are more than before, so that all of them add up."""
        return {READINGS: {"loaded": self.rows - self.replaced, "updated": self.replaced}}


def note(
    writer: Writer, connection: duckdb.DuckDBPyConnection, batch: str, rows: str, stale: str, noted: Noted
) -> None:
    """Write new readings and retire those that they replace, month by month; nothing is published.

    `rows`: a relation with the columns of a reading, `print_hi`, `print_lo` and `month`. `stale`: one with
    name, external_id and month of contacts whose rows of the same kind of author, and of the same head
    where it has one, are replaced.
    """
    files = writer.files(READINGS)
    replaced = set()
    for (month,) in connection.execute(f"SELECT DISTINCT month FROM {stale} ORDER BY month").fetchall():
        held = engine.stored(READINGS, engine.of_months(files, {month}))
        if _replace(writer, connection, batch, month, (rows, stale, held), noted):
            replaced.add(month)
    piece: list[str] = []
    size = 0
    counts = connection.execute(
        f"SELECT month, count(*) FROM {rows} GROUP BY month ORDER BY month"
    ).fetchall()
    for month, count in counts:
        noted.rows += count
        noted.months.add(month)
        if month in replaced:
            continue
        if piece and size + count > PIECE_ROWS:
            _append(writer, connection, batch, rows, piece)
            piece, size = [], 0
        piece.append(month)
        size += count
    if piece:
        _append(writer, connection, batch, rows, piece)


def _append(
    writer: Writer, connection: duckdb.DuckDBPyConnection, batch: str, rows: str, months: list[str]
) -> None:
    """Append several months at once: a commit costs as much as ten thousand rows."""
    new = connection.sql(f"SELECT {_COLUMNS} FROM ({_new(rows, batch, months)})")
    tables.append(writer.root / READINGS, new.to_arrow_reader(_BATCH_ROWS))


def _replace(
    writer: Writer,
    connection: duckdb.DuckDBPyConnection,
    batch: str,
    month: str,
    relations: tuple[str, str, str],
    noted: Noted,
) -> bool:
    """Write a month anew without its stale rows; whether it had any."""
    rows, stale, held = relations
    of_month = f"(SELECT * FROM {stale} WHERE month = '{month}') s ON {_MATCHES}"
    count = _one(connection, f"SELECT count(*) FROM {held} h SEMI JOIN {of_month}")
    if not count:
        return False
    past = ", ".join(f'"{name}"' for name in table_schema(READINGS).names[:-1])
    gone = f"SELECT {past}, {engine.quoted(batch)} AS replaced_by, month FROM {held} h SEMI JOIN {of_month}"
    tables.append(writer.root / HISTORY, connection.sql(gone).to_arrow_reader(_BATCH_ROWS))
    whole = (
        f"SELECT {_COLUMNS} FROM {held} h ANTI JOIN {of_month} "
        f"UNION ALL SELECT {_COLUMNS} FROM ({_new(rows, batch, [month])})"
    )
    tables.replace_month(writer.root / READINGS, month, connection.sql(whole).to_arrow_reader(_BATCH_ROWS))
    noted.replaced += count
    noted.months.add(month)
    return True


def _new(rows: str, batch: str, months: list[str]) -> str:
    listed = ", ".join(map(engine.quoted, months))
    return (
        f"SELECT * REPLACE (CAST(confidence AS DOUBLE) AS confidence), {engine.quoted(batch)} AS batch, "
        f"NULL::TIMESTAMPTZ AS revised_at FROM {rows} WHERE month IN ({listed})"
    )


_COLUMNS = ", ".join(f'"{name}"' for name in table_schema(READINGS).names)
# A machine's rows of a contact go together; a person's go head by head.
_MATCHES = (
    "h.name = s.name AND h.external_id = s.external_id AND "
    f"(CASE WHEN s.head IS NULL THEN {BY_MACHINE.replace('author', 'h.author')} "
    f"ELSE h.head = s.head AND NOT {BY_MACHINE.replace('author', 'h.author')} END)"
)


def note_people(writer: Writer, batch: str, said: pa.Table, at: str) -> tuple[Noted, int]:
    """Write what people said; a later word of anybody on the same head takes the place of an earlier one.

    `said`: name, external_id, head, label, author (a person's code), all texts, one row a contact and head.
    Returns what was written, and how many rows name a contact that is not held. The same word of the same
    person again writes nothing. Raises ValueError where a contact's head stands twice in `said`.
    """
    if said.group_by(["name", "external_id", "head"]).aggregate([]).num_rows != said.num_rows:
        raise ValueError("one label a contact and head")
    connection = engine.connect(spill=writer.scratch / "spill")
    connection.register("said", said)
    contacts = engine.stored("contacts", writer.files("contacts"))
    held = engine.stored(READINGS, writer.files(READINGS))
    connection.execute(f"""
        CREATE TABLE spoken AS
        SELECT s.name, s.external_id, s.head, s.label, NULL::DOUBLE AS confidence, false AS abstained,
          NULL::VARCHAR AS others, s.author, 'person' AS basis, {engine.quoted(at)}::TIMESTAMPTZ AS read_at,
          NULL::VARCHAR AS same_as, c.print_hi, c.print_lo, c.month
        FROM said s JOIN {contacts} c USING (name, external_id)
        ANTI JOIN (SELECT * FROM {held} WHERE NOT {BY_MACHINE}) h
          ON h.name = s.name AND h.external_id = s.external_id AND h.head = s.head
          AND h.label = s.label AND h.author = s.author""")
    unknown = _one(connection, f"SELECT count(*) FROM said ANTI JOIN {contacts} c USING (name, external_id)")
    connection.execute("CREATE TABLE earlier AS SELECT DISTINCT name, external_id, head, month FROM spoken")
    noted = Noted()
    note(writer, connection, batch, "spoken", "earlier", noted)
    connection.close()
    return noted, unknown


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])
