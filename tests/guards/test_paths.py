"""Paths and targets that the pages name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guards.repository import ROOT, named, pages

_LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")
_PATH = re.compile(r"`((?:src|docs|tests|benchmarks|evaluations|requirements|\.ci)/[\w./*-]*)`")
_TARGET = re.compile(r"make ([a-z]+)")


@pytest.mark.parametrize("page", pages(), ids=named)
def test_links_and_paths_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [page.parent / link for link, _ in _LINK.findall(text) if "://" not in link]
    paths = [ROOT / path for path in _PATH.findall(text)]
    assert [str(path) for path in (*links, *paths) if not _there(path)] == []


def _there(path: Path) -> bool:
    return any(ROOT.glob(path.relative_to(ROOT).as_posix())) if "*" in path.name else path.exists()


@pytest.mark.parametrize("page", pages(), ids=named)
def test_make_targets_exist(page: Path) -> None:
    known = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    text = page.read_text(encoding="utf-8")
    shown = [*re.findall(r"(?ms)^```sh\n(.*?)^```$", text), *re.findall(r"`make [^`]*`", text)]
    assert set(_TARGET.findall("\n".join(shown))) - known == set()
