"""Whoever runs rounds in the local world: the `must round` commands, each in a process of its own, with the operator's role and ring."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from must.core.campaign.periods import Period
from must.core.instrument.model import Selection
from must.world.local import LocalWorld

PATIENCE: Final = 300.0
PAUSE: Final = 0.2

Status = dict[str, Any]


class TookTooLong(Exception):
    """Something took longer than it ever should."""


class Operator:
    """Runs rounds. Raises CommandFailed where a command refuses."""

    def __init__(self, world: LocalWorld) -> None:
        self._world = world

    def create(self, *, enterprise: str, instrument: str, selection: Selection, period: Period) -> str:
        """Lay out a round; its code."""
        chosen = [
            *(part for theme in sorted(selection.extended_themes) for part in ("--extended", theme)),
            *(part for module in sorted(selection.modules) for part in ("--module", module)),
        ]
        days = ["--first", str(period.first), "--last", str(period.last)]
        what = ["--enterprise", enterprise, "--instrument", instrument, "--form", selection.form]
        return self._world.must("round", "create", *what, *chosen, *days).split()[-1]

    def take_staff(self, code: str, staff_file: Path) -> str:
        """Import the staff file and wait until the round's key is there; what the command said."""
        said = self._world.must("round", "import", code, str(staff_file)).strip()
        self._wait(code, "prepared", lambda status: bool(status["prepared"]))
        return said

    def open(self, code: str) -> None:
        self._world.must("round", "open", code)

    def remind(self, code: str) -> None:
        self._wait(code, "the mail before to be out", lambda status: all(mailing["done"] for mailing in status["mailings"]))
        self._world.must("round", "remind", code)

    def close(self, code: str) -> None:
        """Close the round and wait until it is published."""
        self._world.must("round", "close", code)
        self._wait(code, "published", lambda status: status["state"] == "published" and bool(status["link_key_destroyed"]))

    def publication(self, code: str, out: Path) -> Path:
        """Write the publication into the directory `out`, without reports; the file."""
        self._world.must("round", "report", code, "--out", str(out), "--formats", "none")
        return out / "publication.json"

    def averages(self, publications: Sequence[Path], *, period: str, instrument: str, out: Path) -> None:
        """Write the averages of a year."""
        self._world.must("averages", *map(str, publications), "--period", period, "--instrument", instrument, "--out", str(out))

    def compare(self, code: str, *, previous: Path, averages: Path) -> None:
        """Have the round's reports compared with an earlier round and other enterprises."""
        self._world.must("round", "compare", code, "--previous", str(previous), "--averages", str(averages))

    def await_reports(self, code: str) -> Status:
        """Wait until the reporter has made every report; how far it came."""
        self._wait(code, "reported", lambda status: bool(status["reports"]["listed"]))
        reports: Status = self.status(code)["reports"]
        return reports

    def status(self, code: str) -> Status:
        status: Status = json.loads(self._world.must("round", "status", code, "--json"))
        return status

    def _wait(self, code: str, what: str, holds: Callable[[Status], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds(self.status(code)):
            self._world.processes.check()
            if time.monotonic() > deadline:
                raise TookTooLong(f"round {code} isn't {what} after {PATIENCE:.0f} seconds")
            time.sleep(PAUSE)
