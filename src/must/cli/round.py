"""`must round`: a survey round from its creation to its reports.

The commands run as the operator: with public keys only. What needs addresses, links or answers is queued for mailer and worker. Where a
database is given, these run elsewhere; without one, there is an embedded database, and they are run here until nothing is left to do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg.errors import InsufficientPrivilege, UndefinedTable

from must.cli.faults import REFUSED
from must.cli.report_options import compared_options, form_options, say_failures
from must.cli.staff_options import HandedIn, handed_in
from must.core.common.languages import Language
from must.core.common.refusals import Fault, Refusal
from must.core.instrument.model import Selection
from must.crypto.errors import KeyExists, NoKey, RingRefused
from must.reports.forms import Form
from must.world.home import Home

if TYPE_CHECKING:
    from must.cli.round_steps import Steps

DATABASE_URL: Final = "MUST_COLLECTION_DATABASE_URL"
HOME: Final = Path("var")
DAY: Final = click.DateTime(["%Y-%m-%d"])
PROGRESS_EVERY: Final = 4
"""Looks at a working process before its progress is told: two seconds."""


class Here:
    """Where a command runs: the steps, and whoever does what is queued."""

    def __init__(self, home: Home | None) -> None:
        self.steps: Steps = import_module("must.cli.round_steps").Steps(say)  # it needs a Django that is set up
        self._home = home

    def check_mail(self) -> None:
        """Refuse what would send mails, before anything has changed, where they are sent from here and no server is named."""
        if self._home is not None:
            self._home.check_mail()

    def work(self, code: str) -> None:
        """Have done what was queued, where that is ours to do. Raises Refusal `round.unfinished`."""
        if self._home is None:
            return
        looks = 0

        def look() -> None:
            nonlocal looks
            looks += 1
            if looks % PROGRESS_EVERY == 0 and (words := self.steps.mailing_progress(code)):
                say(words)

        self._home.work(look)
        if self.steps.unfinished(code):
            raise Refusal(Fault("round.unfinished", details={"logs": str(self._home.logs)}))


def say(words: str) -> None:
    """Progress: on standard error, so that standard output holds the result alone."""
    click.echo(words, err=True)


@contextmanager
def here(database_url: str | None, keys: Path | None) -> Iterator[Here]:
    """Set Django up for the operator, on the database given or on the embedded one. Whatever goes wrong inside is said plainly."""
    with _said_plainly(), _surroundings(database_url, keys) as home:
        os.environ["DJANGO_SETTINGS_MODULE"] = "must.collection.config.settings"
        django.setup()
        try:
            yield Here(home)
        finally:  # before an embedded server ends under them
            database = cast(DatabaseWrapper, connections["default"])
            database.close()
            database.close_pool()


@contextmanager
def _surroundings(database_url: str | None, keys: Path | None) -> Iterator[Home | None]:
    """Put into the environment what the operator's settings read."""
    if database_url:
        os.environ[DATABASE_URL] = database_url
        if keys is not None:
            os.environ["MUST_COLLECTION_KEYS"] = str(keys)
        yield None
        return
    say("Starting the embedded database …")
    with Home(HOME, keys or HOME / "keys") as home:
        os.environ.update(home.environment("operator"))
        yield home


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Settings and rings say themselves what to mend; for what the database refuses altogether we do."""
    try:
        yield
    except OperationalError:
        raise Refusal(Fault("round.no_database")) from None
    except ProgrammingError as error:
        if isinstance(error.__cause__, UndefinedTable | InsufficientPrivilege):
            raise Refusal(Fault("round.not_laid_out")) from None
        raise
    except (ImproperlyConfigured, RingRefused) as error:
        raise click.ClickException(str(error)) from None
    except (NoKey, KeyExists) as error:
        raise click.ClickException(f"the key ring hasn't got what it should: {error}") from None


def place(function: Callable[..., None]) -> Callable[..., None]:
    """The options that say where."""
    url = click.option(
        "--database-url",
        envvar=DATABASE_URL,
        help="PostgreSQL of the collection zone, for the operator's role. None: an embedded one in var/.",
    )
    keys = click.option(
        "--keys",
        type=click.Path(path_type=Path),
        help="The operator's key ring; without a database, all rings (var/keys, made when missing).",
    )
    return url(keys(function))


@click.group()
def command() -> None:
    """Run a survey round.

    create, import, open, remind, close, compare, report: in that order. A command that was interrupted goes on when it is given again.
    """


@command.command()
@click.option("--enterprise", required=True, help="Name of the enterprise, as mails and reports show it.")
@click.option("--instrument", metavar="NAME|DIR", required=True, help="A packaged instrument, or a directory.")
@click.option("--form", required=True, help="Form of the instrument, short or full.")
@click.option("--extended", multiple=True, metavar="THEME", help="A theme that is asked in full although the form is short.")
@click.option("--module", "modules", multiple=True, metavar="MODULE", help="An optional module.")
@click.option("--first", type=DAY, required=True, help="First day of answering.")
@click.option("--last", type=DAY, required=True, help="Last day of answering.")
@place
def create(
    *,
    enterprise: str,
    instrument: str,
    form: str,
    extended: tuple[str, ...],
    modules: tuple[str, ...],
    first: datetime,
    last: datetime,
    **where: Any,
) -> None:
    """Lay out a round. Prints its code."""
    selection = Selection(form, frozenset(extended), frozenset(modules))
    with here(**where) as at:
        made = at.steps.create(enterprise=enterprise, instrument=instrument, selection=selection, first=first.date(), last=last.date())
        click.echo(made)


@command.command("import")
@click.argument("code")
@click.argument("staff_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Say what is in the file and what it would come to, and store nothing.")
@handed_in
@place
def take_staff(*, code: str, staff_file: Path, check: bool, handed: HandedIn, **where: Any) -> None:
    """Take in the staff file of round CODE: an Excel workbook (.xlsx) or a CSV with e-mail, optional language, and the unit levels.

    What a column is for, its heading says. Where it doesn't, name COLUMN by its heading or its letter. docs/staff-file.md is for whoever
    makes the file.
    """
    with here(**where) as at:
        if check:
            click.echo(at.steps.check_staff(code, staff_file, handed, click.echo))
            return
        click.echo(at.steps.take_staff(code, staff_file, handed))
        at.work(code)


@command.command("open")
@click.argument("code")
@place
def open_(*, code: str, **where: Any) -> None:
    """Open round CODE: answers are taken, and everybody is invited."""
    with here(**where) as at:
        at.check_mail()
        click.echo(at.steps.open(code))
        at.work(code)


@command.command()
@click.argument("code")
@click.option("--last", is_flag=True, help="No other reminder comes: when it is out, nobody can read the links again.")
@place
def remind(*, code: str, last: bool, **where: Any) -> None:
    """Remind everybody in round CODE, whoever has answered too. The third reminder is the last in any case."""
    with here(**where) as at:
        at.check_mail()
        click.echo(at.steps.remind(code, last=last))
        at.work(code)


@command.command()
@click.argument("code")
@place
def close(*, code: str, **where: Any) -> None:
    """Close round CODE: no more answers, and the publication is made."""
    with here(**where) as at:
        click.echo(at.steps.close(code))
        at.work(code)


@command.command()
@click.argument("code")
@compared_options
@place
def compare(*, code: str, previous: Path | None, unit_map: Path | None, averages: Path | None, **where: Any) -> None:
    """Have the reports of round CODE made anew, compared with an earlier round and other enterprises.

    Without options they stand alone again. Reports that have failed are tried again.
    """
    with here(**where) as at:
        click.echo(at.steps.compare(code, previous=previous, unit_map=unit_map, averages=averages))


@command.command()
@click.argument("code")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new or empty directory to write to, not the current one.")
@form_options
@place
def report(*, code: str, out: Path, forms: tuple[Form, ...], language: Language, **where: Any) -> None:
    """Write publication.json and the reports of round CODE, compared as `compare` has said. The directory appears whole or not at all; a
    single report that can't be made is told of, and the others are there."""
    with here(**where) as at:
        words, failures = at.steps.report(code, out, forms=forms, language=language)
        click.echo(words)
    if failures:
        say_failures(failures)
        sys.exit(REFUSED)


@command.command()
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON; needs a CODE.")
@place
def status(*, code: str | None, as_json: bool, **where: Any) -> None:
    """How round CODE stands, or every round. Never how many have answered."""
    if as_json and code is None:
        raise click.UsageError("--json needs a CODE")
    with here(**where) as at:
        for each in at.steps.every_code() if code is None else [code]:
            click.echo(at.steps.status_json(each) if as_json else at.steps.status_words(each))
