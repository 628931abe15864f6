"""`sawt read` and what it makes possible, through the door: figures, rows, the review, in both languages."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.faces.door import ARABIC, RAW_CODE, door
from tests.stores.reader import Reader

MAPPING = """
[mapping]
name = "tickets"
table = "contacts"
key = ["id"]
[constants]
touchpoint = "ticket"
[columns.started_at]
from = "start"
[columns.linked_to]
from = "call"
[columns.text]
from = "text"
"""
# A call that is answered and wrapped up, one wrapped up by a code that nobody knows, and one given up.
LOG = """1736067600|c1|7002|NONE|ENTERQUEUE||91234567|1
1736067610|c1|7002|PJSIP/3001|CONNECT|10|c1.1|3
1736067700|c1|7002|PJSIP/3001|COMPLETECALLER|10|90|1
1736067720|c1|7002|PJSIP/3001|WRAPUP|licensing:fines
1736067800|c2|7001|NONE|ENTERQUEUE||91234568|1
1736067810|c2|7001|PJSIP/3002|CONNECT|10|c2.1|3
1736067900|c2|7001|PJSIP/3002|COMPLETEAGENT|10|90|1
1736067920|c2|7001|PJSIP/3002|WRAPUP|C17
1736068000|c3|7001|NONE|ENTERQUEUE||91234569|1
1736068100|c3|7001|NONE|ABANDON|1|1|100
"""
JANUARY = ("--from", "2025-01", "--as-of", "2025-02-01")


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sawt.wiring.reading.current", lambda workspace: Reader())


@pytest.fixture
def sawt(workspace: Path, tmp_path: Path):
    """A command in a workspace with three calls and four tickets, not yet read."""
    command = door(workspace)
    (tmp_path / "tickets.toml").write_text(MAPPING, encoding="utf-8")
    tickets = [
        "t1,2025-01-06 09:00:00,,challenge=fees jurisdiction=consumer",
        "t2,2025-01-07 09:00:00,,challenge=fees? sentiment=negative",
        "t3,2025-01-08 09:00:00,,challenge=information_need",
        "t4,2025-01-08 09:00:00,,challenge=market_conduct kind=report",
    ]
    (tmp_path / "t.csv").write_text("id,start,call,text\n" + "\n".join(tickets) + "\n", encoding="utf-8")
    (tmp_path / "queue_log").write_text(LOG, encoding="utf-8")
    until = ("--complete-until", "2025-01-31")
    log = ("asterisk-queue-log", tmp_path / "queue_log", "--mapping", "queue-log", "--as", "exchange")
    assert command("import", *log, *until).code == 0
    assert (
        command("import", "table", tmp_path / "t.csv", "--mapping", tmp_path / "tickets.toml", *until).code
        == 0
    )
    return command


def test_read_says_what_was_read_from_what_and_what_was_not(sawt):
    result = json.loads(sawt("read", "--format", "json").out)
    assert {basis: n for basis, n in result["read"].items() if n} == {"text": 4, "wrap_up": 1}
    assert result["abstained"]["challenge"] == 1
    assert result["unread"] == {"unknown_code": 1, "unknown_queue": 1, "nothing": 0}
    assert result["unknown"][0] == {"what": "queue", "code": "call/7001", "contacts": 1}
    assert {"what": "wrap_up", "code": "C17", "contacts": 1} in result["unknown"]
    assert (result["model"], result["batch"], result["facts_version"]) == ("1", "b4", 4)


def test_reasons_are_asked_of_a_file_alone(sawt):
    refused = sawt("read", "--why", "kind", "--lang", "en")
    assert refused.code == 2 and "--file" in refused.err


def test_half_a_letter_is_read_and_said_in_every_format(sawt, tmp_path):
    (tmp_path / "half.jsonl").write_text('{"text": "a\\ud800b"}\n{"text": "متى الرد"}\n', encoding="utf-8")
    for form in ("text", "json"):
        told = sawt("read", "--file", tmp_path / "half.jsonl", "--format", form, "--lang", "en")
        assert told.code == 0 and "\\ud800" in told.out and "متى الرد" in told.out


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_read_is_told_in_the_readers_language_first_and_again(sawt, lang):
    first, again = (sawt("read", "--lang", lang) for _ in range(2))
    for asked in (first, again):
        assert (asked.code, asked.err) == (0, "")
        assert bool(ARABIC.search(asked.out)) == (lang == "ar")
        assert not RAW_CODE.search(asked.out)
    assert "C17" in first.out and "b4" in first.out and "b5" not in again.out


def test_read_as_csv_is_a_table(sawt):
    rows = list(csv.DictReader(sawt("read", "--format", "csv").out.removeprefix("\ufeff").splitlines()))
    assert {"part": "read", "of": "text", "n": "4"} in rows


def test_a_reading_is_undone_as_a_batch(sawt):
    sawt("read")
    assert [batch["batch"] for batch in json.loads(sawt("batches", "--format", "json").out)] == [
        "b2",
        "b3",
        "b4",
    ]
    assert sawt("undo", "b4").code == 0
    (figure,) = json.loads(sawt("figure", "contacts_read", *JANUARY, "--format", "json").out)
    assert (figure["value"], figure["notes"]) == (None, ["not_read"])
    assert sawt("check").code == 0
    assert json.loads(sawt("read", "--format", "json").out)["rows"] == 30


def test_figures_of_what_was_read_open_onto_their_rows(sawt):
    sawt("read")
    told = json.loads(sawt("figure", "contacts_read", *JANUARY, "--by", "challenge", "--format", "json").out)
    groups = {figure["group"]["challenge"]: figure["value"] for figure in told}
    assert groups == {"fees": 1, "fines": 1, "information_need": 1, "market_conduct": 1}
    where = ("contacts_read", *JANUARY, "--where", "challenge=fines")
    (figure,) = json.loads(sawt("figure", *where, "--format", "json").out)
    opened = json.loads(sawt("rows", *where, "--format", "json").out)
    assert opened["print"] == opened["figure"]["print"] == figure["print"]
    (row,) = opened["rows"]
    assert (row["external_id"], row["wrap_up_code"], row["challenge"]) == ("c1", "licensing:fines", "fines")
    assert row["service_read"] == "licensing" and row["service"] == "commercial_register"


def test_coverage_and_scope_are_shares_of_what_they_say(sawt):
    sawt("read")
    (coverage,) = json.loads(sawt("figure", "read_coverage", *JANUARY, "--format", "json").out)
    assert (coverage["numerator"], coverage["denominator"], coverage["basis"]) == (4, 7, "model")
    (kinds,) = json.loads(
        sawt("figure", "read_coverage", *JANUARY, "--param", "head=kind", "--format", "json").out
    )
    assert kinds["numerator"] == 4
    (scope,) = json.loads(sawt("figure", "out_of_scope_share", *JANUARY, "--format", "json").out)
    assert (scope["numerator"], scope["denominator"]) == (1, 4)
    refused = sawt("figure", "read_coverage", *JANUARY, "--param", "head=mood", "--lang", "en")
    assert refused.code == 2 and refused.is_one_line("en")


def test_the_review_gains_the_months_challenges(sawt):
    unread = json.loads(sawt("review", *JANUARY, "--format", "json").out)
    assert unread["challenges"]["obstacles"] == [] and unread["challenges"]["read"]["period"] is None
    assert any("have not been read" in sentence for sentence in unread["sentences"]["en"])
    sawt("read")
    review = json.loads(sawt("review", *JANUARY, "--format", "json").out)
    told = review["challenges"]
    assert [(c["challenge"], c["count"]) for c in told["obstacles"]] == [("fees", 1), ("fines", 1)]
    assert [c["challenge"] for c in told["information_needs"]] == ["information_need"]
    assert [c["challenge"] for c in told["market_conduct"]] == ["market_conduct"]
    assert {"read_coverage", "out_of_scope_share"} <= {figure["metric"] for figure in review["figures"]}


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ar", ("ارتفاع الرسوم أو عدم وضوحها", "ممارسات التجار")), ("en", ("Fees", "traders' conduct"))],
)
def test_the_review_says_its_challenges_in_both_languages(sawt, lang, words):
    sawt("read")
    told = sawt("review", *JANUARY, "--lang", lang).out
    assert all(word in told for word in words)
    assert not RAW_CODE.search(told)


def test_a_taxonomy_of_ones_own_names_the_challenges(sawt, workspace):
    sawt("read")
    from sawt.packs.files import pack_text

    own = pack_text("taxonomy")[0].replace('en = "Fees"', 'en = "What it costs"')
    (workspace / "packs" / "taxonomy.toml").write_text(own, encoding="utf-8")
    assert "What it costs: 1" in sawt("review", *JANUARY, "--lang", "en").out


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_tables_that_cannot_be_used_are_refused_in_one_line(sawt, workspace, lang):
    (workspace / "packs" / "readings.toml").write_text('[wrap_up.codes]\n"1" = { mood = "x" }\n')
    refused = sawt("read", "--lang", lang)
    assert refused.code == 2 and refused.is_one_line(lang) and "readings.toml" in refused.err
