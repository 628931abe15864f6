"""A workspace: one folder with the facts, the keys, what was received, and its settings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sawt.errors import CallError, StateError
from sawt.facts import store, versions
from sawt.facts.snapshot import Snapshot
from sawt.intake.keys import Keys, create_keys, load_keys
from sawt.options import OPTIONS

# What an `init` that was cut short may have left.
_OWN = {"keys", "facts", "packs", "sawt.toml.draft"}


@dataclass(frozen=True)
class Workspace:
    """Where everything of one ministry lies. `settings` has every option, defaults filled in."""

    root: Path
    settings: dict[str, Any]

    @property
    def facts(self) -> Path:
        return self.root / "facts"

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def rejects(self) -> Path:
        return self.root / "rejects"

    @property
    def keys(self) -> Keys:
        return load_keys(self.root / "keys")

    def snapshot(self, version: int | None = None) -> Snapshot:
        """The facts at a version, the newest by default."""
        return Snapshot(self.facts, version)


def init_workspace(root: Path, made_at: str, **given: Any) -> Workspace:
    """Make a workspace; harmless where one exists. Raises StateError if the folder holds other things."""
    if root.exists() and {path.name for path in root.iterdir()} - _OWN and not (root / "sawt.toml").exists():
        raise StateError("facts.folder_not_empty", path=str(root))
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    root.chmod(0o700)
    if not (root / "facts" / "versions").exists():
        create_keys(root / "keys")
    if not (root / "sawt.toml").exists():
        draft = root / "sawt.toml.draft"
        draft.write_text(_settings_text(given), encoding="utf-8")
        draft.replace(root / "sawt.toml")
    (root / "packs" / "mappings").mkdir(parents=True, exist_ok=True)
    workspace = _opened(root)
    store.create(workspace.facts, {"time_zone": workspace.settings["time_zone"]}, made_at)
    return workspace


def open_workspace(root: Path) -> Workspace:
    """Raises StateError `facts.no_workspace` where there is none, or what stands in the way of reading it."""
    if not (root / "sawt.toml").exists():
        raise StateError("facts.no_workspace", path=str(root))
    workspace = _opened(root)
    versions.read(workspace.facts)
    return workspace


def _opened(root: Path) -> Workspace:
    path = root / "sawt.toml"
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CallError("facts.settings_broken", file=str(path), reason=str(error)) from None
    known = {option.name for option in OPTIONS}
    for name in written:
        if name not in known:
            raise CallError(
                "facts.unknown_setting", file=str(path), name=name, known=", ".join(sorted(known))
            )
    settings = {option.name: written.get(option.name, option.default) for option in OPTIONS}
    try:
        ZoneInfo(str(settings["time_zone"]))
    except (KeyError, ValueError, OSError):
        raise CallError("facts.unknown_zone", zone=str(settings["time_zone"]), file=str(path)) from None
    return Workspace(root, settings)


def _settings_text(given: dict[str, Any]) -> str:
    lines = [f'{option.name} = "{given.get(option.name, option.default)}"' for option in OPTIONS]
    return "\n".join(lines) + "\n"
