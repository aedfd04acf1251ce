"""What makes reports: the programs and templates of this package, the words in every language, and the letters they are set in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from must.reports.pdf_lines import FONTS
from must.ui.texts import LANGUAGES_DIRECTORY

MAKERS: Final = (Path(__file__).parent, LANGUAGES_DIRECTORY, FONTS)
"""Directories, with all that lies below them."""


@cache
def made_by() -> str:
    """A digest of all files of the makers: another one when any has changed, is new or gone. Read once: a process goes on as it began."""
    lines = "".join(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for name, path in _files())
    return hashlib.sha256(lines.encode()).hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    """Each file, with a name that says nothing of the machine."""
    for directory in MAKERS:
        for path in sorted(directory.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":  # what Python makes of a program differs from machine to machine
                yield f"{directory.name}/{path.relative_to(directory).as_posix()}", path
