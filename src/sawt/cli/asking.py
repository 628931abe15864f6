"""Commands that ask: metrics, figure, rows, review."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from sawt.cli.keeping import opened
from sawt.cli.output import as_csv, as_json, as_lines, as_table, say
from sawt.cli.parser import pairs
from sawt.dates import Period
from sawt.errors import CallError
from sawt.facts.metrics import METRICS
from sawt.locale import render
from sawt.vocabulary import Figure
from sawt.wiring.asking import Asked, Opened, figures, open_figure
from sawt.wiring.correcting import correction_of
from sawt.wiring.reviewing import review_period

_CSV = (
    *("metric", "version", "from", "to", "as_of", "value", "unit", "low", "high", "numerator", "denominator"),
    *("n", "basis", "complete", "params", "facts_version", "print"),
)


def run_metrics(args: argparse.Namespace) -> int:
    rows = [
        {
            "metric": metric.id,
            "version": metric.version,
            "title": render(f"metrics.{metric.id}", {}, args.lang),
            "definition": render(f"metrics.{metric.id}_definition", {}, args.lang),
            "unit": metric.unit,
            "basis": metric.basis,
            "anchor": metric.anchor_name,
            "params": {name: p.default for name, p in metric.params.items()},
            "choices": {name: list(p.choices) for name, p in metric.params.items() if p.choices},
        }
        for metric in METRICS.values()
    ]
    if args.format == "json":
        as_json(rows)
        return 0
    header = ("metric", "title", "unit", "basis", "anchor", "params")
    cells = [[_plain(row[name]) for name in header] for row in rows]
    if args.format == "csv":
        as_csv(header, cells)
    else:
        for row, shown in zip(rows, cells, strict=True):
            shown[header.index("unit")] = render(f"metrics.unit_{row['unit']}", {}, args.lang)
        as_table([render(f"cli.column_{name}", {}, args.lang) for name in header], cells)
    return 0


def run_figure(args: argparse.Namespace) -> int:
    found = figures(opened(args).snapshot(), _asked(args))
    if args.format == "json":
        as_json([figure.as_json() for figure in found])
    elif args.format == "csv":
        as_csv([*_groups(args), *_CSV], map(_figure_row, found))
    else:
        say(_heading(args, found))
        columns = _shown(found)
        header = [*_groups(args), *(render(f"cli.column_{name}", {}, args.lang) for name in columns)]
        as_table(header, [_row_in_words(figure, columns, args.lang) for figure in found])
        for note in sorted({note for figure in found for note in figure.notes}):
            say(render(f"notes.{note}", {}, args.lang))
    return 0


def run_rows(args: argparse.Namespace) -> int:
    sample = (args.sample, args.seed) if args.sample is not None else None
    for given in (args.limit, args.sample):
        if given is not None and given < 0:
            raise CallError("cli.negative", value=given)
    found = open_figure(opened(args).snapshot(), _asked(args), args.limit, sample)
    if args.format == "json":
        _stream_json(found)
    elif args.format == "csv":
        as_csv(found.columns, (row.values() for row in found.rows))
    else:
        as_lines(found.columns, (row.values() for row in found.rows), for_terminal=True)
        say(render("cli.rows_print", {"n": found.figure.n, "print": found.print}, args.lang))
    if found.print != found.figure.print:
        told = {"figure": found.figure.print, "rows": found.print}
        sys.stderr.write(render("cli.rows_differ", told, args.lang) + "\n")
        return 1
    return 0


def run_review(args: argparse.Namespace) -> int:
    workspace = opened(args)
    last = args.last or args.first
    snapshot, period = workspace.snapshot(), Period.parse(args.first, last)
    correct = correction_of(workspace, snapshot, period)
    review = review_period(snapshot, args.first, last, args.as_of, packs=workspace.root, correct=correct)
    if args.format == "json":
        as_json(review)
    else:
        period = review["period"]
        say(render("cli.review_heading", {"period": period, "as_of": period["as_of"]}, args.lang) + "\n")
        for sentence in review["sentences"][args.lang]:
            say(sentence)
    return 0


def _shown(found: Sequence[Figure]) -> list[str]:
    """The columns that these figures fill: the value, its doubt, what it is made of, and n."""
    doubt = ["low", "high"] if any(figure.interval for figure in found) else []
    parts = ["numerator", "denominator"] if any(figure.numerator is not None for figure in found) else []
    return ["value", *doubt, *parts, "n"]


def _row_in_words(figure: Figure, columns: Sequence[str], lang: str) -> list[str]:
    return [*map(_plain, figure.group.values()), *(_in_words(figure, name, lang) for name in columns)]


def _in_words(figure: Figure, column: str, lang: str) -> str:
    """One column of a figure as people read it; values and their doubt with their unit."""
    low, high = figure.interval or (None, None)
    value = {"value": figure.value, "low": low, "high": high}.get(column)
    if column in ("numerator", "denominator", "n"):
        return render("metrics.value_count", {"n": getattr(figure, column)}, lang)
    if value is None:
        return "–"
    if figure.unit == "share":
        return render("metrics.value_share", {"x": value}, lang)
    if figure.unit == "seconds":
        return render("metrics.value_seconds", {"s": value}, lang)
    return render("metrics.value_count", {"n": value}, lang)


def _asked(args: argparse.Namespace) -> Asked:
    params = {name: values[-1] for name, values in pairs(args.param, "--param").items()}
    return Asked(
        metric=args.metric,
        first=args.first,
        last=args.last or args.first,
        by=_groups(args),
        where=pairs(args.where, "--where"),
        params=params,
        as_of=args.as_of,
    )


def _groups(args: argparse.Namespace) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in args.by.split(",") if name.strip()))


def _figure_row(figure: Figure) -> list[Any]:
    low, high = figure.interval or (None, None)
    told = {**figure.as_json(), "low": low, "high": high, "params": json.dumps(figure.params, sort_keys=True)}
    return [*figure.group.values(), *(told[name] for name in _CSV)]


def _heading(args: argparse.Namespace, found: list[Figure]) -> str:
    title = render(f"metrics.{args.metric}", {}, args.lang)
    as_of = found[0].as_of if found else "–"
    first = found[0].from_ if found else args.first
    period = {"from": first, "to": found[0].to if found else args.last or first}
    told = found[0].params if found else {}
    choices = {name: p.choices for name, p in METRICS[args.metric].params.items()}
    chosen = {name for name, known in choices.items() if known is None or len(known) > 1}
    params = "".join(f" · {name}={_plain(told[name])}" for name in sorted(chosen & told.keys()))
    said = {"title": title, "params": params, "period": period, "as_of": as_of}
    return render("cli.figure_heading", said, args.lang)


def _stream_json(found: Opened) -> None:
    figure = json.dumps(found.figure.as_json(), ensure_ascii=False)
    say(f'{{"figure": {figure}, "print": "{found.print}", "rows": [')
    comma = ""
    for row in found.rows:
        say(comma + json.dumps(row, ensure_ascii=False, default=str))
        comma = ","
    say("]}")


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={given}" for name, given in value.items())
    if isinstance(value, bool):
        return str(value).lower()
    return "–" if value is None else str(value)
