"""Rounds on one machine without a database of one's own: an embedded PostgreSQL, rings for every process, and no process that stays.

Mailer and worker run when there is something to do, each with its own role and ring, and end when nothing is left. Nobody serves the
respondents' pages here: `must demo` does, and a real round has its processes on machines of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from must.collection.adapters import smtp
from must.collection.adapters.rings import MAILER, MAILER_AT_ONCE, OPERATOR, WORKER, make_rings
from must.world.postgres import embedded
from must.world.secret_files import secret_file

DATABASE: Final = "must_collection"
ORIGIN: Final = "http://127.0.0.1:8101"
ADMIN: Final = str(Path(sys.executable).parent / "django-admin")
INHERITED: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME", smtp.VARIABLE)
PAUSE: Final = 0.5
"""Seconds between two looks at a process."""


class Home:
    """A directory with `postgres/`, `secrets/` and `logs/`; the rings are in `keys`. Use as a context manager."""

    def __init__(self, directory: Path, keys: Path) -> None:
        self._directory = directory.resolve()
        self._keys = keys.resolve()
        self.logs: Final = self._directory / "logs"

    def __enter__(self) -> Home:
        self.logs.mkdir(parents=True, exist_ok=True)
        if not self._keys.exists():
            make_rings(self._keys)
        self._postgres = embedded(self._directory / "postgres")
        owner = self._environment(OPERATOR, self._postgres.url(database=DATABASE))
        self._run("migrate", [ADMIN, "migrate", "--verbosity", "0"], owner)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._postgres.stop()

    def environment(self, process: str) -> dict[str, str]:
        """What one process is told: its own role and ring."""
        return self._environment(process, self._postgres.url(f"must_{process}", database=DATABASE))

    def check_mail(self) -> None:
        """Raises SettingFault when the mailer wouldn't know which server takes its mail."""
        smtp.server(os.environ.get(smtp.VARIABLE, ""))

    def work(self, told: Callable[[], None]) -> None:
        """Let mailer and worker do what is queued. told: called now and then meanwhile."""
        for process, queues in {MAILER: f"{MAILER},{MAILER_AT_ONCE}", WORKER: WORKER}.items():
            command = [ADMIN, "procrastinate", "worker", "--queues", queues, "--one-shot"]
            self._run(process, command, self.environment(process), told)

    def _environment(self, process: str, database_url: str) -> dict[str, str]:
        """MUST_CLOCK and MUST_COLLECTION_ORIGIN may be set from outside."""
        return {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "must.collection.config.settings",
            "MUST_CLOCK": os.environ.get("MUST_CLOCK", "system"),
            "MUST_COLLECTION_DATABASE_URL": database_url,
            "MUST_COLLECTION_KEYS": str(self._keys / process),
            "MUST_COLLECTION_ORIGIN": os.environ.get("MUST_COLLECTION_ORIGIN", ORIGIN),
            "MUST_COLLECTION_SECRET_FILE": str(secret_file(self._directory / "secrets", process)),
        }

    def _run(self, name: str, command: Sequence[str], environment: Mapping[str, str], told: Callable[[], None] = lambda: None) -> None:
        with (
            (self.logs / f"{name}.log").open("ab") as log,
            subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as running,  # noqa: S603 (ours)
        ):
            while not _ended(running):
                told()


def _ended(running: subprocess.Popen[bytes]) -> bool:
    """Whether a process ends within a pause."""
    try:
        running.wait(PAUSE)
    except subprocess.TimeoutExpired:
        return False
    return True
