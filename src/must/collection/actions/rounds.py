"""A round from its creation to its close. Who runs these holds public keys only, and sees neither an address nor an answer afterwards."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count

from must.collection.actions.sealed import published_statement, seal_name
from must.collection.actions.transitions import check_unpublished, locked, move
from must.collection.adapters.locks import own_answers
from must.collection.adapters.queue import Job, queue
from must.collection.adapters.rings import MAILER, WEB, WORKER, ring
from must.collection.models.invitations import Delivery, DeliveryState, Invitation, Mailing, MailingKind
from must.collection.models.publications import PublishedRound
from must.collection.models.rounds import Round
from must.core.campaign.periods import Period, local_day
from must.core.campaign.reminders import check_reminder, is_last
from must.core.campaign.states import Event, RoundState
from must.core.campaign.windows import Windows
from must.core.common.refusals import Fault, Refusal
from must.core.common.words import name_fault, tidy
from must.core.instrument.loader import instrument_directory, load_instrument, packaged_names
from must.core.instrument.model import Instrument, Selection
from must.crypto.errors import NotSigned

CODE_SIGNS: Final = "23456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class MailingStatus:
    """One mail to everybody: how many it has gone to, to how many it never will, how many the mail server has put off, and of how many
    nobody knows whether the server took them: it was lost before it said. bounced: how many came back, where these are collected."""

    kind: MailingKind
    number: int
    last: bool
    done: bool
    accepted: int
    refused: int
    deferred: int
    in_doubt: int
    bounced: int
    collects_bounces: bool

    @property
    def tried(self) -> int:
        """How many mails have been offered to the mail server."""
        return self.accepted + self.refused + self.deferred + self.in_doubt + self.bounced

    @property
    def takes_nobody(self) -> bool:
        """Whether the mail server has put some off, and has taken none: it refuses everybody, or is out of order."""
        return bool(self.deferred) and not self.done and not (self.accepted or self.bounced)


@dataclass(frozen=True, slots=True)
class RoundStatus:
    """How a round stands. Nothing here says how many have answered (R6)."""

    code: str
    state: RoundState
    opens: datetime
    closes: datetime
    prepared: bool
    invited: int
    mailings: tuple[MailingStatus, ...]
    link_key_destroyed: bool


def find_round(code: str) -> Round:
    """Raises Refusal `round.unknown`."""
    found = Round.objects.filter(code=code).first()
    if found is None:
        raise Refusal(Fault("round.unknown", details={"round": code}))
    return found


def create_round(*, enterprise: str, instrument: str, selection: Selection, period: Period, now: datetime) -> Round:
    """Lay out a round: who asks what, and when.

    instrument: packaged name or directory. Raises Refusal with the instrument's own faults, `round.enterprise_name`,
    `round.unknown_choice`, `round.period_length` or `round.period_past`.
    """
    loaded = load_instrument(instrument)
    name = _enterprise_name(enterprise)
    _check_selection(loaded, selection)
    Windows.of(loaded.windows).check_length(period)
    if period.closes <= now:
        raise Refusal(Fault("round.period_past", details={"last": str(period.last)}))
    round_id, operator = uuid4(), ring()
    made = Round(
        id=round_id,
        code="".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)),
        state=RoundState.DRAFT,
        instrument=instrument if instrument in packaged_names() else str(instrument_directory(instrument)),
        instrument_version=loaded.version,
        form=selection.form,
        extended_themes=sorted(selection.extended_themes),
        modules=sorted(selection.modules),
        opens=period.opens,
        closes=period.closes,
        enterprise_for_web=seal_name(name, operator.peer(WEB), round_id=round_id),
        enterprise_for_mailer=seal_name(name, operator.peer(MAILER), round_id=round_id),
        enterprise_for_worker=seal_name(name, operator.peer(WORKER), round_id=round_id),
    )
    Round.objects.bulk_create([made])
    return made


def open_round(*, round_id: UUID, now: datetime) -> None:
    """Take answers from now on, and have everybody invited. Raises Refusal `round.not_prepared`, `round.too_early` or `round.too_late`."""
    with transaction.atomic():
        round_ = locked(round_id, Event.OPEN)
        if round_.public_key is None:
            raise Refusal(Fault("round.not_prepared"))
        if now < round_.opens:
            raise Refusal(Fault("round.too_early", details={"opens": str(local_day(round_.opens))}))
        if now >= round_.closes:
            raise Refusal(Fault("round.too_late", details={"closes": str(local_day(round_.closes))}))
        move(round_, Event.OPEN)
        Mailing.objects.bulk_create([Mailing(round=round_, kind=MailingKind.INVITATION, number=0, ordered=now)])
        queue(Job.MINT_LINKS, round_id)


def remind(*, round_id: UUID, now: datetime, last: bool = False) -> None:
    """Have everybody reminded: whoever has answered too, since nobody knows who has (P07).

    last: no other reminder comes; the third is the last in any case. When its mails are out, the key of the links is destroyed.
    What the mail server has put off by now isn't sent any more. Raises Refusal `round.too_late`, `round.mailing_unfinished` while the mail
    before hasn't been tried for everybody, and what `check_reminder` raises.
    """
    with transaction.atomic():
        round_ = locked(round_id, Event.REMIND)
        if now >= round_.closes:
            raise Refusal(Fault("round.too_late", details={"closes": str(local_day(round_.closes))}))
        earlier = list(Mailing.objects.filter(round=round_).order_by("number"))
        if not all(map(_tried, earlier[-1:])):
            raise Refusal(Fault("round.mailing_unfinished"))
        days = [local_day(mailing.ordered) for mailing in earlier]
        check_reminder(days, local_day(now), last_sent=any(mailing.last for mailing in earlier))
        number = len(earlier)
        mailing = Mailing(round=round_, kind=MailingKind.REMINDER, number=number, ordered=now, last=is_last(number, said=last))
        Mailing.objects.bulk_create([mailing])
        queue(Job.SEND_MAILING, mailing.pk)


def close_round(*, round_id: UUID, now: datetime) -> None:
    """Take no more answers; have the mailer's key destroyed and the reports made. Before its time, the period ends now, and says so.

    Raises Refusal `round.not_now`, and `round.already_published` for a round that would be published a second time.
    """
    with transaction.atomic():
        own_answers(round_id)  # whoever is saving at this moment is let through first
        check_unpublished(round_id)
        round_ = locked(round_id, Event.CLOSE)
        move(round_, Event.CLOSE, **({"closes": now} if now < round_.closes else {}))
        queue(Job.DESTROY_LINK_KEY, round_id)
        queue(Job.PUBLISH, round_id)


def publication_of(round_id: UUID) -> str:
    """The text of a round's `publication.json`, as the worker signed it.

    Raises Refusal `round.not_published`, and `round.publication_edited` when what is stored isn't what the worker published.
    """
    kept = PublishedRound.objects.filter(round_id=round_id).first()
    if kept is None:
        raise Refusal(Fault("round.not_published"))
    try:
        ring().signer(WORKER).check(bytes(kept.signature), published_statement(round_id, kept.published, kept.document))
    except NotSigned:
        raise Refusal(Fault("round.publication_edited")) from None
    return kept.document


def status(round_id: UUID) -> RoundStatus:
    """How a round stands."""
    round_ = Round.objects.get(pk=round_id)
    mailings = Mailing.objects.filter(round=round_).order_by("number")
    return RoundStatus(
        code=round_.code,
        state=RoundState(round_.state),
        opens=round_.opens,
        closes=round_.closes,
        prepared=round_.public_key is not None,
        invited=Invitation.objects.filter(round=round_).count(),
        mailings=tuple(map(_mailing_status, mailings)),
        link_key_destroyed=round_.link_key_destroyed,
    )


def _tried(mailing: Mailing) -> bool:
    """Whether everybody's mail has been offered to the mail server."""
    tried = Delivery.objects.filter(mailing=mailing).exclude(state=DeliveryState.WAITING).count()
    return mailing.done or tried == Invitation.objects.filter(round_id=mailing.round_id).count()


def _mailing_status(mailing: Mailing) -> MailingStatus:
    counted = Delivery.objects.filter(mailing=mailing).values_list("state").annotate(Count("id"))
    by_state = dict(counted)
    return MailingStatus(
        kind=MailingKind(mailing.kind),
        number=mailing.number,
        last=mailing.last,
        done=mailing.done,
        accepted=by_state.get(DeliveryState.ACCEPTED, 0),
        refused=by_state.get(DeliveryState.REFUSED, 0),
        deferred=by_state.get(DeliveryState.DEFERRED, 0),
        in_doubt=by_state.get(DeliveryState.HANDED_OVER, 0),
        bounced=by_state.get(DeliveryState.BOUNCED, 0),
        collects_bounces=mailing.collects_bounces,
    )


def _enterprise_name(given: str) -> str:
    name = tidy(given)
    if not name or name_fault(given):
        raise Refusal(Fault("round.enterprise_name"))
    return name


def _check_selection(instrument: Instrument, selection: Selection) -> None:
    try:
        list(instrument.asked(selection))
    except KeyError as error:
        raise Refusal(Fault("round.unknown_choice", details={"choice": str(error.args[0]), "instrument": instrument.id})) from None
