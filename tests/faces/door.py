"""The door that people use: `sawt` in process with its bytes caught, or as a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sawt.cli.main import main
from sawt.facts import store, versions
from sawt.options import WORKSPACE_VARIABLE

ARABIC = re.compile(r"[\u0621-\u064a]")
# A sentence's code shown in place of the sentence.
RAW_CODE = re.compile(
    r"\b(?:asking|bench|challenges|cli|dates|desk|facts|intake|label|machine|mapping|metrics|model|notes|nouns"
    r"|options|packs|queue_log|reading|rejects|review|xes)"
    r"\.[a-z][a-z_]+\b"
)
# What moves a cursor or starts a line of its own; the marks that isolate a name in Arabic are none of it.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Said:
    """What one call answered."""

    code: object
    out: str
    err: str

    def is_one_line(self, lang: str) -> bool:
        """One line on standard error in that language, nothing on standard output, no code of ours."""
        line = self.err.removesuffix("\n")
        in_language = bool(ARABIC.search(line)) == (lang == "ar")
        whole = self.err.endswith("\n") and "\n" not in line and len(line) > 10
        return whole and in_language and not (self.out or RAW_CODE.search(line) or CONTROL.search(line))


def call(*words: object) -> Said:
    """Run one command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code: object = main([str(word) for word in words])
        except SystemExit as left:
            code = left.code
    out.flush()
    err.flush()
    return Said(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]


def door(workspace: Path) -> Callable[..., Said]:
    """`call` for one workspace."""
    return lambda command, *words: call(command, *words, "--workspace", workspace)


def command_line(*words: object) -> list[str]:
    return [sys.executable, "-m", "sawt.cli.main", *map(str, words)]


def process(workspace: Path, *words: object, **given: Any) -> subprocess.Popen[str]:
    """Start one command as a process of its own."""
    environment = {**os.environ, WORKSPACE_VARIABLE: str(workspace)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command_line(*words), env=environment, **{**pipes, **given})


def said(started: subprocess.Popen[str], timeout: float = 60) -> Said:
    """Wait for a process and take what it said."""
    with started:
        try:
            out, err = started.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            started.kill()
            raise
    return Said(started.returncode, out or "", err or "")


def kept(workspace: Path) -> dict[str, object]:
    """What a workspace holds: its versions, what landed, what was rejected, and what nobody published."""
    facts = workspace / "facts"
    return {
        "versions": versions.numbers(facts),
        "landing": sorted(path.name for path in (workspace / "landing").glob("*")),
        "rejects": sorted(path.name for path in (workspace / "rejects").glob("*")),
        "unpublished": store.leftovers(facts),
        "scratch": [path.name for path in facts.glob("scratch/*")],
        "drafts": [path.name for path in (facts / "versions").glob("*draft*")],
    }
