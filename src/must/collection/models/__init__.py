"""What the collection zone stores. Each field says what it holds and when it goes; none holds a plain address, unit, enterprise or answer
while a round runs."""

from __future__ import annotations

from must.collection.models.answers import Response, Ticket
from must.collection.models.invitations import Delivery, Invitation, Mailing
from must.collection.models.organisation import GridCell, Organisation
from must.collection.models.publications import PublishedRound
from must.collection.models.reports import Comparison, UnitReports
from must.collection.models.resends import ResendRequest, ResendTally
from must.collection.models.rounds import Round, RoundKey

__all__ = [
    "Comparison",
    "Delivery",
    "GridCell",
    "Invitation",
    "Mailing",
    "Organisation",
    "PublishedRound",
    "ResendRequest",
    "ResendTally",
    "Response",
    "Round",
    "RoundKey",
    "Ticket",
    "UnitReports",
]
