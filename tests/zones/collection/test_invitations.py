"""Links and mails: to everybody alike, each once, and unreadable once the round is closed."""

from __future__ import annotations

import logging
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from must.collection.actions import invitations, rounds
from must.collection.actions.answers import find_ticket
from must.collection.actions.due import do_what_is_due
from must.collection.actions.sealed import link_context
from must.collection.adapters.queue import Job
from must.collection.adapters.smtp import NotTaken, PutOff, Refused, Unanswered, Unavailable, smtp
from must.collection.models import Delivery, Invitation, Mailing, Ticket
from must.core.campaign.reminders import REST
from must.core.common.languages import Language
from must.core.organisation.staff_file import read_staff_file
from must.crypto.envelope import unlock
from must.crypto.errors import CannotOpen, NoKey
from must.crypto.links import Link
from must.crypto.rings import KeyRing
from must.world.mailbox import Mailbox

from .life import ENTERPRISE, Life, become, keys
from .queued import queued


def mint(life: Life) -> None:
    become("mailer")
    invitations.mint_links(round_id=life.id)


def rows_of_invitations() -> list[object]:
    return list(Invitation.objects.order_by("id").values())


@pytest.mark.promise("P06")
def test_everybody_gets_a_mail_with_a_link_of_their_own(life: Life) -> None:
    life.invited()
    people = {person.email: person.language for person in read_staff_file(life.content, file="", enterprise="x").people}
    assert Counter(mail.to[0] for mail in life.outbox.mails) == Counter(people.keys())
    assert len(set(life.links)) == len(people)
    for mail in life.outbox.mails:
        assert mail.extra_headers["Content-Language"] == people[mail.to[0]]
        (page, kind), *more = mail.alternatives
        assert (kind, more) == ("text/html", [])
        assert f'lang="{people[mail.to[0]]}"' in str(page)
        for part in (str(mail.body), str(page)):
            assert ENTERPRISE in part
            assert "15. mars 2026" in part.replace("\N{NO-BREAK SPACE}", " ")
            page_of_theirs = f"http://127.0.0.1/s/{life.row.code}/?{people[mail.to[0]]}"
            assert set(re.findall(r"https?://[^\s\"<]+", part)) == {f"{page_of_theirs}#{link}" for link in links(mail)}


def links(mail: EmailMultiAlternatives) -> set[str]:
    return set(re.findall(r"#((?:[0-9A-Z]{5}-){4}[0-9A-Z]{5})", str(mail.body)))


@pytest.mark.promise("P07")
def test_a_mail_brings_nothing_that_tells_who_read_it(life: Life) -> None:
    for mail in life.invited().outbox.mails:
        page = str(mail.alternatives[0][0])
        assert not re.search(r"<(img|script|link|iframe|object|form)\b|src=|url\(", page)
        assert not {"List-Unsubscribe", "Return-Receipt-To", "Disposition-Notification-To"} & set(mail.extra_headers)
        told = {query for address in re.findall(r'href="([^"]*)"', page) for query in re.findall(r"\?([^#]*)", address)}
        assert told <= {language.value for language in Language}, "servers learn the language alone"


@pytest.mark.promise("P07")
def test_reminders_go_to_all_and_change_nothing_on_the_invitations(life: Life) -> None:
    life.invited()
    life.answer_all(life.links[:11])
    before, tickets = rows_of_invitations(), set(Ticket.objects.values_list("tag", flat=True))
    first = {mail.to[0]: links(mail) for mail in life.outbox.mails}
    life.outbox.mails.clear()
    become("operator")
    life.pass_days(7)
    rounds.remind(round_id=life.id, now=life.now)
    life.send()
    assert {mail.to[0]: links(mail) for mail in life.outbox.mails} == first
    assert len({mail.subject for mail in life.outbox.mails}) <= 2, "one subject a language"
    assert rows_of_invitations() == before
    assert set(Ticket.objects.values_list("tag", flat=True)) == tickets


@pytest.mark.promise("P07", "P23")
def test_nothing_changes_on_the_invitations_when_somebody_answers(life: Life) -> None:
    life.invited()
    before = rows_of_invitations(), list(Delivery.objects.order_by("id").values()), list(Ticket.objects.order_by("tag").values())
    life.answer_all(life.links)
    assert (rows_of_invitations(), list(Delivery.objects.order_by("id").values()), list(Ticket.objects.order_by("tag").values())) == before


def test_each_link_has_a_ticket_in_its_own_cell(life: Life) -> None:
    life.invited()
    cells = Counter(ticket.cell for link in life.links if (ticket := find_ticket(life.survey, link)))
    assert cells == Counter(Invitation.objects.values_list("cell_id", flat=True))


def test_minting_again_changes_no_link(life: Life) -> None:
    mint(life.opened())
    before = rows_of_invitations(), Ticket.objects.count()
    mint(life)
    assert (rows_of_invitations(), Ticket.objects.count()) == before
    assert queued(Job.SEND_MAILING, Mailing.objects.get().pk)


def test_a_mailer_that_lost_its_key_mints_no_other(life: Life) -> None:
    mint(life.opened())
    Invitation.objects.filter(pk=Invitation.objects.all()[0].pk).update(locked_link=None)
    KeyRing(keys() / "mailer").destroy_round_key(life.id)
    with pytest.raises(NoKey):
        mint(life)


def test_a_stored_link_belongs_to_its_invitation_and_opens_with_the_mailers_key_alone(life: Life) -> None:
    mint(life.opened())
    first, second = Invitation.objects.all()[:2]
    key = KeyRing(keys() / "mailer").round_key(life.id)
    Link(unlock(bytes(first.locked_link or b""), key, context=link_context(life.id, first.pk)).decode())
    for row, other in ((first, key[::-1]), (second, key)):
        with pytest.raises(CannotOpen):
            unlock(bytes(first.locked_link or b""), other, context=link_context(life.id, row.pk))


def test_who_the_server_refuses_for_good_is_marked_and_the_rest_get_theirs(life: Life) -> None:
    def refuse(mail: EmailMultiAlternatives) -> None:
        if len(life.outbox.mails) == 10 and not refused:
            refused.extend(mail.to)
            raise Refused

    refused: list[str] = []
    life.outbox.refuses = refuse
    life.invited()
    assert len(life.outbox.mails) == 30
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"accepted": 30, "refused": 1}
    assert Mailing.objects.get().done


class Choosy(Mailbox):
    """Refuses one mail when it has read it, and takes the others."""

    refused = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.count == 10 and not self.refused:
            self.refused = True
            return f"552 5.2.2 {envelope.rcpt_tos[0]}'s mailbox is full"
        return await super().handle_DATA(server, session, envelope)


def test_a_mail_that_is_refused_for_good_once_it_is_read_is_final(life: Life, tmp_path: Path) -> None:
    mint(life.opened())
    with Choosy(tmp_path) as box, smtp(box.address) as server:
        invitations.send_mailing(mailing_id=Mailing.objects.get().pk, server=server, clock=life.clock.now)
    assert box.count == 30
    assert states() == {"accepted": 30, "refused": 1}
    assert Mailing.objects.get().done


def put_off(mail: EmailMultiAlternatives) -> None:
    if mail.to[0].startswith("toppsjef"):
        raise PutOff("452")


def test_a_mail_that_is_put_off_is_sent_later_and_no_other_twice(life: Life) -> None:
    life.outbox.refuses = put_off
    life.invited()
    assert states() == {"accepted": 30, "deferred": 1}
    become("worker")
    do_what_is_due(now=life.now)
    assert queued(Job.MINT_LINKS, life.id), "the tick has it tried again"
    life.outbox.refuses = lambda mail: None
    life.clock.set(life.now + REST)
    life.send()
    assert Counter(Counter(mail.to[0] for mail in life.outbox.mails).values()) == {1: 31}
    assert states() == {"accepted": 31}
    assert Mailing.objects.get().done


def test_a_mail_that_is_put_off_for_ever_holds_up_no_reminder(life: Life) -> None:
    life.outbox.refuses = put_off
    life.invited()
    life.send()
    invitation = Mailing.objects.get()
    assert not invitation.done
    become("operator")
    life.pass_days(7)
    rounds.remind(round_id=life.id, now=life.now)
    life.outbox.refuses = lambda mail: None
    life.outbox.mails.clear()
    become("mailer")
    reminder = Mailing.objects.get(number=1)
    for mailing in (invitation, reminder, invitation):  # in whatever order the queue gives them
        invitations.send_mailing(mailing_id=mailing.pk, server=life.outbox, clock=life.clock.now)
    assert Counter(Counter(mail.to[0] for mail in life.outbox.mails).values()) == {1: 31}, "what was put off isn't sent beside the reminder"
    assert not Mailing.objects.filter(done=False).exists()
    assert states(invitation) == {"accepted": 30, "deferred": 1}
    assert states(reminder) == {"accepted": 31}


def test_a_mailing_ends_where_a_later_one_is_ordered(life: Life) -> None:
    mint(life.opened())
    life.outbox.refuses = put_off
    life.send()
    invitation = Mailing.objects.get()

    def order(mail: EmailMultiAlternatives) -> None:
        Mailing.objects.bulk_create([Mailing(round_id=life.id, kind="reminder", number=1, ordered=life.now)])

    Delivery.objects.update(state="deferred")
    life.clock.set(life.now + REST)
    life.outbox.mails.clear()
    life.outbox.refuses = order
    invitations.send_mailing(mailing_id=invitation.pk, server=life.outbox, clock=life.clock.now)
    assert len(life.outbox.mails) == 1


def test_mails_that_are_put_off_for_ever_keep_no_other_from_its_turn(life: Life) -> None:
    def refuse(mail: EmailMultiAlternatives) -> None:
        if "hav" in mail.to[0] or "los" in mail.to[0]:
            raise PutOff("451")

    life.outbox.refuses = refuse
    mint(life.opened())
    for _ in range(3):
        with suppress(invitations.MailServerTrouble):  # 26 of 31 are put off: 20 in a row happen
            life.send()
    assert states() == {"accepted": 5, "deferred": 26}


def states(mailing: Mailing | None = None) -> dict[str, int]:
    deliveries = Delivery.objects.all() if mailing is None else Delivery.objects.filter(mailing=mailing)
    return Counter(deliveries.values_list("state", flat=True))


def test_a_server_that_goes_away_gets_the_rest_later_and_nobody_twice(life: Life) -> None:
    accepted = 0

    def tire(mail: EmailMultiAlternatives) -> None:
        nonlocal accepted
        if accepted == 5:
            raise Unavailable
        accepted += 1

    life.outbox.refuses = tire
    mint(life.opened())
    with pytest.raises(invitations.MailServerTrouble):
        life.send()
    assert len(life.outbox.mails) == 5
    assert not Mailing.objects.get().done
    life.outbox.refuses = lambda mail: None
    life.send()
    assert Counter(mail.to[0] for mail in life.outbox.mails).most_common(1)[0][1] == 1
    assert len(life.outbox.mails) == 31
    assert life.outbox.turns == 31 + 1, "each waits for its turn at the server's rate; one was tried twice"
    assert Mailing.objects.get().done


@pytest.mark.promise("P23")
@pytest.mark.parametrize(
    ("failure", "left"),
    [(PutOff("452"), "deferred"), (Refused("550"), "refused"), (Unanswered("TimeoutError"), "handed_over")],
)
def test_the_log_says_why_a_mail_is_not_taken_and_not_whose_it_is(
    life: Life, caplog: pytest.LogCaptureFixture, failure: NotTaken, left: str
) -> None:
    def refuse(mail: EmailMultiAlternatives) -> None:
        if len(life.outbox.mails) == 10 and not refused:
            refused.extend(mail.to)
            raise failure

    refused: list[str] = []
    life.outbox.ends = refuse
    mint(life.opened())
    with caplog.at_level(logging.WARNING):
        life.send()
    assert states() == {"accepted": 30, left: 1}
    assert caplog.messages == [f"the mail server doesn't take a mail: {type(failure).__name__} {failure}"]
    assert len(life.outbox.mails) == 30


@pytest.mark.promise("P23")
def test_the_log_says_that_the_server_takes_nothing(life: Life, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(mail: EmailMultiAlternatives) -> None:
        raise Unavailable("SMTPServerDisconnected")

    life.outbox.refuses = refuse
    mint(life.opened())
    with caplog.at_level(logging.WARNING), pytest.raises(invitations.MailServerTrouble):
        life.send()
    assert caplog.messages == ["the mail server takes nothing now: SMTPServerDisconnected"], "it isn't asked again and again"
    assert states() == {"waiting": 31}


@pytest.mark.promise("P06")
def test_a_mail_that_may_have_been_taken_is_not_sent_again(life: Life) -> None:
    def vanish(mail: EmailMultiAlternatives) -> None:
        if mail.to[0].startswith("toppsjef"):
            life.outbox.mails.append(mail)  # it is taken, and the server dies before it says so
            raise Unanswered

    life.outbox.ends = vanish
    life.invited()
    assert states() == {"accepted": 30, "handed_over": 1}
    assert Mailing.objects.get().done, "what is in doubt holds nothing up"
    become("operator")
    life.pass_days(7)
    rounds.remind(round_id=life.id, now=life.now)
    assert len(life.outbox.mails) == 31


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.promise("P06")
def test_who_is_killed_while_handing_over_has_marked_it(transactional_db: None) -> None:
    """What is committed is seen on another connection, as after a kill."""

    def die(mail: EmailMultiAlternatives) -> None:
        seen.append(seen_elsewhere())
        life.outbox.mails.append(mail)
        raise Killed

    seen: list[dict[str, int]] = []
    life = Life().opened()
    mint(life)
    life.outbox.ends = die
    with pytest.raises(Killed):
        life.send()
    assert seen == [{"waiting": 30, "handed_over": 1}]
    life.outbox.ends = lambda mail: None
    life.send()
    assert Counter(Counter(mail.to[0] for mail in life.outbox.mails).values()) == {1: 31}
    assert states() == {"accepted": 30, "handed_over": 1}


def seen_elsewhere() -> dict[str, int]:
    """The states as another connection sees them."""

    def look() -> dict[str, int]:
        try:
            return states()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(look).result()


def test_who_is_killed_before_the_mail_is_whole_has_sent_nothing(life: Life) -> None:
    def die(mail: EmailMultiAlternatives) -> None:
        raise Killed

    mint(life.opened())
    life.outbox.refuses = die
    with pytest.raises(Killed):
        life.send()
    assert states() == {"waiting": 31}


def test_a_server_that_hangs_up_on_every_whole_mail_is_left_alone_soon(life: Life) -> None:
    def vanish(mail: EmailMultiAlternatives) -> None:
        raise Unanswered

    mint(life.opened())
    life.outbox.ends = vanish
    with pytest.raises(invitations.MailServerTrouble):
        life.send()
    assert states() == {"waiting": 28, "handed_over": 3}


def test_a_mail_that_is_put_off_when_another_mailer_has_ended_the_mailing_opens_it_again(life: Life) -> None:
    def end_and_put_off(mail: EmailMultiAlternatives) -> None:
        if mail.to[0].startswith("toppsjef"):
            Mailing.objects.update(done=True)
            raise PutOff("451")

    mint(life.opened())
    life.outbox.ends = end_and_put_off
    life.send()
    assert states() == {"accepted": 30, "deferred": 1}
    assert not Mailing.objects.get().done


def test_nobody_is_mailed_once_the_round_takes_no_answers(life: Life) -> None:
    mint(life.opened())
    life.clock.set(life.row.closes)
    life.send()
    assert life.outbox.mails == []


@pytest.mark.promise("P07", "P23")
def test_after_the_close_nobody_can_read_a_link_again(life: Life) -> None:
    life.invited()
    with pytest.raises(ValueError, match="aren't out"):
        invitations.destroy_link_key(round_id=life.id)
    life.closed()
    become("mailer")
    invitations.destroy_link_key(round_id=life.id)
    invitations.destroy_link_key(round_id=life.id)
    assert life.row.link_key_destroyed
    with pytest.raises(NoKey):
        KeyRing(keys() / "mailer").round_key(life.id)
