"""Django's settings for `python -m django …` over the workspace that the environment names."""

from __future__ import annotations

import os
from pathlib import Path

from sawt.desk.settings import DATABASE_VARIABLE, SHARED, database
from sawt.options import DEFAULT_WORKSPACE, WORKSPACE_VARIABLE

INSTALLED_APPS = SHARED["INSTALLED_APPS"]
DEFAULT_AUTO_FIELD = SHARED["DEFAULT_AUTO_FIELD"]
USE_TZ = SHARED["USE_TZ"]
USE_I18N = SHARED["USE_I18N"]
TIME_ZONE = "UTC"
DATABASES = {
    "default": database(
        Path(os.environ.get(WORKSPACE_VARIABLE, DEFAULT_WORKSPACE)), os.environ.get(DATABASE_VARIABLE)
    )
}
