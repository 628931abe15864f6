"""How well does the shipped model read messages that it never saw? The corpus's own test part.

    python -m evaluations.understanding_corpus

The test part was written by another hand than the training part, by the same taxonomy. Every message is
masked, as the product masks it, and read by the model that ships. scikit-learn's pipelines, one for each
head, learn from the same masked training part in the same run.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from evaluations.labelled import (
    SEED,
    Labelled,
    Row,
    accuracy,
    macro_f1,
    peer_letters,
    peer_union,
    show,
    timed,
)
from sawt import corpus
from sawt.understanding.calibration import calibration_error
from sawt.understanding.privacy import mask
from sawt.understanding.read import Readings, read_all

FEWEST = 8  # messages of a code, below which its F1 says nothing
REACH = {"service": 0.88, "challenge": 0.75, "kind": 0.78, "sentiment": 0.82}
URGENT, LANGUAGE, ERROR, PRECISION, COVERAGE = 0.70, 0.98, 0.03, 0.95, 0.60
CONFUSIONS = 25
PEERS = {"scikit-learn, letters": peer_letters, "scikit-learn, letters and words": peer_union}


def measure() -> int:
    known, asked = corpus.messages("train"), corpus.messages("test")
    texts = [mask(message.text) for message in asked]
    truth = {head: [message.labels[head] for message in asked] for head in corpus.HEADS}
    readings = timed("ours reads", lambda: read_all(texts))
    told = [{head: _answers(readings, head) for head in corpus.HEADS}]
    told += [timed(way, lambda learn=learn: _peer(learn, known, texts)) for way, learn in PEERS.items()]
    below = show(
        f"The corpus: learned from {len(known):,} messages, {len(asked):,} read; codes with {FEWEST} or more",
        _rows(truth, told),
        ("ours", *PEERS),
    )
    below |= _show_trust(readings, truth)
    for what, of_each in (
        ("language", [message.labels["lang"] for message in asked]),
        ("voice", [message.voice for message in asked]),
    ):
        _show_parts(what, of_each, readings, truth)
    _show_confusions(truth, told[0])
    return below


def _answers(readings: Readings, head: str) -> list[str]:
    reading = readings.heads[head]
    return [reading.labels[place] for place in reading.best]


def _peer(
    learn: Callable[[Labelled], object], known: Sequence[corpus.Message], texts: list[str]
) -> dict[str, list[str]]:
    masked = [mask(message.text) for message in known]
    told = {}
    for head in corpus.HEADS:
        labels = [message.labels[head] for message in known]
        told[head] = list(learn(Labelled(masked, labels, masked)).predict(texts))  # type: ignore[attr-defined]
    return told


def _rows(truth: dict[str, list[str]], told: Sequence[dict[str, list[str]]]) -> list[Row]:
    rows = []
    for head in corpus.HEADS:
        often = [code for code, count in Counter(truth[head]).items() if count >= FEWEST]
        f1s = [macro_f1(truth[head], each[head], often) for each in told]
        rows.append(Row(f"{head}: macro-F1 of {len(often)} codes", f1s, REACH.get(head)))
    rows.append(
        Row("urgent: F1", [macro_f1(truth["urgency"], each["urgency"], ["high"]) for each in told], URGENT)
    )
    rows.append(Row("lang: accuracy", [accuracy(truth["lang"], each["lang"]) for each in told], LANGUAGE))
    arabizi = [n for n, code in enumerate(truth["lang"]) if code == "arabizi"]
    found = [sum(each["lang"][n] == "arabizi" for n in arabizi) / max(len(arabizi), 1) for each in told]
    rows.append(Row(f"Arabizi found, of {len(arabizi)}", found))
    return rows


def _show_trust(readings: Readings, truth: dict[str, list[str]]) -> int:
    """Does a confidence keep its word, and is an answer right where one is given? 1 where not as asked."""
    print(f"\nTrust (asked: error {ERROR:.0%} at most; {COVERAGE:.0%} answered, {PRECISION:.0%} right)\n")
    print(f"{'head':14}{'right':>8}{'error':>8}{'by chance':>11}{'answered':>10}{'of these right':>16}")
    below = False
    for head in corpus.HEADS:
        reading = readings.heads[head]
        right = reading.right(truth[head])
        answered = ~reading.abstained
        error = calibration_error(reading.confidence, right)
        precision = right[answered].mean() if answered.any() else 0.0
        met = {
            "error": error <= ERROR,
            "right": precision >= PRECISION,
            "answered": answered.mean() >= COVERAGE,
        }
        missed = [name for name, is_met in met.items() if not is_met]
        below |= bool(missed)
        verdict = f"BELOW: {', '.join(missed)}" if missed else "reached"
        told = f"{right.mean():8.3f}{error:8.3f}{_by_chance(reading.confidence):11.3f}"
        print(f"{head:14}{told}{answered.mean():10.3f}{precision:16.3f}   {verdict}")
    return int(below)


def _by_chance(confidence: NDArray[np.float32]) -> float:
    """The calibration error that so many messages would show if every confidence kept its word."""
    dice = np.random.default_rng(SEED)
    tried = [calibration_error(confidence, dice.random(len(confidence)) < confidence) for _ in range(200)]
    return float(np.mean(tried))


def _show_parts(what: str, of_each: Sequence[str], readings: Readings, truth: dict[str, list[str]]) -> None:
    """Share right, and how much is answered and right where answered, for each part of the messages."""
    print(f"\nBy {what}: right | answered, of these right\n")
    print(f"{what:12}{'n':>5}" + "".join(f"{head:>20}" for head in corpus.HEADS))
    for part, count in Counter(of_each).most_common():
        among = np.array([each == part for each in of_each])
        cells = []
        for head in corpus.HEADS:
            right = readings.heads[head].right(truth[head])[among]
            answered = ~readings.heads[head].abstained[among]
            precision = f"{right[answered].mean():.2f}" if answered.any() else "–"
            cells.append(f"{right.mean():.2f} | {answered.mean():.2f}, {precision}".rjust(20))
        print(f"{part:12}{count:5}" + "".join(cells))


def _show_confusions(truth: dict[str, list[str]], told: dict[str, list[str]]) -> None:
    print(f"\nThe {CONFUSIONS} most frequent confusions (of how many with that true code)\n")
    found = Counter(
        (head, true, ours)
        for head in corpus.HEADS
        for true, ours in zip(truth[head], told[head], strict=True)
        if true != ours
    )
    for (head, true, ours), count in found.most_common(CONFUSIONS):
        print(f"{head:14}{true:28} read as {ours:28}{count:4} of {truth[head].count(true)}")


def main() -> int:
    if find_spec("sklearn") is None:
        print("skipped: scikit-learn is not installed; `make tools` installs it.")
        return 0
    return measure()


if __name__ == "__main__":
    sys.exit(main())
