"""Landing: what was received comes back to the byte, and anything done to it is noticed."""

from __future__ import annotations

import hashlib
import stat
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sawt.errors import StateError
from sawt.intake.landing import (
    EncryptedWriter,
    RejectBook,
    decrypted,
    land,
    read_rejects,
    sha256_of,
    sha256_of_landed,
)

KEY = b"k" * 32
CHUNK = 8
TEXT = "طلب رقم 12 من فاطمة".encode()


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sawt.intake.landing._CHUNK", CHUNK)


def sealed(path: Path, *pieces: bytes) -> bytes:
    with EncryptedWriter(path, KEY) as out:
        for piece in pieces:
            out.write(piece)
    return path.read_bytes()


def chunks(data: bytes) -> tuple[bytes, list[bytes]]:
    """(magic and identifier, chunks) of an encrypted file, by its written form."""
    magic, rest, found = data[:22], data[22:], []
    while rest:
        size = 5 + 12 + struct.unpack(">I", rest[:4])[0]
        found.append(rest[:size])
        rest = rest[size:]
    return magic, found


def broken(path: Path, data: bytes, key: bytes = KEY) -> bool:
    path.write_bytes(data)
    try:
        b"".join(decrypted(path, key))
    except StateError as error:
        return error.code == "intake.landing_broken" and error.params == {"file": path.name}
    return False


@settings(max_examples=15, deadline=None)
@given(st.lists(st.binary(max_size=3 * CHUNK), max_size=4))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.enc"
    kept = sealed(path, *pieces)
    assert b"".join(decrypted(path, KEY)) == b"".join(pieces)
    assert len(chunks(kept)[1]) == max(1, -(-sum(map(len, pieces)) // CHUNK))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK])
def test_a_landed_file_has_the_content_of_the_received_one(tmp_path: Path, size: int) -> None:
    received, landed = tmp_path / "received.csv", tmp_path / "landing" / "1.enc"
    received.write_bytes(TEXT[:size])
    land(received, landed, KEY)
    assert b"".join(decrypted(landed, KEY)) == TEXT[:size]
    digest = hashlib.sha256(TEXT[:size]).hexdigest()
    assert sha256_of(received) == sha256_of_landed(landed, KEY) == digest


def test_what_lies_there_says_nothing_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "landing" / "1.enc"
    first, second = sealed(path, TEXT), sealed(path, TEXT)
    assert first != second and len(first) == len(second)
    assert not [n for n in range(len(TEXT) - 3) if TEXT[n : n + 4] in first]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    assert broken(tmp_path / "1.enc", sealed(tmp_path / "1.enc", TEXT), key=b"q" * 32)


def test_a_file_that_is_not_there_or_of_another_kind_is_told(tmp_path: Path) -> None:
    with pytest.raises(StateError) as error:
        next(decrypted(tmp_path / "none.enc", KEY))
    assert error.value.code == "intake.landing_broken"
    assert broken(tmp_path / "1.enc", b"") and broken(tmp_path / "1.enc", b"id,at\n1,2\n")


def test_any_changed_byte_is_noticed(tmp_path: Path) -> None:
    data = sealed(tmp_path / "1.enc", TEXT[: 2 * CHUNK])
    for place in range(len(data)):
        for bit in (1, 2, 128):
            changed = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
            assert broken(tmp_path / "1.enc", changed), (place, bit)


def test_a_wrong_length_of_the_last_chunk_is_noticed(tmp_path: Path) -> None:
    magic, (only,) = chunks(sealed(tmp_path / "1.enc", TEXT[:CHUNK]))
    assert broken(tmp_path / "1.enc", magic + struct.pack(">I", 2**20) + only[4:])


def test_a_cut_between_chunks_is_noticed(tmp_path: Path) -> None:
    magic, parts = chunks(sealed(tmp_path / "1.enc", TEXT))
    assert len(parts) > 3
    for count in range(len(parts)):
        assert broken(tmp_path / "1.enc", magic + b"".join(parts[:count]))


def test_a_cut_anywhere_is_noticed(tmp_path: Path) -> None:
    data = sealed(tmp_path / "1.enc", TEXT[: 2 * CHUNK])
    for end in range(len(data)):
        assert broken(tmp_path / "1.enc", data[:end]), end


def test_swapped_repeated_and_missing_chunks_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "1.enc"
    magic, (one, two, three, *rest) = chunks(sealed(path, TEXT))
    for parts in (
        [two, one, three, *rest], [three, two, one, *rest], [one, *rest], [two, three, *rest], [rest[-1]],
        [one, one, two, three, *rest], [one, two, two, three, *rest], [*rest, one, two, three],
    ):  # fmt: skip
        assert broken(path, magic + b"".join(parts))
    assert not broken(path, magic + b"".join([one, two, three, *rest]))


def test_a_chunk_of_another_file_in_the_same_place_is_noticed(tmp_path: Path) -> None:
    magic, (_, *rest) = chunks(sealed(tmp_path / "1.enc", TEXT))
    _, (other, *_) = chunks(sealed(tmp_path / "2.enc", TEXT[::-1]))
    assert broken(tmp_path / "1.enc", magic + other + b"".join(rest))


def test_what_is_added_at_the_end_is_noticed(tmp_path: Path) -> None:
    data = sealed(tmp_path / "1.enc", TEXT)
    assert broken(tmp_path / "1.enc", data + chunks(data)[1][-1])


def test_a_writer_that_fails_leaves_no_file_that_opens(tmp_path: Path) -> None:
    def fail() -> None:
        with EncryptedWriter(tmp_path / "1.enc", KEY) as out:
            out.write(TEXT)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert broken(tmp_path / "1.enc", (tmp_path / "1.enc").read_bytes())


def test_rejects_come_back_in_their_order_with_their_count(tmp_path: Path) -> None:
    book = RejectBook(tmp_path / "rejects" / "1.enc", KEY)
    records = [
        {"file": 0, "line": n, "reason": reason, "params": {"value": "٣"}, "raw": f'طلب "{n}"\nسطر'}
        for n, reason in enumerate(["bad_date", "bad_number", "bad_date"])
    ]
    for record in records:
        book.add(record)
    book.close()
    assert list(read_rejects(tmp_path / "rejects" / "1.enc", KEY)) == records
    assert (book.count, book.reasons) == (3, {"bad_date": 2, "bad_number": 1})


def test_no_rejects_are_no_file(tmp_path: Path) -> None:
    book = RejectBook(tmp_path / "rejects" / "1.enc", KEY)
    book.close()
    assert book.count == 0 and not (tmp_path / "rejects").exists()


def test_a_book_is_closed_once_and_let_go_of_whatever_the_disk_says(tmp_path: Path) -> None:
    book = RejectBook(tmp_path / "1.enc", KEY)
    book.add({"reason": "bad_date"})
    book.close()
    book.close()
    book.abandon()
    assert list(read_rejects(tmp_path / "1.enc", KEY)) == [{"reason": "bad_date"}]
    (tmp_path / "full.enc").symlink_to("/dev/full")
    book = RejectBook(tmp_path / "full.enc", KEY)
    book.add({"reason": "bad_date"})
    book.abandon()
    book.abandon()
