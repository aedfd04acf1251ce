"""How a function becomes a job: under the name and in the queue that the table of jobs gives it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from procrastinate.contrib.django import app

from must.collection.adapters.queue import QUEUES, Job
from must.core.common.languages import Language
from must.core.common.refusals import Fault, Refusal
from must.ui.texts import texts

logger = logging.getLogger(__name__)


def job(which: Job) -> Callable[[Callable[[UUID], None]], Callable[[str], None]]:
    """Register the function that does `which` to a subject."""

    def register(function: Callable[[UUID], None]) -> Callable[[str], None]:
        def run(subject: str) -> None:
            try:
                function(UUID(subject))
            except Refusal as refusal:  # nobody sits in front of a job: what is wrong and how to mend it stands in the log
                logger.error("%s: %s", which.value, " ".join(map(_sentence, refusal.faults)))
                raise

        app.task(name=which.value, queue=QUEUES[which])(run)
        return run

    return register


def _sentence(fault: Fault) -> str:
    t = texts(Language.EN)
    return f"{t(fault.code, **fault.details)} {t(f'{fault.code}.mend', **fault.details)}"
