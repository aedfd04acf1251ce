"""Where the reporter puts reports."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from must.service.environment import SettingFault

VARIABLE: Final = "MUST_COLLECTION_REPORTS"


def directory(setting: str) -> Path | None:
    """The directory that is set; None when nothing is. Raises SettingFault when nothing can be written there."""
    if not setting:
        return None
    path = Path(setting)
    if not (path.is_dir() and os.access(path, os.W_OK | os.X_OK)):
        raise SettingFault(f"{VARIABLE}: {path} isn't a directory that can be written to")
    return path
