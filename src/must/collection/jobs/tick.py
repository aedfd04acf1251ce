"""The heartbeat: every minute the worker asks our Clock what is due. The queue's own times decide nothing."""

from __future__ import annotations

from procrastinate.contrib.django import app

from must.collection.actions.due import do_what_is_due
from must.collection.adapters.queue import forget_the_dead
from must.collection.adapters.rings import WORKER
from must.service.clock import clock


@app.periodic(cron="* * * * *")
@app.task(name="tick", queue=WORKER, queueing_lock="tick", pass_context=False)
def tick(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it; it's the machine's time, not ours)
    do_what_is_due(now=clock().now())
    forget_the_dead()
