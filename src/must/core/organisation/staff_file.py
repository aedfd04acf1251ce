"""The staff file: who is invited, in which language, and where in the enterprise they work.

One row a person: an e-mail address, a language if the enterprise knows it, and the units from the outermost level to the innermost under
whatever headings the personnel system writes. Empty levels at the end mean that the person works in the inner unit itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Final

from must.core.common.alphabet import norwegian_key
from must.core.common.delimited import Row, Table, read_table
from must.core.common.fault_list import FaultList
from must.core.common.languages import Language
from must.core.common.words import name_fault, tidy
from must.core.organisation.addresses import parse_address
from must.core.organisation.headings import Columns, find_columns, language_of
from must.core.organisation.tree import Unit, UnitTree

ROOT_CODE: Final = "0"
"""The enterprise's own code."""

Path = tuple[str, ...]
"""Where a unit stands: names from the outermost level to its own. The enterprise's own path is empty. The same name under two parents is
two paths, so two units."""

_NO_CODES: Final[Mapping[Path, str]] = MappingProxyType({})
_IDENTITY_NUMBER = re.compile(r"\d{6} ?\d{5}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to invite. email: ready for SMTP. unit: code of the unit that the person works in directly."""

    email: str
    language: Language
    unit: str


@dataclass(frozen=True, slots=True)
class StaffFile:
    """people: in the file's order. tree: its root is the enterprise."""

    people: tuple[Person, ...]
    tree: UnitTree


def read_staff_file(content: bytes, *, file: str, enterprise: str, previous_codes: Mapping[Path, str] = _NO_CODES) -> StaffFile:
    """Read a staff file.

    file: its name, for faults. enterprise: the root unit's name. previous_codes: unit codes of earlier rounds by path; a unit keeps its
    code, and a code that was ever used is given to no other unit, so that trends compare the same unit.
    Raises Refusal with every fault (codes `file.*` and `staff.*`).
    """
    faults = FaultList(file)
    table = read_table(content, faults)
    rows = tuple(table.rows(faults))
    columns = find_columns(table, rows, faults)
    staff = list(_staff(table, rows, columns, faults))
    faults.refuse_if_any()
    codes = _codes((path for _, _, path in staff), previous_codes)
    invited = Counter(path for _, _, path in staff)
    tree = UnitTree(_units(codes, invited, enterprise))
    return StaffFile(tuple(Person(email, language, codes[path]) for email, language, path in staff), tree)


def _staff(table: Table, rows: Sequence[Row], columns: Columns, faults: FaultList) -> Iterator[tuple[str, Language, Path]]:
    """E-mail, language and path of every row; a row with faults yields stand-ins, since the file is refused anyway."""
    emails = _Emails(table.column(columns.email), faults)
    spellings = _Spellings(faults)
    for row in rows:
        path = _path(table, row, columns.levels, faults)
        spellings.check(table, row, columns.levels, path)
        yield emails.read(row, columns.email), _language(table, row, columns.language, faults), path


class _Emails:
    """Addresses of one file; nobody is invited twice, in whichever case an address is written."""

    def __init__(self, column: str, faults: FaultList) -> None:
        self.column = column
        self.faults = faults
        self.first_row: dict[str, int] = {}

    def read(self, row: Row, index: int) -> str:
        text = row.cells[index].strip()
        address = parse_address(text)
        if not text:
            self.faults.add("staff.no_email", row=row.number, column=self.column)
        elif address is None:
            self.faults.add("staff.bad_email", row=row.number, column=self.column)
        else:
            first = self.first_row.setdefault(address.casefold(), row.number)
            if first != row.number:
                self.faults.add("staff.duplicate_email", row=row.number, column=self.column, first=first)
        return address or ""


class _Spellings:
    """Finds units under one parent that differ in upper and lower case alone: one unit, typed in two ways, would be reported as two."""

    def __init__(self, faults: FaultList) -> None:
        self.faults = faults
        self.known: set[Path] = set()
        self.first: dict[Path, tuple[str, int]] = {}

    def check(self, table: Table, row: Row, levels: Sequence[int], path: Path) -> None:
        for depth in range(len(path), 0, -1):
            unit = path[:depth]
            if unit in self.known:
                return
            self.known.add(unit)
            name, first = self.first.setdefault(tuple(map(str.casefold, unit)), (unit[-1], row.number))
            if name != unit[-1]:
                column = table.column(levels[depth - 1])
                self.faults.add("staff.unit_spelling", row=row.number, column=column, unit=unit[-1], other=name, first=first)


def _language(table: Table, row: Row, index: int | None, faults: FaultList) -> Language:
    if index is None:
        return Language.NB
    language = language_of(row.cells[index])
    if language is None:
        faults.add("staff.unknown_language", row=row.number, column=table.column(index))
    return language or Language.NB


def _path(table: Table, row: Row, levels: Sequence[int], faults: FaultList) -> Path:
    for index in levels:
        if fault := _level_fault(row.cells[index]):
            code, details = fault
            faults.add(code, row=row.number, column=table.column(index), **details)
    names = [tidy(row.cells[index]) for index in levels]
    while names and not names[-1]:
        names.pop()
    if "" in names:
        gap = levels[names.index("")]
        faults.add("staff.gap", row=row.number, column=table.column(gap), below=table.column(levels[len(names) - 1]))
    return tuple(filter(None, names))


def _level_fault(cell: str) -> tuple[str, dict[str, str | int]] | None:
    """What keeps a cell from being the name of a unit. What tells of a person instead must not end up as the name of a unit."""
    if "@" in cell:
        return "staff.email_as_unit", {}
    if _IDENTITY_NUMBER.fullmatch(cell.strip()):
        return "staff.identity_number", {}
    return name_fault(cell)


def _codes(paths: Iterable[Path], previous: Mapping[Path, str]) -> dict[Path, str]:
    """A code for every unit that somebody works in or under, in pre-order and Norwegian alphabetical order."""
    every = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    taken = {ROOT_CODE, *previous.values()}
    fresh = (code for number in count(1) if (code := f"{number:03}") not in taken)
    ordered = sorted(every, key=lambda path: tuple(map(norwegian_key, path)))
    return {(): ROOT_CODE} | {path: previous[path] if path in previous else next(fresh) for path in ordered}


def _units(codes: Mapping[Path, str], invited: Mapping[Path, int], enterprise: str) -> Iterator[Unit]:
    for path, code in codes.items():
        parent = codes[path[:-1]] if path else None
        yield Unit(code, parent, path[-1] if path else enterprise, invited.get(path, 0))
