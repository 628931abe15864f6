"""What must hold in every row, whatever the source; a row in which it does not is returned."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from sawt.intake.mapping import CLOSED, Mapping
from sawt.intake.refusals import Reason, Refused
from sawt.vocabulary import TABLES, TIME_COLUMN

_ENDS = ("queued_at", "answered_at", "ended_at", "first_response_at")
_CLOSES = ("resolved_at", "closed_at")
# Clocks of machines are wrong by years; what lies outside is a slip in a cell.
_FIRST_DAY, _LAST_DAY = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def check_rows(mapping: Mapping, columns: dict[str, pa.Array], refused: Refused) -> None:
    """Refuse rows without what they must have, with times out of order, or with impossible numbers."""
    said = {rule.target.name: ", ".join(rule.sources) for rule in mapping.columns}
    for column in TABLES[mapping.table]:
        held, name = columns.get(column.name), said.get(column.name, column.name)
        if held is None:
            continue
        if column.required and column.name != "local_date" and held.null_count:
            refused.mark(held.is_null(), "missing_value", column=name)
        if column.type in ("int32", "int64") and column.name != "sequence":
            reason: Reason = "negative_duration" if _is_duration(column.name) else "negative_number"
            refused.mark(pc.less(held, 0), reason, held, column=name)
        if column.name == "score":
            outside = pc.or_(pc.less(held, 0.0), pc.greater(held, 1.0))
            refused.mark(outside, "score_out_of_range", held, column=name)
    _check_words(mapping, columns, said, refused)
    _check_times(mapping, columns, said, refused)


def _is_duration(name: str) -> bool:
    return name.endswith("_s") or name == "seconds"


def _check_words(
    mapping: Mapping, columns: dict[str, pa.Array], said: dict[str, str], refused: Refused
) -> None:
    for (table, name), words in CLOSED.items():
        if table == mapping.table and name in said and name in columns:
            known = pc.is_in(columns[name], value_set=pa.array(words))
            strange = pc.and_(columns[name].is_valid(), pc.invert(known))
            refused.mark(strange, "unknown_value", columns[name], column=said[name])
    if mapping.table == "contacts":
        calls = pc.equal(columns["touchpoint"], "call")
        unknown = columns["outcome"].is_null() if "outcome" in columns else calls
        refused.mark(pc.and_(calls, unknown), "no_outcome")


def _check_times(
    mapping: Mapping, columns: dict[str, pa.Array], said: dict[str, str], refused: Refused
) -> None:
    start_name = TIME_COLUMN[mapping.table]
    start = columns.get(start_name)
    if start is None:
        return
    outside = pc.or_(pc.less(start, pa.scalar(_FIRST_DAY)), pc.greater_equal(start, pa.scalar(_LAST_DAY)))
    refused.mark(outside, "date_out_of_range", start, column=said.get(start_name, start_name))
    orders: tuple[tuple[tuple[str, ...], Reason], ...] = (
        (_CLOSES, "closed_before_opened"),
        (_ENDS, "ends_before_start"),
    )
    for names, reason in orders:
        for name in names:
            if name in columns:
                early = pc.less(columns[name], start)
                refused.mark(early, reason, columns[name], column=said.get(name, name))
