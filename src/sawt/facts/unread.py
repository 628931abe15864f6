"""Which contacts are still to be read, and the way from each to its rows: set by set, in SQL.

A contact with words of its own is read from them. Any other takes, head by head, the first of: the code
that the agent chose, the queue that it came through, the contact that it is linked to, what was declared.
What each was read from, and by whom, is kept as the print of its rows; only contacts whose print differs
are read again, so that a ticket that was merely closed is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from sawt.facts import engine
from sawt.facts.labels import BY_MACHINE
from sawt.facts.noting import Noted, note
from sawt.facts.schema import READINGS
from sawt.facts.store import Writer
from sawt.facts.wordless import (
    HAS_WORDS,
    OF_CUSTOMERS,
    Tables,
    find_links,
    fresh_sql,
    know_codes,
    know_linked,
)

# Whole months are read together until they hold about so many contacts; the rest spills to the disk.
GROUP_ROWS = 500_000
CHUNK_ROWS = 20_000
MEMORY_MB = 1024

# Texts (n,) → one row for each text and head: row int32, head, label, confidence, abstained, others.
Understand = Callable[[pa.Array], pa.Table]


@dataclass
class Read:
    """What became of the contacts: counts by the first basis of each, abstentions by head, the unread.

    `unknown`: codes and queues that the pack does not know, with the number of contacts that wait for them.
    """

    noted: Noted = field(default_factory=Noted)
    by_basis: Counter[str] = field(default_factory=Counter)
    abstained: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    texts: int = 0


def read_unread(
    writer: Writer,
    batch: str,
    at: str,
    model: str,
    understand: Understand,
    pack: Tables,
    tell: Callable[..., None] = lambda *a, **k: None,
) -> Read:
    """Read every contact that customers made and that this model and pack did not read; publishes nothing."""
    connection = engine.connect(memory_mb=MEMORY_MB, spill=writer.scratch / "spill")
    try:
        run = _Run(writer, connection, batch, at, (f"model:{model}", f"pack:{pack.id}"), pack)
        for months in run.groups():
            run.with_words(months, understand, tell)
        find_links(connection, engine.stored("contacts", run.files))
        for months in run.groups():
            run.without_words(months)
            tell("reading_tables", n=sum(run.read.by_basis.values()))
        return run.read
    finally:
        connection.close()


_ANSWERED = ("head", "label", "confidence", "abstained", "others")


class _Run:
    """One run over all months. Tables are the connection's own, so that its cursors see them."""

    def __init__(
        self,
        writer: Writer,
        connection: duckdb.DuckDBPyConnection,
        batch: str,
        at: str,
        authors: tuple[str, str],
        pack: Tables,
    ) -> None:
        self.writer, self.connection, self.batch, self.pack = writer, connection, batch, pack
        self.at = f"{engine.quoted(at)}::TIMESTAMPTZ"
        self.model, self.tables = map(engine.quoted, authors)
        self.files = writer.files("contacts")
        self.read = Read()

    def groups(self) -> Iterator[list[str]]:
        """Partition months, as many together as hold about GROUP_ROWS contacts."""
        rows = engine.stored("contacts", self.files)
        counts = self._all(f"SELECT month, count(*) FROM {rows} GROUP BY month ORDER BY month")
        group: list[str] = []
        held = 0
        for month, count in counts:
            if group and held + count > GROUP_ROWS:
                yield group
                group, held = [], 0
            group.append(month)
            held += count
        if group:
            yield group

    def with_words(self, months: list[str], understand: Understand, tell: Callable[..., None]) -> None:
        """Read the months' contacts that have words; each different text once."""
        self._do(f"""
            CREATE OR REPLACE TABLE due AS
            SELECT name, external_id, month, text, {_print(f"{self.model} || chr(31) || text")}
            FROM {self._contacts(months)} WHERE {OF_CUSTOMERS} AND {HAS_WORDS}""")
        self._leave_out_read(months)
        self._do("""
            CREATE OR REPLACE TABLE answers (print_hi BIGINT, print_lo BIGINT, head VARCHAR, label VARCHAR,
              confidence DOUBLE, abstained BOOLEAN, others VARCHAR)""")
        texts = self.connection.cursor().sql(
            "SELECT print_hi, print_lo, any_value(text) AS text FROM due GROUP BY print_hi, print_lo"
        )
        for batch in texts.to_arrow_reader(CHUNK_ROWS):
            for start in range(0, batch.num_rows, CHUNK_ROWS):
                self._take(batch.slice(start, CHUNK_ROWS), understand)
            tell("reading_texts", n=self.read.texts)
        self._do(f"""
            CREATE OR REPLACE VIEW read AS
            SELECT d.name, d.external_id, a.head, a.label, a.confidence, a.abstained, a.others,
              {self.model} AS author, 'text' AS basis, {self.at} AS read_at, NULL::VARCHAR AS same_as,
              d.print_hi, d.print_lo, d.month
            FROM due d JOIN answers a USING (print_hi, print_lo)""")
        note(self.writer, self.connection, self.batch, "read", "stale", self.read.noted)
        self.read.by_basis["text"] += self._all("SELECT count(*) FROM due")[0][0]
        self.read.abstained.update(
            dict(
                self._all("""
            SELECT head, sum(contacts)::BIGINT FROM answers
            JOIN (SELECT print_hi, print_lo, count(*) AS contacts FROM due GROUP BY ALL)
            USING (print_hi, print_lo) WHERE abstained GROUP BY head""")
            )
        )

    def _take(self, chunk: pa.RecordBatch, understand: Understand) -> None:
        answers = understand(chunk["text"])
        rows = pa.table({name: chunk[name] for name in ("print_hi", "print_lo")}).take(answers["row"])
        for name in _ANSWERED:
            rows = rows.append_column(name, answers[name])
        self.connection.register("answered", rows)
        self._do("INSERT INTO answers SELECT * FROM answered")
        self.connection.unregister("answered")
        self.read.texts += chunk.num_rows

    def without_words(self, months: list[str]) -> None:
        """Read the months' contacts without words by tables and links, as far as these know them."""
        know_linked(self.connection, self._readings(self._linked_months(months)))
        self._do(f"""
            CREATE OR REPLACE TABLE silent AS
            SELECT c.name, c.external_id, c.month, c.touchpoint, c.wrap_up_code, c.queue,
              c.kind_declared, l.t_name, l.t_id, t.print_hi AS t_hi, t.print_lo AS t_lo
            FROM {self._contacts(months)} c LEFT JOIN links l USING (name, external_id)
            LEFT JOIN told t ON t.name = l.t_name AND t.external_id = l.t_id
            WHERE {OF_CUSTOMERS} AND NOT {HAS_WORDS}""")
        know_codes(self.connection, self.pack)
        told = ("touchpoint", "wrap_up_code", "queue", "kind_declared", "t_hi", "t_lo")
        joined = " || chr(31) || ".join(f"coalesce({column}::VARCHAR, '')" for column in told)
        self._do(f"""
            CREATE OR REPLACE TABLE due AS
            SELECT *, {_print(f"{self.tables} || chr(31) || {joined}")} FROM silent""")
        self._leave_out_read(months)
        self._do(f"CREATE OR REPLACE TABLE fresh AS {fresh_sql(self.tables, self.at, self.pack)}")
        note(self.writer, self.connection, self.batch, "fresh", "stale", self.read.noted)
        self._count_read()
        self._count_unread()

    def _leave_out_read(self, months: list[str]) -> None:
        """Keep in `due` what no machine read as it now is; make `stale`: those of it that one read before."""
        held = (
            f"SELECT name, external_id, print_hi, print_lo FROM {self._readings(months)} WHERE {BY_MACHINE}"
        )
        self._do(f"CREATE OR REPLACE TABLE held AS SELECT DISTINCT * FROM ({held})")
        self._do("""
            CREATE OR REPLACE TABLE due AS
            SELECT * FROM due ANTI JOIN held USING (name, external_id, print_hi, print_lo)""")
        self._do("""
            CREATE OR REPLACE TABLE stale AS
            SELECT name, external_id, month, NULL::VARCHAR AS head FROM due
            SEMI JOIN held USING (name, external_id)""")

    def _count_read(self) -> None:
        """Count each contact by the first basis that told anything of it, and what is not sure by head."""
        order = "list_position(['wrap_up', 'queue', 'linked', 'declared'], basis)"
        first = f"SELECT arg_min(basis, {order}) AS basis FROM fresh GROUP BY name, external_id"
        self.read.by_basis.update(dict(self._all(f"SELECT basis, count(*) FROM ({first}) GROUP BY basis")))
        unsure = "SELECT head, count(*) FROM fresh WHERE abstained GROUP BY head"
        self.read.abstained.update(dict(self._all(unsure)))

    def _count_unread(self) -> None:
        """Count the contacts that nothing tells of, by what is missing."""
        self._do("""
            CREATE OR REPLACE TABLE dumb AS
            SELECT touchpoint, wrap_up_code, queue, CASE WHEN wrap_up_code IS NOT NULL THEN 'unknown_code'
              WHEN queue IS NOT NULL THEN 'unknown_queue' ELSE 'nothing' END AS why
            FROM due ANTI JOIN fresh USING (name, external_id)""")
        self.read.unread.update(dict(self._all("SELECT why, count(*) FROM dumb GROUP BY why")))
        for what, column in (("wrap_up", "wrap_up_code"), ("queue", "touchpoint || '/' || queue")):
            why = "unknown_code" if what == "wrap_up" else "unknown_queue"
            found = self._all(f"SELECT {column}, count(*) FROM dumb WHERE why = '{why}' GROUP BY ALL")
            self.read.unknown.update({(what, code): count for code, count in found})

    def _contacts(self, months: list[str]) -> str:
        return engine.stored("contacts", engine.of_months(self.files, set(months)))

    def _readings(self, months: list[str]) -> str:
        """As they are now, those of this run included."""
        return engine.stored(READINGS, engine.of_months(self.writer.files(READINGS), set(months)))

    def _linked_months(self, months: list[str]) -> list[str]:
        of_months = ", ".join(map(engine.quoted, months))
        return [
            month
            for (month,) in self._all(
                f"SELECT DISTINCT t_month FROM links SEMI JOIN (SELECT name, external_id FROM "
                f"{self._contacts(months)} WHERE month IN ({of_months})) c USING (name, external_id)"
            )
        ]

    def _do(self, sql: str) -> None:
        self.connection.execute(sql)

    def _all(self, sql: str) -> list[tuple]:
        return self.connection.execute(sql).fetchall()


def _print(text: str) -> str:
    """SQL of a text's 128 bits as two signed numbers; the same in every version of the engine."""
    half = "CAST(md5_number_{0}({1})::HUGEINT - 9223372036854775808 AS BIGINT) AS print_{2}"
    return f"{half.format('upper', text, 'hi')}, {half.format('lower', text, 'lo')}"
