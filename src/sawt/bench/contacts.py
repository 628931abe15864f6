"""Contacts to measure with: seeded, shaped like a ministry's, written as CSV files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

ROWS_A_FILE = 1_000_000
FIRST, LAST = "2024-01", "2025-12"
_START = np.datetime64("2024-01-01T00:00:00")
_SECONDS = int((np.datetime64("2026-01-01T00:00:00") - _START).astype(int))

MAPPING = """
[mapping]
name = "bench"
table = "contacts"
key = ["id"]
[columns.started_at]
from = "start"
[columns.touchpoint]
from = "touchpoint"
[columns.direction]
from = "direction"
[columns.outcome]
from = "outcome"
[columns.wait_s]
from = "wait"
[columns.talk_s]
from = "talk"
[columns.queue]
from = "queue"
[columns.service]
from = "service"
[columns.hall]
from = "hall"
[columns.language]
from = "language"
[columns.wrap_up_code]
from = "wrap_up"
[columns.customer]
from = "phone"
identity = "phone"
[columns.resolved_at]
from = "resolved"
[columns.closed_at]
from = "closed"
"""


def write_files(folder: Path, rows: int, seed: int = 7) -> list[Path]:
    """Files of at most a million rows with 14 columns; returns their paths."""
    rng = np.random.default_rng(seed)
    paths = []
    for start in range(0, rows, ROWS_A_FILE):
        path = folder / f"contacts-{start // ROWS_A_FILE:03d}.csv"
        pacsv.write_csv(_table(rng, start, min(ROWS_A_FILE, rows - start)), path)
        paths.append(path)
    return paths


def _table(rng: np.random.Generator, first_id: int, count: int) -> pa.Table:
    kind = rng.choice(4, count, p=[0.5, 0.08, 0.35, 0.07])  # call in, call out, ticket, visit
    start = _START + rng.integers(0, _SECONDS, count).astype("timedelta64[s]")
    call, ticket = kind <= 1, kind == 2
    outcome = np.where(rng.random(count) < 0.93, "answered", "abandoned")
    resolved = start + (rng.lognormal(10.5, 1.6, count)).astype("timedelta64[s]")
    ended = ticket & (rng.random(count) < 0.97)
    phone = 90_000_000 + (rng.pareto(1.1, count) * 40_000).astype(np.int64) % 9_000_000
    wait = np.minimum(rng.lognormal(2.5, 1.1, count), 3_000).astype(np.int64)
    return pa.table(
        {
            "id": pa.array(np.arange(first_id, first_id + count)),
            "start": _text(start),
            "touchpoint": _words(["call", "call", "ticket", "visit"], kind),
            "direction": _words(["inbound", "outbound", "inbound", "inbound"], kind),
            "outcome": pa.array(outcome, mask=~call),
            "wait": pa.array(wait, mask=ticket),
            "talk": pa.array(rng.lognormal(4.8, 0.7, count).astype(np.int64), mask=~call),
            "queue": _words([f"q{i}" for i in range(8)], rng.integers(0, 8, count)),
            "service": _words([f"service_{i}" for i in range(18)], _skewed(rng, 18, count)),
            "hall": _words([f"hall_{i}" for i in range(12)], _skewed(rng, 12, count)),
            "language": _words(["ar", "en"], (rng.random(count) < 0.04).astype(int)),
            "wrap_up": _words([f"code_{i}" for i in range(23)], _skewed(rng, 23, count)),
            "phone": pa.array(phone),
            "resolved": _text(resolved, ~ended),
            "closed": _text(resolved + np.timedelta64(86_400, "s"), ~ended),
        }
    )


def _words(words: list[str], index: np.ndarray) -> pa.Array:
    return pa.array(words).take(pa.array(index))


def _skewed(rng: np.random.Generator, size: int, count: int) -> np.ndarray:
    return np.minimum((rng.random(count) ** 2.2 * size).astype(int), size - 1)


def _text(times: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    texts = pa.array(times).cast(pa.timestamp("s")).cast(pa.string())
    return texts if missing is None else pc.if_else(pa.array(missing), None, texts)
