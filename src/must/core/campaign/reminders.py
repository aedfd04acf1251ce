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


def check_reminder(mailed: Sequence[date], today: date) -> None:
    """Refuse a reminder that is one too many or comes too soon.

    mailed: the days on which everybody was written to, the invitation first.
    Raises Refusal `round.enough_reminders` or `round.reminder_too_soon`; ValueError where nobody was invited.
    """
    if not mailed:
        raise ValueError("who wasn't invited can't be reminded")
    if len(mailed) > MOST:
        raise Refusal(Fault("round.enough_reminders", details={"most": MOST}))
    earliest = max(mailed) + APART
    if today < earliest:
        raise Refusal(Fault("round.reminder_too_soon", details={"earliest": str(earliest)}))
