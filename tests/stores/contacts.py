"""Contacts as a test writes them, and what the facts then say that was read of them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from deltalake import DeltaTable

from sawt.dates import Period
from sawt.facts import asking, opening
from sawt.facts.question import Question
from sawt.wiring.importing import Request, import_files
from sawt.wiring.reading import note_labels
from tests.stores.conftest import AT

MAPPING = """
[mapping]
name = "contacts"
table = "contacts"
key = ["id"]
newest = "version"
[constants]
outcome = "answered"
[columns.touchpoint]
from = "touchpoint"
[columns.direction]
from = "direction"
[columns.started_at]
from = "start"
[columns.wrap_up_code]
from = "code"
[columns.queue]
from = "queue"
[columns.kind_declared]
from = "declared"
[columns.linked_to]
from = "linked"
[columns.status]
from = "status"
[columns.text]
from = "text"
"""
COLUMNS = ("id", "touchpoint", "direction", "start", "code", "queue", "declared", "linked", "status", "text")
JANUARY, DAY = Period.parse("2025-01", "2025-01"), date(2025, 2, 1)


def bringing(workspace, tmp_path):
    """Import contacts given as keyword arguments; what is not given is empty."""
    mapping = tmp_path / "contacts.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    count = iter(range(100))

    def bring_rows(*rows, name="desk"):
        number = next(count)
        path = tmp_path / f"{number}.csv"
        lines = [
            ",".join(
                [*(str(row.get(column, "")) for column in COLUMNS), f"2025-02-{1 + number:02d} 00:00:00"]
            )
            for row in ({"touchpoint": "ticket", "start": "2025-01-05 09:00:00", **row} for row in rows)
        ]
        path.write_text(",".join([*COLUMNS, "version"]) + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
        made = import_files(workspace, Request("table", (path,), name=name, mapping=mapping), AT)
        assert not made["rejected"], made["rejects"]
        return made["batch"]

    return bring_rows


def readings(workspace, table="readings"):
    snapshot = workspace.snapshot()
    path, version = str(workspace.facts / table), snapshot.version.tables[table]
    return DeltaTable(path, version=version).to_pyarrow_table().to_pylist()


def told(workspace, *columns, **only):
    """The chosen columns of the readings that have these values, in order."""
    rows = [row for row in readings(workspace) if all(row[name] == value for name, value in only.items())]
    return sorted(tuple(row[column] for column in columns) for row in rows)


def figure(workspace, metric="contacts_read", where=None, **params):
    question = Question(metric, JANUARY, DAY, where=where or {}, params=params)
    snapshot = workspace.snapshot()
    ((found,),) = asking.ask(snapshot, [question])
    assert asking.ask(snapshot, [question], raw_only=True) == [[found]]
    assert opening.print_of_rows(snapshot, question) == found.print
    assert len(list(opening.rows_of(snapshot, question))) == found.n
    return found


def counts(workspace, by="challenge", **params):
    question = Question("contacts_read", JANUARY, DAY, by=(by,), params=params)
    return {f.group[by]: f.value for f in asking.ask(workspace.snapshot(), [question])[0]}


def person(workspace, external_id, head, label, author="amal", name="desk"):
    row = {"name": name, "external_id": external_id, "head": head, "label": label, "author": author}
    return note_labels(workspace, pa.table({column: [value] for column, value in row.items()}), AT)
