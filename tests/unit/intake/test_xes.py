"""XES event logs: cases, times, meanings; and what nobody should send."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sawt.errors import MappingError, SourceError
from sawt.intake.job import Done, Emit, Job
from sawt.intake.xes import reader as xes
from sawt.vocabulary import LIFECYCLE_EVENTS
from tests.unit.intake.staged import staged_rows

MAPPING = """
[mapping]
name = "log"
table = "events"
target = "tickets"
[events]
first = "opened"
otherwise = "other"
reopens = ["taken"]
values = { take = "taken", solve = "resolved", close = "closed", insert = "opened" }
[columns.agent]
from = "org:resource"
[columns.customer]
from = "phone"
identity = "phone"
[columns.service]
from = "case:service"
[columns.queue]
from = "groups"
"""
SHIPPED = Path(xes.__file__).parents[2] / "packs" / "mociip" / "mappings"


def event(name: str | None, at: str | None, more: str = "") -> str:
    parts = [f'<string key="concept:name" value="{name}"/>'] if name else []
    parts += [f'<date key="time:timestamp" value="{at}"/>'] if at else []
    return f"<event>{''.join(parts)}{more}</event>\n"


def trace(name: str | None, *events: str, more: str = "") -> str:
    named = f'<string key="concept:name" value="{name}"/>' if name else ""
    return f"<trace>{named}{more}\n{''.join(events)}</trace>\n"


def log(*parts: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    return f'{head}<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n{"".join(parts)}</log>\n'


def parse(
    folder: Path, text: str | bytes, mapping: str = MAPPING, name: str = "log.xes", key: bytes = b"k" * 32
) -> tuple[Done, list[dict[str, Any]], list[dict[str, Any]]]:
    """(done, staged rows, rejects) of an event log."""
    source = folder / name
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    staging = folder / "staged"
    staging.mkdir(exist_ok=True)
    job = Job("xes", str(source), 0, str(staging), "desk", mapping, None, "Asia/Muscat", key)
    said: list[str] = []
    done = xes.read(job, Emit(said.append))
    rejects = [told["reject"] for told in map(json.loads, said) if "reject" in told]
    rows = staged_rows(staging, "events")
    assert done.received == len(rows) + len(rejects)
    return done, rows, rejects


def types(rows: list[dict[str, Any]]) -> list[str]:
    return [row["type"] for row in sorted(rows, key=lambda row: (row["contact"], row["at"], row["sequence"]))]


def test_a_case_becomes_events(tmp_path: Path) -> None:
    more = '<string key="org:resource" value="Fatma"/><string key="phone" value="+968 9123 4567"/>'
    text = log(
        trace(
            "T-1",
            event("ask", "2025-01-01T08:00:00.000+04:00", more),
            event("take", "2025-01-01T09:00:00.250+04:00", more),
            event("solve", "2025-01-02T06:00:00Z"),
            event("take", "2025-01-03T06:00:00Z"),
            event("solve", "2025-01-03T07:00:00Z"),
            event("close", "2025-01-03T23:00:00Z"),
            more='<string key="service" value="licensing"/>',
        )
    )
    done, rows, rejects = parse(tmp_path, text)
    assert (done.received, rejects, done.encoding) == (6, [], "utf-8")
    assert types(rows) == ["opened", "taken", "resolved", "reopened", "resolved", "closed"]
    first, second, *_, last = rows
    assert first["at"] == datetime(2025, 1, 1, 4, tzinfo=UTC) and second["at"].microsecond == 250_000
    assert str(last["local_date"]) == "2025-01-04" and first["source_type"] == "ask"
    assert first["agent"].startswith("x") and first["customer"].startswith("t") and "Fatma" not in str(rows)
    assert {row["contact"] for row in rows} == {"T-1"} and {row["service"] for row in rows} == {"licensing"}
    assert [row["sequence"] for row in rows] == [1, 2, 3, 4, 5, 6] and first["line"] == 4
    assert done.notes == [{"code": "xes.attribute_never_seen", "params": {"name": "groups", "line": 19}}]


def test_order_is_times_and_a_first_step_of_its_own_stays(tmp_path: Path) -> None:
    late, early = event("solve", "2025-01-02T00:00:00Z"), event("take", "2025-01-01T00:00:00Z")
    insert = event("insert", "2025-01-01T12:00:00Z")
    _, rows, _ = parse(tmp_path, log(trace("A", late, early, insert)))
    assert types(rows) == ["taken", "other", "resolved"]
    _, rows, _ = parse(tmp_path, log(trace("A", late, insert)))
    assert types(rows) == ["opened", "resolved"]


def test_traces_of_one_name_are_one_case(tmp_path: Path) -> None:
    one = trace("A", event("ask", "2025-01-05T00:00:00Z"), event("take", "2025-01-06T00:00:00Z"))
    other = trace("B", event("ask", "2025-01-01T00:00:00Z"))
    again = trace("A ", event("ask", "2025-01-01T00:00:00Z"), event("solve", "2025-01-02T00:00:00Z"))
    _, rows, _ = parse(tmp_path, log(one, other, again))
    assert types(rows) == ["opened", "resolved", "other", "reopened", "opened"]
    assert len({row["external_id"] for row in rows}) == 5 and {row["contact"] for row in rows} == {"A", "B"}


def test_equal_events_are_counted_and_a_second_reading_agrees(tmp_path: Path) -> None:
    same = event("take", "2025-01-01T00:00:00Z")
    _, rows, _ = parse(tmp_path, log(trace("A", same, same, same)))
    keys = [row["external_id"] for row in rows]
    assert keys[1:] == [keys[0] + "-2", keys[0] + "-3"]
    _, again, _ = parse(tmp_path, log(trace("Z", same), trace("A", same, same, same)))
    assert {*keys} < {row["external_id"] for row in again} and len(again) == 4
    given = '<id key="identity:id" value="e-1"/>'
    _, [row], _ = parse(tmp_path, log(trace("A", event("take", "2025-01-01T00:00:00Z", given))))
    _, [moved], _ = parse(tmp_path, log(trace("A", event("take", "2025-01-02T00:00:00Z", given))))
    assert row["external_id"] == moved["external_id"] != keys[0]


def test_events_that_cannot_be_taken_come_back(tmp_path: Path) -> None:
    good = event("take", "2025-01-01T00:00:00Z")
    text = log(
        trace("A", good, event(None, "2025-01-01T00:00:00Z"), event("x", None), event("x", "yesterday")),
        trace(None, good, good),
        trace("E"),
        good,
        trace("F", event("x", "0001-01-01T00:00:00+04:00")),
    )
    done, rows, rejects = parse(tmp_path, text)
    assert (done.received, len(rows)) == (9, 1)
    assert [(r["line"], r["reason"]) for r in rejects] == [
        (5, "missing_value"), (6, "missing_value"), (7, "bad_date"), (10, "case_without_name"),
        (11, "case_without_name"), (13, "case_without_events"), (15, "event_without_case"), (17, "bad_date"),
    ]  # fmt: skip
    assert rejects[2]["params"] == {"column": "time:timestamp", "value": "yesterday"}
    assert json.loads(rejects[2]["raw"])["case"] == "A"


def test_an_activity_that_the_mapping_refuses(tmp_path: Path) -> None:
    strict = MAPPING.replace('otherwise = "other"', 'otherwise = "reject"')
    _, rows, [reject] = parse(
        tmp_path,
        log(trace("A", event("x", "2025-01-01T00:00:00Z"), event("solve", "2025-01-02T00:00:00Z"))),
        strict,
    )
    assert types(rows) == ["resolved"] and reject["reason"] == "unknown_value"
    assert reject["params"] == {"column": "concept:name", "value": "x"}


def test_filters_apply_before_meanings(tmp_path: Path) -> None:
    mapping = MAPPING + '[[filter]]\ncolumn = "lifecycle:transition"\nnot_equals = "complete"\n'
    done_, started = (f'<string key="lifecycle:transition" value="{w}"/>' for w in ("complete", "start"))
    text = log(
        trace("A", event("ask", "2025-01-01T00:00:00Z", started), event("ask", "2025-01-01T01:00:00Z", done_))
    )
    _, rows, [reject] = parse(tmp_path, text, mapping)
    assert types(rows) == ["opened"] and reject["reason"] == "filtered_by_mapping"


def test_nested_attributes_lists_and_defaults(tmp_path: Path) -> None:
    glob = (
        '<global scope="event"><string key="concept:name" value="UNKNOWN"/>'
        '<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>'
        '<string key="org:resource" value="Sys"/></global>'
        '<global scope="trace"><string key="concept:name" value="none"/>'
        '<string key="service" value="other"/></global>'
        '<classifier name="x" keys="concept:name"/><string key="origin" value="csv"/>'
    )
    nested = (
        '<string key="org:resource" value="Ali"><string key="org:resource" value="not this"/></string>'
        '<list key="groups"><values><string key="a" value="one"/><container key="b">'
        '<string key="c" value="two"/></container></values></list><float key="cost" value="1.5"/>'
    )
    first = event("take", "2025-01-01T00:00:00Z", nested)
    text = log(
        glob,
        trace("A", first, event(None, "2025-01-02T00:00:00Z")),
        trace(None, event("take", None)),
        trace("B", event("take", None)),
    )
    done, rows, rejects = parse(tmp_path, text)
    assert [row["queue"] for row in rows] == ["one; two", None] and rows[1]["source_type"] == "UNKNOWN"
    assert [row["service"] for row in rows] == ["other", "other"]
    _, [ali], _ = parse(tmp_path, log(trace("A", event("take", "2025-01-01T00:00:00Z",
                        '<string key="org:resource" value="ALI"/>'))))  # fmt: skip
    assert rows[0]["agent"] == ali["agent"] != rows[1]["agent"]
    assert [r["reason"] for r in rejects] == ["case_without_name", "missing_value"]
    assert [note["params"]["name"] for note in done.notes] == ["case:service", "phone"]


def test_times_without_a_zone_are_local_and_formats_may_be_told(tmp_path: Path) -> None:
    _, [row], _ = parse(tmp_path, log(trace("A", event("take", "2025-01-01T02:00:00"))))
    assert row["at"] == datetime(2024, 12, 31, 22, tzinfo=UTC)
    told = MAPPING + '[columns.at]\nfrom = "time:timestamp"\nformats = ["%d/%m/%Y %H:%M"]\n'
    _, [row], _ = parse(tmp_path, log(trace("A", event("take", "٠٥/٠١/٢٠٢٥ 10:00"))), told)
    assert row["at"] == datetime(2025, 1, 5, 6, tzinfo=UTC)
    both = told.replace('"%d/%m/%Y %H:%M"', '"%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"')
    with pytest.raises(MappingError) as error:
        parse(tmp_path, log(trace("A", event("take", "05/01/2025 10:00"))), both)
    assert error.value.code == "mapping.ambiguous_date"


def test_a_time_out_of_range_is_told_by_its_attribute(tmp_path: Path) -> None:
    _, [], [reject] = parse(tmp_path, log(trace("A", event("take", "1889-01-01T00:00:00Z"))))
    assert (reject["reason"], reject["params"]["column"]) == ("date_out_of_range", "time:timestamp")


@pytest.mark.parametrize(
    "head",
    ['<!DOCTYPE log SYSTEM "file:///etc/passwd">', '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
     '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>', '<!DOCTYPE log PUBLIC "x" "http://127.0.0.1/x.dtd">'],
)  # fmt: skip
def test_document_types_and_entities_are_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(SourceError) as error:
        parse(tmp_path, log(trace("A", event("&x;", "2025-01-01T00:00:00Z")), head=head))
    assert error.value.code == "xes.doctype" and error.value.params["line"] == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b\n1,2\n", "xes.not_xml"),
        ("<html><body/></html>", "xes.not_xes"),
        ("<log><trace></log>", "xes.broken"),
        ("<log>" + "<x>" * 100, "xes.too_deep"),
        (log(trace("A", event("x" * 1_100_000, "2025-01-01T00:00:00Z"))), "xes.value_too_long"),
        ("<log><string key='" + "x" * 9_000_000, "xes.value_too_long"),
        (
            log(trace("A", *['<string key="' + f'k{n}" value=""/>' for n in range(2_100)])),
            "xes.too_many_attributes",
        ),
        ("<log>&undefined;</log>", "xes.broken"),
        ("<log>\0</log>", "xes.broken"),
    ],
    ids=range(9),
)
def test_what_is_no_event_log_is_one_error(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(SourceError) as error:
        parse(tmp_path, text)
    assert error.value.code == code and error.value.params["line"] >= 1


def test_a_file_cut_anywhere_is_an_error_that_says_where(tmp_path: Path) -> None:
    whole = log(
        trace("A", event("ask", "2025-01-01T00:00:00Z"), event("solve", "2025-01-02T00:00:00Z"))
    ).encode()
    for end in range(60, len(whole) - 8, 13):
        with pytest.raises(SourceError) as error:
            parse(tmp_path, whole[:end])
        assert error.value.code in ("xes.cut", "xes.not_xml")
    packed = gzip.compress(whole * 1, mtime=0)
    with pytest.raises(SourceError) as error:
        parse(tmp_path, packed[: len(packed) // 2], name="log.xes.gz")
    assert error.value.code == "xes.cut" and error.value.params["line"] >= 1
    assert len(parse(tmp_path, packed, name="log.xes.gz")[1]) == 2


def test_a_packed_bomb_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b"<log>" + b" " * 40_000_000 + b"</log>")
    with pytest.raises(SourceError) as error:
        parse(tmp_path, bomb, name="bomb.xes.gz")
    assert error.value.code == "intake.packed_bomb"


def test_other_encodings(tmp_path: Path) -> None:
    text = log(
        trace("أ-١", event("take", "2025-01-01T00:00:00Z")), head='<?xml version="1.0" encoding="{}"?>'
    )
    for encoding in ("windows-1256", "utf-16"):
        arabic = text.replace("{}", encoding).replace("أ-١", "أحمد")
        done, [row], _ = parse(tmp_path, arabic.encode(encoding))
        assert row["contact"] == "أحمد" and done.encoding == encoding


def test_mappings_that_cannot_be_meant(tmp_path: Path) -> None:
    for found, put, code, line in (
        ('take = "taken"', 'take = "takken"', "xes.unknown_type", 10),
        ('target = "tickets"', "", "xes.no_target", 1),
        ("reopens", "reopen", "mapping.unknown_key", 9),
    ):
        with pytest.raises(MappingError) as error:
            parse(tmp_path, log(), MAPPING.replace(found, put))
        assert (error.value.code, error.value.params["line"]) == (code, line)
    with pytest.raises(MappingError) as error:
        parse(tmp_path, log(), MAPPING.partition("[events]")[0] + 'key = "row"')
    assert error.value.code == "xes.no_events"


def test_shipped_mappings_take_a_log(tmp_path: Path) -> None:
    tickets = (SHIPPED / "xes-tickets.toml").read_text(encoding="utf-8")
    transactions = (SHIPPED / "xes-transactions.toml").read_text(encoding="utf-8")
    names = (
        "Assign seriousness",
        "Take in charge ticket",
        "Resolve ticket",
        "Take in charge ticket",
        "Closed",
    )
    text = log(trace("1", *[event(name, f"2025-01-0{n}T00:00:00Z") for n, name in enumerate(names, start=1)]))
    _, rows, _ = parse(tmp_path, text, tickets)
    assert types(rows) == ["opened", "taken", "resolved", "reopened", "closed"]
    arabic = (
        "تقديم الطلب",
        "دفع الرسوم",
        "بدء الدراسة",
        "طلب استكمال",
        "استكمال من المتعامل",
        "اعتماد",
        "إصدار",
    )
    more = '<string key="service" value="licensing"/><string key="customer" value="91234567"/>'
    text = log(
        trace("1", *[event(n, f"2025-01-0{d}T00:00:00Z") for d, n in enumerate(arabic, start=1)], more=more)
    )
    _, rows, rejects = parse(tmp_path, text, transactions)
    assert (
        types(rows) == ["opened", "other", "taken", "waiting", "resumed", "resolved", "closed"]
        and not rejects
    )
    assert [row["holder"] for row in rows[:5]] == ["ministry", None, "ministry", "customer", "ministry"]
    assert rows[0]["customer"].startswith("t") and rows[6]["service"] == "licensing"
    assert {row["type"] for row in rows} <= set(LIFECYCLE_EVENTS)


def test_an_empty_log_is_no_error(tmp_path: Path) -> None:
    done, rows, _ = parse(tmp_path, log())
    assert (done.received, rows, done.notes) == (0, [], [])
