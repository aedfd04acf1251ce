"""Runs the real `must report` on real files: in a process of its own, or here, which is quicker, where what it says is all that counts."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from must.cli import main
from must.core.disclosure.publication import Publication
from tests.core.refused import DATA

TINY = DATA / "instruments" / "tiny"
MUST = Path(sys.executable).with_name("must")
UNIT_COLUMNS = ("code", "parent", "name", "invited")

UnitRow = tuple[str, str, str, object]
"""code, parent ('' for the enterprise), name, people directly in it."""


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_units(folder: Path, rows: Iterable[UnitRow]) -> Path:
    return write_csv(folder / "units.csv", [UNIT_COLUMNS, *rows])


def write_answers(folder: Path, items: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    return write_csv(folder / "answers.csv", [("unit", *items), *rows])


def arguments(units: Path, answers: Path, out: Path, *more: str, instrument: Path | str = TINY) -> list[str]:
    return [
        str(MUST),
        "report",
        "--units",
        str(units),
        "--answers",
        str(answers),
        "--instrument",
        str(instrument),
        "--out",
        str(out),
        *more,
    ]


def run(units: Path, answers: Path, out: Path, *more: str, instrument: Path | str = TINY) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments(units, answers, out, *more, instrument=instrument), capture_output=True, text=True, check=False)


def run_here(units: Path, answers: Path, out: Path, *more: str, instrument: Path | str = TINY) -> subprocess.CompletedProcess[str]:
    """The same, in this process. What the command doesn't catch is raised here."""
    command = arguments(units, answers, out, *more, instrument=instrument)
    said, told = StringIO(), StringIO()
    with redirect_stdout(said), redirect_stderr(told), pytest.raises(SystemExit) as ended:
        main(command[1:], prog_name="must")
    return subprocess.CompletedProcess(command, int(str(ended.value.code)), said.getvalue(), told.getvalue())


def publication_in(out: Path) -> Publication:
    return Publication.from_json((out / "publication.json").read_bytes())


def tree_of(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder, with contents; None for directories."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}
