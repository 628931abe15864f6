"""What is about to come in, checked as far as it can be without reading a record."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from sawt.errors import CallError, SourceError
from sawt.intake import landing
from sawt.intake.sources import Source, source_named

# A name stands in tables and on command lines: letters, digits and a few signs, no spaces.
_NAME = re.compile(r"^[^\W_][\w.-]{0,63}$")


@dataclass(frozen=True)
class Request:
    """What `sawt import` was asked: files of one kind of export, under one name."""

    source: str
    files: tuple[Path, ...]
    name: str | None = None
    mapping: Path | None = None
    complete_until: str | None = None
    control_total: int | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class Received:
    """A file as it was when the import began: `seen` tells whether it changed since."""

    path: Path
    name: str
    sha256: str
    seen: tuple[int, int, int]

    def refuse_if_changed(self) -> None:
        """Raises SourceError `intake.file_changed`: what was landed and what was read would differ."""
        if _seen(self.path) != self.seen:
            raise SourceError("intake.file_changed", file=self.name)


@dataclass(frozen=True)
class MappingText:
    """A mapping as it was read, with the SHA-256 of its bytes."""

    text: str
    sha256: str


@dataclass(frozen=True)
class Incoming:
    """Files of one source under one name, with their mapping where there is one."""

    request: Request
    source: Source
    name: str
    mapping: MappingText | None
    files: tuple[Received, ...]

    @property
    def mapping_text(self) -> str | None:
        return self.mapping.text if self.mapping else None

    @property
    def mapping_sum(self) -> str | None:
        return self.mapping.sha256 if self.mapping else None


def incoming(request: Request) -> Incoming:
    """Raises CallError for an unknown source, a name that is none, a missing mapping, or what is no file."""
    source = source_named(request.source)
    name = request.name
    if name is None:
        name = request.mapping.stem if request.mapping else source.name
    if not _NAME.match(name):
        raise CallError("intake.bad_name", name=name[:80])
    return Incoming(
        request, source, name, _mapping(source, request.mapping), tuple(map(_file, request.files))
    )


def _mapping(source: Source, path: Path | None) -> MappingText | None:
    if path is None:
        if source.needs_mapping:
            raise CallError("intake.mapping_needed", source=source.name)
        return None
    try:
        return MappingText(path.read_text(encoding="utf-8-sig"), landing.sha256_of(path))
    except FileNotFoundError:
        raise CallError("mapping.no_file", file=str(path)) from None
    except UnicodeDecodeError:
        raise CallError("mapping.not_text_file", file=str(path)) from None
    except OSError as error:
        raise CallError("mapping.unreadable", file=str(path), reason=error.strerror or "") from None


def _file(path: Path) -> Received:
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise SourceError("intake.is_folder", file=str(path))
        if not stat.S_ISREG(kind):  # a pipe or a device never ends, and cannot be read twice
            raise SourceError("intake.not_a_file", file=str(path))
        seen = _seen(path)
        return Received(path, _readable(path.name), landing.sha256_of(path), seen)
    except FileNotFoundError:
        raise SourceError("intake.no_file", file=str(path)) from None
    except OSError as error:
        raise SourceError("intake.cannot_open", file=str(path), reason=error.strerror or "") from None


def _seen(path: Path) -> tuple[int, int, int]:
    now = path.stat()
    return now.st_ino, now.st_size, now.st_mtime_ns


def _readable(name: str) -> str:
    """A file's name as text, also where its bytes are none."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
