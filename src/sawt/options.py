"""Every option of a workspace, said once: its name, its default, and the code of its meaning."""

from __future__ import annotations

from dataclasses import dataclass

WORKSPACE_VARIABLE = "SAWT_WORKSPACE"
DEFAULT_WORKSPACE = "./sawt-data"


@dataclass(frozen=True)
class Option:
    """One line of `sawt.toml`. Its meaning in words is `options.<name>` in `sawt/locale`."""

    name: str
    default: str

    @property
    def meaning(self) -> str:
        return f"options.{self.name}"


OPTIONS = (
    Option("time_zone", "Asia/Muscat"),
    Option("language", "ar"),
    Option("digits", "latn"),
    Option("entity", "mociip"),
    Option("desk_database", ""),
)
