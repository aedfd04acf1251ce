"""The queue between processes. A job carries opaque ids only: its arguments lie in plain tables, with times."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from must.collection.adapters.rings import MAILER, WORKER


class Job(StrEnum):
    """Everything that the web and the operator leave to mailer and worker."""

    PREPARE_ROUND = "prepare_round"
    MINT_LINKS = "mint_links"
    SEND_MAILING = "send_mailing"
    DESTROY_LINK_KEY = "destroy_link_key"
    SHUFFLE = "shuffle"
    PUBLISH = "publish"


QUEUES: Final[Mapping[Job, str]] = MappingProxyType(
    {
        Job.PREPARE_ROUND: WORKER,
        Job.MINT_LINKS: MAILER,
        Job.SEND_MAILING: MAILER,
        Job.DESTROY_LINK_KEY: MAILER,
        Job.SHUFFLE: WORKER,
        Job.PUBLISH: WORKER,
    }
)
"""Which process does which job: the queue is named after the process."""


def queue(job: Job, subject: UUID) -> None:
    """Have `job` done to `subject` once this transaction is committed. The same job waits at most once.

    It may run beside itself, where an earlier one was killed or is slow: every job keeps out of its own way by locks of the database.
    """
    deferrer = app.configure_task(job.value, queue=QUEUES[job], queueing_lock=f"{job}:{subject}")
    try:
        with transaction.atomic():  # a savepoint: PostgreSQL ends the surrounding transaction on a refused row otherwise
            deferrer.defer(subject=str(subject))
    except AlreadyEnqueued:
        return
