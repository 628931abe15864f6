"""Commands that keep facts: init, import, sources, batches, undo, rejects, check."""

from __future__ import annotations

import argparse
import itertools
import json
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sawt.cli.output import Progress, as_csv, as_json, as_table, one_line, say
from sawt.cli.parser import workspace_of
from sawt.dates import parse_day
from sawt.errors import CallError
from sawt.locale import render
from sawt.wiring import keeping
from sawt.wiring.importing import Request, import_files, undo_batch
from sawt.wiring.workspace import Workspace, init_workspace, open_workspace


def now() -> str:
    """The one clock of the command line."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def opened(args: argparse.Namespace) -> Workspace:
    return open_workspace(Path(workspace_of(args.workspace)))


def run_init(args: argparse.Namespace) -> int:
    root = Path(workspace_of(args.workspace))
    code = "cli.init_known" if (root / "sawt.toml").exists() else "cli.init_done"
    workspace = init_workspace(root, now(), language=args.lang)
    if args.format == "json":
        as_json({"workspace": str(workspace.root), "settings": workspace.settings})
    else:
        say(render(code, {"path": str(workspace.root)}, args.lang))
    return 0


def run_import(args: argparse.Namespace) -> int:
    workspace = opened(args)
    request = Request(
        source=args.source,
        files=tuple(Path(file) for file in args.files),
        name=args.name,
        mapping=keeping.mapping_file(workspace, args.mapping) if args.mapping else None,
        complete_until=_past_day(args.complete_until) if args.complete_until else None,
        control_total=args.control_total,
        dry_run=args.dry_run,
    )
    progress = Progress()
    try:
        result = import_files(workspace, request, now(), _teller(progress, args.lang))
    finally:
        progress.end()
    if args.format == "json":
        as_json(result)
    else:
        say(import_in_words(result, args.lang))
    return 1 if result["rejected"] > result["filtered"] else 0


def _past_day(text: str) -> str:
    day = parse_day(text)
    if day >= datetime.now().astimezone().date():
        raise CallError("cli.complete_ahead", day=day.isoformat())
    return day.isoformat()


def import_in_words(result: dict[str, Any], lang: str) -> str:
    """The accounting of a batch in sentences."""
    code = (
        "cli.import_dry"
        if result.get("dry_run")
        else "cli.import_done"
        if result["batch"]
        else "cli.import_nothing"
    )
    lines = [render(code, result, lang), render("cli.import_accounting", result, lang)]
    lines += [render(note["code"], note["params"], lang) for note in result["notes"]]
    for reason, n in result["rejects"].items():
        lines.append(
            "  "
            + render(
                "cli.import_reason", {"reason": render(f"rejects.{reason}_title", {}, lang), "n": n}, lang
            )
        )
    if result["rejected"] and result["batch"]:
        lines.append(render("cli.import_see_rejects", {"batch": result["batch"]}, lang))
    return "\n".join(lines)


def run_sources(args: argparse.Namespace) -> int:
    rows = keeping.sources(opened(args))
    header = ("name", "source", "touchpoints", "first_day", "last_day", "complete_until")
    return _print_rows(args, header, rows)


def run_batches(args: argparse.Namespace) -> int:
    rows = keeping.batches(opened(args))
    header = (
        "batch",
        "at",
        "name",
        "source",
        "received",
        "loaded",
        "updated",
        "duplicate",
        "rejected",
        "undone",
    )
    return _print_rows(args, header, rows)


def run_undo(args: argparse.Namespace) -> int:
    version = undo_batch(opened(args), args.batch, now())
    if args.format == "json":
        as_json({"undone": args.batch, "facts_version": version.number})
    else:
        say(render("cli.undo_done", {"batch": args.batch, "version": version.number}, args.lang))
    return 0


def run_rejects(args: argparse.Namespace) -> int:
    records = keeping.rejected(opened(args), args.batch)
    if args.format == "csv":
        as_csv(("file", "line", "reason", "why", "raw"), (_reject_row(r, args.lang) for r in records))
        return 0
    if args.format == "json":
        for record in records:
            say(json.dumps({**record, "why": _why(record, args.lang)}, ensure_ascii=False))
        return 0
    first = next(records, None)
    if first is None:
        say(render("cli.no_rejects", {"batch": args.batch}, args.lang))
        return 0
    for record in itertools.chain([first], records):
        said = {"line": record["line"], "file": record["file"], "why": _why(record, args.lang)}
        say(one_line(render("cli.reject", said, args.lang)))
        say(one_line(f"    {textwrap.shorten(record['raw'], 300, placeholder='…')}"))
    return 0


def run_check(args: argparse.Namespace) -> int:
    findings = keeping.check(opened(args))
    if args.format == "json":
        as_json([{"code": f.code, "params": f.params, "serious": f.serious} for f in findings])
    else:
        for finding in findings:
            say(render(finding.code, finding.params, args.lang))
        if not any(finding.serious for finding in findings):
            say(render("cli.check_sound", {}, args.lang))
    return 1 if any(finding.serious for finding in findings) else 0


def _print_rows(args: argparse.Namespace, header: tuple[str, ...], rows: list[dict[str, Any]]) -> int:
    if args.format == "json":
        as_json(rows)
        return 0
    cells = [[_cell(row.get(name), args.lang) for name in header] for row in rows]
    if args.format == "csv":
        as_csv(header, cells)
    else:
        as_table([render(f"cli.column_{name}", {}, args.lang) for name in header], cells)
    return 0


def _cell(value: Any, lang: str) -> Any:
    if isinstance(value, bool):
        return render("cli.yes" if value else "cli.no", {}, lang)
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _reject_row(record: dict[str, Any], lang: str) -> list[Any]:
    return [record["file"], record["line"], record["reason"], _why(record, lang), record["raw"]]


def _why(record: dict[str, Any], lang: str) -> str:
    return render(f"rejects.{record['reason']}", record["params"], lang)


def _teller(progress: Progress, lang: str) -> Callable[..., None]:
    return lambda step, **params: progress.tell(render(f"cli.progress_{step}", params, lang))
