"""What of a message is read: its beginning, without the placeholders that stand for identities."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sawt.understanding.privacy.spans import PLACEHOLDERS

LONGEST = 20_000  # letters of a message that are read; what follows adds nothing and costs much
_PLACEHOLDER = re.compile("|".join(re.escape(placeholder) for placeholder in PLACEHOLDERS.values()))


def prepared(texts: Iterable[str]) -> list[str]:
    """The texts as the heads see them; every letter that is left keeps its place.

    A placeholder is what masking says, not what the customer said: «[هاتف]» is no word about phones.
    """
    return [_blanked(text[:LONGEST]) for text in texts]


def _blanked(text: str) -> str:
    return _PLACEHOLDER.sub(lambda found: " " * len(found[0]), text) if "[" in text else text
