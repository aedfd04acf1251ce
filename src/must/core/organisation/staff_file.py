"""The staff file: who is invited, in which language, and where in the enterprise they work.

One row a person: an e-mail address, a language if the enterprise knows it, and the units from the outermost level to the innermost under
headings that say so or are said to by hand, each with the personnel system's code of the unit if it has one. Empty levels at the end mean
that the person works in the inner unit itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from must.core.common.delimited import read_table
from must.core.common.fault_list import FaultList
from must.core.common.languages import Language
from must.core.common.table import Row, Table
from must.core.common.words import folded, looks_like_identity_number, name_fault, tidy
from must.core.organisation.addresses import parse_address
from must.core.organisation.codes import GivenCodes, Path, number_units
from must.core.organisation.columns import NO_CORRECTIONS, Columns, ColumnTaken, Corrections, Headings
from must.core.organisation.headings import EMAIL, key, language_of
from must.core.organisation.levels import check_levels
from must.core.organisation.tree import Unit, UnitTree

LARGEST_FILE: Final = 50_000_000
"""Bytes. A list of 200 000 people is a quarter of it."""
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 60
MOST_TITLES: Final = 9
"""Rows below the first in which headings are looked for."""

ReadTable = Callable[[bytes, FaultList], Table]
"""Reads one kind of file, or several: headings and rows. Raises Refusal where it can't."""


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


def read_staff_file(
    content: bytes,
    *,
    file: str,
    enterprise: str,
    read: ReadTable = read_table,
    corrections: Corrections = NO_CORRECTIONS,
    told: Callable[[Sequence[ColumnTaken]], None] | None = None,
) -> StaffFile:
    """Read a staff file.

    file: its name, for faults. enterprise: the root unit's name. read: what reads its kind of file; delimited text if nothing is said.
    corrections: what columns are, where headings don't say. told: told what each column is taken for, also where the file is then refused.
    Units without a code in the file are numbered, in each file anew.
    Raises Refusal with every fault (codes `file.*` and `staff.*`).
    """
    faults = FaultList(file)
    if len(content) > LARGEST_FILE:
        faults.refuse("file.too_large", most=LARGEST_FILE // 1_000_000)
    table = read(content, faults)
    _check_size(table, faults)
    rows = tuple(table.rows(faults))
    headings = Headings(table, rows, corrections, faults)
    if told:
        told(headings.taken())
    columns = headings.columns()
    check_levels(table, rows, columns, ordered_by_hand=bool(corrections.levels), faults=faults)
    table.note_cells(columns.read, faults)
    given = GivenCodes(table, columns.codes, faults)
    staff = list(_staff(table, rows, columns, given, faults))
    given.note_missing()
    faults.refuse_if_any()
    return _staff_file(staff, given.codes, enterprise)


def _check_size(table: Table, faults: FaultList) -> None:
    """Raises Refusal for a table that no staff list can be, or whose first row isn't one of headings: no fault may repeat that."""
    if len(table.headings) > MOST_COLUMNS:
        FaultList(faults.file).refuse("file.too_many_columns", columns=len(table.headings), most=MOST_COLUMNS)
    if len(table) > MOST_ROWS:
        faults.refuse("file.too_many_rows", rows=len(table), most=MOST_ROWS)
    _check_first_row(table, faults)
    if any("@" in heading or looks_like_identity_number(heading) for heading in table.headings):
        FaultList(faults.file).refuse("file.no_heading", row=table.heading_row)


def _check_first_row(table: Table, faults: FaultList) -> None:
    """Raises Refusal where titles stand above the headings: where the first row has fewer cells filled than one below that has a heading
    for addresses. Told alone, since the columns are none as long as they are named by a title."""
    if any(key(heading) in EMAIL for heading in table.headings):
        return
    filled = sum(map(bool, table.headings))
    for row, cells in table.top(MOST_TITLES):
        if sum(map(bool, map(tidy, cells))) > filled and any(key(cell) in EMAIL for cell in cells):
            FaultList(faults.file).refuse("staff.title_row", row=table.heading_row, headings=row)


def _staff_file(staff: Sequence[tuple[str, Language, Path]], given: Mapping[Path, str], enterprise: str) -> StaffFile:
    codes = number_units({path for _, _, path in staff}, given)
    invited = Counter(path for _, _, path in staff)
    tree = UnitTree(_units(codes, invited, enterprise))
    return StaffFile(tuple(Person(email, language, codes[path]) for email, language, path in staff), tree)


def _staff(
    table: Table, rows: Sequence[Row], columns: Columns, given: GivenCodes, faults: FaultList
) -> Iterator[tuple[str, Language, Path]]:
    """E-mail, language and path of every row; a row with faults yields stand-ins, since the file is refused anyway."""
    emails = _Emails(table.place(columns.email), faults)
    spellings = _Spellings(faults)
    for row in rows:
        path: Path = ()
        if row.faulty.isdisjoint(columns.levels):
            path = _path(table, row, columns.levels, faults)
            spellings.check(table, row, columns.levels, path)
            if row.faulty.isdisjoint(columns.codes.values()):
                given.check(row, path)
        email = "" if columns.email in row.faulty else emails.read(row, columns.email)
        yield email, _language(table, row, columns.language, faults), path


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
    """Finds units under one parent that differ in no letter or digit, but in case, dashes, quotation marks or spaces beside punctuation:
    one unit, typed in two ways, would be reported as two."""

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
            name, first = self.first.setdefault(tuple(map(folded, unit)), (unit[-1], row.number))
            if name != unit[-1]:
                column = table.place(levels[depth - 1])
                self.faults.add("staff.unit_spelling", row=row.number, column=column, unit=unit[-1], other=name, first=first)


def _language(table: Table, row: Row, index: int | None, faults: FaultList) -> Language:
    if index is None:
        return Language.NB
    language = language_of(row.cells[index])
    if language is None:
        faults.add("staff.unknown_language", row=row.number, column=table.place(index))
    return language or Language.NB


def _path(table: Table, row: Row, levels: Sequence[int], faults: FaultList) -> Path:
    for index in levels:
        if fault := _level_fault(row.cells[index]):
            code, details = fault
            faults.add(code, row=row.number, column=table.place(index), **details)
    names = [tidy(row.cells[index]) for index in levels]
    while names and not names[-1]:
        names.pop()
    if "" in names:
        gap = levels[names.index("")]
        faults.add("staff.gap", row=row.number, column=table.place(gap), below=table.place(levels[len(names) - 1]))
    return tuple(filter(None, names))


def _level_fault(cell: str) -> tuple[str, dict[str, str | int]] | None:
    """What keeps a cell from being the name of a unit. What tells of a person instead must not end up as the name of a unit."""
    if "@" in cell:
        return "staff.email_as_unit", {}
    if looks_like_identity_number(cell):
        return "staff.identity_number", {}
    return name_fault(cell)


def _units(codes: Mapping[Path, str], invited: Mapping[Path, int], enterprise: str) -> Iterator[Unit]:
    for path, code in codes.items():
        parent = codes[path[:-1]] if path else None
        yield Unit(code, parent, path[-1] if path else enterprise, invited.get(path, 0))
