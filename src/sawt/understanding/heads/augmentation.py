"""Second versions of training messages: other people's words for the same thing, and typing slips.

A word that the lexicon knows gives way to another of its concept in the same script; now and then a
letter is dropped, doubled, swapped with its neighbour or replaced by the key beside it. The situation
and the labels stay. After Wei and Zou (2019), "EDA", narrowed to replacements that keep the meaning.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from sawt.understanding.features.concepts import spoken_concepts
from sawt.understanding.spelling import fold

_SLIPS = {"ض": "ظ", "ظ": "ض", "ذ": "د", "ث": "ت", "ق": "غ", "ه": "ة", "ة": "ه", "ى": "ي", "ص": "س", "ط": "ت"}
_SWAPPED = 0.35  # of the words that the lexicon knows
_SLIPPED = 0.02  # of the letters
_DROPPED = 0.06  # of the words


def second_versions(texts: Sequence[str], seed: int) -> list[str]:
    """Another version of each text; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # a seed, not a secret
    return [_other_version(text, chance) for text in texts]


def _other_version(text: str, chance: random.Random) -> str:
    words = text.split()
    kept = [word for word in words if len(words) < 5 or chance.random() >= _DROPPED]
    return " ".join(_slipped(_swapped(word, chance), chance) for word in kept)


def _swapped(word: str, chance: random.Random) -> str:
    others = spoken_concepts().get(fold(word.strip("؟?!.,،")), ())
    return chance.choice(others) if others and chance.random() < _SWAPPED else word


def _slipped(word: str, chance: random.Random) -> str:
    if len(word) < 4:
        return word
    letters = list(word)
    for place in range(1, len(letters) - 1):
        if chance.random() >= _SLIPPED:
            continue
        slip = chance.randrange(4)
        if slip == 0:
            letters[place] = ""
        elif slip == 1:
            letters[place] *= 2
        elif slip == 2:
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = _SLIPS.get(letters[place], letters[place])
    return "".join(letters)
