"""The taxonomy: the codes of every list, what people read for each, and the test by which one decides."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sawt.errors import CallError
from sawt.packs.files import pack_text
from sawt.vocabulary import HEADS

LISTS = (*HEADS, "segment")
# Challenges are kept apart: what to mend, what people ask, what traders do, and no challenge at all.
OBSTACLE, INFORMATION, MARKET, NONE = GROUPS = ("obstacle", "information", "market", "none")


@dataclass(frozen=True)
class Code:
    """A code of a list. `names`: what people read, by language. `group`: of challenges only."""

    code: str
    names: Mapping[str, str]
    test: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Taxonomy:
    """All lists, each in its own order."""

    version: str
    lists: Mapping[str, Mapping[str, Code]]

    def codes(self, name: str) -> Sequence[str]:
        """The codes of a list; none where there is no such list."""
        return tuple(self.lists.get(name, ()))

    def names(self, name: str, code: str) -> Mapping[str, str]:
        """What people read, by language; a code that is not in the list stands for itself."""
        known = self.lists.get(name, {}).get(code)
        return known.names if known else {"ar": code, "en": code}

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """The group of each challenge."""
        return {code: of.group or OBSTACLE for code, of in self.lists["challenge"].items()}


def load_taxonomy(workspace: Path | None = None) -> Taxonomy:
    """The workspace's own, else the one that ships. Raises CallError `packs.*` for what cannot be used."""
    return parse_taxonomy(*pack_text("taxonomy", workspace))


def parse_taxonomy(text: str, file: str) -> Taxonomy:
    """From the file's text; `file` is what a complaint calls it."""
    written = read_toml(text, file)
    lists = {name: _codes(name, written.get(name, {}), file) for name in LISTS}
    for name in LISTS:
        if not lists[name]:
            raise CallError("packs.no_codes", file=file, name=name)
    return Taxonomy(str(written.get("version", "1")), lists)


def read_toml(text: str, file: str) -> dict[str, Any]:
    """Raises CallError `packs.not_toml`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CallError("packs.not_toml", file=file, reason=str(error)) from None


def _codes(name: str, written: Any, file: str) -> dict[str, Code]:
    codes = {}
    for code, told in written.items() if isinstance(written, dict) else ():
        names = _names(told)
        if not code.isidentifier() or names is None:
            raise CallError("packs.bad_code", file=file, name=name, label=code)
        group = told.get("group", OBSTACLE) if name == "challenge" else None
        if group not in (None, *GROUPS):
            raise CallError("packs.bad_group", file=file, label=code, known=", ".join(GROUPS))
        codes[code] = Code(code, names, told.get("test"), group)
    return codes


def _names(told: Any) -> dict[str, str] | None:
    """What people read, by language; None where a language is missing."""
    names = {lang: told.get(lang) for lang in ("ar", "en")} if isinstance(told, dict) else {}
    found = {lang: name for lang, name in names.items() if isinstance(name, str) and name}
    return found if len(found) == 2 else None
