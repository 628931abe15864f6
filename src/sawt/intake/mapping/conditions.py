"""The tests that a mapping may make of a source column, on whole columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.errors import MappingError
from sawt.intake.cells.numbers import numbers
from sawt.intake.mapping.parts import Condition


def meets_all(source: dict[str, pa.Array], conditions: tuple[Condition, ...], count: int) -> pa.Array:
    """Which of `count` rows meet every condition; none is unknown."""
    fits = pa.array(np.ones(count, dtype=bool))
    for condition in conditions:
        fits = pc.and_(fits, pc.fill_null(meets(source[condition.column], condition), False))
    return fits


def meets(column: pa.Array, condition: Condition) -> pa.Array:
    """Which rows meet a condition; null where the cell is empty and the test needs one."""
    test, value = condition.test, condition.value
    if test in ("empty", "not_empty"):
        return column.is_null() if (test == "empty") == bool(value) else column.is_valid()
    if test in ("equals", "not_equals"):
        same = pc.fill_null(pc.equal(column, str(value)), False)
        return same if test == "equals" else pc.invert(same)
    if test in ("one_of", "not_one_of"):
        inside = pc.is_in(column, value_set=pa.array([str(v) for v in value], pa.string()))
        return inside if test == "one_of" else pc.invert(inside)
    if test == "matches":
        try:
            return pc.match_substring_regex(column, str(value))
        except pa.ArrowInvalid:
            raise MappingError("mapping.bad_pattern", line=condition.line, pattern=str(value)) from None
    found = numbers(column, "s", "float64")
    return pc.greater(found, float(value)) if test == "above" else pc.less(found, float(value))
