"""Staff files of every kind: real files of several programs, good and faulty, and those that are too large to keep."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
import yaml

from must.collection.adapters import packages
from must.collection.adapters.sheets import Disordered, layout
from must.collection.adapters.staff_files import PLAINLY, Reading
from must.core.common.delimited import read_table
from must.core.common.fault_list import FaultList
from must.core.common.refusals import Refusal
from must.core.organisation.columns import Corrections
from must.core.organisation.staff_file import LARGEST_FILE, MOST_ROWS, StaffFile
from must.ui.texts import LANGUAGES_DIRECTORY
from tests.core.organisation.test_staff_file import EXPECTED
from tests.core.refused import DATA, Place, refused
from tests.staff_workbooks import MOMENT, cell, cells, files, no_change, repacked, written

STAFF = DATA / "staff"
WORKBOOKS = sorted(path.name for path in STAFF.iterdir() if path.suffix != ".csv")
GOOD = [name for name in WORKBOOKS if name.startswith("good-")]

FAULTY: dict[str, list[Place]] = {
    "archive.zip": [("file.archive", None, None)],
    "binary.xlsb": [("file.other_format", None, None)],
    "blank-sheet.xlsx": [("file.empty", None, None)],
    "broken-xml.xlsx": [("file.damaged", None, None)],
    "cell-format.xlsx": [
        ("file.cell_format", row, column)
        for row, column in ((2, "Divisjon (C)"), (2, "Seksjon (D)"), (3, "Divisjon (C)"), (4, "Divisjon (C)"), (4, "Seksjon (D)"))
    ],
    "cell-formula-with-value.xlsx": [("file.cell_formula", 2, "Divisjon (C)")],
    "cell-formula.xlsx": [("file.cell_formula", 2, "Divisjon (C)"), ("file.cell_formula", 2, "Seksjon (D)")],
    "date-value.xlsx": [("file.date_value", 2, "Divisjon (C)"), ("file.date_value", 4, "Seksjon (D)")],
    "doctype-alone.xlsx": [("file.damaged", None, None)],
    "doctype-in-styles.xlsx": [("file.damaged", None, None)],
    "doctype.xlsx": [("file.damaged", None, None)],
    "embedded-workbook.xlsx": [("file.nested_archive", None, None)],
    "empty-sheet.xlsx": [("file.empty", None, None)],
    "encrypted.xlsx": [("file.encrypted", None, None)],
    "error-value.xlsx": [("file.error_value", 2, "Divisjon (C)"), ("file.error_value", 4, "Seksjon (D)")],
    "everything-wrong.xlsx": [
        ("file.hidden_rows", 2, None),
        ("staff.bad_email", 2, "E-post (A)"),
        ("file.cell_formula", 3, "Seksjon (D)"),
        ("staff.unknown_language", 3, "Målform (B)"),
        ("file.merged_cells", 4, "B"),
        ("file.date_value", 4, "Divisjon (C)"),
        ("file.hidden_rows", 5, None),
        ("staff.gap", 5, "Divisjon (C)"),
        ("staff.duplicate_email", 6, "E-post (A)"),
    ],
    "heading-date.xlsx": [("file.date_value", 1, "C"), ("staff.unknown_column", 1, "C (C)")],
    "heading-formula.xlsx": [("file.cell_formula", 1, "C"), ("staff.unknown_column", 1, "C (C)")],
    "heading-missing.xlsx": [("file.blank_heading", 1, "C")],
    "hidden-columns.xlsx": [("file.hidden_column", None, "B")],
    "hidden-rows.xlsx": [("file.hidden_rows", 2, None), ("file.hidden_rows", 5, None)],
    "hidden-sheet.xlsx": [("file.hidden_sheet", None, None)],
    "html.xls": [("file.other_format", None, None)],
    "line-break.xlsx": [("file.line_break", 2, "Divisjon (C)"), ("file.line_break", 4, "E-post (A)")],
    "long-cell.xlsx": [("file.long_cell", 2, "Divisjon (C)")],
    "macros-by-type.xlsx": [("file.macros", None, None)],
    "macros.xlsm": [("file.macros", None, None)],
    "merged-cells.xlsx": [("file.merged_cells", 2, "C")],
    "nested-archive.xlsx": [("file.nested_archive", None, None)],
    "no-rows.xlsx": [("file.no_rows", None, None)],
    "no-strings.xlsx": [("file.damaged", None, None)],
    "number.xlsx": [("file.number", 2, "Divisjon (C)"), ("file.cell_format", 2, "Seksjon (D)"), ("file.number", 4, "Divisjon (C)")],
    "numbers.numbers": [("file.other_format", None, None)],
    "old-letter.doc": [("file.other_format", None, None)],
    "old-workbook.xls": [("file.old_workbook", None, None)],
    "opendocument.ods": [("file.other_format", None, None)],
    "pdf.pdf": [("file.other_format", None, None)],
    "photograph.xlsx": [("file.other_format", None, None)],
    "rows-out-of-order.xlsx": [("file.damaged", None, None)],
    "several-sheets.xlsx": [("file.several_sheets", None, None)],
    "strict.xlsx": [("file.other_format", None, None)],
    "time-value.xlsx": [("file.date_value", 2, "Seksjon (D)")],
    "title-date.xlsx": [("staff.title_row", 1, None)],
    "title-row.xlsx": [("staff.title_row", 1, None)],
    "too-deep.xlsx": [("file.damaged", None, None)],
    "too-many-columns.xlsx": [("file.too_many_columns", None, None)],
    "truncated.xlsx": [("file.damaged", None, None)],
    "truth-value.xlsx": [("file.truth_value", 2, "Divisjon (C)")],
    "very-hidden-sheet.xlsx": [("file.hidden_sheet", None, None)],
    "word.docx": [("file.other_format", None, None)],
    "wrong-encoding.xlsx": [
        ("file.garbled", 1, "C"),
        ("file.garbled", 2, "Seksjon (D)"),
        ("file.garbled", 4, "Seksjon (D)"),
    ],
    "xml-spreadsheet.xls": [("file.other_format", None, None)],
    "zero-width.xlsx": [("file.hidden_sign", 2, "Divisjon (C)")],
}


def read(content: bytes, reading: Reading = PLAINLY) -> StaffFile:
    return reading.read(content, file="ansatte.xlsx", enterprise="Direktoratet")


def content_of(name: str) -> bytes:
    return (STAFF / name).read_bytes()


@pytest.mark.parametrize("name", GOOD)
def test_one_list_by_every_program_reads_alike(name: str) -> None:
    assert read(content_of(name)) == EXPECTED


def test_openpyxl_is_loaded_only_when_a_workbook_is_read() -> None:
    """Other processes of the zone share code with the import, and have no use for a reader of other people's archives."""
    loaded = "import sys, must.collection.adapters.staff_files; print('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True).stdout == "False\n"


def test_text_files_are_read_by_the_same_door() -> None:
    assert read(content_of("good-windows1252-semicolon.csv")) == EXPECTED


def test_every_faulty_workbook_is_in_the_table() -> None:
    assert set(FAULTY) == set(WORKBOOKS) - set(GOOD)


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_workbook_is_refused_with_every_fault(name: str) -> None:
    assert refused(lambda: read(content_of(name))) == FAULTY[name]


@pytest.mark.parametrize("name", FAULTY)
def test_no_fault_repeats_an_address_or_an_identity_number(name: str) -> None:
    with pytest.raises(Refusal) as caught:
        read(content_of(name))
    assert "enheten.example" not in str(caught.value)
    assert "01017012345" not in str(caught.value)


def test_nothing_of_a_damaged_workbook_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """What the library that reads it prints, in passing, comes from the file."""
    damaged = repacked(written(no_change), xl__styles_xml=lambda old: old.replace(b'Normal" xfId="0"', b'Normal" xfId="1017012345"'))
    assert refused(lambda: read(damaged)) == [("file.damaged", None, None)]
    assert capsys.readouterr() == ("", "")


def test_the_workbooks_are_those_that_the_script_makes() -> None:
    made = files()
    assert len(made) > 40
    for name in made:
        assert outcome(made[name]) == outcome(content_of(name)), name


def outcome(content: bytes) -> object:
    try:
        return read(content)
    except Refusal as refusal:
        return refusal.faults


def test_one_hidden_row_is_told_as_one() -> None:
    with pytest.raises(Refusal) as caught:
        read(content_of("hidden-rows.xlsx"))
    assert [fault.details for fault in caught.value.faults] == [{"rows": "2–3"}, {"rows": "5"}]


def test_the_sheet_can_be_named_where_there_are_several() -> None:
    content = content_of("several-sheets.xlsx")
    assert read(content, Reading(sheet="ansatte")) == EXPECTED
    assert refused(lambda: read(content, Reading(sheet="I fjor"))) == [("staff.no_levels", 1, None)]
    with pytest.raises(Refusal) as caught:
        read(content, Reading(sheet="Ark1"))
    assert [(fault.code, fault.details) for fault in caught.value.faults] == [
        ("file.no_such_sheet", {"sheet": "Ark1", "sheets": "Ansatte, I fjor"})
    ]
    assert refused(lambda: read(content_of("good-quoted.csv"), Reading(sheet="Ark1"))) == [("file.no_such_sheet", None, None)]


def test_a_hidden_sheet_is_refused_whichever_is_named() -> None:
    assert refused(lambda: read(content_of("hidden-sheet.xlsx"), Reading(sheet="Ansatte"))) == [("file.hidden_sheet", None, None)]


def test_columns_that_are_ignored_may_hold_anything_but_what_is_hidden() -> None:
    content = written(cells(E1="Team", E2="=1", E3=1.5))
    assert [code for code, _, _ in refused(lambda: read(content))] == ["file.cell_formula", "file.number"]
    assert read(content, Reading(Corrections(ignored=("Team",)))) == EXPECTED
    hidden = written(lambda sheet: [cells(E1="Født", E2="x")(sheet), sheet.column_dimensions["E"].__setattr__("hidden", True)])
    assert refused(lambda: read(hidden, Reading(Corrections(ignored=("E",))))) == [("file.hidden_column", None, "E")]


@pytest.mark.parametrize(
    ("value", "number_format", "name"),
    [
        (1010, None, "1010"),
        (1010.0, None, "1010"),
        (-5, None, "-5"),
        (10**15 - 1, None, str(10**15 - 1)),
        (10, "0000", "0010"),
        (12345, "000", "12345"),
        ("0010", None, "0010"),
        ("1-2", None, "1-2"),
        ("  Drift\u00a0nord ", None, "Drift nord"),
    ],
)
def test_whole_numbers_and_texts_are_names_as_the_sheet_shows_them(value: object, number_format: str | None, name: str) -> None:
    tree = read(written(cell("C2", value, number_format))).tree
    assert name in {unit.name for unit in tree.units.values()}


def test_codes_keep_the_zeros_in_front() -> None:
    content = written(cells(E1="Divisjonskode", E2="0010", E3="0010", E4=20))
    assert {unit.name: unit.code for unit in read(content).tree.units.values() if unit.parent == "0"} == {"Drift": "0010", "Ærfugl": "20"}


def test_any_number_of_empty_rows_below_the_list_does_no_harm() -> None:
    rows = b"".join(b'<row r="%d" ht="20"/>' % row for row in range(100, 200_000))
    content = repacked(written(no_change), xl__worksheets__sheet1_xml=lambda old: old.replace(b"</sheetData>", rows + b"</sheetData>"))
    assert read(content) == EXPECTED


def test_a_list_in_the_middle_of_a_sheet_is_read_by_its_own_rows() -> None:
    content = written(lambda sheet: [sheet.insert_rows(1, 3), cell("A6", "ole")(sheet)])
    assert refused(lambda: read(content)) == [("staff.bad_email", 6, "E-post (A)")]


def sheet(inside: str, head: str = "") -> BytesIO:
    return BytesIO(f"<worksheet>{head}<sheetData>{inside}</sheetData></worksheet>".encode())


def test_what_is_hidden_by_its_size_is_hidden() -> None:
    rows = "".join(f'<row r="{row}" {how}><c r="C{row}"><v>1</v></c></row>' for row, how in enumerate(HIDING, 1))
    found = layout(sheet(rows, '<cols><col min="1" max="1" hidden="1"/><col min="2" max="9" width="0"/></cols>'))
    assert found.hidden_rows == [(2, 4)]
    assert found.hidden_columns == [3]
    assert (found.last_row, found.last_column) == (5, 3)


HIDING = ["", 'hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"', 'ht="15" customHeight="1"']


def test_only_cells_that_hold_something_count() -> None:
    found = layout(sheet('<row r="1"><c r="A1"/><c r="B1"><v></v></c></row><row hidden="1"><c r="A2" s="3"/></row><row><c><f/></c></row>'))
    assert (found.last_row, found.last_column, found.hidden_rows) == (3, 1, [])


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="0"/>',
        '<row r="1048577"/>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="B1"/><c r="A1"/></row>',
        '<row r="1"><c r="XFE1"/></row>',
        '<row r="x"/>',
    ],
)
def test_rows_and_cells_out_of_order_are_refused(rows: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (of whichever kind: all are told as a damaged file)
        layout(sheet(rows))
    assert issubclass(Disordered, ValueError)


@pytest.mark.parametrize("cells", ["99999999999999999999", "A", "1:2", "A1:B1048577", "A0:B1", "x", "A2:A1"])
def test_merged_cells_that_no_spreadsheet_has_are_refused(cells: str) -> None:
    inside = '<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="{}"/></mergeCells><sheetData>'
    assert layout(sheet(inside.format("A1:B3"))).merged == [(1, 1, "A1:B3")]
    with pytest.raises((ValueError, TypeError)):
        layout(sheet(inside.format(cells)))


def bomb(*members: tuple[str, bytes], times: int = 1) -> bytes:
    """A workbook with members of much that packs into little."""
    file = BytesIO(written(no_change))
    with ZipFile(file, "a", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members:
            info = ZipInfo(name, MOMENT)
            info.compress_type = ZIP_DEFLATED
            with archive.open(info, "w") as member:
                for _ in range(times):
                    member.write(content)
    return file.getvalue()


def many_rows() -> bytes:
    return b"E-post;Enhet\n" + b"a;\n" * (MOST_ROWS + 1)


HUGE: dict[str, Callable[[], bytes]] = {
    "file.too_large": lambda: b" " * (LARGEST_FILE + 1),
    "file.too_many_rows": many_rows,
    "file.unpacks_too_large": lambda: bomb(("xl/media/a.png", bytes(10**6)), times=packages.LARGEST_UNPACKED // 10**6),
}


@pytest.mark.parametrize("code", HUGE)
def test_what_no_list_of_staff_can_be_is_refused_before_it_is_read(code: str) -> None:
    assert refused(lambda: read(HUGE[code]())) == [(code, None, None)]


def test_more_members_and_elements_than_a_workbook_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_ELEMENTS", 2000)
    assert read(written(no_change)) == EXPECTED
    many = bomb(("xl/a.xml", b"<a>" + b"<b/>" * 2000 + b"</a>"))
    assert refused(lambda: read(many)) == [("file.unpacks_too_large", None, None)]
    monkeypatch.setattr(packages, "MOST_MEMBERS", 5)
    assert refused(lambda: read(written(no_change))) == [("file.unpacks_too_large", None, None)]


def test_a_workbook_with_more_rows_than_staff_lists_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("must.collection.adapters.workbooks.MOST_ROWS", 4)
    assert read(written(no_change)) == EXPECTED
    assert refused(lambda: read(written(cell("A6", "eva@enheten.example")))) == [("file.too_many_rows", None, None)]


def test_a_member_that_unpacks_to_more_than_it_says_is_refused() -> None:
    content = written(no_change)
    with ZipFile(BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = content.replace(size.to_bytes(4, "little"), (size - 50).to_bytes(4, "little"))
    assert lying != content
    assert refused(lambda: read(lying)) == [("file.damaged", None, None)]


def test_an_encrypted_member_and_two_of_one_name_are_refused() -> None:
    content = bytearray(written(no_change))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refused(lambda: read(bytes(content))) == [("file.encrypted", None, None)]
    twice = bomb(("xl/Workbook.xml", b"<workbook/>"))
    assert refused(lambda: read(twice)) == [("file.damaged", None, None)]


def test_every_fault_of_files_and_staff_has_a_file_that_shows_it() -> None:
    readings = [
        PLAINLY,
        Reading(sheet="Ark1"),
        *(Reading(Corrections(ignored=names)) for names in (("Z",), ("A", "A"))),
        Reading(Corrections(codes=(("D", "A"),))),
    ]
    shown = {fault.code for path in STAFF.iterdir() for fault in faults(partial(read, path.read_bytes()))}
    shown |= {fault.code for reading in readings for fault in faults(partial(read, content_of("good-openpyxl.xlsx"), reading))}
    shown |= {fault.code for fault in faults(lambda: read_table(content_of("archive.zip"), FaultList("units.csv")))}
    shown |= set(HUGE) | {"file.more_faults"}  # each has a test of its own
    said = {key for file in ("files", "staff") for key in yaml.safe_load((LANGUAGES_DIRECTORY / f"faults_{file}.yaml").read_text("utf-8"))}
    assert {key for key in said if key.startswith(("file.", "staff.")) and not key.endswith(".mend")} == shown


def faults(reading: Callable[[], object]) -> tuple[object, ...]:
    try:
        reading()
    except Refusal as refusal:
        return refusal.faults
    return ()
