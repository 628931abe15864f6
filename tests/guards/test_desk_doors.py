"""Django stays where people's work is kept, and is loaded only by what asks for that work."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.sources import trees

MAY_IMPORT_DJANGO = {"accounts", "api", "config", "desk", "web"}
# Of the desk itself, these are read without Django, so that rules can be asked and tested alone.
PURE = ("values", "label_files", "judging", "resolving", "task_files", "settings")


def imported() -> Iterator[tuple[str, str]]:
    """Every import of the product, wherever it stands: (file, module)."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path, node.module
                yield from ((path, f"{node.module}.{alias.name}") for alias in node.names)


def _floor(path: str) -> str:
    return Path(path).parts[0]


def test_only_peoples_floors_import_django() -> None:
    found = {(path, name) for path, name in imported() if name.partition(".")[0] == "django"}
    assert {_floor(path) for path, _ in found} >= {"desk"}
    assert {(path, name) for path, name in found if _floor(path) not in MAY_IMPORT_DJANGO} == set()


def test_only_the_desk_imports_its_models_and_its_door_to_them() -> None:
    kept = ("sawt.desk.models", "sawt.desk.tables", "sawt.desk.migrations")
    found = {(path, name) for path, name in imported() if name.startswith(kept)}
    assert {_floor(path) for path, _ in found} == {"desk"}
    through = {path for path, name in found if name == "sawt.desk.models"}
    assert through == {"desk/tables.py"}


def _loaded(code: str, *words: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in told.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize(
    "module", ["sawt.flow", *(f"sawt.desk.{name}" for name in PURE), "sawt.desk.opening"]
)
def test_what_needs_no_tables_loads_no_django(module: str) -> None:
    assert "django" not in _loaded(f"import {module}")


CALL = """
import sys
from sawt.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
"""


@pytest.mark.parametrize("words", [["--help"], ["figure", "--nonsense"], ["metrics"], ["review", "--help"]])
def test_commands_that_ask_nothing_of_people_load_no_django(words: list[str]) -> None:
    assert "django" not in _loaded(CALL, *words)


@pytest.mark.slow
def test_a_month_is_kept_and_asked_without_django(tmp_path: Path) -> None:
    workspace = ["--workspace", str(tmp_path / "ws")]
    for words in (["init"], ["sources"], ["figure", "calls_inbound", "--from", "2025-01"], ["check"]):
        assert "django" not in _loaded(CALL, *words, *workspace), words
