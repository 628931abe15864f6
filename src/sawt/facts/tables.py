"""Delta tables: made, appended to, merged into, restored and made durable. Writers only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, PostCommitHookProperties, Schema, write_deltalake

from sawt.facts.durable import sync_file, sync_folder
from sawt.facts.schema import ALL_TABLES, table_schema

# A merge is cut so that its source never holds more rows than this in memory.
MERGE_ROWS = 200_000
_NO_HOOKS = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)


def create_tables(root: Path, names: Sequence[str] = ALL_TABLES) -> dict[str, int]:
    """Make those of the tables that are missing; returns the Delta version of each."""
    for name in names:
        if not (root / name / "_delta_log").exists():
            DeltaTable.create(str(root / name), schema=table_schema(name), partition_by=["month"])
            sync_table(root / name, since=-1)
            sync_folder(root)
    return {name: DeltaTable(str(root / name)).version() for name in names}


def add_missing_columns(root: Path) -> None:
    """Give tables that an older Sawt made the columns that were added since; all are nullable."""
    for name in ALL_TABLES:
        table = DeltaTable(str(root / name))
        held = {field.name for field in table.schema().fields}
        missing = [field for field in table_schema(name) if field.name not in held]
        if missing:
            table.alter.add_columns(Schema.from_arrow(pa.schema(missing)).fields)
            sync_table(root / name, since=table.version())


def append(path: Path, rows: Any) -> None:
    """Append a record batch reader or table with exactly the table's schema."""
    write_deltalake(str(path), rows, mode="append", post_commithook_properties=_NO_HOOKS)


def replace_month(path: Path, month: str, rows: Any) -> None:
    """Put rows, read as they come, in the place of all rows of one partition month."""
    predicate = f"month = '{month}'"
    write_deltalake(
        str(path), rows, mode="overwrite", predicate=predicate, post_commithook_properties=_NO_HOOKS
    )


def merge_changed(path: Path, rows: pa.Table) -> None:
    """Replace the rows that have the keys of `rows`, month by month literal, in bounded pieces."""
    for start in range(0, rows.num_rows, MERGE_ROWS):
        piece = rows.slice(start, MERGE_ROWS)
        months = ", ".join(f"'{month}'" for month in sorted(set(piece.column("month").to_pylist())))
        merge = DeltaTable(str(path)).merge(
            piece,
            predicate="t.month = s.month AND t.name = s.name AND t.external_id = s.external_id "
            f"AND t.month IN ({months})",
            source_alias="s",
            target_alias="t",
            post_commithook_properties=_NO_HOOKS,
        )
        merge.when_matched_update_all().execute()


def delete_where(path: Path, predicate: str) -> None:
    DeltaTable(str(path)).delete(predicate, post_commithook_properties=_NO_HOOKS)


def restore(path: Path, version: int) -> None:
    """Bring a table back to a version; used to discard what was never published."""
    DeltaTable(str(path)).restore(version, post_commithook_properties=_NO_HOOKS)


def compact(path: Path) -> None:
    DeltaTable(str(path)).optimize.compact(post_commithook_properties=_NO_HOOKS)


def version_of(path: Path) -> int:
    return DeltaTable(str(path)).version()


def files_of(path: Path, version: int) -> list[str]:
    """The data files of a table at a version, as absolute paths."""
    return [uri.removeprefix("file://") for uri in DeltaTable(str(path), version=version).file_uris()]


def sync_table(path: Path, since: int) -> None:
    """Sync every log entry after version `since`, the files that it names, and their folders."""
    table = DeltaTable(str(path))
    log = path / "_delta_log"
    sync_paths(Path(uri.removeprefix("file://")) for uri in _added_files(path, since, table.version()))
    for version in range(since + 1, table.version() + 1):
        sync_file(log / f"{version:020d}.json")
    sync_folder(log)
    sync_folder(path)


def sync_paths(paths: Iterable[Path]) -> None:
    """Sync files and the folders that hold them."""
    folders = set()
    for path in paths:
        sync_file(path)
        folders.add(path.parent)
    for folder in folders:
        sync_folder(folder)


def _added_files(path: Path, since: int, until: int) -> set[str]:
    now = set(files_of(path, until))
    return now - set(files_of(path, since)) if since >= 0 else now
