"""When a mailing gives a mail server a rest: after so many mails in a row that it puts off, and not for what says nothing of the others."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives

from must.collection.actions import invitations
from must.collection.actions.invitations import IN_A_ROW
from must.collection.adapters.smtp import PutOff, Refused
from must.collection.models import Delivery
from must.crypto.errors import CannotOpen

from .life import Life, Outbox, become

PEOPLE = 31


def never(error: type[Exception]) -> Callable[[EmailMultiAlternatives], None]:
    def raises(mail: EmailMultiAlternatives) -> None:
        raise error

    return raises


def send(life: Life, outbox: Outbox) -> None:
    life.opened()
    become("mailer")
    invitations.mint_links(round_id=life.id)
    life.outbox = outbox
    life.send()


def states() -> dict[str, int]:
    return {state: Delivery.objects.filter(state=state).count() for state in Delivery.objects.values_list("state", flat=True)}


@pytest.mark.parametrize("says", ["when it hears of it", "when it has it"])
def test_a_server_that_puts_everything_off_is_left_alone_after_some(life: Life, says: str) -> None:
    later = never(PutOff)
    with pytest.raises(invitations.MailServerTrouble):
        send(life, Outbox(refuses=later) if says == "when it hears of it" else Outbox(ends=later))
    assert states() == {"deferred": IN_A_ROW, "waiting": PEOPLE - IN_A_ROW}


def test_a_server_that_takes_one_now_and_then_is_not(life: Life) -> None:
    number = count(1)

    def mostly(mail: EmailMultiAlternatives) -> None:
        if next(number) % IN_A_ROW:
            raise PutOff

    send(life, Outbox(refuses=mostly))
    assert states() == {"accepted": 1, "deferred": PEOPLE - 1}


@pytest.mark.parametrize("error", [CannotOpen, BadHeaderError])
def test_what_cannot_be_written_says_nothing_of_the_others(life: Life, error: type[Exception]) -> None:
    send(life, Outbox(refuses=never(error)))
    assert states() == {"refused": PEOPLE}


def test_what_is_refused_says_nothing_of_the_others_once_one_is_taken(life: Life) -> None:
    number = count()

    def others(mail: EmailMultiAlternatives) -> None:
        if next(number):
            raise Refused

    send(life, Outbox(refuses=others))
    assert states() == {"accepted": 1, "refused": PEOPLE - 1}


def test_a_refusal_in_between_does_not_hide_that_the_rest_is_put_off(life: Life) -> None:
    number = count()

    def alternately(mail: EmailMultiAlternatives) -> None:
        raise Refused if next(number) % 4 == 3 else PutOff

    with pytest.raises(invitations.MailServerTrouble):
        send(life, Outbox(refuses=alternately))
    assert states()["deferred"] == IN_A_ROW
