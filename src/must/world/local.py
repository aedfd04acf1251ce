"""The local world: one directory with the database, keys, clock and mails of all zones, and their processes on this machine.

Every process gets what it would get on a machine of its own: its database role, its key ring, its secret, and nothing of another's.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from must.collection.adapters import report_files
from must.collection.adapters.rings import MAILER, MAILER_AT_ONCE, REPORTER
from must.service.clock import FileClock
from must.world.mailbox import Mailbox
from must.world.postgres import EmbeddedPostgres, embedded
from must.world.processes import HOST, Processes, free_port, taken
from must.world.rings import make_rings
from must.world.secret_files import secret_file

ZONES: Final = ("collection", "identity", "research")
BIN: Final = Path(sys.executable).parent
WEB_WORKERS: Final = {"collection": 2, "identity": 1, "research": 1}
BLOCKING_THREADS: Final = 8


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the world listens. start: the page that shows where everything is."""

    start: int
    collection: int
    identity: int
    research: int
    smtp: int

    @classmethod
    def free(cls) -> Ports:
        """Ports that nobody listens on at this moment."""
        return cls(*(free_port() for _ in range(5)))

    @property
    def taken(self) -> tuple[int, ...]:
        return tuple(port for port in (self.start, self.collection, self.identity, self.research, self.smtp) if taken(port))


DEMO_PORTS: Final = Ports(start=8100, collection=8101, identity=8102, research=8103, smtp=8125)


class CommandFailed(Exception):
    """A command ended badly; says which, and what it printed."""


class LocalWorld:
    """Builds the world in an empty directory, or only some of its zones. Use as a context manager: all of it ends with the block, but for
    the files.

    reporters: so many processes make reports, of every round that is published, into `made`. They leave the others the processor.
    """

    def __init__(self, directory: Path, ports: Ports, *, begins: datetime, zones: Collection[str] = ZONES, reporters: int = 0) -> None:
        self.directory = directory.resolve()
        self.ports = ports
        self.clock = FileClock(self.directory / "clock")
        self.mailbox = Mailbox(self.directory / "mails", port=ports.smtp)
        self.processes = Processes(self.directory / "logs")
        self.made: Final = self.directory / "made"
        self._begins = begins
        self._zones = zones
        self._reporters = reporters
        self._ending = ExitStack()
        self.postgres: EmbeddedPostgres

    def __enter__(self) -> LocalWorld:
        with self._ending as ending:
            make_rings(self.directory / "keys")
            self.clock.set(self._begins)
            self.postgres = embedded(self.directory / "postgres")
            ending.callback(self.postgres.remove)
            ending.enter_context(self.mailbox)
            ending.enter_context(self.processes)
            for zone in self._zones:
                self.run(BIN / "django-admin", "migrate", environment=self._owner(zone))
            self._start()
            self._ending = ending.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ending.close()

    def origin(self, zone: str) -> str:
        return f"http://{HOST}:{getattr(self.ports, zone)}"

    def must(self, *arguments: str) -> str:
        """Run `must …` as the operator of the collection zone would; what it printed. Raises CommandFailed."""
        return self.run(BIN / "must", *arguments, environment=self.environment("collection", "operator"))

    def run(self, *command: str | Path, environment: Mapping[str, str]) -> str:
        """Run a command to its end; what it printed. Raises CommandFailed."""
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own commands)
        if ran.returncode != 0:
            raise CommandFailed(f"{' '.join(map(str, command))} ended with exit code {ran.returncode}:\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def environment(self, zone: str, process: str) -> dict[str, str]:
        """The environment of a zone's process: its own role and ring."""
        return self._environment(zone, process, self.postgres.url(f"must_{process}", database=f"must_{zone}"))

    def _owner(self, zone: str) -> dict[str, str]:
        """The environment of whoever lays out a zone's database; no process runs with it."""
        ring = "operator" if zone == "collection" else zone
        return self._environment(zone, ring, self.postgres.url(database=f"must_{zone}"))

    def _environment(self, zone: str, ring: str, database_url: str) -> dict[str, str]:
        prefix = f"MUST_{zone.upper()}"
        return {
            "DJANGO_SETTINGS_MODULE": f"must.{zone}.config.settings",
            "MUST_CLOCK": f"file:{self.clock.path}",
            f"{prefix}_DATABASE_URL": database_url,
            f"{prefix}_KEYS": str(self.directory / "keys" / ring),
            f"{prefix}_ORIGIN": self.origin(zone),
            f"{prefix}_SECRET_FILE": str(secret_file(self.directory / "secrets", ring)),
        }

    def _start(self) -> None:
        """Start every process of every zone, and wait until they are healthy."""
        mailer = {**self.environment("collection", "mailer"), "MUST_COLLECTION_SMTP": self.mailbox.address}
        for queue in (MAILER, MAILER_AT_ONCE):
            self.processes.start(queue, _worker(queue), mailer)
        self.processes.start("worker", _worker("worker"), self.environment("collection", "worker"))
        self.made.mkdir()
        reporter = {**self.environment("collection", REPORTER), report_files.VARIABLE: str(self.made)}
        for number in range(1, self._reporters + 1):
            self.processes.start(f"{REPORTER}-{number}", ["nice", *_worker(REPORTER)], reporter)
        web = {"collection": "web", "identity": "identity", "research": "research"}
        started = {
            zone: self.processes.start(
                process, site(f"must.{zone}.config.wsgi", getattr(self.ports, zone), WEB_WORKERS[zone]), self.environment(zone, process)
            )
            for zone, process in web.items()
            if zone in self._zones
        }
        for zone, process in started.items():
            process.wait_until_healthy(getattr(self.ports, zone))


def site(module: str, port: int, workers: int) -> list[str | Path]:
    """The command that serves a module's WSGI application, and starts again a worker of its own that was killed."""
    where = ["--interface", "wsgi", f"{module}:application", "--host", HOST, "--port", str(port)]
    how = ["--workers", str(workers), "--respawn-failed-workers", "--blocking-threads", str(BLOCKING_THREADS), "--no-ws"]
    return [BIN / "granian", *where, *how]


def _worker(queue: str) -> list[str | Path]:
    return [BIN / "django-admin", "procrastinate", "worker", "--queues", queue]
