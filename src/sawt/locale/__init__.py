"""Sentences by code. `render` speaks to a person and never fails; `sentence` is its strict form.

A code is "area.key": the key of a table in `<area>.toml` beside this file. A text is a string, or an
inline table of plural forms chosen by the parameter `n`. Placeholders are `{name}` or `{name:format}`;
the formats are in `formats.py`, and a format with a dot in it is itself the code of a counted phrase.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from sawt.locale.formats import LABEL, NUMBERS, PHRASES, Digits, isolated, plain, plural_form, to_digits

__all__ = ["LANGUAGES", "areas", "render", "sentence", "sentences_of"]

LANGUAGES = ("ar", "en")
_FOLDER = Path(__file__).parent


def render(code: str, params: Mapping[str, Any] | None, lang: str, digits: Digits = "latn") -> str:
    """The sentence of a code in a language. What cannot be said is shown as it is, never raised."""
    given = dict(params or {})
    try:
        return sentence(code, given, lang if lang in LANGUAGES else "ar", digits)
    except Exception:  # noqa: BLE001 - an error is being told: a second one would hide the first
        told = ", ".join(f"{name}={value}" for name, value in given.items())
        return f"{code} ({told})" if told else code


def sentence(code: str, params: Mapping[str, Any], lang: str, digits: Digits = "latn") -> str:
    """As `render`, but raises KeyError for an unknown code, language or parameter."""
    area, _, key = code.partition(".")
    text = sentences_of(area)[key][lang]
    if isinstance(text, Mapping):
        text = text[plural_form(params["n"], lang)]
    return "".join(_pieces(text, params, lang, digits))


def areas() -> tuple[str, ...]:
    """The areas that have sentences."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def sentences_of(area: str) -> Mapping[str, Mapping[str, Any]]:
    """All sentences of an area: key -> language -> text or plural forms. Raises KeyError."""
    import tomllib  # here, since most who import sentences never say one

    path = _FOLDER / f"{area}.toml"
    if not area.isidentifier() or not path.is_file():
        raise KeyError(area)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _pieces(text: str, params: Mapping[str, Any], lang: str, digits: Digits) -> list[str]:
    said = []
    for literal, name, spec, _ in Formatter().parse(text):
        said.append(literal)
        if name is not None:
            said.append(_said(params[name], spec or "", lang, digits))
    return said


def _said(value: Any, spec: str, lang: str, digits: Digits) -> str:
    if value is None:
        return "–"
    if not spec:
        return plain(value, lang, digits)
    if spec == LABEL:
        return isolated(str(value[lang]), lang)
    if "." in spec:
        return sentence(spec, {"n": value}, lang, digits)

    def say(code: str, **params: Any) -> str:
        return sentence(code, params, lang, digits)

    if spec in NUMBERS:
        return to_digits(NUMBERS[spec](value, say), lang, digits)
    return PHRASES[spec](value, say)
