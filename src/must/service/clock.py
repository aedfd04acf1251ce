"""The clocks that processes run by. `MUST_CLOCK=system` is the machine's; `MUST_CLOCK=file:PATH` reads the time from a file each time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from must.core.common.clock import Clock
from must.service.environment import MissingSettings, SettingFault

VARIABLE = "MUST_CLOCK"


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FileClock:
    """A clock that several processes share and whoever writes the file sets: one ISO 8601 time with its offset."""

    path: Path

    def now(self) -> datetime:
        """Raises SettingFault when the file is missing or doesn't hold a time with an offset: no time is better than a wrong one."""
        try:
            time = datetime.fromisoformat(self.path.read_text("ascii").strip())
        except (OSError, ValueError) as error:
            raise SettingFault(f"{VARIABLE}: {self.path} holds no time") from error
        if time.tzinfo is None:
            raise SettingFault(f"{VARIABLE}: the time in {self.path} has no offset")
        return time.astimezone(UTC)

    def set(self, time: datetime) -> None:
        """Move the clock. A reader sees the old time or the new one."""
        part = self.path.with_name(f".{self.path.name}.part")
        part.write_text(time.isoformat(), "ascii")
        part.replace(self.path)


def clock() -> Clock:
    """This process's clock. Raises SettingFault."""
    return clock_from(os.environ)


def clock_from(environment: Mapping[str, str]) -> Clock:
    """The clock that the environment names. Raises SettingFault for anything but `system` and `file:PATH`."""
    kind, _, path = environment.get(VARIABLE, "").partition(":")
    match kind, path:
        case "", _:
            raise MissingSettings({VARIABLE: "system, or file:PATH"})
        case "system", "":
            return SystemClock()
        case "file", str(path) if path:
            return FileClock(Path(path))
    raise SettingFault(f"{VARIABLE} is system or file:PATH, not {environment[VARIABLE]!r}")
