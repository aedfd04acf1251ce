"""Locks of the database that last until the transaction ends. None of them is a column, so none leaves a trace in a row.

Order, so that nobody waits in a ring: a round's answers, then a slot, then rows.
"""

from __future__ import annotations

from uuid import UUID

from must.collection.adapters.statements import first


def hold_answers(round_id: UUID) -> None:
    """The round's answers aren't closed, shuffled or published meanwhile. Any number may hold them."""
    _take("SELECT pg_advisory_xact_lock_shared(%s)", round_id.bytes)


def own_answers(round_id: UUID) -> None:
    """Nobody else holds the round's answers meanwhile. Waits for those who do."""
    _take("SELECT pg_advisory_xact_lock(%s)", round_id.bytes)


def hold_slot(round_id: UUID, slot: bytes) -> None:
    """`hold_answers` and `own_slot`, one after the other, at one go."""
    first("SELECT pg_advisory_xact_lock_shared(%s), pg_advisory_xact_lock(%s)", _number(round_id.bytes), _number(slot))


def own_slot(slot: bytes) -> None:
    """Nobody else starts or saves with the same link meanwhile."""
    _take("SELECT pg_advisory_xact_lock(%s)", slot)


def own_resends(tag: bytes) -> None:
    """Nobody else sends the same person's link again meanwhile."""
    _take("SELECT pg_advisory_xact_lock(%s)", tag)


def _take(statement: str, name: bytes) -> None:
    first(statement, _number(name))


def _number(name: bytes) -> int:
    return int.from_bytes(name[:8], "big", signed=True)
