"""Refusals: typed errors that say what is wrong, where, and (in the user's language) how to mend it.

A fault carries a code and details, never a sentence: the sentences are in `must/ui/languages/faults.yaml` under that code,
in every language. A fault never carries an answer, a link secret or a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    code: what is wrong, as a key of `faults.yaml`, e.g. `staff.duplicate_email`.
    file: the file's name as the user gave it, where the fault lies in a file.
    row: 1-based line or row of that file, the heading being row 1.
    column: the column's heading, or its letter or number where it has none.
    details: what the sentence needs more (numbers, the offending heading or code).
    """

    code: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.row, self.column) if part is not None)
        details = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return " ".join(part for part in (where, self.code, details) if part)


class Refusal(Exception):
    """Raised when a rule says no. Nothing has been changed when it is raised."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        if not self.faults:
            raise ValueError("a refusal needs at least one fault")
        super().__init__("; ".join(map(str, self.faults)))
