"""The seed corpus: how many messages of each code and voice, and how far two labellers agree.

python -m evaluations.seed_corpus
"""

from __future__ import annotations

import sys
from collections import Counter
from importlib.resources import files

import numpy as np

from sawt import corpus
from sawt.stats.agreement import alpha_interval, cohen_kappa, krippendorff_alpha, percent_agreement

_FIRST = ("kind", "service", "challenge", "sentiment", "urgency", "lang", "jurisdiction")
_BORDER = ("information_need", "unclear_requirements")
_SEED = 20251124


def distribution() -> None:
    """Messages by part, by code of each list, and the emptiest crossings of challenge and voice."""
    whole = {part: corpus.messages(part) for part in corpus.PARTS}
    print("part:", ", ".join(f"{part} {len(messages)}" for part, messages in whole.items()))
    everything = [message for messages in whole.values() for message in messages]
    for head in corpus.HEADS:
        _counted(head, Counter(message.labels[head] for message in everything))
    _counted("also", Counter(code for message in everything for code in message.also))
    _counted("segment", Counter(message.segment for message in everything))
    _counted("voice", Counter(message.voice for message in everything))
    _counted("traits", Counter(trait for message in everything for trait in message.traits))
    crossed = Counter((message.labels["challenge"], message.voice) for message in everything)
    challenges = {message.labels["challenge"] for message in everything}
    thin = sorted((crossed[code, voice], code, voice) for code in challenges for voice in corpus.VOICES)
    print("thinnest crossings of challenge and voice:")
    print("  " + ", ".join(f"{code} in {voice} {count}" for count, code, voice in thin[:12]))


def _counted(name: str, counts: Counter[str]) -> None:
    print(f"{name}:", ", ".join(f"{code} {count}" for code, count in counts.most_common()))


def second_pass() -> list[tuple[dict[str, str], dict[str, str]]]:
    """The labels of both passes over the sample, as first given."""
    table = (files("sawt.corpus") / "second_pass.tsv").read_text("utf-8")
    rows = [line.split("\t")[1:] for line in table.splitlines()]
    count = len(_FIRST)
    return [
        (dict(zip(_FIRST, row[:count], strict=True)), dict(zip(_FIRST, row[count:], strict=True)))
        for row in rows
    ]


def agreement() -> None:
    """Per cent, Krippendorff's alpha with its interval and Cohen's kappa, head by head."""
    both = second_pass()
    print(f"\n{len(both)} messages labelled twice, the second time blind")
    print(f"{'head':14}{'n':>6}{'agree':>9}{'alpha':>8}  95 % interval   {'kappa':>6}")
    for head in _FIRST:
        _agreed(head, [(first[head], second[head]) for first, second in both])
    border = [
        (first["challenge"], second["challenge"])
        for first, second in both
        if first["challenge"] in _BORDER or second["challenge"] in _BORDER
    ]
    print("\ninformation_need against unclear_requirements, by itself: where either pass gave one of the two")
    _agreed("the border", border)
    for (first, second), count in Counter(border).most_common():
        print(f"  first {first}, second {second}: {count}")


def _agreed(name: str, pairs: list[tuple[str, str]]) -> None:
    codes = {code: number for number, code in enumerate(sorted({code for pair in pairs for code in pair}))}
    given = np.array([[codes[first] for first, _ in pairs], [codes[second] for _, second in pairs]])
    low, high = alpha_interval(given, _SEED) or (float("nan"), float("nan"))
    print(
        f"{name:14}{len(pairs):6}{percent_agreement(given):9.1%}{krippendorff_alpha(given):8.3f}"
        f"  {low:.3f} to {high:.3f}  {cohen_kappa(given[0], given[1]):7.3f}"
    )


if __name__ == "__main__":
    distribution()
    agreement()
    sys.exit(0)
