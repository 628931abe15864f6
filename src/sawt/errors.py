"""Every error of Sawt, drawn as a tree.

    SawtError
    ├── CallError        the call was wrong: options, a mapping, a file that is not what it says  exit 2
    │   ├── MappingError     a mapping's line is wrong
    │   └── SourceError      a received file cannot be taken as it is
    └── StateError       the workspace or the machine failed: keys, disk, versions, recovery       exit 3

An error carries a sentence code and its parameters, never a sentence: faces render it in the
reader's language, and every sentence says what to do next. The codes live in `sawt/locale`.
"""

from __future__ import annotations

from typing import Any


class SawtError(Exception):
    """Something that a person must know, as a sentence code such as `intake.unknown_column`."""

    exit_code = 3

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}"


class CallError(SawtError):
    """The call, or what was given to it, was wrong; nothing was changed."""

    exit_code = 2


class MappingError(CallError):
    """A mapping cannot be used; `line` in the parameters says where."""


class SourceError(CallError):
    """A received file cannot be taken as it is; nothing of it was loaded."""


class StateError(SawtError):
    """The workspace or the machine is not in a state to go on."""
