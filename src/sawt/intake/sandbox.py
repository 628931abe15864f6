"""Foreign files are parsed in a child process with bounds on memory and time; it dies alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sawt.errors import CallError, MappingError, SawtError, SourceError, StateError
from sawt.intake.bounds import Bounds
from sawt.intake.job import Done, Job

MEMORY_MB = 2_048
SECONDS = 3_600
_LAST_SECONDS = 10  # after its last word
_KINDS: dict[str, type[SawtError]] = {
    error.__name__: error for error in (CallError, MappingError, SourceError, StateError)
}
# How Python, C++, Arrow, Rust, OpenBLAS and the loader say that they got no memory, in small letters.
_NO_MEMORY = (
    *("memoryerror", "bad_alloc", "malloc", "cannot allocate", "out of memory", "memory allocation"),
    *("capacity overflow", "pthread_create failed", "failed to map segment"),
)


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
    bounds = Bounds(memory_mb, seconds, parent=os.getpid())
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(
            [sys.executable, "-m", "sawt.intake.child", *bounds.as_words()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            child.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            done = _converse(child, job, on_progress, on_reject)
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=_LAST_SECONDS)
        finally:
            timer.cancel()
            child.kill()
            child.wait()
            _close_pipes(child)
        if done is not None:
            return done
        complaints.seek(0)
        raise _why(job, child.returncode, timed_out.is_set(), complaints.read().decode("utf-8", "replace"))


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
    for message in map(_message, child.stdout):
        if "reject" in message:
            on_reject(message["reject"])
        elif "progress" in message:
            on_progress(message["progress"])
        elif "error" in message:
            error = message["error"]
            raise _KINDS.get(error["kind"], SourceError)(error["code"], **error["params"])
        elif "done" in message:
            return Done(**message["done"])
        else:
            return None
    return None


def _message(line: bytes) -> dict[str, Any]:
    """What a line says: nothing where a dying child left half of it."""
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _close_pipes(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe:
            with suppress(OSError):  # what the child did not take is written once more, in vain
                pipe.close()


def _why(job: Job, code: int | None, timed_out: bool, complaints: str) -> SourceError:
    file = Path(job.path).name
    if timed_out or code in (-signal.SIGXCPU,):
        return SourceError("intake.reader_time", file=file)
    if any(words in complaints.lower() for words in _NO_MEMORY):
        return SourceError("intake.reader_memory", file=file)
    told = [line for line in complaints.strip().splitlines() if not line.startswith("note:")]
    return SourceError("intake.reader_died", file=file, reason=told[-1][:200] if told else f"exit {code}")
