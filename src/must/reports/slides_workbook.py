"""The workbook behind a chart on a slide: one sheet with the chart's figures and nothing else.

PowerPoint opens it by "Edit data". It is written here and not by a library, because a workbook from a library tells when and by what it
was made, and because a deck has twenty of them. It holds no style, no property and no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from markupsafe import escape

from must.reports.slides_xml import pack, plain

SHEET: Final = "Sheet1"
COLUMNS: Final = "BCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The columns of the series, in turn. The categories stand in the first, A."""

_PROLOGUE: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPREADSHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FRAME: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_DOCUMENT}">'
    f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}

Value = str | float | None


def chart_workbook(categories: Sequence[str], series: Iterable[tuple[str, Sequence[float | None]]]) -> bytes:
    """An xlsx file: categories down the first column, a column for each series with its name above. None leaves a cell empty."""
    heads, columns = zip(*series, strict=True)
    rows: list[tuple[Value, ...]] = [(None, *heads), *zip(categories, *columns, strict=True)]
    sheet = f'<worksheet xmlns="{_SPREADSHEET}"><sheetData>{"".join(_rows(rows))}</sheetData></worksheet>'
    return pack((name, (_PROLOGUE + content).encode()) for name, content in (*_FRAME.items(), ("xl/worksheets/sheet1.xml", sheet)))


def _rows(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell(f"{column}{number}", value) for column, value in zip("A" + COLUMNS, row, strict=False) if value is not None)
        yield f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(plain(value))}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
