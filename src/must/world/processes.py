"""The processes of the local world: each with an environment of its own, watched until healthy, started again when it ends by itself, and
ended by its process id. In production an init system does so: what it is told stands in docs/operations.md.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType

HOST = "127.0.0.1"
INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME")
"""What a process takes over from ours. Nothing else: a key ring or password of one process must not reach another."""
PATIENCE = 60.0
GRACE = 15.0
PAUSE = 0.05
MOST_ENDS = 5
MOST_ENDS_WITHIN = 10.0
"""Seconds. A process that has ended by itself so often within them won't be mended by another start."""


class NotHealthy(Exception):
    """A process ended or stayed silent instead of becoming healthy. Says what its log ends with."""


class Child:
    """A process that we started, and start again when it ends without being asked to, as `Restart=always` of systemd does."""

    def __init__(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = environment
        self._changing = threading.Lock()
        self._stopped = False
        self._ends: list[float] = []
        log.unlink(missing_ok=True)
        self._start()

    @property
    def popen(self) -> subprocess.Popen[bytes]:
        """The process as it runs now."""
        return self._popen

    def wait_until_healthy(self, port: int) -> None:
        """Wait until `/healthz` answers on that port. Raises NotHealthy."""
        deadline = time.monotonic() + PATIENCE
        while not _healthy(port):
            self.check()
            if time.monotonic() > deadline:
                raise NotHealthy(f"{self.name} doesn't answer at {HOST}:{port}/healthz; its log {self.log} ends with:\n{self.tail()}")
            time.sleep(PAUSE)

    def check(self) -> None:
        """Raises NotHealthy when the process has ended by itself again and again, and isn't started any more."""
        if (code := self._popen.poll()) is not None and self._given_up:
            raise NotHealthy(f"{self.name} ended with exit code {code}; its log {self.log} ends with:\n{self.tail()}")

    def tail(self) -> str:
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-20:])

    def kill(self) -> None:
        """End it at once and all that it has started, as a machine that fails does. It is started again."""
        os.killpg(self._popen.pid, signal.SIGKILL)

    def look_after(self) -> None:
        """Start it again if it has ended without being asked to."""
        with self._changing:
            if self._stopped or self._given_up or (code := self._popen.poll()) is None:
                return
            self._end_others()
            if code >= 0:  # by itself; who was killed isn't to blame
                self._ends.append(time.monotonic())
            if not self._given_up:
                self._start()

    def stop(self) -> None:
        """Ask it to end, and end it when it doesn't."""
        with self._changing:
            self._stopped = True
            if self._popen.poll() is None:
                self._popen.terminate()
                try:
                    self._popen.wait(GRACE)
                except subprocess.TimeoutExpired:
                    self._popen.kill()
                    self._popen.wait()
            self._end_others()

    @property
    def _given_up(self) -> bool:
        latest = self._ends[-MOST_ENDS:]
        return len(latest) == MOST_ENDS and latest[-1] - latest[0] < MOST_ENDS_WITHIN

    def _start(self) -> None:
        inherited = {variable: os.environ[variable] for variable in INHERITED if variable in os.environ}
        with self.log.open("ab") as output:
            self._popen = subprocess.Popen(  # noqa: S603 (our own commands)
                self._command,
                env={**inherited, "PYTHONUNBUFFERED": "1", **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end the others in order
            )

    def _end_others(self) -> None:
        """End what a process has left that has ended: workers whose master was killed would serve on, and nobody would know them."""
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)


class Processes:
    """Starts processes, starts them again, and ends them all, the last one first. Use as a context manager."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self._children: dict[str, Child] = {}
        self._ended = threading.Event()
        self._supervisor = threading.Thread(target=self._look_after, name="supervisor", daemon=True)

    def __enter__(self) -> Processes:
        self.logs.mkdir(parents=True, exist_ok=True)
        self._supervisor.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        self._supervisor.join()
        while self._children:
            self._children.popitem()[1].stop()

    def __getitem__(self, name: str) -> Child:
        """The process of that name. Raises KeyError."""
        return self._children[name]

    def start(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> Child:
        """Start a process; what it prints goes to `<name>.log`."""
        if name in self._children:
            raise ValueError(f"there is a {name} already")
        self._children[name] = child = Child(name, command, environment, self.logs / f"{name}.log")
        return child

    def check(self) -> None:
        """Raises NotHealthy when a process has ended for good."""
        for child in self._children.values():
            child.check()

    def _look_after(self) -> None:
        while not self._ended.wait(PAUSE):
            for child in list(self._children.values()):
                child.look_after()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def taken(port: int) -> bool:
    """Whether somebody listens on that port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _healthy(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
