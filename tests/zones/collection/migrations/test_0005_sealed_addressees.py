"""Deliveries from before: they still count, say nothing of whose they are, and nobody is mailed twice or forgotten in silence."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection

from must.collection.actions import invitations, rounds
from must.collection.models import Delivery, Invitation, Mailing
from tests.zones.collection.life import Life, become

ROW = "INSERT INTO collection_delivery (id, mailing_id, invitation_id, state) VALUES (gen_random_uuid(), %s, %s, %s)"


def before(life: Life, state: str) -> None:
    """A mailing as the version before had it: one person's mail in that state, the others' taken."""
    call_command("migrate", "collection", "0004", verbosity=0)
    mailing = Mailing.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE collection_mailing SET done = false")
        for number, invitation in enumerate(Invitation.objects.values_list("pk", flat=True)):
            cursor.execute(ROW, [mailing.pk, invitation, "accepted" if number else state])


def columns() -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, "collection_delivery")}


@pytest.mark.django_db(transaction=True)
def test_forth_and_back_with_a_mailing() -> None:
    life = Life().invited()
    before(life, "deferred")
    assert Mailing.objects.get().done is False
    call_command("migrate", "collection", verbosity=0)
    assert columns() == {"id", "mailing_id", "addressee", "state"}
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"accepted": 30, "deferred": 1}
    assert len(set(Delivery.objects.values_list("addressee", flat=True))) == 31
    assert Mailing.objects.get().done is True
    become("operator")
    life.pass_days(7)
    rounds.remind(round_id=life.id, now=life.now)
    life.outbox.mails.clear()
    life.send()
    assert len(life.outbox.mails) == 31


@pytest.mark.django_db(transaction=True)
def test_a_mailing_that_is_being_sent_comes_to_its_end_first() -> None:
    life = Life().invited()
    before(life, "waiting")
    with pytest.raises((InternalError, ProgrammingError), match="A mailing is being sent"):
        call_command("migrate", "collection", verbosity=0)
    assert "invitation_id" in columns()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE collection_delivery SET state = 'accepted'")
    call_command("migrate", "collection", verbosity=0)
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"accepted": 31}


@pytest.mark.django_db(transaction=True)
def test_who_goes_back_sends_nobody_the_same_mailing_again() -> None:
    life = Life().opened()
    become("mailer")
    invitations.mint_links(round_id=life.id)
    life.outbox.refuses = _stop
    with pytest.raises(KeyboardInterrupt):
        life.send()
    call_command("migrate", "collection", "0004", verbosity=0)
    assert Mailing.objects.get().done is True
    assert Delivery.objects.count() == 0
    call_command("migrate", "collection", verbosity=0)


def _stop(mail: object) -> None:
    raise KeyboardInterrupt
