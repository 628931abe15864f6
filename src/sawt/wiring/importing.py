"""A received file's way in: landed, parsed in a child, told apart, derived, published, or nothing at all."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from sawt.errors import StateError
from sawt.facts import loading, versions
from sawt.facts.batches import already_received, received_elsewhere, sources_after
from sawt.facts.loading import Outcome
from sawt.facts.publishing import publish_changes
from sawt.facts.store import Writer, writing
from sawt.facts.undo import undo
from sawt.facts.versions import FactsVersion
from sawt.intake import landing, sandbox
from sawt.intake.job import Job
from sawt.intake.landing import RejectBook
from sawt.wiring.accounting import Tally, accounting, received_before, record, refuse_other_total
from sawt.wiring.incoming import Incoming, Received, Request, incoming
from sawt.wiring.workspace import Workspace

__all__ = ["Request", "import_files", "undo_batch"]

Tell = Callable[..., None]


def import_files(
    workspace: Workspace, request: Request, at: str, tell: Tell = lambda *a, **k: None
) -> dict[str, Any]:
    """Import files as one batch; all of it is published, or none. Returns the accounting of DESIGN 9.

    Raises CallError or StateError; then nothing was loaded.
    """
    started = time.monotonic()
    coming, keys = incoming(request), workspace.keys
    with writing(workspace.facts, on_wait=lambda: tell("waiting")) as writer:
        history = versions.history(workspace.facts)
        sums = [file.sha256 for file in coming.files]
        held = already_received(history, coming.name, coming.source.name, coming.mapping_sum, sums)
        if held is not None:
            made = received_before(coming, held, writer.base.number)
            refuse_other_total(coming, made["received"])
            made["facts_version"] = _complete(writer, coming, at)
        else:
            book = RejectBook(workspace.rejects / f"{_next_batch(writer)}.jsonl.enc", keys.landing)
            made = _Batch(workspace, writer, coming, book, history, at, tell).take_in()
    return {**made, "seconds": round(time.monotonic() - started, 3)}


def undo_batch(workspace: Workspace, batch: str, at: str) -> FactsVersion:
    """Undo a batch as a new version. What was received stays in the landing."""
    with writing(workspace.facts) as writer:
        return undo(writer, batch, at)


def _next_batch(writer: Writer) -> str:
    return f"b{writer.base.number + 1}"


def _complete(writer: Writer, coming: Incoming, at: str) -> int:
    """Publish how far a source is complete, where that alone is new; returns the facts version then."""
    until, known = coming.request.complete_until, writer.base.sources.get(coming.name)
    if coming.request.dry_run or not until or known is None or (known["complete_until"] or "") >= until:
        return writer.base.number
    made_by = {"kind": "completeness", "name": coming.name, "complete_until": until, "at": at}
    sources = sources_after(versions.history(writer.root), made_by)
    return publish_changes(writer, made_by, {}, sources).number


class _Batch:
    """One batch while it is made."""

    def __init__(
        self,
        workspace: Workspace,
        writer: Writer,
        coming: Incoming,
        book: RejectBook,
        history: Sequence[FactsVersion],
        at: str,
        tell: Tell,
    ) -> None:
        self.workspace, self.writer, self.coming, self.book = workspace, writer, coming, book
        self.history, self.at, self.tell = history, at, tell
        self.name, self.dry_run = _next_batch(writer), coming.request.dry_run
        self.staging = writer.scratch / "staged"
        self.tally = Tally()

    def take_in(self) -> dict[str, Any]:
        """The accounting of the batch, published or not. After an error nothing of it is left."""
        self._forget()  # what an import that died left under this number
        try:
            return self._made()
        except BaseException:
            self.book.abandon()
            if versions.read(self.workspace.facts).made_by.get("batch") != self.name:
                self._forget()
            raise

    def _made(self) -> dict[str, Any]:
        self.staging.mkdir(parents=True)
        self.tally.notes += [
            {"code": "intake.received_elsewhere", "params": {"file": file.name, "name": name, "batch": batch}}
            for file in self.coming.files
            for batch, name in received_elsewhere(self.history, self.coming.name, file.sha256)
        ]
        for index, file in enumerate(self.coming.files):
            self._receive(index, file)
        refuse_other_total(self.coming, self.tally.received)
        self.tell("loading")
        self._refuse_full_disk()
        self._load()
        self.book.close()
        result = accounting(self.coming, self.name, self.tally, self.book, self.writer.base.number)
        if self.dry_run:
            self._forget()
            return {**result, "batch": None, "dry_run": True}
        if not (self.tally.changed or self.book.count):
            self._forget()
            return {**result, "batch": None, "facts_version": _complete(self.writer, self.coming, self.at)}
        made_by = record(self.coming, result, self.tally, self.at)
        sources = sources_after(self.history, made_by)
        version = publish_changes(self.writer, made_by, self.tally.changed, sources)
        return {**result, "facts_version": version.number}

    def _receive(self, index: int, file: Received) -> None:
        """Land a file and stage its rows; nothing of it, where it changes meanwhile."""
        if not self.dry_run:
            landed = self.workspace.landing / self.name / f"{index}.enc"
            landing.land(file.path, landed, self.workspace.keys.landing)
        refused = {"filtered": 0, "all": self.book.count}

        def refuse(rejected: dict[str, Any]) -> None:
            self.book.add({"file": file.name, **rejected})
            refused["filtered"] += rejected["reason"] == "filtered_by_mapping"

        done = sandbox.run(
            self._job(index, file),
            on_progress=lambda rows: self.tell("reading", file=file.name, rows=rows),
            on_reject=refuse,
        )
        file.refuse_if_changed()
        self.tally.notes += done.notes
        self.tally.files.append(
            {
                "name": file.name,
                "sha256": file.sha256,
                "encoding": done.encoding,
                "received": done.received,
                "rejected": self.book.count - refused["all"],
                "filtered": refused["filtered"],
            }
        )

    def _job(self, index: int, file: Received) -> Job:
        mapping = self.coming.request.mapping
        return Job(
            source=self.coming.source.name,
            path=str(file.path),
            file_index=index,
            staging=str(self.staging),
            name=self.coming.name,
            mapping_text=self.coming.mapping_text,
            mapping_path=str(mapping) if mapping else None,
            time_zone=str(self.workspace.settings["time_zone"]),
            pseudonym_key=self.workspace.keys.pseudonym,
        )

    def _load(self) -> None:
        """Load the staged rows of each table; refuse contradicting rows; derive contacts from events."""
        outcomes = self.tally.outcomes
        for staged in sorted(self.staging.iterdir()):
            outcome = loading.load(self.writer, staged.name, staged, self.name, self.dry_run)
            outcomes[staged.name] = outcome
            self._refuse_contradictions(outcome)
        if "contacts" in outcomes:
            self.tally.contacts = outcomes["contacts"].keys
        derives = self.coming.source.derives_for(self.coming.mapping_text)
        if derives and not self.dry_run and outcomes.get("events", Outcome()).changed:
            table, outcome = loading.derive(self.writer, derives, {self.coming.name}, self.name)
            outcomes[table], self.tally.contacts, self.tally.derived_table = outcome, outcome.keys, table

    def _refuse_contradictions(self, outcome: Outcome) -> None:
        for index, found in groupby(outcome.contradictions, key=itemgetter(0)):
            file, refused = self.tally.files[index], list(found)
            raw = self._given_back(index, [line for _, line, _, _ in refused])
            for _, line, key, first in refused:
                rejected = {"line": line, "reason": "key_repeats", "params": {"key": key, "first": first}}
                self.book.add({"file": file["name"], **rejected, "raw": raw.get(line, "")})
            file["rejected"] += len(refused)

    def _given_back(self, index: int, lines: list[int]) -> dict[int, str]:
        """The records on these lines of a table, read once more: nobody keeps all of them on suspicion."""
        if self.coming.source.name != "table":
            return {}
        file, raw = self.coming.files[index], {}

        def keep(rejected: dict[str, Any]) -> None:
            if rejected["reason"] == "key_repeats":
                raw[rejected["line"]] = rejected["raw"]

        job = replace(self._job(index, file), params={"lines": lines})
        sandbox.run(job, on_progress=lambda _: None, on_reject=keep)
        file.refuse_if_changed()
        return raw

    def _refuse_full_disk(self) -> None:
        """Rows are written once more as facts and once as cells: better to know now than half-way."""
        staged = sum(path.stat().st_size for path in self.staging.rglob("*.parquet"))
        if not self.dry_run and shutil.disk_usage(self.workspace.facts).free < 2 * staged:
            raise StateError("machine.disk_full", path=str(self.workspace.facts))

    def _forget(self) -> None:
        """Take away what a batch that was not published left in landing and rejects."""
        shutil.rmtree(self.workspace.landing / self.name, ignore_errors=True)
        (self.workspace.rejects / f"{self.name}.jsonl.enc").unlink(missing_ok=True)
