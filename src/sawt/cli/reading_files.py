"""`sawt read --file`: one answer a line, as JSON or in words."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sawt.cli.output import one_line, say
from sawt.locale import render
from sawt.packs.taxonomy import Taxonomy, load_taxonomy
from sawt.wiring.reading_files import read_file


def run_read_file(args: argparse.Namespace) -> int:
    """Read a file of messages. 1 where a line was not a message and came back with its reason."""
    explain = [head.strip() for head in args.why.split(",") if head.strip()]
    taxonomy = load_taxonomy()
    refused = False
    for answer in read_file(Path(args.file), explain=explain):
        refused |= "refused" in answer
        if args.format == "text" or args.format is None:
            say(in_words(answer, taxonomy, args.lang))
        else:
            say(json.dumps(answer, ensure_ascii=False))
    return 1 if refused else 0


def in_words(answer: dict[str, Any], taxonomy: Taxonomy, lang: str) -> str:
    """One message's reading in the reader's language: what was read, and what the machine does not know."""
    if "refused" in answer:
        reason = render(f"read.refused_{answer['refused']}", {}, lang)
        return render("read.refused", {"line": answer["line"], "reason": reason}, lang)
    lines = [one_line(render("read.message", {"id": str(answer["id"]), "text": answer["masked"]}, lang))]
    lines += [_head_in_words(head, answer, taxonomy, lang) for head in taxonomy.lists if head in answer]
    for head, reason in answer.get("why", {}).items():
        lines += _why_in_words(head, reason, taxonomy, lang)
    return "\n".join(lines)


def _head_in_words(head: str, answer: dict[str, Any], taxonomy: Taxonomy, lang: str) -> str:
    said = answer[head]
    code = "read.unsure" if said["abstained"] else "read.sure"
    return "  " + render(
        code,
        {
            "head": (f"reading.head_{head}", {}),
            "label": taxonomy.names(head, said["label"])[lang],
            "share": said["confidence"],
        },
        lang,
    )


def _why_in_words(head: str, reason: dict[str, Any], taxonomy: Taxonomy, lang: str) -> list[str]:
    told: dict[str, Any] = {"head": (f"reading.head_{head}", {})}
    runner_up = taxonomy.names(head, reason["runner_up"])[lang]
    lines = [render("read.why", {**told, "runner_up": runner_up}, lang)]
    for side in ("for", "against"):
        words = [("read.word", {"word": spoken["word"]}) for spoken in reason[side]]
        if words:
            lines.append("    " + one_line(render(f"read.why_{side}", {"words": words}, lang)))
    for near in reason["nearest"]:
        given = {"label": taxonomy.names(head, near["label"])[lang], "text": near["text"]}
        lines.append("    " + one_line(render("read.near", {**given, "share": near["similarity"]}, lang)))
    return lines
