"""A crowd of browsers in a process of its own: each sends prepared requests over one kept-alive connection, and waits for every answer.

It does as little as it can, since it shares the machine with the server that it measures.
"""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass

_HEAD_ENDS = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length: "
_LAST_CHUNK = b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Request:
    """Bytes as they are sent, the status that must come back, and what kind of request it is."""

    kind: str
    wire: bytes = b""
    status: int = 200


Visit = Sequence[Request]
"""What one person sends, in order."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was answered, and how long that took, in seconds."""

    kind: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """What a crowd has met. seconds: from the first request to the last answer."""

    seconds: float
    answered: Sequence[Answered]

    @property
    def a_second(self) -> float:
        return len(self.answered) / self.seconds

    def percentile(self, share: float, kind: str) -> float:
        """Seconds within which that share of the requests of a kind were answered."""
        taken = sorted(each.seconds for each in self.answered if each.kind == kind)
        return taken[min(len(taken) - 1, int(share * len(taken)))]


class Crowd:
    """Use as a context manager: the process ends with the block."""

    def __enter__(self) -> Crowd:
        self._process = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        self._process.submit(time.perf_counter).result()  # it is there when the first crowd sets out
        return self

    def __exit__(self, *_: object) -> None:
        self._process.shutdown()

    def send(self, address: tuple[str, int], visits: Sequence[Visit], *, at_once: int) -> Run:
        """Have every visit made, so many at a time. Raises ValueError when an answer has another status."""
        return self._process.submit(_send, address, visits, at_once).result()


def _send(address: tuple[str, int], visits: Sequence[Visit], at_once: int) -> Run:
    waiting = iter(visits)  # handing out the next one is atomic under the interpreter's lock
    begun = time.perf_counter()
    with ThreadPoolExecutor(at_once) as people:
        done = [each.result() for each in [people.submit(_person, address, waiting) for _ in range(at_once)]]
    return Run(time.perf_counter() - begun, [answered for each in done for answered in each])


def _person(address: tuple[str, int], waiting: Iterator[Visit]) -> list[Answered]:
    answered: list[Answered] = []
    with socket.create_connection(address, timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while visit := next(waiting, None):
            answered += [_ask(connection, request) for request in visit]
    return answered


def _ask(connection: socket.socket, request: Request) -> Answered:
    begun = time.perf_counter()
    connection.sendall(request.wire)
    came = _more(connection)
    while (end := came.find(_HEAD_ENDS)) < 0:
        came += _more(connection)
    head, body = came[:end].lower(), came[end + len(_HEAD_ENDS) :]
    if int(head[9:12]) != request.status:
        raise ValueError(f"{request.kind}: status {int(head[9:12])} instead of {request.status}")
    if (length := head.find(_LENGTH)) >= 0:
        left = int(head[length + len(_LENGTH) :].split(b"\r\n", 1)[0]) - len(body)
        while left > 0:
            left -= len(_more(connection))
    else:
        while not body.endswith(_LAST_CHUNK):
            body = body[-len(_LAST_CHUNK) :] + _more(connection)
    return Answered(request.kind, time.perf_counter() - begun)


def _more(connection: socket.socket) -> bytes:
    came = connection.recv(65536)
    if not came:
        raise ConnectionResetError("the server hung up in the middle of an answer")
    return came
