"""When a round is answered, and how that limits how long its personal data may stay (P21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from must.core.common.refusals import Fault, Refusal

LOCAL: Final = ZoneInfo("Europe/Oslo")
"""A day of an answering period is a day of the people who answer."""

STAY: Final = timedelta(days=56)
"""No personal datum of a round stays in the collection zone longer, counted from the first one."""

TRANSFER: Final = timedelta(days=10)
"""So much of it is kept for reports and transfer after the round has closed."""


@dataclass(frozen=True, slots=True)
class Period:
    """The answering period: both days count. Raises Refusal `round.period_backwards`."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Refusal(Fault("round.period_backwards", details={"first": str(self.first), "last": str(self.last)}))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def opens(self) -> datetime:
        """The first moment, in UTC."""
        return datetime.combine(self.first, time.min, LOCAL).astimezone(UTC)

    @property
    def closes(self) -> datetime:
        """The moment from which answers aren't taken any more, in UTC: a minute before midnight, as people write the end of a day."""
        return datetime.combine(self.last, time(23, 59), LOCAL).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """The day that it is at a moment, for those who answer."""
    return moment.astimezone(LOCAL).date()


def check_stay(first_datum: datetime, closes: datetime) -> None:
    """Refuse a round that closes so late that too little of the 56 days is left. Raises Refusal `round.closes_too_late`."""
    latest = first_datum + STAY - TRANSFER
    if closes > latest:
        details = {"closes": str(local_day(closes)), "latest": str(local_day(latest))}
        raise Refusal(Fault("round.closes_too_late", details=details))
