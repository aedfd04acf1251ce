"""The mails: a text and an HTML part, the reader's language, and nothing that tells who read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives

from must.collection.adapters.mail_bodies import Words, bodies, transfer_encoding
from must.core.common.languages import Language, Text
from must.core.instrument.texts import Email
from must.service.environment import LOOPBACK


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
    written = bodies(email, words, title=frame.title, link=link, language=language)
    message = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
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
    message.attach_alternative(written.html, "text/html")
    message.encoding = transfer_encoding()  # type: ignore[assignment] # a charset, as Django's documentation has it
    return message
