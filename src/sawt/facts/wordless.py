"""Contacts without words of their own: what their codes, their queues and the contacts beside them tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from sawt.facts.engine import quoted
from sawt.vocabulary import HEADS

OF_CUSTOMERS = "(direction IS NULL OR direction = 'inbound')"
HAS_WORDS = "length(trim(coalesce(text, ''))) > 0"


class Tables(Protocol):
    """What a pack knows of contacts without words. `id` changes when any of it does."""

    @property
    def id(self) -> str: ...
    def wrap_up(self, code: str, /) -> Mapping[str, str] | None: ...
    def queue(self, touchpoint: str, queue: str, /) -> Mapping[str, str] | None: ...
    def codes(self, head: str, /) -> Sequence[str]: ...


def find_links(connection: duckdb.DuckDBPyConnection, contacts: str) -> None:
    """Make `links`: for a contact without words the one that tells the same matter in words.

    A link is a source's own: the ticket names the call on which it was opened, or the call the ticket.
    Where an identifier leads to contacts of several sources nobody knows which is meant, and it is not
    followed. Of several tickets on one call the first opened speaks for it.
    """
    connection.execute(f"""
        CREATE TABLE spoken AS SELECT name, external_id, linked_to, started_at, month
        FROM {contacts} WHERE {OF_CUSTOMERS} AND {HAS_WORDS}""")
    connection.execute(f"""
        CREATE TABLE pairs AS
        WITH silent AS (
          SELECT name, external_id, linked_to FROM {contacts} WHERE {OF_CUSTOMERS} AND NOT {HAS_WORDS})
        SELECT s.name, s.external_id, t.name AS t_name, t.external_id AS t_id, t.started_at, t.month
        FROM spoken t JOIN silent s ON t.linked_to = s.external_id AND t.name <> s.name
        UNION SELECT s.name, s.external_id, t.name, t.external_id, t.started_at, t.month
        FROM silent s JOIN spoken t ON s.linked_to = t.external_id AND t.name <> s.name""")
    # Grouped, not windowed: groups spill to the disk where they do not fit.
    connection.execute("""
        CREATE TABLE links AS
        WITH of_ticket AS (
          SELECT t_name, t_id FROM pairs GROUP BY ALL HAVING min(name) = max(name)),
        of_call AS (
          SELECT name, external_id, min(t_name) AS t_name, max(t_name) AS last_name,
            arg_min(t_id, (started_at, t_id)) AS t_id, arg_min(month, (started_at, t_id)) AS t_month
          FROM pairs GROUP BY name, external_id)
        SELECT name, external_id, t_name, t_id, t_month FROM of_call SEMI JOIN of_ticket USING (t_name, t_id)
        WHERE t_name = last_name""")
    connection.execute("DROP TABLE spoken")
    connection.execute("DROP TABLE pairs")


def know_codes(connection: duckdb.DuckDBPyConnection, pack: Tables) -> None:
    """Make `known_codes` and `known_queues`: what the pack says of those in `silent`, by head."""
    codes = connection.execute(
        "SELECT DISTINCT wrap_up_code FROM silent WHERE wrap_up_code IS NOT NULL"
    ).fetchall()
    queues = connection.execute(
        "SELECT DISTINCT touchpoint, queue FROM silent WHERE queue IS NOT NULL"
    ).fetchall()
    _keep(connection, "known_codes", [("", code, pack.wrap_up(code)) for (code,) in codes])
    _keep(connection, "known_queues", [(at, queue, pack.queue(at, queue)) for at, queue in queues])


def _keep(
    connection: duckdb.DuckDBPyConnection, table: str, told: list[tuple[str, str, Mapping[str, str] | None]]
) -> None:
    known = [(at, code, heads) for at, code, heads in told if heads]
    columns: dict[str, Any] = {"touchpoint": [at for at, _, _ in known], "code": [c for _, c, _ in known]}
    columns |= {head: [heads.get(head) for _, _, heads in known] for head in HEADS}
    connection.register("given", pa.table({n: pa.array(v, pa.string()) for n, v in columns.items()}))
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM given")
    connection.unregister("given")


def know_linked(connection: duckdb.DuckDBPyConnection, readings: str) -> None:
    """Make `told`: the prints of the linked contacts with words; and `linked`: what each print was read as.

    A print stands for words and the model that read them, so that equal words are kept once.
    """
    connection.execute(f"""
        CREATE OR REPLACE TABLE told AS
        SELECT DISTINCT r.name, r.external_id, r.print_hi, r.print_lo FROM {readings} r
        SEMI JOIN links l ON l.t_name = r.name AND l.t_id = r.external_id WHERE r.basis = 'text'""")
    connection.execute(f"""
        CREATE OR REPLACE TABLE linked AS
        SELECT print_hi, print_lo, head, any_value(label) AS label, any_value(confidence) AS confidence,
          any_value(abstained) AS abstained, any_value(others) AS others, any_value(author) AS author
        FROM {readings} WHERE basis = 'text' GROUP BY print_hi, print_lo, head""")


def fresh_sql(author: str, at: str, pack: Tables) -> str:
    """SQL of the readings of those in `due`: head by head by the first basis that tells it.

    Needs `known_codes`, `known_queues`, and `linked` with the readings of linked contacts by their prints.
    """
    kinds = ", ".join(map(quoted, pack.codes("kind")))
    declared = {"kind": f"CASE WHEN d.kind_declared IN ({kinds}) THEN d.kind_declared END"}
    alone = " UNION ALL ".join(_alone(head, author, at, declared.get(head, "NULL")) for head in HEADS)
    return f"{_beside_linked(author, at)} UNION ALL {alone}"


_CODES = """LEFT JOIN known_codes w ON w.code = d.wrap_up_code
    LEFT JOIN known_queues q ON q.touchpoint = d.touchpoint AND q.code = d.queue"""


def _beside_linked(author: str, at: str) -> str:
    """Contacts beside which another tells the matter in words: every head that was read of those words."""
    code, queue = (
        "CASE t.head " + " ".join(f"WHEN '{head}' THEN {table}.{head}" for head in HEADS) + " END"
        for table in ("w", "q")
    )
    return f"""
        SELECT name, external_id, head, coalesce(by_code, by_queue, label) AS label,
          CASE WHEN borrowed THEN confidence END AS confidence, borrowed AND abstained AS abstained,
          CASE WHEN borrowed THEN others END AS others,
          CASE WHEN borrowed THEN author ELSE {author} END AS author,
          CASE WHEN by_code IS NOT NULL THEN 'wrap_up' WHEN by_queue IS NOT NULL THEN 'queue'
            ELSE 'linked' END AS basis,
          {at} AS read_at, same_as, print_hi, print_lo, month
        FROM (SELECT d.name, d.external_id, d.month, d.print_hi, d.print_lo, t.head, t.label, t.confidence,
            t.abstained, t.others, t.author, {code} AS by_code, {queue} AS by_queue,
            by_code IS NULL AND by_queue IS NULL AS borrowed,
            CASE WHEN NOT t.abstained THEN d.t_name || '/' || d.t_id END AS same_as
          FROM due d JOIN linked t ON t.print_hi = d.t_hi AND t.print_lo = d.t_lo {_CODES})"""


def _alone(head: str, author: str, at: str, declared: str) -> str:
    """One head of the contacts beside which no words tell it."""
    label = f"coalesce(w.{head}, q.{head}, {declared})"
    return f"""
        SELECT d.name, d.external_id, '{head}' AS head, {label} AS label, NULL AS confidence,
          false AS abstained, NULL AS others, {author} AS author,
          CASE WHEN w.{head} IS NOT NULL THEN 'wrap_up' WHEN q.{head} IS NOT NULL THEN 'queue'
            ELSE 'declared' END AS basis, {at} AS read_at, NULL AS same_as,
          d.print_hi, d.print_lo, d.month
        FROM due d {_CODES}
        WHERE {label} IS NOT NULL
          AND (d.t_hi IS NULL OR '{head}' NOT IN (SELECT DISTINCT head FROM linked))"""
