"""A mail server that does at each step of a mail what it is told: answers, hangs up, or says nothing at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from socketserver import StreamRequestHandler, ThreadingTCPServer
from types import TracebackType
from typing import cast


class Step(StrEnum):
    """What the server has just heard. content: something of the mail, but not its end. end: the whole mail."""

    CONNECT = "connect"
    EHLO = "ehlo"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    CONTENT = "content"
    END = "end"


ANSWERS = {
    Step.CONNECT: "220 flaky",
    Step.EHLO: "250 flaky",
    Step.MAIL: "250 ok",
    Step.RCPT: "250 ok",
    Step.DATA: "354 go on",
    Step.END: "250 taken",
}

HANGS_UP, SILENT = "hangs up", "silent"

TAKES_AND_HANGS_UP, TAKES_AND_IS_SILENT = "takes it and hangs up", "takes it and is silent"
"""At the end alone: the mail is delivered, and nobody hears of it."""

Behaviour = Callable[[Step, str], str | None]
"""From the step and the recipient (empty before it is known) to an answer, or one of the above; None: all is well."""


@dataclass
class Flaky:
    """Use as a context manager. taken: recipients of the mails that it took. connections: how many there were."""

    behaves: Behaviour = lambda step, recipient: None
    taken: list[str] = field(default_factory=list)
    connections: int = 0
    said: list[str] = field(default_factory=list)

    def __enter__(self) -> Flaky:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.flaky = self
        self._server.released = threading.Event()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"


class _Server(ThreadingTCPServer):
    daemon_threads = True
    flaky: Flaky
    released: threading.Event


class _End(Exception):
    """The connection ends."""


class _Handler(StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.flaky = cast(_Server, self.server).flaky
        self.flaky.connections += 1
        self.recipient = ""
        with suppress(_End, OSError):
            self.step(Step.CONNECT)
            while line := self.rfile.readline():
                self.hear(line.decode().strip())

    def hear(self, line: str) -> None:
        self.flaky.said.append(line)
        match line.upper().split(":")[0].split():
            case ["EHLO" | "HELO", _]:
                self.step(Step.EHLO)
            case ["MAIL", "FROM"]:
                self.recipient = ""
                self.step(Step.MAIL)
            case ["RCPT", "TO"]:
                self.recipient = line.partition("<")[2].partition(">")[0]
                self.step(Step.RCPT)
            case ["DATA"]:
                if self.step(Step.DATA):
                    self.read()
            case ["QUIT"]:
                self.say("221 bye")
                raise _End
            case _:
                self.say("250 ok")

    def read(self) -> None:
        """Read a mail up to its end."""
        self.rfile.readline()
        if self.flaky.behaves(Step.CONTENT, self.recipient):
            raise _End
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _End
        self.step(Step.END)

    def step(self, step: Step) -> bool:
        """Do what is to be done at a step. Whether all is well."""
        does = self.flaky.behaves(step, self.recipient)
        if does in {TAKES_AND_HANGS_UP, TAKES_AND_IS_SILENT} or (does is None and step is Step.END):
            self.flaky.taken.append(self.recipient)
        if does in {SILENT, TAKES_AND_IS_SILENT}:
            self.wait_until_left_alone()
        if does in {HANGS_UP, TAKES_AND_HANGS_UP, SILENT, TAKES_AND_IS_SILENT}:
            raise _End
        self.say(does or ANSWERS[step])
        if does and does.startswith("421"):
            raise _End
        return does is None

    def wait_until_left_alone(self) -> None:
        """Until the other side gives up."""
        self.connection.settimeout(10)
        while self.connection.recv(1000):
            pass

    def say(self, words: str) -> None:
        self.connection.sendall(f"{words}\r\n".encode())
