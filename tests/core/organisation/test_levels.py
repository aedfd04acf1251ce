"""Columns that are called levels and can't be, or not in that order."""

from __future__ import annotations

import pytest

from must.core.common.refusals import Refusal
from must.core.organisation.columns import NO_CORRECTIONS, Corrections
from must.core.organisation.staff_file import StaffFile, read_staff_file
from tests.core.refused import refused

SEVERAL = 24


def read(heading: str, rows: list[str], corrections: Corrections = NO_CORRECTIONS) -> StaffFile:
    people = [f"p{number}@enheten.example;{row}" for number, row in enumerate(rows)]
    return read_staff_file("\n".join((f"E-post;{heading}", *people)).encode(), file="f", enterprise="x", corrections=corrections)


def codes(heading: str, rows: list[str], corrections: Corrections = NO_CORRECTIONS) -> list[str]:
    return [code for code, _, _ in refused(lambda: read(heading, rows, corrections))]


@pytest.mark.parametrize(
    "heading",
    [
        "Nivå 2;Nivå 1",
        "Nivå 3;Nivå 1",
        "Level 2;Level 1",
        "OrgNavn2;OrgNavn1",
        "Nivå 10;Nivå 9",
        "Seksjon;Avdeling",
        "Team;Avdeling",
        "Seksjon;Divisjon",
    ],
)
def test_levels_whose_headings_count_backwards_are_refused(heading: str) -> None:
    assert codes(heading, ["Arkiv;Drift"]) == ["staff.levels_reversed"]
    straight = heading.split(";")[::-1]
    assert len(read(";".join(straight), ["Drift;Arkiv"]).tree.units) == 3
    assert len(read(heading, ["Arkiv;Drift"], Corrections(levels=("C", "B"))).tree.units) == 3


def test_three_levels_innermost_first_are_refused_and_the_same_outermost_first_are_read() -> None:
    rows = [f"Seksjon {number % 8};Avdeling {number % 8 // 2};Divisjon {number % 8 // 4}" for number in range(SEVERAL)]
    assert codes("Gruppe;Enhet;Område", rows) == ["staff.levels_reversed", "staff.levels_reversed"]
    straight = [";".join(reversed(row.split(";"))) for row in rows]
    assert len(read("Område;Enhet;Gruppe", straight).tree.units) == 1 + 2 + 4 + 8


def test_units_of_one_name_under_several_are_not_reversed_where_some_have_more_than_one() -> None:
    rows = [f"Region {number % 4};{'Drift' if number % 3 else 'Stab'}" for number in range(SEVERAL)]
    assert len(read("Region;Avdeling", rows).tree.units) == 1 + 4 + 8


def test_somebody_can_say_that_levels_that_look_reversed_are_not() -> None:
    rows = [f"Kontor {number % 4};Drift" for number in range(SEVERAL)]
    assert codes("Kontor;Avdeling", rows) == ["staff.levels_reversed"]
    assert len(read("Kontor;Avdeling", rows, Corrections(levels=("Kontor", "Avdeling"))).tree.units) == 1 + 4 + 4


def test_two_outer_units_with_their_only_unit_of_one_name_are_read() -> None:
    assert len(read("Kontor;Avdeling", [f"Kontor {number % 2};Drift" for number in range(SEVERAL)]).tree.units) == 1 + 2 + 2


@pytest.mark.parametrize("heading", ["Enhet;Avdeling", "Avdeling;Enhet", "Avdelingskode;Avdeling", "Avdeling;Avdelingskode"])
@pytest.mark.parametrize("different", [13, 24])
def test_a_column_where_most_have_their_own_value_is_of_persons_at_any_level_and_in_codes(heading: str, different: int) -> None:
    """Whatever stands there isn't repeated by any fault, however it is written."""
    values = [f"Nordmann {number % different}" for number in range(SEVERAL)]
    values[-1] = values[0].upper()
    where = 0 if heading.endswith(";Avdeling") else 1
    rows = [f"{value};Drift" if where == 0 else f"Drift;{value}" for value in values]
    with pytest.raises(Refusal) as caught:
        read(heading, rows)
    assert {fault.code for fault in caught.value.faults} - {"staff.levels_reversed"} == {"staff.level_of_persons"}
    assert "nordmann" not in str(caught.value).casefold()


def test_naming_a_level_of_persons_by_hand_does_not_make_it_one() -> None:
    rows = [f"Drift;Nordmann {number}" for number in range(SEVERAL)]
    assert codes("Avdeling;Pult", rows, Corrections(levels=("Avdeling", "Pult"))) == ["staff.level_of_persons"]
    assert len(read("Avdeling;Pult", rows, Corrections(ignored=("Pult",))).tree.units) == 2


def test_small_units_and_short_lists_are_read() -> None:
    assert len(read("Avdeling;Team", [f"Drift;Team {number // 2}" for number in range(SEVERAL)]).tree.units) == 2 + SEVERAL // 2
    assert len(read("Avdeling;Team", [f"Drift;Team {number}" for number in range(19)]).tree.units) == 2 + 19
