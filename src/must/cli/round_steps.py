"""What `must round` does once Django knows where: each step calls an action of the collection zone and says what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

from must.cli.length import length_words
from must.cli.output import whole_directory
from must.cli.report_options import Compared, processes_for
from must.cli.staff_options import HandedIn
from must.cli.staff_words import checked_words, columns_words, content_of, imported_words
from must.collection.actions.due import queue_undone, undone
from must.collection.actions.organisation import check_staff, confirm_staff
from must.collection.actions.reports import Beside, Made, batch_of, compare_round, comparison_of, made, published
from must.collection.actions.rounds import (
    RoundStatus,
    close_round,
    create_round,
    find_round,
    open_round,
    publication_of,
    remind,
    status,
)
from must.collection.adapters.staff_files import Reading
from must.collection.models import Mailing, Round
from must.collection.models.invitations import MailingKind
from must.core.campaign.periods import LOCAL, Period
from must.core.campaign.states import RoundState
from must.core.common.languages import Language
from must.core.common.refusals import Refusal
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Selection
from must.reports.batch import render_reports
from must.reports.forms import Form
from must.reports.making import Failure
from must.service.clock import clock

PUBLICATION: Final = "publication.json"


class Steps:
    """The steps of a round, as the operator takes them. say: takes progress."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def create(self, *, enterprise: str, instrument: str, selection: Selection, first: date, last: date) -> str:
        """Lay out a round; its code. Says how long answering takes."""
        made = create_round(
            enterprise=enterprise, instrument=instrument, selection=selection, period=Period(first, last), now=clock().now()
        )
        self._say(length_words(load_instrument(made.instrument), selection))
        return made.code

    def take_staff(self, code: str, file: Path, handed: HandedIn) -> str:
        """Take a staff file in; what it came to."""
        round_ = find_round(code)
        self._say("Reading and sealing the staff file …")
        reading = Reading(handed.corrections, handed.sheet, lambda columns: self._say(columns_words(columns)))
        return imported_words(
            confirm_staff(round_id=round_.pk, content=content_of(file), file=str(file), now=clock().now(), reading=reading)
        )

    def check_staff(self, code: str, file: Path, handed: HandedIn, show: Callable[[str], None]) -> str:
        """Read a staff file and store nothing; what it would come to. show: shown what the columns are taken for, refused or not."""
        round_ = find_round(code)
        self._say("Reading the staff file; nothing is stored …")
        reading = Reading(handed.corrections, handed.sheet, lambda columns: show(columns_words(columns)))
        return checked_words(check_staff(round_id=round_.pk, content=content_of(file), file=str(file), reading=reading))

    def open(self, code: str) -> str:
        """Open a round; or go on with an opening that was interrupted. What it did."""
        round_ = find_round(code)
        if round_.state == RoundState.OPEN and _go_on(round_):
            return "The round is open; its invitations go on."
        open_round(round_id=round_.pk, now=clock().now())
        return "Opened; the invitations go out."

    def remind(self, code: str, *, last: bool) -> str:
        """Remind everybody, last: for the last time; or go on with a reminder that was interrupted. What it did."""
        round_ = find_round(code)
        try:
            remind(round_id=round_.pk, now=clock().now(), last=last)
        except Refusal:
            going = Mailing.objects.filter(round=round_, kind=MailingKind.REMINDER, done=False).exists()
            if not going or not _go_on(round_):
                raise
            return "The reminder goes on."
        return "Everybody is reminded, since nobody knows who has answered."

    def close(self, code: str) -> str:
        """Close a round; or go on with a closing that was interrupted. What it did."""
        round_ = find_round(code)
        if round_.state in {RoundState.CLOSING, RoundState.PUBLISHED} and _go_on(round_):
            return "The round is closed; what follows goes on."
        close_round(round_id=round_.pk, now=clock().now())
        return "Closed; the mailer's key is destroyed and the reports are made."

    def unfinished(self, code: str) -> bool:
        """Whether a round misses the result of any job."""
        return next(undone(find_round(code)), None) is not None

    def compare(self, code: str, *, previous: Path | None, unit_map: Path | None, averages: Path | None) -> str:
        """Have a published round's reports made anew, compared with these; what was done."""
        round_ = find_round(code)
        publication, instrument = published(round_.pk)
        compared = Compared.read(instrument, previous=previous, unit_map=unit_map, averages=averages)
        compared.trend(publication, instrument, self._say)  # what is wrong with a file is said of that file
        compare_round(
            round_id=round_.pk, beside=Beside(*(None if file is None else file.read_bytes() for file in (previous, unit_map, averages)))
        )
        return "The reports are made anew."

    def report(self, code: str, out: Path, *, forms: tuple[Form, ...], language: Language) -> tuple[str, tuple[Failure, ...]]:
        """Write publication and reports of a published round; what was written, and which reports failed."""
        round_ = find_round(code)
        batch = batch_of(round_.pk, comparison_of(round_.pk))
        publication = batch.publication
        failures: tuple[Failure, ...] = ()
        with whole_directory(out) as directory:
            (directory / PUBLICATION).write_text(publication_of(round_.pk), "utf-8")
            if forms:
                self._say("Writing reports …")
                failures = render_reports(
                    publication,
                    batch.instrument,
                    directory,
                    trend=batch.trend,
                    averages=batch.averages,
                    forms=forms,
                    language=language,
                    progress=self._every_hundred,
                    processes=processes_for(publication),
                )
        shown = sum(unit.reported for unit in publication.units)
        return f"{out}: publication of {len(publication.cells)} cells; {shown} units have figures.", failures

    def status_json(self, code: str) -> str:
        """How a round stands, for programs."""
        round_id = find_round(code).pk
        stands = asdict(status(round_id)) | {"reports": asdict(made(round_id))}
        return json.dumps(stands, default=str, ensure_ascii=False, indent=1)

    def status_words(self, code: str) -> str:
        """How a round stands, for people."""
        round_id = find_round(code).pk
        stands = status(round_id)
        unfinished = ", going on" if stands.state is RoundState.OPEN else ", ended by the close"
        mailings = [
            f"{each.kind} {each.number or ''}".strip()
            + (", the last" if each.last else "")
            + f": {each.accepted} sent, {each.refused} refused, {each.deferred} put off, {each.in_doubt} in doubt, "
            + (f"{each.bounced} bounced" if each.collects_bounces else "bounces not counted")
            + ("" if each.done else unfinished)
            + ("\n  the mail server has taken none of these yet: the mailer's log says what it answers" if each.takes_nobody else "")
            for each in stands.mailings
        ]
        days = f"{stands.opens.astimezone(LOCAL):%Y-%m-%d %H:%M} to {stands.closes.astimezone(LOCAL):%Y-%m-%d %H:%M}"
        key = "there" if stands.prepared else "not there yet"
        lines = [f"round {stands.code}: {stands.state}", f"answers from {days}", f"{stands.invited} invited; key {key}", *mailings]
        if stands.link_key_destroyed:
            lines.append("the key of the links is destroyed")
        if stands.state is RoundState.PUBLISHED:
            lines.extend(_reports_words(made(round_id)))
        return "\n".join(lines)

    def every_code(self) -> list[str]:
        """The codes of all rounds, by their first day."""
        return list(Round.objects.order_by("opens", "code").values_list("code", flat=True))

    def mailing_progress(self, code: str) -> str | None:
        """How far the mail that is going out has come; None when none is."""
        stands: RoundStatus = status(find_round(code).pk)
        going = next((each for each in reversed(stands.mailings) if not each.done), None)
        return None if going is None else f"  {going.tried} of {stands.invited} mails"

    def _every_hundred(self, done: int, of: int) -> None:
        if done and (done % 100 == 0 or done == of):
            self._say(f"  {done} of {of}")


def _go_on(round_: Round) -> bool:
    """Queue what is undone; whether there was anything."""
    if next(undone(round_), None) is None:
        return False
    queue_undone(round_)
    return True


def _reports_words(reports: Made) -> Iterator[str]:
    """How far the reporter has come, and which reports failed, by their references in its log."""
    yield f"reports of {reports.done} of {reports.units} units made" if reports.units else "reports not begun"
    for failed in reports.failed:
        yield f"reports of unit {failed.unit} failed: {', '.join(failed.failures)}"
