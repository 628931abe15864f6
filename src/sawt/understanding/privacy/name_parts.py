"""What a name is made of: given names, fathers, a tribe or a family, read word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sawt.understanding.privacy.lexicon import (
    ADJECTIVES,
    FATHERS,
    GIVEN,
    NOT_A_FAMILY,
    NOT_A_NAME,
    OF_GOD,
    PLAIN_SPEECH,
    PRAISE,
    SONS,
    TRIBES,
    TRIBESWOMEN,
    WOMEN,
    Lead,
)
from sawt.understanding.privacy.tokens import Tokens

_MOST_PARTS = 9
_SERVANT, _SERVANT_OF = "عبد", "عبدال"
_FAMILY = re.compile(r"ال\w{3,}(?:ي|يه)")


@dataclass
class Name:
    """A name as far as it was read: the place after its last word, and what speaks for it."""

    end: int
    known: int = 0  # parts that are known as given names
    plain: int = 0  # those of them that are plain words too
    sons: bool = False
    fathers: bool = False  # of a son, whose father's name or own name is known
    tribe: bool = False
    family: bool = False  # ends like a family's name, but no list has it
    over: bool = False  # the clause ends here, or goes on with a word that is no name

    @property
    def sure(self) -> bool:
        return self.fathers or self.tribe

    @property
    def goes_on(self) -> bool:
        return self.sure or self.known > 1 or self.family


def is_given(word: str) -> bool:
    """Whether a word is a given name that a list knows, or says whose servant somebody is."""
    return word in GIVEN or (word.startswith(_SERVANT_OF) and len(word) > 6) or word == _SERVANT


def read_name(tokens: Tokens, first: int, lead: Lead) -> Name:
    """The name that begins with a word, as far as it goes."""
    name = Name(_one_given(tokens, first, any_word=True))
    _count(tokens.words[first], name)
    if tokens.words[first] in FATHERS and name.end > first + 1:
        name.known = 2  # «أم سالم»
    for _ in range(_MOST_PARTS):
        end = _next_part(tokens, first, name, lead)
        if end is None:
            break
        name.end = end
    after = "" if tokens.ends_a_clause(name.end - 1) else tokens.words[name.end]
    name.over = after < "\u0600" or after in NOT_A_NAME or after.startswith("و")
    return name


def _next_part(tokens: Tokens, first: int, name: Name, lead: Lead) -> int | None:
    """The place after the next part of a name, or None where the name is over."""
    words, place = tokens.words, name.end
    if place >= len(words) or not tokens.joined(place - 1) or name.family:
        return None
    word = words[place]
    follows = place + 1 < len(words) and tokens.joined(place)
    if word in SONS and follows and not name.tribe:
        father = words[place + 1]
        if len(father) < 2 or father in SONS or _is_no_father(father, lead):
            return None
        name.sons = True
        name.fathers = name.fathers or is_given(father) or (name.known > name.plain and lead > Lead.ALONE)
        _count(father, name)
        return _one_given(tokens, place + 1, any_word=True)
    if word == "ال" and follows and words[place + 1] in GIVEN and tokens.written(place)[-1] == "ل":
        name.tribe = True
        return place + 2
    if word in TRIBES or (word in TRIBESWOMEN and (words[first] in WOMEN or words[first] not in GIVEN)):
        name.tribe = True
        return place + 1
    if name.tribe:
        return None
    if is_given(word):
        if (word in PRAISE or word == "علي") and not _goes_on_after(tokens, place):
            last = lead >= Lead.PRESENT and word not in ADJECTIVES and tokens.ends_a_clause(place)
            return place + 1 if last else None
        _count(word, name)
        return _one_given(tokens, place, any_word=False)
    if word in FATHERS and follows and lead >= Lead.TITLED and words[place + 1] in GIVEN:
        return place + 2
    if _FAMILY.fullmatch(tokens.written(place)) and word not in NOT_A_FAMILY:
        name.family = True
        return place + 1
    return None


def _is_no_father(word: str, lead: Lead) -> bool:
    """What cannot be a father's name, without a title sooner than after one."""
    if is_given(word):
        return False
    if word in NOT_A_NAME or (lead == Lead.ALONE and word.endswith(("ي", "ه"))):
        return True
    return word.startswith("ال") and word not in TRIBES


def _goes_on_after(tokens: Tokens, place: int) -> bool:
    """Whether a word that may be praise is followed by more of a name."""
    if place + 1 >= len(tokens.words) or not tokens.joined(place):
        return False
    word = tokens.words[place + 1]
    family = _FAMILY.fullmatch(tokens.written(place + 1)) is not None and word not in NOT_A_FAMILY
    known = word in GIVEN and word not in PRAISE
    return word in SONS or word in TRIBES or word in TRIBESWOMEN or family or known


def _one_given(tokens: Tokens, place: int, any_word: bool) -> int:
    """The place after one given name, which may be two words: عبد الله, صلاح الدين, أبو محمد."""
    words = tokens.words
    if place + 1 < len(words) and tokens.joined(place):
        word, after = words[place], words[place + 1]
        if word == _SERVANT and after.startswith(("ال", "رب")):
            return place + 2
        if (after == "الدين" and word in GIVEN) or (after == "الله" and word in OF_GOD):
            return place + 2
        if any_word and word in FATHERS and after in GIVEN and after not in ADJECTIVES:
            return place + 2
    return place + 1


def _count(word: str, name: Name) -> None:
    if is_given(word):
        name.known += 1
        name.plain += word in PLAIN_SPEECH
