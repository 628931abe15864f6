"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from sawt.cli.parser import COMMANDS, build_parser
from sawt.facts.metrics import METRICS
from sawt.intake.identity.pseudonyms import KINDS
from sawt.intake.mapping import reading as mapping
from sawt.intake.sources import SOURCES
from sawt.options import OPTIONS
from tests.guards.repository import ROOT, calls, named, pages

REFERENCE = ROOT / "docs" / "reference"


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "page", ["commands.md", "options.md", "metrics.md", "mappings.md", "formats.md", "readings.md"]
)
def test_generated_part_is_as_the_code_says(page: str) -> None:
    text = (REFERENCE / page).read_text(encoding="utf-8")
    assert text == _generator().renewed(page, text), f"{page} is behind the code: make docs"


def test_every_generated_page_is_guarded() -> None:
    assert set(_generator().PAGES) == {path.name for path in REFERENCE.glob("*.md")}


@pytest.mark.slow
@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "tutorial").glob("*.md")), ids=lambda p: p.name)
def test_tutorial_prints_what_it_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text == _generator().played(text), f"{page.name} is behind the code: make docs"


def _headings(page: str, pattern: str) -> set[str]:
    text = (REFERENCE / page).read_text(encoding="utf-8")
    return set(re.findall(pattern, text, re.MULTILINE))


def test_commands_both_ways() -> None:
    assert _headings("commands.md", r"^## sawt ([\w-]+)$") == set(COMMANDS)


def test_metrics_both_ways() -> None:
    assert _headings("metrics.md", r"^## `(\w+)`$") == set(METRICS)


def test_options_both_ways() -> None:
    told = (REFERENCE / "options.md").read_text(encoding="utf-8").split("in the environment")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE)) == {option.name for option in OPTIONS}


def test_sources_both_ways() -> None:
    assert _headings("formats.md", r"^## `([\w-]+)`$") == set(SOURCES)


def test_keys_of_a_mapping_are_documented() -> None:
    told = set(re.findall(r"`([\w]+)`", (REFERENCE / "mappings.md").read_text(encoding="utf-8")))
    known = {*mapping._HEAD, *mapping._RULE, *mapping.CONDITIONS, *mapping.UNITS, *KINDS}
    assert known - told == set()
    told_of_head = (REFERENCE / "mappings.md").read_text(encoding="utf-8").split("## `[constants]`")[0]
    keys = "".join(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", told_of_head, re.MULTILINE))
    assert set(re.findall(r"\w+", keys)) == set(mapping._HEAD)
    sections = set(re.findall(r"\[\[?(\w+)", "".join(_headings("mappings.md", r"^## (.*)$"))))
    assert sections == set(mapping._SECTIONS)


def test_every_call_on_a_page_would_be_understood() -> None:
    parser = build_parser("en")
    for page in pages():
        for call in calls(page.read_text(encoding="utf-8")):
            args = parser.parse_args(shlex.split(call)[1:])
            metric = getattr(args, "metric", None)
            assert metric is None or metric in METRICS, f"{named(page)}: {call}"


def test_readme_names_every_command_that_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"(?:sawt|make) ([a-z]+)", text))
    assert set(COMMANDS) - shown == set()
