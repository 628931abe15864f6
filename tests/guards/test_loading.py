"""What a short command loads: help and refusals come before any engine."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"deltalake", "duckdb", "ibis", "numpy", "pandas", "pyarrow"}


def test_help_loads_no_engine() -> None:
    code = "import sys, sawt.cli.main as m; m.main(['figure', '--nonsense']); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(told.stdout.split()) == set()
