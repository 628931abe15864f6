"""An import that dies at a step: run as a program by `test_publishing`, which then looks at what is left."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sawt.facts import derived, durable, tables, versions
from sawt.intake.landing import RejectBook
from sawt.wiring.importing import Request, import_files
from sawt.wiring.workspace import open_workspace
from tests.stores.ministry import AT, reading_here

# Step → where it lies, and whether the fault comes before or after what is done there.
STEPS: dict[str, tuple[Any, str, str]] = {
    "after the rejected records are closed": (RejectBook, "close", "after"),
    "after new rows are appended": (tables, "append", "after"),
    "before changed rows are merged": (tables, "merge_changed", "before"),
    "after changed rows are merged": (tables, "merge_changed", "after"),
    "after cells are built": (derived, "build", "after"),
    "while files are synced": (tables, "sync_table", "after"),
    "before the version is written": (versions, "publish_json", "before"),
    "before the version is linked": (durable.os, "link", "before"),
}
LINKED = "after the version is linked"
ALL_STEPS = {**STEPS, LINKED: (durable.os, "link", "after")}


def plant(patch: pytest.MonkeyPatch, step: str, fault: Callable[[], None]) -> None:
    """Let `fault` happen when an import first comes to a step."""
    where, name, when = ALL_STEPS[step]
    real = getattr(where, name)
    ahead = [fault]

    def faulty(*args: Any, **kwargs: Any) -> Any:
        if when == "before" and ahead:
            ahead.pop()()
        done = real(*args, **kwargs)
        if ahead:
            ahead.pop()()
        return done

    patch.setattr(where, name, faulty)


def main(root: str, step: str, mapping: str, *files: str) -> None:
    plant(pytest.MonkeyPatch(), step, lambda: os._exit(9))
    request = Request("table", tuple(map(Path, files)), name="exchange", mapping=Path(mapping))
    with reading_here():
        import_files(open_workspace(Path(root)), request, AT)


if __name__ == "__main__":
    main(*sys.argv[1:])
