"""A mail's words as its two parts: text that stands on its own, and HTML that holds in common mail programs."""

from __future__ import annotations

import textwrap
from binascii import b2a_qp
from dataclasses import dataclass
from email.charset import QP, Charset
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from must.core.common.languages import Language, Text
from must.core.instrument.texts import Email

COLUMNS: Final = 72
"""The longest line of the text part: one that is quoted twice still fits into 76, where mail programs wrap."""

PADDING: Final = "\N{COMBINING GRAPHEME JOINER}\N{ZERO WIDTH NON-JOINER}\N{NO-BREAK SPACE}" * 100
"""Behind the preheader: a list of mails shows this nothing instead of the mail's first words."""

_PLACE: Final = "\0"
"""Stands where the link will; no header and no page may hold it."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the placeholders of `texts/emails.yaml` stand for in one mailing and language; the link is each person's own."""

    enterprise: str
    closes: str
    minutes: str


@dataclass(frozen=True, slots=True)
class Bodies:
    """A mail as it is read. subject: one line. text, html: its two parts, of equal value."""

    subject: str
    text: str
    html: str


class _Printable(Charset):
    """Writes what `Charset` writes, 0.15 ms a mail faster: that puts each sign of a body down by itself."""

    def body_encode(self, string: str | bytes) -> str:  # type: ignore[override] # nobody encodes None
        return b2a_qp(string if isinstance(string, bytes) else string.encode()).decode("ascii")


def transfer_encoding() -> Charset:
    """UTF-8 as quoted-printable: seven bits and lines of at most 76, which no server on the way has a reason to write anew; and unlike
    base64 a filter and a person can read it."""
    charset = _Printable("utf-8")
    charset.body_encoding = QP
    return charset


def bodies(email: Email, words: Words, *, title: Text, link: str, language: Language) -> Bodies:
    """Fill in a mail. The link isn't wrapped, and stands alone on its line."""
    common = _common(email, words, title, language)
    return Bodies(common.subject, common.text.replace(_PLACE, link), common.html.replace(_PLACE, escape(link)))


@lru_cache(maxsize=32)  # a mailing's mails share theirs; nothing of one reader is in it
def _common(email: Email, words: Words, title: Text, language: Language) -> Bodies:
    """What a mailing's mails in one language have in common: all but the link."""
    values = {"enterprise": words.enterprise, "link": _PLACE, "closes": words.closes, "minutes": words.minutes}

    def fill(text: Text) -> str:
        return text[language].format_map(values)

    subject, greeting, action = fill(email.subject), fill(email.greeting), fill(email.action)
    body, closing = [[fill(paragraph) for paragraph in part] for part in (email.body, email.closing)]
    before, _, after = (part.strip() for part in fill(email.fallback).partition(_PLACE))
    page = _templates().get_template("mail.html")
    html = page.render(
        language=language,
        title=title[language],
        subject=subject,
        preheader=fill(email.preheader),
        padding=PADDING,
        greeting=greeting,
        body=body,
        action=action,
        link=_PLACE,
        closing=closing,
        before_link=before,
        after_link=after,
    )
    paragraphs = [*map(_wrap, (greeting, *body)), f"{action}:\n{_PLACE}", *map(_wrap, (after, *closing))]
    return Bodies(subject, "\n\n".join(filter(None, paragraphs)) + "\n", html)


def _wrap(paragraph: str) -> str:
    return textwrap.fill(paragraph, COLUMNS, break_long_words=False, break_on_hyphens=False)


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
