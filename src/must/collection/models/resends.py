"""Links that somebody asked to be sent again. Whether who asked is invited can't be seen here, nor when, nor who it was."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from must.collection.models.rounds import Round
from must.service.actions import WrittenByActions
from must.service.classification import Until, contact, operational


class ResendRequest(WrittenByActions):
    """What somebody typed, and nothing else about them. It is there for a minute or two.

    place: one of so many that a round has, drawn by lot; when all are taken, no more requests fit. sealed: the typed address, sealed to the
    mailer in one length, whatever was typed.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid4), Until.DONE)
    round = operational(models.ForeignKey(Round, models.PROTECT), Until.DONE)
    place = operational(models.PositiveSmallIntegerField(), Until.DONE)
    sealed = contact(models.BinaryField(), Until.DONE)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "place"], name="resend_place_once"),)


class ResendTally(WrittenByActions):
    """How often somebody's link was sent again, and on which day last.

    tag: derived from the invitation under the mailer's key of the round; without that key it is nobody's.
    """

    tag = contact(models.BinaryField(primary_key=True, max_length=32), Until.CLOSE)
    round = operational(models.ForeignKey(Round, models.PROTECT), Until.CLOSE)
    sent = contact(models.PositiveSmallIntegerField(), Until.CLOSE)
    day = contact(models.DateField(), Until.CLOSE)
