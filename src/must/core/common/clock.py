"""The Clock port. Every rule takes the time as an argument; whoever needs the present asks a Clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present. Implementations: `must.service.clock`."""

    def now(self) -> datetime:
        """The present as an aware datetime in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a clock's time needs a time zone")

    def now(self) -> datetime:
        return self.at
