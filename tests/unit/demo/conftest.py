from __future__ import annotations

import pytest

from sawt.demo import SourceFile, write_sources
from tests.unit.demo.reading import SHORT


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> list[SourceFile]:
    """The files of two months, one of them Ramadan."""
    return write_sources(tmp_path_factory.mktemp("ministry"), months=SHORT)
