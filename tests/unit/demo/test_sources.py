"""The simulated ministry's files, read by a reader of their own: totals, form, and how the days go."""

from __future__ import annotations

import re
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

import sawt
from sawt.dates import Month
from sawt.demo import SourceFile, write_sources
from sawt.demo.calendar import calendar_of
from tests.unit.demo.reading import (
    SHORT,
    by_name,
    calls_of,
    dicts,
    log_lines,
    mapping_of,
    records,
    whole_rows,
)

YEAR = (date(2025, 1, 1), date(2025, 11, 30))


def in_2025(at: datetime) -> bool:
    return YEAR[0] <= at.date() <= YEAR[1]


def contacts(files: list[SourceFile]) -> dict[str, tuple[datetime, dict[str, str]]]:
    """Each key once, as the last file has it."""
    return {key: (at, row) for file in files for key, at, row in whole_rows(file)}


def languages() -> dict[str, str]:
    path = Path(sawt.__file__).parent / "packs" / "mociip" / "mappings" / "queue-log.toml"
    queues = tomllib.loads(path.read_text(encoding="utf-8"))["queues"]
    return {queue: said["language"] for queue, said in queues.items() if "language" in said}


@pytest.mark.slow
def test_the_eleven_months_hold_exactly_what_the_ministry_counted(tmp_path: Path) -> None:
    files = by_name(write_sources(tmp_path))
    spoken = languages()
    calls = [call for call in calls_of(files["exchange"]).values() if in_2025(call.started)]
    assert len(calls) == 94_876
    assert Counter(spoken[call.queues[0]] for call in calls) == {"ar": 91_176, "en": 3_700}
    outcomes = Counter(call.outcome for call in calls)
    assert set(outcomes) == {"answered", "abandoned", "escaped", "overflow"}
    assert len(calls) - outcomes["answered"] == 4_868
    made = [row for at, row in contacts(files["outbound"]).values() if in_2025(at)]
    assert len(made) == 14_269
    assert all(row["Purpose"] and row["Direction"] == "Outbound" for row in made)
    assert sum(in_2025(at) for at, _ in contacts(files["tickets"]).values()) == 75_556
    assert sum(in_2025(at) for at, _ in contacts(files["voicemail"]).values()) == 1_693
    before = [call for call in calls_of(files["exchange"]).values() if call.started.year == 2024]
    assert 86_000 < sum(call.started.month < 12 for call in before) < 90_000
    assert {call.started.month for call in before} == set(range(1, 13))


def test_a_shortened_period_scales_the_totals(short: list[SourceFile]) -> None:
    calendar = calendar_of(tuple(Month.parse(month) for month in SHORT), 2025)
    files = by_name(short)
    calls = calls_of(files["exchange"])
    assert len(calls) == calendar.quota("inbound", 1) > 10_000
    spoken = languages()
    assert sum(spoken[c.queues[0]] == "en" for c in calls.values()) == calendar.quota("english", 1)
    assert sum(c.outcome != "answered" for c in calls.values()) == calendar.quota("missed", 1)
    for name in ("outbound", "tickets", "voicemail", "platform", "visits", "transactions"):
        assert len(contacts(files[name])) == calendar.quota(name, 1), name
    assert len({row["Response ID"] for _, row in contacts(files["survey"]).values()}) == calendar.quota(
        "surveys", 1
    )


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two, other = (
        {
            file.path.name: file.path.read_bytes()
            for file in write_sources(tmp_path / str(n), seed, ("2025-02",))
        }
        for n, seed in enumerate((7, 7, 8))
    )
    assert one == two
    assert one.keys() == other.keys()
    assert all(one[name] != other[name] for name in one)


def test_every_column_that_a_mapping_names_is_there_and_every_word_is_known(short: list[SourceFile]) -> None:
    for file in short:
        if file.source != "table":
            continue
        mapping = mapping_of(file)
        header = next(records(file))
        rows = [row for _, _, row in whole_rows(file)]
        for rule in mapping["columns"].values():
            sources = rule["from"] if isinstance(rule["from"], list) else [rule["from"]]
            assert set(sources) <= set(header)
            if "values" in rule:
                written = {row[sources[0]] for row in rows} - {""}
                assert written <= set(rule["values"]), (file.path.name, sources)
        assert set(mapping["mapping"]["key"]) <= set(header)
        assert mapping["mapping"].get("newest", header[0]) in header


def test_control_totals_are_the_records_in_the_files(short: list[SourceFile]) -> None:
    for file in short:
        if file.source == "table":
            assert file.control_total == sum(1 for _ in records(file)) - 1, file.path.name
        elif file.source == "asterisk-queue-log":
            assert file.control_total == len(file.path.read_bytes().splitlines())


def test_some_rows_are_broken_late_doubled_or_newer(short: list[SourceFile]) -> None:
    first, second = by_name(short)["tickets"]
    earlier = {key: row for key, _, row in whole_rows(first)}
    again = [(key, at, row) for key, at, row in whole_rows(second)]
    assert any(key in earlier and row != earlier[key] for key, _, row in again)  # newer
    assert any(earlier.get(key) == row for key, _, row in again)  # the same twice
    assert any(key not in earlier and at < datetime(2025, 3, 1) for key, at, _ in again)  # late
    assert sum(len(row) != 21 for row in records(first)) == 1  # a line cut short
    assert len(list(dicts(first))) - len(earlier) >= 4  # bad dates, closed before opened, totals
    log = by_name(short)["exchange"][0].path.read_bytes().splitlines()
    assert sum(line.count(b"|") < 4 for line in log) == 1


def test_the_centre_works_on_working_days_within_its_hours(short: list[SourceFile]) -> None:
    for call in calls_of(by_name(short)["exchange"]).values():
        day, hour = call.started.date(), call.started.hour + call.started.minute / 60
        assert call.started.weekday() not in (4, 5)
        assert day != date(2025, 3, 30)  # Eid al-Fitr
        fasting = date(2025, 3, 1) <= day <= date(2025, 3, 29)
        assert (9 <= hour < 14) if fasting else (7.5 <= hour < 14.5)


def test_no_agent_talks_to_two_callers_at_once(short: list[SourceFile]) -> None:
    busy: dict[str, list[tuple[int, int]]] = {}
    for epoch, _call, _queue, member, event, *data in log_lines(by_name(short)["exchange"]):
        if event in ("COMPLETECALLER", "COMPLETEAGENT") and member < "PJSIP/31":
            busy.setdefault(member, []).append((int(epoch) - int(data[1]), int(epoch)))
    assert len(busy) == 25
    for talks in busy.values():
        talks.sort()
        assert all(end <= begin for (_, end), (begin, _) in pairwise(talks))


def test_the_log_has_every_kind_of_line_and_most_calls_a_wrap_up_code(short: list[SourceFile]) -> None:
    files = by_name(short)["exchange"]
    lines, calls = list(log_lines(files)), calls_of(files)
    kinds = Counter(line[4] for line in lines)
    assert {
        "ENTERQUEUE", "CONNECT", "COMPLETECALLER", "COMPLETEAGENT", "ABANDON", "EXITWITHTIMEOUT",
        "EXITWITHKEY", "RINGNOANSWER", "BLINDTRANSFER", "ATTENDEDTRANSFER", "PAUSE", "UNPAUSE",
        "ADDMEMBER", "REMOVEMEMBER",
    } <= set(kinds)  # fmt: skip
    assert all(int(line[5]) >= 1000 for line in lines if line[4] == "RINGNOANSWER")  # milliseconds
    assert any(len(set(call.queues)) > 1 for call in calls.values())
    assert 0.85 < kinds["WRAPUP"] / sum(call.answered for call in calls.values()) < 0.97
    assert all(re.fullmatch(r"[a-z_]+:[a-z_]+", line[5]) for line in lines if line[4] == "WRAPUP")


def test_customers_come_again_and_write_their_numbers_in_many_ways(short: list[SourceFile]) -> None:
    callers = Counter(
        line[6][-8:] for line in log_lines(by_name(short)["exchange"]) if line[4] == "ENTERQUEUE" and line[6]
    )
    assert callers.most_common(1)[0][1] > 15
    assert sum(n > 1 for n in callers.values()) / len(callers) > 0.2
    shapes = {
        re.sub("[٠-٩]", "٩", re.sub("[0-9]", "9", row["هاتف المتعامل"])).replace("9999", "n")
        for file in by_name(short)["tickets"]
        for _, _, row in whole_rows(file)
    }
    assert len(shapes) >= 8


def test_tickets_are_reopened_left_open_and_hold_numbers_to_mask(short: list[SourceFile]) -> None:
    rows = [row for _, row in contacts(by_name(short)["tickets"]).values()]
    solved = [row for row in rows if row["تاريخ الحل"]]
    assert 0.025 < sum(row["مرات إعادة الفتح"] != "0" for row in solved) / len(solved) < 0.05
    assert 0.01 < sum(not row["تاريخ الإغلاق"] for row in rows) / len(rows) < 0.2
    assert any("@" in row["نص الاستفسار"] for row in rows)
    assert any(re.search(r"رقمي .*[79]\d{3}", row["نص الاستفسار"]) for row in rows)


def test_the_event_log_is_a_trace_for_each_application(short: list[SourceFile]) -> None:
    (file,) = by_name(short)["trademarks"]
    log = ET.parse(file.path).getroot()
    space = "{http://www.xes-standard.org/}"
    traces = log.findall(f"{space}trace")
    assert len(traces) == calendar_of(tuple(Month.parse(m) for m in SHORT), 2025).quota("trademarks", 1)
    for trace in traces:
        times = [e.find(f"{space}date").get("value") for e in trace.findall(f"{space}event")]
        assert times
        assert times == sorted(times)
        assert times[-1] < "2025-04-01"
    known = mapping_of(file)["events"]["values"]
    names = Counter(e.find(f"{space}string").get("value") for e in log.iter(f"{space}event"))
    assert set(names) - set(known) <= {"نشر في الجريدة الرسمية"}
