"""What waits in the queue."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django.models import ProcrastinateJob

from must.collection.adapters.queue import QUEUES, Job


def queued(job: Job, subject: UUID) -> bool:
    """Whether that job waits, in the queue of the process that does it. Raises when it waits twice."""
    waiting = ProcrastinateJob.objects.filter(task_name=job.value, args={"subject": str(subject)}, status="todo")
    found = waiting.first()
    return found is not None and waiting.get().queue_name == QUEUES[job]
