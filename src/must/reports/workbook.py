"""A report as a workbook for whoever wants to go on with the figures: a sheet to read first, tidy tables, and a codebook.

Everything that is text is written as text: a unit called `=SUM(1)` or `https://…` is its name and nothing else. Each table is a named one
with filter buttons and fills its sheet from the first cell, so that spreadsheets, screen readers and statistics programs find it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from must.reports.content import Report
from must.reports.wording import Wording
from must.reports.workbook_readme import Line, sections_of
from must.reports.workbook_tables import Column, Kind, Sheet, Value, sheets_of

_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_CREATED: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - the same in every file, as the times in its zip: a report has the time of its round
_ACCENT: Final = "#0B6A53"
_QUIET: Final = "#5B5D60"
_LINE: Final = "#D9DADB"
_A4: Final = 9
_LINE_HEIGHT: Final = 15
_LABELS: Final = 34
_WORDS: Final = 88
_MOST_OF_A_TITLE: Final = 120
"""Signs of the title in the page's header, which takes 255 in all."""

_INDENTED: Final = {"align": "left", "indent": 1}
_NUMBERS: Final = {Kind.WHOLE: "0", Kind.PERCENT: "0", Kind.TENTH: "0.0", Kind.LIMIT: "General"}
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def workbook_of(report: Report, wording: Wording) -> bytes:
    """The workbook as the bytes of an xlsx file. The same report always gives the same bytes."""
    out = BytesIO()
    book = Workbook(out, _OPTIONS)
    book.set_properties({"title": report.title, "created": _CREATED})
    book.set_custom_property("Language", str(report.language))
    _Writer(book, report, wording).write()
    book.close()
    return out.getvalue()


class _Writer:
    """Writes one report into one workbook."""

    def __init__(self, book: Workbook, report: Report, wording: Wording) -> None:
        self._book, self._report, self._wording, self._t = book, report, wording, wording.t
        body = {"valign": "top", "text_wrap": True}
        ruled = {**body, "bottom": 1, "bottom_color": _LINE}
        head = {**body, "valign": "bottom", "bold": True, "bottom": 2, "bottom_color": _ACCENT}
        self._plain = _Texts(book, body)
        self._label = _Texts(book, {**body, "font_color": _QUIET})
        self._title = _Texts(book, {"bold": True, "font_size": 18})
        self._heading = _Texts(book, {"bold": True, "font_size": 13, "valign": "bottom", "font_color": _ACCENT})
        self._link = book.add_format({**body, "font_color": _ACCENT, "underline": 1})
        numbers = {**_NUMBERS, Kind.MEAN: wording.means_format}
        self._cells = {strong: _Cells(book, {**ruled, "bold": strong}, numbers) for strong in (False, True)}
        self._head = book.add_format({**head, **_INDENTED})
        self._head_of_numbers = book.add_format({**head, "align": "right"})

    def write(self) -> None:
        sheets = sheets_of(self._report, self._wording)
        first = self._add("readme")
        self._read_me(first, sheets)
        for sheet in sheets:
            self._table(self._add(sheet.key), sheet)
        first.activate()

    def _add(self, key: str) -> Worksheet:
        """A sheet that prints on A4 as wide as the page, with the report's title above and page numbers below."""
        worksheet = self._book.add_worksheet(self._t(f"workbook.sheet.{key}"))
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.hide_gridlines(2)
        worksheet.set_header(f"&L{_in_header(self._report.title[:_MOST_OF_A_TITLE])}&R&A")
        worksheet.set_footer("&R" + self._t("workbook.print.page", page="&P", pages="&N"))
        return worksheet

    def _read_me(self, worksheet: Worksheet, sheets: Sequence[Sheet]) -> None:
        worksheet.set_portrait()
        worksheet.set_column(0, 0, _LABELS)
        worksheet.set_column(1, 1, _WORDS)
        self._title.write(worksheet, 0, 0, self._report.title)
        rows = count(1)  # shared by headings and lines; zip asks for a line first, and so takes no row too many
        for section in sections_of(self._report, self._wording, sheets):
            heading = next(rows)
            worksheet.set_row(heading, 32)
            self._heading.write(worksheet, heading, 0, section.heading)
            for line, row in zip(section.lines, rows, strict=False):
                self._line(worksheet, row, line)

    def _line(self, worksheet: Worksheet, row: int, line: Line) -> None:
        if line.sheet is not None:
            worksheet.write_url(row, 0, f"internal:'{line.label}'!A1", self._link, line.label)
        elif line.label:
            self._label.write(worksheet, row, 0, line.label)
        self._plain.write(worksheet, row, 1, line.words)
        _make_room(worksheet, row, max(_lines(line.label, _LABELS), _lines(line.words, _WORDS)))

    def _table(self, worksheet: Worksheet, sheet: Sheet) -> None:
        worksheet.set_landscape()
        worksheet.freeze_panes(1, 0)
        worksheet.repeat_rows(0)
        worksheet.set_row(0, 36)
        for position, column in enumerate(sheet.columns):
            worksheet.set_column(position, position, column.width)
        worksheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, len(sheet.rows), len(sheet.columns) - 1)})
        for position, values in enumerate(sheet.rows):
            self._cells[position in sheet.strong].write(worksheet, position + 1, values, sheet.columns)
        name = self._t(f"workbook.sheet.{sheet.key}")
        worksheet.add_table(
            0,
            0,
            len(sheet.rows),
            len(sheet.columns) - 1,
            {
                "name": re.sub(r"\W", "_", name),
                "title": name,
                "description": self._t(f"workbook.about.{sheet.key}"),
                "columns": [self._heads(column) for column in sheet.columns],
                "style": None,
            },
        )

    def _heads(self, column: Column) -> dict[str, object]:
        form = self._head if column.kind is Kind.TEXT else self._head_of_numbers
        return {"header": self._t(f"workbook.column.{column.key}"), "header_format": form}


def _in_header(words: str) -> str:
    """Text as a header takes it, where `&` begins a code and `&&` is the sign.

    The library takes `&&G` and `&&[Picture]` for a picture's place all the same, and leaves the header out: so a space of no width stands
    between.
    """
    return re.sub(r"&(?=G|\[Picture])", "&\N{ZERO WIDTH SPACE}", words).replace("&", "&&")


def _lines(words: str, width: int) -> int:
    """How many lines of a column's width a text takes."""
    return -(-len(words) // width)


def _make_room(worksheet: Worksheet, row: int, lines: int) -> None:
    """Height for so many lines. Excel would find it by itself, other programs don't."""
    if lines > 1:
        worksheet.set_row(row, lines * _LINE_HEIGHT)


class _Texts:
    """Writes text in one format, as text: what a spreadsheet would take for a formula when somebody edits it is marked as a quotation."""

    def __init__(self, book: Workbook, properties: Mapping[str, object]) -> None:
        self.plain = book.add_format(dict(properties))
        self._quoted = book.add_format({**properties, "quote_prefix": True})

    def write(self, worksheet: Worksheet, row: int, column: int, words: str) -> None:
        worksheet.write_string(row, column, words, self._quoted if words.startswith(_STARTS_FORMULA) else self.plain)


class _Cells:
    """Writes rows of a table in one look."""

    def __init__(self, book: Workbook, properties: Mapping[str, object], numbers: Mapping[Kind, str]) -> None:
        self._texts = _Texts(book, {**properties, **_INDENTED})
        self._numbers = {kind: book.add_format({**properties, "num_format": pattern}) for kind, pattern in numbers.items()}

    def write(self, worksheet: Worksheet, row: int, values: Sequence[Value], columns: Sequence[Column]) -> None:
        lines = 1
        for position, (value, column) in enumerate(zip(values, columns, strict=True)):
            if value is None:
                worksheet.write_blank(row, position, None, self._numbers.get(column.kind, self._texts.plain))
            elif isinstance(value, str):
                self._texts.write(worksheet, row, position, value)
                lines = max(lines, _lines(value, column.width))
            else:
                worksheet.write_number(row, position, value, self._numbers[column.kind])
        _make_room(worksheet, row, lines)
