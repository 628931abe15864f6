"""The store of facts: opened for reading at a version, or for writing under the lock."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sawt.errors import StateError
from sawt.facts import tables, versions
from sawt.facts.failures import told
from sawt.facts.lock import writer_lock
from sawt.facts.schema import ALL_TABLES
from sawt.facts.versions import FactsVersion


def create(root: Path, settings: dict[str, Any], made_at: str) -> FactsVersion:
    """Make an empty store as version 1; harmless where one exists."""
    root.mkdir(parents=True, exist_ok=True)
    with writer_lock(root / "writer.lock"):
        if versions.numbers(root) or versions.lost(root):
            return versions.read(root)
        made = {"kind": "created", "at": made_at}
        version = FactsVersion(1, tables.create_tables(root), {}, {}, made, settings=settings)
        versions.publish(root, version)
        return version


class Writer:
    """The one writer. Everything done through it is invisible until `publish`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.base = versions.read(root)

    @property
    def scratch(self) -> Path:
        """A folder for staged rows and spilling; emptied whenever a writer opens."""
        return self.root / "scratch"

    def files(self, table: str) -> list[str]:
        """The table's files as of now, unpublished changes included."""
        return tables.files_of(self.root / table, tables.version_of(self.root / table))

    def publish(
        self,
        made_by: dict[str, Any],
        derived: dict[str, dict[str, str]],
        sources: dict[str, dict[str, Any]] | None = None,
    ) -> FactsVersion:
        """Sync what changed, then publish the next version. Nothing before this line was visible."""
        for table in ALL_TABLES:
            if tables.version_of(self.root / table) != self.base.at(table):
                tables.sync_table(self.root / table, since=self.base.at(table))
        version = FactsVersion(
            number=self.base.number + 1,
            tables={table: tables.version_of(self.root / table) for table in ALL_TABLES},
            derived=derived,
            sources=self.base.sources if sources is None else sources,
            made_by=made_by,
            settings=self.base.settings,
        )
        versions.publish(self.root, version)
        self.base = version
        return version

    def discard(self) -> list[str]:
        """Bring every table back to the published version; returns those that had gone beyond it."""
        beyond = []
        for table in ALL_TABLES:
            held = tables.version_of(self.root / table)
            if held < self.base.at(table):
                raise StateError("facts.table_lost", table=table, held=held, named=self.base.at(table))
            if _differs(self.root / table, held, self.base.at(table)):
                tables.restore(self.root / table, self.base.at(table))
                beyond.append(table)
        return beyond


@contextmanager
def writing(root: Path, on_wait: Callable[[], None] | None = None, wait_s: float = 600.0) -> Iterator[Writer]:
    """Take the lock, discard what a dead writer left, and give the writer; discard again on an error."""
    versions.read(root)
    with writer_lock(root / "writer.lock", wait_s, on_wait):
        writer = Writer(root)
        tables.create_tables(root, [table for table in ALL_TABLES if table not in writer.base.tables])
        writer.discard()
        versions.clear_drafts(root)
        tables.add_missing_columns(root)
        _empty(writer.scratch)
        try:
            yield writer
        except BaseException as error:
            with suppress(Exception):  # a full disk: the next writer does it
                writer.base = versions.read(root)  # the error may have come just after it was published
                writer.discard()
            raise told(error) from error
        finally:
            shutil.rmtree(writer.scratch, ignore_errors=True)


def leftovers(root: Path) -> list[str]:
    """Tables that hold more than the published version: an import died, and the next one will mend it."""
    version = versions.read(root)
    return [
        table
        for table in version.tables
        if _differs(root / table, tables.version_of(root / table), version.tables[table])
    ]


def _differs(path: Path, held: int, published: int) -> bool:
    return held != published and set(tables.files_of(path, held)) != set(tables.files_of(path, published))


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
