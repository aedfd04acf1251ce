"""What every command that makes reports can be told: their forms and language, and what they are compared with."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from must.cli.faults import printable, sentence
from must.cli.publications import blamed, read_averages, read_publication
from must.core.common.languages import Language
from must.core.common.refusals import Fault
from must.core.disclosure.averages import Averages
from must.core.disclosure.publication import Publication
from must.core.disclosure.trends import Trend, compare
from must.core.instrument.model import Instrument
from must.core.organisation.unit_map import UnitMap, read_unit_map
from must.reports.forms import Form
from must.reports.making import Failure

F = TypeVar("F", bound=Callable[..., Any])

NONE: Final = "none"
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_UNITS_A_PROCESS: Final = 20
"""Below so many units, it takes longer to start another process than to make their reports."""


def _forms(_ctx: click.Context, _param: click.Parameter, values: Sequence[str]) -> tuple[Form, ...]:
    """The forms named, in the order of `Form`; empty for `none`."""
    named = {name.strip() for value in values for name in value.split(",")}
    if named == {NONE}:
        return ()
    if unknown := sorted(named - set(Form)):
        raise click.BadParameter(f"{', '.join(map(repr, unknown))}: choose among {', '.join(Form)}, or {NONE} alone.")
    return tuple(form for form in Form if form in named)


_COMPARED: Final = (
    click.option("--previous", type=_FILE, help="The publication.json of an earlier round: reports then show the development."),
    click.option("--unit-map", type=_FILE, help="CSV: unit,previous_unit: codes now and then of units with another code, name or place."),
    click.option("--averages", type=_FILE, help="A file of must averages: reports then compare with the average enterprise."),
)
_MADE: Final = (
    click.option(
        "--formats",
        "forms",
        multiple=True,
        default=[",".join(Form)],
        show_default=True,
        metavar="FORM,…",
        callback=_forms,
        help=f"Forms of the reports beside the publication; {NONE} for the publication alone.",
    ),
    click.option(
        "--language",
        type=click.Choice([language.value for language in Language]),
        default=Language.NB.value,
        show_default=True,
        callback=lambda _ctx, _param, value: Language(value),
        help="Whose reports have the plain file names; the others are called report.nn.pdf, report.en.pdf …",
    ),
)


def compared_options(command: F) -> F:
    """Gives a command `previous`, `unit_map` and `averages`."""
    for option in reversed(_COMPARED):
        command = option(command)
    return command


def form_options(command: F) -> F:
    """Gives a command `forms` and `language`."""
    for option in reversed(_MADE):
        command = option(command)
    return command


@dataclass(frozen=True)
class Compared:
    """What reports are compared with, read before anything else is done. unit_map, previous_file: None without an earlier publication."""

    previous_file: Path | None
    previous: Publication | None
    unit_map: UnitMap | None
    averages: Averages | None

    @classmethod
    def read(cls, instrument: Instrument, *, previous: Path | None, unit_map: Path | None, averages: Path | None) -> Compared:
        """Raises Refusal for a file that isn't what it should be, and UsageError for a unit map without an earlier publication."""
        if unit_map is not None and previous is None:
            raise click.UsageError("--unit-map says which unit was which in an earlier round: it needs --previous.")
        return cls(
            previous_file=previous,
            previous=None if previous is None else read_publication(previous, instrument),
            unit_map=None if unit_map is None else read_unit_map(unit_map.read_bytes(), file=str(unit_map)),
            averages=None if averages is None else read_averages(averages, instrument),
        )

    def trend(self, publication: Publication, instrument: Instrument, say: Callable[[str], None]) -> Trend | None:
        """The publication beside the earlier one, if there is one. say: told which units are in doubt. Raises Refusal as `trends.compare`
        does."""
        if self.previous is None or self.previous_file is None:
            return None
        with blamed(self.previous_file):
            trend = compare(self.previous, publication, instrument, unit_map=self.unit_map)
        if trend.in_doubt:
            say(doubt_words(trend.in_doubt))
        return trend


def doubt_words(codes: Sequence[str]) -> str:
    """Which units have no earlier figures because nothing says that they are the same, and what to do."""
    return (
        f"Units that have the same code as a unit in the earlier publication, but another name or another place: {len(codes)} "
        f"({', '.join(map(printable, codes))}). They have no earlier figures, since they may be other units. Say which unit was which with "
        f"--unit-map; a unit that is the same has a row with its code twice, such as {printable(codes[0])},{printable(codes[0])}."
    )


def processes_for(publication: Publication) -> int:
    """How many processes make a publication's reports: as many as there are processors for us, and fewer where there is little to do."""
    return min(len(os.sched_getaffinity(0)), 1 + len(publication.units) // _UNITS_A_PROCESS)


def say_failures(failures: Sequence[Failure]) -> None:
    """On standard error, a line for each report that couldn't be made, or unit that has none."""
    for failure in failures:
        click.echo(printable(_failed(failure)), err=True)


def _failed(failure: Failure) -> str:
    if failure.form is None:
        return f"The reports of unit {failure.unit} could not be put in their place: {sentence(Fault(failure.reference))}"
    return f"The report of unit {failure.unit} could not be made as {failure.form} ({failure.language}): reference {failure.reference}."
