"""What ought to be done now, read from what is stored. Whoever was killed in the middle of a job leaves it visibly undone, and it is queued
again: nothing depends on the queue remembering."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from must.collection.actions.rounds import close_round
from must.collection.adapters.queue import EVERY_ROUND, Job, queue
from must.collection.models.answers import Response
from must.collection.models.invitations import Mailing, MailingKind
from must.collection.models.reports import Making, UnitReports
from must.collection.models.resends import ResendRequest
from must.collection.models.rounds import Round
from must.core.campaign.states import Event, RoundState, allows


def do_what_is_due(*, now: datetime) -> None:
    """Close the rounds whose time has come, and queue every job that isn't done."""
    for round_id in Round.objects.filter(state=RoundState.OPEN, closes__lte=now).values_list("pk", flat=True):
        close_round(round_id=round_id, now=now)
    for round_ in Round.objects.exclude(state=RoundState.DRAFT):
        queue_undone(round_)
    for round_id in ResendRequest.objects.values_list(
        "round_id", flat=True
    ).distinct():  # no step of a round, and not the operator's to see
        queue(Job.RESEND_LINKS, round_id)
    for round_id in _with_answers():
        queue(Job.SHUFFLE, round_id)
    for round_id in _without_reports():
        queue(Job.RENDER_REPORTS, round_id)
    if Mailing.objects.exists():  # for good: what comes late is deleted too
        queue(Job.COLLECT_BOUNCES, EVERY_ROUND)


def queue_undone(round_: Round) -> None:
    """Queue what a round still needs. What is queued already isn't queued twice."""
    with transaction.atomic():
        for job, subject in undone(round_):
            queue(job, subject)


def undone(round_: Round) -> Iterator[tuple[Job, UUID]]:
    """The jobs whose result a round misses, and what each is to be done to."""
    match RoundState(round_.state):
        case RoundState.READY if round_.public_key is None:
            yield Job.PREPARE_ROUND, round_.pk
        case RoundState.OPEN:
            for mailing in Mailing.objects.filter(round=round_, done=False):
                invitation = mailing.kind == MailingKind.INVITATION
                yield (Job.MINT_LINKS, round_.pk) if invitation else (Job.SEND_MAILING, mailing.pk)
        case RoundState.CLOSING:
            yield Job.PUBLISH, round_.pk
    if not round_.link_key_destroyed and _links_are_done(round_):
        yield Job.DESTROY_LINK_KEY, round_.pk


def _links_are_done(round_: Round) -> bool:
    """Whether no mail with a link follows: the round is over, or its last reminder is out."""
    over = round_.state in {RoundState.CLOSING, RoundState.PUBLISHED}
    return over or Mailing.objects.filter(round=round_, last=True, done=True).exists()


def _with_answers() -> Iterator[UUID]:
    """Rounds whose answers are written to: after the close too, since the last ones came shortly before it and since one may withdraw."""
    written = [state for state in RoundState if allows(state, Event.WITHDRAW)]
    answered = Exists(Response.objects.filter(round_id=OuterRef("pk")))
    yield from Round.objects.filter(answered, state__in=written).values_list("pk", flat=True)


def _without_reports() -> Iterator[UUID]:
    """Published rounds some of whose reports are still to be made. No step of a round: it is over, whoever makes reports of it."""
    rows = UnitReports.objects.filter(round_id=OuterRef("pk"))
    wanted = ~Exists(rows) | Exists(rows.filter(state=Making.WAITING))
    yield from Round.objects.filter(wanted, state=RoundState.PUBLISHED).values_list("pk", flat=True)
