"""What is measured: importing, importing again, the review cold and warm, opening a figure, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sawt.bench.contacts import FIRST, LAST, MAPPING, write_files
from sawt.errors import CallError, StateError

# The review asks for eleven months, the eleven before and the same of last year.
PERIOD = ("2025-01", "2025-11")


def measure(rows: int, versus: str | None, tell: Callable[..., None]) -> dict[str, Any]:
    """Figures in seconds, rows a second and megabytes; the other engine's beside them when asked.

    Raises CallError `bench.no_rows`.
    """
    if rows < 1:
        raise CallError("bench.no_rows", rows=rows)
    with tempfile.TemporaryDirectory(prefix="sawt-bench-") as name:
        folder = Path(name)
        tell("writing")
        files = write_files(folder, rows)
        (folder / "bench.toml").write_text(MAPPING, encoding="utf-8")
        workspace = folder / "ws"
        _sawt("init", workspace=workspace)
        importing = ["import", "table", *map(str, files), "--mapping", str(folder / "bench.toml")]
        tell("loading")
        first = _sawt(*importing, "--complete-until", f"{LAST}-31", workspace=workspace)
        again = _sawt(*importing, workspace=workspace)
        _drop_from_cache(workspace)
        cold = _sawt("review", "--from", PERIOD[0], "--to", PERIOD[1], workspace=workspace)
        warm = _python("sawt.bench.warm", str(workspace), *PERIOD)
        told = json.loads(first["output"])
        result = {
            "rows": rows,
            "months": [FIRST, LAST],
            "import_rows_per_s": round(told["received"] / told["seconds"]),
            "import_s": told["seconds"],
            "import_peak_rss_mb": first["peak_rss_mb"],
            "import_again_s": round(again["seconds"], 3),
            "review_cold_s": round(cold["seconds"], 3),
            **json.loads(warm["output"]),
            "peak_rss_mb": max(cold["peak_rss_mb"], warm["peak_rss_mb"]),
        }
        if versus == "postgresql":
            from sawt.bench.postgresql import compare

            result["postgresql"] = compare(workspace, folder, PERIOD, tell)
        return result


def _sawt(*command: str, workspace: Path) -> dict[str, Any]:
    return _python("sawt.cli.main", *command, "--workspace", str(workspace), "--format", "json")


def _python(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module in a fresh process: its output, seconds, and the peak memory of it and its children."""
    with tempfile.TemporaryFile() as out:
        began = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        output = out.read().decode()
    if process.returncode not in (0, 1):
        raise StateError("machine.failed", reason=f"{module} {arguments[0]}: exit {process.returncode}")
    return {"output": output, "seconds": seconds, "peak_rss_mb": round(usage.ru_maxrss / 1024)}


def _drop_from_cache(folder: Path) -> None:
    """Ask the kernel to forget the files' pages, so that a cold run reads the disk."""
    for path in folder.rglob("*.parquet"):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)
