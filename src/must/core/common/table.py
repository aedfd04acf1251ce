"""A table that somebody hands in, whatever kind of file it came in: headings, and numbered rows of cells as text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from must.core.common.fault_list import FaultList
from must.core.common.garbled import garbled_sign
from must.core.common.words import hidden_sign, tidy

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A row that isn't blank and is as wide as the heading.

    number: 1-based, counted from the top of the file. faulty: indices of cells that hold no text and can't be read as one; in their place
    `cells` has an empty text.
    """

    number: int
    cells: list[str]
    faulty: frozenset[int] = _NONE


@dataclass(frozen=True, slots=True)
class Table(ABC):
    """A file's headings (tidied) and, when asked, its rows."""

    headings: tuple[str, ...]
    heading_row: int

    def column(self, index: int) -> str:
        """What a fault calls a column: its heading, or its letter where it has none."""
        return self.headings[index] or letter(index)

    def place(self, index: int) -> str:
        """A column by heading and letter, for whoever looks for it in a spreadsheet: "Seksjon (C)"."""
        return f"{self.headings[index]} ({letter(index)})" if self.headings[index] else letter(index)

    @abstractmethod
    def __len__(self) -> int:
        """How many rows there are below the heading, whole or faulty, blank ones not counted."""

    @abstractmethod
    def rows(self, faults: FaultList) -> Iterator[Row]:
        """The rows below the heading. Blank ones are passed over; those that can't be read are noted as faults."""

    @abstractmethod
    def top(self, count: int) -> Iterable[tuple[int, Sequence[str]]]:
        """Numbers and cells of so many of the first rows below the heading, each read by itself: the headings may be further down."""

    def note_cells(self, columns: Collection[int], faults: FaultList) -> None:  # noqa: B027 (text files have no such cells)
        """Note the faulty cells of these columns. What stands in columns that nobody reads does no harm."""


def letter(index: int) -> str:
    """A spreadsheet's name of a column: 0 → A, 25 → Z, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        name = ascii_uppercase[place] + name
    return name


def read_headings(cells: Sequence[str], row: int, faults: FaultList) -> tuple[str, ...]:
    """The headings, tidied. Blank and repeated ones, invisible signs and garbled letters are noted; raises Refusal where all are blank."""
    headings = tuple(map(tidy, cells))
    if not any(headings):
        faults.refuse("file.no_heading", row=row)
    seen: set[str] = set()
    for index, (raw, heading) in enumerate(zip(cells, headings, strict=True)):
        if sign := hidden_sign(raw):
            faults.add("file.hidden_sign", row=row, column=letter(index), sign=sign)
        elif sign := garbled_sign(heading):
            faults.add("file.garbled", row=row, column=letter(index), sign=sign)
        if not heading:
            faults.add("file.blank_heading", row=row, column=letter(index))
        elif heading.casefold() in seen:
            faults.add("file.duplicate_heading", row=row, column=letter(index), heading=heading)
        seen.add(heading.casefold())
    return headings


def find_columns(table: Table, names: Sequence[str], faults: FaultList, *, unknown: str, missing: str) -> Mapping[str, int]:
    """The index of each of these columns, of a table that has no others.

    unknown, missing: codes of the faults of a column that is none of these, and of one that isn't there. Raises Refusal for a missing one.
    """
    for index, heading in enumerate(table.headings):
        if heading and heading not in names:
            faults.add(unknown, row=table.heading_row, column=table.column(index))
    absent = [name for name in names if name not in table.headings]
    for name in absent:
        faults.add(missing, row=table.heading_row, name=name)
    if absent:
        faults.refuse_if_any()
    return {name: table.headings.index(name) for name in names}
