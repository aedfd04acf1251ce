"""How far the reports of a published round are made, and what they stand beside. Both speak of what is published, and of nobody."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from must.collection.models.rounds import Round
from must.service.actions import WrittenByActions
from must.service.classification import Until, operational


class Making(models.TextChoices):
    """waiting: to be made, or made anew. made: as far as is known, they lie where they belong. failed: tried often enough."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"


class UnitReports(WrittenByActions):
    """The reports of one unit of a published round, in all forms and languages; with an empty `unit` the list of them, which is made last.

    place: in the order of the tree. tries: how often they were made and some failed. failures: of the last try, each as the file's form,
    language and reference in the log, or as the code of a fault.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid4), Until.KEPT)
    round = operational(models.ForeignKey(Round, models.PROTECT), Until.KEPT)
    place = operational(models.PositiveIntegerField(), Until.KEPT)
    unit = operational(models.TextField(), Until.KEPT)
    state = operational(models.CharField(max_length=16, choices=Making.choices, default=Making.WAITING), Until.KEPT)
    tries = operational(models.PositiveSmallIntegerField(default=0), Until.KEPT)
    failures = operational(models.JSONField(default=list), Until.KEPT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "place"], name="unit_reports_once"),)


class Comparison(WrittenByActions):
    """What a published round's reports stand beside, as the operator handed it in. previous: publication of an earlier round. unit_map:
    which unit was which then. averages: other enterprises' of the year."""

    round = operational(models.OneToOneField(Round, models.PROTECT, primary_key=True), Until.KEPT)
    previous = operational(models.BinaryField(null=True), Until.KEPT)
    unit_map = operational(models.BinaryField(null=True), Until.KEPT)
    averages = operational(models.BinaryField(null=True), Until.KEPT)
