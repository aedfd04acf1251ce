"""Copies of instruments, to break."""

from __future__ import annotations

import shutil
from pathlib import Path

from must.core.common.languages import Language
from must.core.common.refusals import Fault, Refusal
from must.core.instrument.loader import PACKAGED, load_instrument
from must.core.instrument.texts import load_texts
from must.ui.texts import texts

MUST = PACKAGED / "must-2026"
TINY = Path(__file__).parents[2] / "data" / "instruments" / "tiny"

Place = tuple[str, str | None, int | None]
"""A fault's code, file (within the instrument) and line."""


def copy_of(instrument: Path, to: Path) -> Path:
    directory = to / "copy"
    shutil.copytree(instrument, directory)
    return directory


def change(file: Path, old: str, new: str) -> str:
    """Replace the first occurrence; returns the file's new text."""
    text = file.read_text("utf-8")
    assert old in text
    changed = text.replace(old, new, 1)
    file.write_text(changed, "utf-8")
    return changed


def faults_in(directory: Path) -> list[Place]:
    """Everything that questionnaire and texts are refused for. Each fault can be said, with its mending, in every language."""
    found: list[Place] = []
    for load in (load_instrument, load_texts):
        try:
            load(directory)
        except Refusal as refusal:
            found += [place_of(fault, directory) for fault in refusal.faults]
    return found


def place_of(fault: Fault, directory: Path) -> Place:
    for language in Language:
        say = texts(language)
        assert say(fault.code, **fault.details)
        assert say(f"{fault.code}.mend", **fault.details)
    file = str(Path(fault.file).relative_to(directory)) if fault.file else None
    return fault.code.removeprefix("instrument."), file, fault.row
