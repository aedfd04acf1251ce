"""The processes of the local world: each with an environment of its own, watched until healthy, and ended by its process id."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType

HOST = "127.0.0.1"
INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME")
"""What a process takes over from ours. Nothing else: a key ring or password of one process must not reach another."""
PATIENCE = 60.0
GRACE = 15.0
PAUSE = 0.05


class NotHealthy(Exception):
    """A process ended or stayed silent instead of becoming healthy. Says what its log ends with."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process that we started."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    def wait_until_healthy(self, port: int) -> None:
        """Wait until `/healthz` answers on that port. Raises NotHealthy."""
        deadline = time.monotonic() + PATIENCE
        while not _healthy(port):
            self.check()
            if time.monotonic() > deadline:
                raise NotHealthy(f"{self.name} doesn't answer at {HOST}:{port}/healthz; its log {self.log} ends with:\n{self.tail()}")
            time.sleep(PAUSE)

    def check(self) -> None:
        """Raises NotHealthy when the process has ended."""
        if (code := self.popen.poll()) is not None:
            raise NotHealthy(f"{self.name} ended with exit code {code}; its log {self.log} ends with:\n{self.tail()}")

    def tail(self) -> str:
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-20:])

    def stop(self) -> None:
        """Ask it to end, and end it when it doesn't."""
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()


class Processes:
    """Starts processes and ends them all, the last one first. Use as a context manager."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self._children: list[Child] = []

    def __enter__(self) -> Processes:
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        while self._children:
            self._children.pop().stop()

    def start(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> Child:
        """Start a process; what it prints goes to `<name>.log`."""
        log = self.logs / f"{name}.log"
        inherited = {variable: os.environ[variable] for variable in INHERITED if variable in os.environ}
        with log.open("wb") as output:
            popen = subprocess.Popen(  # noqa: S603 (our own commands)
                command,
                env={**inherited, "PYTHONUNBUFFERED": "1", **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end the others in order
            )
        child = Child(name, popen, log)
        self._children.append(child)
        return child

    def check(self) -> None:
        """Raises NotHealthy when a process has ended."""
        for child in self._children:
            child.check()


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
