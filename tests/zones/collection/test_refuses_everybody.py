"""A mail server that refuses everybody has a wrong setting, for the most part: that burns no mailing, and nobody is mailed twice once it is
mended."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest

from must.cli.round_steps import Steps
from must.collection.actions import invitations, rounds
from must.collection.actions.due import undone
from must.collection.actions.invitations import IN_A_ROW
from must.collection.adapters.queue import Job
from must.collection.adapters.smtp import smtp
from must.collection.models import Delivery, Mailing
from must.core.campaign.reminders import LAST_TRIES, REST

from .flaky import Flaky, Step
from .life import Life, become, staff_file
from .queued import queued

PEOPLE = 31
REFUSALS = {Step.RCPT: "550 relaying denied", Step.DATA: "554 no valid recipients", Step.END: "554 rejected"}
A_FEW = 10
"""As few as a round may have, with the director: fewer than end a run."""
TAKEN_NONE = "the mail server has taken none of these yet"


class Relay:
    """Refuses everybody at one step, until it is mended."""

    def __init__(self, step: Step = Step.RCPT) -> None:
        self.step = step
        self.mended = False
        self.tries = 0

    def __call__(self, step: Step, recipient: str) -> str | None:
        if self.mended or step is not self.step:
            return None
        self.tries += 1
        return REFUSALS[step]


def minted(life: Life) -> Life:
    life.opened()
    become("mailer")
    invitations.mint_links(round_id=life.id)
    return life


def send(life: Life, flaky: Flaky, clock: Callable[[], datetime] | None = None) -> None:
    """One run of a mailer, as the job does it, with the latest mailing."""
    become("mailer")
    latest = Mailing.objects.order_by("number").last()
    assert latest is not None
    with smtp(flaky.address) as server:
        invitations.send_mailing(mailing_id=latest.pk, server=server, clock=clock or life.clock.now)


def states(number: int = 0) -> dict[str, int]:
    return Counter(Delivery.objects.filter(mailing__number=number).values_list("state", flat=True))


def mailing(number: int = 0) -> Mailing:
    return Mailing.objects.get(number=number)


@pytest.fixture
def few(db: None) -> Life:
    return minted(Life(staff=staff_file({"Havneavdelingen": A_FEW - 1})))


def addresses_written_to(flaky: Flaky) -> dict[int, int]:
    """How many were mailed how often."""
    return Counter(Counter(flaky.taken).values())


@pytest.mark.promise("P06")
@pytest.mark.parametrize("step", REFUSALS)
def test_once_the_setting_is_mended_everybody_gets_one_mail(life: Life, step: Step) -> None:
    minted(life)
    relay = Relay(step)
    with Flaky(relay) as flaky:
        with pytest.raises(invitations.MailServerTrouble):
            send(life, flaky)
        assert relay.tries == IN_A_ROW, "it is left alone"
        assert states() == {"deferred": IN_A_ROW, "waiting": PEOPLE - IN_A_ROW}
        send(life, flaky)  # who waits still; the others rest
        assert states() == {"deferred": PEOPLE}
        relay.mended = True
        life.clock.set(life.now + REST)
        send(life, flaky)
    assert states() == {"accepted": PEOPLE}
    assert addresses_written_to(flaky) == {1: PEOPLE}
    assert mailing().done


def test_what_is_refused_once_one_is_taken_is_final(life: Life) -> None:
    minted(life)
    with Flaky(lambda step, recipient: "550 nobody" if step is Step.RCPT and flaky.taken else None) as flaky:
        send(life, flaky)
    assert states() == {"accepted": 1, "refused": PEOPLE - 1}
    assert mailing().done


@pytest.mark.promise("P06")
def test_a_wrong_address_that_comes_first_is_tried_again_and_refused_then(life: Life) -> None:
    wrong: list[str] = []

    def behaves(step: Step, recipient: str) -> str | None:
        if step is Step.RCPT and not wrong:
            wrong.append(recipient)
        return "550 nobody" if step is Step.RCPT and recipient in wrong else None

    minted(life)
    with Flaky(behaves) as flaky:
        send(life, flaky)
        assert states() == {"accepted": PEOPLE - 1, "deferred": 1}
        life.clock.set(life.now + REST)
        send(life, flaky)
    assert states() == {"accepted": PEOPLE - 1, "refused": 1}
    assert mailing().done
    assert addresses_written_to(flaky) == {1: PEOPLE - 1}


class Killed(BaseException):
    """The process ends here."""


def dies_after(life: Life, mails: int) -> Callable[[], datetime]:
    """A clock that a mailer looks at before each mail, and at last no more."""
    looks = count(-2)  # twice before the first

    def now() -> datetime:
        if next(looks) >= mails:
            raise Killed
        return life.clock.now()

    return now


@pytest.mark.promise("P06")
def test_mailers_that_are_killed_after_a_few_refusals_each_burn_nothing(life: Life) -> None:
    minted(life)
    relay = Relay(Step.END)
    with Flaky(relay) as flaky:
        for _ in range(5):
            with pytest.raises(Killed):
                send(life, flaky, dies_after(life, 7))
        assert states() == {"deferred": PEOPLE}
        assert relay.tries == 5 * 7, "none of them gave up"
        relay.mended = True
        life.clock.set(life.now + REST)
        send(life, flaky)
    assert states() == {"accepted": PEOPLE}
    assert addresses_written_to(flaky) == {1: PEOPLE}


def test_a_few_people_with_wrong_addresses_end_after_a_day(few: Life) -> None:
    ordered = mailing().ordered
    with Flaky(Relay()) as flaky:
        send(few, flaky)
        assert states() == {"deferred": A_FEW}
        few.clock.set(ordered + LAST_TRIES - timedelta(seconds=1))
        send(few, flaky)
        assert (states(), mailing().done) == ({"deferred": A_FEW}, False)
        few.clock.set(ordered + LAST_TRIES + REST)
        send(few, flaky)
    assert (states(), mailing().done) == ({"refused": A_FEW}, True)


@pytest.mark.promise("P06")
def test_a_few_people_get_one_mail_each_once_the_setting_is_mended(few: Life) -> None:
    relay = Relay()
    with Flaky(relay) as flaky:
        send(few, flaky)
        relay.mended = True
        few.clock.set(few.now + REST)
        send(few, flaky)
    assert addresses_written_to(flaky) == {1: A_FEW}
    assert (states(), mailing().done) == ({"accepted": A_FEW}, True)


def test_many_are_not_given_up_after_a_day(life: Life) -> None:
    minted(life)
    life.clock.set(mailing().ordered + 2 * LAST_TRIES)
    with Flaky(Relay()) as flaky, pytest.raises(invitations.MailServerTrouble):
        send(life, flaky)
    assert states() == {"deferred": IN_A_ROW, "waiting": PEOPLE - IN_A_ROW}


@pytest.mark.promise("P07")
def test_it_holds_up_no_reminder_and_keeps_the_key_of_the_links_for_a_day_after_the_last(life: Life) -> None:
    minted(life)
    with Flaky(Relay()) as flaky:
        with pytest.raises(invitations.MailServerTrouble):
            send(life, flaky)
        send(life, flaky)
        become("operator")
        life.pass_days(3)
        rounds.remind(round_id=life.id, now=life.now, last=True)
        with pytest.raises(invitations.MailServerTrouble):
            send(life, flaky)
        send(life, flaky)
        assert states(1) == {"deferred": PEOPLE}
        assert not queued(Job.DESTROY_LINK_KEY, life.id)
        assert list(undone(life.row)) == [(Job.SEND_MAILING, mailing(1).pk)]
        life.clock.set(mailing(1).ordered + LAST_TRIES)
        send(life, flaky)
    assert mailing(1).done
    assert queued(Job.DESTROY_LINK_KEY, life.id)


def test_it_is_said_what_to_look_at(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    minted(life)
    relay = Relay()
    with Flaky(relay) as flaky:
        with caplog.at_level(logging.WARNING), pytest.raises(invitations.MailServerTrouble):
            send(life, flaky)
        assert set(caplog.messages) == {"the mail server doesn't take a mail: Refused 550", invitations.TAKES_NOBODY}
        become("operator")
        assert "20 put off" in Steps(print).status_words(life.row.code)
        assert TAKEN_NONE in Steps(print).status_words(life.row.code)
        relay.mended = True
        send(life, flaky)
        become("operator")
        assert TAKEN_NONE not in Steps(print).status_words(life.row.code)
