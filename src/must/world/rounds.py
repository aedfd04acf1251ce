"""One survey round in the local world: ordered, answered over HTTP, reminded, closed and published, while the clock is moved along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from must.core.campaign.periods import LOCAL, Period
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Selection
from must.core.organisation.staff_file import StaffFile, read_staff_file
from must.world.answers import Answers, draw
from must.world.local import LocalWorld
from must.world.mailbox import Mail
from must.world.operator import Operator, TookTooLong
from must.world.respondents import Respondent, Way, answer_all, ways
from must.world.telling import Telling

FIRST_WAVE: Final = 0.6
"""The share of those who answer that does so before the reminder."""
QUIET: Final = 60.0
"""Seconds without a new mail after which no more are waited for."""


class ReportsFailed(Exception):
    """Some reports couldn't be made; their references stand in the reporter's log."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Who is surveyed. staff_file: as its HR system exports it."""

    name: str
    staff_file: Path

    def staff(self) -> StaffFile:
        return read_staff_file(self.staff_file.read_bytes(), file=self.staff_file.name, enterprise=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a round asks, and its days.

    seed: of what people answer; the same for all rounds of an enterprise, whose units last. hurried: see `respondents.answer_all`.
    """

    instrument: str
    selection: Selection
    ordered: date
    period: Period
    reminded: date
    seed: int
    hurried: bool = False

    @property
    def year(self) -> int:
        return self.period.first.year

    @property
    def questions(self) -> int:
        return sum(len(items) for _, items in load_instrument(self.instrument).asked(self.selection))


class Round:
    """A round that goes on. Its methods are the steps of its life, in order."""

    def __init__(self, world: LocalWorld, enterprise: Enterprise, plan: Plan, telling: Telling) -> None:
        self.plan = plan
        self.staff = enterprise.staff()
        self.code = ""
        self._enterprise = enterprise
        self._world = world
        self._operator = Operator(world)
        self._telling = telling
        self._mails_before = world.mailbox.count

    @property
    def mails(self) -> int:
        """How many mails this round has come to so far."""
        return self._world.mailbox.count - self._mails_before

    def open(self) -> tuple[Mail, ...]:
        """Order the round, take the staff file in, and open it; the invitations."""
        plan = self.plan
        self._at(plan.ordered, time(9))
        self._telling.say(f"{plan.ordered:%d %B}: ordered: the {plan.selection.form} form, {plan.questions} questions")
        self.code = self._operator.create(
            enterprise=self._enterprise.name, instrument=plan.instrument, selection=plan.selection, period=plan.period
        )
        self._telling.say(f"staff file: {self._operator.take_staff(self.code, self._enterprise.staff_file)}")
        self._at(plan.period.first, time(8))
        self._telling.say(f"{plan.period.first:%d %B}: opened")
        self._operator.open(self.code)
        return self._await_mails("invitations", already=0)

    def remind(self) -> tuple[Mail, ...]:
        """Remind everybody, whoever has answered too; the reminders."""
        self._at(self.plan.reminded, time(8))
        self._telling.say(f"{self.plan.reminded:%d %B}: everybody is reminded, since nobody knows who has answered")
        already = self.mails
        self._operator.remind(self.code)
        return self._await_mails("reminders", already=already)

    def close(self, out: Path) -> Path:
        """Close the round on its last evening, and write its publication below `out`; the file."""
        self._at(self.plan.period.last, time(23, 58))  # a minute later the worker would close it by itself
        self._telling.say(f"{self.plan.period.last:%d %B}: closed; the worker scores, masks and publishes")
        self._operator.close(self.code)
        return self._operator.publication(self.code, out)

    def answers(self) -> Mapping[str, Answers]:
        """What everybody who doesn't abstain answers, by address."""
        plan = self.plan
        units = [person.unit for person in self.staff.people]
        drawn = draw(load_instrument(plan.instrument), plan.selection, units, seed=plan.seed, round_number=plan.year)
        return {person.email: given for person, given in zip(self.staff.people, drawn, strict=True) if given is not None}

    def respond(self, mails: Iterable[Mail], answers: Mapping[str, Answers], way: Mapping[str, Way]) -> None:
        """Have those people answer with the links in their mails."""
        link = {mail.recipient: self._link(mail) for mail in mails}
        people = [Respondent(link[address], given, way[address]) for address, given in answers.items()]
        answer_all(self._world.origin("collection"), people, self._telling.count("answers", len(people)), hurried=self.plan.hurried)

    def hold(self, out: Path) -> Path:
        """The whole life of the round; its publication."""
        invitations = self.open()
        answers = self.answers()
        way = dict(zip(answers, ways(len(answers), seed=self.plan.seed + self.plan.year), strict=True))
        people = list(answers)
        early = round(len(people) * FIRST_WAVE)
        self.respond(invitations, {address: answers[address] for address in people[:early]}, way)
        self.respond(self.remind(), {address: answers[address] for address in people[early:]}, way)
        return self.close(out)

    def compare(self, previous: Path, others: Sequence[Path]) -> None:
        """Have the reports compared with an earlier round and the average of other enterprises, by their publications."""
        self._telling.say(f"compared with the round before and {len(others)} other enterprises")
        averages = previous.with_name(f"averages-{self.plan.year}.json")
        self._operator.averages(others, period=str(self.plan.year), instrument=self.plan.instrument, out=averages)
        self._operator.compare(self.code, previous=previous, averages=averages)

    def take_reports(self, out: Path) -> None:
        """Wait for the reports, and move them with their list to `out`, which isn't there. Raises ReportsFailed."""
        self._telling.say(f"the reports of {self.plan.year} are made")
        if failed := self._operator.await_reports(self.code)["failed"]:
            raise ReportsFailed(f"{len(failed)} units' reports failed, the first one's with {failed[0]['failures']}")
        (self._world.made / self.code).rename(out)

    def _link(self, mail: Mail) -> str:
        (link,) = (link for link in mail.links if f"/s/{self.code}/?" in link)
        return link

    def _await_mails(self, what: str, *, already: int) -> tuple[Mail, ...]:
        """Wait for one mail to everybody. Raises TookTooLong when they stop coming."""
        people, mailbox = len(self.staff.people), self._world.mailbox
        told = self._telling.count(what, people)
        before = self._mails_before + already
        for number in range(1, people + 1):
            if not mailbox.wait_for(before + number, seconds=QUIET):
                self._world.processes.check()
                raise TookTooLong(f"only {number - 1} of {people} {what} have come")
            told(number)
        return mailbox.mails(after=before)

    def _at(self, day: date, moment: time) -> None:
        self._world.clock.set(datetime.combine(day, moment, LOCAL).astimezone(UTC))
