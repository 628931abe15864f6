"""People's names: after a title or an introduction, in chains of fathers, before a tribe's name.

No list holds every name, and many names are plain words. So three things are weighed together: what
leads to the name, whether its first word is known as one, and whether it goes on as names do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sawt.understanding.privacy.context import Found
from sawt.understanding.privacy.latin_names import latin_name
from sawt.understanding.privacy.lexicon import (
    ADJECTIVES,
    GIVEN,
    INTRODUCTIONS,
    LEADS,
    NOT_A_FAMILY,
    NOT_A_NAME,
    OF_OLD,
    PLACES,
    PLAIN_SPEECH,
    PRAISE,
    RANKS,
    SONS,
    TRIBES,
    TRIBESWOMEN,
    WOMEN,
    Lead,
)
from sawt.understanding.privacy.tokens import Tokens

_MOST_PARTS, _MOST_TITLES = 9, 5
_SERVANT, _SERVANT_OF = "عبد", "عبدال"
_FATHERS = frozenset(("ابو", "ام", "بو"))
_OF_GOD = frozenset(
    "نصر جار فضل عطا سيف حبيب ضيف نعمه خلف مال حفظ عبيد جاد رزق فتح لطف وهب جاب امه شكر".split(" ")
)
_FAMILY = re.compile(r"ال\w{3,}(?:ي|يه)")


def names(text: str) -> Iterator[Found]:
    """Names, without the titles before them, from left to right."""
    tokens = Tokens.of(text)
    words, place = tokens.words, 0
    while place < len(words):
        word = words[place]
        if word[0] < "\u0600":
            found = latin_name(tokens, place)
        elif word in LEADS:
            found = _after_a_lead(tokens, place)
        else:
            found = None
        if found is None and _is_given(word):
            skipped = _of_a_place(tokens, place)
            if skipped:
                place = skipped
                continue
            found = _alone(tokens, place)
        elif found is None and word in SONS and place:
            found = _of_an_unknown(tokens, place)
        if found is None:
            place += 1
            continue
        first, last = found
        yield tokens.starts[first], tokens.ends[last - 1], "name"
        place = last


@dataclass
class _Name:
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


def _after_a_lead(tokens: Tokens, place: int) -> tuple[int, int] | None:
    words = tokens.words
    lead = LEADS[words[place]]
    if Lead.VAGUE <= lead < Lead.NAMED and place and words[place - 1] in PLACES:
        return None
    if lead == Lead.NAMED and words[place] not in INTRODUCTIONS and _is_a_greeting(tokens, place):
        lead = Lead.TITLED
    first = place + 1
    while first - place < _MOST_TITLES and tokens.leads(first - 1) and _is_passed_over(tokens, first, lead):
        lead = max(lead, LEADS.get(words[first], lead))
        first += 1
    if first == len(words) or not tokens.leads(first - 1):
        return None
    if "." in tokens.text[tokens.ends[first - 1] : tokens.starts[first]] and lead != Lead.ABBREVIATED:
        return None
    if lead >= Lead.TITLED and (words[first] in TRIBES or words[first] in TRIBESWOMEN):
        return first, first + 1
    name = _read(tokens, first, lead)
    if lead == Lead.NAMED and not (name.goes_on or _is_given(words[first])):
        return (first, name.end) if _may_be_a_name(tokens, place, first, name) else None
    return (first, name.end) if _is_a_name(words[first], name, lead) else None


def _is_passed_over(tokens: Tokens, place: int, lead: Lead) -> bool:
    """A second title, or «الكامل» and «هو» after «اسمي»; but «السيدة شيخة بنت …» is called Sheikha."""
    word = tokens.words[place]
    if lead == Lead.NAMED and word in ("الكامل", "هو", "هي"):
        return True
    if LEADS.get(word, Lead.ALONE) < Lead.VAGUE:
        return False
    after = tokens.words[place + 1] if tokens.leads(place) else ""
    return word not in GIVEN or (_is_given(after) and after not in PRAISE)


def _is_a_greeting(tokens: Tokens, place: int) -> bool:
    """«أخي الفاضل», «أستاذنا الفاضل»: said to somebody, not before a name."""
    if not place or not tokens.joined(place - 1):
        return False
    before = tokens.words[place - 1]
    return before in LEADS or before.endswith(("نا", "ي")) or before.startswith("ال")


def _may_be_a_name(tokens: Tokens, place: int, first: int, name: _Name) -> bool:
    """Whether a word that no list knows is a name, after «اسمي» or «الفاضل» alone.

    «اسمي» is also "my name" of which something is told; who says who he is does so where a clause begins,
    or ends it with the name.
    """
    word = tokens.words[first]
    if len(word) < 3 or word in NOT_A_NAME or word in PLACES or word.startswith(("ال", "لل", "ين", "بال")):
        return False
    begins = not place or not tokens.joined(place - 1) or tokens.words[place - 1] in LEADS
    if tokens.words[place] in INTRODUCTIONS and not begins:
        return name.over and word[0] not in "يتلكو"
    return True


def _of_a_place(tokens: Tokens, place: int) -> int | None:
    """The place after a name by which a street, a school or a firm is called, or somebody of old."""
    before = tokens.words[place - 1] if place and tokens.joined(place - 1) else ""
    if before in RANKS and place > 1 and tokens.joined(place - 2):
        before = tokens.words[place - 2]
    if before in PLACES:
        return _read(tokens, place, Lead.ALONE).end
    name, son, father = [*tokens.words[place : place + 3], "", ""][:3]
    if son in SONS and f"{name}-{father}" in OF_OLD and _read(tokens, place, Lead.ALONE).end <= place + 4:
        return place + 3
    return None


def _alone(tokens: Tokens, place: int) -> tuple[int, int] | None:
    name = _read(tokens, place, Lead.ALONE)
    return (place, name.end) if _is_a_name(tokens.words[place], name, Lead.ALONE) else None


def _of_an_unknown(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """A chain whose first name no list knows: its father is known, and it goes on."""
    first = place - 1
    word = tokens.words[first]
    if (
        not tokens.joined(first)
        or len(word) < 3
        or word in NOT_A_NAME
        or word in PLACES
        or word[0] < "\u0600"
    ):
        return None
    if first and tokens.words[first - 1] in PLACES and tokens.joined(first - 1):
        return None
    name = _read(tokens, first, Lead.ALONE)
    return (first, name.end) if name.fathers and name.known and (name.tribe or name.family) else None


def _is_a_name(first: str, name: _Name, lead: Lead) -> bool:
    """Whether what leads to a name and what it is made of are enough together."""
    if not _is_given(first):
        unlike = first in NOT_A_NAME or first.startswith("ال") or len(first) < 3
        if not name.sons and lead != Lead.NAMED:
            unlike = unlike or first[0] in "وفبل"  # «ونعم الداعية»
        certain = name.sure or (name.family and (name.sons or lead >= Lead.TITLED))
        return lead != Lead.ALONE and not unlike and certain
    if lead == Lead.ALONE:
        several = name.known > 2 and name.known - name.plain > 1
        return name.sure or several or (name.family and first not in PLAIN_SPEECH)
    if name.goes_on or first not in PLAIN_SPEECH:
        return True
    if lead in (Lead.ABBREVIATED, Lead.PRESENT, Lead.TITLED, Lead.NAMED):
        return first not in PRAISE or (first not in ADJECTIVES and (name.over or lead == Lead.NAMED))
    return False


def _is_given(word: str) -> bool:
    return word in GIVEN or (word.startswith(_SERVANT_OF) and len(word) > 6) or word == _SERVANT


def _read(tokens: Tokens, first: int, lead: Lead) -> _Name:
    """The name that begins with a word, as far as it goes."""
    name = _Name(_one_given(tokens, first, any_word=True))
    _count(tokens.words[first], name)
    for _ in range(_MOST_PARTS):
        end = _next_part(tokens, first, name, lead)
        if end is None:
            break
        name.end = end
    after = "" if tokens.ends_a_clause(name.end - 1) else tokens.words[name.end]
    name.over = after < "\u0600" or after in NOT_A_NAME or after.startswith("و")
    return name


def _next_part(tokens: Tokens, first: int, name: _Name, lead: Lead) -> int | None:
    """The place after the next part of a name, or None where the name is over."""
    words, place = tokens.words, name.end
    if place >= len(words) or not tokens.joined(place - 1) or name.family:
        return None
    word = words[place]
    follows = place + 1 < len(words) and tokens.joined(place)
    if word in SONS and follows and not name.tribe:
        father = words[place + 1]
        if len(father) < 2 or father in SONS or (not _is_given(father) and _is_no_father(father, lead)):
            return None
        name.sons = True
        name.fathers = name.fathers or _is_given(father) or (name.known > name.plain and lead > Lead.ALONE)
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
    if _is_given(word):
        if (word in PRAISE or word == "علي") and not _goes_on_after(tokens, place):
            return None
        _count(word, name)
        return _one_given(tokens, place, any_word=False)
    if word in _FATHERS and follows and lead >= Lead.TITLED and words[place + 1] in GIVEN:
        return place + 2
    if _FAMILY.fullmatch(tokens.written(place)) and word not in NOT_A_FAMILY:
        name.family = True
        return place + 1
    return None


def _is_no_father(word: str, lead: Lead) -> bool:
    """Of what is not known as a name: what cannot be a father's, alone less than after a title."""
    if word in NOT_A_NAME or word.endswith(("ي", "ه")) and lead == Lead.ALONE:
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
        if (after == "الدين" and word in GIVEN) or (after == "الله" and word in _OF_GOD):
            return place + 2
        if any_word and word in _FATHERS and after in GIVEN and after not in ADJECTIVES:
            return place + 2
    return place + 1


def _count(word: str, name: _Name) -> None:
    if _is_given(word):
        name.known += 1
        name.plain += word in PLAIN_SPEECH
