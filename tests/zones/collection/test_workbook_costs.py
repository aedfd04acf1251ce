"""Workbooks of few bytes that would cost a machine much: what is kept and handled of them is counted, and has an end."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from xml.sax.handler import ContentHandler

import pytest
import xlsxwriter

from must.collection.adapters import packages
from must.collection.adapters.sheets import Disordered, layout
from must.collection.adapters.workbooks import read_workbook
from must.core.common.fault_list import LIMIT, FaultList
from must.core.common.refusals import Refusal
from tests.core.organisation.test_staff_file import EXPECTED
from tests.core.refused import refused
from tests.staff_workbooks import cells, no_change, repacked, written
from tests.zones.collection.test_staff_files import bomb, read, sheet


def test_columns_may_be_hidden_any_number_of_times_and_are_kept_once() -> None:
    columns = "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 2000 + "</cols>"
    row = '<row r="1"><c r="B1"><v>1</v></c><c r="D1"><v>1</v></c></row>'
    assert layout(sheet(row, columns)).hidden_columns == [2, 4]
    for wrong in ('min="0" max="1"', 'min="3" max="2"', 'min="1" max="16385"'):
        with pytest.raises(Disordered):
            layout(sheet(row, f'<cols><col {wrong} hidden="1"/></cols>'))


def test_no_more_is_kept_of_a_layout_than_is_told() -> None:
    """Two rows of three are hidden; of what isn't kept, a stretch counts once, however long it is."""
    rows = "".join(f'<row r="{row}" hidden="{int(row % 3 > 0)}"><c><v>1</v></c><c><v>1</v></c></row>' for row in range(1, 3 * LIMIT + 31))
    found = layout(sheet(rows))
    assert (len(found.hidden_rows), found.hidden_rows[-1], found.unlisted) == (LIMIT, (3 * LIMIT - 2, 3 * LIMIT - 1), 10)
    merged = "</sheetData>" + '<mergeCell ref="A1:B3"/>' * (LIMIT + 7) + "<sheetData>"
    found = layout(sheet(merged))
    assert (len(found.merged), found.unlisted) == (LIMIT, 7)


def test_where_more_is_merged_than_can_be_told_nothing_else_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def merged(count: int) -> bytes:
        ranges = b"<mergeCells>" + b'<mergeCell ref="C2:C3"/>' * count + b"</mergeCells>"
        return repacked(written(no_change), xl__worksheets__sheet1_xml=lambda old: old.replace(b"</sheetData>", b"</sheetData>" + ranges))

    monkeypatch.setattr("must.collection.adapters.workbooks._table", lambda *_: pytest.fail("read"))
    with pytest.raises(Refusal) as caught:
        read(merged(LIMIT + 7))
    assert [fault.code for fault in caught.value.faults] == ["file.merged_cells"] * LIMIT + ["file.more_faults"]
    assert caught.value.faults[-1].details == {"count": 7}
    with pytest.raises(pytest.fail.Exception):
        read(merged(LIMIT))


def test_of_faulty_cells_no_more_are_kept_than_are_told_and_all_are_counted() -> None:
    wrong = cells(**{f"{column}{row}": 1.5 for column in "CDE" for row in range(2, LIMIT + 32)}, E1="Født")
    content = written(wrong)
    table = read_workbook(content, FaultList("ansatte.xlsx"))
    assert len(table.wrong.kept) == 3 * LIMIT
    noted = FaultList("ansatte.xlsx")
    table.note_cells({2, 3}, noted)
    with pytest.raises(Refusal) as caught:
        noted.refuse_if_any()
    assert len(caught.value.faults) == LIMIT + 1
    assert caught.value.faults[-1].details == {"count": 2 * (LIMIT + 30) - LIMIT}


def test_a_faulty_heading_is_told_once() -> None:
    table = read_workbook(written(cells(C1=1.5, C2=1.5)), FaultList("ansatte.xlsx"))
    assert list(table.wrong.kept) == [(2, 2)]
    assert table.wrong.unlisted(range(9)) == 0


@pytest.mark.parametrize(
    ("limit", "inside"),
    [
        ("MOST_ELEMENTS", b"<row" + b"".join(b' a%d=""' % number for number in range(20)) + b"/>"),
        ("MOST_ATTRIBUTES", b"<row" + b"".join(b' a%d=""' % number for number in range(101)) + b"/>"),
        ("MOST_OTHERS", b"<xf/>"),
    ],
)
def test_what_costs_more_than_its_bytes_is_counted(monkeypatch: pytest.MonkeyPatch, limit: str, inside: bytes) -> None:
    if limit != "MOST_ATTRIBUTES":
        monkeypatch.setattr(packages, limit, 2000)
    times = 1 if limit == "MOST_ATTRIBUTES" else 2000 // (inside.count(b"=") + 1)
    assert read(written(no_change)) == EXPECTED
    many = bomb(("xl/a.xml", b"<a>" + inside * times + b"</a>"))
    assert refused(lambda: read(many)) == [("file.unpacks_too_large", None, None)]
    fewer = bomb(("xl/a.xml", b"<a>" + inside.replace(b' a100=""', b"") * min(times, 5) + b"</a>"))
    assert read(fewer) == EXPECTED


@pytest.mark.parametrize(("opened", "closed"), [(b'<a b="', b'"/>'), (b"<!--", b"--><a/>"), (b"<?a ", b"?><a/>")])
def test_a_tag_that_does_not_end_is_given_up(opened: bytes, closed: bytes) -> None:
    """The parser is asked for no more of it, so that its way through the file stays one."""
    file = BytesIO(opened + b"<"[: opened.startswith(b"<!")] + b"x" * 5_000_000 + closed)
    with pytest.raises(packages.Overlong):
        packages.parse(file, ContentHandler())
    assert file.tell() < 1_000_000
    packages.parse(BytesIO(opened + b"x" * (packages.LONGEST_TAG - 50) + closed), ContentHandler())
    packages.parse(BytesIO(b"<a>" + b"x" * 5_000_000 + b"</a>"), ContentHandler())


def a_large_enterprise(rows: int) -> list[tuple[str, str, str]]:
    return [("E-post", "Avdeling", "Seksjon")] + [
        (f"person{number}@enheten.example", f"Avdeling {number // 600}", f"Seksjon {number // 50}") for number in range(rows)
    ]


def as_csv(rows: list[tuple[str, str, str]]) -> bytes:
    return "\r\n".join(map(";".join, rows)).encode()


def as_xlsx(rows: list[tuple[str, str, str]]) -> bytes:
    with xlsxwriter.Workbook(file := BytesIO(), {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Ansatte")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def test_the_largest_enterprise_is_read_whole() -> None:
    staff = read(as_csv(a_large_enterprise(60_000)))
    assert (len(staff.people), len(staff.tree.units)) == (60_000, 1 + 100 + 1200)


@pytest.mark.parametrize("written_as", [as_csv, as_xlsx])
def test_the_one_fault_of_the_largest_enterprise_is_found(written_as: Callable[[list[tuple[str, str, str]]], bytes]) -> None:
    rows = a_large_enterprise(60_000)
    rows[59_999] = rows[7]
    assert refused(lambda: read(written_as(rows))) == [("staff.duplicate_email", 60_000, "E-post (A)")]
