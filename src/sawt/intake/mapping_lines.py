"""On which line of a TOML text a key stands, so that every error of a mapping can say where."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")


def line_of(text: str, section: str, key: str | None = None, nth: int = 0) -> int:
    """The 1-based line of a key in the nth section of that name; else of the section; else 1.

    `[columns.wait_s]`, `wait_s = {…}` under `[columns]` and `columns.wait_s.from = …` are all found.
    """
    parent, _, leaf = section.rpartition(".")
    current, seen, found = "", -1, 1
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        header = _HEADER.match(line)
        if header:
            current = _plain(header[1])
            if current == section:
                seen += 1
                if seen == nth:
                    found = number
                    if key is None:
                        return number
            continue
        name = _plain(line.partition("=")[0]) if "=" in line else ""
        whole = f"{current}.{name}" if current else name
        if key and current == section and seen == nth and name == key:
            return number
        if parent and (whole == section or whole == f"{section}.{key}" or whole.startswith(f"{section}.")):
            return number
        if not parent and not current and name == leaf:
            return number
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s\"']", "", name)
