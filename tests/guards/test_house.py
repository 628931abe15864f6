"""The house is as its plan says: floors, sizes, readmes, locked lists, nothing of one machine."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.repository import ROOT, files, named

SOURCE = ROOT / "src" / "sawt"
LISTS = sorted((ROOT / "requirements").glob("*.txt"))


def test_floors_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run([linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_no_file_holds_more_than_one_idea() -> None:
    lengths = {named(p): len(p.read_text(encoding="utf-8").splitlines()) for p in files(".py")}
    assert {name: n for name, n in lengths.items() if n > 450} == {}
    of_source = [n for name, n in lengths.items() if name.startswith("src/")]
    assert statistics.quantiles(of_source, n=20)[-1] <= 300, "more than one file in twenty is over 300 lines"


@pytest.mark.parametrize(
    "floor", sorted(p for p in SOURCE.iterdir() if (p / "__init__.py").exists()), ids=named
)
def test_floor_says_what_may_not_happen_there(floor: Path) -> None:
    lines = (floor / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {floor.name}")
    assert 3 <= len(lines) <= 6


@pytest.mark.parametrize("path", LISTS, ids=named)
def test_requirements_are_locked_and_name_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+( ; [^\\\n]+)? \\\n", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
    assert not re.search(r"://|--index|--find-links|--extra|file:", text)


def test_what_is_declared_is_locked() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = {
        "run.txt": [*project["dependencies"], *extras["build"]],
        "dev.txt": [*project["dependencies"], *(name for extra in extras.values() for name in extra)],
    }
    for path, names in declared.items():
        locked = set(
            re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / "requirements" / path).read_text(encoding="utf-8"))
        )
        assert {re.split(r"[^\w-]", name)[0].lower() for name in names} - locked == set()


def test_nothing_of_one_machine() -> None:
    places = [re.escape(f"{place}/") for place in (ROOT, Path.home()) if len(place.parts) > 1]
    mark = re.compile("|".join([*places, "index[-]url"]))
    found = {}
    for path in files():
        if hit := mark.search(path.read_text(encoding="utf-8", errors="ignore")):
            found[named(path)] = hit[0]
    assert found == {}
