"""Does the machine notice what nobody taught it? CLINC150: 150 intents, and messages of none of them.

    python -m evaluations.understanding_scope

Nothing out of scope is seen in training. How much unknown features weigh in ours was chosen on `oos_train`
beside a tenth of `train`. scikit-learn's answer is the largest margin of its classes, the strongest that
its own pipeline offers.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from evaluations.labelled import WAYS, Row, accuracy, auroc, load, run, show, timed
from sawt.understanding.heads.classifier import Classifier


def measure(folder: Path) -> int:
    known, asked, beyond = (load(folder, f"clinc150/{name}") for name in ("train", "val", "oos_val"))
    learned = [timed(f"{way} learns", lambda learn=learn: learn(known)) for way, learn in WAYS.items()]
    texts = asked.texts + beyond.texts
    inside = [True] * len(asked) + [False] * len(beyond)
    rows = [
        Row("in scope or not: AUROC", [auroc(inside, _familiar(each, texts)) for each in learned], 0.965),
        Row(
            "intent, in scope: accuracy",
            [accuracy(asked.labels, each.predict(asked.texts)) for each in learned],
        ),
    ]
    return show(f"Out of scope: clinc150, {len(asked):,} messages in scope and {len(beyond):,} not", rows)


def _familiar(learned: Any, texts: list[str]) -> Any:
    """The more, the surer that a message is of a known intent."""
    if isinstance(learned, Classifier):
        return -learned.novelty(texts)
    return np.asarray(learned.decision_function(texts)).max(1)


if __name__ == "__main__":
    sys.exit(run(measure))
