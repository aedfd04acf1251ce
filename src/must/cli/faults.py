"""How a command says no: one line a fault on standard error, and an exit code. Never a traceback, never what a cell held.

Exit codes: 1 refused or impossible, 2 wrong use of the command (click), 3 a mistake of the program's own.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

import must
from must.core.common.languages import Language
from must.core.common.refusals import Fault, Refusal
from must.ui.texts import texts

REFUSED: Final = 1
MISTAKE: Final = 3


@contextmanager
def told() -> Iterator[None]:
    """Whatever goes wrong inside is told on standard error and ends the program with its exit code."""
    try:
        yield
    except Refusal as refusal:
        say_refusal(refusal)
        sys.exit(REFUSED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(printable(f"{where}{error.strerror or type(error).__name__}"), err=True)
        sys.exit(REFUSED)
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:  # an error of ours: its traceback might show what a file holds
        click.echo(f"The program made a mistake and stopped. Please report this: {reference(error)}", err=True)
        sys.exit(MISTAKE)


def say_refusal(refusal: Refusal) -> None:
    """Print a refusal's faults, each on a line of its own: `units.csv:row 12, column "parent": what is wrong. How to mend it.`"""
    for fault in refusal.faults:
        click.echo(printable(sentence(fault)), err=True)


def sentence(fault: Fault) -> str:
    """A fault in English: where, what, and how to mend it."""
    t = texts(Language.EN)
    details = {"file": fault.file, "row": fault.row, "column": fault.column, **fault.details}
    return f"{_where(fault)}{t(fault.code, **details)} {t(f'{fault.code}.mend', **details)}"


def _where(fault: Fault) -> str:
    row = None if fault.row is None else f"row {fault.row}"
    column = None if fault.column is None else f'column "{fault.column}"'
    place = ", ".join(part for part in (row, column) if part)
    return "".join(f"{part}:" for part in (fault.file, place) if part) + (" " if fault.file or place else "")


def printable(words: str) -> str:
    """One line without signs that could move a cursor or colour a screen: those are written as escapes."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in words)


def reference(error: Exception) -> str:
    """Where the program went wrong: the kind of error and the line of ours. No message: that could hold what somebody answered."""
    package = Path(must.__file__).parent
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(package)]
    place = f" at {Path(ours[-1].filename).relative_to(package.parent)}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"
