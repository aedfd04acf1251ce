"""The unit file: real files, good and faulty."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.refusals import Refusal
from must.core.organisation.tree import Unit, UnitTree
from must.core.organisation.unit_file import read_units
from tests.core.organisation.trees import unit_trees
from tests.core.refused import Place, all_files, content_of, refused

HEADING = "code,parent,name,invited"
EXPECTED = UnitTree([Unit("0", None, "Direktoratet", 2), Unit("n", "0", "Nord", 12), Unit("s", "0", "Sør", 0), Unit("n1", "n", "Båt", 7)])

FAULTY: dict[str, list[Place]] = {
    "alike-codes": [("tree.alike_codes", 4, "code"), ("tree.alike_codes", 5, "code")],
    "bad-invited": [("units.bad_invited", row, "invited") for row in range(3, 17)],
    "blank-heading": [("file.blank_heading", 1, "E")],
    "cycle": [("tree.cycle", 3, "parent")],
    "duplicate-unit": [("tree.duplicate_code", 4, "code")],
    "empty": [("file.empty", None, None)],
    "everything-wrong": [
        ("file.ragged_row", 3, None),
        ("units.bad_invited", 4, "invited"),
        ("file.formula", 5, "name"),
        ("tree.duplicate_code", 6, "code"),
        ("tree.cycle", 7, "parent"),
        ("tree.two_roots", 8, "parent"),
    ],
    "formula": [("file.formula", 3, "name"), ("file.formula", 4, "name")],
    "header-only": [("file.no_rows", None, None)],
    "heading-twice": [("file.duplicate_heading", 1, "E"), ("units.unknown_column", 1, "Name")],
    "hidden-sign": [("file.hidden_sign", 3, "code"), ("file.hidden_sign", 4, "parent"), ("file.hidden_sign", 5, "name")],
    "long-cell": [("file.long_cell", 3, "code"), ("file.long_cell", 4, "name")],
    "missing-column": [("units.missing_column", 1, None)],
    "missing-two-columns": [
        ("units.unknown_column", 1, "Code"),
        ("units.unknown_column", 1, "navn"),
        ("units.missing_column", 1, None),
        ("units.missing_column", 1, None),
    ],
    "mixed-encodings": [("file.encoding", 6, "A")],
    "no-code": [("units.no_code", 3, "code"), ("units.no_code", 4, "code")],
    "no-name": [("units.no_name", 3, "name"), ("units.no_name", 4, "name")],
    "no-root": [("tree.no_root", None, None), ("tree.cycle", 2, "parent")],
    "nul": [("file.nul", 3, "C")],
    "own-parent": [("tree.cycle", 3, "parent")],
    "ragged-row": [("file.ragged_row", 3, None), ("file.ragged_row", 4, None)],
    "tab-separated": [("file.separator", 1, None)],
    "two-roots": [("tree.two_roots", 4, "parent")],
    "unclosed-quote": [("file.unclosed_quote", 3, None)],
    "unknown-column": [("units.unknown_column", 1, "leader")],
    "unknown-parent": [("tree.unknown_parent", 3, "parent")],
    "utf16": [("file.utf16", None, None)],
    "wrong-encoding": [("file.encoding", 3, "C")],
}


def read(content: bytes) -> UnitTree:
    return read_units(content, file="units.csv")


@pytest.mark.parametrize("name", [name for name in all_files("units", "good-") if name != "good-other-order"])
def test_one_content_in_every_shape_reads_alike(name: str) -> None:
    assert read(content_of("units", name)) == EXPECTED


def test_columns_and_rows_may_stand_in_any_order() -> None:
    tree = read(content_of("units", "good-other-order"))
    assert set(tree.units.values()) == set(EXPECTED.units.values())
    assert tree.invited == EXPECTED.invited


def test_every_faulty_file_is_in_the_table() -> None:
    assert set(FAULTY) == set(all_files("units", "")) - set(all_files("units", "good-"))


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_is_refused_with_every_fault(name: str) -> None:
    assert refused(lambda: read(content_of("units", name))) == FAULTY[name]


def test_where_a_row_is_lost_its_children_are_not_blamed() -> None:
    broken_root = f'{HEADING}\n0,,"Direktoratet,2\nn,0,Nord,12\nn1,n,Båt,7\n'
    assert refused(lambda: read(broken_root.encode())) == [("file.unclosed_quote", 2, None)]
    broken_number = f"{HEADING}\n0,,Direktoratet,2\nn,x,Nord,many\n"
    assert refused(lambda: read(broken_number.encode())) == [("units.bad_invited", 3, "invited"), ("tree.unknown_parent", 3, "parent")]


@pytest.mark.parametrize("code", ["../../etc", "CON", "Ørsta & Volda", "=1", "a b", "0" * 100, "💡"])
def test_a_code_may_be_any_printable_text(code: str) -> None:
    assert read(f'{HEADING}\n"{code}",,Direktoratet,2\n'.encode()).root.code == code


@settings(max_examples=60)
@given(unit_trees(), st.sampled_from([";", ","]), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_a_tree_comes_back_from_its_file(tree: UnitTree, delimiter: str, encoding: str) -> None:
    assert read(written(tree, delimiter, encoding)) == tree


def written(tree: UnitTree, delimiter: str, encoding: str) -> bytes:
    rows = [(unit.code, unit.parent or "", unit.name, str(unit.invited)) for unit in tree.units.values()]
    quoted = (delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [tuple(HEADING.split(",")), *rows])
    return "\r\n".join(quoted).encode(encoding)


@settings(max_examples=60)
@given(st.integers(1, 30), st.data())
def test_a_fault_in_any_row_is_told_of_that_row(size: int, data: st.DataObject) -> None:
    rows = ["0,,Direktoratet,2", *(f"u{number},{data.draw(st.sampled_from(['0', 'u0']))},Enhet,3" for number in range(1, size))]
    rows.insert(1, "u0,0,Enhet,3")
    position = data.draw(st.integers(1, len(rows)))
    row, code = data.draw(
        st.sampled_from(
            [
                ("x,0,Enhet,1.0", "units.bad_invited"),
                ("x,0,Enhet,-1", "units.bad_invited"),
                ("x,0,Enhet,٣", "units.bad_invited"),
                ("x,0, ,1", "units.no_name"),
                (",0,Enhet,1", "units.no_code"),
                ("x,y,Enhet,1", "tree.unknown_parent"),
                ("x,x,Enhet,1", "tree.cycle"),
                ("x,,Enhet,1", "tree.two_roots"),
                ("x,0,Enhet", "file.ragged_row"),
                ("x,0,@Enhet,1", "file.formula"),
            ]
        )
    )
    rows.insert(position, row)
    content = "\n".join((HEADING, *rows)).encode()
    assert [(found, number) for found, number, _ in refused(lambda: read(content))] == [(code, position + 2)]


@settings(max_examples=200)
@given(st.one_of(st.binary(), st.text('ab01;,\n\r"@.=\t ', max_size=80).map(lambda text: f"{HEADING}\n{text}".encode())))
def test_bytes_are_read_or_refused_and_nothing_else(content: bytes) -> None:
    with suppress(Refusal):
        assert read(content).root.parent is None
