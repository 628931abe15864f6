"""What customers wrote, handed out: a draw by seed for people to label, and the texts of given contacts."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from sawt.dates import Period
from sawt.facts import engine
from sawt.facts.labels import BY_MACHINE
from sawt.facts.schema import READINGS
from sawt.facts.snapshot import Snapshot
from sawt.facts.wordless import HAS_WORDS, OF_CUSTOMERS

Key = tuple[str, str]


def draw_texts(snapshot: Snapshot, most: int, seed: int) -> tuple[pa.Table, int]:
    """Contacts of customers with words of their own, `most` of them by lot, and how many there are.

    Columns: name, external_id, month (partition), text; in the order of the keys. The same version and seed
    draw the same ones: the lot is the print of seed and key, which no engine's version changes.
    """
    rows = f"{engine.stored('contacts', snapshot.files('contacts'))} WHERE {OF_CUSTOMERS} AND {HAS_WORDS}"
    (held,) = snapshot.rows(f"SELECT count(*) FROM {rows}")
    lot = f"md5('{int(seed)}' || chr(31) || name || chr(31) || external_id)"
    drawn = snapshot.connection.sql(
        f"SELECT name, external_id, month, text FROM (SELECT name, external_id, text, "
        f"strftime(local_date, '%Y-%m') AS month FROM {rows} ORDER BY {lot} LIMIT {int(most)}) "
        "ORDER BY name, external_id"
    )
    return drawn.to_arrow_table(), int(held[0])


def texts_of(snapshot: Snapshot, contacts: Iterable[Key]) -> dict[Key, str]:
    """The masked texts of those of these contacts that are held and have one."""
    names, ids = zip(*sorted(set(contacts)), strict=True) if (contacts := list(contacts)) else ((), ())
    asked = pa.table({"name": pa.array(names, pa.string()), "external_id": pa.array(ids, pa.string())})
    cursor = snapshot.connection.cursor()
    cursor.register("asked", asked)
    rows = engine.stored("contacts", snapshot.files("contacts"))
    found = cursor.execute(
        f"SELECT name, external_id, text FROM {rows} SEMI JOIN asked USING (name, external_id) "
        f"WHERE {HAS_WORDS}"
    ).fetchall()
    cursor.close()
    return {(name, external_id): text for name, external_id, text in found}


def count_unsure(snapshot: Snapshot, head: str, period: Period) -> int:
    """Contacts of a period of which a machine was unsure in a head, and no person has said it."""
    readings = engine.stored(READINGS, snapshot.files(READINGS))
    contacts = engine.stored("contacts", snapshot.files("contacts"))
    of_head = f"FROM {readings} WHERE head = {engine.quoted(head)}"
    (found,) = snapshot.rows(
        f"SELECT count(*) FROM (SELECT name, external_id {of_head} AND abstained AND basis = 'text' "
        f"AND {BY_MACHINE}) r SEMI JOIN (SELECT name, external_id FROM {contacts} "
        f"WHERE local_date BETWEEN ? AND ?) c USING (name, external_id) "
        f"ANTI JOIN (SELECT name, external_id {of_head} AND NOT {BY_MACHINE}) p USING (name, external_id)",
        [period.first_day, period.last_day],
    )
    return int(found[0])
