"""A participant's way through a round: a link, an attempt, answers, withdrawal.

A link alone shows nothing: whether anybody has answered with it can't be told without the attempt's code. Every function that a respondent's
page calls is here, and none of them queues a job, writes a time, or says anything about another attempt, but that a later one exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from must.core.common.languages import Language
from must.core.instrument.model import Instrument, Selection


@dataclass(frozen=True, slots=True)
class Survey:
    """A round as its pages need it.

    enterprise: its name, opened with the web ring.
    """

    id: UUID
    code: str
    instrument: Instrument
    selection: Selection
    opens: datetime
    closes: datetime
    enterprise: str
    state: str

    def takes_answers(self, now: datetime) -> bool:
        """Whether answers are taken at that moment: the round is open and its last moment hasn't passed."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Ticket:
    """A link that belongs to the survey. It says nothing about whether anybody has used it."""

    survey: Survey
    cell: UUID
    link: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the participant agreed to at the start (P44); sealed with the answers.

    text, version: of the participation text. sha256: hex digest of the words that were shown. language: the one they were shown in.
    """

    text: str
    version: str
    sha256: str
    language: Language


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answering of a survey, held by whoever has its code or its cookie.

    code: as it's shown on the screen, in two groups of five.
    """

    survey: Survey
    response: UUID
    code: str = field(repr=False)
    link: str = field(repr=False)
    self_key: bytes = field(repr=False)


class AttemptGone(Exception):
    """The attempt's answers don't exist any more: they were withdrawn, here or on another machine."""


def find_survey(code: str) -> Survey | None:
    """The round with that code in its address, whatever its state; None for an unknown code and while it hasn't been opened."""
    raise NotImplementedError


def find_ticket(survey: Survey, link: str) -> Ticket | None:
    """What was typed or pasted as a link (any case, spaces, hyphens, O for 0, I or L for 1; also a whole address); None when it isn't one."""
    raise NotImplementedError


def start_attempt(ticket: Ticket, *, agreed: Agreed, now: datetime) -> Attempt:
    """Open another attempt in the link's slot. Whether there are earlier ones shows in nothing that is returned.

    Takes a tenth of a second on purpose (scrypt). Raises Refusal `round.takes_no_answers`.
    """
    raise NotImplementedError


def resume_attempt(survey: Survey, link: str, code: str) -> Attempt | None:
    """The attempt of that link and code. None, after the same work, for a wrong code, an unknown link, and nothing there at all."""
    raise NotImplementedError


def read_answers(attempt: Attempt) -> Mapping[str, int]:
    """Saved answers by item; an item that isn't there wasn't answered. Raises AttemptGone."""
    raise NotImplementedError


def save_answers(attempt: Attempt, changes: Mapping[str, int | None], *, now: datetime) -> None:
    """Merge `changes` into the saved answers; None takes an answer back. Nothing else changes.

    Raises Refusal `answers.unknown_item` or `answers.unknown_value` for what this round doesn't ask or offer, `round.takes_no_answers`
    before opening and after closing, and AttemptGone.
    """
    raise NotImplementedError


def withdraw(attempt: Attempt) -> None:
    """Delete the attempt and its answers. Doing it again changes nothing."""
    raise NotImplementedError


def another_started(attempt: Attempt) -> bool:
    """Whether somebody has started again with the same link *after* this attempt. Earlier attempts are never told of."""
    raise NotImplementedError


def seal_cookie(attempt: Attempt) -> str:
    """The value of this browser's `must_answer` cookie: unreadable and unforgeable without the web ring."""
    raise NotImplementedError


def open_cookie(survey: Survey, cookie: str) -> Attempt | None:
    """The attempt that a cookie keeps; None when it's damaged, forged, or another round's. Cheap (no scrypt, no database)."""
    raise NotImplementedError
