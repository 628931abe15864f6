"""What is kept and whether it is sound: sources, batches, rejects, the check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sawt.errors import CallError, SawtError
from sawt.facts import checking, versions
from sawt.facts.batches import IMPORT, READING, standing
from sawt.facts.checking import Finding
from sawt.facts.schema import READINGS
from sawt.intake import landing
from sawt.intake.prints import print_columns
from sawt.packs import shipped_mapping
from sawt.wiring.workspace import Workspace


def mapping_file(workspace: Workspace, given: str) -> Path:
    """A mapping by path, or by name: the workspace's own first, then the pack's."""
    if "/" in given or given.endswith(".toml"):
        return Path(given)
    own = workspace.root / "packs" / "mappings" / f"{given}.toml"
    return own if own.exists() else shipped_mapping(given)


def sources(workspace: Workspace) -> list[dict[str, Any]]:
    """What is known of every name that brought something."""
    known = versions.read(workspace.facts).sources
    return [{"name": name, **source} for name, source in sorted(known.items())]


def batches(workspace: Workspace) -> list[dict[str, Any]]:
    """Every import and every reading, oldest first, and whether it was undone."""
    history = versions.history(workspace.facts)
    held = standing(history, IMPORT, READING)
    made = [version for version in history if version.made_by["kind"] in (IMPORT, READING)]
    return [
        {
            **(_as_batch(v.made_by) if v.made_by["kind"] == READING else v.made_by),
            "facts_version": v.number,
            "undone": v.made_by["batch"] not in held,
        }
        for v in made
    ]


def _as_batch(reading: dict[str, Any]) -> dict[str, Any]:
    """A reading told as imports are: its rows are new, or stand in the place of earlier ones."""
    rows, replaced = reading["rows"], reading["replaced"]
    parts = {"loaded": rows - min(rows, replaced), "updated": min(rows, replaced)}
    return {
        **reading, "name": READINGS, "source": reading["model"] or "labels", "received": rows, **parts,
        "duplicate": 0, "rejected": 0, "filtered": 0, "files": [], "rejects": {},
    }  # fmt: skip


def rejected(workspace: Workspace, batch: str) -> Iterator[dict[str, Any]]:
    """The rejected records of a batch. Raises CallError `facts.unknown_batch`."""
    held = {known["batch"]: known["rejected"] for known in batches(workspace)}
    if batch not in held:
        raise CallError("facts.unknown_batch", batch=batch)
    path = workspace.rejects / f"{batch}.jsonl.enc"
    return landing.read_rejects(path, workspace.keys.landing) if held[batch] else iter(())


def check(workspace: Workspace) -> list[Finding]:
    """Verify facts, received files and rejects; each finding says how to mend it."""
    findings = checking.verify(workspace.facts, lambda batch: print_columns(batch))
    try:
        key, received = workspace.keys.landing, batches(workspace)
    except SawtError as error:
        told = Finding(error.code, error.params)
        return findings if told in findings else [*findings, told]
    for batch in received:
        findings += _landed_wrong(workspace, batch, key)
    return findings


def _landed_wrong(workspace: Workspace, batch: dict[str, Any], key: bytes) -> Iterator[Finding]:
    for index, file in enumerate(batch["files"]):
        path = workspace.landing / batch["batch"] / f"{index}.enc"
        try:
            whole = landing.sha256_of_landed(path, key) == file["sha256"]
        except SawtError:
            whole = False
        if not whole:
            yield Finding("intake.check_landing", {"batch": batch["batch"], "file": file["name"]})
    if batch["rejected"]:
        path = workspace.rejects / f"{batch['batch']}.jsonl.enc"
        try:
            held = sum(1 for _ in landing.read_rejects(path, key))
        except SawtError:
            held = -1
        if held != batch["rejected"]:
            yield Finding("intake.check_rejects", {"batch": batch["batch"], "told": batch["rejected"]})
