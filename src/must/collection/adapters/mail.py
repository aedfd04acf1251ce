"""Mail by SMTP: a text and an HTML part, the reader's language, and nothing that tells who read it."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from must.core.common.languages import Language, Text
from must.core.instrument.texts import Email
from must.service.environment import LOOPBACK, MissingSettings, SettingFault

VARIABLE: Final = "MUST_COLLECTION_SMTP"

SCHEMES: Final[Mapping[str, Mapping[str, bool]]] = {
    "smtp": {},
    "smtp+starttls": {"use_tls": True},
    "smtps": {"use_ssl": True},
}
"""A link is in every mail: without encryption it goes to this machine only."""

PATIENCE: Final = 60


class Refused(Exception):
    """The mail server will never take this mail."""


class MailSender(Protocol):
    """Hands one mail over. Raises Refused for what the server will never take, OSError or SMTPException for what may do later."""

    def __call__(self, mail: EmailMultiAlternatives) -> None: ...


@dataclass(frozen=True, slots=True)
class Words:
    """What the placeholders of `texts/emails.yaml` stand for in one mailing and language; the link is each person's own."""

    enterprise: str
    closes: str
    minutes: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Who writes. title: the survey's name, shown as the sender. origin: of the survey's pages; mails come from must@ its host.

    reply_to: where an answer to the mail goes.
    """

    title: Text
    origin: str
    reply_to: str | None

    @property
    def domain(self) -> str:
        host = urlsplit(self.origin).hostname or ""
        return "localhost" if host in LOOPBACK else host


def compose(email: Email, words: Words, *, frame: Frame, link: str, language: Language, to: str, now: datetime) -> EmailMultiAlternatives:
    """The mail as it is sent. Sending it raises ValueError when a line break in a name or an address would make a header of its own."""
    filled = _fill(email, words, link, language)
    text = "\n\n".join([filled["greeting"], *filled["body"], f"{filled['action']}:\n{link}", filled["fallback"], *filled["closing"]])
    message = EmailMultiAlternatives(
        subject=filled["subject"],
        body=text + "\n",
        from_email=formataddr((frame.title[language], f"must@{frame.domain}")),
        to=[to],
        reply_to=[frame.reply_to] if frame.reply_to else None,
        headers={
            "Date": format_datetime(now),
            "Message-ID": f"<{uuid4()}@{frame.domain}>",
            "Content-Language": language.value,
            "Auto-Submitted": "auto-generated",  # nobody's absence note comes back
        },
    )
    page = _templates().get_template("mail.html").render(filled, link=link, language=language)
    message.attach_alternative(page, "text/html")
    return message


@contextmanager
def smtp(url: str) -> Iterator[MailSender]:
    """A connection to the mail server at `smtps://USER:PASSWORD@HOST:PORT`, `smtp+starttls://…`, or on this machine `smtp://HOST:PORT`.

    Raises SettingFault for any other address, OSError or SMTPException when the server can't be reached.
    """
    backend = EmailBackend(**server(url), timeout=PATIENCE, fail_silently=False)
    backend.open()

    def send(mail: EmailMultiAlternatives) -> None:
        try:
            backend.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            if all(500 <= code < 600 for code, _ in error.recipients.values()):
                raise Refused from None
            raise
        except smtplib.SMTPDataError as error:
            if backend.connection is not None:  # a DATA that was refused at once leaves its addresses for the next mail to stumble on
                with suppress(smtplib.SMTPServerDisconnected):
                    backend.connection.rset()
            if 500 <= error.smtp_code < 600:
                raise Refused from None
            raise

    try:
        yield send
    finally:
        backend.close()


def server(url: str) -> dict[str, Any]:
    """The mail server at an address, as Django's backend wants it. Raises SettingFault."""
    if not url:
        raise MissingSettings({VARIABLE: "smtp+starttls://USER:PASSWORD@HOST:PORT, smtps://…, or on this machine smtp://HOST:PORT"})
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in SCHEMES or not host or not port or parts.path or parts.query or parts.fragment:
        raise SettingFault(f"{VARIABLE} is a scheme ({', '.join(SCHEMES)}), a host and a port")
    if parts.scheme == "smtp" and host not in LOOPBACK:
        raise SettingFault(f"{VARIABLE}: smtp:// is for this machine; elsewhere it is smtp+starttls:// or smtps://")
    return {
        "host": host,
        "port": port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": False,
        "use_ssl": False,
        **SCHEMES[parts.scheme],
    }


def _fill(email: Email, words: Words, link: str, language: Language) -> dict[str, Any]:
    values = {"enterprise": words.enterprise, "link": link, "closes": words.closes, "minutes": words.minutes}

    def fill(text: str) -> str:
        return text.format_map(values)

    return {
        "subject": fill(email.subject[language]),
        "preheader": fill(email.preheader[language]),
        "greeting": fill(email.greeting[language]),
        "body": [fill(paragraph[language]) for paragraph in email.body],
        "action": fill(email.action[language]),
        "fallback": fill(email.fallback[language]),
        "closing": [fill(paragraph[language]) for paragraph in email.closing],
    }


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
