"""The states of a round as a table: what may happen in each, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from must.core.common.refusals import Fault, Refusal


class RoundState(StrEnum):
    """draft: nobody is invited yet. ready: the staff file is in. open: answers are taken. closing: no more answers, not published yet.
    published: the reports are out; it stays so."""

    DRAFT = "draft"
    READY = "ready"
    OPEN = "open"
    CLOSING = "closing"
    PUBLISHED = "published"


class Event(StrEnum):
    """What may happen to a round. answer: somebody starts or saves. withdraw: somebody takes all back, also after the close (P17)."""

    CONFIRM_STAFF = "confirm_staff"
    OPEN = "open"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    REMIND = "remind"
    CLOSE = "close"
    PUBLISH = "publish"


TRANSITIONS: Final[Mapping[tuple[RoundState, Event], RoundState]] = MappingProxyType(
    {
        (RoundState.DRAFT, Event.CONFIRM_STAFF): RoundState.READY,
        (RoundState.READY, Event.OPEN): RoundState.OPEN,
        (RoundState.OPEN, Event.ANSWER): RoundState.OPEN,
        (RoundState.OPEN, Event.WITHDRAW): RoundState.OPEN,
        (RoundState.OPEN, Event.REMIND): RoundState.OPEN,
        (RoundState.OPEN, Event.CLOSE): RoundState.CLOSING,
        (RoundState.CLOSING, Event.WITHDRAW): RoundState.CLOSING,
        (RoundState.CLOSING, Event.PUBLISH): RoundState.PUBLISHED,
        (RoundState.PUBLISHED, Event.WITHDRAW): RoundState.PUBLISHED,
    }
)
"""What isn't here is refused."""


def allows(state: RoundState, event: Event) -> bool:
    return (state, event) in TRANSITIONS


def after(state: RoundState, event: Event) -> RoundState:
    """The state that an event leads to. Raises Refusal `round.not_now`."""
    if not allows(state, event):
        raise Refusal(Fault("round.not_now", details={"state": state.value, "event": event.value}))
    return TRANSITIONS[state, event]
