"""`sawt`: parse, run, and say what went wrong in one line."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from sawt.errors import CallError, SawtError, StateError
from sawt.locale import render


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code of DESIGN section 6."""
    given = list(sys.argv[1:] if argv is None else argv)
    lang = _language(given)
    try:
        return _run(given, lang)
    except SawtError as error:
        return _tell(error, lang)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _tell(StateError("cli.interrupted"), lang)
    except OSError as error:
        return _tell(_of_machine(error), lang)
    except MemoryError:
        return _tell(StateError("cli.no_memory"), lang)


def _run(given: list[str], lang: str) -> int:
    from sawt.cli.parser import build_parser

    args = build_parser(lang).parse_args(given)
    args.lang = args.lang or _workspace_language(args)
    from sawt.cli import commands

    return commands.run(args)


def _language(given: Sequence[str]) -> str:
    """The language for help and for errors before the workspace is open."""
    for place, word in enumerate(given):
        if word == "--lang" and given[place + 1 : place + 2] in (["ar"], ["en"]):
            return given[place + 1]
        if word in ("--lang=ar", "--lang=en"):
            return word[-2:]
    return "ar"


def _workspace_language(args: object) -> str:
    import tomllib
    from pathlib import Path

    from sawt.cli.parser import workspace_of

    path = Path(workspace_of(getattr(args, "workspace", None))) / "sawt.toml"
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "ar"
    return "en" if written.get("language") == "en" else "ar"


def _of_machine(error: OSError) -> SawtError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StateError("cli.disk_full", path=str(error.filename or ""))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StateError("cli.not_allowed", path=str(error.filename or ""))
    return StateError("cli.machine_failed", reason=str(error))


def _tell(error: SawtError, lang: str) -> int:
    sys.stderr.write(render(error.code, error.params, lang) + "\n")
    return error.exit_code if not isinstance(error, CallError) else CallError.exit_code


if __name__ == "__main__":
    sys.exit(main())
