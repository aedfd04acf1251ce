"""Unit maps: whole units one to one, read like any other file that somebody hands in, refused by row."""

from __future__ import annotations

import pytest

from must.core.organisation.unit_map import MappedUnit, UnitMap, read_unit_map
from tests.core.refused import Place, refused


def read(text: str | bytes) -> UnitMap:
    return read_unit_map(text.encode() if isinstance(text, str) else text, file="map.csv")


@pytest.mark.promise("P13")
@pytest.mark.parametrize(
    "content",
    [
        "unit,previous_unit\n20,10\nå 21,å 11\n",
        'sep=;\r\nprevious_unit;unit\r\n10;20\r\n;\r\n"å 11"; å 21 \r\n',
        "\ufeffunit;previous_unit\n20;10\nå 21;å 11",
        "unit,previous_unit\r20,10\rå 21,å 11\r".encode("cp1252"),
        "unit,previous_unit\n20,10\na\u030a 21,å 11\n",
    ],
)
def test_a_map_in_whatever_way_spreadsheets_write_it(content: str | bytes) -> None:
    assert read(content).previous == {"20": "10", "å 21": "å 11"}


def test_a_map_knows_its_rows() -> None:
    assert read("unit,previous_unit\n\n20,10\n").entries == (MappedUnit(3, "20", "10"),)


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("", [("file.empty", None, None)]),
        ("unit,previous_unit\n", [("file.no_rows", None, None)]),
        ("unit,previous_unit\n;\n", [("file.ragged_row", 2, None)]),
        (b"PK\x03\x04", [("file.zip", None, None)]),
        ("unit\tprevious_unit\n1\t2\n", [("file.separator", 1, None)]),
        ("unit,before\n1,2\n", [("map.unknown_column", 1, "before"), ("map.missing_column", 1, None)]),
        ("unit,previous_unit,name\n1,2,x\n", [("map.unknown_column", 1, "name")]),
        ("unit,unit,previous_unit\n1,1,2\n", [("file.duplicate_heading", 1, "B")]),
        ("20,10\n21,11\n", [("map.unknown_column", 1, "20"), ("map.unknown_column", 1, "10")] + [("map.missing_column", 1, None)] * 2),
        ("unit,previous_unit\n1,2,3\n4,5\n", [("file.ragged_row", 2, None)]),
        ("unit,previous_unit\n,2\n4, \n", [("map.empty_cell", 2, "unit"), ("map.empty_cell", 3, "previous_unit")]),
        ("unit,previous_unit\n1,2\u200b\n", [("file.hidden_sign", 2, "previous_unit")]),
        (f"unit,previous_unit\n{'1' * 101},2\n", [("file.long_cell", 2, "unit")]),
        ("unit,previous_unit\n1,2\n3,4\n1,2\n", [("map.row_twice", 4, None)]),
        ("unit,previous_unit\n1,2\n3,4\n1,5\n", [("map.merged", 4, "unit")]),
        ("unit,previous_unit\n1,2\n3,4\n5,2\n", [("map.split", 4, "previous_unit")]),
        ("unit,previous_unit\n1,2\n3,4\n1,4\n", [("map.merged", 4, "unit"), ("map.split", 4, "previous_unit")]),
        ("unit,previous_unit\n1,2\n1,3\n1,2\n", [("map.merged", 3, "unit"), ("map.row_twice", 4, None)]),
    ],
)
def test_a_broken_map_is_refused_with_every_fault_and_its_row(content: str | bytes, faults: list[Place]) -> None:
    assert refused(lambda: read(content)) == faults


@pytest.mark.promise("P13")
def test_every_code_must_be_a_units() -> None:
    given = read("unit,previous_unit\n012,11\nnew,A-1\n13,x\n")
    given.check_codes({"012", "new", "13", "14"}, {"11", "A-1", "x"})
    assert refused(lambda: given.check_codes({"12", "13"}, {"11", "a1"})) == [
        ("map.unknown_code_near", 2, "unit"),
        ("map.unknown_code", 3, "unit"),
        ("map.unknown_code_near", 3, "previous_unit"),
        ("map.unknown_code", 4, "previous_unit"),
    ]


@pytest.mark.parametrize("second", [("1", "3"), ("4", "2")])
def test_a_map_that_is_not_one_to_one_cannot_be_built(second: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="one to one"):
        UnitMap("map.csv", (MappedUnit(2, "1", "2"), MappedUnit(3, *second)))
