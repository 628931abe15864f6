"""`import sawt.flow` loads the standard library and Sawt's own pure floors, nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
LOOK = "import sys; sys.path.insert(0, sys.argv[1]); before = set(sys.modules); import sawt.flow; "
LOOK += "print(*sorted(set(sys.modules) - before))"
FLOORS = {"flow", "review", "stats", "vocabulary", "dates", "errors", "options", "locale"}


def loaded() -> set[str]:
    answer = subprocess.run(
        [sys.executable, "-I", "-c", LOOK, str(SOURCE)], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


def test_flow_needs_the_standard_library_only():
    roots = {name.partition(".")[0] for name in loaded()} - {"sawt"}
    assert roots <= sys.stdlib_module_names, sorted(roots - sys.stdlib_module_names)


def test_flow_knows_the_pure_floors_only():
    floors = {name.split(".")[1] for name in loaded() if name.startswith("sawt.")}
    assert floors <= FLOORS
    assert {"flow", "review"} <= floors
