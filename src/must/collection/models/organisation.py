"""The enterprise's units during a round: one sealed document, and the opaque cells of the reporting grid."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from must.collection.models.rounds import Round
from must.service.actions import WrittenByActions
from must.service.classification import Until, operational


class Organisation(WrittenByActions):
    """The unit tree and what each cell stands for, sealed to the worker. The enterprise's own name is sealed with the round."""

    round = operational(models.OneToOneField(Round, models.PROTECT, primary_key=True), Until.DAY_56)
    sealed = operational(models.BinaryField(), Until.DAY_56)


class GridCell(WrittenByActions):
    """A cell of the reporting grid: at least ten invited people. Which, only the sealed document knows."""

    id = operational(models.UUIDField(primary_key=True, default=uuid4), Until.DAY_56)
    round = operational(models.ForeignKey(Round, models.PROTECT), Until.DAY_56)
