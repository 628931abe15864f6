"""A workspace's models: those that it made of its own labels, and which of them reads.

`models/VERSION.model` holds a model as bytes, `models/current` the version that is in use. Where nothing
is in use, the model that ships reads. A file appears whole or not at all, so that whoever reads meanwhile
sees the one before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sawt.errors import CallError, SourceError, StateError
from sawt.facts.durable import sync_folder
from sawt.understanding.heads.model import Model, from_bytes, to_bytes
from sawt.understanding.read import shipped_model
from sawt.wiring.workspace import Workspace

_VERSION = re.compile(r"^[^\W_][\w-]{0,63}$")  # it becomes the name of a file
_LONGEST = 200  # bytes of `current` that are looked at


@dataclass(frozen=True)
class Kept:
    """A model that can be used: the workspace's own, or the one that ships. `card` tells how it was made."""

    version: str
    shipped: bool
    current: bool
    card: Mapping[str, Any]


def current_version(workspace: Workspace) -> str | None:
    """The version that is in use; None where it is the one that ships.

    Raises StateError `model.bad_current` where the file names no version.
    """
    path = _folder(workspace) / "current"
    try:
        with path.open("rb") as file:
            said = file.read(_LONGEST).decode("utf-8", "replace").strip()
    except FileNotFoundError:
        return None
    if not _VERSION.match(said):
        raise StateError("model.bad_current", path=str(path))
    return said


def current_model(workspace: Workspace) -> Model:
    """The model that reads this workspace's messages.

    Raises StateError `model.bad_current` or `model.missing`, SourceError `model.unreadable`,
    `model.other_format` or `model.other_version`: nothing is read by another model unnoticed.
    """
    version = current_version(workspace)
    return shipped_model() if version is None else _load(workspace, version)


def keep_model(workspace: Workspace, model: Model) -> Path:
    """Keep a model's file, which does not make it the one in use. The same model again changes nothing."""
    path = _path(workspace, model.version)
    _write(path, to_bytes(model))
    return path


def use_model(workspace: Workspace, version: str) -> None:
    """From now on this kept version reads, or the one that ships if it is that.

    Raises CallError `model.unknown`; SourceError where its file cannot be used. Then nothing changed.
    """
    if not _VERSION.match(version):
        raise CallError("model.unknown", version=version[:80], known=_known(workspace))
    path = _folder(workspace) / "current"
    if _path(workspace, version).exists():
        _load(workspace, version)
        _write(path, f"{version}\n".encode())
    elif version == shipped_model().version:
        path.unlink(missing_ok=True)
        if path.parent.exists():
            sync_folder(path.parent)
    else:
        raise CallError("model.unknown", version=version, known=_known(workspace))


def kept_models(workspace: Workspace) -> list[Kept]:
    """The shipped model, then the workspace's own by version. Raises SourceError for a broken file."""
    current = current_version(workspace)
    shipped = shipped_model()
    own = [_load(workspace, version) for version in _versions(workspace)]
    return [
        Kept(shipped.version, True, current is None, shipped.card),
        *(Kept(model.version, False, model.version == current, model.card) for model in own),
    ]


def _load(workspace: Workspace, version: str) -> Model:
    path = _path(workspace, version)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise StateError("model.missing", version=version, path=str(path)) from None
    model = from_bytes(data, str(path))
    if model.version != version:
        raise SourceError("model.other_version", path=str(path), found=str(model.version), wanted=version)
    return model


def _write(path: Path, data: bytes) -> None:
    """Put a file in the place of another, on the disk before anybody sees it."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft-{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def _known(workspace: Workspace) -> str:
    return ", ".join([*_versions(workspace), shipped_model().version])


def _versions(workspace: Workspace) -> list[str]:
    return sorted(path.stem for path in _folder(workspace).glob("*.model") if _VERSION.match(path.stem))


def _path(workspace: Workspace, version: str) -> Path:
    return _folder(workspace) / f"{version}.model"


def _folder(workspace: Workspace) -> Path:
    return workspace.root / "models"
