"""The secret of each process of the local world: a file of its own, as an operator would make it."""

from __future__ import annotations

import secrets
from pathlib import Path


def secret_file(directory: Path, process: str) -> Path:
    """The file below `directory` that holds a process's own secret; made at its first use, and ours alone."""
    path = directory / process
    directory.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path
