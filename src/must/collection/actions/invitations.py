"""Links and mails: what the mailer does, with keys that nobody else has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Final
from uuid import UUID

from django.core.mail import BadHeaderError
from django.db import transaction
from django.db.models import Exists, OuterRef

from must.collection.actions.letters import Letters
from must.collection.actions.organisation import BATCH, in_random_order
from must.collection.actions.sealed import link_context
from must.collection.adapters.locks import own_answers
from must.collection.adapters.mail import MailSender, Refused
from must.collection.adapters.queue import Job, queue
from must.collection.adapters.rings import ring
from must.collection.models.answers import Ticket
from must.collection.models.invitations import Delivery, DeliveryState, Invitation, Mailing, MailingKind
from must.collection.models.rounds import Round
from must.core.campaign.states import Event, RoundState, allows
from must.crypto.envelope import lock
from must.crypto.errors import CannotOpen, NoKey
from must.crypto.links import Link, ticket_tag

logger = logging.getLogger(__name__)

TRANSIENT_FAILURES: Final = 20
"""So many mails in a row that the server won't take now: it won't take the others either."""

Clock = Callable[[], datetime]


class MailServerTrouble(Exception):
    """The mail server takes nothing at present. What it has taken stays marked; the rest is sent when this is tried again."""


def mint_links(*, round_id: UUID) -> None:
    """Give every invitation its link, and the web the tickets to know them by; then have the invitations sent.

    Tickets are stored in an order of their own. Doing it again changes no link. Raises NoKey when links exist and their key doesn't.
    """
    with transaction.atomic():
        own_answers(round_id)
        invitations = Invitation.objects.filter(round_id=round_id)
        without = list(invitations.filter(locked_link=None).only("id", "cell_id"))
        if without:
            key = _link_key(round_id, new=len(without) == invitations.count())
            tickets = [_give_link(invitation, key, round_id) for invitation in without]
            Invitation.objects.bulk_update(without, ["locked_link"], batch_size=BATCH)
            Ticket.objects.bulk_create(in_random_order(tickets), batch_size=BATCH)
        for mailing in Mailing.objects.filter(round_id=round_id, kind=MailingKind.INVITATION, done=False):
            queue(Job.SEND_MAILING, mailing.pk)


def send_mailing(*, mailing_id: UUID, send: MailSender, clock: Clock) -> None:
    """Send a mailing to everybody who hasn't got it. Several mailers may do so at once, each taking other people.

    A delivery is marked and committed as soon as the server has taken its mail. Who is killed between the two sends one mail twice.
    Nothing is sent once the round takes no answers. Raises MailServerTrouble.
    """
    mailing = Mailing.objects.select_related("round").get(pk=mailing_id)
    if not _still_open(mailing.round_id, clock()):
        return
    _lay_out(mailing)
    waiting = Delivery.objects.filter(mailing=mailing, state=DeliveryState.WAITING)
    if not _send_each(list(waiting.values_list("pk", flat=True)), Letters(mailing), send, clock):
        raise MailServerTrouble
    if not waiting.exists():  # else another mailer is at it, or the round has closed
        Mailing.objects.filter(pk=mailing_id).update(done=True)


def destroy_link_key(*, round_id: UUID) -> None:
    """From here on no link that is stored can be read again, by anybody. Refused while the round may still need it."""
    with transaction.atomic():
        state = RoundState(Round.objects.values_list("state", flat=True).get(pk=round_id))
        if any(allows(state, event) for event in (Event.OPEN, Event.REMIND)):
            raise ValueError("the round isn't closed")
        ring().destroy_round_key(round_id)
        Round.objects.filter(pk=round_id).update(link_key_destroyed=True)


def _link_key(round_id: UUID, *, new: bool) -> bytes:
    try:
        return ring().round_key(round_id)
    except NoKey:
        if not new:
            raise
        return ring().mint_round_key(round_id)


def _give_link(invitation: Invitation, key: bytes, round_id: UUID) -> Ticket:
    link = Link.mint()
    invitation.locked_link = lock(link.encoded, key, context=link_context(round_id, invitation.pk))
    return Ticket(tag=ticket_tag(link, round_id=round_id), round_id=round_id, cell_id=invitation.cell_id)


def _lay_out(mailing: Mailing) -> None:
    """A delivery for everybody who hasn't one, in random order."""
    laid_out = Delivery.objects.filter(mailing=mailing, invitation=OuterRef("pk"))
    missing = Invitation.objects.filter(round_id=mailing.round_id).exclude(Exists(laid_out)).values_list("pk", flat=True)
    rows = [Delivery(mailing=mailing, invitation_id=each, state=DeliveryState.WAITING) for each in missing]
    Delivery.objects.bulk_create(in_random_order(rows), batch_size=BATCH, ignore_conflicts=True)


def _send_each(deliveries: Sequence[UUID], letters: Letters, send: MailSender, clock: Clock) -> bool:
    """Send until all are sent or the round closes. False when the server didn't take all of them."""
    failed = in_a_row = 0
    for delivery_id in deliveries:
        now = clock()
        if not _still_open(letters.round_id, now):
            break
        sent = _deliver(delivery_id, letters, send, now)
        failed += not sent
        in_a_row = 0 if sent else in_a_row + 1
        if in_a_row == TRANSIENT_FAILURES:
            break
    return not failed


def _still_open(round_id: UUID, now: datetime) -> bool:
    round_ = Round.objects.only("state", "closes").get(pk=round_id)
    return allows(RoundState(round_.state), Event.REMIND) and now < round_.closes


def _deliver(delivery_id: UUID, letters: Letters, send: MailSender, now: datetime) -> bool:
    """Send one mail and mark it. False when the server won't take it at present."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=delivery_id, state=DeliveryState.WAITING)
        delivery = rows.select_related("invitation").first()
        if delivery is None:  # another mailer has it
            return True
        try:
            send(letters.write(delivery.invitation, now))
            state = DeliveryState.ACCEPTED
        except (Refused, CannotOpen, BadHeaderError):
            state = DeliveryState.REFUSED
        except (OSError, SMTPException) as error:
            logger.warning("the mail server doesn't take a mail now: %s", _reason(error))
            return False
        Delivery.objects.filter(pk=delivery_id).update(state=state)
        return True


def _reason(error: OSError | SMTPException) -> str:
    """The kind of failure and the server's codes. Its words stay out: they may repeat the address."""
    match error:
        case SMTPRecipientsRefused():
            codes = [code for code, _ in error.recipients.values()]
        case SMTPResponseException():
            codes = [error.smtp_code]
        case _:
            codes = []
    return " ".join([type(error).__name__, *map(str, codes)])
