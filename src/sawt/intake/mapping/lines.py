"""On which line of a TOML text a key stands, so that every error of a mapping can say where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_HEADER = re.compile(r"^\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")


def line_of(text: str, section: str, key: str | None = None, nth: int = 0) -> int:
    """The 1-based line of a key in the nth section of that name; else of the section; else 1.

    `[columns.wait_s]`, `wait_s = {…}` under `[columns]` and `columns.wait_s.from = …` are all found.
    """
    section = _plain(section)
    wanted = f"{section}.{_plain(key)}" if key is not None else section

    def fit(place: tuple[int, str, int]) -> int | None:
        """How well a place answers: the key itself, its section, one of that name, a part of it; or not."""
        _, path, count = place
        if path in (wanted, section):
            return (0 if path == wanted else 1) if count == nth else 2
        return 3 if path.startswith(f"{section}.") else None

    found = [(rank, place[0]) for place in _places(text) if (rank := fit(place)) is not None]
    return min(found)[1] if found else 1


def _places(text: str) -> Iterator[tuple[int, str, int]]:
    """Every header and key: its line, its dotted path, and how many sections of its name came before."""
    current = ""
    seen: Counter[str] = Counter()
    for number, line in enumerate(map(str.strip, text.splitlines()), start=1):
        header = _HEADER.match(line)
        if header:
            current = _plain(header[1])
            seen[current] += 1
            yield number, current, seen[current] - 1
        elif "=" in line and not line.startswith("#"):
            name = _plain(line.partition("=")[0])
            yield number, f"{current}.{name}" if current else name, max(seen[current] - 1, 0)


def _plain(name: str) -> str:
    return re.sub(r"[\s\"']", "", name)
