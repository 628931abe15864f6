"""`sawt label`: who labels, what to label next, what came back, what it amounts to."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sawt.cli import labelling_measures
from sawt.cli.keeping import now, opened
from sawt.cli.output import Progress, as_csv, as_json, as_table, one_line, say
from sawt.desk.values import Annotator, Imported, Refusal
from sawt.errors import CallError
from sawt.locale import render
from sawt.vocabulary import HEADS
from sawt.wiring import labelled, labelling
from sawt.wiring.reading import note_labels

_SHOWN = 5  # disputed contacts that a person is told


def run_label(args: argparse.Namespace) -> int:
    """Run the action that was typed."""
    actions = {
        "annotators": run_annotators,
        "export": run_export,
        "import": run_import,
        "agreement": labelling_measures.run_agreement,
        "train": labelling_measures.run_train,
        "publish": run_publish,
        "status": run_status,
    }
    return actions[args.action](args)


def run_annotators(args: argparse.Namespace) -> int:
    """Add, retire or list."""
    workspace = opened(args)
    if args.full_name and not args.add:
        raise CallError("label.name_alone")
    changed = []
    if args.add:
        added = labelling.annotator_add(workspace, args.add, args.full_name, now())
        changed.append(("label.annotator_added", added))
    if args.retire:
        changed.append(("label.annotator_retired", labelling.annotator_retire(workspace, args.retire)))
    everybody = labelling.annotators(workspace)
    if args.format == "json":
        as_json([_of_annotator(one) for one in everybody])
    elif args.format == "csv":
        as_csv(("code", "name", "kind", "active"), ([*_of_annotator(one).values()] for one in everybody))
    elif changed:
        for code, one in changed:
            say(one_line(render(code, {"code": one.code, "name": one.name}, args.lang)))
    elif not everybody:
        say(render("label.no_annotators", {}, args.lang))
    else:
        columns = [render(f"label.column_{name}", {}, args.lang) for name in ("code", "name", "active")]
        yes_no = {True: render("cli.yes", {}, args.lang), False: render("cli.no", {}, args.lang)}
        as_table(columns, [[one.code, one.name, yes_no[one.active]] for one in everybody])
    return 0


def _of_annotator(one: Annotator) -> dict[str, Any]:
    return {"code": one.code, "name": one.name, "kind": one.kind, "active": one.active}


def run_export(args: argparse.Namespace) -> int:
    """Write what to label next."""
    workspace, progress = opened(args), Progress()
    try:
        exported = labelling.export(
            workspace,
            Path(args.label_file),
            args.count,
            now(),
            args.round,
            args.annotator,
            args.seed,
            args.guesses,
            lambda step, **given: progress.tell(render(f"cli.progress_{step}", given, args.lang)),
        )
    finally:
        progress.end()
    if args.format == "json":
        as_json(exported.as_json())
        return 0
    said = {"n": exported.tasks, **exported.as_json()}
    say(render("label.exported", said, args.lang))
    _say_counts(exported.ways, "label.way_", args.lang)
    say(render("label.exported_again" if exported.again else "label.drawn_from", said, args.lang))
    say(render("label.export_next", {**said, "whose": exported.annotator or "CODE"}, args.lang))
    return 0


def run_import(args: argparse.Namespace) -> int:
    """Take in a file of labels; 1 where rows of it were refused."""
    taken = labelling.import_labels(
        opened(args), Path(args.label_file), now(), args.annotator, args.round or "", args.dry_run
    )
    if args.format == "json":
        as_json(_with_reasons(taken, args.lang))
    else:
        told = "label.imported_dry" if taken.dry_run else "label.imported"
        say(render(told, taken.as_json(), args.lang))
        for why, lines in _by_reason(taken, args.lang).items():
            said = {"line": _spans(lines), "why": why}
            several = "label.refused_several" if len(lines) > 1 else "label.refused"
            say(one_line("  " + render(several, said, args.lang)))
    return 1 if taken.refused else 0


def _by_reason(taken: Imported, lang: str) -> dict[str, list[int]]:
    """The lines that were refused for the same reason, in the words of the reason."""
    lines: dict[str, list[int]] = {}
    for refusal in taken.refusals:
        lines.setdefault(render(refusal.code, dict(refusal.params), lang), []).append(refusal.line)
    return lines


def _spans(lines: Sequence[int]) -> str:
    """2–5, 7: numbers that follow each other as one span."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def _with_reasons(taken: Imported, lang: str) -> dict[str, Any]:
    def told(refusal: Refusal) -> dict[str, Any]:
        why = render(refusal.code, refusal.params, lang)
        return {"line": refusal.line, "reason": refusal.reason, "params": dict(refusal.params), "why": why}

    return {**taken.as_json(), "refusals": [told(refusal) for refusal in taken.refusals]}


def run_publish(args: argparse.Namespace) -> int:
    """Put what people settled beside the machine's readings."""
    result = labelled.publish(opened(args), now(), note_labels)
    if args.format == "json":
        as_json(result)
        return 0
    say(render("label.published" if result["batch"] else "label.published_nothing", result, args.lang))
    if result["unknown_contacts"]:
        say(render("label.published_unknown", {"n": result["unknown_contacts"]}, args.lang))
    return 0


def run_status(args: argparse.Namespace) -> int:
    """Say where labelling stands."""
    status = labelled.status(opened(args))
    if args.format == "json":
        as_json(status.as_json())
        return 0
    header = ["head", *status.labels, "disputed"]
    rows = [
        [head, *(of[head] for of in status.labels.values()), status.settled[head]["disputed"]]
        for head in HEADS
    ]
    if args.format == "csv":
        as_csv(header, rows)
        return 0
    said = {"n": status.contacts, "asked": status.asked}
    say(render("label.status_contacts", said, args.lang))
    _say_counts(status.ways, "label.way_", args.lang)
    columns = {name: render(f"label.column_{name}", {}, args.lang) for name in ("head", "disputed")}
    named = [[render(f"reading.head_{head}", {}, args.lang), *cells] for head, *cells in rows]
    as_table([columns["head"], *status.labels, columns["disputed"]], named)
    if status.disputed:
        some = ", ".join(f"{contact} ({head})" for contact, head in status.disputed[:_SHOWN])
        told = {"n": len(status.disputed), "some": some}
        say(one_line(render("label.status_disputed", told, args.lang)))
    _say_model(status, args.lang)
    return 0


def _say_model(status: labelled.Status, lang: str) -> None:
    own = status.model.card.get("local")
    code = "label.status_own" if own else "label.status_shipped"
    say(render(code, {"model": status.model.version, "n": own["texts"] if own else 0}, lang))
    if status.decision:
        say(one_line(render("label.status_decision", status.decision, lang)))


def _say_counts(counts: Mapping[str, int], prefix: str, lang: str) -> None:
    for name, n in counts.items():
        say("  " + render("label.status_count", {"what": (prefix + name, {}), "n": n}, lang))
