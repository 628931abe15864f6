"""How many contacts each source brought on each day: what tells a quiet day from a silent source."""

from __future__ import annotations

from datetime import date

from sawt.dates import Period
from sawt.facts.failures import telling
from sawt.facts.snapshot import Snapshot


@telling()
def daily_activity(snapshot: Snapshot, period: Period) -> dict[str, dict[date, int]]:
    """Source name → local day → contacts, for the days of a period that have any."""
    snapshot.relation("contacts")
    rows = snapshot.rows(
        "SELECT name, local_date, sum(n) FROM contacts WHERE local_date BETWEEN ? AND ? GROUP BY ALL",
        [period.first_day, period.last_day],
    )
    found: dict[str, dict[date, int]] = {}
    for name, day, count in rows:
        found.setdefault(name, {})[day] = int(count)
    return found
