"""Makes the workbooks in tests/data/staff: `python -m tests.staff_workbooks`.

Those of LibreOffice, and the one with a password, are what those programs wrote and can't be made here: `good-libreoffice.xlsx`,
`opendocument.ods`, `old-workbook.xls`, `pdf.pdf`, `html.xls`, `encrypted.xlsx`.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

FOLDER: Final = Path(__file__).parent / "data" / "staff"
LIST: Final = [
    ["E-post", "Målform", "Divisjon", "Seksjon"],
    ["kari@enheten.example", "nb", "Drift", "Økonomi"],
    ["ole@enheten.example", "Nynorsk", "Drift", None],
    ["liv@enheten.example", "English", "Ærfugl", "Økonomi"],
    ["per@enheten.example", None, None, None],
]
MOMENT: Final = (2026, 1, 1, 0, 0, 0)

Change = Callable[[Worksheet], object]


def written(change: Change, *, more: Callable[[Workbook], object] = lambda _: None) -> bytes:
    """The list as openpyxl writes it, once `change` was made to its sheet, and `more` to its workbook."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Ansatte"
    for row in LIST:
        sheet.append(row)
    change(sheet)
    more(workbook)
    file = BytesIO()
    workbook.save(file)
    return repacked(file.getvalue(), docProps__core_xml=lambda old: re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", old))


def repacked(content: bytes, **changes: Callable[[bytes], bytes] | bytes) -> bytes:
    """A workbook with some of its members changed or added, and no time of day. Names are given with "__" for "/" and "_" for "."."""
    file = BytesIO()
    given = {name.replace("__", "/").replace("_", "."): change for name, change in changes.items()}
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = given.pop(name, old.read(name))
            new.writestr(ZipInfo(name, MOMENT), change(old.read(name)) if callable(change) else change, ZIP_DEFLATED)
        for name, added in given.items():
            assert isinstance(added, bytes), f"no member {name}"
            new.writestr(ZipInfo(name, MOMENT), added, ZIP_DEFLATED)
    return file.getvalue()


def cell(place: str, value: Any, number_format: str | None = None) -> Change:
    """Sets one cell."""

    def change(sheet: Worksheet) -> None:
        sheet[place] = value
        if number_format:
            sheet[place].number_format = number_format

    return change


def cells(**values: Any) -> Change:
    """Sets some cells."""
    return lambda sheet: [cell(place, value)(sheet) for place, value in values.items()]


def second_sheet(state: str, *rows: list[str]) -> Callable[[Workbook], None]:
    """Adds a sheet."""

    def add(workbook: Workbook) -> None:
        sheet = workbook.create_sheet("I fjor")
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)

    return add


def by_xlsxwriter(**options: Any) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, options) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        sheet = workbook.add_worksheet()
        for number, row in enumerate(LIST):
            sheet.write_row(number, 0, row)
    return repacked(file.getvalue())


def rich_text() -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        bold = workbook.add_format({"bold": True})
        sheet = workbook.add_worksheet()
        for number, row in enumerate(LIST):
            sheet.write_row(number, 0, row)
        sheet.write_rich_string("C2", "Dr", bold, "ift")
    return repacked(file.getvalue())


def empty_rows(sheet: Worksheet) -> None:
    """Rows and cells that only have a look, as a spreadsheet leaves them below a list; and blanks."""
    for row in range(6, 40):
        sheet.row_dimensions[row].height = 20
        sheet.cell(row, 2).number_format = "@"
    sheet["C40"] = "  "


def prefixed(content: bytes) -> bytes:
    """The sheet with a prefix to every name, as some libraries write it."""
    for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"is", b"t"):
        for end in (b" ", b">", b"/"):
            content = content.replace(b"<" + name + end, b"<x:" + name + end)
        content = content.replace(b"</" + name + b">", b"</x:" + name + b">")
    return content.replace(b"xmlns=", b"xmlns:x=")


def merged(sheet: Worksheet) -> None:
    sheet.merge_cells("C2:C3")


def hidden_rows(sheet: Worksheet) -> None:
    for row in (2, 3, 5, 9):
        sheet.row_dimensions[row].hidden = True


def hidden_columns(sheet: Worksheet) -> None:
    for column in ("B", "F"):
        sheet.column_dimensions[column].hidden = True


def commented(sheet: Worksheet) -> None:
    sheet["A2"].comment = Comment("Begynner i mars", "HR")


def no_change(_: Worksheet) -> None:
    pass


def zipped(**members: bytes) -> bytes:
    """An archive that is no workbook."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(ZipInfo(name.replace("__", "/").replace("_", "."), MOMENT), content)
    return file.getvalue()


DOCTYPE: Final = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def with_doctype(content: bytes) -> bytes:
    return DOCTYPE + content[content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0 :]


def files() -> Mapping[str, bytes]:
    """Every workbook by the name of its file."""
    plain = written(no_change)
    return {
        "good-openpyxl.xlsx": plain,
        "good-xlsxwriter.xlsx": by_xlsxwriter(),
        "good-inline-strings.xlsx": by_xlsxwriter(constant_memory=True),
        "good-rich-text.xlsx": rich_text(),
        "good-comment.xlsx": written(commented),
        "good-empty-rows.xlsx": written(empty_rows),
        "good-empty-sheets.xlsx": written(no_change, more=second_sheet("visible")),
        "good-hidden-empty-sheet.xlsx": written(no_change, more=second_sheet("hidden")),
        "good-prefixed-names.xlsx": repacked(by_xlsxwriter(constant_memory=True), xl__worksheets__sheet1_xml=prefixed),
        "several-sheets.xlsx": written(no_change, more=second_sheet("visible", ["E-post"], ["kari@enheten.example"])),
        "hidden-sheet.xlsx": written(no_change, more=second_sheet("hidden", ["Fødselsnr."], ["01017012345"])),
        "very-hidden-sheet.xlsx": written(no_change, more=second_sheet("veryHidden", ["kari@enheten.example"])),
        "hidden-rows.xlsx": written(hidden_rows),
        "hidden-columns.xlsx": written(hidden_columns),
        "merged-cells.xlsx": written(merged),
        "cell-formula.xlsx": written(cells(C2='="Dr"&"ift"', D2="=D4")),
        "cell-formula-with-value.xlsx": repacked(
            written(cell("C2", "=1+1")),
            xl__worksheets__sheet1_xml=lambda old: old.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"),
        ),
        "cell-format.xlsx": written(
            lambda sheet: [
                cell("C2", "Drift", ";;;")(sheet),
                cell("D2", 1010, "#,##0")(sheet),
                cell("C3", "Drift", '"Avdeling "@')(sheet),
                cell("C4", 10, '00"-"00')(sheet),
                cell("D4", "Bygg", '0;0;0;"Drift"')(sheet),
            ]
        ),
        "error-value.xlsx": written(cells(C2="#REF!", D4="#N/A")),
        "date-value.xlsx": written(cells(C2=date(2026, 2, 1), D4=datetime(2026, 2, 1, 12, tzinfo=UTC).replace(tzinfo=None))),
        "time-value.xlsx": written(cell("D2", 0.5, "hh:mm")),
        "number.xlsx": written(lambda sheet: [cell("C2", 1.5)(sheet), cell("D2", 1, "0%")(sheet), cell("C4", 10**15)(sheet)]),
        "truth-value.xlsx": written(cell("C2", value=True)),
        "line-break.xlsx": written(cells(C2="Drift\nog bygg", A4="liv@enheten.example\r\nole@enheten.example")),
        "zero-width.xlsx": written(cell("C2", "Dr\u200bift")),
        "wrong-encoding.xlsx": written(cells(C1="Oml†det", C2="MÃ¥ling", D2="Pr›ver", C4="M\ufffdling", D4="VŒr")),
        "long-cell.xlsx": written(cell("C2", "D" * 201)),
        "heading-date.xlsx": written(cell("C1", date(2026, 1, 1))),
        "heading-formula.xlsx": written(cell("C1", "=A1")),
        "heading-missing.xlsx": written(cell("C1", None)),
        "empty-sheet.xlsx": written(lambda sheet: sheet.delete_rows(1, 9)),
        "blank-sheet.xlsx": written(lambda sheet: [sheet.delete_rows(1, 9), cell("B2", " ")(sheet)]),
        "no-rows.xlsx": written(lambda sheet: sheet.delete_rows(2, 9)),
        "everything-wrong.xlsx": written(
            lambda sheet: [
                cells(A2="kari", B3="dansk", D3="=D2", C4=date(2026, 2, 1), D5="Sør", A6="OLE@enheten.example")(sheet),
                hidden_rows(sheet),
                sheet.merge_cells("B4:B5"),
            ]
        ),
        "title-row.xlsx": written(
            lambda sheet: [sheet.insert_rows(1, 2), cell("A1", "Ansattliste per 01.02.2026")(sheet), sheet.merge_cells("A1:D1")]
        ),
        "title-date.xlsx": written(lambda sheet: [sheet.insert_rows(1), cell("A1", date(2026, 2, 1))(sheet)]),
        "too-many-columns.xlsx": written(cell("XFD1", "Lønn")),
        "macros.xlsm": repacked(plain, xl__vbaProject_bin=b"\0Attribut"),
        "macros-by-type.xlsx": with_content_types(plain),
        "nested-archive.xlsx": repacked(plain, xl__media__image1_png=zipped(a_txt=b"a")),
        "embedded-workbook.xlsx": repacked(plain, xl__embeddings__sheet_xlsx=b"anything"),
        "archive.zip": zipped(ansatte_csv=b"E-post;Enhet\nkari@enheten.example;Drift\n"),
        "numbers.numbers": zipped(Index__Document_iwa=b"anything", preview_jpg=b"anything"),
        "binary.xlsb": repacked(plain, xl__workbook_bin=b"anything"),
        "word.docx": zipped(word__document_xml=b"<document/>"),
        "strict.xlsx": repacked(
            plain,
            xl__workbook_xml=lambda old: old.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
            ),
        ),
        "doctype.xlsx": repacked(plain, xl__worksheets__sheet1_xml=with_doctype),
        "doctype-alone.xlsx": repacked(
            by_xlsxwriter(), xl__worksheets__sheet1_xml=lambda old: old.replace(b"?>", b"?><!DOCTYPE worksheet>", 1)
        ),
        "doctype-in-styles.xlsx": repacked(plain, xl__styles_xml=with_doctype),
        "too-deep.xlsx": repacked(plain, xl__theme__theme1_xml=b"<a>" * 200 + b"</a>" * 200),
        "rows-out-of-order.xlsx": repacked(plain, xl__worksheets__sheet1_xml=lambda old: old.replace(b'<row r="3"', b'<row r="2"')),
        "no-strings.xlsx": repacked(by_xlsxwriter(), xl__sharedStrings_xml=b"<sst/>"),
        "broken-xml.xlsx": repacked(plain, xl__worksheets__sheet1_xml=lambda old: old[: len(old) // 2]),
        "truncated.xlsx": plain[: len(plain) * 2 // 3],
        "xml-spreadsheet.xls": b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>',
        "old-letter.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
        "photograph.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(16),
    }


def with_content_types(content: bytes) -> bytes:
    """A workbook that says of itself that it may hold macros."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = old.read(name).replace(b"officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
            new.writestr(ZipInfo(name, MOMENT), member, ZIP_DEFLATED)
    return file.getvalue()


def main() -> None:
    warnings.simplefilter("ignore")
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
    print(f"{len(files())} files in {FOLDER.name}", file=sys.stderr)


if __name__ == "__main__":
    main()
