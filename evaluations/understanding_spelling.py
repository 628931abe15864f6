"""Does the one spelling fold all that others fold, and how fast? camel-tools and PyArabic beside ours.

    python -m evaluations.understanding_spelling

"absorbed": fold(theirs(word)) equals fold(word), so that two words which they make one are one for us too;
words with ى or a small alef are counted apart: PyArabic makes both ا; camel-tools and ours make the one ي
and leave the other out.
"equal": theirs(word) is our fold, letter for letter, lower case and digits aside. Words of Arabic letters
are compared, each distinct one once; the most frequent differences are printed with their count.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

from evaluations.privacy import SETS, messages
from evaluations.scoreboard import FOLDER_VARIABLE, data_folder
from sawt.understanding.spelling import fold_all

_WORD = re.compile(r"[\u0610-\u061a\u0621-\u065f\u0670-\u06d3\ufb50-\ufdff\ufe70-\ufefc]+")
_CHOSEN = frozenset("\u0670\u0649\ufbe8\ufbe9\ufeef\ufef0")
_SHOWN = 6
_TIMES = 3

Spell = Callable[[str], str]


def ours(texts: Sequence[str]) -> list[str]:
    folded = fold_all(texts)
    return [folded.text(number) for number in range(len(folded))]


def _camel_tools() -> Spell:
    dediac, normalize = (import_module(f"camel_tools.utils.{name}") for name in ("dediac", "normalize"))

    def spell(text: str) -> str:
        text = normalize.normalize_alef_ar(dediac.dediac_ar(text))
        return str(normalize.normalize_teh_marbuta_ar(normalize.normalize_alef_maksura_ar(text)))

    return spell


def _pyarabic() -> Spell:
    araby = import_module("pyarabic.araby")

    def spell(text: str) -> str:
        text = araby.strip_tatweel(araby.strip_tashkeel(text))
        return str(araby.normalize_teh(araby.normalize_ligature(araby.normalize_alef(text))))

    return spell


# name: its module, how to come by it, and its chain of all that folds spelling, as a user would write it
PEERS: dict[str, tuple[str, str, Callable[[], Spell]]] = {
    "camel-tools": ("camel_tools", "pip install --no-deps camel-tools six emoji", _camel_tools),
    "PyArabic": ("pyarabic", "make tools", _pyarabic),
}


def measure(texts: Sequence[str]) -> int:
    """Print speeds and agreement; 1 where something that a peer folds stays apart in ours."""
    words = list({word for text in texts for word in _WORD.findall(text)})
    letters = sum(map(len, texts)) / len(texts)
    print(
        f"Spelling: {len(texts):,} messages of {letters:.0f} letters, {len(words):,} distinct Arabic words\n"
    )
    print(f"{'':14}{'messages/s':>12}{'absorbed':>12}{'equal':>10}")
    print(f"{'ours, arrays':14}{_speed(lambda: fold_all(texts), len(texts)):12,.0f}")
    print(f"{'ours, strings':14}{_speed(lambda: ours(texts), len(texts)):12,.0f}")
    apart, told = False, []
    for name, (module, how, make) in PEERS.items():
        spell = _installed(module, make)
        if spell is None:
            print(f"{name:14}not installed ({how})")
            continue
        speed = _speed(lambda spell=spell: [spell(text) for text in texts], len(texts))
        theirs = [spell(word) for word in words]
        folded, again = ours(words), ours(theirs)
        missed = [word for word, one, two in zip(words, folded, again, strict=True) if one != two]
        other = [word for word in missed if _CHOSEN.isdisjoint(word)]
        absorbed = 1 - len(missed) / len(words)
        equal = sum(one == other for one, other in zip(folded, theirs, strict=True)) / len(words)
        print(
            f"{name:14}{speed:12,.0f}{absorbed:12.4%}{equal:10.2%}   not absorbed, these aside: {len(other)}"
        )
        apart |= bool(other)
        told.append(
            (name, [*_differences(folded, theirs), *(f"  not absorbed: {w!r}" for w in other[:_SHOWN])])
        )
    for name, lines in told:
        print(f"\nours and {name}:")
        print(*lines, sep="\n")
    return int(apart)


def _installed(module: str, make: Callable[[], Spell]) -> Spell | None:
    if find_spec(module) is None:
        return None
    try:
        return make()
    except ImportError as lacking:
        print(f"{module}: {lacking}", file=sys.stderr)
        return None


def _speed(run: Callable[[], object], count: int) -> float:
    best = 0.0
    for _ in range(_TIMES):
        begun = time.perf_counter()
        run()
        best = max(best, count / (time.perf_counter() - begun))
    return best


def _differences(folded: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """The letters that one keeps and the other does not, most frequent first."""
    kinds: Counter[str] = Counter()
    for one, other in zip(folded, theirs, strict=True):
        if one != other:
            kept, gone = set(other) - set(one), set(one) - set(other)
            kinds[
                f"theirs keeps {_told(kept)}" + (f" where ours has {_told(gone)}" if gone else "")
                if kept
                else "theirs keeps a letter held down"
                if len(other) > len(one)
                else "other"
            ] += 1
    return [f"  {count:7,}  {kind}" for kind, count in kinds.most_common(_SHOWN)]


def _told(letters: set[str]) -> str:
    return " ".join(f"{letter} (U+{ord(letter):04X})" for letter in sorted(letters))


def main() -> int:
    folder = data_folder()
    if folder is None:
        print(f"skipped: no truth.json. Name the data's folder in {FOLDER_VARIABLE}.")
        return 0
    by_set = messages(folder)
    return measure([text for name in SETS for text in by_set[name]])


if __name__ == "__main__":
    sys.exit(main())
