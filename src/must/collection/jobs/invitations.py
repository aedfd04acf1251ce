"""Links and mails: the mailer's."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from must.collection.actions import bounces, invitations
from must.collection.adapters.queue import Job
from must.collection.adapters.smtp import smtp
from must.collection.jobs.registry import job
from must.service.clock import clock


@job(Job.MINT_LINKS)
def mint_links(round_id: UUID) -> None:
    invitations.mint_links(round_id=round_id)


@job(Job.SEND_MAILING)
def send_mailing(mailing_id: UUID) -> None:
    with smtp(settings.SMTP) as server:
        invitations.send_mailing(mailing_id=mailing_id, server=server, clock=clock().now)


@job(Job.COLLECT_BOUNCES)
def collect_bounces(every_round: UUID) -> None:  # noqa: ARG001 (reports of all rounds lie in one place)
    if settings.BOUNCES is not None:
        bounces.collect_bounces(directory=settings.BOUNCES)


@job(Job.DESTROY_LINK_KEY)
def destroy_link_key(round_id: UUID) -> None:
    invitations.destroy_link_key(round_id=round_id)
