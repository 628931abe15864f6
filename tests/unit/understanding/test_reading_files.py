"""`sawt read --file`: every line has its answer, in order, and a bad one says where and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sawt import corpus
from sawt.errors import CallError, SourceError
from sawt.understanding.heads.model import to_bytes
from sawt.understanding.messages import LONGEST
from sawt.understanding.privacy import PLACEHOLDERS, find, mask
from sawt.understanding.read import read_all, shipped_model
from sawt.vocabulary import HEADS
from sawt.wiring.reading_files import answer_of, read_file
from tests.unit.understanding.heads.small import model
from tests.unit.understanding.texts import HOSTILE

GOOD = {"id": "a", "text": "متى يخلص تجديد السجل؟", "channel": "call"}


def line(**told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")


def answers(tmp_path: Path, *lines: bytes, end: bytes = b"\n", **how: Any) -> list[dict[str, Any]]:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(end.join(lines))
    return list(read_file(path, **how))


def test_an_answer_has_what_was_promised(tmp_path: Path) -> None:
    text = "كلموني على 91234567 عن تجديد السجل"
    (answer,) = answers(tmp_path, line(id="k-7", text=text))
    assert set(answer) == {"id", "masked", "pii", "model", *HEADS}
    assert answer["id"] == "k-7" and answer["model"] == shipped_model().version
    assert answer["masked"] == mask(text) and "91234567" not in json.dumps(answer)
    (found,) = answer["pii"]
    assert (text[found["start"] : found["end"]], found["type"]) == ("91234567", "phone")
    for head in HEADS:
        assert set(answer[head]) == {"label", "confidence", "abstained", "others"}
        assert 0 <= answer[head]["confidence"] <= 1 and isinstance(answer[head]["abstained"], bool)
        for other in answer[head]["others"]:
            assert (
                other["label"] != answer[head]["label"] and other["confidence"] <= answer[head]["confidence"]
            )
    json.dumps(answer, allow_nan=False)


def test_an_answer_is_the_reading_of_the_masked_text(tmp_path: Path) -> None:
    text = "اتصلت من 91234567 وما حد رد"
    (answer,) = answers(tmp_path, line(text=text))
    readings = read_all([mask(text)])
    for head in HEADS:
        assert answer[head] == answer_of(readings, head, 0)
        assert answer[head]["label"] == readings.heads[head].labels[readings.heads[head].best[0]]


REFUSED = {
    "no JSON": (b"hello", "not_json", None),
    "half a line": (b'{"id": "x", "text": "a', "not_json", None),
    "two on a line": (line(**GOOD) + line(**GOOD), "not_json", None),
    "nested without end": (b"[" * 200_000, "not_json", None),
    "a number without end": (b'{"id": ' + b"9" * 5_000 + b', "text": "a"}', "not_json", None),
    "a list": (b'["a"]', "not_an_object", None),
    "a text alone": ('"السجل"'.encode(), "not_an_object", None),
    "nothing": (b"null", "not_an_object", None),
    "no text, with an id": (line(id="x-9", message="a"), "no_text", "x-9"),
    "no text and no id": (b"{}", "no_text", None),
    "a text that is none": (line(id=4, text=None), "no_text", 4),
    "a text that is a number": (line(id=4, text=91234567), "no_text", 4),
    "a text that is a list": (line(id=4, text=["a"]), "no_text", 4),
    "Windows-1256": ('{"id": 1, "text": "السجل"}'.encode("cp1256"), "not_utf8", None),
    "UTF-16": ('{"id": 1}'.encode("utf-16"), "not_utf8", None),
    "surrogates written out": (line(id=1, text="a\ud800"), "not_utf8", None),
    "a mark of order in the midst": (b"\xef\xbb\xbf" + line(**GOOD), "not_json", None),
}


@pytest.mark.parametrize(("raw", "reason", "its_id"), REFUSED.values(), ids=REFUSED)
def test_a_bad_line_says_where_and_why(tmp_path: Path, raw: bytes, reason: str, its_id: Any) -> None:
    before, bad, after = answers(tmp_path, line(**GOOD), raw, line(**{**GOOD, "id": "b"}))
    assert bad == {"line": 2, "id": its_id, "refused": reason}
    assert (before["id"], after["id"]) == ("a", "b")
    assert {key: value for key, value in before.items() if key != "id"} == {
        key: value for key, value in after.items() if key != "id"
    }


def test_empty_lines_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    told = answers(tmp_path, b"", b"  \t", line(text="متى"), b"\r", b"oops", b"", end=b"\n")
    assert [(answer.get("id"), answer.get("line")) for answer in told] == [(3, None), (None, 5)]
    assert answers(tmp_path) == answers(tmp_path, b"", b"", b"") == []


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_both_ends_of_lines(tmp_path: Path, end: bytes) -> None:
    told = answers(tmp_path, line(text="متى"), b"oops", line(text="وين"), b"", end=end)
    assert [answer.get("refused") for answer in told] == [None, "not_json", None]


@pytest.mark.parametrize("its_id", ["س-١", 0, 7, "", 1.5, None, True, ["a"], {"b": 1}])
def test_an_id_comes_back_as_it_was_given(tmp_path: Path, its_id: Any) -> None:
    assert answers(tmp_path, line(id=its_id, text="متى"))[0]["id"] == its_id


def test_a_line_without_an_id_goes_by_its_number(tmp_path: Path) -> None:
    told = answers(tmp_path, line(text="متى"), b"", line(text="وين"))
    assert [answer["id"] for answer in told] == [1, 3]


def test_a_mark_of_order_at_the_beginning_is_no_part_of_the_line(tmp_path: Path) -> None:
    assert answers(tmp_path, b"\xef\xbb\xbf" + line(**GOOD)) == answers(tmp_path, line(**GOOD))


def test_order_is_kept_and_pieces_do_not_show(tmp_path: Path) -> None:
    """Lines on both sides of where one piece ends and the next begins answer as they do alone."""
    messages = corpus.messages("test")
    lines = {
        number: b"bad" if number % 5 == 0 else line(text=messages[number % 7].text)
        for number in (*range(1, 5), *range(4_090, 4_103), *range(8_190, 8_197))
    }
    told = answers(tmp_path, *(lines.get(number, b"") for number in range(1, 8_200)))
    assert [answer["line"] if "refused" in answer else answer["id"] for answer in told] == list(lines)
    for number, answer in zip(lines, told, strict=True):
        assert ("refused" in answer) == (number % 5 == 0)
        if number % 5:
            (alone,) = answers(tmp_path, line(id=number, text=messages[number % 7].text))
            assert answer == alone


def test_answers_come_while_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(b"\n".join([line(text="متى")] * 5_000))
    assert next(read_file(path))["id"] == 1


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nothing_fails(tmp_path: Path, text: str) -> None:
    raw = json.dumps({"id": 1, "text": text}).encode()  # lone surrogates as JSON writes them
    (answer,) = answers(tmp_path, raw)
    assert answer["masked"] == mask(json.loads(raw)["text"])
    json.dumps(answer)


def test_a_megabyte_is_cut_and_says_so(tmp_path: Path) -> None:
    long, short = answers(tmp_path, line(id=1, text="السجل " * 170_000), line(id=2, text="ا" * LONGEST))
    assert long["cut_after"] == LONGEST and len(long["masked"]) <= LONGEST
    assert "cut_after" not in short


@pytest.mark.parametrize(
    ("whole", "left"), [("a.harthi@gmail.com", "a.harthi@gmail."), ("91234567", "912345")]
)
def test_what_is_left_of_an_identity_at_the_cut_is_not_shown(tmp_path: Path, whole: str, left: str) -> None:
    text = "ا" * (LONGEST - len(left) - 1) + " " + whole
    assert find(text) and text[:LONGEST].endswith(left)
    (answer,) = answers(tmp_path, line(text=text))
    assert left not in answer["masked"]


def test_reasons_are_of_the_heads_asked_and_stand_in_the_masked_text(tmp_path: Path) -> None:
    text = "91234567 قدمت على تجديد السجل قبل شهر وما حد رد علي"
    told = answers(tmp_path, line(id=1, text=text), b"oops", explain=["kind", "challenge"])
    assert list(told[0]["why"]) == ["kind", "challenge"] and "why" not in told[1]
    for head, reason in told[0]["why"].items():
        assert set(reason) == {"label", "runner_up", "for", "against", "nearest"}
        assert reason["label"] == told[0][head]["label"] != reason["runner_up"]
        assert len(reason["nearest"]) == 3
        for spoken in (*reason["for"], *reason["against"]):
            assert told[0]["masked"][spoken["start"] : spoken["end"]] == spoken["word"]
            assert not any(spoken["word"] in placeholder for placeholder in PLACEHOLDERS.values())


def refusal(path: Path, **how: Any) -> CallError:
    with pytest.raises(CallError) as refused:
        next(read_file(path, **how))
    return refused.value


def test_a_head_that_nobody_knows(tmp_path: Path) -> None:
    (tmp_path / "messages.jsonl").write_bytes(line(**GOOD))
    error = refusal(tmp_path / "messages.jsonl", explain=["kind", "mood"])
    assert (error.code, error.params["head"]) == ("read.unknown_head", "mood")
    assert error.params["known"].split(", ") == list(HEADS)


def test_a_file_that_is_missing_or_a_folder(tmp_path: Path) -> None:
    missing = refusal(tmp_path / "nothing.jsonl")
    assert isinstance(missing, SourceError)
    assert (missing.code, missing.params["path"]) == ("read.no_file", str(tmp_path / "nothing.jsonl"))
    folder = refusal(tmp_path)
    assert isinstance(folder, SourceError)
    assert (folder.code, folder.params["path"]) == ("read.unreadable", str(tmp_path))


def test_another_model_answers_its_own_heads(tmp_path: Path) -> None:
    (tmp_path / "own.model").write_bytes(to_bytes(model()))
    (answer,) = answers(tmp_path, line(text="تجديد السجل التجاري"), model=tmp_path / "own.model")
    assert answer["model"] == model().version and answer["service"]["label"] == "register"
    assert "kind" not in answer
    error = refusal(tmp_path / "messages.jsonl", model=tmp_path / "own.model", explain=["kind"])
    assert error.code == "read.unknown_head"


def test_a_model_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "messages.jsonl").write_bytes(line(**GOOD))
    (tmp_path / "own.model").write_bytes(b"no model")
    for path in (tmp_path / "own.model", tmp_path / "none.model", tmp_path):
        error = refusal(tmp_path / "messages.jsonl", model=path)
        assert (error.code, error.params["path"]) == ("model.unreadable", str(path))


def test_a_text_is_in_no_refusal(tmp_path: Path) -> None:
    told = answers(
        tmp_path, b'{"text": "91234567', b'["91234567"]', line(note="91234567"), line(text=["91234567"])
    )
    assert [answer["refused"] for answer in told] == ["not_json", "not_an_object", "no_text", "no_text"]
    assert "91234567" not in json.dumps(told)
