"""Links that are sent again while something else happens: the close, the end of the key, another mailer, a mailing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from must.collection.actions import invitations, rounds
from must.collection.actions.resends import ask
from must.collection.models import ResendRequest, ResendTally

from .life import Life, Outbox, become
from .test_concurrency import while_uncommitted
from .test_resends import ANOTHER, SOMEBODY, asked, resent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door() -> Life:
    return Life().invited()


def test_nothing_is_sent_after_the_close_though_sending_began_before_it(door: Life) -> None:
    asked(door, SOMEBODY, ANOTHER)
    outbox = Outbox(ends=lambda mail: door.clock.set(door.row.closes))
    assert len(resent(door, outbox)) == 1, "the first mail's end is said just at the close"
    assert ResendRequest.objects.count() == 0


def test_waiting_for_a_turn_ends_at_the_close_too(door: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outbox, "turn", lambda outbox: door.clock.set(door.row.closes))
    asked(door, SOMEBODY)
    assert resent(door) == []
    assert ResendRequest.objects.count() == 0


def test_nothing_is_sent_when_the_key_goes_while_a_mail_is_being_said(door: Life) -> None:
    """The tally goes with the key: it isn't that which keeps the mail back."""

    def key_goes(mail: EmailMultiAlternatives) -> None:
        become("operator")
        rounds.close_round(round_id=door.id, now=door.now)
        become("mailer")
        invitations.destroy_link_key(round_id=door.id)

    asked(door, SOMEBODY)
    assert resent(door, Outbox(refuses=key_goes)) == []
    assert (ResendRequest.objects.count(), ResendTally.objects.count()) == (0, 0)


@pytest.mark.parametrize("sent_before", [False, True], ids=["first", "again"])
def test_two_mailers_that_count_at_the_same_time_send_one_mail(door: Life, sent_before: bool) -> None:
    """Each has a request of the same person's that the other hasn't seen: it isn't the requests that keep the second mail back."""
    if sent_before:
        asked(door, SOMEBODY)
        resent(door)
        door.pass_days(1)
    mails = [Outbox(refuses=lambda mail: ask_beside(door)), Outbox()]
    asked(door, SOMEBODY)
    become("mailer")
    while_uncommitted(*(lambda outbox=outbox: resent(door, outbox) for outbox in mails))
    assert [len(outbox.mails) for outbox in mails] == [1, 0]
    assert ResendTally.objects.get().sent == 1 + sent_before
    assert ResendRequest.objects.count() == 0


def ask_beside(life: Life) -> None:
    """Ask on another connection, which commits at once."""

    def take() -> None:
        try:
            ask(round_id=life.id, typed=SOMEBODY)
        finally:
            connection.close()

    become("web")
    with ThreadPoolExecutor(1) as pool:
        pool.submit(take).result()
    become("mailer")
