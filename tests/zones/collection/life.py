"""A round's life by its real transitions, each step taken by the process that takes it: the state of no test is written by hand."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from must.collection.actions import invitations, organisation, publications, rounds
from must.collection.actions.answers import Agreed, Attempt, Survey, change_answers, find_survey, find_ticket, start_attempt
from must.collection.models import Mailing, Round
from must.core.campaign.periods import LOCAL, Period
from must.core.common.languages import Language
from must.core.disclosure.publication import Publication
from must.core.instrument.model import Selection
from must.service.clock import FileClock

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)
ORDERED = datetime(2026, 2, 9, 8, tzinfo=UTC)
AGREED = Agreed("participation", "1.0", "ab" * 32, Language.NB)
ENTERPRISE = "Kystverksdirektoratet på Ytre Nesøya"

UNITS = {"Havneavdelingen": 14, "Losavdelingen": 12, "Fyrseksjonen": 4}
"""A department that is a cell, another one, and one that is too small for a cell: its people and the director make the rest."""


def staff_file(units: Mapping[str, int] = UNITS) -> bytes:
    """A synthetic staff file: so many people in each department, one person above them, every third one writing nynorsk."""
    people = [(f"person{number}.{unit[:3].lower()}", unit) for unit, size in units.items() for number in range(size)]
    rows = ["E-post;Språk;Avdeling", "toppsjef@kyst.example;nb;"]
    rows += [f"{name}@kyst.example;{'nn' if number % 3 == 0 else 'nb'};{unit}" for number, (name, unit) in enumerate(people)]
    return "\r\n".join(rows).encode("cp1252")


def save_answers(attempt: Attempt, changes: Mapping[str, int | None], *, now: datetime) -> None:
    """`change_answers` where what changes doesn't depend on what is saved."""
    change_answers(attempt, lambda _: changes, now=now)


def become(process: str) -> None:
    """Go on as another process: with its ring and no other."""
    settings.KEYS = keys() / process


def keys() -> Path:
    return Path(os.environ["MUST_COLLECTION_KEYS"]).parent


def world_clock() -> FileClock:
    return FileClock(Path(os.environ["MUST_CLOCK"].removeprefix("file:")))


@dataclass
class Outbox:
    """Takes mails instead of a server. `refuses` may raise what a server would before a mail's end, `ends` what it would afterwards."""

    mails: list[EmailMultiAlternatives] = field(default_factory=list)
    refuses: Callable[[EmailMultiAlternatives], None] = lambda mail: None
    ends: Callable[[EmailMultiAlternatives], None] = lambda mail: None
    turns: int = 0

    def turn(self) -> None:
        """A mail may come at any time; who sends waits for its turn all the same."""
        self.turns += 1

    def offer(self, mail: EmailMultiAlternatives) -> Callable[[], None]:
        self.refuses(mail)
        mail.message()  # where a header that isn't one is refused
        return lambda: self._take(mail)

    def _take(self, mail: EmailMultiAlternatives) -> None:
        self.ends(mail)
        self.mails.append(mail)

    def links(self, survey_code: str) -> dict[str, str]:
        """Link by address."""
        written = re.compile(rf"/s/{survey_code}/\?(?:nb|nn|en)#(\S{{29}})")
        return {mail.to[0]: written.findall(str(mail.body))[0] for mail in self.mails}


class Life:
    """One round of one enterprise. Every step returns the Life itself."""

    def __init__(self, *, form: str = "short", modules: Iterable[str] = (), staff: bytes | None = None) -> None:
        self.selection = Selection(form, modules=frozenset(modules))
        self.content = staff_file() if staff is None else staff
        self.clock = world_clock()
        self.outbox = Outbox()
        self.id: UUID

    def draft(self) -> Life:
        become("operator")
        self.clock.set(ORDERED)
        made = rounds.create_round(
            enterprise=ENTERPRISE, instrument="must-2026", selection=self.selection, period=Period(FIRST, LAST), now=self.now
        )
        self.id = made.pk
        return self

    def ready(self) -> Life:
        self.draft()
        organisation.confirm_staff(round_id=self.id, content=self.content, file="staff.csv", now=self.now)
        return self

    def prepared(self) -> Life:
        self.ready()
        become("worker")
        publications.prepare_round(round_id=self.id)
        return self

    def opened(self) -> Life:
        self.prepared()
        become("operator")
        self.clock.set(datetime.combine(FIRST, time(8), LOCAL))
        rounds.open_round(round_id=self.id, now=self.now)
        return self

    def invited(self) -> Life:
        self.opened()
        become("mailer")
        invitations.mint_links(round_id=self.id)
        self.send()
        become("web")
        return self

    def send(self) -> None:
        """Send the mailing that is waiting, as the mailer does."""
        become("mailer")
        mailing = Mailing.objects.get(round_id=self.id, done=False)
        invitations.send_mailing(mailing_id=mailing.pk, server=self.outbox, clock=self.clock.now)

    def closed(self) -> Life:
        """Close a round that is open, at its last moment."""
        become("operator")
        self.clock.set(self.row.closes)
        rounds.close_round(round_id=self.id, now=self.now)
        return self

    def published(self) -> Publication:
        self.closed()
        become("worker")
        publications.publish_round(round_id=self.id, now=self.now)
        become("operator")
        return Publication.from_json(rounds.publication_of(self.id))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def row(self) -> Round:
        return Round.objects.get(pk=self.id)

    @property
    def survey(self) -> Survey:
        become("web")
        found = find_survey(self.row.code)
        assert found is not None
        return found

    @property
    def links(self) -> list[str]:
        """Every link, as it stood in the mails, in the order of the staff file's addresses."""
        return [link for _, link in sorted(self.outbox.links(self.row.code).items())]

    def start(self, link: str) -> Attempt:
        ticket = find_ticket(self.survey, link)
        assert ticket is not None
        return start_attempt(ticket, agreed=AGREED, now=self.now)

    def answer(self, link: str, answers: Mapping[str, int]) -> Attempt:
        attempt = self.start(link)
        save_answers(attempt, answers, now=self.now)
        return attempt

    def answer_all(self, links: Iterable[str], value: int = 4) -> list[Attempt]:
        """Have everybody with those links answer every question of five steps alike."""
        items = [item.id for item in self.survey.items.values() if set(item.responses.values) == {1, 2, 3, 4, 5}]
        return [self.answer(link, dict.fromkeys(items, value)) for link in links]

    def pass_days(self, days: int) -> None:
        self.clock.set(self.now + timedelta(days=days))
