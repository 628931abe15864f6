"""XES event logs, streamed: traces with their events, one at a time, from a file that nobody vouches for.

Document types and entities are refused before anything is read of them; depth, values, tokens and
traces have bounds. What is malformed or cut is one error with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sawt.errors import SourceError
from sawt.intake.encoding import open_bytes

Attributes = dict[str, str]

_CHUNK = 1 << 18
DEEPEST = 64
LONGEST_VALUE = 1_000_000
LONGEST_TOKEN = 4 << 20
MOST_ATTRIBUTES = 2_000
MOST_EVENTS = 100_000
_PLAIN = frozenset(("string", "date", "int", "float", "boolean", "id"))
_SEVERAL = frozenset(("list", "container"))


@dataclass(frozen=True)
class Event:
    """One event: the line on which it begins, and its attributes as text."""

    line: int
    attributes: Attributes


@dataclass
class Trace:
    """One trace. `outside`: a single event that stood in no trace."""

    line: int
    attributes: Attributes = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    outside: bool = False


class Log:
    """Reads one XES file. `defaults` holds its global attributes as far as it was read, by scope."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = "utf-8"
        self.defaults: dict[str, Attributes] = {"trace": {}, "event": {}}

    def traces(self, with_events: bool = True) -> Iterator[Trace]:
        """Every trace in the file's order; without events, they have their own attributes alone.

        Raises SourceError `xes.cut`, `xes.broken`, `xes.not_xml`, `xes.not_xes`, `xes.doctype`,
        or one of the bounds (`xes.too_deep` and its like), each with file and line.
        """
        handler = _Handler(self, with_events)
        with open_bytes(self.path) as source:
            while True:
                try:
                    chunk = source.read(_CHUNK)
                except SourceError as error:
                    if error.code != "intake.packed_cut":
                        raise
                    raise handler.error("xes.cut") from None
                handler.feed(chunk)
                yield from handler.taken()
                if not chunk:
                    return


class _Handler:
    """What expat calls.

    The stack holds, for each open element, where its attributes go: a dict of attributes, a list of
    values, or None where nobody asks.
    """

    def __init__(self, log: Log, with_events: bool) -> None:
        self.log, self.with_events = log, with_events
        self.stack: list[Attributes | list[str] | None] = []
        self.tags: list[str] = []
        self.trace: Trace | None = None
        self.event: Event | None = None
        self.open_lists: list[tuple[int, Attributes, str]] = []
        self.done: list[Trace] = []
        self.fed = 0
        self.log_seen = False
        self.openers: dict[str, Callable[[dict[str, str]], Attributes | None]]
        self.openers = {"trace": self._trace, "event": self._event, "global": self._global}
        self.parser = expat.ParserCreate()
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.XmlDeclHandler = self._declared
        self.parser.StartDoctypeDeclHandler = self._refused
        self.parser.EntityDeclHandler = self._refused
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def feed(self, chunk: bytes) -> None:
        self.fed += len(chunk)
        try:
            self.parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise self._malformed(error, at_end=not chunk) from None
        except (LookupError, ValueError):  # an encoding that is none
            raise self.error("xes.not_xml") from None
        if self.fed - max(self.parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            raise self.error("xes.value_too_long", most=LONGEST_TOKEN)

    def taken(self) -> list[Trace]:
        """The traces that ended since the last call."""
        done, self.done = self.done, []
        return done

    def error(self, code: str, **params: Any) -> SourceError:
        return SourceError(code, file=self.log.path.name, line=self.parser.CurrentLineNumber, **params)

    def _malformed(self, error: expat.ExpatError, at_end: bool) -> SourceError:
        if not self.log_seen:
            return self.error("xes.not_xml")
        if at_end:
            return self.error("xes.cut")
        return self.error("xes.broken", reason=expat.ErrorString(error.code))

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        self.log.encoding = (encoding or "utf-8").lower()

    def _refused(self, *_: Any) -> None:
        raise self.error("xes.doctype")

    def _start(self, name: str, given: dict[str, str]) -> None:
        tag = name.rsplit(":", 1)[-1]
        if not self.log_seen:
            if tag != "log":
                raise self.error("xes.not_xes", name=name[:60])
            self.log_seen = True
        if len(self.tags) >= DEEPEST:
            raise self.error("xes.too_deep", most=DEEPEST)
        into = self.stack[-1] if self.stack else None
        opens = self.openers.get(tag)
        self.stack.append(opens(given) if opens else self._attribute(tag, given, into))
        self.tags.append(tag)

    def _end(self, name: str) -> None:
        tag, held = self.tags.pop(), self.stack.pop()
        if self.open_lists and self.open_lists[-1][0] == len(self.tags):
            _, owner, key = self.open_lists.pop()
            assert isinstance(held, list)
            owner[key] = "; ".join(held)
        elif tag == "event" and self.event is not None:
            self._event_ended(self.event)
        elif tag == "trace" and self.trace is not None and len(self.tags) == 1:
            self.done.append(self.trace)
            self.trace = None

    def _event_ended(self, event: Event) -> None:
        self.event = None
        if self.trace is None:
            self.done.append(Trace(event.line, events=[event], outside=True))
        else:
            self.trace.events.append(event)
            if len(self.trace.events) > MOST_EVENTS:
                raise self.error("xes.too_many_events", most=MOST_EVENTS)

    def _trace(self, _: dict[str, str]) -> Attributes | None:
        if len(self.tags) != 1:
            return None
        self.trace = Trace(self.parser.CurrentLineNumber)
        return self.trace.attributes

    def _event(self, _: dict[str, str]) -> Attributes | None:
        if not self.with_events or self.event is not None or self.tags not in (["log", "trace"], ["log"]):
            return None
        self.event = Event(self.parser.CurrentLineNumber, {})
        return self.event.attributes

    def _global(self, given: dict[str, str]) -> Attributes | None:
        return self.log.defaults.setdefault(given.get("scope", "event"), {})

    def _attribute(
        self, tag: str, given: dict[str, str], into: Attributes | list[str] | None
    ) -> Attributes | list[str] | None:
        """Take one attribute. What is nested in a plain attribute describes it, and is not asked for."""
        if tag == "values":
            return into if isinstance(into, list) else None
        if into is None or (tag not in _PLAIN and tag not in _SEVERAL):
            return None
        if tag in _SEVERAL:
            if isinstance(into, list):
                return into
            self.open_lists.append((len(self.tags), into, given.get("key", "")))
            return []
        value = given.get("value", "")
        if len(value) > LONGEST_VALUE:
            raise self.error("xes.value_too_long", most=LONGEST_VALUE)
        if isinstance(into, list):
            into.append(value)
        else:
            into[given.get("key", "")] = value
        if len(into) > MOST_ATTRIBUTES:
            raise self.error("xes.too_many_attributes", most=MOST_ATTRIBUTES)
        return None
