"""`sawt`: parse, run, and say what went wrong in one line."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sawt.errors import SawtError, StateError
from sawt.locale import LANGUAGES, render

# Direction marks that come with a name copied from an Arabic line of ours.
_MARKS = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code of DESIGN section 6."""
    given = [word.translate(_MARKS) for word in (sys.argv[1:] if argv is None else argv)]
    os.umask(0o077)  # what a ministry keeps is its owner's alone
    if sys.stdout is None:  # closed by whoever called: what is said is said to nobody
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - until the process ends
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # half a letter from a damaged file is said as \udXXX
            stream.reconfigure(errors="backslashreplace")
    workspace = Path(_workspace(given))
    lang = _language(given, workspace)
    try:
        return _run(given, lang)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _tell(StateError("machine.interrupted"), lang)
    except Exception as error:  # noqa: BLE001 - the last resort: a person gets a sentence, not a traceback
        return _tell(_as_ours(error, workspace), lang)


def _run(given: list[str], lang: str) -> int:
    from sawt.cli.parser import build_parser

    args = build_parser(lang).parse_args(given)
    args.lang = args.lang or lang
    from sawt.cli import commands

    return commands.run(args)


def _workspace(given: Sequence[str]) -> str:
    from sawt.cli.parser import workspace_of

    return workspace_of(_option(given, "--workspace"))


def _language(given: Sequence[str], workspace: Path) -> str:
    """As asked, else the workspace's, else Arabic: known before anything is parsed, for help and errors."""
    asked = _option(given, "--lang")
    if asked in LANGUAGES:
        return str(asked)
    import tomllib

    try:
        written = tomllib.loads((workspace / "sawt.toml").read_text(encoding="utf-8")).get("language")
    except (OSError, ValueError):
        written = None
    return str(written) if written in LANGUAGES else "ar"


def _option(given: Sequence[str], name: str) -> str | None:
    """The value of an option in words that are not parsed yet."""
    for place, word in enumerate(given):
        if word == name and place + 1 < len(given):
            return given[place + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _as_ours(error: Exception, workspace: Path) -> SawtError:
    if isinstance(error, SawtError):
        if error.params.get("path") == "":  # an engine does not say where the disk is full
            error.params["path"] = str(workspace)
        return error
    if isinstance(error, MemoryError):
        return StateError("machine.no_memory")
    if not isinstance(error, OSError):
        return StateError("machine.unexpected", reason=f"{type(error).__name__}: {error}"[:300])
    path = str(error.filename or workspace)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StateError("machine.disk_full", path=path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StateError("machine.not_allowed", path=path)
    return StateError("machine.failed", reason=f"{error.strerror or error} ({path})")


def _tell(error: SawtError, lang: str) -> int:
    from sawt.cli.output import one_line

    sys.stderr.write(one_line(render(error.code, error.params, lang)) + "\n")
    return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
