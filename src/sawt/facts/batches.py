"""What came in when: batches as the published versions record them, and what is known of each source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sawt.facts.versions import FactsVersion

IMPORT, READING = "import", "reading"


def standing(history: Sequence[FactsVersion], *kinds: str) -> dict[str, dict[str, Any]]:
    """The batches of these kinds that were not undone, oldest first: batch → what its version records.

    Without a kind: the imports.
    """
    made, wanted = [version.made_by for version in history], kinds or (IMPORT,)
    undone = {step["undone"] for step in made if step["kind"] == "undone"}
    return {step["batch"]: step for step in made if step["kind"] in wanted and step["batch"] not in undone}


def sources_after(history: Sequence[FactsVersion], made_by: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is known of every name once `made_by` is published: days, touchpoints, completeness."""
    undone = made_by.get("undone")
    steps = [step for batch, step in standing(history).items() if batch != undone]
    if made_by["kind"] == IMPORT:
        steps.append(made_by)
    told = [step for step in (*(v.made_by for v in history), made_by) if step["kind"] == "completeness"]
    known: dict[str, dict[str, Any]] = {}
    for step in steps:
        source = known.setdefault(
            step["name"], {"source": step["source"], "touchpoints": [], "derived_tables": []}
        )
        for field in ("touchpoints", "derived_tables"):
            source[field] = sorted({*source[field], *step.get(field, ())})
        for field, better in (("first_day", min), ("last_day", max), ("complete_until", max)):
            days = [day for day in (source.get(field), step.get(field)) if day]
            source[field] = better(days) if days else None
    for step in told:
        if step["name"] in known:
            held = known[step["name"]]
            held["complete_until"] = max(held["complete_until"] or "", step["complete_until"])
    return known


def already_received(
    history: Sequence[FactsVersion], name: str, source: str, mapping: str | None, files: Sequence[str]
) -> list[dict[str, Any]] | None:
    """The standing batches' records of files, when each was received under this name and mapping."""
    held = {
        file["sha256"]: {**file, "batch": batch}
        for batch, step in standing(history).items()
        if (step["name"], step["source"], step["mapping"]) == (name, source, mapping)
        for file in step["files"]
    }
    return [held[file] for file in files] if all(file in held for file in files) else None


def received_elsewhere(history: Sequence[FactsVersion], name: str, sha256: str) -> list[tuple[str, str]]:
    """The standing batches that brought this very file under another name: (batch, name)."""
    return [
        (batch, step["name"])
        for batch, step in standing(history).items()
        if step["name"] != name and any(file["sha256"] == sha256 for file in step["files"])
    ]
