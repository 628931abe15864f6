"""What argparse says, in our own words and in the reader's language."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import Any

from sawt.errors import CallError
from sawt.locale import render

_SAID = (
    (re.compile(r"^the following arguments are required: (?P<names>.+)$"), "cli.missing"),
    (re.compile(r"^unrecognized arguments: (?P<words>.+)$"), "cli.unknown_words"),
    (
        re.compile(
            r"^argument (?P<option>.+?): invalid choice: '?(?P<given>.*?)'? \(choose from (?P<known>.+)\)$"
        ),
        "cli.bad_choice",
    ),
    (re.compile(r"^argument (?P<option>.+?): expected .*argument.*$"), "cli.needs_value"),
    (re.compile(r"^argument (?P<option>.+?): invalid int value: '(?P<given>.*)'$"), "cli.not_whole"),
)


def complaint(message: str, command: str) -> CallError:
    """The error for a call that argparse did not understand."""
    for pattern, code in _SAID:
        if found := pattern.match(message):
            if found.groupdict().get("option") == "COMMAND":
                return _no_command(found["given"], found["known"])
            told = {name: text.replace("'", "") for name, text in found.groupdict().items()}
            return CallError(code, command=command, **told)
    return CallError("cli.bad_call", reason=message, command=command)


def _no_command(given: str, known: str) -> CallError:
    names = re.findall(r"[\w-]+", known)
    near = difflib.get_close_matches(given, names, n=1)
    code = "cli.no_command_near" if near else "cli.no_command"
    return CallError(code, given=given, near="".join(near), known=", ".join(names))


class Help(argparse.HelpFormatter):
    """Help whose headings are ours; `lang` is set by the parser that makes it."""

    lang = "ar"

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        ours = f"{render('cli.help_usage', {}, self.lang)} "
        super().add_usage(usage, actions, groups, ours if prefix is None else prefix)


def help_in(lang: str) -> type[Help]:
    """The formatter of a language."""
    return type("Help", (Help,), {"lang": lang})
