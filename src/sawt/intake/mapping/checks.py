"""What must hold in every row, whatever the source; a row in which it does not is returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from sawt.intake.mapping.reading import CLOSED, Mapping
from sawt.intake.refusals import Reason, Refused
from sawt.vocabulary import TABLES, TIME_COLUMN

Columns = dict[str, pa.Array]

# Times that may not come before the start.
_LATER: tuple[tuple[tuple[str, ...], Reason], ...] = (
    (("resolved_at", "closed_at"), "closed_before_opened"),
    (("queued_at", "answered_at", "ended_at", "first_response_at"), "ends_before_start"),
)
# Clocks of machines are wrong by years; what lies outside is a slip in a cell.
_FIRST_DAY, _LAST_DAY = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def check_rows(mapping: Mapping, columns: Columns, source: Columns, refused: Refused) -> None:
    """Refuse rows without what they must have, with times out of order, or with impossible numbers."""
    rows = _Rows({rule.target.name: rule.sources for rule in mapping.columns}, columns, source, refused)
    for column in TABLES[mapping.table]:
        name, held = column.name, columns.get(column.name)
        if held is None:
            continue
        if column.required and name != "local_date" and held.null_count:
            refused.mark(held.is_null(), "missing_value", column=rows.title(name))
        if column.type in ("int32", "int64") and name != "sequence":
            rows.refuse(
                name, pc.less(held, 0), "negative_duration" if is_duration(name) else "negative_number"
            )
        if name == "score":
            rows.refuse(name, pc.or_(pc.less(held, 0.0), pc.greater(held, 1.0)), "score_out_of_range")
    _check_words(mapping, rows)
    _check_times(mapping, rows)


def is_duration(name: str) -> bool:
    """Whether a column holds seconds."""
    return name.endswith("_s") or name == "seconds"


@dataclass(frozen=True)
class _Rows:
    """The rows of a batch: which source columns each target column came `of`, the targets, the sources."""

    of: dict[str, tuple[str, ...]]
    columns: Columns
    source: Columns
    refused: Refused

    def title(self, name: str) -> str:
        """A column as the source calls it."""
        return ", ".join(self.of.get(name, (name,)))

    def refuse(self, name: str, bad: pa.Array, reason: Reason) -> None:
        """Refuse rows for one column, and show its cells as the source wrote them."""
        cells = [self.source[cell] for cell in self.of.get(name, ())] or [self.columns[name]]
        self.refused.mark(bad, reason, *cells, column=self.title(name))


def _check_words(mapping: Mapping, rows: _Rows) -> None:
    for (table, name), words in CLOSED.items():
        if table == mapping.table and name in rows.of and name in rows.columns:
            held = rows.columns[name]
            strange = pc.and_(held.is_valid(), pc.invert(pc.is_in(held, value_set=pa.array(words))))
            rows.refuse(name, strange, "unknown_value")
    if mapping.table == "contacts":
        calls = pc.equal(rows.columns["touchpoint"], "call")
        unknown = rows.columns["outcome"].is_null() if "outcome" in rows.columns else calls
        rows.refused.mark(pc.and_(calls, unknown), "no_outcome")


def _check_times(mapping: Mapping, rows: _Rows) -> None:
    times = [c.name for c in TABLES[mapping.table] if c.type == "timestamp" and c.name in rows.columns]
    for name in times:
        held = rows.columns[name]
        outside = pc.or_(pc.less(held, pa.scalar(_FIRST_DAY)), pc.greater_equal(held, pa.scalar(_LAST_DAY)))
        rows.refuse(name, outside, "date_out_of_range")
    start = TIME_COLUMN[mapping.table]
    if start not in times:
        return
    for names, reason in _LATER:
        for name in names:
            if name in times:
                rows.refuse(name, pc.less(rows.columns[name], rows.columns[start]), reason)
