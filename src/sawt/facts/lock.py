"""One writer at a time, by a lock that the kernel takes back from a process that died."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sawt.errors import StateError


@contextmanager
def writer_lock(
    path: Path, wait_s: float = 600.0, on_wait: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold the writer's lock; wait up to `wait_s` seconds for another writer to finish.

    Raises StateError `facts.writer_busy` when it does not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        _acquire(handle.fileno(), wait_s, on_wait)
        try:
            yield
        finally:
            fcntl.flock(handle.fileno(), fcntl.LOCK_UN)


def _acquire(handle: int, wait_s: float, on_wait: Callable[[], None] | None) -> None:
    deadline = time.monotonic() + wait_s
    told = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StateError("facts.writer_busy", seconds=int(wait_s)) from None
            if on_wait and not told:
                on_wait()
                told = True
            time.sleep(0.1)
