"""The round's key, and its publication: the worker's."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from must.collection.actions import publications
from must.collection.actions.transitions import AlreadyPublished
from must.collection.adapters.queue import Job
from must.collection.jobs.registry import job
from must.service.clock import clock


@job(Job.PREPARE_ROUND)
def prepare_round(round_id: UUID) -> None:
    publications.prepare_round(round_id=round_id)


@job(Job.PUBLISH)
def publish(round_id: UUID) -> None:
    with suppress(AlreadyPublished):  # the queue may deliver a job again
        publications.publish_round(round_id=round_id, now=clock().now())
