"""Who is invited, and the mails that went to everybody. Nothing here changes when somebody answers."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.db import models

from must.collection.models.organisation import GridCell
from must.collection.models.rounds import Round
from must.service.actions import WrittenByActions
from must.service.classification import Until, contact, operational


class MailingKind(StrEnum):
    INVITATION = "invitation"
    REMINDER = "reminder"


class DeliveryState(StrEnum):
    """waiting: not tried yet, or the server couldn't be reached. deferred: the server said later, or hung up on it, or refused it before it
    had taken any mail of the mailing; tried again while its mailing is the latest.

    handed_over: nobody has heard what the server says to the whole mail, so it isn't sent again. accepted: the mail server took it.
    refused: it never will. bounced: it was taken, and came back.
    """

    WAITING = "waiting"
    DEFERRED = "deferred"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    BOUNCED = "bounced"


class Invitation(WrittenByActions):
    """sealed_contact: address and language, sealed to the mailer. locked_link: the link's secret under the mailer's key of this round;
    there once the round is open."""

    id = operational(models.UUIDField(primary_key=True, default=uuid4), Until.DAY_56)
    round = operational(models.ForeignKey(Round, models.PROTECT), Until.DAY_56)
    cell = contact(models.ForeignKey(GridCell, models.PROTECT), Until.DAY_56)
    sealed_contact = contact(models.BinaryField(), Until.DAY_56)
    locked_link = contact(models.BinaryField(null=True), Until.CLOSE)


class Mailing(WrittenByActions):
    """One mail to everybody. number: 0 for the invitation, 1 and up for reminders. ordered: when somebody asked for it.

    last: no mail to everybody comes after it, and the key of the links is destroyed when it is done.
    rests_until: before then nothing is offered again that the server has put off; there once it has put off any.
    collects_bounces: whether what comes back is counted; said by the mailer when it sends.
    done: every delivery has been tried to its end, or what the server put off isn't sent any more: a later mailing has begun, or it is the
    last one and has tried for long enough.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid4), Until.KEPT)
    round = operational(models.ForeignKey(Round, models.PROTECT), Until.KEPT)
    kind = operational(models.CharField(max_length=16), Until.KEPT)
    number = operational(models.PositiveSmallIntegerField(), Until.KEPT)
    ordered = operational(models.DateTimeField(), Until.KEPT)
    last = operational(models.BooleanField(default=False), Until.KEPT)
    rests_until = operational(models.DateTimeField(null=True), Until.KEPT)
    collects_bounces = operational(models.BooleanField(default=False), Until.KEPT)
    done = operational(models.BooleanField(default=False), Until.KEPT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "number"], name="mailing_once"),)


class Delivery(WrittenByActions):
    """That one person has got one mailing. addressee: the invitation's id, enciphered by the mailer for this mailing: whoever has the
    database can't tell whose a delivery is, whenever it was written."""

    id = operational(models.UUIDField(primary_key=True, default=uuid4), Until.DAY_56)
    mailing = operational(models.ForeignKey(Mailing, models.PROTECT), Until.DAY_56)
    addressee = contact(models.CharField(max_length=26), Until.DAY_56)
    state = contact(models.CharField(max_length=16), Until.DAY_56)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["mailing", "addressee"], name="delivery_once"),)
