"""Links and mails: what the mailer does, with keys that nobody else has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from must.collection.actions.bounces import tokens
from must.collection.actions.letters import LetterKind, Letters
from must.collection.actions.organisation import BATCH, in_random_order
from must.collection.actions.sealed import link_context
from must.collection.adapters.locks import own_answers
from must.collection.adapters.queue import Job, queue
from must.collection.adapters.rings import ring
from must.collection.adapters.smtp import MailServer, NotTaken, PutOff, Refused, Unanswered, Unavailable
from must.collection.adapters.statements import changed, first
from must.collection.models.answers import Ticket
from must.collection.models.invitations import Delivery, DeliveryState, Invitation, Mailing, MailingKind
from must.collection.models.resends import ResendRequest, ResendTally
from must.collection.models.rounds import Round
from must.core.campaign.reminders import LAST_TRIES, REST
from must.core.campaign.states import Event, RoundState, allows
from must.crypto.contexts import context
from must.crypto.envelope import lock
from must.crypto.errors import CannotOpen, NoKey
from must.crypto.links import Link, ticket_tag
from must.crypto.tokens import Tokens

logger = logging.getLogger(__name__)

IN_A_ROW: Final = 20
"""So many mails in a row that the server puts off or hangs up on: it won't take the others now either. What it refuses for ever says
nothing of the others once it has taken one, and what we can't write never does. Nor have so many people all of them wrong addresses."""

IN_DOUBT_IN_A_ROW: Final = 3
"""So many in a row on which it hangs up when it has them: each of them may never arrive."""

MEANS: Final[Mapping[type[NotTaken], DeliveryState]] = MappingProxyType(
    {PutOff: DeliveryState.DEFERRED, Refused: DeliveryState.REFUSED, Unanswered: DeliveryState.HANDED_OVER}
)
"""What a mail that wasn't taken is from then on, where a refusal is believed. Unavailable isn't here: it says nothing of the mail, which
stays as it is."""

UNSENT: Final = (DeliveryState.WAITING, DeliveryState.DEFERRED)

HEARD_TAKEN: Final = (DeliveryState.ACCEPTED, DeliveryState.BOUNCED)
"""What a mail is that the server has said that it took."""

TAKES_NOBODY: Final = (
    "the mail server refuses mails and has taken none of this mailing yet, so they are offered again: see to it that it takes mails from "
    "this machine, from the sender must@ the host of MUST_COLLECTION_ORIGIN, to other domains (docs/operations.md, Mails)"
)

_TAKE: Final = """
SELECT invited.sealed_contact, invited.locked_link, surveyed.state, surveyed.closes,
       EXISTS (SELECT FROM collection_mailing AS later WHERE later.round_id = mailing.round_id AND later.number > mailing.number)
FROM collection_delivery AS delivery
JOIN collection_mailing AS mailing ON mailing.id = delivery.mailing_id
JOIN collection_round AS surveyed ON surveyed.id = mailing.round_id
JOIN collection_invitation AS invited ON invited.round_id = surveyed.id AND invited.id = %s
WHERE delivery.id = %s AND delivery.state = ANY (%s)
FOR UPDATE OF delivery SKIP LOCKED
"""

_MARK: Final = "UPDATE collection_delivery SET state = %s WHERE id = %s"

_ANSWERED: Final = _MARK + " AND state = %s"

Clock = Callable[[], datetime]

_Due = tuple[UUID, UUID]
"""A delivery, and the invitation that it is to."""


class _Over(Exception):
    """The round takes no answers any more, or a later mailing has been ordered."""


class MailServerTrouble(Exception):
    """The mail server was lost, or takes nothing at present. What it has taken stays marked; the rest is sent when this is tried again."""


def addressees(mailing_id: UUID) -> Tokens:
    """Whom the deliveries of a mailing are to, in words that the mailer alone can read: deliveries change one by one, in the order that a
    mail server's log has too, and whoever holds both must not come from an address to its invitation."""
    return Tokens(ring().private_key, context=context("must.deliveries/1", mailing=mailing_id))


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


def send_mailing(*, mailing_id: UUID, server: MailServer, clock: Clock) -> None:
    """Send a mailing to everybody who hasn't got it, at most once to each. Several mailers may do so at once, each taking other people.

    Before the server can take a mail, the delivery is marked as handed over, and that is committed. Whoever is killed before then has sent
    nothing, and whoever is killed afterwards leaves it so: it isn't sent again in this mailing. Nothing is sent once the round takes no
    answers, or a later mailing has been ordered: that one ends this one, so that nobody gets two mails at once. What the server refuses
    before it has taken any mail of this mailing is put off. Raises MailServerTrouble.
    """
    mailing = Mailing.objects.select_related("round").get(pk=mailing_id)
    _end_earlier(mailing.round_id)
    if not _still_going(mailing, clock()):
        return
    _lay_out(mailing)
    if settings.BOUNCES is not None:
        Mailing.objects.filter(pk=mailing_id, collects_bounces=False).update(collects_bounces=True)
    try:
        with suppress(_Over):
            _send_each(_in_turn(mailing, clock()), mailing, server, clock)
    finally:
        _let_rest(mailing, clock())
    if not _owed(mailing, clock()).exists():  # else the server has put some off, another mailer is at it, or the round has closed
        _end(mailing)


def destroy_link_key(*, round_id: UUID) -> None:
    """From here on no link that is stored can be read again, by anybody. Refused while the round may still need it."""
    with transaction.atomic():
        state = RoundState(Round.objects.values_list("state", flat=True).get(pk=round_id))
        over = not any(allows(state, event) for event in (Event.OPEN, Event.REMIND))
        if not over and not Mailing.objects.filter(round_id=round_id, last=True, done=True).exists():
            raise ValueError("the round isn't closed, and its last mails aren't out")
        ResendRequest.objects.filter(round_id=round_id).delete()
        ResendTally.objects.filter(round_id=round_id).delete()
        ring().destroy_round_key(round_id)
        Round.objects.filter(pk=round_id).update(link_key_destroyed=True)


def links_can_be_read(round_: Round) -> bool:
    """Whether the mailer can still write to people of the round with their links: not after the last reminder, and not after the close."""
    return allows(RoundState(round_.state), Event.REMIND) and not round_.link_key_destroyed


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


def _end(mailing: Mailing) -> None:
    """The mailing is done; if it was the last, the key that reads the links goes."""
    with transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk).update(done=True)
        if mailing.last:
            queue(Job.DESTROY_LINK_KEY, mailing.round_id)


def _owed(mailing: Mailing, now: datetime) -> QuerySet[Delivery]:
    """Who is still to get a mailing. Where no link can be read any more, or where the last mailing has tried for long enough, those whom
    the server has put off don't."""
    given_up = mailing.round.link_key_destroyed or (mailing.last and now >= mailing.ordered + LAST_TRIES)
    return Delivery.objects.filter(mailing=mailing, state__in=(DeliveryState.WAITING,) if given_up else UNSENT)


def _in_turn(mailing: Mailing, now: datetime) -> list[_Due]:
    """Whom to write to now, at random. First those who weren't tried yet: mails put off for ever keep no other from its turn."""
    owed = _owed(mailing, now)
    resting = mailing.rests_until is not None and now < mailing.rests_until
    turn = owed.filter(state=DeliveryState.WAITING) if resting else owed
    words = addressees(mailing.pk)
    return [(delivery, words.read(addressee)) for delivery, addressee in turn.order_by("-state", "?").values_list("pk", "addressee")]


def _let_rest(mailing: Mailing, now: datetime) -> None:
    """Where the server has put some off, don't offer them again at once."""
    put_off = Exists(Delivery.objects.filter(mailing=mailing, state=DeliveryState.DEFERRED))
    rested = Q(rests_until=None) | Q(rests_until__lte=now)
    Mailing.objects.filter(rested, put_off, pk=mailing.pk).update(rests_until=now + REST)


def _lay_out(mailing: Mailing) -> None:
    """A delivery for everybody, in random order and all at once; by one mailer, while the others wait."""
    with transaction.atomic():
        Mailing.objects.select_for_update().get(pk=mailing.pk)
        if Delivery.objects.filter(mailing=mailing).exists():
            return
        words, invited = addressees(mailing.pk), Invitation.objects.filter(round_id=mailing.round_id).values_list("pk", flat=True)
        rows = [Delivery(mailing=mailing, addressee=words.token(each), state=DeliveryState.WAITING) for each in invited]
        Delivery.objects.bulk_create(in_random_order(rows), batch_size=BATCH)


def _send_each(deliveries: Sequence[_Due], mailing: Mailing, server: MailServer, clock: Clock) -> None:
    """Send until all have been tried. Raises _Over and MailServerTrouble."""
    if not deliveries:  # the key may be gone by then
        return
    letters, row = Letters(mailing.round, LetterKind(mailing.kind)), list[DeliveryState]()
    for due in deliveries:
        server.turn()
        state = _deliver(due, mailing, letters, server, clock())
        if state is DeliveryState.ACCEPTED:
            row.clear()
        elif state in {DeliveryState.DEFERRED, DeliveryState.HANDED_OVER}:
            row.append(state)
        if len(row) >= IN_A_ROW or row[-IN_DOUBT_IN_A_ROW:] == [DeliveryState.HANDED_OVER] * IN_DOUBT_IN_A_ROW:
            raise MailServerTrouble


def _still_going(mailing: Mailing, now: datetime) -> bool:
    """Whether the round takes answers, and no later mailing has been ordered."""
    later = Mailing.objects.filter(round_id=mailing.round_id, number__gt=mailing.number)
    state, closes, superseded = Round.objects.values_list("state", "closes", Exists(later)).get(pk=mailing.round_id)
    return _goes_on(state, closes, superseded, now)


def _goes_on(state: str, closes: datetime, superseded: bool, now: datetime) -> bool:
    return allows(RoundState(state), Event.REMIND) and now < closes and not superseded


def _deliver(due: _Due, mailing: Mailing, letters: Letters, server: MailServer, now: datetime) -> DeliveryState | None:
    """Send one mail and mark it. What came of it; None when another mailer has it. Raises _Over and MailServerTrouble."""
    delivery_id, invitation_id = due
    with transaction.atomic():
        row = first(_TAKE, invitation_id, delivery_id, [*UNSENT])
        if row is None:
            return None
        contact, link, state_of_round, closes, superseded = row
        if not _goes_on(state_of_round, closes, superseded, now):
            raise _Over
        invited = Invitation(id=invitation_id, sealed_contact=contact, locked_link=link)
        state, end = _offer(lambda: letters.write(invited, now, token=_token(delivery_id)), mailing, server, now)
        changed(_MARK, state, delivery_id)
    if end is None:
        return state
    state = _answer(end, mailing, now)  # the line that the mail may be taken at is said here, after the commit
    changed(_ANSWERED, state, delivery_id, DeliveryState.HANDED_OVER)
    if state is DeliveryState.DEFERRED:  # another mailer may have found nothing left meanwhile
        Mailing.objects.filter(pk=mailing.pk, done=True).update(done=False)
    return state


def _offer(
    write: Callable[[], EmailMultiAlternatives], mailing: Mailing, server: MailServer, now: datetime
) -> tuple[DeliveryState, Callable[[], None] | None]:
    """Say all of a mail but its end. The state that it has now; and what ends it, where the server wants to have it."""
    try:
        return DeliveryState.HANDED_OVER, server.offer(write())
    except (CannotOpen, BadHeaderError):
        return DeliveryState.REFUSED, None
    except Unavailable as trouble:
        logger.warning("the mail server takes nothing now: %s", trouble)
        raise MailServerTrouble from None
    except NotTaken as said:
        return _meant(said, mailing, now), None


def _token(delivery_id: UUID) -> str | None:
    """What a report of a mail that came back carries; None where nobody collects such reports."""
    return tokens().token(delivery_id) if settings.BOUNCES is not None else None


def _answer(end: Callable[[], None], mailing: Mailing, now: datetime) -> DeliveryState:
    """End a mail, and hear what the server says."""
    try:
        end()
    except NotTaken as said:
        return _meant(said, mailing, now)
    return DeliveryState.ACCEPTED


def _meant(said: NotTaken, mailing: Mailing, now: datetime) -> DeliveryState:
    logger.warning("the mail server doesn't take a mail: %s %s", type(said).__name__, said)
    if isinstance(said, Refused) and not _believed(mailing, now):
        logger.warning(TAKES_NOBODY)
        return DeliveryState.DEFERRED
    return MEANS[type(said)]


def _believed(mailing: Mailing, now: datetime) -> bool:
    """Whether a refusal says something of that mail: a server that has taken none of this mailing may refuse everybody's.

    What is stored tells, whichever mailer sent it and whoever was killed meanwhile. A few people may all have wrong addresses, and are
    given up when they have been tried for long enough; `IN_A_ROW` don't.
    """
    deliveries = Delivery.objects.filter(mailing=mailing)
    few = now >= mailing.ordered + LAST_TRIES and deliveries.count() < IN_A_ROW
    return few or deliveries.filter(state__in=HEARD_TAKEN).exists()
