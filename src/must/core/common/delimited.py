"""Delimited text files (CSV) as spreadsheets write them, read strictly.

UTF-8 with or without a byte order mark, or Windows-1252; semicolons or commas; any line ends; quotes; a first line `sep=;`. What is left
over (UTF-16, NUL, mixed and other encodings, quotes that don't close, rows of another width) is refused by row, never repaired.

Rows are numbered as a spreadsheet numbers them. A cell with a line break is a fault, and so is a quote that isn't closed: nothing below it
is told, since a spreadsheet takes it for more of the same cell. Faults of encoding are found before cells are: where a cell has a line
break, their rows are the file's lines.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from must.core.common.fault_list import FaultList
from must.core.common.foreign import is_zip, refuse_foreign
from must.core.common.garbled import doubtful_sign, is_of_1252
from must.core.common.table import Row, Table, letter, read_headings

DELIMITERS: Final = (";", ",")
OTHER_DELIMITERS: Final = frozenset("\t|")
MOST_LINES: Final = 20
"""Lines of one row; a quote that takes more to close was left open."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[;,]*')
_QUOTED = re.compile(rb'"[^"]*"')


@dataclass(frozen=True, slots=True)
class DelimitedTable(Table):
    """The table of a delimited file; a line is taken apart only when its row is asked for."""

    delimiter: str
    lines: tuple[str, ...]

    def __len__(self) -> int:
        return sum(not self.is_blank(line) for line in self.lines[self.heading_row :])

    def is_blank(self, line: str) -> bool:
        """Whether no cell of a line holds anything. Spreadsheets leave such lines behind."""
        return not line.strip(f' \t\xa0"{self.delimiter}')

    def top(self, count: int) -> Iterator[tuple[int, list[str]]]:
        filled = ((number, line) for number, line in enumerate(self.lines, 1) if number > self.heading_row and line)
        for number, line in islice(filled, count):
            yield number, _split(line, _delimiter(line.encode())) or []

    def rows(self, faults: FaultList) -> Iterator[Row]:
        """A row whose cells hold line breaks has as many lines more; where a quote isn't closed at all, nothing below it can be read."""
        width = len(self.headings)
        at, number = self.heading_row, self.heading_row
        while at < len(self.lines):
            number += 1
            cells, lines = self._row(at)
            if cells is None and not lines:
                faults.refuse("file.unclosed_quote", row=number)
            blank = lines == 1 and self.is_blank(self.lines[at])
            at += lines
            if blank:
                continue
            broken = [index for index, cell in enumerate((cells or ())[:width]) if "\n" in cell]
            for index in broken:
                faults.add("file.line_break", row=number, column=self.place(index))
            if cells is None:
                faults.add("file.quotes", row=number)
            elif len(cells) != width:
                faults.add("file.ragged_row", row=number, cells=len(cells), headings=width)
            elif not broken:
                yield Row(number, cells)

    def _row(self, at: int) -> tuple[list[str] | None, int]:
        """The cells of the row that begins in a line, None if they can't be told apart; and how many lines it has, 0 if it doesn't end."""
        line = self.lines[at]
        cells = _split(line, self.delimiter)
        if cells is not None or not _is_open(line, self.delimiter):
            return cells, 1
        for end in range(at + 2, min(at + MOST_LINES, len(self.lines)) + 1):
            if (cells := _split("\n".join(self.lines[at:end]), self.delimiter)) is not None:
                return cells, end - at
        return None, 0


def read_table(content: bytes, faults: FaultList) -> DelimitedTable:
    """Decode a file and read its headings.

    Blank and repeated headings are noted as faults, so that the rows can still be looked at. Raises Refusal where that is impossible:
    a file of another kind, an empty file, a wrong encoding, NUL, another delimiter, no heading, a heading that can't be read, or no row
    below it.
    """
    if is_zip(content):
        faults.refuse("file.zip")
    refuse_foreign(content, faults)
    lines = _text_lines(content, faults)
    first = next((row for row, line in enumerate(lines, 1) if line.strip()), None)
    if first is None:
        faults.refuse("file.empty")
    separator = _SEPARATOR_LINE.fullmatch(lines[first - 1].strip())
    heading_row = first + 1 if separator else first
    heading = lines[heading_row - 1] if heading_row <= len(lines) else ""
    delimiter = separator[1] if separator else _delimiter(heading.encode())
    if delimiter not in DELIMITERS or (delimiter not in heading and not OTHER_DELIMITERS.isdisjoint(heading)):
        faults.refuse("file.separator", row=first)
    table = DelimitedTable(_headings(heading, delimiter, heading_row, faults), heading_row, delimiter, tuple(lines))
    if not len(table):
        faults.refuse("file.no_rows")
    return table


def _headings(line: str, delimiter: str, row: int, faults: FaultList) -> tuple[str, ...]:
    cells = _split(line, delimiter)
    if cells is None:
        faults.refuse("file.unclosed_quote" if _is_open(line, delimiter) else "file.quotes", row=row)
    return read_headings(cells, row, faults)


def _split(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line, or None where its quotes don't close."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, strict=True)
    except csv.Error:
        return None
    return cells


def _is_open(line: str, delimiter: str) -> bool:
    """Whether a line ends inside quotes, so that its row goes on in the next. A quotation mark within a cell opens none: 19" rack."""
    reader = csv.reader([line, ""], delimiter=delimiter)
    try:
        next(reader)
    except csv.Error:
        return False
    return reader.line_num > 1


def _delimiter(line: bytes) -> str:
    """Semicolon where the heading has one outside quotes: commas stand in headings, semicolons hardly ever do."""
    return ";" if b";" in _QUOTED.sub(b"", line) else ","


def _text_lines(content: bytes, faults: FaultList) -> list[str]:
    """The lines of a file as text. Raises Refusal with the row and column of every byte that isn't text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        faults.refuse("file.utf16")
    lines = _LINE_END.split(content.removeprefix(codecs.BOM_UTF8))
    if b"\0" in content:
        _note(lines, [(row, line.find(b"\0")) for row, line in enumerate(lines, 1) if b"\0" in line], "file.nul", faults)
    elif all(line.isascii() or _is_utf8(line) for line in lines):
        return [line.decode() for line in lines]
    else:
        _note(lines, _undecodable(lines, marked=content.startswith(codecs.BOM_UTF8)), "file.encoding", faults)
    faults.refuse_if_any()
    decoded = [line.decode("cp1252") for line in lines]
    _refuse_garbled(decoded, faults)
    return decoded


def _refuse_garbled(lines: list[str], faults: FaultList) -> None:
    """Raises Refusal with the row and column of what is code page 850 or Mac OS Roman rather than Windows-1252, where nothing in the file
    says that it is Windows-1252."""
    if any(map(is_of_1252, lines)):
        return
    delimiter = _delimiter(next((line for line in lines if line.strip()), "").encode())
    for row, line in enumerate(lines, 1):
        for index, cell in enumerate(() if line.isascii() else _split(line, delimiter) or line.split(delimiter)):
            if (at := doubtful_sign(cell)) is not None:
                faults.add("file.garbled", row=row, column=letter(index), sign=cell[at])
    faults.refuse_if_any()


def _undecodable(lines: list[bytes], *, marked: bool) -> list[tuple[int, int]]:
    """Rows and offsets that are neither plain UTF-8 nor plain Windows-1252, given that not all rows are UTF-8.

    marked: the file calls itself UTF-8. Where rows of both kinds stand in one file, it was pasted together: the rarer kind is to blame.
    Reading all of it as Windows-1252 would turn an honest "å" into "Ã¥".
    """
    others = [row for row, line in enumerate(lines, 1) if not _is_utf8(line)]
    utf8 = [row for row, line in enumerate(lines, 1) if not line.isascii() and _is_utf8(line)]
    if marked or len(utf8) >= len(others):
        return [(row, _first_bad(lines[row - 1], "utf-8")) for row in others]
    if utf8:
        return [(row, _first_bad(lines[row - 1], "ascii")) for row in utf8]
    return [(row, bad) for row in others if (bad := _first_bad(lines[row - 1], "cp1252")) >= 0]


def _is_utf8(line: bytes) -> bool:
    return _first_bad(line, "utf-8") < 0


def _first_bad(line: bytes, encoding: str) -> int:
    """The offset of the first byte that isn't text in the encoding, or -1."""
    try:
        line.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _note(lines: list[bytes], places: list[tuple[int, int]], code: str, faults: FaultList) -> None:
    """Note a fault of bytes at each row and offset. Columns go by letter: the headings can't be read yet."""
    delimiter = _delimiter(next(line for line in lines if line.strip())).encode()
    for row, offset in places:
        before = _QUOTED.sub(b"", lines[row - 1][:offset])
        faults.add(code, row=row, column=letter(before.count(delimiter)))
