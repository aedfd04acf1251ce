"""Too many attempts (ADR 15): how often a link may cost the stretching of a code, and how much of the process that may take.

A count of tries would be a witness: whoever holds somebody's link could use it up, try again, and see that somebody else has been here.
So a try's price is drawn by lot: how many tries a link gets says next to nothing about one more or less. No memory outlives the process.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from threading import BoundedSemaphore, Lock
from typing import Final

from must.collection.actions.answers import Ticket

AT_ONCE: Final = 20
"""Tries that a link has on average before it must wait."""
EVERY: Final = timedelta(minutes=1)
"""How often, on average, it gets another one."""
REMEMBERED: Final = 20_000
"""Links that a process remembers. The one that was longest unused is forgotten first, and has all its tries again."""
RUNNING: Final = 2
"""Codes that a process stretches at the same time: each takes 32 MiB and a core."""
PLACES: Final = 6
"""Requests that stretch or wait to. Fewer than the threads of a process, so that pages of the form always find one free."""


class Door(StrEnum):
    """What is limited, each for itself."""

    START = "start"
    CONTINUE = "continue"


class TooManyAttempts(Exception):
    """Not now; in a minute. Says nothing of whether the link or the process is busy."""


def by_lot() -> float:
    """A price of 1 on average. Exponential, so that a link that has used up its tries tells nothing by when it gets the next."""
    return secrets.SystemRandom().expovariate(1.0)


class Tries:
    """What each name has left. Names are kept as digests under a key that dies with the process. Threads may share it."""

    def __init__(self, price: Callable[[], float] = by_lot) -> None:
        self.price = price
        self._key = os.urandom(32)
        self._left: OrderedDict[bytes, tuple[float, datetime]] = OrderedDict()
        self._lock = Lock()

    def take(self, name: str, *, now: datetime) -> bool:
        """Pay for a try, if anything is left. A refusal costs nothing."""
        digest = hashlib.blake2b(name.encode(), key=self._key, digest_size=16).digest()
        with self._lock:
            left = self._refilled(digest, now)
            if left <= 0:
                return False
            self._left[digest] = left - self.price(), now
            self._left.move_to_end(digest)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
            return True

    def _refilled(self, digest: bytes, now: datetime) -> float:
        left, then = self._left.get(digest, (float(AT_ONCE), now))
        return min(AT_ONCE, left + max(now - then, timedelta()) / EVERY)


class Limits:
    """Who may have a code stretched, and when."""

    def __init__(self, tries: Tries) -> None:
        self.tries = tries
        self._places = BoundedSemaphore(PLACES)
        self._running = BoundedSemaphore(RUNNING)

    @contextmanager
    def turn(self, door: Door, ticket: Ticket, *, now: datetime) -> Iterator[None]:
        """Stretch one code in here. Raises TooManyAttempts."""
        if not self._places.acquire(blocking=False):
            raise TooManyAttempts
        try:
            if not self.tries.take(f"{door} {ticket.survey.id} {ticket.link}", now=now):
                raise TooManyAttempts
            with self._running:
                yield
        finally:
            self._places.release()


limits = Limits(Tries())
"""This process's."""
