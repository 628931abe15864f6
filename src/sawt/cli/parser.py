"""Every command and option, declared once; help is rendered in the reader's language."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from sawt import __version__
from sawt.cli.complaints import complaint, help_in
from sawt.errors import CallError
from sawt.locale import render
from sawt.options import DEFAULT_WORKSPACE, WORKSPACE_VARIABLE


@dataclass(frozen=True)
class Argument:
    """One option or positional of a command; its help is `cli.arg_<name>`."""

    flags: tuple[str, ...]
    kwargs: tuple[tuple[str, Any], ...] = ()

    @property
    def code(self) -> str:
        return "cli.arg_" + self.flags[-1].lstrip("-").replace("-", "_")


def _arg(*flags: str, **kwargs: Any) -> Argument:
    return Argument(flags, tuple(kwargs.items()))


COMMON = (
    _arg("--workspace", metavar="DIR"),
    _arg("--format", choices=("text", "json", "csv")),
    _arg("--lang", choices=("ar", "en")),
)
_PERIOD = (
    _arg("--from", dest="first", metavar="YYYY-MM", required=True),
    _arg("--to", dest="last", metavar="YYYY-MM"),
)
_QUESTION = (
    _arg("metric", metavar="METRIC"),
    *_PERIOD,
    _arg("--by", metavar="DIM,...", default=""),
    _arg("--where", metavar="DIM=VALUE", action="append", default=[]),
    _arg("--param", metavar="NAME=VALUE", action="append", default=[]),
    _arg("--as-of", metavar="DATE"),
)

# Command → its arguments. What each does is `cli.command_<name>`.
COMMANDS: dict[str, tuple[Argument, ...]] = {
    "init": (),
    "demo": (_arg("--no-serve", action="store_true"), _arg("--seed", type=int, default=2025)),
    "import": (
        _arg("source", metavar="SOURCE"),
        _arg("files", metavar="FILE", nargs="+"),
        _arg("--as", dest="name", metavar="NAME"),
        _arg("--mapping", metavar="FILE"),
        _arg("--complete-until", metavar="DATE"),
        _arg("--control-total", metavar="N", type=int),
        _arg("--dry-run", action="store_true"),
    ),
    "sources": (),
    "batches": (),
    "undo": (_arg("batch", metavar="BATCH"),),
    "rejects": (_arg("batch", metavar="BATCH"),),
    "read": (_arg("--file", metavar="FILE"), _arg("--why", metavar="HEAD,...", default="")),
    "label": (),
    "metrics": (),
    "figure": _QUESTION,
    "rows": (
        *_QUESTION,
        _arg("--limit", metavar="N", type=int),
        _arg("--sample", metavar="N", type=int),
        _arg("--seed", metavar="S", type=int, default=0),
    ),
    "review": (*_PERIOD, _arg("--as-of", metavar="DATE")),
    "check": (),
    "bench": (
        _arg("--rows", metavar="N", type=int, default=1_000_000),
        _arg("--versus", choices=("postgresql",)),
    ),
}

_FILE = _arg("label_file", metavar="FILE")
_ROUND, _BY = _arg("--round", metavar="R"), _arg("--annotator", metavar="CODE", default="")
_DRY = _arg("--dry-run", action="store_true")
# Command → its actions → their arguments. What each does is `cli.command_<name>_<action>`.
ACTIONS: dict[str, dict[str, tuple[Argument, ...]]] = {
    "label": {
        "annotators": (
            _arg("--add", metavar="CODE"),
            _arg("--name", dest="full_name", metavar="NAME", default=""),
            _arg("--retire", metavar="CODE"),
        ),
        "export": (
            _FILE,
            _arg("--count", metavar="N", type=int),
            _ROUND,
            _BY,
            _arg("--seed", metavar="S", type=int),
            _arg("--guesses", action="store_true"),
        ),
        "import": (_FILE, _BY, _ROUND, _DRY),
        "agreement": (_ROUND,),
        "train": (
            _BY,
            _arg("--reason", metavar="TEXT", default=""),
            _arg("--seed", metavar="S", type=int, default=0),
            _arg("--accept-worse", action="store_true"),
            _DRY,
        ),
        "publish": (),
        "status": (),
    },
}


class _Parser(argparse.ArgumentParser):
    """argparse that speaks the reader's language and raises our error instead of leaving by itself."""

    def __init__(self, lang: str, **given: Any) -> None:
        super().__init__(**given, allow_abbrev=False, add_help=False, formatter_class=help_in(lang))
        self._positionals.title = render("cli.help_arguments", {}, lang)
        self._optionals.title = render("cli.help_options", {}, lang)
        self.add_argument("-h", "--help", action="help", help=render("cli.arg_help", {}, lang))

    def error(self, message: str) -> NoReturn:
        raise complaint(message, self.prog)


def build_parser(lang: str) -> argparse.ArgumentParser:
    """The whole command line."""
    parser = _Parser(lang, prog="sawt", description=render("cli.about", {}, lang))
    told = render("cli.arg_version", {}, lang)
    parser.add_argument("--version", action="version", version=f"sawt {__version__}", help=told)
    of_command: Any = partial(_Parser, lang)
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=of_command
    )
    for name, arguments in COMMANDS.items():
        command = _add(commands, name, name, () if name in ACTIONS else (*arguments, *COMMON), lang)
        if name in ACTIONS:
            actions = command.add_subparsers(
                dest="action", metavar="ACTION", required=True, parser_class=of_command
            )
            for action, given in ACTIONS[name].items():
                _add(actions, action, f"{name}_{action}", (*given, *COMMON), lang)
    return parser


def _add(parsers: Any, name: str, code: str, arguments: Sequence[Argument], lang: str) -> Any:
    """A command or an action, with its help."""
    told = render(f"cli.command_{code}", {}, lang)
    made = parsers.add_parser(name, help=told, description=told)
    for argument in arguments:
        made.add_argument(*argument.flags, help=render(argument.code, {}, lang), **dict(argument.kwargs))
    return made


def workspace_of(given: str | None) -> str:
    return given or os.environ.get(WORKSPACE_VARIABLE) or DEFAULT_WORKSPACE


def pairs(given: Sequence[str], option: str) -> dict[str, list[str]]:
    """`NAME=VALUE` pairs, several values to a name. Raises CallError `cli.not_a_pair`."""
    found: dict[str, list[str]] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise CallError("cli.not_a_pair", option=option, text=text)
        found.setdefault(name.strip(), []).append(value.strip())
    return found
