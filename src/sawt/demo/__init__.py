"""The simulated ministry, as the files that its systems would export."""

from __future__ import annotations

from sawt.demo.sources import SourceFile, write_sources

__all__ = ["SourceFile", "write_sources"]
