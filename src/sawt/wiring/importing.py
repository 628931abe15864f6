"""A received file's way in: landed, parsed in a child, told apart, derived, published, or nothing at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sawt.errors import CallError, SawtError, SourceError
from sawt.facts import loading, versions
from sawt.facts.batches import already_received, sources_after
from sawt.facts.loading import Outcome
from sawt.facts.publishing import publish_changes
from sawt.facts.store import Writer, writing
from sawt.facts.undo import undo
from sawt.facts.versions import FactsVersion
from sawt.intake import landing, sandbox
from sawt.intake.job import Job
from sawt.intake.landing import RejectBook
from sawt.intake.sources import Source, source_named
from sawt.wiring.workspace import Workspace

Tell = Callable[..., None]


@dataclass(frozen=True)
class Request:
    """What `sawt import` was asked: files of one kind of export, under one name."""

    source: str
    files: tuple[Path, ...]
    name: str | None = None
    mapping: Path | None = None
    complete_until: str | None = None
    control_total: int | None = None
    dry_run: bool = False


@dataclass
class _Tally:
    """What is known of a batch while it is made."""

    received: int = 0
    filtered: int = 0
    files: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    contacts: int = 0
    derived_table: str | None = None


def import_files(
    workspace: Workspace, request: Request, at: str, tell: Tell = lambda *a, **k: None
) -> dict[str, Any]:
    """Import files as one batch; all of it is published, or none. Returns the accounting of DESIGN 9.

    Raises CallError or StateError; then nothing was loaded.
    """
    started = time.monotonic()
    source = source_named(request.source)
    name = request.name or _default_name(request, source)
    mapping = _mapping_text(source, request)
    _files_exist(request.files)
    keys = workspace.keys
    sums = [landing.sha256_of(path) for path in request.files]
    with writing(workspace.facts, on_wait=lambda: tell("waiting")) as writer:
        history = versions.history(workspace.facts)
        held = already_received(history, name, source.name, mapping and mapping[1], sums)
        if held is not None:
            return _received_before(request, source, name, held, writer, started)
        batch = f"b{writer.base.number + 1}"
        book = RejectBook(workspace.rejects / f"{batch}.jsonl.enc", keys.landing)
        try:
            made = _take_in(workspace, writer, request, source, name, mapping, sums, batch, book, at, tell)
        except BaseException:
            book.close()
            _forget(workspace, batch)
            raise
        return {**made, "seconds": round(time.monotonic() - started, 3)}


def undo_batch(workspace: Workspace, batch: str, at: str) -> FactsVersion:
    """Undo a batch as a new version. What was received stays in the landing."""
    with writing(workspace.facts) as writer:
        return undo(writer, batch, at)


def _take_in(
    workspace: Workspace,
    writer: Writer,
    request: Request,
    source: Source,
    name: str,
    mapping: tuple[str, str] | None,
    sums: Sequence[str],
    batch: str,
    book: RejectBook,
    at: str,
    tell: Tell,
) -> dict[str, Any]:
    tally = _Tally()
    staging = writer.scratch / "staged"
    staging.mkdir(parents=True)
    for index, (path, sha256) in enumerate(zip(request.files, sums, strict=True)):
        if not request.dry_run:
            landing.land(path, workspace.landing / batch / f"{index}.enc", workspace.keys.landing)
        _parse(workspace, request, source, name, mapping, index, path, sha256, staging, book, tally, tell)
    if request.control_total is not None and tally.received != request.control_total:
        raise CallError("intake.control_total", told=request.control_total, received=tally.received)
    tell("loading")
    _load_all(writer, source, mapping, name, staging, batch, book, tally, request.dry_run)
    book.close()
    result = _accounting(batch, source, name, tally, book, writer.base.number)
    changed = {table: outcome.months for table, outcome in tally.outcomes.items() if outcome.changed}
    if request.dry_run:
        _forget(workspace, batch)
        return {**result, "batch": None, "dry_run": True}
    if not changed and not book.count:
        _forget(workspace, batch)
        return {**result, "batch": None}
    made_by = _record(request, source, name, mapping, result, tally, at)
    version = publish_changes(
        writer, made_by, changed, sources_after(versions.history(workspace.facts), made_by)
    )
    return {**result, "facts_version": version.number}


def _parse(
    workspace: Workspace,
    request: Request,
    source: Source,
    name: str,
    mapping: tuple[str, str] | None,
    index: int,
    path: Path,
    sha256: str,
    staging: Path,
    book: RejectBook,
    tally: _Tally,
    tell: Tell,
) -> None:
    job = Job(
        source=source.name,
        path=str(path),
        file_index=index,
        staging=str(staging),
        name=name,
        mapping_text=mapping[0] if mapping else None,
        mapping_path=str(request.mapping) if mapping else None,
        time_zone=str(workspace.settings["time_zone"]),
        pseudonym_key=workspace.keys.pseudonym,
    )

    def refuse(record: dict[str, Any]) -> None:
        book.add({"file": path.name, **record})
        tally.filtered += record["reason"] == "filtered_by_mapping"

    before = book.count
    done = sandbox.run(
        job, on_progress=lambda rows: tell("reading", file=path.name, rows=rows), on_reject=refuse
    )
    tally.received += done.received
    tally.notes += done.notes
    tally.files.append(
        {
            "name": path.name,
            "sha256": sha256,
            "encoding": done.encoding,
            "received": done.received,
            "rejected": book.count - before,
        }
    )


def _load_all(
    writer: Writer,
    source: Source,
    mapping: tuple[str, str] | None,
    name: str,
    staging: Path,
    batch: str,
    book: RejectBook,
    tally: _Tally,
    dry_run: bool,
) -> None:
    """Load the staged rows of each table; refuse contradicting rows; derive contacts from events."""
    for staged in sorted(staging.iterdir()):
        table = staged.name
        outcome = loading.load(writer, table, staged, batch, dry_run)
        tally.outcomes[table] = outcome
        for file, line, key, first in outcome.contradictions:
            book.add(
                {
                    "file": tally.files[file]["name"],
                    "line": line,
                    "reason": "key_repeats",
                    "params": {"key": key, "first": first},
                    "raw": "",
                }
            )
            tally.files[file]["rejected"] += 1
    tally.contacts = sum(_rows(o) for t, o in tally.outcomes.items() if t == "contacts")
    derives = source.derives_for(mapping[0] if mapping else None)
    if derives and not dry_run and tally.outcomes.get("events", Outcome()).changed:
        table, outcome, rows = loading.derive(writer, derives, {name}, batch)
        tally.outcomes[table], tally.contacts, tally.derived_table = outcome, rows, table


def _rows(outcome: Outcome) -> int:
    return outcome.loaded + outcome.updated + outcome.duplicate


def _accounting(
    batch: str, source: Source, name: str, tally: _Tally, book: RejectBook, version: int
) -> dict[str, Any]:
    """The batch's accounting: every received record is loaded, updated, duplicate or rejected."""
    direct = [o for table, o in tally.outcomes.items() if table != tally.derived_table]
    result: dict[str, Any] = {
        "batch": batch,
        "source": source.name,
        "name": name,
        "files": [{k: f[k] for k in ("name", "sha256", "encoding")} for f in tally.files],
        "received": tally.received,
        "loaded": sum(o.loaded for o in direct),
        "updated": sum(o.updated for o in direct),
        "duplicate": sum(o.duplicate for o in direct),
        "rejected": book.count,
        "filtered": tally.filtered,
        "contacts": tally.contacts,
        "rejects": dict(sorted(book.reasons.items())),
        "facts_version": version,
        "notes": tally.notes,
    }
    parts = [result[part] for part in ("loaded", "updated", "duplicate", "rejected")]
    if result["received"] != sum(parts):
        raise SawtError("intake.accounting_broken", **{k: v for k, v in result.items() if isinstance(v, int)})
    return result


def _record(
    request: Request,
    source: Source,
    name: str,
    mapping: tuple[str, str] | None,
    result: dict[str, Any],
    tally: _Tally,
    at: str,
) -> dict[str, Any]:
    """What the published version says of its batch."""
    days = [o.local_days for o in tally.outcomes.values() if o.local_days]
    touchpoints = {t for o in tally.outcomes.values() for t in o.touchpoints}
    touchpoints |= {"transaction"} if "transactions" in tally.outcomes else set()
    last = max((day[1] for day in days), default=None)
    return {
        "kind": "import",
        "at": at,
        **{k: v for k, v in result.items() if k not in ("files", "facts_version")},
        "files": tally.files,
        "mapping": mapping and mapping[1],
        "complete_until": request.complete_until,
        "first_day": min((day[0] for day in days), default=None),
        "last_day": last,
        "touchpoints": sorted(touchpoints),
        "derived_tables": [tally.derived_table] if tally.derived_table else [],
        "tables": {t: {"loaded": o.loaded, "updated": o.updated} for t, o in tally.outcomes.items()},
    }


def _received_before(
    request: Request, source: Source, name: str, held: list[dict[str, Any]], writer: Writer, started: float
) -> dict[str, Any]:
    """The accounting of files that were received before, byte for byte: nothing to do, nothing to publish."""
    received = sum(file["received"] for file in held)
    rejected = sum(file["rejected"] for file in held)
    if request.control_total is not None and received != request.control_total:
        raise CallError("intake.control_total", told=request.control_total, received=received)
    return {
        "batch": None,
        "source": source.name,
        "name": name,
        "files": [{k: f[k] for k in ("name", "sha256", "encoding")} for f in held],
        "received": received,
        "loaded": 0,
        "updated": 0,
        "duplicate": received - rejected,
        "rejected": rejected,
        "filtered": 0,
        "contacts": 0,
        "rejects": {},
        "facts_version": writer.base.number,
        "notes": [{"code": "intake.received_before", "params": {"batch": held[0]["batch"]}}],
        "seconds": round(time.monotonic() - started, 3),
    }


def _default_name(request: Request, source: Source) -> str:
    return request.mapping.stem if request.mapping else source.name


def _mapping_text(source: Source, request: Request) -> tuple[str, str] | None:
    """The mapping's text and its SHA-256. Raises CallError when a source needs one and none was given."""
    if request.mapping is None:
        if source.needs_mapping:
            raise CallError("intake.mapping_needed", source=source.name)
        return None
    try:
        text = request.mapping.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(
            "mapping.unreadable", file=str(request.mapping), reason=type(error).__name__
        ) from None
    return text, landing.sha256_of(request.mapping)


def _files_exist(files: Sequence[Path]) -> None:
    for path in files:
        if path.is_dir():
            raise SourceError("intake.is_folder", file=str(path))
        try:
            path.open("rb").close()
        except FileNotFoundError:
            raise SourceError("intake.no_file", file=str(path)) from None
        except OSError as error:
            raise SourceError("intake.cannot_open", file=str(path), reason=error.strerror or "") from None


def _forget(workspace: Workspace, batch: str) -> None:
    """Take away what a batch that was not published left in landing and rejects."""
    import shutil

    shutil.rmtree(workspace.landing / batch, ignore_errors=True)
    (workspace.rejects / f"{batch}.jsonl.enc").unlink(missing_ok=True)
