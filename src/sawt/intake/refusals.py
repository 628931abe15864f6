"""Which rows of a batch are not taken, and why: the first reason stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SHOWN = 80


@dataclass
class Refused:
    """For each row None, or the reason and parameters for which it is not taken."""

    reasons: list[tuple[str, dict[str, Any]] | None]

    def mark(self, bad: pa.Array, reason: str, values: pa.Array | None = None, **params: Any) -> None:
        """Refuse the rows where `bad` is true and nothing was said before; `values` shows the cell."""
        if not pc.any(bad).as_py():
            return
        for row in np.flatnonzero(pc.fill_null(bad, False).to_numpy(zero_copy_only=False)):
            if self.reasons[row] is None:
                shown = {"value": str(values[int(row)].as_py())[:_SHOWN]} if values is not None else {}
                self.reasons[row] = (reason, {**params, **shown})

    @property
    def kept(self) -> np.ndarray:
        """Which rows are taken."""
        if not any(self.reasons):
            return np.ones(len(self.reasons), dtype=bool)
        return np.array([reason is None for reason in self.reasons], dtype=bool)
