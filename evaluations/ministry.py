"""The product as the boards use it: a temporary workspace, filled and asked as the command line does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from evaluations.scoreboard import Check
from sawt.facts.snapshot import Snapshot
from sawt.vocabulary import Figure
from sawt.wiring.asking import Asked, figures, open_figure, open_rows
from sawt.wiring.importing import Request, import_files
from sawt.wiring.workspace import Workspace, init_workspace

AT = "2025-12-01T00:00:00+00:00"
MAPPINGS = Path(__file__).with_name("mappings")
ROWS = "no metric says it: counted from rows"


class Ministry:
    """One data set in a workspace of its own, and the period and day for which it is asked."""

    def __init__(self, workspace: Workspace, first: str, last: str, as_of: str | None) -> None:
        self.workspace, self.first, self.last, self.as_of = workspace, first, last, as_of
        self.zone = ZoneInfo(str(workspace.settings["time_zone"]))
        self._snapshot: Snapshot | None = None

    def bring(self, source: str, file: Path, mapping: str) -> dict[str, Any]:
        """Import a file by one of the mappings here; returns the batch's accounting."""
        request = Request(source, (file,), mapping=MAPPINGS / f"{mapping}.toml")
        return import_files(self.workspace, request, AT)

    def try_out(self, source: str, file: Path, mapping: str) -> dict[str, int]:
        """What would be refused by another mapping, by reason; nothing is kept."""
        path = self.workspace.root.parent / "tried.toml"
        path.write_text(mapping, encoding="utf-8")
        request = Request(source, (file,), mapping=path, dry_run=True)
        return import_files(self.workspace, request, AT)["rejects"]

    def figure(self, metric: str, **params: Any) -> Figure:
        return figures(self.snapshot, self._asked(metric, params))[0]

    def by(self, dimension: str, metric: str, **params: Any) -> dict[str, Figure]:
        """A metric's figures by the values of a dimension."""
        found = figures(self.snapshot, self._asked(metric, params, by=(dimension,)))
        return {figure.group[dimension]: figure for figure in found}

    def rows(self, metric: str) -> list[dict[str, Any]]:
        """The rows of a figure, as `sawt rows` gives them."""
        return list(open_rows(self.snapshot, self._asked(metric, {})))

    def opened(self, metric: str, **params: Any) -> Check:
        """A figure opened: as many rows as it counts, and their print is the figure's."""
        opened = open_figure(self.snapshot, self._asked(metric, params))
        n, counted = opened.figure.n, sum(row["in_denominator"] for row in opened.rows)
        agrees = opened.print == opened.figure.print and counted == n
        return Check(f"opened {told(metric, **params)}", f"n {n:,}, rows {counted:,}, print", agrees)

    def events(self) -> list[tuple[str, datetime, str]]:
        """All events kept, in order of time: of which ticket, when, and what the source calls it."""
        self.snapshot.relation("events")
        return self.snapshot.rows('SELECT contact, "at", source_type FROM events ORDER BY "at", sequence')

    @property
    def snapshot(self) -> Snapshot:
        if self._snapshot is None:
            self._snapshot = self.workspace.snapshot()
        return self._snapshot

    def close(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()

    def _asked(self, metric: str, params: dict[str, Any], by: tuple[str, ...] = ()) -> Asked:
        given = {name: str(value) for name, value in params.items()}
        return Asked(metric, self.first, self.last, by=by, params=given, as_of=self.as_of)


@contextmanager
def a_ministry(time_zone: str, first: str, last: str, as_of: str | None = None) -> Iterator[Ministry]:
    """A workspace in a temporary folder that is gone afterwards, its pseudonyms' keys with it."""
    with tempfile.TemporaryDirectory(prefix="sawt-evaluation-") as folder:
        workspace = init_workspace(Path(folder) / "workspace", AT, time_zone=time_zone)
        ministry = Ministry(workspace, first, last, as_of)
        try:
            yield ministry
        finally:
            ministry.close()


def told(metric: str, **params: Any) -> str:
    """A question in a few words, for the last column of a board."""
    return " ".join([metric, *(f"{name}={value}" for name, value in params.items())])
