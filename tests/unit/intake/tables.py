"""A table of any form, read through a mapping as the child process reads it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from sawt.intake.job import Done, Emit, Job
from sawt.intake.table import reader as table
from tests.unit.intake.staged import staged_rows

Read = tuple[Done, list[dict[str, Any]], list[dict[str, Any]]]


def mapping_of(more: str = "", head: str = "", key: str = '["id"]', **texts: str) -> str:
    """A mapping of contacts: `id`, `at`, and columns of text by their target, each with its source."""
    rules = "".join(f"[columns.{target}]\nfrom = {json.dumps(source)}\n" for target, source in texts.items())
    return (
        f'[mapping]\ntable = "contacts"\nkey = {key}\n{head}\n'
        f'[constants]\ntouchpoint = "visit"\n[columns.started_at]\nfrom = "at"\n{rules}{more}'
    )


def read_table(folder: Path, data: str | bytes | Path, mapping: str, name: str = "table.csv") -> Read:
    """(done, staged rows in order, rejects in order) of a table; the account is checked here."""
    source = data if isinstance(data, Path) else folder / name
    if not isinstance(data, Path):
        source.write_bytes(data if isinstance(data, bytes) else data.encode())
    staging = tempfile.mkdtemp(dir=folder)
    job = Job("table", str(source), 0, staging, "visits", mapping, None, "Asia/Muscat", b"k" * 32)
    said: list[str] = []
    done = table.read(job, Emit(said.append))
    rejects = [told["reject"] for told in map(json.loads, said) if "reject" in told]
    rows = staged_rows(Path(staging), "contacts")
    assert done.received == len(rows) + len(rejects) and done.rejected == len(rejects)
    return done, rows, rejects
