"""The mails: a text and an HTML part, the reader's language, and nothing that tells who read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from must.core.common.languages import Language, Text
from must.core.instrument.texts import Email
from must.service.environment import LOOPBACK

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
