"""What is written here is on the disk before anybody is told: delta-rs itself never calls fsync."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def sync_file(path: Path) -> None:
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    _sync(path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))


def publish_json(path: Path, content: dict[str, Any]) -> None:
    """Write `content` to a path that must not exist yet, so that a reader sees all of it or none.

    Raises FileExistsError when another writer published that path first.
    """
    draft = path.with_suffix(f".draft-{os.getpid()}")
    with draft.open("w", encoding="utf-8") as out:
        json.dump(content, out, ensure_ascii=False, sort_keys=True, indent=1)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
    sync_folder(path.parent)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
