"""Mails that came back: counted, and forgotten."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from must.collection.actions.organisation import in_random_order
from must.collection.adapters.bounces import read, reports, says_failed, sent_to
from must.collection.adapters.rings import ring
from must.collection.models.invitations import Delivery, DeliveryState
from must.crypto.contexts import context
from must.crypto.tokens import Tokens

logger = logging.getLogger(__name__)

MOST: Final = 1000
"""Files of one run. What is left waits a minute."""

MOST_BYTES: Final = 32 * 1024 * 1024
"""Bytes of one run, counted when a file has been read."""

TAKEN: Final = (DeliveryState.ACCEPTED, DeliveryState.HANDED_OVER)
"""Only what a server may have taken can come back."""


def tokens() -> Tokens:
    """What the deliveries of this zone are called in the addresses that reports come back to. The mailer's alone."""
    return Tokens(ring().private_key, context=context("must.returns/1"))


def collect_bounces(*, directory: Path) -> None:
    """Mark what came back, and delete each report as soon as it is read: it holds an address, and often a link.

    Whoever is killed in between reads it again. Everything else that lies there is deleted, read no further than to whom it came: nobody
    reads answers to that address. Files come in random order: those that can't be read or deleted keep no other from its turn for ever.
    """
    names, spent, stuck = tokens(), 0, 0
    for path in in_random_order(reports(directory))[:MOST]:
        try:
            spent += _collect(path, names)
            path.unlink(missing_ok=True)
        except FileNotFoundError:  # another mailer has it
            continue
        except OSError:
            stuck += 1
        if spent >= MOST_BYTES:
            break
    if stuck:
        logger.warning("%d files in the Maildir of bounces can't be read or deleted", stuck)


def _collect(path: Path, names: Tokens) -> int:
    """Mark what a file says came back. The bytes that were read. Raises OSError."""
    report = read(path)
    token = sent_to(report)
    if token is not None:
        taken = Delivery.objects.filter(pk=names.read(token), state__in=TAKEN)
        if taken.exists() and says_failed(report):
            taken.update(state=DeliveryState.BOUNCED)
    return len(report)
