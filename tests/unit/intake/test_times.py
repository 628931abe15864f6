"""Dates and times: every way of writing one, and nothing that is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sawt.errors import MappingError
from sawt.intake.cells.times import local_days, parse_times, utc_of
from tests.unit.intake.tables import mapping_of, read_table

MUSCAT = timedelta(hours=4)
FIFTH = datetime(2024, 1, 5, 13, 7, 9)
MINUTE = FIFTH.replace(second=0)
DAY = datetime(2024, 1, 5)
SEPARATED = ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%m-%d-%Y", "%d.%m.%y", "%d %b %Y %I:%M %p", "%Y/%j")


def told_twice(text: str) -> None:
    raise LookupError(text)


def read(text: str | None, *formats: str, zone: str = "UTC", iso_too: bool = False) -> datetime | None:
    (found,) = parse_times(pa.array([text], pa.string()), formats, zone, told_twice, iso_too).to_pylist()
    return found.replace(tzinfo=None) if found else None


def by_the_book(text: str, pattern: str) -> datetime | None:
    try:
        found = datetime.strptime(text, pattern)
    except ValueError:
        return None
    return found if found.year >= 1000 else None


@pytest.mark.parametrize(("pattern", "text", "meant"), [
    ("%Y-%m-%d %H:%M:%S", "2024-01-05 13:07:09", FIFTH),
    ("%Y-%m-%d %H:%M:%S", "2024-1-5 13:7:9", FIFTH),
    ("%Y-%m-%d %H:%M:%S", "٢٠٢٤-٠١-٠٥ ١٣:٠٧:٠٩", FIFTH),
    ("%Y-%m-%d %H:%M:%S", "۲۰۲۴-۰۱-۰۵ ۱۳:۰۷:۰۹", FIFTH),
    ("%d/%m/%Y %H:%M", "\u200f٥/١/٢٠٢٤ ١٣:٠٧", MINUTE),
    ("%d/%m/%Y", "05/01/2024", DAY),
    ("%m/%d/%Y", "01/05/2024", DAY),
    ("%d.%m.%y", "05.01.24", DAY),
    ("%Y%m%d%H%M%S", "20240105130709", FIFTH),
    ("%d-%b-%Y", "05-Jan-2024", DAY),
    ("%d %B %Y", "5 January 2024", DAY),
    ("%Y-%j", "2024-005", DAY),
    ("%d/%m/%Y %I:%M %p", "05/01/2024 01:07 PM", MINUTE),
    ("%d/%m/%Y %I:%M %p", "05/01/2024 01:07 م", MINUTE),
    ("%d/%m/%Y %I:%M %p", "٠٥/٠١/٢٠٢٤ ٠١:٠٧ مساءً", MINUTE),
    ("%d/%m/%Y %I:%M %p", "05/01/2024 12:07 ص", MINUTE.replace(hour=0)),
    ("%d/%m/%Y %I:%M %p", "05/01/2024 12:07 صباحا", MINUTE.replace(hour=0)),
    ("%d/%m/%Y %I:%M%p", "05/01/2024 01:07م", MINUTE),
    ("%d/%m/%Y %I:%M%p", "05/01/2024 01:07 م", MINUTE),
    ("%d/%m/%Y %I:%M %p", "05/01/2024 01:07م", MINUTE),
    ("%Y-%m-%d %H:%M:%S%z", "2024-01-05 17:07:09+0400", FIFTH),
    ("%Y-%m-%dT%H:%M:%S.%f%z", "2024-01-05T13:07:09.250Z", FIFTH.replace(microsecond=250_000)),
    ("%Y-%m-%d %H:%M:%S.%f", "2024-01-05 13:07:09.25", FIFTH.replace(microsecond=250_000)),
    ("epoch", "1704460029", FIFTH),
    ("epoch", "1704460029.25", FIFTH.replace(microsecond=250_000)),
    ("epoch", "١٧٠٤٤٦٠٠٢٩", FIFTH),
    ("epoch_ms", "1704460029250", FIFTH.replace(microsecond=250_000)),
    ("epoch", "-1", datetime(1969, 12, 31, 23, 59, 59)),
])  # fmt: skip
def test_a_format_reads_what_it_says(pattern: str, text: str, meant: datetime) -> None:
    assert read(text, pattern) == meant


@pytest.mark.parametrize(("pattern", "text"), [
    ("%Y-%m-%d", "2024-01-05 13:07"), ("%Y-%m-%d", "05-01-2024"), ("%Y-%m-%d", "2024/01/05"),
    ("%d/%m/%Y", "5/1/24"), ("%d/%m/%Y", "05/01/0024"), ("%d/%m/%y", "05/01/2024"),
    ("%Y-%m-%d %H:%M:%S", "2024-01-05 24:00:00"), ("%Y-%m-%d %H:%M:%S", "2024-01-05 23:59:60"),
    ("%Y-%m-%d %H:%M:%S", "2024-1-5 23:59:60"), ("%Y-%m-%d %H:%M:%S", "2024-01-05 23:60:00"),
    ("%Y-%m-%d", "2024-00-05"), ("%Y-%m-%d", "2024-13-05"), ("%Y-%m-%d", "2024-01-00"),
    ("%d/%m/%Y %I:%M %p", "05/01/2024 13:07 PM"), ("%d/%m/%Y %I:%M %p", "05/01/2024 01:07 ظ"),
    ("epoch", "yesterday"), ("epoch", "1,5"), ("epoch", "2024-01-05"),
    ("%Y-%m-%d", "غدًا"), ("%Y-%m-%d", "-"), ("%Y-%m-%d", ""),
])  # fmt: skip
def test_what_a_format_does_not_say_is_no_time(pattern: str, text: str) -> None:
    assert read(text, pattern) is None


@pytest.mark.parametrize("padded", [True, False])
@pytest.mark.parametrize("pattern", ["%d/%m/%Y", "%d/%m/%Y %H:%M:%S"])
def test_days_that_no_calendar_has_are_refused(pattern: str, padded: bool) -> None:
    clock = " 23:59:59" if "%H" in pattern else ""
    for year in (1900, 2000, 2023, 2024):
        days = [(d, m) for m in range(1, 14) for d in (1, 27, 28, 29, 30, 31, 32)]
        texts = [f"{d:02}/{m:02}/{year}{clock}" if padded else f"{d}/{m}/{year}{clock}" for d, m in days]
        found = parse_times(pa.array(texts), [pattern], "UTC", told_twice).to_pylist()
        meant = [by_the_book(text, pattern) for text in texts]
        assert [f.replace(tzinfo=None) if f else None for f in found] == meant


@settings(max_examples=30, deadline=None)
@given(
    pattern=st.sampled_from(SEPARATED),
    cells=st.lists(
        st.tuples(
            st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)),
            st.integers(0, 20),
            st.sampled_from(["", *"0123456789"]) | st.none(),
        ),
        min_size=1,
        max_size=12,
    ),
)
def test_a_column_is_read_as_strptime_reads_each_cell(
    pattern: str, cells: list[tuple[datetime, int, str | None]]
) -> None:
    texts = []
    for moment, place, digit in cells:
        text = moment.strftime(pattern)
        if digit is not None and text[place : place + 1].isdigit():
            text = text[:place] + digit + text[place + 1 :]
        texts.append(text)
    found = parse_times(pa.array(texts), [pattern], "UTC", told_twice).to_pylist()
    assert [f.replace(tzinfo=None) if f else None for f in found] == [by_the_book(t, pattern) for t in texts]


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=24))
@example("2024-W01-5T")
@example("٢٠٢٤")
def test_no_text_at_all_stops_the_reading(text: str) -> None:
    for formats in ([], ["%Y-%m-%d"], ["%d/%m/%Y %I:%M %p"], ["%d-%b-%y"], ["%Y-%m-%d.%f"], ["epoch"]):
        parse_times(pa.array([text]), formats, "Asia/Muscat", told_twice, iso_too=True)


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01"])
def test_the_ends_of_the_calendar_do_not_stop_the_reading(text: str) -> None:
    assert len(parse_times(pa.array([text]), [], "Asia/Muscat", told_twice)) == 1


@pytest.mark.parametrize(
    ("text", "formats"),
    [("1704460029250", '["epoch"]'), ("1e30", '["epoch"]'), ("0001-01-01T00:00:00+14:00", "[]")],
)
def test_a_time_beyond_the_calendar_is_a_row_refused(tmp_path: Path, text: str, formats: str) -> None:
    good = "1704460029" if "epoch" in formats else "2024-01-05"
    mapping = mapping_of(head=f"formats = {formats}")
    _, [row], [reject] = read_table(tmp_path, f"id,at\n1,{text}\n2,{good}\n", mapping)
    assert row["external_id"] == "2" and reject["reason"] in ("date_out_of_range", "bad_date")


@pytest.mark.parametrize("text", ["1e30", "-1e30", "99999999999999999999"])
def test_seconds_beyond_every_calendar_are_no_time(text: str) -> None:
    assert parse_times(pa.array([text]), ["epoch"], "UTC", told_twice).null_count == 1


@pytest.mark.parametrize(("text", "meant"), [
    ("2024-01-05", DAY - MUSCAT), ("2024-01-05 13:07", MINUTE - MUSCAT),
    ("2024-01-05T13:07:09", FIFTH - MUSCAT),
    ("2024-01-05 13:07:09.25", FIFTH - MUSCAT + timedelta(milliseconds=250)),
    ("2024-01-05T13:07:09Z", FIFTH), ("2024-01-05T13:07:09+04:00", FIFTH - MUSCAT),
    ("2024-01-05 13:07:09-05:30", FIFTH + timedelta(hours=5.5)), ("20240105", DAY - MUSCAT),
    ("05/01/2024", None), ("2024-02-31", None), ("2024-01-05T25:00:00", None), ("now", None),
])  # fmt: skip
def test_without_a_format_iso_is_read(text: str, meant: datetime | None) -> None:
    assert read(text, zone="Asia/Muscat") == meant
    assert read(text, "%Y년", zone="Asia/Muscat", iso_too=True) == meant
    assert read(text, "%Y년", zone="Asia/Muscat") is None


def test_a_column_mixes_forms_and_keeps_its_gaps() -> None:
    texts = ["2024-01-05", None, "5/1/2024", "2024-01-05T13:07:09Z", "x"]
    found = parse_times(pa.array(texts), ["%Y-%m-%d", "%d/%m/%Y"], "UTC", told_twice, iso_too=True)
    assert [f and f.replace(tzinfo=None) for f in found.to_pylist()] == [DAY, None, DAY, FIFTH, None]
    part = parse_times(pa.array(texts).slice(2, 2), ["%d/%m/%Y"], "UTC", told_twice)
    assert [f and f.replace(tzinfo=None) for f in part.to_pylist()] == [DAY, None]


def test_a_text_that_two_formats_read_differently_is_told() -> None:
    formats = ["%d/%m/%Y", "%m/%d/%Y"]
    assert read("25/12/2024", *formats) == read("12/25/2024", *formats) == datetime(2024, 12, 25)
    assert read("05/05/2024", *formats) == datetime(2024, 5, 5)
    with pytest.raises(LookupError, match="03/04/2024"):
        parse_times(pa.array(["25/12/2024", "03/04/2024"]), formats, "UTC", told_twice)


def test_an_ambiguous_date_is_told_with_the_line_of_its_column(tmp_path: Path) -> None:
    mapping = mapping_of(head='formats = ["%d/%m/%Y", "%m/%d/%Y"]')
    with pytest.raises(MappingError) as error:
        read_table(tmp_path, "id,at\n1,25/12/2024\n2,03/04/2024\n", mapping)
    assert error.value.code == "mapping.ambiguous_date"
    line = mapping.splitlines().index('from = "at"') + 1
    assert error.value.params == {"line": line, "column": "at", "text": "03/04/2024"}


@pytest.mark.parametrize("pattern", [(), ("%Y-%m-%d %H:%M",), ("%Y-%m-%d %I:%M %p", "%Y-%m-%d %H:%M")])
def test_an_hour_that_comes_twice_is_the_first_and_one_that_is_skipped_moves_on(pattern: tuple[str]) -> None:
    london = "Europe/London"
    assert read("2024-07-01 12:00", *pattern, zone=london) == datetime(2024, 7, 1, 11)
    assert read("2024-10-27 01:30", *pattern, zone=london) == datetime(2024, 10, 27, 0, 30)
    assert read("2024-03-31 01:30", *pattern, zone=london) == datetime(2024, 3, 31, 1)


def test_a_skipped_hour_is_one_moment_however_it_is_written() -> None:
    plain = read("2024-03-31 01:30:00", zone="Europe/London")
    assert read("2024-03-31 01:30:00.000", zone="Europe/London") == plain


def test_one_time_goes_by_the_rules_of_a_column() -> None:
    for text in ("2024-03-31 01:30:00", "2024-10-27 01:30:00", "2024-07-01 12:00:00", "2024-01-05 13:07:09"):
        alone = utc_of(datetime.fromisoformat(text), ZoneInfo("Europe/London"))
        assert alone == read(text, zone="Europe/London")
    assert (
        utc_of(datetime.fromisoformat("2024-01-05T13:07:09+04:00"), ZoneInfo("Europe/London"))
        == FIFTH - MUSCAT
    )


def test_epochs_know_no_time_zone() -> None:
    assert read("1704460029", "epoch", zone="Asia/Muscat") == FIFTH


def test_the_local_day_begins_at_local_midnight() -> None:
    times = pa.array(
        [datetime(2024, 1, 4, 19, 59, 59, tzinfo=UTC), datetime(2024, 1, 4, 20, tzinfo=UTC), None]
    )
    days = local_days(times.cast(pa.timestamp("us", tz="UTC")), "Asia/Muscat")
    assert days.to_pylist() == [date(2024, 1, 4), date(2024, 1, 5), None]


def test_no_time_of_a_row_lies_outside_the_years_that_count(tmp_path: Path) -> None:
    mapping = mapping_of('[columns.due_at]\nfrom = ["day", "hour"]\n')
    text = "id,at,day,hour\n1,2024-01-05,9999-12-31,10:00\n2,2024-01-05,,\n3,2024-01-05,0001-01-01,00:00\n"
    _, [row], rejects = read_table(tmp_path, text, mapping)
    assert row["external_id"] == "2"
    assert [(reject["reason"], reject["params"]) for reject in rejects] == [
        ("date_out_of_range", {"column": "day, hour", "value": "9999-12-31 10:00"}),
        ("date_out_of_range", {"column": "day, hour", "value": "0001-01-01 00:00"}),
    ]


def test_a_refused_row_shows_what_its_source_wrote(tmp_path: Path) -> None:
    mapping = mapping_of('[columns.wait_s]\nfrom = "wait"\nunit = "min"\n[columns.closed_at]\nfrom = "end"\n')
    text = "id,at,wait,end\n1,2024-01-05,-٢,\n2,2024-01-05,,04-01-2024\n3,2024-01-05,,2024-01-04T00:00\n"
    _, _, rejects = read_table(tmp_path, text, mapping)
    assert [(reject["reason"], reject["params"]["value"]) for reject in rejects] == [
        ("negative_duration", "-٢"), ("bad_date", "04-01-2024"), ("closed_before_opened", "2024-01-04T00:00"),
    ]  # fmt: skip
