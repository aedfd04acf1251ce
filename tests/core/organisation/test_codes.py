"""Unit codes that the enterprise hands in, and those that are given to the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.refusals import Refusal
from must.core.organisation.codes import LONGEST_CODE, ROOT_CODE, number_units
from must.core.organisation.staff_file import StaffFile, read_staff_file

HEADING = "E-post;Divisjon;Divisjonskode;Seksjon;Seksjonskode"


def read(*rows: str, heading: str = HEADING) -> StaffFile:
    return read_staff_file("\n".join((heading, *rows)).encode(), file="f", enterprise="Direktoratet")


def codes(staff: StaffFile) -> dict[str, str]:
    return {unit.name: unit.code for unit in staff.tree.units.values()}


@pytest.mark.promise("P13")
def test_codes_that_are_handed_in_are_the_units_codes_whatever_the_units_are_called() -> None:
    before = read("kari@x.example;Drift;1010;Arkiv;0011")
    after = read("ole@x.example;Bygg og drift;1010;Arkiv og post;0011", "liv@x.example;Stab;1001;;")
    assert codes(before) == {"Direktoratet": ROOT_CODE, "Drift": "1010", "Arkiv": "0011"}
    assert codes(after) == {"Direktoratet": ROOT_CODE, "Bygg og drift": "1010", "Arkiv og post": "0011", "Stab": "1001"}
    assert after.people[0].unit == "0011"


def test_codes_at_one_level_alone_are_fine_and_the_rest_is_numbered_beside_them() -> None:
    staff = read("kari@x.example;Drift;;Arkiv;001", "ole@x.example;Bygg;;Post;3")
    assert codes(staff) == {"Direktoratet": "0", "Bygg": "002", "Post": "3", "Drift": "003", "Arkiv": "001"}


def test_a_unit_may_have_no_code_where_others_of_its_level_have_one() -> None:
    assert codes(read("kari@x.example;Drift;1010;;", "ole@x.example;Ny;;;"))["Ny"] == "001"


@pytest.mark.parametrize("code", ["1", "A-1", "20.30/4", "Ø 1", "a_b", "9" * LONGEST_CODE, "00"])
def test_honest_codes_are_taken(code: str) -> None:
    assert codes(read(f"kari@x.example;Drift; {code} ;;"))["Drift"] == code


def test_a_fault_of_codes_names_both_rows() -> None:
    with pytest.raises(Refusal) as caught:
        read("kari@x.example;Drift;1010;Arkiv;1", "ole@x.example;Bygg;1010;;", "liv@x.example;Drift;1020;Arkiv;")
    assert [(fault.code, fault.row, dict(fault.details)) for fault in caught.value.faults] == [
        ("staff.code_two_units", 3, {"given": "1010", "unit": "Bygg", "other": "Drift", "first": 2}),
        ("staff.unit_two_codes", 4, {"unit": "Drift", "given": "1020", "other": "1010", "first": 2}),
        ("staff.code_missing", 4, {"unit": "Drift › Arkiv", "given": "1", "first": 2}),
    ]


def test_one_mistake_is_told_once_however_many_people_it_stands_for() -> None:
    rows = [f"p{number}@x.example;{'Drift' if number else 'Bygg'};1010;;" for number in range(50)]
    with pytest.raises(Refusal) as caught:
        read(*rows)
    assert [(fault.code, fault.row) for fault in caught.value.faults] == [("staff.code_two_units", 3)]


PATHS = st.lists(st.sampled_from("ABCDÅ"), min_size=1, max_size=3).map(tuple)
CODES = st.sampled_from(["001", "002", "003", "x", "10"])


@settings(max_examples=200)
@given(
    st.lists(PATHS, min_size=1, max_size=12),
    st.dictionaries(PATHS, CODES, max_size=4).filter(lambda given: len(set(given.values())) == len(given)),
)
def test_no_two_units_have_one_code(paths: list[tuple[str, ...]], handed_in: dict[tuple[str, ...], str]) -> None:
    every = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    given_codes = {path: code for path, code in handed_in.items() if path in every}
    numbered = number_units(paths, given_codes)
    assert set(numbered) == every | {()}
    assert len(set(numbered.values())) == len(numbered)
    for path, code in given_codes.items():
        assert numbered[path] == code
