"""The repository as guards see it: which files it holds, and what its pages say."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MADE = re.compile(
    r"(^|/)(\.(?!ci/|gitignore$|importlinter$)|build/|dist/|sawt-data/|__pycache__/|[\w-]+\.egg-info/)"
)


@cache
def files(suffix: str = "") -> tuple[Path, ...]:
    """Every file that git knows or would take; without git, every file outside of what was made from them."""
    call = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(call, capture_output=True, check=True, text=True).stdout.split("\0")
        found = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not _MADE.search(path.relative_to(ROOT).as_posix())]
    return tuple(sorted(path for path in found if path.is_file() and path.name.endswith(suffix)))


def pages() -> tuple[Path, ...]:
    """Every Markdown page."""
    return files(".md")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(text: str) -> list[str]:
    """Every call of `sawt` that a page shows in a block of commands, comments taken away."""
    blocks = re.findall(r"(?ms)^```(?:sh|console)\n(.*?)^```$", text)
    lines = [line.removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    return [re.sub(r"\s+#.*$", "", line) for line in lines if line.startswith("sawt ")]
