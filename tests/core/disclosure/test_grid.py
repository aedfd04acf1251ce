"""The reporting grid (R0): worked examples. Properties: `test_grid_properties`."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from must.core.disclosure.grid import NodeKind, build_grid
from must.core.organisation.staff_file import read_staff_file
from tests.core.examples import SHIPPED, tree

MINIMUM = SHIPPED.grid.minimum_invited


def picture(*rows: tuple[str, str | None, int]) -> list[str]:
    """The grid of a tree, a line a node: indented code, people, members."""
    grid = build_grid(tree(*rows), SHIPPED)
    return [f"{'  ' * node.level}{node.code} {node.invited} {' '.join(node.members)}".rstrip() for node in grid.nodes]


def test_one_unit() -> None:
    assert picture(("e", None, 10)) == ["e 10 e"]


def test_large_leaves_are_cells() -> None:
    assert picture(("e", None, 0), ("a", "e", 10), ("b", "e", 25)) == ["e 35", "  a 10 a", "  b 25 b"]


def test_small_leaves_form_the_rest_of_their_unit() -> None:
    rows = ("e", None, 0), ("a", "e", 12), ("b", "e", 6), ("c", "e", 4)
    assert picture(*rows) == ["e 22", "  a 12 a", "  e~rest 10 b c"]


def test_people_of_an_inner_unit_are_in_its_rest_and_it_stands_as_a_unit() -> None:
    assert picture(("e", None, 11), ("a", "e", 12)) == ["e 23", "  a 12 a", "  e~rest 11 e"]


def test_a_small_rest_takes_in_the_smallest_leaf() -> None:
    rows = ("e", None, 1), ("a", "e", 30), ("b", "e", 12), ("c", "e", 15)
    assert picture(*rows) == ["e 58", "  a 30 a", "  c 15 c", "  e~rest 13 e b"]


def test_equally_small_leaves_are_taken_in_by_code() -> None:
    rows = ("e", None, 1), ("b", "e", 12), ("a", "e", 12)
    assert picture(*rows) == ["e 25", "  b 12 b", "  e~rest 13 e a"]


def test_a_leaf_however_large_is_taken_in_before_anybody_moves_up() -> None:
    rows = ("e", None, 1), ("d", "e", 0), ("x", "d", 10), ("leaf", "e", 40)
    assert picture(*rows) == ["e 51", "  d 10", "    x 10 x", "  e~rest 41 e leaf"]


def test_a_unit_with_nothing_to_stand_on_is_merged_upwards() -> None:
    rows = ("e", None, 0), ("d", "e", 2), ("x", "d", 3), ("y", "d", 4), ("f", "e", 30), ("g", "e", 7)
    assert picture(*rows) == ["e 46", "  f 30 f", "  e~rest 16 d x y g"]


def test_a_unit_with_nothing_but_a_rest_is_the_cell_itself() -> None:
    rows = ("e", None, 0), ("a", "e", 15), ("d", "e", 0), ("x", "d", 6), ("y", "d", 7), ("nobody", "d", 0)
    assert picture(*rows) == ["e 28", "  a 15 a", "  d 13 d x y nobody"]
    assert picture(("e", None, 1), ("a", "e", 12)) == ["e 13 e a"]


def test_few_loose_people_with_no_leaf_beside_them_move_up() -> None:
    rows = ("e", None, 3), ("d", "e", 1), ("b", "d", 1), ("x", "b", 20), ("y", "b", 30), ("t", "d", 6), ("a", "e", 40)
    # b's one takes in x. d has no leaf that stands, so its one and t move up, to the enterprise's three.
    assert picture(*rows) == ["e 101", "  d 51", "    b 51", "      y 30 y", "      b~rest 21 b x", "  a 40 a", "  e~rest 10 e d t"]


def test_a_unit_of_which_a_few_moved_up_is_a_member_where_they_count_though_nobody_is_directly_in_it() -> None:
    rows = ("e", None, 4), ("d", "e", 0), ("b", "d", 0), ("x", "b", 20), ("t", "d", 6)
    assert picture(*rows) == ["e 30", "  d 20", "    b 20", "      x 20 x", "  e~rest 10 e d t"]


def test_a_director_over_three_divisions_of_sections_joins_the_smallest_section() -> None:
    divisions = [(f"d{n}", "e", 0) for n in "123"]
    sections = [(f"s{n}{m}", f"d{n}", 12 + n + m) for n in (1, 2, 3) for m in (1, 2)]
    assert picture(("e", None, 1), *divisions, *sections) == [
        "e 94",
        "  d1 30",
        "    s12 15 s12",
        "    d1~rest 15 e s11",
        "  d2 31",
        "    s21 15 s21",
        "    s22 16 s22",
        "  d3 33",
        "    s31 16 s31",
        "    s32 17 s32",
    ]


def test_few_at_the_top_join_the_smallest_rest_which_grows() -> None:
    rows = ("e", None, 1), ("d", "e", 11), ("x", "d", 12), ("f", "e", 0), ("y", "f", 20), ("z", "f", 25)
    assert picture(*rows) == ["e 69", "  d 24", "    x 12 x", "    d~rest 12 e d", "  f 45", "    y 20 y", "    z 25 z"]


def test_few_at_the_top_join_a_leaf_together_with_the_rest_beside_it() -> None:
    rows = ("e", None, 1), ("d", "e", 11), ("x", "d", 10), ("w", "d", 13)
    assert picture(*rows) == ["e 35", "  d 35", "    w 13 w", "    d~rest 22 e d x"]
    assert picture(*rows[:-1]) == ["e 22", "  d 22 e d x"], "d has nothing else and is the cell itself"


def test_of_cells_of_one_size_the_few_at_the_top_join_the_first_by_code() -> None:
    rows = ("e", None, 1), ("d", "e", 0), ("y", "d", 12), ("z", "d", 12), ("f", "e", 0), ("x", "f", 12), ("w", "f", 13)
    assert picture(*rows) == ["e 50", "  d 24", "    y 12 y", "    z 12 z", "  f 26", "    w 13 w", "    f~rest 13 e x"]


def test_the_few_who_moved_up_all_the_way_count_with_those_at_the_top() -> None:
    left = ("d", "e", 1), ("b", "d", 1), ("x", "b", 10)
    right = ("f", "e", 1), ("g", "f", 0), ("y", "g", 15), ("z", "g", 16)
    # b's one takes in x. Those of d and f have no leaf beside them, nor have they and the enterprise's one: they join b, the smallest cell.
    assert picture(("e", None, 1), *left, *right) == [
        "e 45",
        "  d 14",
        "    b 14 e d b x f",
        "  f 31",
        "    g 31",
        "      y 15 y",
        "      z 16 z",
    ]


def test_only_children_stand_all_the_way_down() -> None:
    assert picture(("e", None, 0), ("d", "e", 0), ("x", "d", 10)) == ["e 10", "  d 10", "    x 10 x"]


def only_children(people: int, last: int) -> list[tuple[str, str | None, int]]:
    return [("u0", None, people), *((f"u{n}", f"u{n - 1}", people) for n in range(1, 11)), ("u11", "u10", last)]


def test_only_children_twelve_deep_with_one_person_each_keep_what_is_below() -> None:
    chain = [f"{'  ' * n}u{n} 13" for n in range(1, 10)]
    rest = f"  u0~rest 10 {' '.join(f'u{n}' for n in range(10))}"
    assert picture(*only_children(1, 12)) == ["u0 23", *chain, f"{'  ' * 10}u10 13 u10 u11", rest]


def test_only_children_twelve_deep_with_three_people_each() -> None:
    # Four units make a cell: u8–u11, the lowest that stands being u8; u4–u7 and u0–u3 are rests.
    assert picture(*only_children(3, 3)) == [
        "u0 36",
        "  u1 24",
        "    u2 24",
        "      u3 24",
        "        u4 24",
        "          u5 12",
        "            u6 12",
        "              u7 12",
        "                u8 12 u8 u9 u10 u11",
        "          u4~rest 12 u4 u5 u6 u7",
        "  u0~rest 12 u0 u1 u2 u3",
    ]


def test_units_without_people_go_to_the_nearest_rest_above() -> None:
    rows = ("e", None, 20), ("d", "e", 0), ("x", "d", 15), ("empty", "d", 0)
    assert picture(*rows) == ["e 35", "  d 15", "    x 15 x", "  e~rest 20 e empty"]
    more = ("y", "d", 11), ("small", "d", 2)
    assert picture(*rows, *more) == ["e 48", "  d 28", "    x 15 x", "    d~rest 13 empty y small", "  e~rest 20 e"]


def test_units_without_people_and_without_a_rest_belong_to_the_enterprise() -> None:
    rows = ("e", None, 0), ("a", "e", 12), ("empty", "e", 0), ("d", "e", 0), ("nobody", "d", 0)
    assert picture(*rows) == ["e 12 empty d nobody", "  a 12 a"]


def test_an_enterprise_of_nothing_but_small_units_is_one_cell() -> None:
    assert picture(("e", None, 0), *((f"t{n}", "e", 3) for n in range(4))) == ["e 12 e t0 t1 t2 t3"]


def test_one_person_on_each_inner_unit_of_a_large_enterprise() -> None:
    """1 enterprise, 20 departments, 200 sections, 2000 teams of twelve. Each section's head takes in a team; the heads of the departments
    and of the enterprise are a cell of their own. Every other unit keeps its report."""
    departments = [(f"d{n}", "e", 1) for n in range(20)]
    sections = [(f"s{n}", f"d{n % 20}", 1) for n in range(200)]
    teams = [(f"t{n}", f"s{n % 200}", 12) for n in range(2000)]
    grid = build_grid(tree(("e", None, 1), *departments, *sections, *teams), SHIPPED)
    assert Counter((node.kind, node.level) for node in grid.nodes) == {
        (NodeKind.UNIT, 0): 1,
        (NodeKind.UNIT, 1): 20,
        (NodeKind.UNIT, 2): 200,
        (NodeKind.UNIT, 3): 1800,
        (NodeKind.REST, 1): 1,
        (NodeKind.REST, 3): 200,
    }
    assert {(node.level, node.invited) for node in grid.nodes if node.kind is NodeKind.REST} == {(1, 21), (3, 13)}
    assert {node.invited for node in grid.nodes if node.level == 1 and node.kind is NodeKind.UNIT} == {10 * 121}


def test_the_demos_enterprise_keeps_most_of_the_units_that_are_large_enough() -> None:
    name = "staff-nordlysdirektoratet.csv"
    staff = read_staff_file(files("must.world").joinpath("data", name).read_bytes(), file=name, enterprise="Nordlysdirektoratet")
    units = [node for node in build_grid(staff.tree, SHIPPED).nodes if node.kind is NodeKind.UNIT]
    assert sum(people >= MINIMUM for people in staff.tree.invited.values()) == 79
    assert len(units) == 66
    assert [unit.name for unit in units if unit.level == 1] == [staff.tree.units[code].name for code in staff.tree.children["0"]]


@pytest.mark.promise("P09")
def test_an_enterprise_that_is_too_small_has_no_cell() -> None:
    grid = build_grid(tree(("e", None, 2), ("a", "e", 4), ("b", "e", 3)), SHIPPED)
    assert grid.cells == ()
    assert not grid.cell_of_unit
    assert [(node.code, node.kind, node.members) for node in grid.nodes] == [("e", NodeKind.UNIT, ("e", "a", "b"))]


def test_an_enterprise_of_nobody_has_no_cell() -> None:
    assert build_grid(tree(("e", None, 0), ("a", "e", 0)), SHIPPED).cells == ()


def test_a_rest_never_has_the_code_of_a_unit() -> None:
    rows = ("e", None, 11), ("e~rest", "e", 12), ("e~rest~", "e", 13)
    assert picture(*rows) == ["e 36", "  e~rest 12 e~rest", "  e~rest~ 13 e~rest~", "  e~rest~~ 11 e"]


def test_a_rest_is_named_after_its_unit() -> None:
    grid = build_grid(tree(("e", None, 11), ("a", "e", 12)), SHIPPED)
    assert [(node.code, node.kind, node.name) for node in grid.nodes] == [
        ("e", NodeKind.UNIT, "Unit e"),
        ("a", NodeKind.UNIT, "Unit a"),
        ("e~rest", NodeKind.REST, "Unit e"),
    ]


def test_everybody_has_a_cell_by_unit_code_and_by_cell_code() -> None:
    grid = build_grid(tree(("e", None, 11), ("a", "e", 12), ("b", "e", 3)), SHIPPED)
    assert grid.cell_of_unit == {"e": "e~rest", "a": "a", "b": "e~rest"}
    assert grid.cell_of == {"e": "e~rest", "a": "a", "b": "e~rest", "e~rest": "e~rest"}
    assert grid.cells == ("a", "e~rest")


@pytest.mark.parametrize(("people", "rests"), [(1, 1199), (10, 11_999)])
def test_a_chain_of_twelve_thousand_only_children(people: int, rests: int) -> None:
    rows = [("u0", None, people), *((f"u{n}", f"u{n - 1}", people) for n in range(1, 12_000))]
    grid = build_grid(tree(*rows), SHIPPED)
    assert sum(node.kind is NodeKind.REST for node in grid.nodes) == rests  # ten of one person each make a rest
    assert grid.root.invited == 12_000 * people
    assert {node.invited for node in grid.nodes if node.code in grid.cells} == {10}
