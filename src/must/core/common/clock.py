"""The Clock port. Every rule takes the time as an argument; whoever needs the present asks a Clock."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present. Implementations: `must.service.clock`."""

    def now(self) -> datetime:
        """The present as an aware datetime in UTC."""
        ...
