"""Asterisk's queue_log: `epoch|callid|queue|member|EVENT|data1|data2|…`, one line one event.

No header, no quotes. Waits and talk are in seconds, RINGNOANSWER in milliseconds; older exchanges leave
fields out and newer ones add some. Lines need not be in order of time.
"""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.errors import SourceError
from sawt.intake.cells.numbers import numbers
from sawt.intake.cells.times import UTC, local_days, parse_times
from sawt.intake.encoding import detect, utf8_chunks
from sawt.intake.identity.pseudonyms import pseudonymise
from sawt.intake.job import Done, Emit, Job
from sawt.intake.ordinals import Ordinals
from sawt.intake.queue_log.events import EVENTS, OTHER, Meaning
from sawt.intake.queue_log.lines import Block, line_blocks
from sawt.intake.queue_log.queues import Queues
from sawt.intake.refusals import Reason, Refused
from sawt.intake.staging import StagedWriter

_NO_CALL = ("NONE", "REALTIME", "MANAGER", "CLI", "")
_NO_MEMBER = ("NONE", "")
_HEAD = 5  # epoch, callid, queue, member, event; the data follow
_LONGEST = 16_384
_SURELY_ANOTHER = 5  # lines without one that fits: this is no queue_log


def read(job: Job, emit: Emit) -> Done:
    """Parse one queue_log into staged events; every line is staged or refused with its reason."""
    path = Path(job.path)
    encoding = detect(path)
    writer = StagedWriter(job.staging, "events", job.file_index)
    with closing(writer), closing(Ordinals(job.staging)) as ordinals:
        reader = _Reader(job, emit, writer, ordinals)
        for block in line_blocks(utf8_chunks(path, encoding), path.name):
            reader.take(block)
            emit.progress(writer.rows + emit.rejected)
    if writer.rows == 0 and emit.rejected >= _SURELY_ANOTHER:
        raise SourceError("queue_log.another_format", file=path.name, n=emit.rejected)
    return Done(writer.rows + emit.rejected, emit.rejected, encoding)


@dataclass(frozen=True)
class _Fields:
    """Lines split at their pipes: all the fields in one array, and where each line's begin and end."""

    values: pa.Array
    starts: np.ndarray
    ends: np.ndarray

    @classmethod
    def split(cls, lines: pa.Array) -> _Fields:
        parts = pc.split_pattern(lines, pattern="|")
        bounds = parts.offsets.to_numpy()
        return cls(parts.values, bounds[:-1], bounds[1:])

    def at(self, position: int | np.ndarray) -> pa.Array:
        """The field at a position of each line (0-based; negative: none), null where it is not there."""
        places = self.starts + position
        absent = (places >= self.ends) | (np.asarray(position) < 0)
        return pc.take(self.values, pa.array(places, mask=absent))

    def named(self, position: int, nothing: Sequence[str]) -> pa.Array:
        """The field at a position, null where it says nothing."""
        values = self.at(position)
        said_nothing = pc.is_in(values, value_set=pa.array(nothing))
        return pc.if_else(said_nothing, pa.scalar(None, pa.string()), values)


class _Reader:
    """Turns blocks of lines into staged events."""

    def __init__(self, job: Job, emit: Emit, writer: StagedWriter, ordinals: Ordinals) -> None:
        self.job, self.emit, self.writer, self.ordinals = job, emit, writer, ordinals
        self.queues = Queues.read(job.mapping_text, job.params)

    def take(self, block: Block) -> None:
        """Stage a block's events, and return the lines that are none."""
        places = np.arange(block.first, block.first + len(block.lines), dtype=np.int64)
        held = pc.greater(pc.binary_length(block.lines), 0)
        lines, places = block.lines.filter(held), places[held.to_numpy(zero_copy_only=False)]
        if not len(lines):
            return
        canonical = _canonical(lines)
        columns, refused = self._columns(canonical, places, cut=not block.ended)
        kept = refused.kept
        if not kept.all():
            for row, reason, params in refused.each():
                self.emit.reject(int(places[row]), reason, lines[row].as_py(), **params)
            mask = pa.array(kept)
            columns = {name: column.filter(mask) for name, column in columns.items()}
            canonical, places = canonical.filter(mask), places[kept]
        columns["external_id"] = self._keys(canonical, columns["at"])
        self.writer.write(columns, places)

    def _columns(self, lines: pa.Array, places: np.ndarray, cut: bool) -> tuple[dict[str, pa.Array], Refused]:
        refused = Refused([None] * len(lines))
        refused.mark(pc.greater(pc.binary_length(lines), _LONGEST), "line_too_long", longest=_LONGEST)
        fields = _Fields.split(lines)
        width = fields.ends - fields.starts
        for row in np.flatnonzero((width < _HEAD) & refused.kept):
            refused.reasons[row] = ("wrong_columns", {"expected": _HEAD, "found": int(width[row])})
        events = pc.utf8_upper(fields.at(4)).dictionary_encode()
        named = events.cast(pa.string())
        refused.mark(pc.equal(pc.fill_null(named, ""), ""), "missing_value", column="event")
        at = self._times(fields.at(0), refused)
        meanings = [*(EVENTS.get(event, OTHER) for event in events.dictionary.to_pylist()), OTHER]
        codes = pc.fill_null(events.indices, len(meanings) - 1).to_numpy()
        if cut:  # a number may be cut too, and nobody could tell
            refused.mark(pa.array(np.arange(len(lines)) == len(lines) - 1), "cut_line")
        queue = fields.named(2, _NO_MEMBER)
        types = _word([m.type for m in meanings], codes)
        keys = fields.at(np.where(types_are(meanings, codes, "left_by_key"), _HEAD, -1))
        callers = fields.at(np.where(types_are(meanings, codes, "entered"), _HEAD + 1, -1))
        codes_chosen = np.array([m.code for m in meanings], dtype=np.int64)[codes]
        wrap_up = fields.at(np.where(codes_chosen > 0, codes_chosen + _HEAD - 1, -1))
        calls = pc.if_else(_flags([m.of_a_call for m in meanings], codes), fields.named(1, _NO_CALL), None)
        return {
            "name": pa.array([self.job.name]).take(pa.array(np.zeros(len(lines), dtype=np.int32))),
            "contact": calls,
            "at": at,
            "local_date": local_days(at, self.job.time_zone),
            "sequence": pa.array(places),
            "type": types,
            "source_type": named,
            "to_state": self.queues.keys(queue, keys),
            "actor_kind": _word([m.actor for m in meanings], codes),
            "agent": pseudonymise(fields.named(3, _NO_MEMBER), "id", self.job.pseudonym_key),
            "customer": pseudonymise(callers, "phone", self.job.pseudonym_key),
            "seconds": self._seconds(fields, meanings, codes, refused),
            "wait_s": _measure("wait_s", fields, [m.wait for m in meanings], codes, refused),
            "talk_s": _measure("talk_s", fields, [m.talk for m in meanings], codes, refused),
            "queue": queue,
            "wrap_up_code": pc.if_else(pc.equal(wrap_up, ""), pa.scalar(None, pa.string()), wrap_up),
            **self.queues.columns(queue),
        }, refused

    def _times(self, texts: pa.Array, refused: Refused) -> pa.Array:
        """Epoch seconds; or, from a database's dump of the same log, local dates and times."""
        whole = pc.fill_null(pc.match_substring_regex(texts, r"^[0-9]{1,10}$"), False)
        seconds = pc.if_else(whole, texts, pa.scalar(None, pa.string())).cast(pa.int64())
        at = pc.multiply(seconds, 1_000_000).cast(pa.timestamp("us")).cast(UTC)
        if pc.all(whole).as_py():
            return at
        parts = pc.fill_null(pc.match_substring_regex(texts, r"^[0-9]{1,10}\.[0-9]{1,9}$"), False)
        exact = pc.if_else(parts, texts, pa.scalar(None, pa.string())).cast(pa.float64())
        micros = pc.round(pc.multiply(exact, 1e6)).cast(pa.int64()).cast(pa.timestamp("us")).cast(UTC)
        dated = pc.match_substring_regex(texts, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:")
        local = parse_times(
            pc.if_else(dated, texts, pa.scalar(None, pa.string())), (), self.job.time_zone, lambda _: None
        )
        at = pc.coalesce(at, micros, local)
        refused.mark(at.is_null(), "bad_date", texts, column="epoch")
        return at

    def _seconds(
        self, fields: _Fields, meanings: list[Meaning], codes: np.ndarray, refused: Refused
    ) -> pa.Array:
        """Ring times: CONNECT says seconds, RINGNOANSWER milliseconds."""
        told = _measure("seconds", fields, [m.ring for m in meanings], codes, refused)
        in_ms = _flags([m.ring_in_ms for m in meanings], codes)
        halves_up = pc.divide(pc.add(told, 500), 1000)
        return pc.if_else(in_ms, halves_up, told).cast(pa.int32())

    def _keys(self, canonical: pa.Array, at: pa.Array) -> pa.Array:
        """A line's identifier: its keyed content, and which of the equal lines of the file it is.

        Keyed, because a line holds the caller's number, and the number alone is soon guessed.
        """
        seal, key = hashlib.blake2b, self.job.pseudonym_key
        told = canonical.cast(pa.binary()).to_pylist()
        digests = b"".join([seal(line, key=key, digest_size=12).digest() for line in told])
        hexes = binascii.hexlify(digests)
        bounds = np.arange(0, len(hexes) + 1, 24, dtype=np.int32)
        keys = pa.StringArray.from_buffers(len(told), pa.py_buffer(bounds.tobytes()), pa.py_buffer(hexes))
        short = np.frombuffer(digests, dtype=np.uint8).reshape(-1, 12)[:, :8].copy().view(np.uint64).ravel()
        ordinals = self.ordinals.of(short, at.cast(pa.int64()).to_numpy())
        if not ordinals.any():
            return keys
        nth = pc.binary_join_element_wise(keys, pa.array(ordinals + 1).cast(pa.string()), "-")
        return pc.if_else(pa.array(ordinals > 0), nth, keys)


def _canonical(lines: pa.Array) -> pa.Array:
    """Lines without spaces around pipes and without empty fields at their end."""
    text = lines.buffers()[2].to_pybytes()
    if b" |" in text or b"| " in text or b"\t" in text:
        lines = pc.replace_substring_regex(lines, pattern=r"[ \t]*\|[ \t]*", replacement="|")
    return pc.ascii_rtrim(lines, characters="|")


def types_are(meanings: list[Meaning], codes: np.ndarray, type_: str) -> np.ndarray:
    """Which lines have an event of a type."""
    return np.array([m.type == type_ for m in meanings], dtype=bool)[codes]


def _word(words: Sequence[str | None], codes: np.ndarray) -> pa.Array:
    return pc.take(pa.array(words, pa.string()), pa.array(codes))


def _flags(flags: Sequence[bool], codes: np.ndarray) -> pa.Array:
    return pa.array(np.array(flags, dtype=bool)[codes])


def _measure(
    name: str, fields: _Fields, positions: Sequence[int], codes: np.ndarray, refused: Refused
) -> pa.Array:
    """Whole numbers from the data field (1-based; 0: none) in which each event says this."""
    data = np.array(positions, dtype=np.int64)[codes]
    coded = fields.at(np.where(data > 0, data + _HEAD - 1, -1)).dictionary_encode()
    texts = coded.dictionary
    found = numbers(pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts), "s", "int32")
    strange = pc.and_(found.is_null(), pc.not_equal(texts, ""))
    negative = pc.less(found, 0)
    wrong: tuple[tuple[pa.Array, Reason], ...] = ((strange, "bad_number"), (negative, "negative_duration"))
    for bad, reason in wrong:
        if pc.any(bad).as_py():
            refused.mark(pc.take(bad, coded.indices), reason, pc.take(texts, coded.indices), column=name)
    return pc.take(found, coded.indices)
