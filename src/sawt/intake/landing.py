"""Received files and rejected records, encrypted at rest: AES-256-GCM in chunks.

A file is a magic word, a random identifier, then chunks of (head, nonce, ciphertext); a head is the length
of the ciphertext and whether the chunk is the last. Each chunk authenticates its file, its number and its
head, so that one that is cut, swapped, repeated or of another file is noticed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sawt.errors import StateError

_MAGIC = b"SAWT2\n"
_CHUNK = 1 << 20
_HEAD = struct.Struct(">I?")
_IDENTIFIER, _NONCE, _TAG = 16, 12, 16


class EncryptedWriter:
    """Write bytes to an encrypted file; synced and complete only after `close`."""

    def __init__(self, path: Path, key: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._out = os.fdopen(handle, "wb")
        self._cipher, self._pending, self._number = AESGCM(key), bytearray(), 0
        self._identifier = os.urandom(_IDENTIFIER)
        self._out.write(_MAGIC + self._identifier)

    def write(self, data: bytes) -> None:
        self._pending += data
        while len(self._pending) > _CHUNK:
            self._seal(bytes(self._pending[:_CHUNK]), last=False)
            del self._pending[:_CHUNK]

    def close(self) -> None:
        self._seal(bytes(self._pending), last=True)
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()

    def abandon(self) -> None:
        """Close without writing an end; never raises."""
        with contextlib.suppress(OSError):
            self._out.close()

    def __enter__(self) -> EncryptedWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def _seal(self, data: bytes, last: bool) -> None:
        head, nonce = _HEAD.pack(len(data) + _TAG, last), os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, data, _place(self._identifier, self._number, head))
        self._out.write(head + nonce + sealed)
        self._number += 1


def decrypted(path: Path, key: bytes) -> Iterator[bytes]:
    """The plain chunks of an encrypted file. Raises StateError `intake.landing_broken`."""
    broken = StateError("intake.landing_broken", file=path.name)
    cipher = AESGCM(key)
    try:
        with path.open("rb") as source:
            if _exactly(source, len(_MAGIC)) != _MAGIC:
                raise broken
            identifier = _exactly(source, _IDENTIFIER)
            number, last = 0, False
            while not last:
                head = _exactly(source, _HEAD.size)
                length, last = _HEAD.unpack(head)
                if not _TAG <= length <= _CHUNK + _TAG:
                    raise broken
                nonce, sealed = _exactly(source, _NONCE), _exactly(source, length)
                yield cipher.decrypt(nonce, sealed, _place(identifier, number, head))
                number += 1
            if source.read(1):
                raise broken
    except (InvalidTag, EOFError, FileNotFoundError):
        raise broken from None


def land(path: Path, target: Path, key: bytes) -> None:
    """Keep an encrypted copy of a received file."""
    with EncryptedWriter(target, key) as out, path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            out.write(chunk)


def sha256_of(path: Path) -> str:
    """Of a file on the disk, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sha256_of_landed(path: Path, key: bytes) -> str:
    """Of the plain content of a landed file, in hex."""
    digest = hashlib.sha256()
    for chunk in decrypted(path, key):
        digest.update(chunk)
    return digest.hexdigest()


class RejectBook:
    """Rejected records as JSON lines in an encrypted file, with their count by reason."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._out: EncryptedWriter | None = None
        self.reasons: dict[str, int] = {}

    @property
    def count(self) -> int:
        return sum(self.reasons.values())

    def add(self, record: dict[str, Any]) -> None:
        """Keep one record: file, line, reason, params and the raw text."""
        if self._out is None:
            self._out = EncryptedWriter(self._path, self._key)
        self.reasons[record["reason"]] = self.reasons.get(record["reason"], 0) + 1
        self._out.write(json.dumps(record, ensure_ascii=True).encode() + b"\n")

    def close(self) -> None:
        """Write what is left and the book's end; once."""
        out, self._out = self._out, None
        if out is not None:
            out.close()

    def abandon(self) -> None:
        """Let go of a book that nobody will read, whatever state the disk is in."""
        out, self._out = self._out, None
        if out is not None:
            out.abandon()


def read_rejects(path: Path, key: bytes) -> Iterator[dict[str, Any]]:
    """The records of a reject book, in the order in which they were refused."""
    pending = b""
    for chunk in decrypted(path, key):
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            yield json.loads(line)


def _exactly(source: BinaryIO, size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _place(identifier: bytes, number: int, head: bytes) -> bytes:
    return identifier + struct.pack(">Q", number) + head
