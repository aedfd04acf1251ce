"""A survey round of one enterprise, and the key that its answers are sealed to."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from must.core.instrument.model import Selection
from must.service.actions import WrittenByActions
from must.service.classification import Until, operational


class Round(WrittenByActions):
    """code: stands in the addresses of the respondents' pages. instrument: packaged name or directory, and the version it had then.

    form, extended_themes, modules: what is asked. opens, closes: the answering period; answers are taken from the one to before the other.
    enterprise_for_*: the enterprise's name, sealed to each process that shows it.
    public_key: what answers are sealed to; there once the worker has minted it.
    pepper_check: tells which pepper the round has; there from the first use of a link.
    link_key_destroyed: whether the mailer has destroyed its key of the round; from then on no stored link can be read again.
    staff_confirmed: when the first personal datum was stored; the 56 days run from it.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid4), Until.KEPT)
    code = operational(models.CharField(max_length=16, unique=True), Until.KEPT)
    state = operational(models.CharField(max_length=16), Until.KEPT)
    instrument = operational(models.CharField(max_length=500), Until.KEPT)
    instrument_version = operational(models.CharField(max_length=50), Until.KEPT)
    form = operational(models.CharField(max_length=50), Until.KEPT)
    extended_themes = operational(models.JSONField(), Until.KEPT)
    modules = operational(models.JSONField(), Until.KEPT)
    opens = operational(models.DateTimeField(), Until.KEPT)
    closes = operational(models.DateTimeField(), Until.KEPT)
    enterprise_for_web = operational(models.BinaryField(), Until.DAY_56)
    enterprise_for_mailer = operational(models.BinaryField(), Until.DAY_56)
    enterprise_for_worker = operational(models.BinaryField(), Until.DAY_56)
    public_key = operational(models.BinaryField(null=True), Until.DAY_56)
    pepper_check = operational(models.BinaryField(null=True), Until.DAY_56)
    link_key_destroyed = operational(models.BooleanField(default=False), Until.KEPT)
    staff_confirmed = operational(models.DateTimeField(null=True), Until.KEPT)

    class Meta:
        constraints = (  # the same moment only where a round is closed as soon as it is open
            models.CheckConstraint(condition=models.Q(opens__lte=models.F("closes")), name="round_opens_before_it_closes"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def selection(self) -> Selection:
        """What is asked, in the instrument's own terms."""
        return Selection(self.form, frozenset(self.extended_themes), frozenset(self.modules))


class RoundKey(WrittenByActions):
    """The private key of a round's answers, wrapped under the worker ring's key of that round. Nobody but the worker reads this table."""

    round = operational(models.OneToOneField(Round, models.PROTECT, primary_key=True), Until.DAY_56)
    wrapped = operational(models.BinaryField(), Until.DAY_56)
