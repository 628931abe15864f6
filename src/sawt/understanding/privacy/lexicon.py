"""The words of `names.toml`, folded, with the prefixes and endings that they take."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from enum import IntEnum
from importlib.resources import files

from sawt.understanding.privacy.view import word_spelling

_WORDS: dict[str, str] = tomllib.loads(
    files("sawt.understanding.privacy").joinpath("names.toml").read_text(encoding="utf-8")
)


class Lead(IntEnum):
    """How much a word before a name promises one."""

    ALONE = 0  # nothing stands before it
    ABBREVIATED = 1  # «د.»
    RELATED = 2  # «الموظف», «ابني»
    MYSELF = 3  # «أنا»
    PRESENT = 4  # «معكم»
    VAGUE = 5  # «دكتور»
    TITLED = 6  # «السيد»
    NAMED = 7  # «الفاضل», «اسمي»: whoever comes


def _words(*names: str) -> frozenset[str]:
    return frozenset(word_spelling(" ".join(_WORDS[name] for name in names)).split())


def _with_prefixes(words: Iterable[str]) -> frozenset[str]:
    """The words with the letters that are written to them: and, so, with, for, like."""
    found = set()
    for word in words:
        joined = {word, "ب" + word, "ك" + word, ("لل" + word[2:]) if word.startswith("ال") else "ل" + word}
        found |= joined | {"و" + form for form in joined} | {"ف" + word}
    return frozenset(found)


def _with_feminine(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words) | frozenset(word + "ه" for word in words if word.endswith("ي"))


GIVEN = _words("men", "women")
PLAIN_SPEECH = _words("plain_speech", "praise", "adjective")
PRAISE = _words("praise", "adjective")
ADJECTIVES = _words("adjective")
WOMEN = _words("women")
TRIBES = _words("tribes")
TRIBESWOMEN = frozenset(tribe + "ه" for tribe in TRIBES if tribe.endswith("ي"))
SONS = _words("sons")
NOT_A_NAME = (_words("not_a_name") - {"علي"}) | {"على", "وعلى"}
NOT_A_FAMILY = _with_feminine(_words("not_a_family"))
PLACES = _with_prefixes(_words("place"))
RANKS = _words("rank")
OF_OLD = _words("of_old")
OF_GOD = _words("of_god")

_TITLES = _words("title")
_OF_OFFICE = frozenset(("سعاده", "معالي", "فضيله", "سماحه"))
_DEFINITE = _OF_OFFICE | frozenset(word for word in _TITLES if word.startswith("ال"))
LEADS: dict[str, Lead] = {
    **dict.fromkeys(_words("abbreviation"), Lead.ABBREVIATED),
    **dict.fromkeys(_with_prefixes(_words("relation")), Lead.RELATED),
    **dict.fromkeys(_words("myself"), Lead.MYSELF),
    **dict.fromkeys(_words("company"), Lead.PRESENT),
    **dict.fromkeys(_with_prefixes(_TITLES), Lead.VAGUE),
    **dict.fromkeys(_with_prefixes(_DEFINITE), Lead.TITLED),
    **dict.fromkeys(_with_prefixes(_words("honorific")), Lead.NAMED),
    **dict.fromkeys(_words("introduction"), Lead.NAMED),
}
FATHERS = frozenset(("ابو", "ام", "بو"))  # «أبو سالم», «أم سالم»
_SERVANT, _HOUSE = "عبد", "ال"  # «عبد الله», «آل سعيد»
_PROMISING = (Lead.PRESENT, Lead.TITLED, Lead.NAMED)
INTRODUCTIONS = _words("introduction")

LATIN_TITLES = _words("latin_title")
LATIN_RELATIONS = _words("latin_relation")
LATIN_GIVEN = _words("latin_given")
LATIN_PLAIN = _words("latin_plain")
LATIN_FAMILIES = _words("latin_family")
LATIN_NOT_A_NAME = _words("latin_not_a_name")
LATIN_FIRMS = _words("latin_firm")

# Where none of these stands, in lower case, no name is found, unless a given name follows a weak lead.
TRIGGERS: frozenset[str] = (
    (GIVEN - PLAIN_SPEECH)
    | TRIBES
    | TRIBESWOMEN
    | SONS
    | frozenset(word for word, lead in LEADS.items() if lead in _PROMISING)
    | {_SERVANT}
    | LATIN_TITLES
    | (LATIN_GIVEN - LATIN_PLAIN)
    | LATIN_FAMILIES
    | frozenset("al" + family for family in LATIN_FAMILIES)
    | {"name", "speaking", "calling", "bin", "bint", "ibn", "ben"}
)
WEAK_LEADS = frozenset(word for word, lead in LEADS.items() if lead not in _PROMISING) | FATHERS | {_HOUSE}
