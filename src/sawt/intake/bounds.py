"""What a child process may use, and that it dies with its parent. Standard library only: it comes first."""

from __future__ import annotations

import os
import resource
import signal
from dataclasses import dataclass

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True)
class Bounds:
    """Megabytes of heap (data segment: mapped libraries do not count), seconds, and whose child it is."""

    memory_mb: int
    seconds: int
    parent: int

    def as_words(self) -> list[str]:
        """For a command line."""
        return [str(self.memory_mb), str(self.seconds), str(self.parent)]

    @classmethod
    def from_words(cls, words: list[str]) -> Bounds:
        return cls(*map(int, words))

    def hold(self) -> None:
        """Bind this process by them, for good."""
        _limit(resource.RLIMIT_DATA, self.memory_mb << 20)
        _limit(resource.RLIMIT_CPU, self.seconds, grace=5)
        _limit(resource.RLIMIT_CORE, 0)
        _die_with(self.parent)


def _limit(what: int, most: int, grace: int = 0) -> None:
    """Never above what the machine allows already."""
    _, allowed = resource.getrlimit(what)
    hard = most + grace if allowed == resource.RLIM_INFINITY else min(most + grace, allowed)
    resource.setrlimit(what, (min(most, hard), hard))


def _die_with(parent: int) -> None:
    import ctypes

    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    except (OSError, AttributeError):
        return  # another kernel: the bounds on time and memory hold there too
    if os.getppid() != parent:  # it died before it could be told
        os.kill(os.getpid(), signal.SIGKILL)
