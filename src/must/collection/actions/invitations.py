"""Links and mails: what the mailer does, with keys that nobody else has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
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

HANGING_UP: Final = 421
"""The code with which a server ends the connection: that says nothing about the mail."""

UNSENT: Final = (DeliveryState.WAITING, DeliveryState.DEFERRED)

Clock = Callable[[], datetime]


class MailServerTrouble(Exception):
    """The mail server was lost, or takes nothing at present. What it has taken stays marked; the rest is sent when this is tried again."""


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
    Nothing is sent once the round takes no answers, or a later mailing has been ordered: that one ends this one, so that nobody gets two
    mails at once. Raises MailServerTrouble.
    """
    mailing = Mailing.objects.select_related("round").get(pk=mailing_id)
    _end_earlier(mailing.round_id)
    if not _still_going(mailing, clock()):
        return
    _lay_out(mailing)
    unsent = Delivery.objects.filter(mailing=mailing, state__in=UNSENT)
    in_turn = unsent.order_by("-state", "?")  # waiting before deferred: mails put off for ever keep no other from its turn
    if not _send_each(list(in_turn.values_list("pk", flat=True)), mailing, send, clock):
        raise MailServerTrouble
    if not unsent.exists():  # else the server has put some off, another mailer is at it, or the round has closed
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


def _end_earlier(round_id: UUID) -> None:
    """What has a later mailing is done."""
    later = Mailing.objects.filter(round_id=round_id, number__gt=OuterRef("number"))
    Mailing.objects.filter(Exists(later), round_id=round_id, done=False).update(done=True)


def _lay_out(mailing: Mailing) -> None:
    """A delivery for everybody who hasn't one, in random order."""
    laid_out = Delivery.objects.filter(mailing=mailing, invitation=OuterRef("pk"))
    missing = Invitation.objects.filter(round_id=mailing.round_id).exclude(Exists(laid_out)).values_list("pk", flat=True)
    rows = [Delivery(mailing=mailing, invitation_id=each, state=DeliveryState.WAITING) for each in missing]
    Delivery.objects.bulk_create(in_random_order(rows), batch_size=BATCH, ignore_conflicts=True)


def _send_each(deliveries: Sequence[UUID], mailing: Mailing, send: MailSender, clock: Clock) -> bool:
    """Send until all have been tried, the round closes or a later mailing is ordered. False when the server was lost or takes nothing."""
    letters = Letters(mailing)
    lost = in_a_row = 0
    for delivery_id in deliveries:
        now = clock()
        if not _still_going(mailing, now):
            break
        state = _deliver(delivery_id, letters, send, now)
        lost += state is DeliveryState.WAITING
        in_a_row = in_a_row + 1 if state in UNSENT else 0
        if in_a_row == TRANSIENT_FAILURES:
            return False
    return not lost


def _still_going(mailing: Mailing, now: datetime) -> bool:
    """Whether the round takes answers, and no later mailing has been ordered."""
    round_ = Round.objects.only("state", "closes").get(pk=mailing.round_id)
    open_ = allows(RoundState(round_.state), Event.REMIND) and now < round_.closes
    return open_ and not Mailing.objects.filter(round_id=mailing.round_id, number__gt=mailing.number).exists()


def _deliver(delivery_id: UUID, letters: Letters, send: MailSender, now: datetime) -> DeliveryState | None:
    """Send one mail and mark it. What came of it: WAITING when the server was lost, None when another mailer has it."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=delivery_id, state__in=UNSENT)
        delivery = rows.select_related("invitation").first()
        if delivery is None:
            return None
        try:
            send(letters.write(delivery.invitation, now))
            state = DeliveryState.ACCEPTED
        except (Refused, CannotOpen, BadHeaderError):
            state = DeliveryState.REFUSED
        except (OSError, SMTPException) as error:
            logger.warning("the mail server doesn't take a mail now: %s", _reason(error))
            if not _puts_off(error):
                return DeliveryState.WAITING
            state = DeliveryState.DEFERRED
        Delivery.objects.filter(pk=delivery_id).update(state=state)
        return state


def _puts_off(error: OSError | SMTPException) -> bool:
    """Whether the server answered about this mail alone. Else it was lost, or would say the same of every mail."""
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError) and HANGING_UP not in _codes(error)


def _reason(error: OSError | SMTPException) -> str:
    """The kind of failure and the server's codes. Its words stay out: they may repeat the address."""
    return " ".join([type(error).__name__, *map(str, _codes(error))])


def _codes(error: OSError | SMTPException) -> list[int]:
    match error:
        case SMTPRecipientsRefused():
            return [code for code, _ in error.recipients.values()]
        case SMTPResponseException():
            return [error.smtp_code]
        case _:
            return []
