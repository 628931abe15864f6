"""In one process: the review again and again, raw rows, and the first rows of a figure. Prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from sawt.wiring.asking import Asked, open_rows
from sawt.wiring.reviewing import review_period
from sawt.wiring.workspace import open_workspace


def main(folder: str, first: str, last: str) -> None:
    """`review_warm_s` is the median of five runs after the first; nothing is kept between runs but code."""
    workspace = open_workspace(Path(folder))
    snapshot = workspace.snapshot()
    opened = Asked("calls_missed", first, last)
    figures = {
        "review_first_s": _timed(lambda: review_period(snapshot, first, last)),
        "review_warm_s": _median(lambda: review_period(snapshot, first, last)),
        "first_50_rows_s": _median(lambda: list(islice(open_rows(snapshot, opened, 50), 50))),
    }
    sys.stdout.write(json.dumps({name: round(seconds, 3) for name, seconds in figures.items()}) + "\n")


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _median(work: Callable[[], object], runs: int = 5) -> float:
    return sorted(_timed(work) for _ in range(runs))[runs // 2]


if __name__ == "__main__":
    main(*sys.argv[1:])
