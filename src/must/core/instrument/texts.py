"""The texts beside a questionnaire: information letter, participation text, terms, e-mails, help. Versioned data in every language.

What a participant or an enterprise agrees to is kept with version, language and the SHA-256 of the text that was shown (P44).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from must.core.common.languages import Language, Text
from must.core.common.refusals import Refusal
from must.core.instrument.fields import Fields, Keys
from must.core.instrument.leaves import UNREADABLE
from must.core.instrument.loader import instrument_directory
from must.core.instrument.nodes import Source, report_unlisted

PLACEHOLDERS = frozenset({"enterprise", "link", "closes", "minutes"})
"""What is filled in when an e-mail is sent: enterprise's name, personal link, last day, minutes. Every e-mail uses all of them."""

DOCUMENT = Keys(("id", "version", "title", "sections"), optional=("agreement",))
SECTION = Keys(("paragraphs",), optional=("heading",))
EMAILS = Keys(("id", "version", "invitation", "reminder", "resend"))
EMAIL = Keys(("subject", "preheader", "greeting", "body", "action", "fallback", "closing"))
HELP = Keys(("id", "version", "title", "intro", "contacts", "support"))
CONTACT = Keys(("id", "name", "about"), optional=("email", "phone", "web"))
FILES = {"letter.yaml": DOCUMENT, "participation.yaml": DOCUMENT, "terms.yaml": DOCUMENT, "emails.yaml": EMAILS, "help.yaml": HELP}


@dataclass(frozen=True, slots=True)
class Passage:
    """Some paragraphs of Markdown, under a heading or not. A paragraph that begins with `- ` is an entry of a list."""

    heading: Text | None
    paragraphs: tuple[Text, ...]


@dataclass(frozen=True)
class Document:
    """A text that is read as a whole. agreement: the sentence that says what one agrees to, in the texts that are agreed to."""

    id: str
    version: str
    title: Text
    passages: tuple[Passage, ...]
    agreement: Text | None

    def markdown(self, language: Language | str) -> str:
        """The whole text, `agreement` last. This is the canonical form that is hashed."""
        return "\n".join(self._lines(language)).strip() + "\n"

    @cached_property
    def sha256(self) -> Mapping[Language, str]:
        """Hexadecimal digest of the text in UTF-8, for each language."""
        return {language: hashlib.sha256(self.markdown(language).encode()).hexdigest() for language in Language}

    def _lines(self, language: Language | str) -> Iterator[str]:
        yield from (f"# {self.title[language]}", "")
        for passage in self.passages:
            if passage.heading:
                yield from (f"## {passage.heading[language]}", "")
            for paragraph, following in zip(passage.paragraphs, (*passage.paragraphs[1:], None), strict=True):
                yield paragraph[language]
                if not (_in_list(paragraph, language) and following and _in_list(following, language)):
                    yield ""
        if self.agreement:
            yield self.agreement[language]


@dataclass(frozen=True, slots=True)
class Email:
    """One e-mail, as parts that a template puts together; each part may hold the `PLACEHOLDERS` in braces.

    preheader: what a mail program shows beside the subject. action: the words on the link. fallback: what to do when the link doesn't open;
    what stands behind `{link}` in it is said where the link is written out already, too.
    """

    subject: Text
    preheader: Text
    greeting: Text
    body: tuple[Text, ...]
    action: Text
    fallback: Text
    closing: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Emails:
    """invitation, reminder: what goes to everybody. resend: what goes to whoever asks for the link again."""

    id: str
    version: str
    invitation: Email
    reminder: Email
    resend: Email


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to turn to, and how to reach them. No address where everybody has one of their own (the safety representative)."""

    id: str
    name: Text
    about: Text
    email: str | None
    phone: str | None
    web: str | None


@dataclass(frozen=True, slots=True)
class Help:
    """contacts: who answers for the survey (P45). support: who helps with what the survey may stir up."""

    id: str
    version: str
    title: Text
    intro: Text
    contacts: tuple[Contact, ...]
    support: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything in `texts/`."""

    letter: Document
    participation: Document
    terms: Document
    emails: Emails
    help: Help


def load_texts(name_or_dir: str | Path) -> Texts:
    """The texts of an instrument, by its packaged name or its directory. Parsed once per process.

    Raises Refusal with every fault of every file.
    """
    return _load(instrument_directory(name_or_dir), str(name_or_dir))


@cache
def _load(directory: Path, name: str) -> Texts:
    place = Source(directory / "texts", str(Path(name) / "texts"), [])

    def read(file: str) -> Fields:
        source = Source(place.path / file, str(Path(place.name) / file), place.faults)
        return Fields(source, source.read(), FILES[file])

    texts = Texts(
        letter=_document(read("letter.yaml")),
        participation=_agreed(read("participation.yaml")),
        terms=_agreed(read("terms.yaml")),
        emails=_emails(read("emails.yaml")),
        help=_help(read("help.yaml")),
    )
    report_unlisted(place, FILES)
    if place.faults:
        raise Refusal(place.faults)
    return texts


def _document(fields: Fields) -> Document:
    return Document(
        id=fields.word("id"),
        version=fields.word("version"),
        title=fields.text("title"),
        passages=tuple(Passage(each.optional_text("heading"), each.texts("paragraphs")) for each in fields.each("sections", SECTION)),
        agreement=fields.optional_text("agreement"),
    )


def _agreed(fields: Fields) -> Document:
    document = _document(fields)
    if fields.entries and document.agreement is None:
        fields.fault("missing_key", name="agreement")
    return document


def _emails(fields: Fields) -> Emails:
    return Emails(
        id=fields.word("id"),
        version=fields.word("version"),
        invitation=_email(fields.one("invitation", EMAIL)),
        reminder=_email(fields.one("reminder", EMAIL)),
        resend=_email(fields.one("resend", EMAIL)),
    )


def _email(fields: Fields) -> Email:
    email = Email(
        subject=fields.text("subject", PLACEHOLDERS),
        preheader=fields.text("preheader", PLACEHOLDERS),
        greeting=fields.text("greeting", PLACEHOLDERS),
        body=fields.texts("body", PLACEHOLDERS),
        action=fields.text("action", PLACEHOLDERS),
        fallback=fields.text("fallback", PLACEHOLDERS),
        closing=fields.texts("closing", PLACEHOLDERS),
    )
    parts = (email.subject, email.preheader, email.greeting, *email.body, email.action, email.fallback, *email.closing)
    if UNREADABLE not in parts:
        words = " ".join(part.nb for part in parts)
        for name in sorted(PLACEHOLDERS):
            if f"{{{name}}}" not in words:
                fields.fault("placeholder_missing", found=f"{{{name}}}")
    return email


def _help(fields: Fields) -> Help:
    return Help(
        id=fields.word("id"),
        version=fields.word("version"),
        title=fields.text("title"),
        intro=fields.text("intro"),
        contacts=tuple(_reachable(each) for each in fields.each("contacts", CONTACT)),
        support=tuple(_contact(each) for each in fields.each("support", CONTACT)),
    )


def _contact(fields: Fields) -> Contact:
    return Contact(
        id=fields.word("id"),
        name=fields.text("name"),
        about=fields.text("about"),
        email=fields.word("email") or None,
        phone=fields.word("phone") or None,
        web=fields.word("web") or None,
    )


def _reachable(fields: Fields) -> Contact:
    contact = _contact(fields)
    if fields.entries and not (contact.email or contact.phone or contact.web):
        fields.fault("unreachable_contact", id=contact.id)
    return contact


def _in_list(paragraph: Text, language: Language | str) -> bool:
    return paragraph[language].startswith("- ")
