"""What is installed to use Sawt is enough to use it: nothing of the test tools is needed at run time."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.guards.repository import ROOT

CALLS = (
    "init",
    "import table {folder}/calls.csv --mapping {folder}/calls.toml --as calls --complete-until 2025-01-31",
    "sources",
    "batches",
    "rejects b2",
    "metrics",
    "figure missed_rate --from 2025-01 --param basis=process",
    "rows calls_inbound --from 2025-01",
    "rows calls_inbound --from 2025-01 --format json",
    "rows calls_inbound --from 2025-01 --sample 1 --format csv",
    "review --from 2025-01",
    "check",
    "undo b2",
)
MAPPING = """
[mapping]
table = "contacts"
key = ["id"]
[constants]
touchpoint = "call"
direction = "inbound"
outcome = "answered"
[columns.started_at]
from = "start"
"""
# Modules that only the test tools bring are hidden, so that whoever imports one fails as on a user's machine.
HIDING = """
import shlex, sys
hidden, folder, calls = sys.argv[1].split(","), sys.argv[2], sys.argv[3:]
class Hiding:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"hidden: {name}", name=name)
sys.meta_path.insert(0, Hiding())
from sawt.cli.main import main
for call in calls:
    assert main([*shlex.split(call.format(folder=folder)), "--workspace", f"{folder}/ws"]) == 0, call
"""


def _locked(name: str) -> set[str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return set(re.findall(r"(?m)^([a-z0-9-]+)==", text))


def only_for_tests() -> set[str]:
    """Modules of the distributions that stand in the list for tests and not in the one for use."""
    extra = _locked("dev.txt") - _locked("run.txt")
    named = packages_distributions().items()
    return {module for module, dists in named if {d.lower().replace("_", "-") for d in dists} <= extra}


@pytest.mark.slow
def test_every_command_works_without_the_test_tools(tmp_path: Path) -> None:
    hidden = only_for_tests()
    assert {"pytest", "pytz", "pandas"} <= hidden
    (tmp_path / "calls.csv").write_text("id,start\n1,2025-01-05 09:00:00\n2,2025-01-06 09:00:00\n")
    (tmp_path / "calls.toml").write_text(MAPPING)
    told = subprocess.run(
        [sys.executable, "-c", HIDING, ",".join(sorted(hidden)), str(tmp_path), *CALLS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
