"""Mails that came back: counted, and forgotten."""

from __future__ import annotations

import logging
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from must.collection.adapters.bounces import failed, read, reports
from must.collection.adapters.rings import ring
from must.collection.models.invitations import Delivery, DeliveryState
from must.crypto.contexts import context
from must.crypto.tokens import Tokens

logger = logging.getLogger(__name__)

MOST: Final = 1000
"""Files of one run. What is left waits a minute."""

TAKEN: Final = (DeliveryState.ACCEPTED, DeliveryState.HANDED_OVER)
"""Only what a server may have taken can come back."""


def tokens() -> Tokens:
    """What the deliveries of this zone are called in the addresses that reports come back to. The mailer's alone."""
    return Tokens(ring().private_key, context=context("must.returns/1"))


def collect_bounces(*, directory: Path) -> None:
    """Mark what came back, and delete each report as soon as it is read: it holds an address, and often a link.

    Whoever is killed in between reads it again. Everything else that lies there is deleted unread: nobody reads answers to that address.
    """
    names = tokens()
    unreadable = sum(not _collect(path, names) for path in islice(reports(directory), MOST))
    if unreadable:
        logger.warning("%d files in the Maildir of bounces can't be read or deleted", unreadable)


def _collect(path: Path, names: Tokens) -> bool:
    """Whether a file is dealt with."""
    try:
        token = failed(read(path))
        if token is not None:
            _mark(names.read(token))
        path.unlink(missing_ok=True)
    except FileNotFoundError:  # another mailer has it
        return True
    except OSError:
        return False
    return True


def _mark(delivery: UUID) -> None:
    Delivery.objects.filter(pk=delivery, state__in=TAKEN).update(state=DeliveryState.BOUNCED)
