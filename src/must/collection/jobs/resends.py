"""Links that somebody asked to be sent again: the mailer's."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from must.collection.actions import resends
from must.collection.adapters.queue import Job
from must.collection.adapters.smtp import smtp
from must.collection.jobs.registry import job
from must.service.clock import clock


@job(Job.RESEND_LINKS)
def resend_links(round_id: UUID) -> None:
    with smtp(settings.SMTP) as server:
        resends.resend_links(round_id=round_id, server=server, clock=clock().now)
