"""What the child process is asked, and what it answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from sawt.intake.refusals import Reason


@dataclass(frozen=True)
class Job:
    """One file to parse. The key travels on standard input, never on a command line."""

    source: str
    path: str
    file_index: int
    staging: str
    name: str
    mapping_text: str | None
    mapping_path: str | None
    time_zone: str
    pseudonym_key: bytes
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> str:
        return json.dumps({**asdict(self), "pseudonym_key": self.pseudonym_key.hex()})

    @classmethod
    def from_json(cls, text: str) -> Job:
        given = json.loads(text)
        return cls(**{**given, "pseudonym_key": bytes.fromhex(given["pseudonym_key"])})


@dataclass(frozen=True)
class Done:
    """A file that was read to its end: records received and refused, its encoding, and remarks."""

    received: int
    rejected: int
    encoding: str
    notes: list[dict[str, Any]] = field(default_factory=list)


class Emit:
    """The child's mouth: rejects and progress as JSON lines."""

    def __init__(self, write: Callable[[str], Any] | None = None) -> None:
        """`write`: to standard output unless given."""
        self._write = write or sys.stdout.write
        self.rejected = 0

    def reject(self, line: int, reason: Reason, raw: str, **params: Any) -> None:
        """Return a record that cannot be taken, with the reason and its text."""
        self.rejected += 1
        self._say({"reject": {"line": line, "reason": reason, "params": params, "raw": raw}})

    def progress(self, rows: int) -> None:
        self._say({"progress": rows})

    def done(self, done: Done) -> None:
        self._say({"done": asdict(done)})

    def error(self, kind: str, code: str, params: dict[str, Any]) -> None:
        self._say({"error": {"kind": kind, "code": code, "params": params}})

    def _say(self, message: dict[str, Any]) -> None:
        self._write(json.dumps(message, ensure_ascii=True, default=str) + "\n")
