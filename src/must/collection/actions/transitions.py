"""The one way in which a round changes its state."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from must.collection.models.publications import PublishedRound
from must.collection.models.rounds import Round
from must.core.campaign.states import Event, RoundState, after
from must.core.common.refusals import Fault, Refusal


class AlreadyPublished(Refusal):
    """A round that has its publication gets no other (R8)."""

    def __init__(self) -> None:
        super().__init__(Fault("round.already_published"))


def check_unpublished(round_id: UUID) -> None:
    """Raises AlreadyPublished, whatever state the round says that it is in."""
    if PublishedRound.objects.filter(pk=round_id).exists():
        raise AlreadyPublished


def locked(round_id: UUID, event: Event) -> Round:
    """The round, which nobody else changes until this transaction ends. Raises Refusal `round.not_now` when `event` may not happen."""
    round_ = Round.objects.select_for_update().get(pk=round_id)
    after(RoundState(round_.state), event)
    return round_


def move(round_: Round, event: Event, **changes: datetime) -> None:
    """Let `event` happen to a round that `locked` gave. Raises Refusal `round.not_now`."""
    Round.objects.filter(pk=round_.pk).update(state=after(RoundState(round_.state), event), **changes)
