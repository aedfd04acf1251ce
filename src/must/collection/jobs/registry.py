"""How a function becomes a job: under the name and in the queue that the table of jobs gives it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from procrastinate.contrib.django import app

from must.collection.adapters.queue import QUEUES, Job


def job(which: Job) -> Callable[[Callable[[UUID], None]], Callable[[str], None]]:
    """Register the function that does `which` to a subject."""

    def register(function: Callable[[UUID], None]) -> Callable[[str], None]:
        def run(subject: str) -> None:
            function(UUID(subject))

        app.task(name=which.value, queue=QUEUES[which])(run)
        return run

    return register
