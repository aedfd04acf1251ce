"""Answers in random order: the worker's, again and again as long as there are any."""

from __future__ import annotations

from uuid import UUID

from must.collection.actions.shuffling import shuffle
from must.collection.adapters.queue import Job
from must.collection.jobs.registry import job


@job(Job.SHUFFLE)
def shuffle_answers(round_id: UUID) -> None:
    shuffle(round_id=round_id)
