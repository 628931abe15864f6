"""The child process: one job on standard input, JSON lines on standard output, nothing else."""

from __future__ import annotations

import sys

from sawt.errors import SawtError
from sawt.intake.job import Emit, Job
from sawt.intake.sources import source_named


def main() -> int:
    """Parse one file. An expected error is told as one; what else ends the child the parent tells."""
    job = Job.from_json(sys.stdin.readline())
    emit = Emit()
    try:
        emit.done(source_named(job.source).read(job, emit))
    except SawtError as error:
        emit.error(type(error).__name__, error.code, error.params)
    except MemoryError:
        emit.error("SourceError", "intake.reader_memory", {"file": job.path.rsplit("/", 1)[-1]})
    return 0


if __name__ == "__main__":
    sys.exit(main())
