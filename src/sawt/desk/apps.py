"""How Django knows the desk."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Tables are named `desk_…`."""

    name = "sawt.desk"
    label = "desk"
