"""Writing a round's mails, one at a time: no list of addresses or links is ever in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from must.collection.actions.sealed import Contact, link_context, open_name
from must.collection.adapters.instruments import instrument_of
from must.collection.adapters.mail import Frame, compose
from must.collection.adapters.mail_bodies import Words
from must.collection.adapters.rings import ring
from must.collection.models.invitations import Invitation
from must.collection.models.rounds import Round
from must.core.common.languages import Language
from must.core.instrument.counts import minutes
from must.core.instrument.texts import Email, Emails, load_texts
from must.crypto.envelope import unlock
from must.crypto.links import Link
from must.ui.dates import date
from must.ui.texts import texts


class LetterKind(StrEnum):
    """The mails that there are: what a mailing brings everybody, and what goes to whoever asks for their link again."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    RESEND = "resend"


class Letters:
    """A round's mails of one kind. Raises NoKey when the mailer's key of the round is gone."""

    def __init__(self, round_: Round, kind: LetterKind) -> None:
        enclosed = load_texts(round_.instrument)
        self.round_id: Final = round_.pk
        self._code: Final = round_.code
        self._key: Final = ring().private_key
        self._link_key: Final = ring().round_key(round_.pk)
        self._email: Final = _email(enclosed.emails, kind)
        self._frame: Final = Frame(
            title=instrument_of(round_).title,
            origin=settings.ORIGIN,
            reply_to=next((contact.email for contact in enclosed.help.contacts if contact.email), None),
        )
        self._words: Final = _words(round_, open_name(bytes(round_.enterprise_for_mailer), self._key, round_id=round_.pk))

    def write(self, invitation: Invitation, now: datetime, *, token: str | None = None) -> EmailMultiAlternatives:
        """One person's mail, in their language and with their link. token: as `compose` has it. Raises CannotOpen and BadHeaderError."""
        contact = Contact.open(bytes(invitation.sealed_contact), self._key, round_id=self.round_id, invitation=invitation.pk)
        locked, where = bytes(invitation.locked_link or b""), link_context(self.round_id, invitation.pk)
        link = Link(unlock(locked, self._link_key, context=where).decode("ascii"))
        address = f"{settings.ORIGIN}/s/{self._code}/?{contact.language}#{link.grouped}"
        words = self._words[contact.language]
        to, language = contact.email, contact.language
        return compose(self._email, words, frame=self._frame, link=address, language=language, to=to, now=now, token=token)


def _email(emails: Emails, kind: LetterKind) -> Email:
    return {LetterKind.INVITATION: emails.invitation, LetterKind.REMINDER: emails.reminder, LetterKind.RESEND: emails.resend}[kind]


def _words(round_: Round, enterprise: str) -> Mapping[Language, Words]:
    instrument = instrument_of(round_)
    return {
        language: Words(enterprise, date(round_.closes, texts(language)), str(minutes(instrument, round_.selection, language)))
        for language in Language
    }
