"""Foreign files are parsed in a child process with bounds on memory and time; it dies alone."""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sawt.errors import CallError, MappingError, SawtError, SourceError, StateError
from sawt.intake.job import Done, Job

MEMORY_MB = 2_048
SECONDS = 3_600
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_KINDS: dict[str, type[SawtError]] = {
    error.__name__: error for error in (CallError, MappingError, SourceError, StateError)
}


def run(
    job: Job,
    on_progress: Callable[[int], None],
    on_reject: Callable[[dict[str, Any]], None],
    memory_mb: int = MEMORY_MB,
    seconds: int = SECONDS,
) -> Done:
    """Parse one file in a child. Raises the child's error, or SourceError when it died.

    `memory_mb` bounds the child's heap (data segment), so that mapped libraries do not count.
    """
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(
            [sys.executable, "-m", "sawt.intake.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            preexec_fn=lambda: _bound(memory_mb, seconds),
        )
        stop = threading.Timer(seconds, child.kill)
        stop.start()
        try:
            done = _converse(child, job, on_progress, on_reject)
        finally:
            timed_out = not stop.is_alive()
            stop.cancel()
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe:
                    pipe.close()
        if done is not None:
            return done
        complaints.seek(0)
        raise _why(job, child.returncode, timed_out, complaints.read().decode("utf-8", "replace"))


def _converse(
    child: subprocess.Popen[bytes],
    job: Job,
    on_progress: Callable[[int], None],
    on_reject: Callable[[dict[str, Any]], None],
) -> Done | None:
    """Send the job, take what the child says; None when it ended without a last word."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(job.as_json().encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        return None
    for line in child.stdout:
        message = json.loads(line)
        if "reject" in message:
            on_reject(message["reject"])
        elif "progress" in message:
            on_progress(message["progress"])
        elif "error" in message:
            error = message["error"]
            raise _KINDS.get(error["kind"], SourceError)(error["code"], **error["params"])
        elif "done" in message:
            child.wait(timeout=60)
            return Done(**message["done"])
    child.wait()
    return None


def _why(job: Job, code: int | None, timed_out: bool, complaints: str) -> SourceError:
    file = Path(job.path).name
    if timed_out or code in (-signal.SIGXCPU,):
        return SourceError("intake.reader_time", file=file)
    memory = ("MemoryError", "bad_alloc", "ArrowMemoryError", "malloc", "Cannot allocate", "out of memory")
    if any(word in complaints for word in memory):
        return SourceError("intake.reader_memory", file=file)
    lines = complaints.strip().splitlines()
    return SourceError("intake.reader_died", file=file, reason=lines[-1][:200] if lines else f"exit {code}")


def _bound(memory_mb: int, seconds: int) -> None:
    """In the child, before it runs: bounds that the kernel holds, and death with the parent."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    except (OSError, AttributeError):
        return
