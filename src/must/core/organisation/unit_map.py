"""The unit map of a reorganisation: which unit of the enterprise now was which unit then. Two columns, `unit,previous_unit`, in any order.

It maps whole units one to one: a unit that has got a new code, name or place, nothing else. A unit that was divided, or made of several,
has no earlier figures, since nobody has audited what the figures of those people together would have been.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from must.core.common.delimited import read_table
from must.core.common.fault_list import FaultList
from must.core.common.table import Row, find_columns
from must.core.common.words import hidden_sign
from must.core.organisation.unit_file import LONGEST_CODE, unit_code

UNIT: Final = "unit"
PREVIOUS: Final = "previous_unit"
COLUMNS: Final = (UNIT, PREVIOUS)


@dataclass(frozen=True, slots=True)
class MappedUnit:
    """A row of the map. row: its number in the file. unit: the code now. previous: the code then."""

    row: int
    unit: str
    previous: str


@dataclass(frozen=True)
class UnitMap:
    """Which units are the same. file: its name, for whoever finds more faults. Raises ValueError for a code that is there twice."""

    file: str
    entries: tuple[MappedUnit, ...]

    def __post_init__(self) -> None:
        if not len(self.entries) == len(self.previous) == len(set(self.previous.values())):
            raise ValueError("a unit map is one to one")

    @cached_property
    def previous(self) -> Mapping[str, str]:
        """Code now → code then."""
        return {entry.unit: entry.previous for entry in self.entries}

    def check_codes(self, units: Collection[str], previous_units: Collection[str]) -> None:
        """Raises Refusal with the row of every code that no unit has: of the enterprise now, and then."""
        faults = FaultList(self.file)
        for column, known in ((UNIT, units), (PREVIOUS, previous_units)):
            alike = {bare: code for code in sorted(known, reverse=True) if (bare := _bare(code))}
            for entry in self.entries:
                code = entry.unit if column == UNIT else entry.previous
                if code in known:
                    continue
                if (near := alike.get(_bare(code))) is not None:
                    faults.add("map.unknown_code_near", row=entry.row, column=column, unit=code, near=near)
                else:
                    faults.add("map.unknown_code", row=entry.row, column=column, unit=code)
        faults.refuse_if_any()


def read_unit_map(content: bytes, *, file: str) -> UnitMap:
    """Read a unit map. Raises Refusal with every fault (codes `file.*` and `map.*`)."""
    faults = FaultList(file)
    table = read_table(content, faults)
    columns = find_columns(table, COLUMNS, faults, unknown="map.unknown_column", missing="map.missing_column")
    read = [_entry(row, columns, faults) for row in table.rows(faults)]
    entries = [entry for entry in read if entry is not None]
    _note_doubles(entries, faults)
    faults.refuse_if_any()
    return UnitMap(file, tuple(entries))


def _entry(row: Row, columns: Mapping[str, int], faults: FaultList) -> MappedUnit | None:
    unit, previous = (_code(row, columns[name], name, faults) for name in COLUMNS)
    return MappedUnit(row.number, unit, previous) if unit and previous else None


def _code(row: Row, index: int, column: str, faults: FaultList) -> str | None:
    """The code in a cell; None where there is none that can be used."""
    cell = row.cells[index]
    code = unit_code(cell)
    if not code:
        faults.add("map.empty_cell", row=row.number, column=column)
    elif sign := hidden_sign(cell):
        faults.add("file.hidden_sign", row=row.number, column=column, sign=sign)
    elif len(code) > LONGEST_CODE:
        faults.add("file.long_cell", row=row.number, column=column, length=len(code), longest=LONGEST_CODE)
    else:
        return code
    return None


def _note_doubles(entries: list[MappedUnit], faults: FaultList) -> None:
    """Note each row that says again, or otherwise, what a row above it says."""
    now: dict[str, MappedUnit] = {}
    then: dict[str, MappedUnit] = {}
    for entry in entries:
        merged, split = now.setdefault(entry.unit, entry), then.setdefault(entry.previous, entry)
        if merged is split is entry:
            continue
        if merged is split:
            faults.add("map.row_twice", row=entry.row, first=merged.row)
            continue
        if merged is not entry:
            faults.add("map.merged", row=entry.row, column=UNIT, unit=entry.unit, first=merged.row)
        if split is not entry:
            faults.add("map.split", row=entry.row, column=PREVIOUS, unit=entry.previous, first=split.row)


def _bare(code: str) -> str:
    """A code without what a spreadsheet takes off or people write otherwise: zeros in front, capitals, signs between."""
    return "".join(filter(str.isalnum, code.casefold())).lstrip("0")
