"""Kill imports at random moments and look for what was lost, doubled or torn.

    python -m benchmarks.fault --rounds 200 [--plant NAME]

Each round imports a file in a child that is killed with SIGKILL after a random time, now and then
during an undo; then the same command runs to its end. After every round the rows must be exactly
those that were sent, each once; every tenth round and at the end `sawt check` must find nothing.
`--plant` breaks the product on purpose in the children, to show that this harness would notice.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sawt.errors import SawtError
from sawt.facts import engine, publishing, tables, versions
from sawt.wiring import importing, keeping
from sawt.wiring.accounting import Tally, record
from sawt.wiring.importing import Request, import_files, undo_batch
from sawt.wiring.workspace import init_workspace, open_workspace

AT = "2025-12-01T00:00:00+00:00"
HEADER = "id,start,wait,phone\n"
MAPPING = """
[mapping]
name = "fault"
table = "contacts"
key = ["id"]
formats = ["%Y-%m-%d %H:%M:%S"]
[constants]
touchpoint = "call"
direction = "inbound"
outcome = "answered"
[columns.started_at]
from = "start"
[columns.wait_s]
from = "wait"
[columns.customer]
from = "phone"
identity = "phone"
"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--plant", choices=sorted(PLANTS))
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sawt-fault-"))
    try:
        return Harness(folder, asked.seed, asked.plant).run(asked.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Children come from a server that has loaded the product but has no threads yet: delta-rs cannot fork.
_FRESH = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload(["sawt.wiring.importing"])


class Harness:
    """What was sent, and whether the store holds just that."""

    def __init__(self, folder: Path, seed: int, plant: str | None) -> None:
        self.folder, self.random, self.plant = folder, random.Random(seed), plant
        self.workspace = init_workspace(folder / "ws", AT)
        (folder / "fault.toml").write_text(MAPPING)
        self.sent: dict[int, int] = {}
        self.next_id, self.longest = 0, 1.5
        self.killed = self.faults = 0

    def run(self, rounds: int) -> int:
        began = time.monotonic()
        for number in range(1, rounds + 1):
            action = self._undo_last if number % 7 == 0 else self._import_more
            problems = [*action(number), *self._rows_wrong()]
            if number % 10 == 0 or number == rounds:
                problems += [f"{f.code} {f.params}" for f in keeping.check(self.workspace) if f.serious]
            for problem in problems:
                self.faults += 1
                print(f"round {number}: {problem}")
            if problems and self.plant:
                print(f"planted fault {self.plant!r} was noticed after {number} rounds, {self.killed} kills")
                return 0
        minutes = (time.monotonic() - began) / 60
        print(
            f"rounds {rounds}, killed before their end {self.killed}, rows held {len(self.sent)}, "
            f"facts versions {versions.numbers(self.workspace.facts)[-1]}, "
            f"faults {self.faults}, {minutes:.1f} min"
        )
        if self.plant:
            print(f"planted fault {self.plant!r} was NOT noticed")
        return 1 if self.faults or self.plant else 0

    def _import_more(self, number: int) -> list[str]:
        """Send new rows, changed ones and known ones; kill the import; run it again to its end."""
        changed = self.random.sample(sorted(self.sent), min(20, len(self.sent)))
        known = self.random.sample(sorted(self.sent), min(20, len(self.sent)))
        rows = {key: self.sent[key] for key in known} | dict.fromkeys(changed, number)
        rows |= {self.next_id + i: number for i in range(self.random.randint(1, 200))}
        self.next_id = max(rows, default=0) + 1
        path = self.folder / f"{number}.csv"
        path.write_text(HEADER + "".join(_line(key, wait) for key, wait in rows.items()))
        request = Request("table", (path,), name="fault", mapping=self.folder / "fault.toml")
        self._kill_while(import_files, request)
        result = import_files(self.workspace, request, AT)
        told = sum(result[part] for part in ("loaded", "updated", "duplicate", "rejected"))
        before, self.sent = dict(self.sent), self.sent | rows
        self.last = (result["batch"], before)
        return [] if result["received"] == len(rows) == told else [f"accounting {result}"]

    def _undo_last(self, number: int) -> list[str]:
        """Undo the newest batch, killed half-way, then to its end."""
        batch = versions.read(self.workspace.facts).made_by.get("batch")
        if batch is None:
            return []
        self._kill_while(undo_batch, batch)
        try:
            undo_batch(self.workspace, batch, AT)
        except SawtError as error:
            if error.code != "facts.already_undone":
                return [f"undo {error}"]
        _, self.sent = self.last
        return []

    def _kill_while(self, verb: Callable[..., object], given: object) -> None:
        """Start the verb in a fresh process and kill it after a random time within its usual length."""
        child = _FRESH.Process(target=_in_child, args=(self.plant, verb, self.workspace.root, given))
        began = time.monotonic()
        child.start()
        child.join(self.random.uniform(0, self.longest))
        if child.is_alive():
            os.kill(child.pid or 0, signal.SIGKILL)
            self.killed += 1
        else:
            self.longest = 0.8 * self.longest + 0.2 * 1.1 * (time.monotonic() - began)
        child.join()

    def _rows_wrong(self) -> list[str]:
        """Lost, doubled or torn rows of the published version."""
        root = self.workspace.facts
        version = versions.read(root)
        connection = engine.connect()
        rows = engine.stored("contacts", tables.files_of(root / "contacts", version.tables["contacts"]))
        held = connection.execute(f"SELECT CAST(external_id AS BIGINT), wait_s FROM {rows}").fetchall()
        connection.close()
        found = dict(held)
        problems = []
        if len(found) != len(held):
            problems.append(f"double: {len(held) - len(found)} rows")
        if lost := self.sent.keys() - found.keys():
            problems.append(f"lost: {len(lost)} rows")
        if extra := found.keys() - self.sent.keys():
            problems.append(f"not sent: {len(extra)} rows")
        if torn := [key for key in found.keys() & self.sent.keys() if found[key] != self.sent[key]]:
            problems.append(f"torn: {len(torn)} rows")
        return problems


def _in_child(plant: str | None, verb: Callable[..., object], root: Path, given: object) -> None:
    if plant:
        PLANTS[plant]()
    verb(open_workspace(root), given, AT)


def _line(key: int, wait: int) -> str:
    return f"{key},2025-{1 + key % 3:02d}-{1 + key % 28:02d} 09:00:00,{wait},9{key:07d}\n"


def _plant_early_publish() -> None:
    """Acknowledge the file before its rows are written: a kill in between loses them for good."""
    real = importing._Batch._load

    def acknowledge_first(batch: importing._Batch) -> None:
        made_by = record(batch.coming, {"batch": batch.name, "name": "fault", "source": "table"}, Tally(), AT)
        made_by |= {"files": batch.tally.files, "rejected": 0}
        publishing.publish_changes(batch.writer, made_by, {}, {})
        real(batch)

    importing._Batch._load = acknowledge_first  # type: ignore[method-assign]


PLANTS: dict[str, Callable[[], None]] = {"early-publish": _plant_early_publish}


if __name__ == "__main__":
    sys.exit(main())
