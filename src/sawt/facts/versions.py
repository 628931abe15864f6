"""Facts versions: `versions/N.json` names each table's Delta version and each derived file.

A version is published by an exclusive link after everything that it names is on the disk. Readers
open only published versions; what a dead writer left beyond the newest one is discarded.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sawt.errors import StateError
from sawt.facts.durable import publish_json
from sawt.facts.schema import FORMAT


@dataclass(frozen=True)
class FactsVersion:
    """One published state of the facts.

    `tables`: Delta version by table. `derived`: derived table → local partition month → file name.
    `sources`: what is known of each name. `made_by`: the batch, undo or upkeep that made it.
    """

    number: int
    tables: dict[str, int]
    derived: dict[str, dict[str, str]]
    sources: dict[str, dict[str, Any]]
    made_by: dict[str, Any]
    format: int = FORMAT
    settings: dict[str, Any] = field(default_factory=dict)

    def at(self, table: str) -> int:
        """A table's Delta version; of one that this version is too old to name, that of its making."""
        return self.tables.get(table, 0)


def publish(root: Path, version: FactsVersion) -> None:
    """Raises StateError `facts.version_taken` if that number exists already."""
    folder = root / "versions"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        publish_json(folder / f"{version.number}.json", asdict(version))
    except FileExistsError:
        raise StateError("facts.version_taken", number=version.number) from None


def clear_drafts(root: Path) -> None:
    """Remove what a writer that died while it published left beside the versions."""
    for draft in (root / "versions").glob("*.draft-*"):
        draft.unlink(missing_ok=True)


def numbers(root: Path) -> list[int]:
    """All published versions, oldest first."""
    folder = root / "versions"
    return sorted(int(path.stem) for path in folder.glob("*.json") if path.stem.isdigit())


def read(root: Path, number: int | None = None) -> FactsVersion:
    """A version, or the newest. Raises StateError when there is none, it is torn, or it is newer than us."""
    published = numbers(root)
    if not published:
        raise StateError("facts.versions_lost" if lost(root) else "facts.no_workspace", path=str(root.parent))
    if number is not None and number not in published:
        raise StateError("facts.no_such_version", number=number, newest=published[-1])
    return _load(root / "versions" / f"{number or published[-1]}.json")


def lost(root: Path) -> bool:
    """Whether tables were written to while no version tells of it."""
    return not numbers(root) and any(root.glob(f"*/_delta_log/{1:020d}.json"))


def history(root: Path) -> list[FactsVersion]:
    return [_load(root / "versions" / f"{number}.json") for number in numbers(root)]


def _load(path: Path) -> FactsVersion:
    try:
        version = json.loads(path.read_text(encoding="utf-8"))
        if int(version["format"]) > FORMAT:
            raise StateError("facts.newer_workspace", written=int(version["format"]), known=FORMAT)
        return FactsVersion(**version)
    except (ValueError, KeyError, TypeError):
        raise StateError("facts.version_torn", file=path.name) from None
