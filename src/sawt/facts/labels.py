"""What is held true of each contact: of its readings the person's where there is one, else the machine's.

`labels` has one row for each contact that was read, `understood` each contact with its labels beside it.
A label that the machine was not sure of is none here, so that no count can hold it by accident.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sawt.facts.engine import enriched, stored
from sawt.facts.schema import READINGS, source_columns
from sawt.vocabulary import HEADS

UNDERSTOOD, LABELS = "understood", "labels"
# A head's column beside the contact's own: `service` is what the source says.
COLUMN_OF = {head: {"service": "service_read"}.get(head, head) for head in HEADS}
# Whether another contact's own words tell the same: a call beside the ticket that was written on it.
TWICE_OF = {head: f"{column}_twice" for head, column in COLUMN_OF.items()}
# What tells one contact from another, with the partition in which both lie.
KEY = ("name", "external_id", "partition_month")
LABEL_COLUMNS = (*COLUMN_OF.values(), *TWICE_OF.values())
# Machines' authors have a colon in their names, see `vocabulary`.
BY_MACHINE = "contains(author, ':')"


def labels_sql(files: Sequence[str]) -> str:
    """The labels from the files of `readings`: one weighted row a contact."""
    heads = ", ".join(f"{_label(head)} AS {column}" for head, column in COLUMN_OF.items())
    twice = ", ".join(
        f"count(same_as) FILTER (head = '{head}') > 0 AS {column}" for head, column in TWICE_OF.items()
    )
    return (
        f"SELECT name, external_id, month AS partition_month, {heads}, {twice}, "
        "CAST(1 AS BIGINT) AS n, CAST(0 AS BIGINT) AS hi, CAST(0 AS BIGINT) AS lo "
        f"FROM {stored(READINGS, files)} GROUP BY name, external_id, month"
    )


def _label(head: str) -> str:
    """A person's word ends the matter, also where it is that nobody can know."""
    said = f"max(label) FILTER (head = '{head}' AND NOT abstained AND {{}})"
    by_person = f"count(*) FILTER (head = '{head}' AND NOT {BY_MACHINE}) > 0"
    machine, person = said.format(BY_MACHINE), said.format(f"NOT {BY_MACHINE}")
    return f"CASE WHEN {by_person} THEN {person} ELSE {machine} END"


def understood_sql(contacts: Sequence[str], labels: str | None, zone: str) -> str:
    """Every contact with its labels. `labels`: SQL that gives them; None where nothing was read."""
    return with_labels(f"({enriched('contacts', contacts, zone)})", labels)


def with_labels(contacts: str, labels: str | None) -> str:
    """A relation of contacts with the labels beside each. It needs their KEY where there are any labels."""
    if labels is None:
        nothing = [f"CAST(NULL AS VARCHAR) AS {column}" for column in COLUMN_OF.values()]
        never = [f"false AS {column}" for column in TWICE_OF.values()]
        return f"SELECT *, {', '.join([*nothing, *never])} FROM {contacts}"
    held = [f"l.{column}" for column in COLUMN_OF.values()]
    twice = [f"coalesce(l.{column}, false) AS {column}" for column in TWICE_OF.values()]
    same = " AND ".join(f"c.{column} = l.{column}" for column in KEY)
    return f"SELECT c.*, {', '.join([*held, *twice])} FROM {contacts} c LEFT JOIN ({labels}) l ON {same}"


def rows_sql(base: str, files: Mapping[str, Sequence[str]], zone: str, labels: str | None = None) -> str:
    """A base's rows straight from the fact tables' files; `labels` where they are at hand already."""
    if base == READINGS:
        return labels_sql(files.get(READINGS, ()))
    if base == UNDERSTOOD:
        read = files.get(READINGS, ())
        return understood_sql(files.get("contacts", ()), labels or (labels_sql(read) if read else None), zone)
    return enriched(base, files.get(base, ()), zone)


def columns_of_rows(table: str) -> list[str]:
    """What a row of a figure shows: what its source gave, and of a contact with labels those too."""
    if table == UNDERSTOOD:
        return [*source_columns("contacts"), *COLUMN_OF.values()]
    return source_columns(table)


def bases_of(base: str) -> tuple[str, ...]:
    """The fact tables that a base's rows are made of."""
    return ("contacts", READINGS) if base == UNDERSTOOD else (base,)
