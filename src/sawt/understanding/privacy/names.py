"""People's names: after a title or an introduction, in chains of fathers, before a tribe's name.

No list holds every name, and many names are plain words. So three things are weighed together: what
leads to the name, whether its first word is known as one, and whether it goes on as names do.
"""

from __future__ import annotations

from collections.abc import Iterator

from sawt.understanding.privacy.context import Found
from sawt.understanding.privacy.latin_names import latin_name
from sawt.understanding.privacy.lexicon import (
    ADJECTIVES,
    FATHERS,
    GIVEN,
    INTRODUCTIONS,
    LEADS,
    NOT_A_NAME,
    OF_OLD,
    PLACES,
    PLAIN_SPEECH,
    PRAISE,
    RANKS,
    SONS,
    TRIBES,
    TRIBESWOMEN,
    Lead,
)
from sawt.understanding.privacy.name_parts import Name, is_given, read_name
from sawt.understanding.privacy.tokens import Tokens


def names(text: str) -> Iterator[Found]:
    """Names, without the titles before them, from left to right."""
    tokens = Tokens.of(text)
    words, place, passed = tokens.words, 0, 0
    while place < len(words):
        word, found = words[place], None
        if word[0] < "\u0600":
            found = latin_name(tokens, place)
        elif word in LEADS and place >= passed:
            found, passed = _after_a_lead(tokens, place)
        if found is None and is_given(word):
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


def _after_a_lead(tokens: Tokens, place: int) -> tuple[tuple[int, int] | None, int]:
    """The name to which a title leads, and the place after the titles: what they lead to is settled."""
    words = tokens.words
    lead = LEADS[words[place]]
    if Lead.VAGUE <= lead < Lead.NAMED and place and words[place - 1] in PLACES:
        return None, place + 1
    if lead == Lead.NAMED and words[place] not in INTRODUCTIONS and _is_a_greeting(tokens, place):
        lead = Lead.TITLED
    first = place + 1
    while tokens.leads(first - 1) and _is_passed_over(tokens, first, lead):
        lead = max(lead, LEADS.get(words[first], lead))
        first += 1
    return _led_to(tokens, place, first, lead), first


def _led_to(tokens: Tokens, place: int, first: int, lead: Lead) -> tuple[int, int] | None:
    """The name that begins after the titles from a place on, if one does."""
    words = tokens.words
    if not tokens.leads(first - 1) or len(words[first]) < 2:
        return None
    if "." in tokens.text[tokens.ends[first - 1] : tokens.starts[first]] and lead != Lead.ABBREVIATED:
        return None
    if lead >= Lead.TITLED and (words[first] in TRIBES or words[first] in TRIBESWOMEN):
        return first, first + 1
    name = read_name(tokens, first, lead)
    if lead == Lead.NAMED and not (name.goes_on or is_given(words[first])):
        is_name = _may_be_a_name(tokens, place, first, name)
    else:
        is_name = _is_a_name(words[first], name, lead)
    return (first, name.end) if is_name else None


def _is_passed_over(tokens: Tokens, place: int, lead: Lead) -> bool:
    """A second title, or «الكامل» and «هو» after «اسمي»; but «السيدة شيخة بنت …» is called Sheikha."""
    word = tokens.words[place]
    if lead == Lead.NAMED and word in ("الكامل", "الثلاثي", "الرباعي", "هو", "هي"):
        return True
    if LEADS.get(word, Lead.ALONE) < Lead.VAGUE:
        return False
    after = tokens.words[place + 1] if tokens.leads(place) else ""
    return word not in GIVEN or (is_given(after) and after not in PRAISE)


def _is_a_greeting(tokens: Tokens, place: int) -> bool:
    """«أخي الفاضل», «أستاذنا الفاضل»: said to somebody, not before a name."""
    if not place or not tokens.joined(place - 1):
        return False
    before = tokens.words[place - 1]
    return before in LEADS or before.endswith(("نا", "ي")) or before.startswith("ال")


def _may_be_a_name(tokens: Tokens, place: int, first: int, name: Name) -> bool:
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
        return read_name(tokens, place, Lead.ALONE).end
    name, son, father = [*tokens.words[place : place + 3], "", ""][:3]
    if son in SONS and f"{name}-{father}" in OF_OLD and read_name(tokens, place, Lead.ALONE).end <= place + 4:
        return place + 3
    return None


def _alone(tokens: Tokens, place: int) -> tuple[int, int] | None:
    name = read_name(tokens, place, Lead.ALONE)
    return (place, name.end) if _is_a_name(tokens.words[place], name, Lead.ALONE) else None


def _of_an_unknown(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """A chain whose first name no list knows: its father is known, and it goes on."""
    first = place - 1
    word = tokens.words[first]
    unlike = len(word) < 3 or word in NOT_A_NAME or word in PLACES or word[0] < "\u0600"
    if unlike or not tokens.joined(first):
        return None
    if first and tokens.words[first - 1] in PLACES and tokens.joined(first - 1):
        return None
    name = read_name(tokens, first, Lead.ALONE)
    return (first, name.end) if name.fathers and name.known and (name.tribe or name.family) else None


def _is_a_name(first: str, name: Name, lead: Lead) -> bool:
    """Whether what leads to a name and what it is made of are enough together."""
    if first in FATHERS:  # «باسمه أم باسم والده» asks which
        return name.known > 1 and lead > (Lead.RELATED if first == "ام" else Lead.ALONE)
    if not is_given(first):
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
    if lead == Lead.RELATED:
        return first not in PRAISE and name.over
    if lead in (Lead.ABBREVIATED, Lead.PRESENT, Lead.TITLED, Lead.NAMED):
        return first not in PRAISE or (first not in ADJECTIVES and (name.over or lead == Lead.NAMED))
    return False
