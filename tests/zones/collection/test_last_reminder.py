"""After the last reminder the key of the links goes, whatever the mail server has put off; and what it puts off isn't pressed on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives

from must.cli.round_steps import Steps
from must.collection.actions import invitations, rounds
from must.collection.actions.due import do_what_is_due, undone
from must.collection.adapters.queue import Job
from must.collection.adapters.smtp import PutOff, Unanswered, Unavailable
from must.collection.models import Mailing
from must.core.campaign.reminders import LAST_TRIES, REST
from must.core.common.refusals import Refusal
from must.crypto.errors import NoKey
from must.crypto.rings import KeyRing

from .life import Life, become, keys
from .queued import queued


def remind(life: Life, *, last: bool = False) -> None:
    become("operator")
    life.pass_days(3)
    rounds.remind(round_id=life.id, now=life.now, last=last)


def key_is_there(life: Life) -> bool:
    try:
        KeyRing(keys() / "mailer").round_key(life.id)
    except NoKey:
        return False
    return True


def put_off(mail: EmailMultiAlternatives) -> None:
    if mail.to[0].startswith("toppsjef"):
        raise PutOff("452")


@pytest.mark.promise("P07", "P23")
def test_after_the_last_reminder_the_key_of_the_links_is_gone(life: Life) -> None:
    remind(life.invited(), last=True)
    assert invitations.links_can_be_read(life.row)
    life.send()
    assert queued(Job.DESTROY_LINK_KEY, life.id)
    assert key_is_there(life)
    invitations.destroy_link_key(round_id=life.id)
    assert not key_is_there(life)
    assert not invitations.links_can_be_read(life.row)
    assert list(undone(life.row)) == []
    assert "the key of the links is destroyed" in Steps(print).status_words(life.row.code)
    assert "reminder 1, the last: 31 sent" in Steps(print).status_words(life.row.code)
    life.answer(life.links[0], {"role_clarity_1": 4})  # whoever has a link still answers with it


@pytest.mark.promise("P07")
def test_the_third_reminder_is_the_last_and_no_other_destroys_the_key(life: Life) -> None:
    life.invited()
    for number in (1, 2, 3):
        assert not queued(Job.DESTROY_LINK_KEY, life.id)
        remind(life)
        life.send()
        assert Mailing.objects.get(number=number).last == (number == 3)
    assert queued(Job.DESTROY_LINK_KEY, life.id)


def test_after_the_last_reminder_another_is_refused(life: Life) -> None:
    remind(life.invited(), last=True)
    life.send()
    with pytest.raises(Refusal) as caught:
        remind(life)
    assert [fault.code for fault in caught.value.faults] == ["round.last_reminder_sent"]


def test_the_key_stays_while_the_last_reminder_goes_out(life: Life) -> None:
    remind(life.invited(), last=True)
    become("mailer")
    with pytest.raises(ValueError, match="aren't out"):
        invitations.destroy_link_key(round_id=life.id)
    assert key_is_there(life)
    assert list(undone(life.row)) == [(Job.SEND_MAILING, Mailing.objects.get(number=1).pk)]


def test_who_was_killed_before_the_key_was_destroyed_is_followed_by_the_tick(life: Life) -> None:
    remind(life.invited(), last=True)
    life.send()
    assert list(undone(life.row)) == [(Job.DESTROY_LINK_KEY, life.id)]
    become("worker")
    do_what_is_due(now=life.now)
    assert queued(Job.DESTROY_LINK_KEY, life.id)


def test_what_the_server_puts_off_in_the_last_reminder_is_given_up_after_a_day(life: Life) -> None:
    remind(life.invited(), last=True)
    life.outbox.refuses = put_off
    life.send()
    last = Mailing.objects.get(number=1)
    life.clock.set(last.ordered + LAST_TRIES - timedelta(seconds=1))
    life.send()
    assert not Mailing.objects.get(number=1).done
    life.clock.set(last.ordered + LAST_TRIES)
    life.send()
    assert Mailing.objects.get(number=1).done
    assert queued(Job.DESTROY_LINK_KEY, life.id)
    assert rounds.status(life.id).mailings[1].deferred == 1


def test_what_is_in_doubt_keeps_the_key_from_nobody(life: Life) -> None:
    def vanish(mail: EmailMultiAlternatives) -> None:
        if mail.to[0].startswith("toppsjef"):
            raise Unanswered

    remind(life.invited(), last=True)
    life.outbox.ends = vanish
    life.send()
    assert queued(Job.DESTROY_LINK_KEY, life.id)


def test_a_server_that_cannot_be_reached_keeps_the_key_until_the_close(life: Life) -> None:
    """Nobody has been tried, so nobody is given up."""

    def gone(mail: EmailMultiAlternatives) -> None:
        raise Unavailable

    remind(life.invited(), last=True)
    life.outbox.refuses = gone
    life.clock.set(life.now + LAST_TRIES)
    with pytest.raises(invitations.MailServerTrouble):
        life.send()
    assert key_is_there(life)
    life.outbox.refuses = lambda mail: None
    life.send()
    assert queued(Job.DESTROY_LINK_KEY, life.id)


def test_a_mailing_that_is_opened_again_after_its_key_is_gone_ends(life: Life) -> None:
    remind(life.invited(), last=True)
    life.outbox.refuses = put_off
    life.send()
    Mailing.objects.update(done=True)
    invitations.destroy_link_key(round_id=life.id)
    Mailing.objects.filter(number=1).update(done=False, rests_until=None)  # another mailer's mail was put off a moment too late
    life.send()
    assert not Mailing.objects.filter(done=False).exists()


def test_what_is_put_off_is_offered_again_only_after_a_rest_and_who_waits_is_not_kept(life: Life) -> None:
    life.outbox.refuses = put_off
    life.invited()
    life.outbox.refuses = lambda mail: None
    life.clock.set(life.now + REST - timedelta(seconds=1))
    life.send()
    assert len(life.outbox.mails) == 30
    life.clock.set(life.now + timedelta(seconds=1))
    life.send()
    assert len(life.outbox.mails) == 31
