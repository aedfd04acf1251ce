"""The mail catcher of demo and tests: an SMTP server on this machine that delivers nothing and keeps everything."""

from __future__ import annotations

import asyncio
import email
import re
import threading
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from types import TracebackType

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Mail:
    """A caught mail. Addresses are the envelope's, the rest is what a mail program would show."""

    recipient: str
    subject: str
    text: str
    html: str

    @property
    def links(self) -> tuple[str, ...]:
        """Every address in the text part, once each, in order."""
        return tuple(dict.fromkeys(re.findall(r"https?://\S+", self.text)))

    @classmethod
    def read(cls, path: Path) -> Mail:
        """Raises ValueError when the file isn't a mail with one recipient, a text part and an HTML part."""
        message = email.message_from_bytes(path.read_bytes(), policy=default)
        recipient, parts = message["X-Envelope-To"], [part for part in message.walk() if not part.is_multipart()]
        bodies = {part.get_content_type(): str(part.get_content()) for part in parts}
        if recipient is None or set(bodies) != {"text/plain", "text/html"}:
            raise ValueError(f"{path} isn't a mail with a recipient, a text part and an HTML part")
        return cls(str(recipient), str(message["Subject"]), bodies["text/plain"], bodies["text/html"])


class Mailbox:
    """Writes each mail to a file of its own below `directory`, numbered in order of arrival. Use as a context manager."""

    def __init__(self, directory: Path, *, port: int = 0) -> None:
        self.directory = directory
        self.port = port
        self._arrived = threading.Condition()
        self._count = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mailbox", daemon=True)

    def __enter__(self) -> Mailbox:
        self.directory.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def address(self) -> str:
        """What a mailer process is given as its SMTP server."""
        return f"smtp://{HOST}:{self.port}"

    @property
    def count(self) -> int:
        return self._count

    def mails(self, *, after: int = 0) -> tuple[Mail, ...]:
        """The mails in order of arrival, without the first `after` ones."""
        return tuple(Mail.read(path) for path in sorted(self.directory.glob("*.eml"))[after:])

    def wait_for(self, count: int, *, seconds: float) -> bool:
        """Wait until `count` mails have arrived in all; False when that didn't happen in time."""
        with self._arrived:
            return self._arrived.wait_for(lambda: self._count >= count, timeout=seconds)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002 (aiosmtpd's name)
        """One file per recipient."""
        content = envelope.original_content or b""
        with self._arrived:
            for recipient in envelope.rcpt_tos:
                self._count += 1
                message = b"X-Envelope-To: " + recipient.encode() + b"\r\n" + content
                (self.directory / f"{self._count:05}.eml").write_bytes(message)
            self._arrived.notify_all()
        return "250 Kept"

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(lambda: SMTP(self, hostname="mailbox", enable_SMTPUTF8=True), HOST, self.port)

    async def _hang_up(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
