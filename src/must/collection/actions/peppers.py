"""A round's pepper: the web ring's secret of it. Minted once, on first use, and never again."""

from __future__ import annotations

import hmac
from uuid import UUID

from django.db import transaction

from must.collection.adapters.rings import ring
from must.collection.models.rounds import Round
from must.crypto.errors import KeyExists, NoKey, RingRefused
from must.crypto.links import pepper_check


def pepper_of(round_id: UUID, check: bytes | None) -> bytes:
    """The pepper of a round whose row says `check`. Raises RingRefused when this ring hasn't the one that the round has: with another one
    every link would look unused, and answers would be kept where nobody finds them."""
    if check is None:
        return _first(round_id)
    try:
        pepper = ring().round_key(round_id)
    except NoKey:
        raise RingRefused("the web ring has lost the pepper of a round") from None
    if not hmac.compare_digest(pepper_check(pepper=pepper, round_id=round_id), check):
        raise RingRefused("the web ring has another pepper than the round")
    return pepper


def _first(round_id: UUID) -> bytes:
    """Mint, unless another process was faster; then its check value stands, and must fit."""
    with transaction.atomic():
        row = Round.objects.select_for_update().only("pepper_check").get(pk=round_id)
        if row.pepper_check is not None:
            return pepper_of(round_id, bytes(row.pepper_check))
        try:
            pepper = ring().mint_round_key(round_id)
        except KeyExists:  # a process that minted it ended before its transaction did
            pepper = ring().round_key(round_id)
        Round.objects.filter(pk=round_id).update(pepper_check=pepper_check(pepper=pepper, round_id=round_id))
        return pepper
