"""Encodings: decided strictly, told, and refused with the place where they break."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sawt.errors import SourceError
from sawt.intake.encoding import detect, open_bytes, utf8_chunks

TEXT = "الاسم,الطلب\nفاطمة,تجديد السجل التجاري\nsalim,CR 123\n"


def text_of(folder: Path, data: bytes) -> tuple[str, str]:
    """(encoding, text) of a file with these bytes."""
    path = folder / "file.txt"
    path.write_bytes(data)
    encoding = detect(path)
    return encoding, b"".join(utf8_chunks(path, encoding)).decode()


def refused(folder: Path, data: bytes) -> tuple[str, int | None]:
    with pytest.raises(SourceError) as error:
        text_of(folder, data)
    return error.value.code, error.value.params.get("position")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("chunk", [1, 7, 1 << 20])
@pytest.mark.parametrize(("data", "encoding"), [
    (TEXT.encode(), "utf-8"),
    (TEXT.encode("utf-8-sig"), "utf-8-sig"),
    (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16"),
    (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
    (TEXT.encode("windows-1256"), "windows-1256"),
    (b"plain,ascii\n", "utf-8"),
], ids=["utf-8", "mark", "little", "big", "windows", "ascii"])  # fmt: skip
def test_a_text_is_the_same_in_every_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, encoding: str, chunk: int, packed: bool
) -> None:
    if chunk > 1 or encoding != "windows-1256":  # that one is judged by its first chunk
        monkeypatch.setattr("sawt.intake.encoding._CHUNK", chunk)
    said, text = text_of(tmp_path, gzip.compress(data) if packed else data)
    assert (said, text) == (encoding, "plain,ascii\n" if data.isascii() else TEXT)


@settings(max_examples=25, deadline=None)
@given(
    st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"]), min_size=1),
    st.integers(1, 9),
)
def test_any_text_comes_back_from_any_unicode_encoding(
    tmp_path_factory: pytest.TempPathFactory, text: str, chunk: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sawt.intake.encoding._CHUNK", chunk)
        for name in ("utf-8", "utf-8-sig", "utf-16"):
            assert text_of(folder, text.encode(name))[1] == text


def test_bytes_that_read_as_nothing_are_refused_with_the_first(tmp_path: Path) -> None:
    latin = "Société générale, à côté, être, français, naïveté\n".encode("latin-1")
    assert refused(tmp_path, latin) == ("intake.unknown_encoding", 4)
    noise = b"id,name\n" + random.Random(4).randbytes(400).replace(b"\0", b"")
    code, position = refused(tmp_path, noise)
    assert code == "intake.unknown_encoding" and 8 <= position < 40
    accent = b"cafe\n" * 9 + b"caf\xe9\n"
    assert refused(tmp_path, accent) == ("intake.unknown_encoding", 48)


@pytest.mark.parametrize("chunk", [4, 1 << 20])
def test_a_broken_letter_in_utf8_is_refused_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("sawt.intake.encoding._CHUNK", chunk)
    before = "a,عميل\n" * 40
    data = before.encode() + b"\xd8\n" + "سجل\n".encode() * 40
    assert refused(tmp_path, data) == ("intake.unknown_encoding", len(before.encode()))


@pytest.mark.parametrize("chunk", [3, 1 << 20])
def test_a_file_cut_in_a_letter_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("sawt.intake.encoding._CHUNK", chunk)
    for data, start in ((TEXT.encode()[:-14] + "ن😀".encode()[:1], None), ("فاطمة 😀".encode()[:-1], 11)):
        place = len(data) - 1 if start is None else start
        assert refused(tmp_path, data) == ("intake.cut_in_a_letter", place)


def test_a_cut_of_utf16_is_told_so(tmp_path: Path) -> None:
    code, _ = refused(tmp_path, TEXT.encode("utf-16") + b"a")
    assert code == "intake.cut_in_a_letter"
    assert refused(tmp_path, TEXT.encode("utf-16") + b"\x3d\xd8")[0] == "intake.cut_in_a_letter"
    lone = b"\xff\xfe" + "اسم".encode("utf-16-le") + b"\x3d\xd8a\0"
    assert refused(tmp_path, lone) == ("intake.unknown_encoding", 8)


def test_a_cut_of_utf16_is_told_with_its_place(tmp_path: Path) -> None:
    data = TEXT.encode("utf-16")
    assert refused(tmp_path, data + b"a") == ("intake.cut_in_a_letter", len(data))


@pytest.mark.parametrize("data", [b"a\0b\n", "id\n".encode("utf-16-le"), b"\xff\xfe\0\0i\0\0\0"])
def test_nuls_are_refused(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data)[0] == "intake.nul_byte"


@pytest.mark.parametrize("encoding", [
    "ascii", "utf-8", "utf-8-sig", "utf-16"
])  # fmt: skip
def test_a_nul_is_told_with_its_byte(tmp_path: Path, encoding: str) -> None:
    data = ("a,b,c\n" if encoding == "ascii" else "اسم,b\n").encode(encoding)
    nul = b"\0\0" if encoding == "utf-16" else b"\0"
    assert refused(tmp_path, data + nul + nul) == ("intake.nul_byte", len(data))


def test_an_empty_file_is_told_so(tmp_path: Path) -> None:
    assert refused(tmp_path, b"")[0] == "intake.empty_file"
    assert refused(tmp_path, gzip.compress(b""))[0] == "intake.empty_file"


def test_a_packed_file_is_closed_with_its_reader(tmp_path: Path) -> None:
    (tmp_path / "file.gz").write_bytes(gzip.compress(b"text"))
    source = open_bytes(tmp_path / "file.gz")
    packed = source.raw._source
    source.close()
    assert packed.closed


def test_a_packed_file_grows_only_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sawt.intake.encoding.EXPANDED_TIMES", 2)
    assert text_of(tmp_path, gzip.compress(b"a" * (2 << 16)))[0] == "utf-8"
    assert refused(tmp_path, gzip.compress(b"a" * ((2 << 16) + 1)))[0] == "intake.packed_bomb"
    monkeypatch.setattr("sawt.intake.encoding.EXPANDED_BYTES", 100)
    assert refused(tmp_path, gzip.compress(b"a" * 101))[0] == "intake.packed_bomb"


def test_a_packed_file_cut_anywhere_is_told_so(tmp_path: Path) -> None:
    packed = gzip.compress(TEXT.encode())
    assert {refused(tmp_path, packed[:end])[0] for end in range(2, len(packed))} == {"intake.packed_cut"}


def test_a_packed_file_with_a_broken_byte_is_told_so(tmp_path: Path) -> None:
    packed = gzip.compress(TEXT.encode())
    for place in range(10, len(packed)):
        broken = packed[:place] + bytes([packed[place] ^ 0x55]) + packed[place + 1 :]
        assert refused(tmp_path, broken)[0] == "intake.packed_cut", place


def test_what_is_not_packed_is_opened_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.gz"
    path.write_bytes(b"not packed at all")
    with open_bytes(path) as source:
        assert source.read() == b"not packed at all"
