"""Which function runs which command."""

from __future__ import annotations

import argparse
import importlib

_HOMES = {
    "sawt.cli.keeping": ("init", "import", "sources", "batches", "undo", "rejects", "check"),
    "sawt.cli.reading": ("read",),
    "sawt.cli.labelling": ("label",),
    "sawt.cli.asking": ("metrics", "figure", "rows", "review"),
    "sawt.cli.showing": ("demo", "bench"),
}


def run(args: argparse.Namespace) -> int:
    """Run the command that was typed; only its own module is loaded."""
    home = next(module for module, names in _HOMES.items() if args.command in names)
    function = getattr(importlib.import_module(home), f"run_{args.command.replace('-', '_')}")
    return int(function(args))
