"""What a worksheet's XML says of its layout: how far it reaches, and what in it is hidden or merged.

openpyxl reads large sheets row by row, and passes over just that. The sheet is read here first; only what a cell holds is left to openpyxl.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, Final, TypeVar
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from must.collection.adapters.packages import parse
from must.core.common.fault_list import LIMIT

Found = TypeVar("Found")

_TRUE: Final = frozenset({"1", "true"})
_TEXTS: Final = frozenset({"v", "t", "f"})
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
"""A spreadsheet has no more."""


@dataclass(slots=True)
class Layout:
    """Rows and columns are 1-based. Only cells that hold something count, but for merged ones.

    last_row, last_column: 0 for an empty sheet. hidden_rows: first and last row of each stretch. merged: the first row and column of each
    range, and the range as the sheet names it, such as "A2:A9". Of either, only as many are kept as faults are listed; unlisted: how many
    more there were of both.
    """

    last_row: int = 0
    last_column: int = 0
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    unlisted: int = 0


class Disordered(ValueError):
    """Rows or cells that don't stand in the order of their numbers, or not on the sheet."""


def layout(file: IO[bytes]) -> Layout:
    """Read a worksheet. Raises ValueError where rows and cells aren't numbered as the format demands, and what `parse` raises."""
    reader = _Reader()
    parse(file, reader)
    found = reader.layout
    found.hidden_columns = [column for column in sorted(reader.filled_columns) if reader.hidden_columns[column]]
    return found


class _Reader(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.layout = Layout()
        self.hidden_columns = bytearray(LAST_COLUMN + 1)
        """By column, 1 for a hidden one: anybody may hide all columns any number of times."""
        self.filled_columns: set[int] = set()
        self._row = self._column = 0
        self._row_hidden = False
        self._last_hidden = -1
        self._inside_text = False
        self._filled = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._start_cell(attrs)
        elif tag == "row":
            self._start_row(attrs)
        elif tag in _TEXTS:
            self._inside_text = True
            self._filled = self._filled or tag == "f"
        elif tag == "col":
            self._start_columns(attrs)
        elif tag == "mergeCell":
            self._merge(attrs["ref"])

    def endElement(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag in _TEXTS:
            self._inside_text = False
        elif tag == "c" and self._filled:
            self._take()

    def characters(self, content: str) -> None:
        if self._inside_text and content:
            self._filled = True

    def _start_columns(self, attrs: AttributesImpl) -> None:
        if attrs.get("hidden") in _TRUE or _is_nothing(attrs.get("width")):
            first, last = int(attrs["min"]), int(attrs["max"])
            if not 0 < first <= last <= LAST_COLUMN:
                raise Disordered
            self.hidden_columns[first : last + 1] = b"\x01" * (last + 1 - first)

    def _start_row(self, attrs: AttributesImpl) -> None:
        row = int(attrs.get("r") or self._row + 1)
        if not self._row < row <= LAST_ROW:
            raise Disordered
        self._row, self._column = row, 0
        self._row_hidden = attrs.get("hidden") in _TRUE or (attrs.get("customHeight") in _TRUE and _is_nothing(attrs.get("ht")))

    def _start_cell(self, attrs: AttributesImpl) -> None:
        row, column = coordinate_to_tuple(attrs["r"]) if "r" in attrs else (self._row, self._column + 1)
        if row != self._row or column <= self._column or column > LAST_COLUMN:
            raise Disordered
        self._column, self._filled = column, False

    def _merge(self, cells: str) -> None:
        """A range; with a sheet's name, without a row, or off the sheet it is none that a spreadsheet writes."""
        column, row, _, last = range_boundaries(cells)
        if row is None or column is None or last is None or not 0 < row <= last <= LAST_ROW:
            raise Disordered
        self._keep(self.layout.merged, (row, column, cells))

    def _take(self) -> None:
        found = self.layout
        found.last_row = self._row
        found.last_column = max(found.last_column, self._column)
        self.filled_columns.add(self._column)
        if self._row_hidden:
            self._note_hidden_row()

    def _note_hidden_row(self) -> None:
        stretches = self.layout.hidden_rows
        follows, self._last_hidden = self._last_hidden >= self._row - 1, self._row
        if not follows:
            self._keep(stretches, (self._row, self._row))
        elif stretches[-1][1] >= self._row - 1:  # else it belongs to one that isn't kept
            stretches[-1] = stretches[-1][0], self._row

    def _keep(self, kept: list[Found], found: Found) -> None:
        if len(kept) < LIMIT:
            kept.append(found)
        else:
            self.layout.unlisted += 1


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width is nought: hidden by other means."""
    return size is not None and float(size) == 0
