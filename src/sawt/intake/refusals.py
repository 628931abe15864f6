"""Which rows of a batch are not taken, and why: the first reason stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SHOWN = 80

# Each has its sentence and its title in `locale/rejects.toml`.
Reason = Literal[
    "bad_date",
    "bad_number",
    "case_without_events",
    "case_without_name",
    "closed_before_opened",
    "cut_line",
    "date_out_of_range",
    "empty_key",
    "ends_before_start",
    "event_without_case",
    "filtered_by_mapping",
    "key_repeats",
    "line_too_long",
    "missing_value",
    "negative_duration",
    "negative_number",
    "no_outcome",
    "not_an_object",
    "score_out_of_range",
    "unknown_value",
    "wrong_columns",
]


@dataclass
class Refused:
    """For each row None, or the reason and parameters for which it is not taken."""

    reasons: list[tuple[Reason, dict[str, Any]] | None]

    def mark(self, bad: pa.Array, reason: Reason, *cells: pa.Array, **params: Any) -> None:
        """Refuse the rows where `bad` is true and nothing was said before; `cells` show what stood there."""
        if not pc.any(bad).as_py():
            return
        rows = np.flatnonzero(pc.fill_null(bad, False).to_numpy(zero_copy_only=False))
        texts = [cell.take(pa.array(rows)).cast(pa.string()).to_pylist() for cell in cells]
        for place, row in enumerate(rows):
            if self.reasons[row] is None:
                held = " ".join(column[place] for column in texts if column[place])
                shown = {"value": held[:_SHOWN]} if cells else {}
                self.reasons[row] = (reason, {**params, **shown})

    def each(self) -> Iterator[tuple[int, Reason, dict[str, Any]]]:
        """The refused rows in order: place in the batch, reason, parameters."""
        for row, refusal in enumerate(self.reasons):
            if refusal is not None:
                yield row, *refusal

    @property
    def kept(self) -> np.ndarray:
        """Which rows are taken."""
        if not any(self.reasons):
            return np.ones(len(self.reasons), dtype=bool)
        return np.array([reason is None for reason in self.reasons], dtype=bool)
