"""Which of 77 things does a bank's customer want? ArBanking77 and Banking77.

    python -m evaluations.understanding_intents

Learned from their own training parts (ArBanking77's with its dev part), asked of their test parts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from evaluations.labelled import WAYS, Labelled, Row, accuracy, load, macro_f1, run, show, timed


def measure(folder: Path) -> int:
    arabic = load(folder, "arbanking77/train") + load(folder, "arbanking77/dev")
    english = load(folder, "banking77/train")
    msa, moroccan = (load(folder, f"arbanking77/test_{name}") for name in ("msa", "moroccan"))
    rows = [
        *_rows(
            arabic, {"arbanking77, standard Arabic": (msa, 0.90), "arbanking77, Moroccan": (moroccan, None)}
        ),
        *_rows(english, {"banking77": (load(folder, "banking77/test"), 0.925)}),
    ]
    return show(
        f"Intents: 77, learned from {len(arabic):,} Arabic and {len(english):,} English messages", rows
    )


def _rows(known: Labelled, tests: dict[str, tuple[Labelled, float | None]]) -> list[Row]:
    learned = [timed(f"{way} learns", lambda learn=learn: learn(known)) for way, learn in WAYS.items()]
    rows = []
    for name, (test, reach) in tests.items():
        told = [list(each.predict(test.texts)) for each in learned]
        rows.append(Row(f"{name}: accuracy", [accuracy(test.labels, each) for each in told], reach))
        rows.append(Row(f"{name}: macro-F1", [macro_f1(test.labels, each) for each in told]))
    return rows


if __name__ == "__main__":
    sys.exit(run(measure))
