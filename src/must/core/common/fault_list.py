"""Collects what is wrong with a file, so that it is refused once and whoever mends it sees everything at once."""

from __future__ import annotations

from typing import NoReturn

from must.core.common.refusals import Fault, Refusal
from must.core.common.words import quotable

LIMIT = 100
"""More faults than this are counted, not listed."""


class FaultList:
    """The faults of one file, at most `LIMIT` of them, and how many more there were."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._faults: list[Fault] = []
        self._more = 0

    def add(self, code: str, *, row: int | None = None, column: str | None = None, **details: str | int) -> None:
        """Note a fault of this file. Column and details are cut down to what may be repeated."""
        if len(self._faults) < LIMIT:
            told = {name: quotable(value) if isinstance(value, str) else value for name, value in details.items()}
            self._faults.append(Fault(code, self.file, row, column and quotable(column), told))
        else:
            self._more += 1

    def add_unlisted(self, count: int) -> None:
        """Count faults that whoever found them didn't keep, since no more than `LIMIT` are listed."""
        self._more += count

    def refuse(self, code: str, *, row: int | None = None, column: str | None = None, **details: str | int) -> NoReturn:
        """Note a fault after which nothing more can be read. Raises Refusal with all that was noted."""
        self.add(code, row=row, column=column, **details)
        raise self._refusal()

    def refuse_if_any(self) -> None:
        """Raises Refusal where faults were noted."""
        if self._faults:
            raise self._refusal()

    def _refusal(self) -> Refusal:
        """The faults in the order of their rows, those of the whole file first."""
        faults = sorted(self._faults, key=lambda fault: fault.row or 0)
        if self._more:
            faults.append(Fault("file.more_faults", self.file, details={"count": self._more}))
        return Refusal(faults)
