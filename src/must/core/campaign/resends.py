"""How often one person's link is sent again to whoever asks: often enough for a mail that got lost, too seldom to pester anybody."""

from __future__ import annotations

from datetime import date
from typing import Final

MOST: Final = 3
"""Of a round, to one person, and not two of them on one day."""


def may_resend(*, sent: int, latest: date, today: date) -> bool:
    """Whether the link may be sent again today. sent: how often it has been; latest: the day of the last time, of no account before it."""
    return sent == 0 or (sent < MOST and latest < today)
