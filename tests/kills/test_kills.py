"""Everything is killed: web, mailer, worker and PostgreSQL, while people are invited, answer, and the round is closed and published.

The zone's own processes run as in the demo, and are started again as an init system would. Every kill follows from something observed (so
many mails, so many saved pages, a process that waits just where it shall die), so that a run is as telling on a slow machine.
"""

from __future__ import annotations

import asyncio
import dataclasses
import random
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, LiteralString
from uuid import UUID

import numpy as np
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from must.collection.adapters.rings import MAILER_AT_ONCE
from must.core.campaign.periods import Period
from must.core.common.languages import Language
from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Selection
from must.core.scoring.answers import MISSING
from must.core.scoring.answers import Answers as AnswerTable
from must.crypto.links import Link, ticket_tag
from must.reports.forms import Form
from must.world.answers import draw
from must.world.local import LocalWorld, Ports
from must.world.mailbox import Mail, Mailbox
from must.world.operator import Operator
from must.world.respondents import Respondent, Way
from must.world.rounds import Enterprise

from .respondents import THREADS, Confirmed, Visit, finish, set_going
from .world import PATIENCE, Heart, Observed, until

INSTRUMENT: Final = "must-2026"
SELECTION: Final = Selection("short")
PERIOD: Final = Period(date(2026, 3, 2), date(2026, 3, 15))
UNITS: Final = ("Havn", "Los", "Fyr")
PEOPLE: Final = 210
ANSWERING: Final = 27


@dataclass
class Held:
    """The round, and what is known of it."""

    observed: Observed
    operator: Operator
    enterprise: Enterprise
    code: str
    id: UUID
    confirmed: Confirmed
    browsers: ExitStack
    visits: Sequence[Visit] = ()

    @property
    def world(self) -> LocalWorld:
        return self.observed.world

    @property
    def mails(self) -> tuple[Mail, ...]:
        return self.world.mailbox.mails()

    @property
    def mailers_key(self) -> Path:
        """What the stored links are locked with."""
        return self.world.directory / "keys" / "mailer" / "rounds" / f"{self.id}.key"

    def link_of(self, mail: Mail) -> str:
        (link,) = {link for link in mail.links if f"/s/{self.code}/?" in link}
        return link

    def state(self) -> str:
        return str(self.observed.one("SELECT state FROM collection_round WHERE id = %s", self.id))

    def rows(self) -> set[tuple[Any, ...]]:
        """Every response, whole."""
        return set(self.observed.rows("SELECT id, slot, attempt, worked, to_round, to_self FROM collection_response"))


@pytest.fixture(scope="module")
def round_() -> Iterator[Held]:
    """A round that is laid out and prepared, on the day of its opening, and a heart that beats."""
    directory = Path(tempfile.mkdtemp(prefix="must-kills-"))
    try:
        with LocalWorld(directory, Ports.free(), begins=datetime(2026, 2, 9, 8, tzinfo=UTC), zones=["collection"], reporters=1) as world:
            people = [f"person{number}@kyst.example;{UNITS[number % len(UNITS)]}" for number in range(PEOPLE)]
            enterprise = Enterprise("Kystverksdirektoratet", directory / "staff.csv")
            enterprise.staff_file.write_text("\n".join(["E-post;Avdeling", *people]), "utf-8")
            operator = Operator(world)
            code = operator.create(enterprise=enterprise.name, instrument=INSTRUMENT, selection=SELECTION, period=PERIOD)
            operator.take_staff(code, enterprise.staff_file)
            world.clock.set(PERIOD.opens)
            with Observed(world) as observed, Heart(world), ExitStack() as browsers:
                round_id = observed.one("SELECT id FROM collection_round WHERE code = %s", code)
                yield Held(observed, operator, enterprise, code, round_id, Confirmed(), browsers)
    finally:
        shutil.rmtree(directory)


SHUFFLED: Final = "SELECT min(xmin::text) = max(xmin::text) FROM collection_response"
LINKS: Final[LiteralString] = "SELECT id, locked_link FROM collection_invitation WHERE locked_link IS NOT NULL"


def test_links_are_minted_once(round_: Held) -> None:
    """The mailer dies when it has minted its key and not yet committed the links, and when it has committed them and not yet sent any."""
    observed = round_.observed
    with observed.held("LOCK TABLE collection_ticket IN EXCLUSIVE MODE"):
        round_.operator.open(round_.code)
        until(lambda: observed.waits("mailer"))
        observed.kill("mailer")
    minted = round_.mailers_key.read_bytes()
    with observed.held("LOCK TABLE collection_delivery IN EXCLUSIVE MODE"):
        until(lambda: observed.rows(LINKS) and observed.waits("mailer"))
        links = set(observed.rows(LINKS))
        observed.kill("mailer")
    assert len(links) == observed.one("SELECT count(*) FROM collection_ticket") == PEOPLE
    until(lambda: round_.world.mailbox.count)
    assert set(observed.rows(LINKS)) == links
    assert round_.mailers_key.read_bytes() == minted


@pytest.mark.promise("P06")
def test_nobody_is_mailed_twice_and_who_was_not_mailed_is_counted(round_: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    observed, mailbox = round_.observed, round_.world.mailbox
    first, second, third = moments(3, range(5, PEOPLE - 40))
    assert mailbox.wait_for(first, seconds=PATIENCE)
    with monkeypatch.context() as silently:
        silently.setattr(mailbox, "handle_DATA", taken_without_a_word(mailbox))
        observed.kill("mailer")
        before = mailbox.count
        assert mailbox.wait_for(before + 1, seconds=PATIENCE)
    observed.kill("mailer")  # nobody has told it that the mail was taken
    assert mailbox.wait_for(max(second, before + 2), seconds=PATIENCE)
    observed.kill_postgres()
    assert mailbox.wait_for(max(third, before + 3), seconds=PATIENCE)
    observed.kill("mailer")
    until(lambda: observed.one("SELECT done FROM collection_mailing"))
    received = Counter(mail.recipient for mail in round_.mails)
    (mailing,) = round_.operator.status(round_.code)["mailings"]
    assert set(received.values()) == {1}
    assert mailing["accepted"] + mailing["in_doubt"] == PEOPLE
    assert PEOPLE - len(received) <= mailing["in_doubt"] - 1 <= 3
    tags = {ticket_tag(Link.parse(round_.link_of(mail).rpartition("#")[2]), round_id=round_.id) for mail in round_.mails}
    assert len(tags) == len(received)
    assert tags <= {bytes(tag) for (tag,) in observed.rows("SELECT tag FROM collection_ticket")}


def moments(count: int, among: range) -> list[int]:
    """When to kill: at random, and the same in every run, whichever tests have run before."""
    return sorted(random.Random(2026).sample(among, count))  # noqa: S311 (when somebody is killed is no secret)


def taken_without_a_word(mailbox: Mailbox) -> Callable[[SMTP, Session, Envelope], Awaitable[str]]:
    """A mail server that takes a mail and doesn't say so."""
    keep = mailbox.handle_DATA

    async def handle(server: SMTP, session: Session, envelope: Envelope) -> str:
        await keep(server, session, envelope)
        await asyncio.Event().wait()
        raise AssertionError("nobody ends this")

    return handle


def answers(round_: Held) -> dict[str, dict[str, int]]:
    """What people want to answer, by address; nobody abstains from all of it."""
    units = [person.unit for person in round_.enterprise.staff().people]
    drawn = draw(load_instrument(INSTRUMENT), SELECTION, units, seed=7, round_number=2026)
    people = round_.enterprise.staff().people
    return {person.email: dict(given) for person, given in zip(people, drawn, strict=True) if given}


def test_no_page_is_lost_that_somebody_was_told_is_saved(round_: Held) -> None:
    observed, confirmed, wanted = round_.observed, round_.confirmed, answers(round_)
    answering = [mail for mail in round_.mails if mail.recipient in wanted][:ANSWERING]
    people = [Respondent(round_.link_of(mail), wanted[mail.recipient], Way.STRAIGHT) for mail in answering]
    round_.visits = [Visit(round_.world.origin("collection"), respondent, confirmed) for respondent in people]
    for visit in round_.visits:
        round_.browsers.callback(visit.close)
    with ThreadPoolExecutor(THREADS) as pool:
        with observed.held("SELECT FROM collection_round WHERE id = %s FOR UPDATE", round_.id):
            going = set_going(pool, round_.visits)
            until(lambda: observed.waits("web"))  # the first use of a link mints the pepper
            observed.kill("web")
        kills = [
            observed.kill_web_worker,
            observed.kill_backend,
            lambda: observed.kill("web"),
            observed.kill_postgres,
            observed.kill_web_worker,
        ]
        for at, kill in zip(moments(len(kills), range(1, ANSWERING * 8)), kills, strict=True):
            confirmed.wait_for(at)
            kill()
        finish(going, pool)
    assert confirmed.trials > len(kills)
    assert confirmed.answers == {respondent.link: respondent.answers for respondent in people}
    for visit in round_.visits:
        assert visit.read() == confirmed.answers[visit.respondent.link]


def test_a_killed_shuffle_loses_and_doubles_no_row(round_: Held) -> None:
    observed, visit = round_.observed, round_.visits[0]
    page, before = f"{visit.respondent.start_page}page/2", round_.rows()
    visit.change(page)
    (own,) = {row[0] for row in round_.rows() - before}
    until(lambda: observed.one(SHUFFLED))
    with observed.held("SELECT FROM collection_response WHERE id <> %s LIMIT 1 FOR UPDATE", own):
        visit.change(page)
        before = round_.rows()
        until(lambda: observed.waits("worker"))  # it has taken some rows out
        observed.kill("worker")
    until(lambda: observed.one(SHUFFLED))
    assert round_.rows() == before
    assert visit.read() == round_.confirmed.answers[visit.respondent.link]


COUNTING: Final = "LOCK TABLE collection_organisation IN ACCESS EXCLUSIVE MODE"
COUNTED: Final = "LOCK TABLE collection_publishedround IN EXCLUSIVE MODE"
ACKNOWLEDGED: Final = "SELECT FROM procrastinate_jobs WHERE task_name = 'publish' AND status = 'doing' FOR UPDATE"


@pytest.mark.promise("P21")
def test_closing_resumes_and_publishes_once(round_: Held) -> None:
    """The worker dies while it closes the round, when it has counted the answers, and when it has published and not yet said so; before it
    counts, PostgreSQL does, and the mailer when it has destroyed its key and not yet said so."""
    observed, mailer = round_.observed, round_.world.processes[MAILER_AT_ONCE].popen
    with observed.held("SELECT FROM collection_round WHERE id = %s FOR UPDATE", round_.id):
        mailer.send_signal(signal.SIGSTOP)
        round_.world.clock.set(PERIOD.closes)
        until(lambda: observed.waits("worker"))
        observed.kill("worker")
    with observed.held(COUNTING):
        until(lambda: round_.state() == "closing" and observed.waits("worker"))
        mailer.send_signal(signal.SIGCONT)
        until(lambda: not round_.mailers_key.exists() and observed.waits("mailer"))
        observed.kill(MAILER_AT_ONCE)
        observed.kill_postgres()
    with observed.held(COUNTED):
        until(lambda: observed.waits("worker"))
        observed.kill("worker")
    with observed.held(COUNTED) as counted:
        until(lambda: observed.waits("worker"))
        with observed.held(ACKNOWLEDGED):
            counted.rollback()
            until(lambda: round_.state() == "published")
            observed.kill("worker")
    until(lambda: not observed.rows("SELECT FROM procrastinate_jobs WHERE task_name = 'publish'"))
    until(lambda: observed.one("SELECT link_key_destroyed FROM collection_round"))
    assert round_.state() == "published"
    assert observed.one("SELECT count(*) FROM collection_publishedround") == 1
    assert not round_.mailers_key.exists()


def test_what_is_published_is_what_people_were_told_is_saved(round_: Held) -> None:
    """Whichever way it went: it is what the rules make of the answers."""
    file = round_.operator.publication(round_.code, round_.world.directory / "out")
    published = Publication.from_json(file.read_bytes())
    instrument, staff = load_instrument(INSTRUMENT), round_.enterprise.staff()
    rules = Rules.of(instrument.rules)
    unit = {round_.link_of(mail): next(person.unit for person in staff.people if person.email == mail.recipient) for mail in round_.mails}
    items = tuple(item.id for _, asked in instrument.asked(SELECTION) for item in asked)
    units = tuple(sorted(set(unit.values())))
    told = round_.confirmed.answers
    expected = publish(
        instrument=instrument,
        asked=items,
        form=SELECTION.form,
        round=round_.code,
        closed=published.closed,
        grid=build_grid(staff.tree, rules),
        answers=AnswerTable(
            items=items,
            values=np.array([[given.get(item, MISSING) for item in items] for given in told.values()], dtype=np.int16),
            units=units,
            unit=np.array([units.index(unit[link]) for link in told], dtype=np.int64),
        ),
        rules=rules,
    )
    assert dataclasses.replace(published, certificate=expected.certificate).to_json() == expected.to_json()
    assert any(cell.mean is not None for cell in published.cells)


MADE: Final = "SELECT coalesce(bool_and(state = 'made'), false) FROM collection_unitreports"


@pytest.mark.promise("P08")
def test_reports_are_all_there_and_whole(round_: Held) -> None:
    """The reporter dies while it makes a unit's reports, and PostgreSQL when the first ones are there."""
    observed, made = round_.observed, round_.world.made / round_.code

    def there() -> set[str]:
        return {path.name for path in (made / "reports").glob("*")}

    until(lambda: observed.one(MADE))
    units = there()
    shutil.rmtree(made)
    reporter = round_.world.processes["reporter-1"].popen
    reporter.send_signal(signal.SIGSTOP)  # until somebody watches: the command takes a while to end
    round_.world.must("round", "compare", round_.code)
    reporter.send_signal(signal.SIGCONT)
    until(there)
    observed.kill("reporter-1")
    assert all(name.startswith(".making-") for name in there())
    until(lambda: there() & units)
    observed.kill_postgres()
    until(lambda: observed.one(MADE))
    assert there() == units
    assert {len(list((made / "reports" / unit).iterdir())) for unit in units} == {len(Form) * len(Language) + 1}
    assert (made / "index.html").is_file()
