"""A small reader of the written files that shares nothing with the product's intake."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import python_calamine

import sawt
from sawt.demo import SourceFile

_NEGATIVE = re.compile(r"-\d+$")
SHORT = ("2025-02", "2025-03")
MUSCAT = timezone(timedelta(hours=4))
_ENDS = {
    "ABANDON": "abandoned",
    "EXITWITHKEY": "escaped",
    "EXITWITHTIMEOUT": "overflow",
    "EXITEMPTY": "overflow",
}


def mapping_of(file: SourceFile) -> dict:
    path = Path(sawt.__file__).parent / "packs" / "mociip" / "mappings" / f"{file.mapping}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def records(file: SourceFile) -> Iterator[list[str]]:
    """Records as lists of text, the header first; a second header row is left out."""
    skipped = mapping_of(file)["mapping"].get("header_rows", 1) - 1
    if file.path.suffix == ".xlsx":
        book = python_calamine.CalamineWorkbook.from_path(str(file.path))
        rows = iter(book.get_sheet_by_index(0).to_python())
    else:
        raw = file.path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1256")
        rows = csv.reader(io.StringIO(text))
    yield [str(cell) for cell in next(rows)]
    for number, row in enumerate(rows):
        if number >= skipped:
            yield [str(cell) for cell in row]


def dicts(file: SourceFile) -> Iterator[dict[str, str]]:
    """Records by column name; those of another width are left out."""
    rows = records(file)
    header = next(rows)
    yield from (dict(zip(header, row, strict=True)) for row in rows if len(row) == len(header))


def started(row: dict[str, str], mapping: dict, table_start: str = "started_at") -> datetime | None:
    """When a record began, None where its date is none."""
    rule = mapping["columns"][table_start]
    source = rule["from"] if isinstance(rule["from"], list) else [rule["from"]]
    try:
        return datetime.strptime(" ".join(row[name] for name in source), mapping["mapping"]["formats"][0])
    except ValueError:
        return None


def whole_rows(file: SourceFile) -> Iterator[tuple[str, datetime, dict[str, str]]]:
    """(key, start, record) of the records that were not broken on purpose."""
    mapping = mapping_of(file)
    filters = [(f["column"], f["one_of"]) for f in mapping.get("filter", ())]
    for row in dicts(file):
        at = started(row, mapping)
        if at is None or any(row[column] in words for column, words in filters):
            continue
        if any(broken(row, name, rule, at, mapping) for name, rule in mapping["columns"].items()):
            continue
        yield "|".join(row[name] for name in mapping["mapping"]["key"]), at, row


def broken(row: dict[str, str], name: str, rule: dict, at: datetime, mapping: dict) -> bool:
    """Whether a cell is a number below 0, no number, an unknown word, or a time before the start."""
    if isinstance(rule["from"], list):
        return False
    cell = row[rule["from"]]
    if not cell:
        return False
    if name in ("wait_s", "talk_s", "hold_s", "wrap_s"):
        return not cell.replace(":", "").isdigit()
    if name == "value":
        return not cell.isdigit()
    if rule.get("values") and rule.get("otherwise", "reject") == "reject":
        return cell not in rule["values"]
    if name in ("ended_at", "closed_at"):
        return datetime.strptime(cell, mapping["mapping"]["formats"][0]) < at
    return False


@dataclass
class Call:
    """What the log says of one call."""

    started: datetime
    queues: list[str] = field(default_factory=list)
    answered: bool = False
    end: str | None = None

    @property
    def outcome(self) -> str | None:
        return "answered" if self.answered else self.end


def log_lines(files: list[SourceFile]) -> Iterator[list[str]]:
    """The fields of every whole line of a queue log, each line once."""
    seen: set[str] = set()
    for file in files:
        for line in file.path.read_text(encoding="ascii").splitlines():
            fields = line.split("|")
            if len(fields) < 5 or not fields[0].isdigit() or any(_NEGATIVE.match(f) for f in fields[5:]):
                continue
            if line not in seen:
                seen.add(line)
                yield fields


def calls_of(files: list[SourceFile]) -> dict[str, Call]:
    """Every call of the log by its identifier."""
    calls: dict[str, Call] = {}
    for epoch, call, queue, _member, event, *_rest in log_lines(files):
        if event == "ENTERQUEUE":
            held = calls.setdefault(call, Call(datetime.fromtimestamp(int(epoch), UTC).astimezone(MUSCAT)))
            held.queues.append(queue)
        elif event == "CONNECT":
            calls[call].answered = True
        elif event in _ENDS:
            calls[call].end = _ENDS[event]
    return calls


def by_name(files: list[SourceFile]) -> dict[str, list[SourceFile]]:
    groups: dict[str, list[SourceFile]] = defaultdict(list)
    for file in files:
        groups[file.name].append(file)
    return dict(groups)
