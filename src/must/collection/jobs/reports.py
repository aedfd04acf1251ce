"""The reports of published rounds: the reporter's."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from must.collection.actions import reports
from must.collection.adapters import report_files
from must.collection.adapters.queue import Job
from must.collection.jobs.registry import job


@job(Job.RENDER_REPORTS)
def render_reports(round_id: UUID) -> None:
    with report_files.kept_from_others():
        reports.render_some(round_id=round_id, directory=settings.REPORTS)
