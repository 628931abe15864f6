"""The door to the models: Django is made ready before they are loaded, whoever comes first."""

from __future__ import annotations

from sawt.desk.opening import get_ready

get_ready()

from sawt.desk import models  # noqa: E402 - models can be loaded only when Django is ready

__all__ = ["models"]
