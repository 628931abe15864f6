"""The workspace's keys: one that makes pseudonyms, one that encrypts what was received.

They lie in `keys/`, readable by their owner alone, and are never made anew where facts exist: a new
pseudonym key would break every link between a customer's contacts without anyone noticing.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sawt.errors import StateError

_SIZE = 32
_NAMES = ("pseudonym", "landing")


@dataclass(frozen=True)
class Keys:
    """Two keys of 32 bytes. Never logged, never on a command line."""

    pseudonym: bytes
    landing: bytes

    def __repr__(self) -> str:
        return "Keys(…)"


def create_keys(folder: Path) -> None:
    """Make the keys that are missing in a new workspace, owner-only and synced."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in _NAMES:
        path = folder / f"{name}.key"
        if path.exists():
            continue
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_hex(_SIZE) + "\n")
            out.flush()
            os.fsync(out.fileno())


def load_keys(folder: Path) -> Keys:
    """Raises StateError `intake.key_missing` or `intake.key_broken`."""
    return Keys(*(_load(folder / f"{name}.key") for name in _NAMES))


def _load(path: Path) -> bytes:
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise StateError("intake.key_missing", file=path.name, folder=str(path.parent)) from None
    except (OSError, UnicodeDecodeError):
        raise StateError("intake.key_broken", file=path.name, folder=str(path.parent)) from None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _SIZE:
        raise StateError("intake.key_broken", file=path.name, folder=str(path.parent))
    return key
