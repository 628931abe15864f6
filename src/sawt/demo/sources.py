"""Writes the simulated ministry's source files: what its systems would have exported, month after month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from sawt.dates import Month
from sawt.demo.calendar import ALL_MONTHS, DAY, UTC_OFFSET, Calendar, calendar_of
from sawt.demo.calls import Calls, inbound_calls
from sawt.demo.drawing import Ints, generator
from sawt.demo.event_log import trademark_log
from sawt.demo.exports import (
    Span,
    exported,
    spans,
    text_bytes,
    unchanging,
    with_broken,
    write_csv,
    write_xlsx,
)
from sawt.demo.outbound import Outbound, outbound_calls, outbound_cells
from sawt.demo.people import Customers, customers_of
from sawt.demo.platform import request_cells, requests_of
from sawt.demo.queue_log import Log, call_ids, queue_log
from sawt.demo.surveys import mystery_cells, response_cells, responses_of
from sawt.demo.tickets import ticket_cells, tickets_of
from sawt.demo.transactions import transaction_cells, transactions_of
from sawt.demo.visits import visit_cells, visits_of
from sawt.demo.voicemail import voicemail_cells, voicemails_of

Breaks = Sequence[dict[str, str]]
# A date that no calendar holds, and one long before anything was opened.
_NO_DAY, _TOO_EARLY, _LONG_AGO = "31/02/2025 09:15", "01/01/2023 08:00", "2020-01-01 00:00:00"
_UNFINISHED: Breaks = ({"Status": "Preview"}, {"Status": "Incomplete"})


@dataclass(frozen=True)
class SourceFile:
    """A file to be imported.

    `source` the kind of export · `name` for --as · `mapping` the stem of a shipped mapping ·
    `complete_until` the last day that it is meant to cover · `control_total` how many records the sender
    counted in it, None where the sender does not say.
    """

    path: Path
    source: str
    name: str
    mapping: str | None
    complete_until: date
    control_total: int | None


def write_sources(folder: Path, seed: int = 2025, months: Sequence[str] | None = None) -> list[SourceFile]:
    """Write every source file into `folder` (made if missing): one name after another, each in order of time.

    The same seed gives the same bytes. `months` (such as ["2025-01", "2025-02"], one after another)
    shortens the period, totals in proportion; without it the totals of QUOTAS hold exactly.
    """
    chosen = ALL_MONTHS if months is None else tuple(Month.parse(month) for month in months)
    folder.mkdir(parents=True, exist_ok=True)
    ministry = _Ministry(folder, seed, chosen)
    ministry.telephony()
    ministry.tickets()
    ministry.platform()
    ministry.visits()
    ministry.surveys()
    ministry.mystery()
    ministry.transactions()
    return ministry.files


class _Ministry:
    """Everybody and every call, drawn once; each method writes the files of one system."""

    def __init__(self, folder: Path, seed: int, months: tuple[Month, ...]) -> None:
        self.folder, self.seed, self.months = folder, seed, months
        self.calendar: Calendar = calendar_of(months, seed)
        self.customers: Customers = customers_of(seed)
        self.calls: Calls = inbound_calls(self.calendar, self.customers, seed)
        self.outbound: Outbound = outbound_calls(self.calendar, self.customers, self.calls, seed)
        self.ids = call_ids(self.calls)
        self.files: list[SourceFile] = []

    def telephony(self) -> None:
        """The exchange's log by quarter, and the contact centre's list of outgoing calls by year."""
        log = queue_log(self.customers, self.calls, self.seed)
        for number, (span, parts) in enumerate(_log_files(log, spans(self.months, 3))):
            path = self.folder / f"queue_log-{span.label}.log"
            lines = sum(len(part) for part in parts)
            body = [bytes(text_bytes(part)) for part in parts]
            broken = _broken_lines(self.calls, number)
            path.write_bytes(b"".join([*body[:-1], *broken, body[-1]]))
            self._add(path, "asterisk-queue-log", "exchange", "queue-log", span, lines + len(broken))
        made = self.outbound
        self._tables(
            "outbound", "calls", spans(self.months, 12), made.start, unchanging(made.start),
            lambda rows, at: outbound_cells(made, self.customers, rows),
            ("Call ID", ({"Start Time": "2025-02-30 10:00:00"}, {"Wait (s)": "-12"}, {"Talk Time": "four"})),
        )  # fmt: skip

    def tickets(self) -> None:
        """Tickets by half year with their newest state, the last month as a workbook; voicemail by year."""
        tickets = tickets_of(self.calendar, self.customers, self.calls, self.seed)
        self._tables(
            "tickets", "tickets", spans(self.months, 6, last_alone=True), tickets.opened, tickets.updated,
            lambda rows, at: ticket_cells(tickets, self.customers, self.ids, rows, at),
            ("رقم التذكرة", ({"تاريخ الفتح": _NO_DAY}, {"تاريخ الإغلاق": _TOO_EARLY}, {"تاريخ الفتح": ""})),
            last_as_workbook="التذاكر", total="الإجمالي",
        )  # fmt: skip
        mails = voicemails_of(self.calendar, self.customers, self.calls, self.outbound, self.seed)
        self._tables(
            "voicemail", "voicemail", spans(self.months, 12), mails.opened, mails.updated,
            lambda rows, at: voicemail_cells(mails, self.calls, self.ids, rows, at),
            ("رقم الرسالة", ({"تاريخ ووقت الرسالة": _NO_DAY + ":00"}, {"مدة الرسالة (ثانية)": "-7"})),
        )  # fmt: skip

    def platform(self) -> None:
        requests = requests_of(self.calendar, self.customers, self.seed)
        self._tables(
            "platform", "platform", spans(self.months, 12), requests.opened, requests.updated,
            lambda rows, at: request_cells(requests, self.customers, rows, at),
            ("رقم الطلب", ({"تاريخ التقديم": "2025-13-01 00:00:00"}, {"نوع الطلب": "؟؟"})),
        )  # fmt: skip

    def visits(self) -> None:
        """By year; the queue machines of 2024 still wrote Windows-1256."""
        visits = visits_of(self.calendar, self.customers, self.seed)
        self._tables(
            "visits", "visits", spans(self.months, 12), visits.arrived, unchanging(visits.arrived),
            lambda rows, at: visit_cells(visits, self.customers, rows),
            ("رقم الدور", ({"وقت أخذ الدور": "25:61:00"}, {"مدة الانتظار": "-00:04:10"}, {"النتيجة": "؟"})),
            encoding=lambda span: "cp1256" if span.months[-1].year == 2024 else "utf-8",
        )  # fmt: skip

    def surveys(self) -> None:
        responses = responses_of(self.calendar, self.customers, self.calls, self.seed)
        self._tables(
            "survey", "survey", spans(self.months, 12), responses.at, unchanging(responses.at),
            lambda rows, at: response_cells(responses, self.customers, self.calls, self.ids, rows),
            ("Response ID", ({"Submitted": "yesterday"}, {"Value": "five"}, *_UNFINISHED)),
        )  # fmt: skip

    def mystery(self) -> None:
        """A workbook a year, its columns named in Arabic and then in English."""
        for span in spans(self.months, 12):
            table, english = mystery_cells(self.calendar, self.seed, span.months[0].year - 2024)
            path = self.folder / f"mystery-{span.label}.xlsx"
            total = write_xlsx(table, path, "النتائج", english)
            self._add(path, "table", "mystery", "mystery", span, total)

    def transactions(self) -> None:
        """Most services by year as rows; trademarks as one event log."""
        runs = transactions_of(self.calendar, self.customers, self.seed)
        self._tables(
            "transactions", "transactions", spans(self.months, 12), runs.started, runs.updated,
            lambda rows, at: transaction_cells(runs, self.customers, rows, at),
            ("Transaction No", ({"Submitted At": "2025-06-31 12:00:00"}, {"Completed At": _LONG_AGO})),
        )  # fmt: skip
        whole = Span(self.months)
        path = self.folder / f"trademarks-{whole.label}.xes"
        path.write_bytes(trademark_log(self.calendar, self.customers, self.seed, whole.end))
        self._add(path, "xes", "trademarks", "xes-transactions", whole, None)

    def _tables(
        self,
        name: str,
        mapping: str,
        over: Sequence[Span],
        opened: Ints,
        updated: Callable[[int], Ints],
        cells: Callable[[Ints, int], pa.Table],
        breaks: tuple[str, Breaks],
        last_as_workbook: str | None = None,
        total: str | None = None,
        encoding: Callable[[Span], str] = lambda span: "utf-8-sig",
    ) -> None:
        """The files of one table, period after period."""
        rows_of = exported(generator(self.seed, f"export-{name}"), over, opened, updated)
        for number, (span, rows) in enumerate(zip(over, rows_of, strict=True)):
            table = with_broken(cells(rows, span.end), *breaks)
            if total:
                last = {column: [total if column == breaks[0] else None] for column in table.column_names}
                table = pa.concat_tables([table, pa.table(last, schema=table.schema)])
            workbook = last_as_workbook is not None and number == len(over) - 1
            path = self.folder / f"{name}-{span.label}.{'xlsx' if workbook else 'csv'}"
            if workbook:
                count = write_xlsx(table, path, str(last_as_workbook))
            else:
                count = write_csv(table, path, encoding(span))
            self._add(path, "table", name, mapping, span, count)

    def _add(
        self, path: Path, source: str, name: str, mapping: str | None, span: Span, total: int | None
    ) -> None:
        self.files.append(SourceFile(path, source, name, mapping, span.months[-1].last_day, total))


def _log_files(log: Log, over: Sequence[Span]) -> list[tuple[Span, list[pa.Array]]]:
    """The log's lines file by file: the last afternoon comes a file later, and some lines come again."""
    files, begin, again = [], 0, 0
    for number, span in enumerate(over):
        end = int(np.searchsorted(log.at, span.end, side="right"))
        if number < len(over) - 1:
            afternoon = log.at[end - 1] // DAY * DAY + 13 * 3600
            end = int(np.searchsorted(log.at, afternoon))
        middle = (begin + end) // 2
        files.append((span, [log.text.slice(again, middle - again), log.text.slice(middle, end - middle)]))
        begin, again = end, max(end - 150, 0)
    return files


def _broken_lines(calls: Calls, number: int) -> list[bytes]:
    """What a full disk and a rotated log leave behind: no line here can be taken for an event."""
    epoch = int(calls.start[0]) - UTC_OFFSET + number
    return [
        f"{epoch}|{epoch}.1\n".encode(),
        f"17x{epoch}|{epoch}.2|7001|NONE|ABANDON|1|1|14\n".encode(),
        f"{epoch}|{epoch}.3|7001|PJSIP/3004|COMPLETEAGENT|8|-31|1\n".encode(),
    ]
