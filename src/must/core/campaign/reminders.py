"""How often everybody may be reminded (P07).

Nobody knows who has answered, so every reminder goes to everybody; a survey that nags is no longer voluntary.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from must.core.common.refusals import Fault, Refusal

MOST: Final = 3
"""Reminders of a round. The advice to enterprises is two."""

APART: Final = timedelta(days=2)
"""From one mail to the next, the invitation included."""


REST: Final = timedelta(minutes=15)
"""What the mail server has put off isn't offered again before: servers hold it against who is too eager."""

LAST_TRIES: Final = timedelta(hours=24)
"""So long after the last reminder was ordered what the server has put off is given up: the key that reads the links waits for it."""


def is_last(number: int, *, said: bool) -> bool:
    """Whether no mail comes after that reminder, the first being 1: because somebody said so, or because more aren't allowed."""
    return said or number >= MOST


def check_reminder(mailed: Sequence[date], today: date, *, last_sent: bool) -> None:
    """Refuse a reminder that is one too many or comes too soon.

    mailed: the days on which everybody was written to, the invitation first. last_sent: whether one of these was said to be the last.
    Raises Refusal `round.enough_reminders`, `round.last_reminder_sent` or `round.reminder_too_soon`; ValueError where nobody was invited.
    """
    if not mailed:
        raise ValueError("who wasn't invited can't be reminded")
    if len(mailed) > MOST:
        raise Refusal(Fault("round.enough_reminders", details={"most": MOST}))
    if last_sent:
        raise Refusal(Fault("round.last_reminder_sent"))
    earliest = max(mailed) + APART
    if today < earliest:
        raise Refusal(Fault("round.reminder_too_soon", details={"earliest": str(earliest)}))
