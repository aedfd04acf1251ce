"""`must report`: reports from answers that were collected elsewhere, by the same rules as those of a round."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Final

import click

from must.cli.output import whole_directory
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

PUBLICATION: Final = "publication.json"
_PROGRESS_EVERY: Final = 100
"""Units."""

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("report")
@click.option("--units", type=_FILE, required=True, help="CSV: code,parent,name,invited; invited counts those directly in the unit.")
@click.option("--answers", type=_FILE, required=True, help="CSV: unit and a column for each item asked; one row a respondent.")
@click.option("--instrument", "instrument_name", metavar="NAME|DIR", required=True, help="A packaged instrument, or a directory.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new or empty directory to write to, not the current one.")
@click.option("--formats", type=click.Choice(["html", "none"]), default="html", show_default=True, help="Reports beside the publication.")
@click.option("--digest-key", type=_FILE, help="32 random bytes or more: the certificate gets a keyed digest of all that went in.")
def command(*, units: Path, answers: Path, instrument_name: str, out: Path, formats: str, digest_key: Path | None) -> None:
    """Reports from answers collected elsewhere.

    Writes publication.json and a report for each unit that gets one. The directory appears whole or not at all.
    """
    with whole_directory(out) as directory:
        instrument = load_instrument(instrument_name)
        key = None if digest_key is None else read_digest_key(digest_key.read_bytes(), file=str(digest_key))
        publication = make_publication(units, answers, instrument, digest_key=key)
        (directory / PUBLICATION).write_text(publication.to_json(), "utf-8")
        if formats == "html":
            _say("Writing reports …")
            render_reports(publication, instrument, directory, forms=[Form.HTML], progress=_say_reports)
        _say("Saving …")
    reported = sum(unit.reported for unit in publication.units)
    click.echo(f"{out}: publication of {len(publication.cells)} cells; {reported} units get a report.")


def make_publication(units: Path, answers: Path, instrument: Instrument, *, digest_key: bytes | None = None) -> Publication:
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
