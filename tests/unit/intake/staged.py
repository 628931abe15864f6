"""What a reader staged, put back in the order of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq


def staged_rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """Every staged row of a table, by its place in the file."""
    rows = [
        row for path in (folder / table).rglob("*.parquet") for row in pq.ParquetFile(path).read().to_pylist()
    ]
    return sorted(rows, key=lambda row: row["line"])
