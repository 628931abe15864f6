"""Every digit as 0–9, and the marks that nobody sees: shared by identities and masking."""

from __future__ import annotations

# The zero of each script that a keyboard or a copied page in Oman may bring: Arabic, Persian and Urdu,
# N'Ko, the scripts of India from Devanagari to Malayalam, full width, and the mathematical alphabets.
_ZEROS = (
    *(0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66),
    *(0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6),
)
DIGITS: dict[int, str] = {zero + n: str(n) for zero in _ZEROS for n in range(10)}

# Direction marks, joiners, soft hyphens, byte-order marks: they have no width and no meaning in a number.
INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)
SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SIGNS = {ord("＋"): "+", ord("﹢"): "+", ord("＠"): "@", ord("﹫"): "@", ord("．"): ".", ord("／"): "/"}

# One character for one character, so that places in the plain text are places in the original.
SAME_LENGTH: dict[int, str] = (
    DIGITS
    | dict.fromkeys(map(ord, INVISIBLE), "\u200e")
    | dict.fromkeys(map(ord, SPACES), " ")
    | dict.fromkeys(map(ord, DASHES), "-")
    | _SIGNS
)
# The same, and what is invisible is gone.
PLAIN: dict[int, str | None] = {**SAME_LENGTH, **dict.fromkeys(map(ord, INVISIBLE), None)}
