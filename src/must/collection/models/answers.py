"""Links that are known, and answers. No field of an answer is a time or a serial number; none leads to an invitation."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from must.collection.models.organisation import GridCell
from must.collection.models.rounds import Round
from must.service.actions import WrittenByActions
from must.service.classification import Until, answer, operational


class Ticket(WrittenByActions):
    """A link that exists, and the cell it belongs to. tag: derived from the link's secret, and the other way round from nothing."""

    tag = answer(models.BinaryField(primary_key=True, max_length=32), Until.DAY_56)
    round = operational(models.ForeignKey(Round, models.PROTECT), Until.DAY_56)
    cell = answer(models.ForeignKey(GridCell, models.PROTECT), Until.DAY_56)


NEVER_WORKED = 0
"""`worked` of an attempt that nobody has saved in, or that was set aside by a withdrawal: it doesn't count."""


class Response(WrittenByActions):
    """One attempt at answering, sealed.

    slot: derived from the link and the web's pepper; the same for all attempts with one link.
    attempt: 1, 2, … within the slot. worked: a counter within the slot; the attempt where it is highest was worked on last.
    to_round: answers sealed to the round's public key. to_self: the same under the key of whoever holds link and code.
    """

    id = answer(models.UUIDField(primary_key=True, default=uuid4), Until.DAY_56)
    round = operational(models.ForeignKey(Round, models.PROTECT), Until.DAY_56)
    cell = answer(models.ForeignKey(GridCell, models.PROTECT), Until.DAY_56)
    slot = answer(models.BinaryField(max_length=32), Until.DAY_56)
    attempt = answer(models.PositiveIntegerField(), Until.DAY_56)
    worked = answer(models.PositiveIntegerField(), Until.DAY_56)
    to_round = answer(models.BinaryField(), Until.DAY_56)
    to_self = answer(models.BinaryField(), Until.DAY_56)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "slot", "attempt"], name="attempt_once"),)
