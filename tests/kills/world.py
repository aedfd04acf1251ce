"""A world whose processes are killed: what is observed of it, and how a process is held at a point where it shall die."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, LiteralString

import psycopg

from must.world.local import LocalWorld

PATIENCE = 120.0
BEAT = 1.0
"""Seconds between two heartbeats here; elsewhere a minute."""

_TICK = """
SELECT procrastinate_defer_jobs_v1(ARRAY[('worker', 'tick', 0, NULL, 'tick', '{"timestamp": 0}', NULL)::procrastinate_job_to_defer_v1])
"""


def until(what: Callable[[], object]) -> None:
    """Wait until something is observed, and fail when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError("what is waited for doesn't happen")
        time.sleep(0.02)


class Observed:
    """The database of the collection zone, as its owner sees it; and the processes that work on it."""

    def __init__(self, world: LocalWorld) -> None:
        self.world = world
        self._address = world.postgres.url(database="must_collection")
        self._connection = self._connect()

    def __enter__(self) -> Observed:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def rows(self, statement: LiteralString, *values: object) -> Sequence[tuple[Any, ...]]:
        """What a statement gives. Raises psycopg.OperationalError while PostgreSQL is dead."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except psycopg.OperationalError:
            self._connection.close()
            self._connection = self._connect()
            return self._connection.execute(statement, values).fetchall()

    def one(self, statement: LiteralString, *values: object) -> Any:
        """The only value of the only row."""
        ((value,),) = self.rows(statement, *values)
        return value

    @contextmanager
    def held(self, statement: LiteralString, *values: object) -> Iterator[psycopg.Connection]:
        """Hold the locks of a statement: whoever needs them waits, and can be killed just there. Rolled back, it holds them no more."""
        connection = psycopg.connect(self._address)
        connection.execute(statement, values)
        try:
            yield connection
        finally:
            with suppress(psycopg.OperationalError):  # PostgreSQL was killed with it
                connection.close()

    def waits(self, process: str) -> bool:
        """Whether mailer, worker or web waits for a lock that somebody holds."""
        return bool(self.one("SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND wait_event_type = 'Lock'", f"must_{process}"))

    def kill(self, process: str) -> None:
        """Kill mailer, worker or web whole, and see that it is started again."""
        child = self.world.processes[process]
        before = child.popen
        child.kill()
        until(lambda: child.popen is not before)

    def kill_web_worker(self) -> None:
        """Kill one of the web's worker processes; its master stays."""
        master = self.world.processes["web"].popen.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text("ascii").split()
        os.kill(int(children[-1]), signal.SIGKILL)

    def kill_backend(self) -> None:
        """Kill one of PostgreSQL's processes that serve the web: it ends all others and recovers."""
        for (pid,) in self.rows("SELECT pid FROM pg_stat_activity WHERE usename = 'must_web' LIMIT 1"):
            os.kill(pid, signal.SIGKILL)
        until(self._answers)

    def kill_postgres(self) -> None:
        """Kill PostgreSQL whole, and start it again."""
        self.world.postgres.kill()
        self.world.postgres.revive()

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._address, autocommit=True)

    def _answers(self) -> bool:
        try:
            return bool(self.one("SELECT true"))
        except psycopg.OperationalError:
            return False


class Heart:
    """Beats as the worker's clock does, but every second. Use as a context manager."""

    def __init__(self, world: LocalWorld) -> None:
        self._observed = Observed(world)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heart", daemon=True)

    def __enter__(self) -> Heart:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()
        self._observed.__exit__(kind, error, trace)

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            with suppress(psycopg.OperationalError, psycopg.errors.UniqueViolation):  # killed at this moment; beats already
                self._observed.rows(_TICK)
