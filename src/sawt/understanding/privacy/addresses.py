"""E-mail addresses, links that hold a token or a person, and the handles of people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sawt.understanding.privacy.context import Found

# ---- e-mail: found from its sign outwards, so that a long word costs no more than a short one ----
_PROVIDER = r"(?:g ?mail|hot ?mail|yahoo|outlook|icloud|live|msn|omantel|proton ?mail)"
_SIGN = re.compile(
    r"(?<=[\w ])@(?=[\w ])|[\[({<] ?at ?[\])}>]|%40|&#64;|"
    rf"(?<=\w) at (?=[\w\-]{{1,63}} dot \w)|(?<=\w) at (?={_PROVIDER}[. ])",
    re.IGNORECASE,
)
_LOCAL = re.compile(r" ?\w[\w.+%'\-]*")  # read backwards
_DOT, _WORDY_DOT = r"\.", r"(?:[\[({<] ?dot ?[\])}>]| dot )"
_DOMAIN = re.compile(
    rf" {{0,2}}(?:[\w\-]{{1,63}}(?:(?: {_DOT} | ?{_WORDY_DOT} ?|\.)[\w\-]{{1,63}}){{1,8}}|"
    rf"{_PROVIDER}(?:[ ,،]com\b)?(?![\w.]))",
    re.IGNORECASE,
)
_LONGEST_LOCAL = 66

# ---- links ----
_HOSTED = r"(?:[A-Za-z0-9](?:[\w\-]{0,62})\.){1,6}[A-Za-z]{2,12}"
_PATH = r"(?:[!#$%&(-;=?-Z_a-z~\[\]@]|(?<=[/=_\-%])[\u0621-\u064a]+)"
_LINK = re.compile(
    rf"(?:(?:https?|ftp)://|www\.)(?P<after>{_PATH}+)|(?<![\w@./\-])(?P<bare>{_HOSTED}/{_PATH}+)",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:www\.)?([^/?#]*)([^?#]*)(\??[^#]*)(#?.*)", re.IGNORECASE | re.DOTALL)
_TAIL = ".,;:!?)]}'\"*"
# Hosts whose every page is somebody's: messages, profiles, shared files, places, shortened links.
_PERSONAL = re.compile(
    r"(?:^|\.)(?:wa\.me|t\.me|t\.co|bit\.ly|goo\.gl|tinyurl\.com|ow\.ly|is\.gd|cutt\.ly|rb\.gy|fb\.me|youtu\.be|"
    r"forms\.gle|1drv\.ms|we\.tl|dropbox\.com|(?:maps|drive|docs)\.google\.com|maps\.app\.goo\.gl|"
    r"(?:facebook|fb|instagram|twitter|x|tiktok|snapchat|linkedin|whatsapp|telegram|youtube|curiouscat|ask|sarahah|"
    r"path|flickr|swarmapp|paypal)\.(?:com|org|me|net|cat|fm))$",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"\d{5}")
_MIXED_CASE = re.compile(r"[a-z][A-Z]+[a-z]+[A-Z]")
# ---- handles ----
_HANDLE = re.compile(r"(?<![\w@.])@([A-Za-z0-9_]{3,30})(?![\w@])(?!\.[A-Za-z]{2})")


def links(text: str) -> Iterator[Found]:
    """Whole links that hold a query, a token or a long number, or stand on a page that is a person's."""
    for found in _LINK.finditer(text):
        end = found.start() + len(found[0].rstrip(_TAIL))
        address = found["after"] or found["bare"]
        if end > found.start() and _leads_to_somebody(address[: len(address) - (found.end() - end)]):
            yield found.start(), end, "link"


def emails(text: str) -> Iterator[Found]:
    """Addresses, with every sign that people write for @ and for the dots."""
    place = 0
    for sign in _SIGN.finditer(text):
        local = _LOCAL.match(text[max(place, sign.start() - _LONGEST_LOCAL) : sign.start()][::-1])
        domain = _DOMAIN.match(text, sign.end()) if local else None
        if local and domain and _belongs(text, local[0], sign.start()):
            place = domain.end()
            yield sign.start() - len(local[0]), place, "email"


def _belongs(text: str, local: str, sign: int) -> bool:
    """Whether what stands before an @ is an address's first part: not a word of speech, no handle."""
    start = sign - len(local)
    loose = local[0] == " " and text[sign] == "@" and text[sign : sign + 2] != "@ "
    return text[start - 1 : start] != "@" and (not loose or local.isascii())


def handles(text: str) -> Iterator[Found]:
    """@names: the page of a person or a shop on some network, so a link to it."""
    return ((found.start(), found.end(), "link") for found in _HANDLE.finditer(text))


def _leads_to_somebody(address: str) -> bool:
    host, path, query, fragment = _HOST.match(address).groups()  # type: ignore[union-attr]
    if "@" in host or len(query) > 1 or "=" in fragment:
        return True
    deep = len(path.strip("/")) > 0
    if deep and _PERSONAL.search(host.partition(":")[0]):
        return True
    pieces = re.split(r"[/\-.,_+~]", path)
    return any(map(_is_a_token, pieces)) or host.replace(".", "").partition(":")[0].isdigit()


def _is_a_token(piece: str) -> bool:
    """Whether a part of a path is no word: long, or digits among letters, or capitals among small ones."""
    if len(piece) > 21 or _LONG_NUMBER.search(piece):
        return True
    mixed = any(map(str.isdigit, piece)) and any(map(str.isalpha, piece))
    return (mixed and len(piece) > 7) or _MIXED_CASE.search(piece) is not None
