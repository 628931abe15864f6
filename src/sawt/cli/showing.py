"""Commands that show the product: demo, bench."""

from __future__ import annotations

import argparse
from pathlib import Path

from sawt.cli.keeping import import_in_words, now
from sawt.cli.output import Progress, as_json, say
from sawt.cli.parser import workspace_of
from sawt.cli.reading import read_in_words
from sawt.locale import render
from sawt.wiring.reviewing import review_period
from sawt.wiring.workspace import init_workspace


def run_demo(args: argparse.Namespace) -> int:
    """Build the simulated ministry and print its review."""
    from sawt.demo.building import FIRST, LAST, build_ministry

    workspace = init_workspace(Path(workspace_of(args.workspace)), now(), language=args.lang)
    progress = Progress()
    try:
        results, read = build_ministry(
            workspace,
            args.seed,
            now(),
            lambda step, **given: progress.tell(render(f"cli.progress_{step}", given, args.lang)),
        )
    finally:
        progress.end()
    review = review_period(workspace.snapshot(), FIRST, LAST, packs=workspace.root)
    if args.format == "json":
        as_json({"imports": results, "read": read, "review": review})
        return 0
    for result in results:
        say(import_in_words(result, args.lang))
    say(read_in_words(read, args.lang) + "\n")
    for sentence in review["sentences"][args.lang]:
        say(sentence)
    say("\n" + render("cli.demo_next", {"path": str(workspace.root)}, args.lang))
    period = f"missed_rate --from {FIRST} --to {LAST} --workspace {workspace.root}"
    say(f"  sawt figure {period} --by month\n  sawt rows {period} --limit 5")
    return 0


def run_bench(args: argparse.Namespace) -> int:
    """Measure import, review and, when asked, another engine on the same questions."""
    from sawt.bench.measuring import measure

    progress = Progress()
    try:
        result = measure(
            args.rows,
            args.versus,
            lambda step, **given: progress.tell(render(f"cli.progress_{step}", given, args.lang)),
        )
    finally:
        progress.end()
    if args.format == "json":
        as_json(result)
    else:
        for name, value in result.items():
            say(f"{name}: {value}")
    return 0
