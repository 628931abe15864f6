"""Messages that others labelled, what they are measured by, and scikit-learn's own way beside ours."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluations.scoreboard import FOLDER_VARIABLE, data_folder
from sawt.understanding.heads.classifier import Classifier

SEED = 20251
FOLDS = 5
COST = 0.5  # of scikit-learn's LinearSVC, the best of those that the reference tried on these sets


@dataclass(frozen=True)
class Labelled:
    """Texts, their labels, and for each the group that never stands on both sides of a fold."""

    texts: list[str]
    labels: list[str]
    groups: list[str]

    def __add__(self, other: Labelled) -> Labelled:
        return Labelled(self.texts + other.texts, self.labels + other.labels, self.groups + other.groups)

    def __len__(self) -> int:
        return len(self.texts)

    def only(self, places: Sequence[int]) -> Labelled:
        return Labelled(*([of[n] for n in places] for of in (self.texts, self.labels, self.groups)))


def load(folder: Path, name: str, group: str = "") -> Labelled:
    """The rows of `text/NAME.csv` that have a text; without a column of groups each text is its own."""
    csv.field_size_limit(1 << 30)
    with (folder / "text" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["text"]]
    groups = [row[group] if group else row["text"] for row in rows]
    return Labelled([row["text"] for row in rows], [row["label"] for row in rows], groups)


# A way to learn: from labelled messages to something that answers and, where asked, scores.
Learn = Callable[[Labelled], Any]


def ours(known: Labelled) -> Classifier:
    return Classifier.fit(known.texts, known.labels, SEED)


def peer_letters(known: Labelled) -> Any:
    """scikit-learn's windows of letters, TF-IDF, and its linear support vector machine."""
    return _pipeline(_letters()).fit(known.texts, known.labels)


def peer_union(known: Labelled) -> Any:
    """The same, with words and pairs of words beside the letters."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    return _pipeline(make_union(_letters(), words)).fit(known.texts, known.labels)


def _letters() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)


def _pipeline(vectoriser: Any) -> Any:
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    return make_pipeline(vectoriser, LinearSVC(C=COST, random_state=SEED))


WAYS: dict[str, Learn] = {
    "ours": ours,
    "scikit-learn, letters": peer_letters,
    "scikit-learn, letters and words": peer_union,
}


def macro_f1(truth: Sequence[str], told: Sequence[str], labels: Sequence[str] | None = None) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, told, labels=labels, average="macro", zero_division=0))


def accuracy(truth: Sequence[str], told: Sequence[str]) -> float:
    return float(np.mean(np.array(truth, object) == np.array(told, object)))


def auroc(known: Sequence[bool], score: NDArray[np.float64]) -> float:
    """How often something known scores above something that is not."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(np.array(known, int), score))


def over_folds(all_: Labelled, learn: Learn) -> tuple[list[float], list[float]]:
    """Macro-F1 and accuracy of each of five folds, no group on both sides of one."""
    from sklearn.model_selection import GroupKFold

    f1s, shares = [], []
    for known, unseen in GroupKFold(FOLDS).split(all_.texts, all_.labels, all_.groups):
        asked = all_.only(unseen)
        told = list(learn(all_.only(known)).predict(asked.texts))
        f1s.append(macro_f1(asked.labels, told))
        shares.append(accuracy(asked.labels, told))
    return f1s, shares


@dataclass(frozen=True)
class Row:
    """A measure by each way, and what the issue asks ours to reach (None: measured as context)."""

    what: str
    values: Sequence[float | None]
    reach: float | None = None

    @property
    def verdict(self) -> str:
        if self.reach is None:
            return ""
        return "reached" if (self.values[0] or 0) >= self.reach else "BELOW"


def show(title: str, rows: Sequence[Row], ways: Sequence[str] = tuple(WAYS)) -> int:
    """Print a table of measures; 1 where ours is below what it should reach."""
    widths = [max(len(way), 8) for way in ways]
    first = max(len(row.what) for row in rows)
    print(f"\n{title}\n")
    print(
        "  ".join(["".ljust(first), *(way.rjust(w) for way, w in zip(ways, widths, strict=True)), "   reach"])
    )
    for row in rows:
        told = [("–" if v is None else f"{v:.4f}").rjust(w) for v, w in zip(row.values, widths, strict=True)]
        reach = "" if row.reach is None else f"{row.reach:8.4f}  {row.verdict}"
        print("  ".join([row.what.ljust(first), *told, reach]).rstrip())
    return int(any(row.verdict == "BELOW" for row in rows))


def timed(what: str, run: Callable[[], Any]) -> Any:
    """What a call returns; how long it took goes to the standard error, beside the table."""
    begun = time.perf_counter()
    found = run()
    print(f"{what}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    return found


def run(*measures: Callable[[Path], int]) -> int:
    """Measure; without the data or without scikit-learn nothing is, which is said and is no failure."""
    folder = data_folder()
    if folder is None:
        print(f"skipped: no truth.json. Name the data's folder in {FOLDER_VARIABLE}.")
        return 0
    if find_spec("sklearn") is None:
        print("skipped: scikit-learn is not installed; `make tools` installs it.")
        return 0
    return max(measure(folder) for measure in measures)
