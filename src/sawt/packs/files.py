"""Where a pack's file is: the workspace's own comes before the one that ships."""

from __future__ import annotations

from pathlib import Path

from sawt.errors import CallError

_SHIPPED = Path(__file__).parent / "mociip"


def pack_text(name: str, workspace: Path | None = None) -> tuple[str, str]:
    """The text of `packs/NAME.toml`, and what to call the file in a complaint.

    Raises CallError `packs.unreadable`.
    """
    own = workspace / "packs" / f"{name}.toml" if workspace else None
    path = own if own is not None and own.exists() else _SHIPPED / f"{name}.toml"
    try:
        return path.read_text(encoding="utf-8-sig"), str(path)
    except (OSError, UnicodeDecodeError) as error:
        raise CallError("packs.unreadable", file=str(path), reason=str(error)) from None
