"""A mail server, spoken to step by step, so that it is always known whether it may have taken a mail.

A server takes a mail when it has heard the line that ends it (RFC 5321, 4.1.1.4). All that comes before that line may be given up and begun
anew; only what is lost between that line and the server's answer is in doubt. So a mail is sent in two steps, and whoever sends it can
write down between them that it is being handed over.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMultiAlternatives
from django.core.mail.utils import DNS_NAME

from must.service.environment import LOOPBACK, MissingSettings, SettingFault

VARIABLE: Final = "MUST_COLLECTION_SMTP"

PLAIN: Final = "smtp"
STARTTLS: Final = "smtp+starttls"
TLS: Final = "smtps"
SCHEMES: Final = (PLAIN, STARTTLS, TLS)
"""A link is in every mail: without encryption it goes to this machine only."""

PATIENCE: Final = 60
"""Seconds that a server may take for one answer."""

MAILS_A_CONNECTION: Final = 100
"""Servers limit how many they take over one connection; a new one costs little."""

FASTEST: Final = 60_000
"""Mails a minute: more than any server takes, so whoever writes it has mistyped."""

HANGS_UP: Final = 421
"""The code with which a server ends the connection."""

_END: Final = b".\r\n"
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_FIRST_DOT: Final = re.compile(rb"(?m)^\.")


class NotTaken(Exception):
    """A mail that the server hasn't said that it took. The message is the kind of failure and the server's code, never its words: they may
    repeat the address."""


class Unavailable(NotTaken):
    """The server can't be reached, or said no before it knew whom the mail is to: it would say the same of every mail."""


class PutOff(NotTaken):
    """Not now: the server said so of this mail, or hung up on it before it was whole."""


class Refused(NotTaken):
    """Never: the server said so of this mail."""


class Unanswered(NotTaken):
    """The server was lost when it had the whole mail: nobody knows whether it took it."""


class MailServer(Protocol):
    """Takes one mail after the other."""

    def turn(self) -> None:
        """Wait until the next mail may come."""

    def offer(self, mail: EmailMultiAlternatives) -> Callable[[], None]:
        """Say all of a mail but its end. The server takes it when what is returned is called, and at no time before; call it at once or not
        at all. That raises Refused, PutOff or Unanswered; this raises Unavailable, Refused or PutOff."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are handed in. per_minute: how many mails it likes in a minute; None: as many as it takes."""

    scheme: str
    host: str
    port: int
    username: str
    password: str = field(repr=False)
    per_minute: int | None = None


def server(url: str) -> Server:
    """The mail server at `smtps://USER:PASSWORD@HOST:PORT?per_minute=600`, `smtp+starttls://…`, or on this machine `smtp://HOST:PORT`.

    Raises SettingFault for any other address.
    """
    if not url:
        raise MissingSettings({VARIABLE: "smtp+starttls://USER:PASSWORD@HOST:PORT, smtps://…, or on this machine smtp://HOST:PORT"})
    try:
        parts = urlsplit(url)
        host, port, query = parts.hostname, parts.port, parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        host, port, query = None, None, {}
    if parts.scheme not in SCHEMES or not host or not port or parts.path or parts.fragment or set(query) - {"per_minute"}:
        raise SettingFault(f"{VARIABLE} is a scheme ({', '.join(SCHEMES)}), a host and a port, and perhaps ?per_minute=NUMBER")
    if parts.scheme == PLAIN and host not in LOOPBACK:
        raise SettingFault(f"{VARIABLE}: smtp:// is for this machine; elsewhere it is smtp+starttls:// or smtps://")
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (username + password).isascii():
        raise SettingFault(f"{VARIABLE}: user and password are letters without accents, digits and signs: no other can be said to a server")
    if not _is_host(host):
        raise SettingFault(f"{VARIABLE}: the host is written as it stands in the DNS, xn--… for names with other letters than a to z")
    return Server(parts.scheme, host, port, username, password, _per_minute(query))


def _is_host(host: str) -> bool:
    """Whether it can be looked up as it is written."""
    try:
        return host.encode("idna").decode("ascii") == host
    except UnicodeError:
        return False


def _per_minute(query: Mapping[str, list[str]]) -> int | None:
    if not query:
        return None
    (given, *more) = query["per_minute"]
    if more or not re.fullmatch(r"[0-9]{1,5}", given) or not 1 <= int(given) <= FASTEST:
        raise SettingFault(f"{VARIABLE}: per_minute is a whole number of mails, from 1 to {FASTEST}")
    return int(given)


@contextmanager
def smtp(url: str) -> Iterator[MailServer]:
    """The mail server at an address, as `server` wants it. It is connected to when it gets its first mail. Raises SettingFault."""
    line = Line(server(url))
    try:
        yield line
    finally:
        line.close()


class Pace:
    """So many a minute at most, evenly."""

    def __init__(self, per_minute: int | None) -> None:
        self._apart = 60 / per_minute if per_minute else 0.0
        self._next = 0.0

    def wait(self) -> None:
        """Wait until the next one may come."""
        if self._apart:
            time.sleep(max(0.0, self._next - time.monotonic()))
            self._next = time.monotonic() + self._apart


class Line:
    """A connection to a mail server, renewed when it breaks and now and then."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._pace = Pace(server.per_minute)
        self._smtp: smtplib.SMTP | None = None
        self._mails = 0
        self._unended = False

    def turn(self) -> None:
        self._pace.wait()

    def offer(self, mail: EmailMultiAlternatives) -> Callable[[], None]:
        (recipient,) = mail.to
        content = _on_the_wire(mail)
        connected = self._announced(mail.from_email)
        with self._hung_up(PutOff):
            self._hear(connected.rcpt(recipient, ["NOTIFY=FAILURE"] if connected.has_extn("dsn") else ())[0], wanted=2)
            self._hear(connected.docmd("DATA")[0], wanted=3)
            self._unended = True
            connected.send(content)
        return lambda: self._end(connected)

    def close(self) -> None:
        """Take leave; where a mail hasn't come to its end, without a word: the server drops it then."""
        if self._smtp is not None and not self._unended:
            with suppress(OSError):
                self._smtp.quit()
        self._hang_up()

    def _end(self, connected: smtplib.SMTP) -> None:
        """Say the line that ends the mail, and hear what the server says of it."""
        with self._hung_up(Unanswered):
            connected.send(_END)
            code = connected.getreply()[0]
        self._unended = False
        self._mails += 1
        if code // 100 not in {2, 4, 5}:
            self._hang_up()
            raise Unanswered(str(code))
        self._hear(code, wanted=2)

    def _hear(self, code: int, *, wanted: int) -> None:
        """Go on after an answer of the wanted hundred; else give this mail up, so that the next may come. Raises Refused or PutOff."""
        if code // 100 == wanted:
            return
        with suppress(PutOff), self._hung_up(PutOff):
            if self._smtp is not None and code != HANGS_UP:
                self._smtp.rset()
            else:
                self._hang_up()
        raise (Refused if code // 100 == 5 else PutOff)(str(code))

    def _announced(self, sender: str) -> smtplib.SMTP:
        """Begin a mail, on a new connection where the last one is used up or broken. Raises Unavailable."""
        if self._unended or self._mails >= MAILS_A_CONNECTION:
            self.close()
        if self._smtp is not None:
            with suppress(Unavailable):
                return self._mail_from(self._smtp, sender)
        return self._mail_from(self._connected(), sender)

    def _mail_from(self, connected: smtplib.SMTP, sender: str) -> smtplib.SMTP:
        with self._hung_up(Unavailable):
            code = connected.mail(sender, ["RET=HDRS"] if connected.has_extn("dsn") else ())[0]
        if code // 100 != 2:
            self.close()
            raise Unavailable(str(code))
        return connected

    def _connected(self) -> smtplib.SMTP:
        with self._hung_up(Unavailable):
            where, own_name = (self._server.host, self._server.port), DNS_NAME.get_fqdn()
            if self._server.scheme == TLS:
                tls = ssl.create_default_context()
                self._smtp = smtplib.SMTP_SSL(*where, local_hostname=own_name, timeout=PATIENCE, context=tls)
            else:
                self._smtp = smtplib.SMTP(*where, local_hostname=own_name, timeout=PATIENCE)
            if self._server.scheme == STARTTLS:
                self._smtp.starttls(context=ssl.create_default_context())
            if self._server.username:
                self._smtp.login(self._server.username, self._server.password)
            self._smtp.ehlo_or_helo_if_needed()
            _without_delay(self._smtp)
        return self._smtp

    @contextmanager
    def _hung_up(self, meaning: type[NotTaken]) -> Iterator[None]:
        """What it means when the connection breaks here. The errors of smtplib are OSErrors."""
        try:
            yield
        except OSError as error:
            self._hang_up()
            raise meaning(_reason(error)) from None

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp, self._mails, self._unended = None, 0, False


def _on_the_wire(mail: EmailMultiAlternatives) -> bytes:
    """A mail as it is sent, whole but for its last line: line ends of one kind, and no line of its own that would end it."""
    return _FIRST_DOT.sub(b"..", _LINE_END.sub(b"\r\n", mail.message().as_bytes() + b"\n"))


def _without_delay(connected: smtplib.SMTP) -> None:
    """Let short lines go at once: the one that ends a mail would wait for the others to be acknowledged."""
    if connected.sock is not None:
        connected.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _reason(error: OSError) -> str:
    """The kind of failure, and the server's code where it said one."""
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else ""
    return f"{type(error).__name__} {code}".strip()
