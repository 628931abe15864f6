"""The child process: one job on standard input, JSON lines on standard output, nothing else.

`python -m sawt.intake.child MEMORY_MB SECONDS PARENT` binds itself before it loads or reads anything.
"""

from __future__ import annotations

import sys

from sawt.intake.bounds import Bounds


def main() -> int:
    """Parse one file. An expected error is told as one; what else ends the child the parent tells."""
    Bounds.from_words(sys.argv[1:]).hold()

    from sawt.errors import SawtError
    from sawt.intake.job import Emit, Job
    from sawt.intake.sources import source_named

    job = Job.from_json(sys.stdin.readline())
    emit = Emit()
    try:
        emit.done(source_named(job.source).read(job, emit))
    except SawtError as error:
        emit.error(type(error).__name__, error.code, error.params)
    except MemoryError:
        emit.error("SourceError", "intake.reader_memory", {"file": job.path.rsplit("/", 1)[-1]})
    except OSError as error:
        emit.error("StateError", *_failure(error, job.staging))
    return 0


def _failure(error: OSError, folder: str) -> tuple[str, dict[str, str]]:
    """The sentence of what the machine refused, and its parameters."""
    import errno

    path = str(error.filename or folder)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "machine.disk_full", {"path": path}
    return "machine.failed", {"reason": f"{error.strerror or error} ({path})"}


if __name__ == "__main__":
    sys.exit(main())
