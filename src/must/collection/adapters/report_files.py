"""Where the reporter puts reports."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
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


_OTHERS: Final = 0o027


@contextmanager
def kept_from_others() -> Iterator[None]:
    """What the process writes meanwhile its user and group can read, its user alone can change, and nobody else has a way to; or what is
    stricter, where the process was started so. For all threads of the process."""
    before = os.umask(_OTHERS)
    try:
        os.umask(before | _OTHERS)
        yield
    finally:
        os.umask(before)
