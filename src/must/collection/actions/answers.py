"""A participant's way through a round: a link, an attempt, answers, withdrawal.

A link alone shows nothing: whether anybody has answered with it can't be told without the attempt's code. Every function that a
respondent's page calls is here, and none of them queues a job, writes a time, or says anything about another attempt.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, QuerySet

from must.collection.actions.sealed import Agreed, Contents, answer_context
from must.collection.actions.surveys import Survey, find_survey
from must.collection.adapters.locks import hold_answers, hold_slot, own_slot
from must.collection.adapters.statements import changed, first
from must.collection.models.answers import NEVER_WORKED, Response
from must.collection.models.answers import Ticket as TicketRow
from must.collection.models.rounds import Round
from must.core.campaign.states import Event, RoundState, allows
from must.core.common.refusals import Fault, Refusal
from must.core.instrument.routing import unasked
from must.crypto.contexts import context
from must.crypto.envelope import lock, new_key, unlock
from must.crypto.errors import CannotOpen, NotACode, NotALink
from must.crypto.links import Code, Link, cookie_key, draft_key, page_mark, self_key, slot_ref, ticket_tag
from must.crypto.padding import padded, unpadded

__all__ = [
    "Agreed",
    "Attempt",
    "AttemptGone",
    "Decide",
    "Survey",
    "Ticket",
    "change_answers",
    "find_survey",
    "find_ticket",
    "open_cookie",
    "read_answers",
    "resume_attempt",
    "seal_cookie",
    "start_attempt",
    "withdraw",
]

_NOBODY: Final = (Link("0" * 25), Code("0" * 10))
"""What is looked up when what was typed can't be a link and a code: the answer takes as long, and is no."""

_TRIED_AT_LEAST: Final = 4
"""As many attempts a code is tried on, so that the time that a wrong one takes doesn't tell how many a link has, up to so many."""

_COOKIE_LENGTH: Final = 320

_READ: Final = "SELECT cell_id, slot, worked, to_self FROM collection_response WHERE id = %s AND round_id = %s"

_READ_UNDER_LOCK: Final = """
SELECT surveyed.state,
       (SELECT coalesce(max(worked), 0) FROM collection_response WHERE round_id = surveyed.id AND slot = %s AND id <> %s),
       own.cell_id, own.slot, own.worked, own.to_self
FROM collection_round AS surveyed LEFT JOIN collection_response AS own ON own.round_id = surveyed.id AND own.id = %s
WHERE surveyed.id = %s
"""

_SAVE: Final = "UPDATE collection_response SET worked = %s, to_round = %s, to_self = %s WHERE id = %s"

Decide = Callable[[Mapping[str, int]], Mapping[str, int | None] | None]
"""From the saved answers to what of them changes; None for a value takes an answer back. None altogether: leave the attempt alone."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A link that belongs to the survey. It says nothing about whether anybody has used it."""

    survey: Survey
    cell: UUID
    link: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answering of a survey, held by whoever has its link and code, or its cookie.

    code, link: as they are shown, in groups of five.
    """

    survey: Survey
    response: UUID
    code: str = field(repr=False)
    link: str = field(repr=False)
    self_key: bytes = field(repr=False)

    def draft_key(self, page: int) -> bytes:
        """The key of what the script of that page keeps in the browser until it is saved. 32 bytes."""
        return draft_key(self.self_key, page=page, round_id=self.survey.id)

    @property
    def mark(self) -> str:
        """Tells this attempt's pages from another's in the same browser, and nothing else."""
        return page_mark(self.self_key, round_id=self.survey.id).hex()


@dataclass(frozen=True, slots=True)
class Stored:
    """What of an attempt's row its holder's pages need. See `models.answers.Response`."""

    cell: UUID
    slot: bytes
    worked: int
    to_self: bytes = field(repr=False)


class AttemptGone(Exception):
    """The attempt's answers don't exist any more: they were withdrawn, here or on another machine."""


def find_ticket(survey: Survey, link: str) -> Ticket | None:
    """What was typed or pasted as a link: in any case, with spaces, hyphens, O for 0, I or L for 1, or a whole address. None when it
    isn't one of the survey's."""
    try:
        parsed = Link.find(link)
    except NotALink:
        return None
    row = TicketRow.objects.filter(tag=ticket_tag(parsed, round_id=survey.id), round_id=survey.id).first()
    return None if row is None else Ticket(survey, row.cell_id, parsed.grouped)


def start_attempt(ticket: Ticket, *, agreed: Agreed, now: datetime) -> Attempt:
    """Open another attempt in the link's slot. Whether there are earlier ones shows in nothing that is returned.

    Takes a tenth of a second on purpose (scrypt). Raises Refusal `round.takes_no_answers`.
    """
    survey, link, code, response = ticket.survey, Link.parse(ticket.link), Code.mint(), uuid4()
    pepper = survey.pepper
    slot = slot_ref(link, pepper=pepper, round_id=survey.id)
    attempt = Attempt(survey, response, code.grouped, link.grouped, self_key(link, code, pepper=pepper, round_id=survey.id))
    copies = _close(attempt, Contents({}, agreed), ticket.cell, slot)
    with transaction.atomic():
        _hold_open(survey, now)
        own_slot(slot)
        latest = _in_slot(survey, slot).aggregate(latest=Max("attempt"))["latest"] or 0
        row = Response(id=response, round_id=survey.id, cell_id=ticket.cell, slot=slot, attempt=latest + 1, worked=NEVER_WORKED, **copies)
        Response.objects.bulk_create([row])
    return attempt


def resume_attempt(survey: Survey, link: str, code: str) -> Attempt | None:
    """The attempt of that link and code. None, after the same work, for a wrong code, an unknown link, and nothing there at all."""
    try:
        typed = Link.find(link), Code.parse(code)
    except (NotALink, NotACode):
        typed = _NOBODY
    pepper = survey.pepper
    key = self_key(*typed, pepper=pepper, round_id=survey.id)
    for response, stored in _candidates(survey, slot_ref(typed[0], pepper=pepper, round_id=survey.id)):
        attempt = Attempt(survey, response, typed[1].grouped, typed[0].grouped, key)
        try:
            _open(attempt, stored)
        except CannotOpen:
            continue
        return attempt
    return None


def read_answers(attempt: Attempt) -> Mapping[str, int]:
    """Saved answers by item; an item that isn't there wasn't answered. Raises AttemptGone."""
    return _open(attempt, _stored(attempt)).answers


def change_answers(attempt: Attempt, decide: Decide, *, now: datetime) -> Mapping[str, int]:
    """Merge what `decide` says into the saved answers, which are returned as they are then. Of a link's attempts this one counts from now
    on, also without changes when it has answers; a start that nobody has answered in displaces nothing. An answer to a question that the
    answers don't open is left out; one that was saved before and is open no more stays (scoring passes over it), until it is changed or
    taken back.

    `decide` is asked while nobody else can save with the same link. What it raises, saves nothing. Raises Refusal `round.unknown_item` or
    `round.unknown_value` for what this round doesn't ask or offer, `round.takes_no_answers` before opening and after closing, and
    AttemptGone.
    """
    survey = attempt.survey
    slot = slot_ref(Link.parse(attempt.link), pepper=survey.pepper, round_id=survey.id)
    with transaction.atomic():
        hold_slot(survey.id, slot)
        stored, others = _stored_under_lock(attempt, slot, now)
        saved = _open(attempt, stored)
        changes = decide(saved.answers)
        if changes is None or (not changes and (not saved.answers or stored.worked > others)):
            return saved.answers
        _check(survey, changes)
        merged = _merged(survey, saved.answers, changes)
        copies = _close(attempt, Contents(merged, saved.agreed), stored.cell, slot)
        if not changed(_SAVE, max(stored.worked, others + 1), copies["to_round"], copies["to_self"], attempt.response):
            raise AttemptGone
        return merged


def withdraw(attempt: Attempt) -> None:
    """Delete the attempt and its answers. While the round is open, let no answer count either that was given before it with the same
    link: whoever has lost an earlier code takes those back too. Such an attempt counts again when its holder goes on with it, so that
    nobody else who has the link can destroy it; after the close its holder couldn't, so it isn't touched. Doing it again changes nothing.
    A round that has been published stays as it is (P18)."""
    survey = attempt.survey
    slot = slot_ref(Link.parse(attempt.link), pepper=survey.pepper, round_id=survey.id)
    with transaction.atomic():
        hold_answers(survey.id)
        own_slot(slot)
        row = Response.objects.filter(pk=attempt.response, round_id=survey.id).first()
        if row is None:
            return
        if allows(_state(survey), Event.ANSWER):
            _in_slot(survey, slot).filter(attempt__lt=row.attempt).update(worked=NEVER_WORKED)
        Response.objects.filter(pk=row.pk).delete()


def seal_cookie(attempt: Attempt) -> str:
    """The value of this browser's `must_answer` cookie: unreadable and unforgeable without the web ring."""
    survey = attempt.survey
    parts = [attempt.response.hex, attempt.code, attempt.link, attempt.self_key.hex()]
    sealed = lock(padded(json.dumps(parts).encode(), _COOKIE_LENGTH), _cookie_key(survey), context=_cookie_context(survey))
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def open_cookie(survey: Survey, cookie: str) -> Attempt | None:
    """The attempt that a cookie keeps; None when it's damaged, forged, or another round's. Cheap (no scrypt, no database)."""
    if survey.pepper_check is None:  # nobody has started yet
        return None
    try:
        sealed = base64.b64decode(cookie.encode("ascii"), altchars=b"-_", validate=True)
        parts = json.loads(unpadded(unlock(sealed, _cookie_key(survey), context=_cookie_context(survey))))
    except (CannotOpen, UnicodeEncodeError, binascii.Error):
        return None
    response, code, link, key = parts
    return Attempt(survey, UUID(response), code, link, bytes.fromhex(key))


def _candidates(survey: Survey, slot: bytes) -> list[tuple[UUID, Stored]]:
    """A slot's attempts, to be tried one after the other; and such as nobody can open, where there are few."""
    rows = _in_slot(survey, slot).values_list("id", "cell_id", "slot", "worked", "to_self")
    found = [(response, Stored(cell, bytes(place), worked, bytes(to_self))) for response, cell, place, worked, to_self in rows]
    nobodys = lock(bytes(survey.asked.contents_length), new_key(), context=b"nobody's")
    return found + [(uuid4(), Stored(uuid4(), slot, NEVER_WORKED, nobodys))] * max(0, _TRIED_AT_LEAST - len(found))


def _in_slot(survey: Survey, slot: bytes) -> QuerySet[Response]:
    return Response.objects.filter(round_id=survey.id, slot=slot)


def _stored(attempt: Attempt) -> Stored:
    """Raises AttemptGone."""
    row = first(_READ, attempt.response, attempt.survey.id)
    if row is None:
        raise AttemptGone
    return Stored(*row)


def _stored_under_lock(attempt: Attempt, slot: bytes, now: datetime) -> tuple[Stored, int]:
    """The attempt, and how high `worked` is among the others of its slot. Raises Refusal `round.takes_no_answers`, and AttemptGone."""
    survey = attempt.survey
    row = first(_READ_UNDER_LOCK, slot, attempt.response, attempt.response, survey.id)
    if row is None:
        raise AttemptGone
    state, others, *stored = row
    _check_open(survey, RoundState(state), now)
    if stored[0] is None:
        raise AttemptGone
    return Stored(*stored), others


def _hold_open(survey: Survey, now: datetime) -> None:
    """Keep the round from closing until this transaction ends, if it is open still. Raises Refusal `round.takes_no_answers`."""
    hold_answers(survey.id)
    _check_open(survey, _state(survey), now)


def _check_open(survey: Survey, state: RoundState, now: datetime) -> None:
    """Raises Refusal. state: as it is under the lock; it may have changed since the survey was found."""
    if not allows(state, Event.ANSWER) or not survey.takes_answers(now):
        raise Refusal(Fault("round.takes_no_answers"))


def _state(survey: Survey) -> RoundState:
    """How the round stands now; it may have closed since the survey was found."""
    return RoundState(Round.objects.values_list("state", flat=True).get(pk=survey.id))


def _check(survey: Survey, changes: Mapping[str, int | None]) -> None:
    """Raises Refusal. A value is never repeated in it."""
    for name, value in changes.items():
        item = survey.items.get(name)
        if item is None:
            raise Refusal(Fault("round.unknown_item"))
        if value not in {*item.offered, None} or isinstance(value, bool):
            raise Refusal(Fault("round.unknown_value", details={"item": name}))


def _merged(survey: Survey, saved: Mapping[str, int], changes: Mapping[str, int | None]) -> Mapping[str, int]:
    """The answers after the changes. What isn't asked of whoever gives these answers isn't taken, whoever hands it in."""
    after = {item: value for item, value in {**saved, **changes}.items() if value is not None}
    not_asked = unasked(survey.instrument, after) & changes.keys()
    return {item: value for item, value in after.items() if item not in not_asked}


def _close(attempt: Attempt, contents: Contents, cell: UUID, slot: bytes) -> dict[str, bytes]:
    """Both copies of the answers: for the round, and for the participant."""
    survey, where = attempt.survey, answer_context(attempt.survey.id, attempt.response, cell, slot)
    packed = contents.packed(survey.asked.contents_length)
    return {"to_round": survey.public_key.seal(packed, context=where), "to_self": lock(packed, attempt.self_key, context=where)}


def _open(attempt: Attempt, stored: Stored) -> Contents:
    """The participant's own copy. Raises CannotOpen."""
    where = answer_context(attempt.survey.id, attempt.response, stored.cell, stored.slot)
    return Contents.unpacked(unlock(stored.to_self, attempt.self_key, context=where))


def _cookie_key(survey: Survey) -> bytes:
    return cookie_key(pepper=survey.pepper, round_id=survey.id)


def _cookie_context(survey: Survey) -> bytes:
    return context("cookie", round=survey.id)
