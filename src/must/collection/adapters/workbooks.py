"""Excel workbooks (.xlsx) as tables.

The list is on one sheet; what nobody sees in it is refused, and so is what isn't plain text: a reader that took the last value of a
formula, or the number behind a date, would invite people under units that nobody has written.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any, Final, Protocol, cast
from zipfile import ZipFile

from openpyxl import load_workbook

from must.collection.adapters.packages import package
from must.collection.adapters.sheets import Layout, layout
from must.core.common.fault_list import LIMIT, FaultList
from must.core.common.table import Row, Table, letter, read_headings
from must.core.organisation.staff_file import MOST_COLUMNS, MOST_ROWS

EXACT: Final = 10**15
"""From here on, spreadsheets don't hold whole numbers exactly."""

_LEADING_ZEROS = re.compile(r"0{2,}")
_PLAIN: Final = frozenset({"General", "0", "@"})
_PADDING = re.compile(r"[_*].")
"""What a format leaves room for, and what it fills room with."""
_LINE_BREAK = re.compile(r"[\r\n\v\f]|_x000D_")
_TIMES: Final = (date, datetime, time, timedelta)

Wrong = tuple[str, Mapping[str, str | int]]
"""What keeps a cell from being read as text: a fault's code and details."""


class Sheet(Protocol):
    """openpyxl's worksheet when it is read row by row."""

    title: str
    sheet_state: str
    _worksheet_path: str

    def iter_rows(self, *, min_row: int, max_row: int, min_col: int, max_col: int) -> Iterator[tuple[Any, ...]]: ...


class WrongCells:
    """What is wrong with cells. Of each column, only as many are kept as faults are listed."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], Wrong] = {}
        """By row and index."""
        self._counts = Counter[int]()

    def add(self, row: int, index: int, wrong: Wrong) -> None:
        self._counts[index] += 1
        if self._counts[index] <= LIMIT:
            self.kept[row, index] = wrong

    def take(self, row: int, index: int) -> Wrong:
        """Take out one that is kept."""
        self._counts[index] -= 1
        return self.kept.pop((row, index))

    def unlisted(self, columns: Iterable[int]) -> int:
        """How many there were in these columns beside those kept."""
        return sum(max(self._counts[index] - LIMIT, 0) for index in columns)


@dataclass(frozen=True, slots=True)
class SheetTable(Table):
    """The table on one sheet."""

    content: tuple[Row, ...]
    wrong: WrongCells

    def __len__(self) -> int:
        return len(self.content)

    def top(self, count: int) -> Iterator[tuple[int, list[str]]]:
        return ((row.number, row.cells) for row in self.content[:count])

    def rows(self, faults: FaultList) -> Iterator[Row]:  # noqa: ARG002 (no row of a sheet is ragged)
        return iter(self.content)

    def note_cells(self, columns: Collection[int], faults: FaultList) -> None:
        for (row, index), (code, details) in self.wrong.kept.items():
            if index in columns:
                faults.add(code, row=row, column=self.place(index), **details)
        faults.add_unlisted(self.wrong.unlisted(columns))


def read_workbook(content: bytes, faults: FaultList, *, name: str | None = None) -> SheetTable:
    """Read the only visible sheet that has content, or the one of that name.

    What is hidden, merged or no heading is noted as a fault. Raises Refusal for a file that can't be read, several sheets, an unknown
    sheet, an empty one, or one that no staff list can be.
    """
    # What openpyxl warns of and prints is of parts that are no concern of ours; and nothing of a staff file belongs in a log.
    with package(content, faults) as archive, warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        workbook = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        layouts = {sheet: _layout(archive, sheet) for sheet in cast(list[Sheet], workbook.worksheets)}
        chosen = _choose(layouts, name, faults)
        _check_layout(layouts[chosen], faults)
        return _table(chosen, layouts[chosen], faults)


def _layout(archive: ZipFile, sheet: Sheet) -> Layout:
    with archive.open(sheet._worksheet_path) as file:
        return layout(file)


def _choose(layouts: Mapping[Sheet, Layout], name: str | None, faults: FaultList) -> Sheet:
    for sheet, found in layouts.items():
        if sheet.sheet_state != "visible" and found.last_row:
            faults.add("file.hidden_sheet", sheet=sheet.title)
    if name is not None:
        named = [sheet for sheet in layouts if sheet.title.casefold() == name.casefold()]
        if not named:
            faults.refuse("file.no_such_sheet", sheet=name, sheets=_names(layouts))
        return named[0]
    filled = [sheet for sheet, found in layouts.items() if sheet.sheet_state == "visible" and found.last_row]
    if len(filled) > 1:
        faults.refuse("file.several_sheets", sheets=_names(filled))
    if not filled:
        faults.refuse("file.empty")
    return filled[0]


def _names(sheets: Collection[Sheet]) -> str:
    return ", ".join(sheet.title for sheet in sheets)


def _check_layout(found: Layout, faults: FaultList) -> None:
    if not found.last_row:
        faults.refuse("file.empty")
    if found.last_column > MOST_COLUMNS:
        faults.refuse("file.too_many_columns", columns=found.last_column, most=MOST_COLUMNS)
    for first, last in found.hidden_rows:
        faults.add("file.hidden_rows", row=first, rows=f"{first}–{last}" if last > first else str(first))
    for column in found.hidden_columns:
        faults.add("file.hidden_column", column=letter(column - 1))
    for row, column, cells in found.merged:
        faults.add("file.merged_cells", row=row, column=letter(column - 1), cells=cells)
    if found.unlisted:  # nobody gets to what the cells hold before these are gone, and openpyxl makes much of merged ones
        faults.add_unlisted(found.unlisted)
        faults.refuse_if_any()


def _table(sheet: Sheet, found: Layout, faults: FaultList) -> SheetTable:
    wrong = WrongCells()
    rows = _rows(sheet, found, wrong, faults)
    first = next(rows, None)
    if first is None:
        faults.refuse("file.empty")
    for index in sorted(first.faulty):
        code, details = wrong.take(first.number, index)
        faults.add(code, row=first.number, column=letter(index), **details)
        first.cells[index] = letter(index)
    headings = read_headings(first.cells, first.number, faults)
    content = tuple(rows)
    if not content:
        faults.refuse("file.no_rows")
    return SheetTable(headings, first.number, content, wrong)


def _rows(sheet: Sheet, found: Layout, wrong: WrongCells, faults: FaultList) -> Iterator[Row]:
    """Every row that holds something."""
    taken = 0
    grid = sheet.iter_rows(min_row=1, max_row=found.last_row, min_col=1, max_col=found.last_column)
    for number, cells in enumerate(grid, 1):
        texts, faulty = _read_cells(cells, number, wrong)
        if not faulty and not any(text and not text.isspace() for text in texts):
            continue
        taken += 1
        if taken > MOST_ROWS + 1:
            faults.refuse("file.too_many_rows", rows=found.last_row - 1, most=MOST_ROWS)
        yield Row(number, texts, faulty)


def _read_cells(cells: Sequence[Any], row: int, wrong: WrongCells) -> tuple[list[str], frozenset[int]]:
    texts: list[str] = []
    faulty: list[int] = []
    for index, cell in enumerate(cells):
        read = "" if cell.value is None else _read_cell(cell)
        if isinstance(read, str):
            texts.append(read)
        else:
            wrong.add(row, index, read)
            faulty.append(index)
            texts.append("")
    return texts, frozenset(faulty)


def _read_cell(cell: Any) -> str | Wrong:
    """A cell's text, or what is wrong with it. cell: one of openpyxl's that holds something."""
    value = cell.value
    if cell.data_type == "f":
        return "file.cell_formula", {}
    if cell.data_type == "e":
        return "file.error_value", {"value": str(value)}
    if isinstance(value, bool):
        return "file.truth_value", {}
    if isinstance(value, _TIMES):
        return "file.date_value", {}
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    return _text(str(value), str(cell.number_format))


def _number(value: float, shape: str) -> str | Wrong:
    """A whole number as the sheet shows it, with the zeros that its format puts in front; no other number, and no other format."""
    if not -EXACT < value < EXACT or value != int(value):
        return "file.number", {}
    if shape not in _PLAIN and not _LEADING_ZEROS.fullmatch(shape):
        return "file.cell_format", {}
    return str(int(value)).zfill(len(shape) if _LEADING_ZEROS.fullmatch(shape) else 0)


def _text(text: str, shape: str) -> str | Wrong:
    """A text, if the sheet shows it as it is. A format's fourth part is what it makes of texts, and so is its last if it has an "@"."""
    parts = _PADDING.sub("", shape).split(";")
    if ("@" in shape or len(parts) > 3) and parts[-1] not in {"@", "General"}:
        return "file.cell_format", {}
    return ("file.line_break", {}) if _LINE_BREAK.search(text) else text
