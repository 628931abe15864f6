"""Asterisk's queue_log: what its lines become, what is refused, what repeats."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sawt.errors import MappingError, SourceError
from sawt.intake.job import Done, Emit, Job
from sawt.intake.queue_log import reader as queue_log
from sawt.vocabulary import CALL_EVENTS
from tests.unit.intake.staged import staged_rows

DAY = """\
1735700000|1735700000.1|7001|NONE|ENTERQUEUE||+968 9123 4567|1
1735700010|1735700000.1|7001|PJSIP/3001|RINGNOANSWER|9400
1735700012|1735700000.1|7001|PJSIP/3002|CONNECT|12|1735700000.2|3
1735700112|1735700000.1|7001|PJSIP/3002|COMPLETECALLER|12|100|1
1735700200|1735700200.7|7101|NONE|ENTERQUEUE||anonymous|2
1735700230|1735700200.7|7101|NONE|ABANDON|1|2|30
1735700300|NONE|NONE|PJSIP/3001|PAUSE|Prayer
1735700301|MANAGER|7001|PJSIP/3001|ADDMEMBER|
"""


def parse(
    folder: Path, text: str | bytes, **more: Any
) -> tuple[Done, list[dict[str, Any]], list[dict[str, Any]]]:
    """(done, staged rows, rejects) of a queue log."""
    source = folder / more.pop("name", "queue_log")
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    staging = folder / "staged"
    staging.mkdir(exist_ok=True)
    job = Job(
        "asterisk-queue-log",
        str(source),
        0,
        str(staging),
        "pbx",
        more.pop("mapping", None),
        None,
        "Asia/Muscat",
        more.pop("key", b"k" * 32),
        more.pop("params", {}),
    )
    said: list[str] = []
    done = queue_log.read(job, Emit(said.append))
    rejects = [told["reject"] for told in map(json.loads, said) if "reject" in told]
    return done, staged_rows(staging, "events"), rejects


def test_a_day_becomes_events(tmp_path: Path) -> None:
    done, rows, rejects = parse(tmp_path, DAY)
    assert (done.received, done.rejected, done.encoding, rejects) == (8, 0, "utf-8", [])
    kinds = [row["type"] for row in rows]
    assert kinds == [
        "entered",
        "not_picked_up",
        "connected",
        "completed",
        "entered",
        "abandoned",
        *["agent_state"] * 2,
    ]
    assert set(kinds) <= set(CALL_EVENTS)
    entered, ring, connect, complete, hidden, abandon, pause, _ = rows
    assert entered["at"] == datetime(2025, 1, 1, 2, 53, 20, tzinfo=UTC) and entered["local_date"] == date(
        2025, 1, 1
    )
    assert str(entered["customer"]).startswith("t") and hidden["customer"] is None
    assert (ring["seconds"], connect["seconds"]) == (9, 3)
    assert (connect["wait_s"], complete["wait_s"], complete["talk_s"], abandon["wait_s"]) == (12, 12, 100, 30)
    assert ring["agent"] != connect["agent"] == complete["agent"] and abandon["agent"] is None
    assert [row["line"] for row in rows] == list(range(1, 9)) == [row["sequence"] for row in rows]
    assert entered["contact"] == "1735700000.1" and pause["contact"] is None and pause["queue"] is None
    assert complete["source_type"] == "COMPLETECALLER" and complete["actor_kind"] == "customer"
    assert len({row["external_id"] for row in rows}) == 8


def test_the_local_day_is_omans(tmp_path: Path) -> None:
    _, [row], _ = parse(
        tmp_path, "1735675200|1.1|7001|NONE|ENTERQUEUE||91234567|1\n"
    )  # 31 December, 20:00 UTC
    assert row["local_date"] == date(2025, 1, 1)


def test_spaces_line_ends_and_empty_fields_change_nothing(tmp_path: Path) -> None:
    plain = "1735700230|1735700200.7|7101|NONE|ABANDON|1|2|30\n"
    _, [first], _ = parse(tmp_path, plain)
    for other in (
        "1735700230 | 1735700200.7 | 7101 | NONE | ABANDON | 1 | 2 | 30\r\n",
        plain.strip() + "|||\n",
        "\ufeff" + plain,
        "\n\n" + plain + "\n",
        plain.lower().replace("none", "NONE").upper(),
    ):
        _, [row], rejects = parse(tmp_path, other)
        assert row["external_id"] == first["external_id"] and not rejects
        assert (row["print_hi"], row["print_lo"]) == (first["print_hi"], first["print_lo"])


def test_waits_stand_where_each_event_says_them(tmp_path: Path) -> None:
    lines = {
        "EXITWITHTIMEOUT|1|1|60": (60, None, "timed_out"),
        "EXITWITHTIMEOUT|1": (None, None, "timed_out"),
        "EXITWITHKEY|5|1|1|33": (33, None, "left_by_key"),
        "EXITEMPTY|1|1|21": (21, None, "left_empty"),
        "COMPLETEAGENT|7|90|1": (7, 90, "completed"),
        "BLINDTRANSFER|7005|from-queue|8|70|1": (8, 70, "transferred"),
        "ATTENDEDTRANSFER|BRIDGE|x|9|71|1": (9, 71, "transferred"),
        "TRANSFER|7005|ctx|3|4": (3, 4, "transferred"),
        "WITHDRAW|1|1|44|reason": (44, None, "withdrawn"),
        "FULL": (None, None, "blocked"),
        "JOINEMPTY": (None, None, "blocked"),
        "CLOSED": (None, None, "out_of_hours"),
        "WRAPUP|licensing:slow": (None, None, "other"),
        "SYSCOMPAT": (None, None, "other"),
    }
    text = "".join(f"1735700{n:03}|1735700000.{n}|7001|NONE|{line}\n" for n, line in enumerate(lines))
    _, rows, rejects = parse(tmp_path, text)
    assert not rejects
    assert [(row["wait_s"], row["talk_s"], row["type"]) for row in rows] == list(lines.values())


def test_broken_lines_come_back_with_their_reasons(tmp_path: Path) -> None:
    good = "1735700000|1.1|7001|NONE|ENTERQUEUE||91234567|1\n"
    text = good + ("nonsense\n" "x|1.1|7001|NONE|ABANDON|1|1|3\n" "1735700000|1.1|7001|NONE||7\n"
                   "1735700000|1.1|7001|NONE|ABANDON|1|1|soon\n" "1735700000|1.1|7001|NONE|ABANDON|1|1|-3\n"
                   "17357000000000|1.1|7001|NONE|ABANDON|1|1|3\n") + good.replace("1.1", "1.2")  # fmt: skip
    done, rows, rejects = parse(tmp_path, text)
    assert (done.received, done.rejected, len(rows)) == (8, 6, 2)
    assert [(r["line"], r["reason"]) for r in rejects] == [
        (2, "wrong_columns"), (3, "bad_date"), (4, "missing_value"),
        (5, "bad_number"), (6, "negative_duration"), (7, "bad_date"),
    ]  # fmt: skip
    assert rejects[0]["raw"] == "nonsense" and rejects[3]["params"] == {"column": "wait_s", "value": "soon"}
    assert rows[1]["line"] == 8


def test_only_broken_lines_are_returned_too(tmp_path: Path) -> None:
    done, rows, rejects = parse(tmp_path, "one\ntwo\n")
    assert (done.received, done.rejected, rows, len(rejects)) == (2, 2, [], 2)


@pytest.mark.parametrize(
    ("last", "taken"),
    [("1735700230|1.7|7101|NONE|ABANDON|1|2|30", 0), ("1735700230|1.7|7101|NONE|ABANDON|1|2", 0),
     ("1735700230|1.7|7101|NONE|ABAND", 0), ("17357002", 0),
     ("1735700230|1.7|7101|P/1|COMPLETEAGENT|3|10", 0)],
)  # fmt: skip
def test_a_last_line_without_its_end(tmp_path: Path, last: str, taken: int) -> None:
    done, rows, rejects = parse(tmp_path, DAY + last)
    assert done.received == 9 and len(rows) == 8 + taken and len(rejects) == 1 - taken
    if last.count("|") >= 4 and not taken:
        assert rejects[0]["reason"] == "cut_line"


def test_every_cut_of_a_file_adds_up(tmp_path: Path) -> None:
    data = DAY.encode()
    for end in range(1, len(data), 7):
        done, rows, rejects = parse(tmp_path, data[:end])
        assert done.received == len(rows) + len(rejects) and len(rejects) <= 1


def test_equal_lines_are_counted_and_overlapping_files_agree(tmp_path: Path) -> None:
    lines = DAY.splitlines(keepends=True)
    _, first, _ = parse(tmp_path, "".join([*lines[:6], lines[1], lines[1]]))
    _, second, _ = parse(tmp_path, "".join([lines[1], *lines[2:], lines[1], lines[1]]))
    keys = [row["external_id"] for row in first]
    assert len(set(keys)) == 8 and keys[6] == keys[1] + "-2" and keys[7] == keys[1] + "-3"
    assert set(keys[1:]) <= {row["external_id"] for row in second}


def test_ordinals_hold_across_blocks_out_of_time_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sawt.intake.queue_log.lines._BLOCK", 100)
    lines = DAY.splitlines(keepends=True)
    monkeypatch.setattr("sawt.intake.encoding._CHUNK", 64)
    done, rows, _ = parse(tmp_path, "".join([*lines, *reversed(lines), *lines]))
    assert done.received == 24 and len({row["external_id"] for row in rows}) == 24
    assert sum(row["external_id"].endswith("-3") for row in rows) == 8
    assert [row["line"] for row in rows] == list(range(1, 25))


def test_the_key_and_nothing_else_opens_an_identifier(tmp_path: Path) -> None:
    _, one, _ = parse(tmp_path, DAY)
    _, other, _ = parse(tmp_path, DAY, key=b"q" * 32)
    assert not {row["external_id"] for row in one} & {row["external_id"] for row in other}
    assert "91234567" not in str(one)


def test_queues_say_their_language_and_service(tmp_path: Path) -> None:
    mapping = """
[mapping]
name = "queue-log"
table = "events"
target = "calls"
[constants]
channel = "phone"
[queues."7001"]
language = "ar"
service = "general"
voicemail_keys = ["1"]
[queues."7101"]
language = "en"
"""
    text = (
        DAY + "1735700400|1.9|7001|NONE|EXITWITHKEY|1|1|1|5\n1735700401|1.10|7101|NONE|EXITWITHKEY|1|1|1|5\n"
    )
    _, rows, _ = parse(tmp_path, text, mapping=mapping)
    assert [row["language"] for row in rows[:6]] == ["ar"] * 4 + ["en"] * 2
    assert rows[0]["service"] == "general" and rows[4]["service"] is None and rows[6]["language"] is None
    assert {row["channel"] for row in rows} == {"phone"}
    assert [row["to_state"] for row in rows[-2:]] == ["voicemail", "key 1"]
    params = {"queues": {"7001": {"language": "ar"}}, "voicemail_keys": ["1"]}
    _, rows, _ = parse(tmp_path, text, params=params)
    assert rows[0]["language"] == "ar" and rows[-1]["to_state"] == "voicemail"
    with pytest.raises(MappingError) as told:
        parse(tmp_path, DAY, mapping=mapping.replace("service", "servise"))
    assert told.value.params["line"] == 8


def test_local_times_of_a_database_and_parts_of_seconds(tmp_path: Path) -> None:
    text = "2025-01-01 06:53:20|1.1|7001|NONE|ENTERQUEUE||91234567|1\n"
    text += "1735700000.250000|1.1|7001|P/1|CONNECT|1|x|1\n"
    _, rows, rejects = parse(tmp_path, text)
    assert not rejects
    assert rows[0]["at"] == datetime(2025, 1, 1, 2, 53, 20, tzinfo=UTC)
    assert rows[1]["at"] == datetime(2025, 1, 1, 2, 53, 20, 250_000, tzinfo=UTC)


def test_other_encodings_and_packed_logs(tmp_path: Path) -> None:
    line = "1735700000|1.1|7001|فاطمة الحارثية|CONNECT|1|x|1\n"
    _, [plain], _ = parse(tmp_path, line)
    done, [arabic], _ = parse(tmp_path, line.encode("windows-1256"))
    assert done.encoding == "windows-1256" and arabic["agent"] == plain["agent"]
    assert "فاطمة" not in str(plain)
    _, [packed], _ = parse(tmp_path, gzip.compress(line.encode()), name="queue_log.1.gz")
    assert packed["external_id"] == plain["external_id"]


def test_what_is_no_queue_log_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as told:
        parse(tmp_path, "a,b,c\n" * 100)
    assert told.value.code == "queue_log.another_format"
    with pytest.raises(SourceError) as told:
        parse(tmp_path, "x" * 9_000_000)
    assert told.value.code == "queue_log.endless_line"
    with pytest.raises(SourceError):
        parse(tmp_path, b"")


def test_a_long_line_is_returned(tmp_path: Path) -> None:
    _, rows, [reject] = parse(tmp_path, DAY + "1735700000|1.1|7001|NONE|ENTERQUEUE||" + "9" * 20_000 + "|1\n")
    assert reject["reason"] == "line_too_long" and len(rows) == 8
