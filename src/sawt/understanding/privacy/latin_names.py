"""Names in Latin letters: capitals help where people set them, lists and fathers where they do not."""

from __future__ import annotations

from sawt.understanding.privacy.lexicon import (
    LATIN_FAMILIES,
    LATIN_FIRMS,
    LATIN_GIVEN,
    LATIN_NOT_A_NAME,
    LATIN_PLAIN,
    LATIN_RELATIONS,
    LATIN_TITLES,
)
from sawt.understanding.privacy.tokens import Tokens

_SONS = frozenset(("bin", "bint", "ibn", "ben"))
_ARTICLES = frozenset(("al", "el"))
_SPEAKS = frozenset(("speaking", "calling"))
_HESITATION = frozenset(("uh", "ah", "um", "er", "eh"))
_MOST_WORDS = 7


def latin_name(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """The name to which a word leads, or that it begins: its first word, and the word after its last."""
    word = tokens.words[place].lower()
    if word in LATIN_TITLES:
        return _after_a_title(tokens, place)
    if word == "name" and _said(tokens, place + 1) in ("is", "s"):
        return _introduced(tokens, place + 2)
    if word in ("this", "it") and _said(tokens, place + 1) in ("is", "s"):
        return _speaking(tokens, place + 2 + (_said(tokens, place + 2) in _HESITATION))
    if word in LATIN_RELATIONS:
        return _known_one(tokens, place + 1)
    if (word == "am" or word == "m") and place and tokens.words[place - 1].lower() == "i":
        return _known_one(tokens, place + 1)
    return _alone(tokens, place)


def _said(tokens: Tokens, place: int) -> str:
    return tokens.words[place].lower() if place < len(tokens.words) else ""


def _after_a_title(tokens: Tokens, place: int) -> tuple[int, int] | None:
    first = place + 1
    if not tokens.leads(place, " .") or not _may_begin(tokens, first):
        return None
    told = tokens.words[place][0].isupper() or tokens.text[tokens.ends[place]] == "."
    end, sure = _read(tokens, first)
    known = _known(tokens, first)
    return _kept(tokens, first, end, known or sure or (told and _capital(tokens, first)))


def _introduced(tokens: Tokens, first: int) -> tuple[int, int] | None:
    if not tokens.joined(first - 1) or not _may_begin(tokens, first):
        return None
    end, sure = _read(tokens, first)
    known = _known(tokens, first)
    if known and end < len(tokens.words) and tokens.joined(end - 1) and end == first + 1:
        last, after = tokens.words[end].lower(), _said(tokens, end + 1)
        over = tokens.ends_a_clause(end) or after in LATIN_NOT_A_NAME or not after.isascii()
        if over and last.isascii() and last not in LATIN_NOT_A_NAME:
            end += 1  # "my name is john smith"
    return _kept(tokens, first, end, known or sure or _capital(tokens, first))


def _speaking(tokens: Tokens, first: int) -> tuple[int, int] | None:
    if not tokens.leads(first - 1, " ,.") or not _may_begin(tokens, first):
        return None
    end, sure = _read(tokens, first)
    speaks = _said(tokens, end) in _SPEAKS
    known = _known(tokens, first) and tokens.words[first].lower() not in LATIN_PLAIN
    return _kept(tokens, first, end, sure or speaks or (known and _said(tokens, end) in ("from", "here")))


def _known_one(tokens: Tokens, first: int) -> tuple[int, int] | None:
    if not tokens.joined(first - 1) or not _may_begin(tokens, first):
        return None
    end, sure = _read(tokens, first)
    known = _known(tokens, first) and tokens.words[first].lower() not in LATIN_PLAIN
    return _kept(tokens, first, end, sure or known)


def _alone(tokens: Tokens, place: int) -> tuple[int, int] | None:
    if not (_known(tokens, place) or _capital(tokens, place)) or not _may_begin(tokens, place):
        return None
    end, sure = _read(tokens, place)
    return _kept(tokens, place, end, sure)


def _kept(tokens: Tokens, first: int, end: int, is_name: bool) -> tuple[int, int] | None:
    """The name, unless a firm or a place is called so."""
    return (first, end) if is_name and _said(tokens, end) not in LATIN_FIRMS else None


def _read(tokens: Tokens, first: int) -> tuple[int, bool]:
    """The place after a name, and whether a father or a tribe makes it sure."""
    place, sure = first + 1, False
    while place < len(tokens.words) and place - first < _MOST_WORDS and _linked(tokens, place - 1):
        word = tokens.words[place].lower()
        after = _said(tokens, place + 1)
        if word in _SONS and after and _linked(tokens, place) and after not in LATIN_NOT_A_NAME:
            sure = sure or after in LATIN_GIVEN or (_known(tokens, first) and _capital(tokens, place + 1))
            place += 2
        elif word in _ARTICLES and after in LATIN_FAMILIES and _linked(tokens, place):
            return place + 2, True
        elif word in _ARTICLES and _linked(tokens, place) and _capital(tokens, place + 1):
            place += 2
        elif word in LATIN_FAMILIES or (word[:2] == "al" and word[2:] in LATIN_FAMILIES):
            return place + 1, sure or _known(tokens, first)
        elif word in LATIN_NOT_A_NAME or word in LATIN_TITLES or word in LATIN_FIRMS:
            break
        elif (word in LATIN_GIVEN and word not in LATIN_PLAIN) or (
            _capital(tokens, place) and place - first < 4
        ):
            place += 1
        else:
            break
    return place, sure


def _linked(tokens: Tokens, place: int) -> bool:
    """Whether a space, a hyphen, an apostrophe or an initial's dot is all that parts two words."""
    if place + 1 >= len(tokens.words):
        return False
    gap = tokens.text[tokens.ends[place] : tokens.starts[place + 1]]
    return gap in (" ", "-", "'", "’", "  ") or (gap == ". " and len(tokens.words[place]) == 1)


def _may_begin(tokens: Tokens, place: int) -> bool:
    if place >= len(tokens.words):
        return False
    word = tokens.words[place]
    return len(word) > 1 and word.isascii() and word.lower() not in LATIN_NOT_A_NAME


def _known(tokens: Tokens, place: int) -> bool:
    return tokens.words[place].lower() in LATIN_GIVEN


def _capital(tokens: Tokens, place: int) -> bool:
    word = tokens.words[place] if place < len(tokens.words) else ""
    return word[:1].isupper() and word.isascii() and word.lower() not in LATIN_NOT_A_NAME
