"""The simulated ministry, built through the same door as any other: write its files, import them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sawt.demo.sources import SourceFile, write_sources
from sawt.errors import CallError
from sawt.intake.landing import sha256_of
from sawt.packs import shipped_mapping
from sawt.wiring.importing import Request, import_files
from sawt.wiring.keeping import batches
from sawt.wiring.reading import read_new
from sawt.wiring.workspace import Workspace

FIRST, LAST = "2025-01", "2025-11"


def build_ministry(
    workspace: Workspace, seed: int, at: str, tell: Callable[..., None]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Write the ministry's source files into a passing folder, import each and read what customers said.

    Returns the accountings, and what became of the contacts that were read.

    Raises CallError `cli.demo_elsewhere` in a workspace that holds anything else.
    """
    with tempfile.TemporaryDirectory(prefix="sawt-demo-") as folder:
        tell("writing")
        files = write_sources(Path(folder), seed)
        ours = {sha256_of(file.path) for file in files}
        held = {file["sha256"] for batch in batches(workspace) for file in batch["files"]}
        if held - ours:
            raise CallError("cli.demo_elsewhere", path=str(workspace.root))
        imports = [import_files(workspace, request, at, tell) for request in _requests(files)]
    return imports, read_new(workspace, at, tell=tell)


def _requests(files: list[SourceFile]) -> Iterator[Request]:
    """Files that follow each other under one name and mapping are one batch; a late file is its own."""
    for index, first in enumerate(files):
        if index and _alike(files[index - 1], first):
            continue
        group = [first]
        for other in files[index + 1 :]:
            if not _alike(group[-1], other):
                break
            group.append(other)
        yield Request(
            source=first.source,
            files=tuple(file.path for file in group),
            name=first.name,
            mapping=shipped_mapping(first.mapping) if first.mapping else None,
            complete_until=max(file.complete_until for file in group).isoformat(),
        )


def _alike(one: SourceFile, other: SourceFile) -> bool:
    return (one.source, one.name, one.mapping) == (other.source, other.name, other.mapping)
