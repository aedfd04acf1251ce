"""Whoever holds the mail server's log and the database: the log says who was written to one after the other, and rows are written one after
the other. Nothing may lead from an address to its invitation, and so to its cell, while a mailing runs or afterwards."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping, Sequence
from contextlib import suppress

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from must.collection.actions.invitations import MailServerTrouble, addressees, mint_links
from must.collection.actions.sealed import Contact
from must.collection.adapters.smtp import PutOff, Refused, Unavailable
from must.collection.models import Delivery, Invitation, Mailing
from must.crypto.rings import KeyRing
from tests.attacks.test_order import CHANCE, correlation, stored_order
from tests.zones.collection.life import Life, become, keys, staff_file

PLACES = ("ctid", "xmin::text::bigint")


@pytest.fixture
def big(life: Life) -> Life:
    """As many people as CHANCE is worked out for."""
    life.content = staff_file({"Havneavdelingen": 140, "Losavdelingen": 99})
    return life


def email_of(life: Life) -> Mapping[str, str]:
    """What the attacker would like to know: whose each invitation is."""
    key = KeyRing(keys() / "mailer").private_key
    rows = Invitation.objects.all()
    return {str(row.pk): Contact.open(bytes(row.sealed_contact), key, round_id=life.id, invitation=row.pk).email for row in rows}


def log_of(life: Life) -> list[str]:
    return [mail.to[0] for mail in life.outbox.mails]


def texts_of(table: str) -> list[str]:
    """Every row as text, each of its columns written out."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(row)::text FROM {table} AS row")  # noqa: S608 (names of our own)
        return [text for (text,) in cursor.fetchall()]


def no_delivery_names_an_invitation() -> None:
    invited = list(Invitation.objects.values_list("pk", flat=True))
    spellings = {spelling for each in invited for spelling in (str(each), each.hex, b32encode(each.bytes).decode().rstrip("=").lower())}
    assert len(invited) == len(texts_of("collection_delivery"))
    assert not [text for text in texts_of("collection_delivery") if any(spelling in text for spelling in spellings)]
    constraints = connection.introspection.get_constraints(connection.cursor(), "collection_delivery").values()
    assert {each["foreign_key"] for each in constraints if each["foreign_key"]} == {("collection_mailing", "id")}


def unrelated(log: Sequence[str], emails: Mapping[str, str]) -> None:
    """No order in which invitations are stored is that of the log."""
    for by in PLACES:
        stored = [emails[row] for row in stored_order("collection_invitation", "id", by) if emails[row] in set(log)]
        assert not stored or abs(correlation(log, stored)) < CHANCE


@pytest.mark.promise("P07", "P23")
def test_the_log_and_the_database_do_not_tell_which_invitation_an_address_has(big: Life) -> None:
    big.invited()
    sent = [str(each) for each in Delivery.objects.values_list("pk", flat=True)]
    in_turn = stored_order("collection_delivery", "id", "xmin::text::bigint")
    assert sorted(in_turn) == sorted(sent), "deliveries lie in the order of the log: so nothing else may be in them"
    no_delivery_names_an_invitation()
    unrelated(log_of(big), email_of(big))
    assert not stored_order("collection_invitation", "id", "xmin::text::bigint"), "sending touches no invitation"
    assert not stored_order("collection_invitation", "id", "xmax::text::bigint"), "and locks none"


@pytest.mark.promise("P07", "P23")
def test_nor_while_a_mailing_runs_and_whatever_the_server_says_to_a_single_one(big: Life) -> None:
    """One line of the log that stands alone, refused or put off, has one row of that state."""

    def refuses(mail: EmailMultiAlternatives) -> None:
        match len(big.outbox.mails), len(failed):
            case 10, 0:
                failed.append(Refused)
                raise Refused
            case 20, 1:
                failed.append(PutOff)
                raise PutOff
        if len(big.outbox.mails) == 100:
            raise Unavailable

    failed: list[type[Exception]] = []
    big.outbox.refuses = refuses
    big.opened()
    become("mailer")
    mint_links(round_id=big.id)
    with suppress(MailServerTrouble):
        big.send()
    assert len(big.outbox.mails) == 100
    assert {"refused", "deferred"} < set(Delivery.objects.values_list("state", flat=True))
    no_delivery_names_an_invitation()
    unrelated(log_of(big), email_of(big))


@pytest.mark.promise("P23")
def test_only_the_mailer_reads_whom_a_delivery_is_to_and_two_mailings_have_no_word_in_common(life: Life) -> None:
    life.invited()
    invited, mailing = set(Invitation.objects.values_list("pk", flat=True)), Mailing.objects.get()
    words = list(Delivery.objects.values_list("addressee", flat=True))
    for process in ("web", "worker"):  # the operator has no key of its own
        become(process)
        assert not invited & {addressees(mailing.pk).read(word) for word in words}
    become("mailer")
    assert {addressees(mailing.pk).read(word) for word in words} == invited
    assert not {addressees(life.id).token(each) for each in invited} & set(words)


@pytest.mark.promise("P23")
def test_nothing_else_that_is_written_mail_by_mail_is_there(big: Life) -> None:
    """Rows that differ in what wrote them, of all tables: the deliveries alone."""
    big.invited()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'collection%'")
        tables = [name for (name,) in cursor.fetchall()]
        written = {}
        for table in tables:
            cursor.execute(f"SELECT count(DISTINCT xmin::text) FROM {table}")  # noqa: S608 (names of our own)
            (written[table],) = cursor.fetchone() or (0,)
    assert {table for table, transactions in written.items() if transactions > 1} == {"collection_delivery"}
    assert written["collection_delivery"] == 240
