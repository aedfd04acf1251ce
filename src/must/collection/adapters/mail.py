"""The mails: a text and an HTML part, the reader's language, and nothing that tells who read it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.mail import BadHeaderError, EmailMultiAlternatives

from must.collection.adapters.mail_bodies import Words, bodies, transfer_encoding
from must.core.common.languages import Language, Text
from must.core.instrument.texts import Email
from must.core.organisation.addresses import parse_address
from must.service.environment import LOOPBACK

LONGEST_WORD: Final = 60
"""Signs of a word that needs no line of its own."""


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

    def address(self, token: str | None = None) -> str:
        """Where mails come from; with a token: where they come back to."""
        return f"must+{token}@{self.domain}" if token else f"must@{self.domain}"


def compose(
    email: Email, words: Words, *, frame: Frame, link: str, language: Language, to: str, now: datetime, token: str | None = None
) -> EmailMultiAlternatives:
    """The mail as it is sent. token: what a report carries that the mail came back; None where nobody counts those.

    Raises BadHeaderError for an address that isn't one, and for a name or subject that would make a header of its own.
    """
    recipient = parse_address(to)
    if recipient is None:
        raise BadHeaderError("not an address")
    written = bodies(email, words, title=frame.title, link=link, language=language)
    _check_one_line(written.subject, frame.title[language])
    message = EmailMultiAlternatives(
        subject=_encoded("Subject", written.subject),
        body=written.text,
        from_email=frame.address(token),
        to=[recipient],
        reply_to=[frame.reply_to] if frame.reply_to else None,
        headers={
            "From": _mailbox(frame.title[language], frame.address()),
            "Date": format_datetime(now),
            "Message-ID": f"<{uuid4()}@{frame.domain}>",
            "Content-Language": language.value,
            "Auto-Submitted": "auto-generated",  # nobody's absence note comes back
        },
    )
    _check_one_line(*message.extra_headers.values(), *message.reply_to)
    message.attach_alternative(written.html, "text/html")
    message.encoding = transfer_encoding()  # a charset, as Django's documentation has it
    return message


def _mailbox(name: str, address: str) -> str:
    encoded = _encoded("From", name)
    return formataddr((name, address)) if encoded == name else f"{encoded} <{address}>"


@lru_cache(maxsize=32)  # a mailing's mails share theirs
def _encoded(header: str, text: str) -> str:
    """Words for a header, in RFC 2047's encoding unless they are plain: such as may stand at its beginning, be wrapped, and be taken for no
    such encoding themselves."""
    if text.isascii() and "=?" not in text and all(len(word) <= LONGEST_WORD for word in text.split()):
        return text
    return Header(text, "utf-8", header_name=header).encode(linesep="")


def _check_one_line(*headers: str) -> None:
    """Raises BadHeaderError for what some program on the way may take for a line's end, or can't show."""
    for header in headers:
        if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in header):
            raise BadHeaderError("a header must be one line")
