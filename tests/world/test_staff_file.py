"""The demo's staff file: a personnel system's export, which must import as it is."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from must.core.common.languages import Language
from must.core.organisation.staff_file import StaffFile, read_staff_file

NAME = "staff-nordlysdirektoratet.csv"
CONTENT = files("must.world").joinpath("data", NAME).read_bytes()


@pytest.fixture(scope="module")
def staff() -> StaffFile:
    return read_staff_file(CONTENT, file=NAME, enterprise="Nordlysdirektoratet")


def test_it_is_windows_1252_with_semicolons_and_crlf() -> None:
    with pytest.raises(UnicodeDecodeError):
        CONTENT.decode("utf-8")
    heading = CONTENT.decode("cp1252").split("\r\n")[0]
    assert heading == "E-post;Målform;Divisjon;Avdeling;Seksjon"


def test_everybody_is_there_once_in_three_languages(staff: StaffFile) -> None:
    assert len(staff.people) == staff.tree.invited["0"] == 1106
    assert len({person.email.casefold() for person in staff.people}) == 1106
    assert Counter(person.language for person in staff.people) == {Language.NB: 944, Language.NN: 123, Language.EN: 39}


def test_three_levels_stand_under_the_enterprise_and_people_on_inner_units(staff: StaffFile) -> None:
    tree = staff.tree
    assert tree.root.name == "Nordlysdirektoratet"
    assert len(tree.units) == 109
    assert max(tree.level.values()) == 3
    assert {tree.units[code].name for code in tree.children["0"]} == {
        "Direktørens stab",
        "Divisjon drift",
        "Divisjon forvaltning",
        "Divisjon kunnskap",
        "Divisjon måling og varsling",
        "Regionkontorene",
    }
    assert all(unit.invited for unit in tree.units.values() if tree.children[unit.code] and unit.parent is not None)


def test_the_same_name_under_several_parents_is_several_units(staff: StaffFile) -> None:
    offices = [unit for unit in staff.tree.units.values() if unit.name == "Kontor"]
    assert len(offices) == len({unit.parent for unit in offices}) == 10
