"""Packs: effective-dated data that a ministry may replace. This one ships."""

from __future__ import annotations

from pathlib import Path

from sawt.errors import CallError

_MAPPINGS = Path(__file__).parent / "mociip" / "mappings"


def shipped_mappings() -> list[str]:
    """The names of the mappings that ship."""
    return sorted(path.stem for path in _MAPPINGS.glob("*.toml"))


def shipped_mapping(name: str) -> Path:
    """The path of a shipped mapping. Raises CallError `mapping.unknown`."""
    if name not in shipped_mappings():
        raise CallError("mapping.unknown", name=name, known=", ".join(shipped_mappings()))
    return _MAPPINGS / f"{name}.toml"
