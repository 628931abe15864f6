"""Reading what customers said: `sawt read`."""

from __future__ import annotations

import argparse
from typing import Any

from sawt.cli.keeping import now, opened
from sawt.cli.output import Progress, as_csv, as_json, one_line, say
from sawt.cli.reading_files import run_read_file
from sawt.errors import CallError
from sawt.locale import render
from sawt.wiring.reading import read_new


def run_read(args: argparse.Namespace) -> int:
    """Read a file of messages, or the contacts that are new to the model, and say what became of them."""
    if args.why and not args.file:
        raise CallError("read.why_alone")
    return run_read_file(args) if args.file else _read_contacts(args)


def _read_contacts(args: argparse.Namespace) -> int:
    workspace, progress = opened(args), Progress()
    try:
        result = read_new(
            workspace,
            now(),
            tell=lambda step, **given: progress.tell(render(f"cli.progress_{step}", given, args.lang)),
        )
    finally:
        progress.end()
    if args.format == "json":
        as_json(result)
    elif args.format == "csv":
        counted = {part: result[part] for part in ("read", "abstained", "unread")}
        as_csv(("part", "of", "n"), [(p, of, n) for p, counts in counted.items() for of, n in counts.items()])
    else:
        say(read_in_words(result, args.lang))
    return 0


def read_in_words(result: dict[str, Any], lang: str) -> str:
    """What was read from what, what the model was not sure of, and what stays unread and why."""
    done = {"n": sum(result["read"].values()), **result}
    lines = [render("reading.done" if result["batch"] else "reading.nothing_new", done, lang)]
    lines += _counts(result["read"], "reading.basis_", lang)
    if any(result["abstained"].values()):
        lines += [render("reading.abstained", {}, lang), *_counts(result["abstained"], "reading.head_", lang)]
    if unread := sum(result["unread"].values()):
        lines += [render("reading.unread", {"n": unread}, lang)]
        lines += _counts(result["unread"], "reading.why_", lang)
    if codes := [_unknown(found) for found in result["unknown"] if found["what"] == "wrap_up"]:
        lines.append(one_line(render("reading.unknown_codes", {"codes": codes}, lang)))
    return "\n".join(lines)


def _counts(counts: dict[str, int], prefix: str, lang: str) -> list[str]:
    return [
        "  " + render("reading.count", {"what": (prefix + name, {}), "n": n}, lang)
        for name, n in counts.items()
        if n
    ]


def _unknown(found: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return ("reading.unknown_code", {"label": found["code"], "n": found["contacts"]})
