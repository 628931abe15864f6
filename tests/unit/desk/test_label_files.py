"""Label files as people save them: what is read, and which files are refused in one sentence."""

from __future__ import annotations

import codecs
import contextlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sawt.desk.label_files import read_label_file
from sawt.desk.values import ContactKey
from sawt.errors import SourceError
from sawt.locale import LANGUAGES, sentence

HEADS = ("kind", "challenge")
GOOD = "contact,kind,challenge,also,annotator\ncalls/1,inquiry,none,,amal\n"


def read(tmp_path, data, name="l.csv", **how):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_label_file(path, HEADS, **how)


def refusal(tmp_path, data, name="l.csv"):
    with pytest.raises(SourceError) as refused:
        read(tmp_path, data, name)
    assert all(sentence(refused.value.code, refused.value.params, lang) for lang in LANGUAGES)
    return refused.value.code


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        codecs.BOM_UTF8 + GOOD.encode(),
        codecs.BOM_UTF16_LE + GOOD.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").replace("\n", "\r\n").encode(),
        b"\r\n" + GOOD.replace("contact", '" Contact "').replace("kind", "KIND").encode(),
    ],
)
def test_what_spreadsheet_programs_save_is_read(tmp_path, data):
    (row,) = read(tmp_path, data).rows
    assert (row.contact, row.annotator, row.also) == ("calls/1", "amal", ())
    assert row.written == {"kind": "inquiry", "challenge": "none"}


def test_texts_and_guesses_are_not_read_and_lines_are_those_of_the_file(tmp_path):
    text = 'contact,text,guess_kind,kind,annotator\ncalls/1,"two\nlines, quoted ""so""",praise,inquiry,amal\n'
    file = read(tmp_path, text + "calls/2,x,praise,,amal\ncalls/3,y,amal\n")
    assert [(row.line, row.contact, row.written) for row in file.rows] == [
        (2, "calls/1", {"kind": "inquiry"}),
        (4, "calls/2", {}),
    ]
    assert [(r.line, r.reason, r.params) for r in file.refused] == [
        (5, "wrong_columns", {"found": 3, "expected": 5})
    ]
    assert file.contacts() == {ContactKey("calls", "1"), ContactKey("calls", "2")}


def test_secondary_challenges_between_any_signs(tmp_path):
    head = "contact,challenge,also,annotator\n"
    for cell in ("fees|fines", "fees; fines", '"fees, fines"', "fees، fines ؛"):
        (row,) = read(tmp_path, f"{head}calls/1,none,{cell},amal\n").rows
        assert row.also == ("fees", "fines")


def test_a_long_text_is_no_reason_to_refuse(tmp_path):
    text = "x" * 400_000
    assert len(read(tmp_path, f"contact,text,kind,annotator\ncalls/1,{text},praise,amal\n").rows) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "intake.empty_file"),
        (b"\xef\xbb\xbf \n", "intake.empty_file"),
        ("contact,kind,annotator\ncalls/1,شكوى,amal\n".encode("windows-1256"), "desk.wrong_encoding"),
        (GOOD.encode("utf-16-le"), "desk.wrong_encoding"),
        (GOOD.encode() + "ش".encode()[:1], "desk.wrong_encoding"),
        (codecs.BOM_UTF16_LE + GOOD.encode("utf-16-le")[:-1], "desk.wrong_encoding"),
        (b"PK\x03\x04rest of a workbook", "desk.workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "desk.workbook"),
        ("kind,annotator\ninquiry,amal\n", "desk.columns_missing"),
        ("contact,kind\ncalls/1,inquiry\n", "desk.columns_missing"),
        ("contact,annotator\ncalls/1,amal\n", "desk.columns_missing"),
        ("just some words\n", "desk.columns_missing"),
        (GOOD.replace("also", "mood"), "desk.columns_unknown"),
        (GOOD.replace("also", ""), "desk.columns_unknown"),
        (GOOD.replace("also", "kind"), "intake.header_twice"),
        (GOOD + 'calls/2,"inquiry,none,,amal\n', "intake.not_a_table"),
    ],
)
def test_what_is_no_label_file_is_refused_whole(tmp_path, data, code):
    assert refusal(tmp_path, data) == code


def test_what_cannot_be_read_is_refused(tmp_path, monkeypatch):
    for path, code in ((tmp_path / "none.csv", "intake.no_file"), (tmp_path, "intake.is_folder")):
        with pytest.raises(SourceError) as refused:
            read_label_file(path, HEADS)
        assert refused.value.code == code
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(SourceError) as refused:
        read_label_file(tmp_path / "pipe.csv", HEADS)
    assert refused.value.code == "intake.not_a_file"
    monkeypatch.setattr("sawt.desk.label_files.MOST_BYTES", 10)
    assert refusal(tmp_path, GOOD) == "desk.file_too_large"


@given(st.binary(max_size=300), st.sampled_from(["l.csv", "l.jsonl"]))
def test_whatever_the_bytes_it_is_read_or_refused(tmp_path_factory, data, name):
    folder = tmp_path_factory.getbasetemp()
    with contextlib.suppress(SourceError):
        read(folder, data, name)


@given(st.text(max_size=200))
def test_whatever_a_line_of_json_lines_says_it_is_a_row_or_refused(tmp_path_factory, text):
    folder = tmp_path_factory.getbasetemp()
    line = text.replace("\n", " ").replace("\0", " ")
    file = read(folder, f"{{}}\n{line}".encode("utf-8", "replace"), "l.jsonl")
    assert {row.line for row in (*file.rows, *file.refused)} <= {1, 2}
