"""XES event logs as tickets or transactions: every event of a case becomes one staged event.

What an event means, and which attributes fill which columns, the mapping says. Traces of one name are
one case, wherever they stand in the file.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from sawt.errors import MappingError
from sawt.intake.cells.times import utc_of
from sawt.intake.job import Done, Emit, Job
from sawt.intake.mapping.conditions import meets
from sawt.intake.mapping.converter import Converter
from sawt.intake.mapping.reading import ColumnRule, Mapping, complete, parse_mapping
from sawt.intake.refusals import Reason
from sawt.intake.staging import StagedWriter
from sawt.intake.xes.joining import joined_traces
from sawt.intake.xes.parser import Attributes, Event, Log, Trace
from sawt.intake.xes.types import Meanings
from sawt.understanding.digits import PLAIN
from sawt.vocabulary import TABLES

_BATCH = 32_768
# Columns that this reader fills itself, from what it works out of a case.
_MADE = {"contact": "#case", "at": "#at", "type": "#type", "source_type": "#activity", "sequence": "#order"}
_ATTRIBUTE = {"contact": "concept:name", "at": "time:timestamp", "source_type": "concept:name"}


def read(job: Job, emit: Emit) -> Done:
    """Parse one event log into staged events; every event is staged or refused with its reason."""
    text = job.mapping_text or ""
    mapping = parse_mapping(text)
    log = Log(Path(job.path))
    writer = StagedWriter(job.staging, "events", job.file_index)
    with closing(writer):
        cases = _Cases(job, emit, writer, mapping, Meanings.read(mapping, text), log)
        for trace in joined_traces(log, cases.case_attribute, job.staging):
            cases.take(trace)
        cases.stage()
    notes = [
        {"code": "xes.attribute_never_seen", "params": {"name": name, "line": mapping.named_columns()[name]}}
        for name in sorted(cases.wanted - cases.seen)
        if writer.rows
    ]
    return Done(writer.rows + emit.rejected, emit.rejected, log.encoding, notes)


@dataclass(frozen=True)
class _Timed:
    """An event with its time (naive UTC), its place in the file, and its name."""

    at: datetime
    order: int
    activity: str
    event: Event


@dataclass
class _Rows:
    """Events that wait to be staged: the attributes that the mapping names, by column, and the rest."""

    columns: dict[str, list[str | None]]
    events: list[tuple[str, Event]] = field(default_factory=list)

    def clear(self) -> None:
        self.events.clear()
        for values in self.columns.values():
            values.clear()


class _Cases:
    """Turns cases into staged events, some ten thousand at a time."""

    def __init__(
        self, job: Job, emit: Emit, writer: StagedWriter, mapping: Mapping, meanings: Meanings, log: Log
    ) -> None:
        self.job, self.emit, self.writer, self.meanings, self.log = job, emit, writer, meanings, log
        self.filters = mapping.filters
        rules = {rule.target.name: rule for rule in mapping.columns}
        sources = {name: rules[name].sources[0] if name in rules else _ATTRIBUTE[name] for name in _ATTRIBUTE}
        self.case_attribute = sources["contact"].removeprefix("case:")
        self.time_attribute, self.activity_attribute = sources["at"], sources["source_type"]
        self.time_formats = rules["at"].formats if "at" in rules else mapping.formats
        self.time_line = rules["at"].line if "at" in rules else 1
        self.zone = ZoneInfo(mapping.time_zone or job.time_zone)
        asked = [rule.sources for rule in mapping.columns if rule.target.name not in _MADE]
        newest = [mapping.newest] if mapping.newest else []
        self.wanted = {name for names in (*asked, newest) for name in names}
        self.seen: set[str] = set()
        self.order = 0
        self.rows = _Rows({name: [] for name in (*self.wanted, *_MADE.values(), "#key")})
        whole = complete(_with_made_columns(mapping))
        self.converter = Converter(whole, job.name, job.time_zone, job.pseudonym_key)

    def take(self, trace: Trace) -> None:
        """Take a case's events in order of time; refuse those without a case, a time or a name."""
        case = trace.attributes.get(self.case_attribute, "").strip()
        if trace.outside or not case:
            self._refuse_all(trace, "event_without_case" if trace.outside else "case_without_name")
            return
        if not trace.events:
            self.emit.reject(trace.line, "case_without_events", _raw(trace.attributes), case=case)
            return
        timed = self._timed(trace)
        if self.filters:
            timed = self._unfiltered(timed, trace)
        types = self.meanings.of_case([one.activity for one in timed])
        for one, type_, key in zip(timed, types, self._keys(case, timed), strict=True):
            if type_ is None:
                told = {"column": self.activity_attribute, "value": one.activity}
                self._refuse(trace, one.event, "unknown_value", **told)
                continue
            made = (case, one.at.isoformat(sep=" "), type_, one.activity, str(one.order))
            for name, value in zip(_MADE.values(), made, strict=True):
                self.rows.columns[name].append(value)
            self.rows.columns["#key"].append(key)
            for name in self.wanted:
                self.rows.columns[name].append(self._attribute(name, one.event, trace))
            self.rows.events.append((case, one.event))
        if len(self.rows.events) >= _BATCH:
            self.stage()

    def stage(self) -> None:
        """Stage the events that wait."""
        count = len(self.rows.events)
        if not count:
            return
        source = {name: pa.array(values, pa.string()) for name, values in self.rows.columns.items()}
        columns, newest, refused = self.converter.convert(source, count)
        kept = refused.kept
        for row, reason, params in refused.each():
            case, event = self.rows.events[row]
            if params.get("column") == _MADE["at"]:  # told as the log calls it
                params["column"] = self.time_attribute
            self.emit.reject(event.line, reason, _raw({"case": case, **event.attributes}), **params)
        lines = np.array([event.line for _, event in self.rows.events], dtype=np.int64)
        mask = pa.array(kept)
        self.writer.write(
            {name: column.filter(mask) for name, column in columns.items()}, lines[kept], newest.filter(mask)
        )
        self.rows.clear()
        self.emit.progress(self.writer.rows + self.emit.rejected)

    def _timed(self, trace: Trace) -> list[_Timed]:
        """A trace's events in order of time, equal times in the file's order."""
        timed = []
        for event in trace.events:
            self.order += 1
            activity = self._default_of(event, self.activity_attribute)
            # A default for the time would make up when something happened.
            written = event.attributes.get(self.time_attribute, "").strip()
            if not activity or not written:
                missing = self.time_attribute if activity else self.activity_attribute
                self._refuse(trace, event, "missing_value", column=missing)
                continue
            at = self._time(written)
            if at is None:
                self._refuse(trace, event, "bad_date", column=self.time_attribute, value=written[:80])
            else:
                timed.append(_Timed(at, self.order, activity, event))
        return sorted(timed, key=lambda one: (one.at, one.order))

    def _time(self, written: str) -> datetime | None:
        """A time as naive UTC; one without a zone is local."""
        plain = written.translate(PLAIN).strip()
        read = {at for at in (_read_time(plain, form) for form in self.time_formats or ("",)) if at}
        if len(read) > 1:
            raise MappingError(
                "mapping.ambiguous_date", line=self.time_line, column=self.time_attribute, text=plain
            )
        for at in read:
            try:
                return utc_of(at, self.zone)
            except OverflowError:
                return None
        return None

    def _unfiltered(self, timed: list[_Timed], trace: Trace) -> list[_Timed]:
        """The events that no filter of the mapping leaves out; the others are returned."""
        out = np.zeros(len(timed), dtype=bool)
        for condition in self.filters:
            values = [self._attribute(condition.column, one.event, trace) for one in timed]
            fits = meets(pa.array(values, pa.string()), condition)
            out |= fits.fill_null(False).to_numpy(zero_copy_only=False)
        for place in np.flatnonzero(out):
            self._refuse(trace, timed[place].event, "filtered_by_mapping")
        return [one for one, left_out in zip(timed, out, strict=True) if not left_out]

    def _keys(self, case: str, timed: Sequence[_Timed]) -> list[str]:
        """The event's own identifier in its case; else what, when, and which of several such."""
        times: Counter[str] = Counter()
        keys = []
        for one in timed:
            given = one.event.attributes
            told = given.get("identity:id") or "|".join(
                (
                    one.activity,
                    str(one.at),
                    given.get("lifecycle:transition", ""),
                    given.get("concept:instance", ""),
                )
            )
            content = f"{len(case)}:{case}:{told}".encode("utf-8", "replace")
            key = hashlib.blake2b(content, key=self.job.pseudonym_key, digest_size=12).hexdigest()
            if "identity:id" not in given:
                times[key] += 1
            keys.append(f"{key}-{times[key]}" if times[key] > 1 else key)
        return keys

    def _attribute(self, name: str, event: Event, trace: Trace) -> str | None:
        """An event's attribute, else its trace's, else the log's default for it."""
        plain = name.removeprefix("case:")
        found = event.attributes.get(name, trace.attributes.get(plain))
        if found is not None:
            self.seen.add(name)
            return found
        return self.log.defaults["event"].get(name, self.log.defaults["trace"].get(plain))

    def _default_of(self, event: Event, name: str) -> str:
        return event.attributes.get(name, self.log.defaults["event"].get(name, "")).strip()

    def _refuse(self, trace: Trace, event: Event, reason: Reason, **params: str) -> None:
        case = trace.attributes.get(self.case_attribute, "")
        self.emit.reject(event.line, reason, _raw({"case": case, **event.attributes}), **params)

    def _refuse_all(self, trace: Trace, reason: Reason) -> None:
        for event in trace.events:
            self._refuse(trace, event, reason)
        if not trace.events:
            self.emit.reject(trace.line, reason, _raw(trace.attributes))


def _with_made_columns(mapping: Mapping) -> Mapping:
    """The mapping of a table that has, beside the attributes, the columns that are worked out here."""
    targets = {column.name: column for column in TABLES["events"]}
    made = [ColumnRule(targets[name], (source,), 1) for name, source in _MADE.items()]
    rest = [rule for rule in mapping.columns if rule.target.name not in _MADE]
    return replace(mapping, key=("#key",), columns=(*made, *rest), filters=(), time_zone="UTC")


def _read_time(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        return None


def _raw(attributes: Attributes) -> str:
    return json.dumps(attributes, ensure_ascii=False)
