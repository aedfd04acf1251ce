"""What a round said, once and for all."""

from __future__ import annotations

from django.db import models

from must.collection.models.rounds import Round
from must.service.actions import WrittenByActions
from must.service.classification import Until, operational


class PublishedRound(WrittenByActions):
    """A round's one publication. document: `publication.json`, byte for byte. signature: the worker's, over round, time and document.

    It is anonymous, never changed and never deleted: no role may, and a trigger refuses it to the tables' owner as well.
    """

    round = operational(models.OneToOneField(Round, models.PROTECT, primary_key=True), Until.KEPT)
    document = operational(models.TextField(), Until.KEPT)
    published = operational(models.DateTimeField(), Until.KEPT)
    signature = operational(models.BinaryField(), Until.KEPT)
