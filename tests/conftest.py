"""What every test may count on: no workspace of the person who runs them, and nobody's language."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from sawt.desk.settings import DATABASE_VARIABLE
from sawt.options import WORKSPACE_VARIABLE

# How long an example takes is a benchmark's question: a busy machine makes no test fail.
settings.register_profile("sawt", deadline=None)
settings.load_profile("sawt")
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _no_workspace_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WORKSPACE_VARIABLE, raising=False)
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT
