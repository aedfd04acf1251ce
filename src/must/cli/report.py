"""`must report`: reports from answers that were collected elsewhere, by the same rules as those of a round."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import Final

import click

from must.cli.faults import REFUSED
from must.cli.output import whole_directory
from must.cli.report_options import Compared, compared_options, form_options, processes_for, say_failures
from must.core.common.languages import Language
from must.core.disclosure.certificate import read_digest_key
from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument, Selection
from must.core.organisation.unit_file import read_units
from must.core.scoring.answer_file import read_answers
from must.reports.batch import render_reports
from must.reports.forms import Form
from must.reports.making import Failure

PUBLICATION: Final = "publication.json"
_PROGRESS_EVERY: Final = 100
"""Units."""

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("report")
@click.option("--units", type=_FILE, required=True, help="CSV: code,parent,name,invited; invited counts those directly in the unit.")
@click.option("--answers", type=_FILE, required=True, help="CSV: unit and a column for each item asked; one row a respondent.")
@click.option("--instrument", "instrument_name", metavar="NAME|DIR", required=True, help="A packaged instrument, or a directory.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new or empty directory to write to, not the current one.")
@click.option("--digest-key", type=_FILE, help="32 random bytes or more: the certificate gets a keyed digest of all that went in.")
@click.option("--closed", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The last day of answering, such as 2026-03-20.")
@compared_options
@form_options
def command(
    *,
    units: Path,
    answers: Path,
    instrument_name: str,
    out: Path,
    digest_key: Path | None,
    closed: datetime | None,
    previous: Path | None,
    unit_map: Path | None,
    averages: Path | None,
    forms: tuple[Form, ...],
    language: Language,
) -> None:
    """Reports from answers collected elsewhere.

    Writes publication.json and reports for every unit, in all languages. The directory appears whole or not at all; a single report that
    can't be made is told of, and the others are there.
    """
    failures: tuple[Failure, ...] = ()
    with whole_directory(out) as directory:
        instrument = load_instrument(instrument_name)
        compared = Compared.read(instrument, previous=previous, unit_map=unit_map, averages=averages)
        key = None if digest_key is None else read_digest_key(digest_key.read_bytes(), file=str(digest_key))
        publication = make_publication(units, answers, instrument, closed=closed and closed.date(), digest_key=key)
        trend = compared.trend(publication, instrument, _say)
        (directory / PUBLICATION).write_text(publication.to_json(), "utf-8")
        if forms:
            _say("Writing reports …")
            failures = render_reports(
                publication,
                instrument,
                directory,
                trend=trend,
                averages=compared.averages,
                forms=forms,
                language=language,
                progress=_say_reports,
                processes=processes_for(publication),
            )
        _say("Saving …")
    click.echo(
        f"{out}: publication of {len(publication.cells)} cells; {sum(unit.reported for unit in publication.units)} units have figures."
    )
    if failures:
        say_failures(failures)
        sys.exit(REFUSED)


def make_publication(
    units: Path, answers: Path, instrument: Instrument, *, closed: date | None = None, digest_key: bytes | None = None
) -> Publication:
    """The publication of a unit file and an answer file. Raises Refusal with every fault of the first file that has any."""
    rules = Rules.of(instrument.rules)
    _say("Reading units …")
    tree = read_units(units.read_bytes(), file=str(units))
    _say("Reading answers …")
    answered = read_answers(
        answers.read_bytes(), file=str(answers), instrument=instrument, tree=tree, progress=lambda rows: _say(f"  {rows} rows")
    )
    begun = monotonic()
    _say(f"Counting {len(answered)} answers of {tree.invited[tree.root.code]} invited in {len(tree.units)} units …")
    return publish(
        instrument=instrument,
        asked=answered.items,
        form=form_of(instrument, answered.items),
        round=None,
        grid=build_grid(tree, rules),
        answers=answered,
        rules=rules,
        closed=closed,
        digest_key=digest_key,
        elapsed=lambda: monotonic() - begun,
    )


def form_of(instrument: Instrument, items: tuple[str, ...]) -> str:
    """The smallest form that asks all of the items, modules apart; the largest where none does (single extended themes on top)."""
    every_module = frozenset(theme.id for theme in instrument.modules)
    asked = {
        form: {item.id for _, page in instrument.asked(Selection(form, modules=every_module)) for item in page} for form in instrument.forms
    }
    enough = [form for form in asked if asked[form].issuperset(items)]
    return min(enough, key=lambda form: len(asked[form])) if enough else max(asked, key=lambda form: len(asked[form]))


def _say_reports(done: int, total: int) -> None:
    if done == total or (done and done % _PROGRESS_EVERY == 0):
        _say(f"  {done} of {total} units")


def _say(words: str) -> None:
    """Progress, on standard error."""
    click.echo(words, err=True)
