"""The queue between processes. A job carries opaque ids only: its arguments lie in plain tables, with times."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager

from must.collection.adapters.rings import MAILER, MAILER_AT_ONCE, REPORTER, WORKER


class Job(StrEnum):
    """Everything that the web and the operator leave to mailer, worker and reporter."""

    PREPARE_ROUND = "prepare_round"
    MINT_LINKS = "mint_links"
    SEND_MAILING = "send_mailing"
    RESEND_LINKS = "resend_links"
    DESTROY_LINK_KEY = "destroy_link_key"
    COLLECT_BOUNCES = "collect_bounces"
    SHUFFLE = "shuffle"
    PUBLISH = "publish"
    RENDER_REPORTS = "render_reports"


QUEUES: Final[Mapping[Job, str]] = MappingProxyType(
    {
        Job.PREPARE_ROUND: WORKER,
        Job.MINT_LINKS: MAILER,
        Job.SEND_MAILING: MAILER,
        Job.RESEND_LINKS: MAILER_AT_ONCE,
        Job.DESTROY_LINK_KEY: MAILER_AT_ONCE,
        Job.COLLECT_BOUNCES: MAILER_AT_ONCE,
        Job.SHUFFLE: WORKER,
        Job.PUBLISH: WORKER,
        Job.RENDER_REPORTS: REPORTER,
    }
)
"""Which process does which job: the queue is named after the process, which does one job at a time."""

EVERY_ROUND: Final = UUID(int=0)
"""The subject of a job that is done for all rounds at once."""


_QUEUE: Final = JobManager(DjangoConnector())
"""The queue by Django's own connection. Inside a worker the app has connections of its own, which know nothing of our transactions."""

DEAD_AFTER: Final = 30.0
"""Seconds without the sign of life that mailer, worker and reporter give every ten, by the queue's clock. It decides only whose rows go."""


def queue(job: Job, subject: UUID) -> None:
    """Have `job` done to `subject` once this transaction is committed, and not at all if it isn't. The same job waits at most once.

    It may run beside itself, where an earlier one was killed or is slow: every job keeps out of its own way by locks of the database.
    """
    configured = app.configure_task(job.value, queue=QUEUES[job], queueing_lock=f"{job}:{subject}")
    try:
        with transaction.atomic():  # a savepoint: PostgreSQL ends the surrounding transaction on a refused row otherwise
            JobDeferrer(job_manager=_QUEUE, job=configured.job).defer(subject=str(subject))
    except AlreadyEnqueued:
        return


def forget_the_dead() -> None:
    """Delete the jobs of processes that were killed, and the times of them. Nothing is lost: what is undone is queued anew, from what is
    stored. A process that only seemed dead finishes what it does, and then ends to be started again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_prune_stalled_workers_v1(%s)", [DEAD_AFTER])
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status <> 'todo' AND worker_id IS NULL")
