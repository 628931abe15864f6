"""Is a message content or not? Reviews of services in the Gulf, and other sets as context, by five folds.

    python -m evaluations.understanding_polarity

A business (a restaurant, in RES1) never stands on both sides of a fold: its name would tell the answer.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean, stdev

from evaluations.labelled import WAYS, Row, load, over_folds, run, show, timed

# set: the column of its groups, what to reach
SETS: Mapping[str, tuple[str, float | None]] = {
    "masc/dev_side": ("product", 0.93),
    "elsahar/RES1_dev_side": ("restaurant_id", None),
    "elsahar/PROD": ("", None),
    "arsarcasm2/train": ("", None),
    "ajgt/train": ("", None),
}


def measure(folder: Path) -> int:
    rows = []
    for name, (group, reach) in SETS.items():
        texts = load(folder, name, group)
        found = [
            timed(f"{name}, {way}", lambda learn=learn, texts=texts: over_folds(texts, learn))
            for way, learn in WAYS.items()
        ]
        rows.append(Row(f"{name}: macro-F1", [fmean(f1) for f1, _ in found], reach))
        rows.append(Row("    its standard deviation over the folds", [stdev(f1) for f1, _ in found]))
        rows.append(Row("    accuracy", [fmean(share) for _, share in found]))
    return show("Polarity: the mean of five folds", rows)


if __name__ == "__main__":
    sys.exit(run(measure))
