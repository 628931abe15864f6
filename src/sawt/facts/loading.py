"""Staged rows become facts: told apart as loaded, updated, duplicate or rejected, then written.

A batch is deduplicated first. Rows of one key with other content in one file contradict each other
unless the mapping names a column that tells the newest; the first is kept and the others rejected.
A later file of the batch replaces an earlier one, and of revisions that say how new they are the newest
stays, in whatever order they come. Then existing keys are found by a join: new rows
are appended, changed ones merged, and the replaced revisions kept in the history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from sawt.facts import engine, tables
from sawt.facts.deriving import derivation_sql
from sawt.facts.schema import source_columns, table_schema
from sawt.facts.store import Writer

# New rows are appended in pieces of about so many, so that memory does not grow with a file.
PIECE_ROWS = 1_000_000
MEMORY_MB = 512


@dataclass
class Outcome:
    """What became of the staged rows of one table, and which partition months changed."""

    loaded: int = 0
    updated: int = 0
    duplicate: int = 0
    # How many different keys came.
    keys: int = 0
    # Rows refused because their key repeats with other content: (file, line, key, first line).
    contradictions: list[tuple[int, int, str, int]] = field(default_factory=list)
    months: set[str] = field(default_factory=set)
    local_days: tuple[str, str] | None = None
    touchpoints: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.loaded or self.updated)


def load(writer: Writer, table: str, staged: Path, batch: str, dry_run: bool = False) -> Outcome:
    """Classify and write the staged rows of one table; nothing is published. A dry run writes nothing.

    `staged`: a folder of Parquet files by local month, `month=YYYY-MM/`.
    """
    connection = engine.connect(memory_mb=MEMORY_MB, spill=writer.scratch / "spill")
    try:
        return _Load(writer, connection, table, staged, batch).run(dry_run)
    finally:
        connection.close()


def derive(writer: Writer, kind: str, names: set[str], batch: str) -> tuple[str, Outcome]:
    """Re-derive the row of every contact that the batch's events touched; returns its table and outcome."""
    table, query = derivation_sql(kind)
    folder = writer.scratch / "derived" / table
    folder.mkdir(parents=True)
    connection = engine.connect(memory_mb=MEMORY_MB, spill=writer.scratch / "spill")
    events = engine.stored("events", writer.files("events"))
    of_names = ", ".join(engine.quoted(name) for name in sorted(names))
    of_batch = f"SELECT contact FROM {events} WHERE batch = {engine.quoted(batch)} AND contact IS NOT NULL"
    touched = f"SELECT * FROM {events} WHERE name IN ({of_names}) AND contact IN ({of_batch})"
    count = connection.execute(f"SELECT count(*) FROM ({touched})").fetchall()[0][0]
    # All events of a contact are in one part, and a part fits into memory however many events came.
    parts = 1 + count // PIECE_ROWS
    for part in range(parts):
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW touched AS {touched} AND hash(contact) % {parts} = {part}"
        )
        connection.execute(
            f"COPY (SELECT *, {part}::INTEGER AS file, row_number() OVER () AS line, line AS row, "
            f"NULL::TIMESTAMPTZ AS newest, strftime(local_date, '%Y-%m') AS month FROM ({query})) "
            f"TO {engine.quoted(str(folder))} (FORMAT parquet, PARTITION_BY (month), "
            f"FILENAME_PATTERN 'part-{part}-{{i}}', OVERWRITE_OR_IGNORE)"
        )
    connection.close()
    return table, load(writer, table, folder, batch)


class _Load:
    """One table's load: the staged rows, the winners among them, and the keys that exist."""

    def __init__(
        self,
        writer: Writer,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        staged: Path,
        batch: str,
    ) -> None:
        self.writer, self.connection, self.table, self.batch = writer, connection, table, batch
        files = engine.parquet([str(path) for path in sorted(staged.rglob("*.parquet"))])
        self._do(f"CREATE TEMP VIEW staged AS SELECT * FROM {files}")
        self.existing = engine.stored(table, writer.files(table))

    def run(self, dry_run: bool) -> Outcome:
        outcome = Outcome()
        self._settle_repeats(outcome)
        self._find_known()
        updated = self._one("SELECT count(*) FROM known WHERE NOT same")
        outcome.duplicate += self._one("SELECT count(*) FROM known WHERE same")
        outcome.loaded = self._one("SELECT count(*) FROM fresh")
        outcome.updated += updated
        outcome.keys = self._one("SELECT count(*) FROM winners")
        if outcome.loaded or updated:
            self._describe(outcome)
            if not dry_run:
                self._keep_replaced(updated)
                self._append_new(outcome.loaded)
        return outcome

    def _settle_repeats(self, outcome: Outcome) -> None:
        """Find the keys that repeat in the batch, and make `winners`: one row for each key."""
        # First by hash, since ten million whole keys would not fit: few are left to look at closely.
        self._do(
            "CREATE TEMP TABLE suspect AS SELECT hash(name, external_id) AS key FROM staged "
            "GROUP BY ALL HAVING count(*) > 1"
        )
        self._do(
            "CREATE TEMP TABLE repeated AS SELECT name, external_id FROM staged "
            "WHERE hash(name, external_id) IN (SELECT key FROM suspect) GROUP BY ALL HAVING count(*) > 1"
        )
        if not self._one("SELECT count(*) FROM repeated"):
            self._do("CREATE TEMP VIEW winners AS SELECT * FROM staged")
            return
        # In a file: the newest by its declared column, else the first; then the last file wins.
        self._do("""
            CREATE TEMP TABLE ranked AS
            SELECT name, external_id, file, line, row, print_hi, print_lo, newest,
              first_value(line) OVER in_file AS file_line, first_value(row) OVER in_file AS file_row,
              first_value(print_hi) OVER in_file AS file_hi, first_value(print_lo) OVER in_file AS file_lo,
              first_value(file) OVER in_batch AS best_file
            FROM staged SEMI JOIN repeated USING (name, external_id)
            WINDOW in_file AS (PARTITION BY name, external_id, file
                               ORDER BY newest DESC NULLS LAST, line, row),
              in_batch AS (PARTITION BY name, external_id
                           ORDER BY newest DESC NULLS LAST, file DESC, line, row)""")
        self._do("""
            CREATE TEMP TABLE losers AS
            SELECT r.file, r.line, r.row, r.external_id, r.file_line, CASE
                WHEN r.print_hi = b.print_hi AND r.print_lo = b.print_lo THEN 'duplicate'
                WHEN r.row = r.file_row AND r.file <> r.best_file THEN 'updated'
                WHEN r.print_hi = r.file_hi AND r.print_lo = r.file_lo THEN 'duplicate'
                WHEN r.newest IS NOT NULL THEN 'updated' ELSE 'rejected' END AS state
            FROM ranked r JOIN ranked b ON b.name = r.name AND b.external_id = r.external_id
              AND b.file = r.best_file AND b.row = b.file_row
            WHERE NOT (r.file = r.best_file AND r.row = r.file_row)""")
        counts = dict(self._all("SELECT state, count(*) FROM losers GROUP BY state"))
        outcome.duplicate, outcome.updated = counts.get("duplicate", 0), counts.get("updated", 0)
        outcome.contradictions = self._all(
            "SELECT file, line, external_id, file_line FROM losers "
            "WHERE state = 'rejected' ORDER BY file, line, row"
        )
        self._do("CREATE TEMP VIEW winners AS SELECT * FROM staged ANTI JOIN losers USING (file, row)")

    def _find_known(self) -> None:
        """Make `known`: the winners whose key exists, whether they bring nothing new, and where they lie.

        A revision that is older than the one held brings nothing new, whatever it says.

        `fresh` is the rest. What is new is most of a batch, so it is what has no entry.
        """
        names = [name for (name,) in self._all("SELECT DISTINCT name FROM winners")]
        of_names = ", ".join(engine.quoted(name) for name in names) or "NULL"
        self._do(f"""
            CREATE TEMP TABLE known AS
            SELECT w.file, w.row, e.month AS held_month,
              (e.print_hi = w.print_hi AND e.print_lo = w.print_lo)
                OR coalesce(w.newest < e.revised_at, false) AS same
            FROM winners w JOIN
              (SELECT name, external_id, month, print_hi, print_lo, revised_at FROM {self.existing}
               WHERE name IN ({of_names})) e
              ON e.name = w.name AND e.external_id = w.external_id""")
        self._do(
            "CREATE TEMP VIEW fresh AS "
            "SELECT *, month AS held_month FROM winners ANTI JOIN known USING (file, row)"
        )
        self._do(
            "CREATE TEMP VIEW changed AS "
            "SELECT w.*, held_month FROM winners w JOIN known USING (file, row) WHERE NOT same"
        )

    def _describe(self, outcome: Outcome) -> None:
        new = "(SELECT * FROM fresh UNION ALL BY NAME SELECT * FROM changed)"
        first, last = self._all(
            f"SELECT CAST(min(local_date) AS VARCHAR), CAST(max(local_date) AS VARCHAR) FROM {new}"
        )[0]
        outcome.local_days = (first, last)
        if self.table == "contacts":
            outcome.touchpoints = sorted(t for (t,) in self._all("SELECT DISTINCT touchpoint FROM winners"))
        outcome.months = {month for (month,) in self._all(f"SELECT DISTINCT held_month FROM {new}")}

    def _append_new(self, count: int) -> None:
        """Append in pieces of whole months: a writer of many partitions holds them all until its end."""
        if not count:
            return
        for first, last in self._pieces():
            rows = self._rows(f"fresh WHERE month BETWEEN '{first}' AND '{last}'")
            tables.append(self.writer.root / self.table, rows.to_arrow_reader(65_536))

    def _pieces(self) -> list[tuple[str, str]]:
        """First and last month of runs of new rows: one month, or several that are small together."""
        months = self._all("SELECT month, count(*) FROM fresh GROUP BY month ORDER BY month")
        pieces: list[tuple[str, str]] = []
        held = PIECE_ROWS
        for month, count in months:
            if held + count > PIECE_ROWS:
                pieces.append((month, month))
                held = 0
            pieces[-1] = (pieces[-1][0], month)
            held += count
        return pieces

    def _keep_replaced(self, count: int) -> None:
        """Keep the revisions that are replaced, then merge the new ones, both in bounded pieces."""
        if not count:
            return
        new = self._rows("changed").to_arrow_table()
        columns = ", ".join(f'e."{name}"' for name in table_schema(self.table).names[:-1])
        replaced = self.connection.sql(
            f"SELECT {columns}, {engine.quoted(self.batch)} AS replaced_by, e.month FROM {self.existing} e "
            "SEMI JOIN changed USING (name, external_id)"
        )
        tables.append(self.writer.root / f"{self.table}_history", replaced.to_arrow_table())
        tables.merge_changed(self.writer.root / self.table, new)

    def _rows(self, source: str) -> duckdb.DuckDBPyRelation:
        """Rows as the table keeps them, in the partition where their key lies or will lie."""
        columns = ", ".join(f'"{name}"' for name in source_columns(self.table))
        return self.connection.sql(
            f"SELECT {columns}, {engine.quoted(self.batch)} AS batch, print_hi, print_lo, "
            f"newest AS revised_at, held_month AS month FROM {source}"
        )

    def _do(self, sql: str) -> None:
        self.connection.execute(sql)

    def _all(self, sql: str) -> list[tuple]:
        return self.connection.execute(sql).fetchall()

    def _one(self, sql: str) -> int:
        return int(self._all(sql)[0][0])
