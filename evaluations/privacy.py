"""Is what leads to a person found, and what leads to nobody left? Invented identities in real messages.

    python -m evaluations.privacy [--seed N] [--each N] [--show NAME]

Identities of every type and form are planted into real messages, one a message. Two things are counted:
whether all of it went, whatever it was called, and whether it was called what it is. Numbers and titles
that lead to nobody are planted in the same way, and what of them went is counted.

Then every message is read as it is. These are other people's messages, and they hold true identities: a
handle or a link that holds a token is one by what it looks like, and every other hit was looked at. What
was found to be a person's, a firm's telephone or an account is listed in `privacy_true_hits.txt`, by a
print of its letters alone. A hit that is not listed counts as false. `--show` prints misses and hits of a
form or a set; nothing else prints a message.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import phonenumbers

from evaluations.bystanders import bystanders
from evaluations.identities import Planted, invented
from evaluations.scoreboard import FOLDER_VARIABLE, data_folder
from sawt.understanding.privacy import Span, find, mask, mask_all

SEED, EACH = 20251, 600
RECALL, FALSE_HITS, BYSTANDERS_GONE = 0.995, 0.001, 0.01  # what the board asks for
_WIDTHS = (10, 12, 9, 7, 10, 11)
REVIEWED = Path(__file__).with_name("privacy_true_hits.txt")
OWN = "corpus"
CORPUS = Path(__file__).parents[1] / "src" / "sawt" / "corpus" / "messages"
# Seven digits, an @ or an address: messages that hold one are not called clean.
_TELLING = re.compile(r"(?:\d\D{0,2}){7}|@|http", re.IGNORECASE)
SETS = {
    "arbanking77": "text/arbanking77/*.csv",
    "banking77": "text/banking77/*.csv",
    "clinc150": "text/clinc150/*.csv",
    "masc": "text/masc/*.csv",
    "elsahar": "text/elsahar/*.csv",
    "ajgt": "text/ajgt/*.csv",
    "arsarcasm2": "text/arsarcasm2/*.csv",
}


@dataclass
class Tally:
    """Planted identities of one form: how many, how many went, how many by their own name."""

    planted: int = 0
    gone: int = 0
    named: int = 0
    beside: int = 0  # hits that neither the identity nor the message explains
    missed: list[str] = field(default_factory=list)


def messages(folder: Path) -> dict[str, list[str]]:
    """Every distinct message of the data, by set; those of the project's own corpus where it has one."""
    csv.field_size_limit(1 << 30)
    found: dict[str, list[str]] = {}
    for name, pattern in SETS.items():
        texts: dict[str, None] = {}
        for path in sorted(folder.glob(pattern)):
            with path.open(encoding="utf-8", newline="") as lines:
                texts.update(dict.fromkeys(row["text"] for row in csv.DictReader(lines) if row["text"]))
        found[name] = list(texts)
    files = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.tsv"))]
    own = dict.fromkeys(line.rpartition("\t")[2] for text in files for line in text.split("\n") if line)
    return found | ({OWN: list(own)} if own else {})


def plant(dice: random.Random, message: str, phrase: str) -> tuple[str, int]:
    """A phrase between two words of a message, or before or after it; and where the phrase begins."""
    places = [0, len(message)] + [n for n, letter in enumerate(message) if letter == " "]
    place = dice.choice(places)
    before, after = message[:place].rstrip(), message[place:].lstrip()
    if before:
        before += dice.choice([" ", " ", "، ", ". ", "\n"])
    if after:
        after = dice.choice([" ", " ", "، ", ". ", "\n"]) + after
    return before + phrase + after, len(before)


def recall(planted: Iterable[Planted], hosts: Sequence[str], seed: int) -> dict[tuple[str, str], Tally]:
    """What of the planted identities goes, by (type, form)."""
    dice = random.Random(f"{seed} places")
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for identity in planted:
        text, at = plant(dice, dice.choice(hosts), identity.text)
        start, end = at + identity.start, at + identity.end
        tally = tallies[identity.type, identity.form]
        tally.planted += 1
        spans = find(text)
        touching = [span for span in spans if span.start < end and span.end > start]
        if _covered(text, start, end, touching):
            tally.gone += 1
        else:
            tally.missed.append(f"{identity.text!r} in {text!r}: {mask(text)!r}")
        tally.named += {span.type for span in touching} == {identity.type}
        tally.beside += len(spans) - len(touching)
    return dict(tallies)


def recall_of_phonenumbers(
    planted: Iterable[Planted], hosts: Sequence[str], seed: int, leniency: int
) -> dict[str, Tally]:
    """The same of telephone numbers alone, by the library's matcher with Oman as its region."""
    dice = random.Random(f"{seed} places")
    tallies: dict[str, Tally] = defaultdict(Tally)
    for identity in planted:
        text, at = plant(dice, dice.choice(hosts), identity.text)
        if identity.type == "phone":
            start, end = at + identity.start, at + identity.end
            matcher = phonenumbers.PhoneNumberMatcher(text, "OM", leniency)
            spans = [Span(match.start, match.end, "phone") for match in matcher]
            tally = tallies[identity.form]
            tally.planted += 1
            tally.gone += _covered(text, start, end, [s for s in spans if s.start < end and s.end > start])
    return dict(tallies)


def _covered(text: str, start: int, end: int, spans: list[Span]) -> bool:
    """Whether no letter and no digit of text[start:end] is outside of the spans."""
    inside = {place for span in spans for place in range(span.start, span.end)}
    return all(place in inside or not text[place].isalnum() for place in range(start, end))


def kept(planted: Iterable[tuple[str, str]], hosts: Sequence[str], seed: int) -> dict[str, Tally]:
    """What of the numbers and titles that lead to nobody goes all the same, by form."""
    dice = random.Random(f"{seed} bystanders")
    tallies: dict[str, Tally] = defaultdict(Tally)
    for form, phrase in planted:
        text, at = plant(dice, dice.choice(hosts), phrase)
        tally = tallies[form]
        tally.planted += 1
        touching = [span for span in find(text) if span.start < at + len(phrase) and span.end > at]
        tally.gone += bool(touching)
        if touching:
            tally.missed.append(f"{phrase!r} in {text!r}: {mask(text)!r}")
    return dict(tallies)


def print_of(name: str, kind: str, hit: str) -> str:
    """A print of a set, a type and a hit's letters: what was looked at is known again, and not told here."""
    told = f"{name} {kind} {hit}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=6).hexdigest()


def reviewed() -> frozenset[str]:
    return frozenset(REVIEWED.read_text(encoding="utf-8").split()) if REVIEWED.is_file() else frozenset()


def is_known_as_true(name: str, kind: str, hit: str, known: frozenset[str]) -> bool:
    plainly = kind == "link" and hit.lower().startswith(("@", "http"))
    return plainly or print_of(name, kind, hit) in known


def hits(texts: Sequence[str]) -> list[tuple[int, str, str]]:
    """(place of the message, type, text) of all that is found in messages as they are."""
    return [
        (place, span.type, text[span.start : span.end])
        for place, text in enumerate(texts)
        for span in find(text)
    ]


def speed(texts: Sequence[str]) -> float:
    """Texts a second of processor time, the best of three."""
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        mask_all(texts)
        best = max(best, len(texts) / (time.process_time() - begun))
    return best


def measure(folder: Path, seed: int, each: int, show: str | None = None) -> int:
    """Print the board; 1 where less is found than asked for, or more than is there."""
    by_set = messages(folder)
    everything = [text for texts in by_set.values() for text in texts]
    hosts = [text for text in everything if not find(text)]
    print(f"{len(everything):,} messages; planted into the {len(hosts):,} in which nothing is found\n")
    planted = list(invented(seed, each))
    found = _show_recall(recall(planted, hosts, seed), show)
    _show_phonenumbers(planted, hosts, seed, everything)
    gone = _show_kept(kept(bystanders(seed, each), hosts, seed), show)
    false = _show_hits(by_set, show)
    _show_speed(everything, hosts)
    return int(found < RECALL or false > FALSE_HITS or gone > BYSTANDERS_GONE)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _summed(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.planted += tally.planted
        total.gone += tally.gone
        total.named += tally.named
        total.beside += tally.beside
    return total


def _show_recall(tallies: dict[tuple[str, str], Tally], show: str | None) -> float:
    print(f"{'type':22}{'form':28}{'planted':>8}{'gone':>8}{'share':>9}{'named so':>10}{'beside':>8}")
    for (kind, form), tally in tallies.items():
        _show_tally(kind, form, tally)
        if show == form:
            print(*tally.missed, sep="\n")
    print()
    for kind in dict.fromkeys(kind for kind, _ in tallies):
        _show_tally(kind, "all", _summed(tally for (other, _), tally in tallies.items() if other == kind))
    total = _summed(tallies.values())
    _show_tally("all", "", total)
    return _share(total.gone, total.planted)


def _show_tally(kind: str, form: str, tally: Tally) -> None:
    share, named = _share(tally.gone, tally.planted), _share(tally.named, tally.planted)
    print(f"{kind:22}{form:28}{tally.planted:8,}{tally.gone:8,}{share:9.4f}{named:10.4f}{tally.beside:8,}")


def _show_phonenumbers(
    planted: Sequence[Planted], hosts: Sequence[str], seed: int, everything: Sequence[str]
) -> None:
    for name, leniency in (
        ("valid", phonenumbers.Leniency.VALID),
        ("possible", phonenumbers.Leniency.POSSIBLE),
    ):
        print(f"\nThe same telephone numbers, by phonenumbers' matcher, those that are {name}:")
        tallies = recall_of_phonenumbers(planted, hosts, seed, leniency)
        for form, tally in (*tallies.items(), ("all", _summed(tallies.values()))):
            share = _share(tally.gone, tally.planted)
            print(f"{'phone':22}{form:28}{tally.planted:8,}{tally.gone:8,}{share:9.4f}")
        matched = sum(phonenumbers.PhoneNumberMatcher(text, "OM", leniency).has_next() for text in everything)
        print(f"and in {matched:,} messages as they are")


def _show_kept(tallies: dict[str, Tally], show: str | None) -> float:
    print("\nWhat leads to nobody, and goes all the same:")
    total = _summed(tallies.values())
    for form, tally in (*tallies.items(), ("all", total)):
        print(f"{form:50}{tally.planted:8,}{tally.gone:8,}{_share(tally.gone, tally.planted):9.4f}")
        if show == form:
            print(*tally.missed, sep="\n")
    return _share(total.gone, total.planted)


def _show_hits(by_set: dict[str, list[str]], show: str | None) -> float:
    """Messages with a hit: all; those without digits, @ and http that explain it; those not known as true."""
    known = reviewed()
    print(f"\nHits in messages as they are; {len(known):,} were looked at and are true")
    head = ("messages", "with a hit", "clean", "hit", "not true", "per 1,000")
    print(
        f"{'set':14}",
        *(f"{name:>{width}}" for name, width in zip(head, _WIDTHS, strict=True)),
        "  types",
        sep="",
    )
    total, wrong = 0, 0
    for name, texts in by_set.items():
        found = hits(texts)
        unknown = [hit for hit in found if not is_known_as_true(name, hit[1], hit[2], known)]
        clean = {place for place, text in enumerate(texts) if not _TELLING.search(text)}
        places, all_places = {place for place, *_ in unknown}, {place for place, *_ in found}
        types = ", ".join(
            f"{kind} {count}" for kind, count in Counter(k for _, k, _ in unknown).most_common()
        )
        rate = 1000 * _share(len(places), len(texts))
        print(
            f"{name:14}{len(texts):10,}{len(all_places):12,}{len(clean):9,}{len(all_places & clean):7,}"
            f"{len(places):10,}{rate:11.2f}  {types}"
        )
        if name != OWN:  # its own messages are still being written
            total, wrong = total + len(texts), wrong + len(places)
        if show == name:
            for place, kind, hit in unknown:
                print(f"  {kind:8} {hit!r} in {texts[place]!r}")
    print(f"{'all but ' + OWN:14}{total:10,}{'':38}{wrong:10,}{1000 * _share(wrong, total):11.2f}")
    return _share(wrong, total)


def _show_speed(everything: Sequence[str], hosts: Sequence[str]) -> None:
    joined = " ".join(hosts)
    clean = [text for n in range(0, 4_000_000, 100) if not find(text := joined[n : n + 100])]
    print(f"\nOn one core: {speed(clean):,.0f} clean texts of 100 letters a second ({len(clean):,} texts)")
    each = sum(map(len, everything)) / len(everything)
    print(f"{speed(everything):,.0f} messages a second as they come, hits and all ({each:.0f} letters each)")


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--seed", type=int, default=SEED)
    ask.add_argument("--each", type=int, default=EACH, help="identities of each form")
    ask.add_argument("--show", help="a form or a set whose misses or hits are printed")
    told = ask.parse_args()
    folder = data_folder()
    if folder is None:
        print(f"skipped: no truth.json. Name the data's folder in {FOLDER_VARIABLE}.")
        return 0
    return measure(folder, told.seed, told.each, told.show)


if __name__ == "__main__":
    sys.exit(main())
