"""A link is sent again to whoever asks (ADR 19). Nobody learns from it who is invited, and nobody at all who asked.

The web knows no address: it seals what was typed to the mailer and does the same whatever that was. The mailer alone sees whose it is.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from random import SystemRandom
from typing import Final
from uuid import UUID, uuid4

from django.core.mail import BadHeaderError
from django.db import connection, transaction
from psycopg import sql

from must.collection.actions.invitations import MailServerTrouble, links_can_be_read
from must.collection.actions.letters import LetterKind, Letters
from must.collection.actions.organisation import in_random_order
from must.collection.actions.sealed import Contact
from must.collection.adapters.locks import own_resends
from must.collection.adapters.rings import MAILER, ring
from must.collection.adapters.smtp import MailServer, NotTaken, Unavailable
from must.collection.models.invitations import Invitation
from must.collection.models.resends import ResendRequest, ResendTally
from must.collection.models.rounds import Round
from must.core.campaign.periods import local_day
from must.core.campaign.resends import may_resend
from must.core.organisation.addresses import LONGEST_ADDRESS, parse_address
from must.crypto.contexts import context
from must.crypto.derivation import derived_key
from must.crypto.errors import CannotOpen
from must.crypto.padding import padded, unpadded

PLACES: Final = 1000
"""Requests of a round that wait at the same time. Those that find no place are dropped: nobody can fill the disk, or the mailer's day."""

TRIES: Final = 8
"""Places that a request tries, drawn by lot. With half of them taken, one request in 256 finds none."""

_LENGTH: Final = 512
"""Bytes of what is sealed, whatever was typed."""

_STORE: Final = sql.SQL("INSERT INTO {} (id, round_id, place, sealed) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING").format(
    sql.Identifier(ResendRequest._meta.db_table)
)

Clock = Callable[[], datetime]


class _Over(Exception):
    """The round takes no answers any more, or its links can't be read any more."""


def ask(*, round_id: UUID, typed: str) -> None:
    """Keep what somebody typed for the mailer, be it an address or not. Neither what is stored nor how long it takes depends on it.

    Queues nothing and stores no time: the next tick sees that somebody has asked.
    """
    request = uuid4()
    plain = typed.strip()[:LONGEST_ADDRESS].encode(errors="replace")[: _LENGTH - 1]
    sealed = ring().peer(MAILER).seal(padded(plain, _LENGTH), context=_request_context(round_id, request))
    with connection.cursor() as cursor:
        for place in SystemRandom().sample(range(PLACES), TRIES):
            cursor.execute(_STORE, [request, round_id, place, sealed])
            if cursor.rowcount:
                return


def links_can_be_sent(*, round_id: UUID, now: datetime) -> bool:
    """Whether asking is of use: answers are taken, and the mailer can read the links still. The same for everybody."""
    round_ = Round.objects.get(pk=round_id)
    return links_can_be_read(round_) and round_.opens <= now < round_.closes


def resend_links(*, round_id: UUID, server: MailServer, clock: Clock) -> None:
    """Send their link to those who asked and are invited, as often as may be; requests are deleted on the way.

    Each request leads to one mail at most: it is deleted, and that is committed, when all of the mail has been said but its end. Who is
    killed then, or loses the server, has lost that one mail, and it can be asked for again. What the server puts off is given up as well.
    Nothing is sent once links can't be sent any more; requests that are left then are deleted. Raises MailServerTrouble where the server
    can't be reached; those who haven't had their turn keep their requests.
    """
    try:
        _check_can_be_sent(round_id, clock())
        _serve_all(round_id, server, clock)
    except _Over:
        ResendRequest.objects.filter(round_id=round_id).delete()


def _serve_all(round_id: UUID, server: MailServer, clock: Clock) -> None:
    """Raises _Over and MailServerTrouble."""
    asked = _opened(round_id)
    invited = _invited(round_id, asked.keys())
    _drop(request for address, requests in asked.items() if address not in invited for request in requests)
    if not invited:
        return
    desk = _Desk(Round.objects.get(pk=round_id), server, clock)
    for address in in_random_order(invited):
        desk.serve(invited[address], asked[address])


class _Desk:
    """Hands out the links of a round, one by one."""

    def __init__(self, round_: Round, server: MailServer, clock: Clock) -> None:
        self._round_id = round_.pk
        self._letters = Letters(round_, LetterKind.RESEND)
        self._tags = derived_key(ring().round_key(round_.pk), context=context("must.resends/1 tally", round=round_.pk))
        self._server = server
        self._clock = clock

    def serve(self, invitation: Invitation, requests: Sequence[UUID]) -> None:
        """Raises _Over and MailServerTrouble."""
        tag, today = self._tag(invitation), local_day(self._clock())
        if not _may(ResendTally.objects.filter(pk=tag).first(), today):
            _drop(requests)
            return
        self._server.turn()
        _check_can_be_sent(self._round_id, self._clock())  # the others' mails, and the turn, may have taken long
        try:
            end = self._server.offer(self._letters.write(invitation, self._clock()))
        except Unavailable:
            raise MailServerTrouble from None
        except (NotTaken, CannotOpen, BadHeaderError):
            _drop(requests)
            return
        if self._count(tag, today, requests):
            with suppress(NotTaken):
                end()

    def _tag(self, invitation: Invitation) -> bytes:
        return hmac.digest(self._tags, invitation.pk.bytes, "sha256")

    def _count(self, tag: bytes, today: date, requests: Sequence[UUID]) -> bool:
        """Delete the requests and count the mail that answers them. False where another mailer was faster."""
        with transaction.atomic():
            own_resends(tag)
            tally = ResendTally.objects.filter(pk=tag).first()
            if not _drop(requests) or not _may(tally, today):
                return False
            if tally is None:
                ResendTally.objects.bulk_create([ResendTally(tag=tag, round_id=self._round_id, sent=1, day=today)])
            else:
                ResendTally.objects.filter(pk=tag).update(sent=tally.sent + 1, day=today)
            return True


def _check_can_be_sent(round_id: UUID, now: datetime) -> None:
    if not links_can_be_sent(round_id=round_id, now=now):
        raise _Over


def _may(tally: ResendTally | None, today: date) -> bool:
    return tally is None or may_resend(sent=tally.sent, latest=tally.day, today=today)


def _drop(requests: Iterable[UUID]) -> int:
    """Delete requests; how many were there still."""
    deleted, _ = ResendRequest.objects.filter(pk__in=list(requests)).delete()
    return deleted


def _opened(round_id: UUID) -> Mapping[str, list[UUID]]:
    """The requests that wait, by what was typed. What is no address of anybody's is the empty one."""
    asked: dict[str, list[UUID]] = {}
    key = ring().private_key
    for row in ResendRequest.objects.filter(round_id=round_id):
        try:
            plain = unpadded(key.open(bytes(row.sealed), context=_request_context(round_id, row.pk)))
        except CannotOpen:
            plain = b""
        asked.setdefault(_same(parse_address(plain.decode(errors="replace")) or ""), []).append(row.pk)
    return asked


def _invited(round_id: UUID, addresses: Iterable[str]) -> Mapping[str, Invitation]:
    """Whose those addresses are. Every contact of the round is opened, one at a time: no index leads from an address to a person."""
    wanted, found, key = {*addresses} - {""}, dict[str, Invitation](), ring().private_key
    if not wanted:
        return found
    for invitation in Invitation.objects.filter(round_id=round_id).iterator():
        with suppress(CannotOpen):
            contact = Contact.open(bytes(invitation.sealed_contact), key, round_id=round_id, invitation=invitation.pk)
            if _same(contact.email) in wanted:
                found[_same(contact.email)] = invitation
    return found


def _same(address: str) -> str:
    """An address however it is written: nobody is invited at two that differ by their case alone."""
    return address.casefold()


def _request_context(round_id: UUID, request: UUID) -> bytes:
    return context("resend", round=round_id, request=request)
