"""The reporting grid (R0): worked examples, properties over trees of all shapes, and a plain recursive reading of the rule beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings

from must.core.disclosure.grid import Grid, NodeKind, build_grid
from must.core.organisation.tree import UnitTree
from tests.core.disclosure.random_trees import subtree, trees
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


def test_a_larger_leaf_is_taken_in_before_a_smaller_part_of_the_tree() -> None:
    rows = ("e", None, 1), ("d", "e", 0), ("x", "d", 10), ("leaf", "e", 40)
    assert picture(*rows) == ["e 51", "  d 10", "    x 10 x", "  e~rest 41 e leaf"]


def test_without_a_leaf_the_smallest_part_of_the_tree_is_taken_in_whole() -> None:
    rows = ("e", None, 1), ("d", "e", 0), ("x", "d", 10), ("y", "d", 11), ("f", "e", 0), ("z", "f", 50)
    assert picture(*rows) == ["e 72", "  f 50", "    z 50 z", "  e~rest 22 e d x y"]


def test_a_unit_with_nothing_to_stand_on_is_merged_upwards() -> None:
    rows = ("e", None, 0), ("d", "e", 2), ("x", "d", 3), ("y", "d", 4), ("f", "e", 30), ("g", "e", 7)
    assert picture(*rows) == ["e 46", "  f 30 f", "  e~rest 16 d x y g"]


def test_a_part_that_was_standing_below_is_taken_in_with_what_stood_in_it() -> None:
    rows = ("e", None, 1), ("d", "e", 5), ("x", "d", 10), ("y", "d", 3), ("z", "d", 12)
    # d: y's three and its own five take in x; e: one person takes in all of d.
    assert picture(*rows) == ["e 31", "  e~rest 31 e d x y z"]


def test_only_children_stand_all_the_way_down() -> None:
    assert picture(("e", None, 0), ("d", "e", 0), ("x", "d", 10)) == ["e 10", "  d 10", "    x 10 x"]


def test_units_without_people_go_to_the_nearest_rest_above() -> None:
    rows = ("e", None, 20), ("d", "e", 0), ("x", "d", 15), ("empty", "d", 0)
    assert picture(*rows) == ["e 35", "  d 15", "    x 15 x", "  e~rest 20 e empty"]
    rows = ("e", None, 20), ("d", "e", 0), ("x", "d", 15), ("empty", "d", 0), ("y", "d", 11), ("small", "d", 2)
    assert picture(*rows) == ["e 48", "  d 28", "    x 15 x", "    d~rest 13 empty y small", "  e~rest 20 e"]


def test_units_without_people_and_without_a_rest_belong_to_the_enterprise() -> None:
    rows = ("e", None, 0), ("a", "e", 12), ("empty", "e", 0), ("d", "e", 0), ("nobody", "d", 0)
    assert picture(*rows) == ["e 12 empty d nobody", "  a 12 a"]


def test_everybody_in_small_units_makes_one_rest() -> None:
    assert picture(("e", None, 0), *((f"t{n}", "e", 3) for n in range(4))) == ["e 12", "  e~rest 12 t0 t1 t2 t3"]


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


@pytest.mark.parametrize("people", [1, 10])
def test_a_chain_of_twelve_thousand_only_children(people: int) -> None:
    rows = [("u0", None, people), *((f"u{n}", f"u{n - 1}", people) for n in range(1, 12_000))]
    grid = build_grid(tree(*rows), SHIPPED)
    assert len(grid.nodes) == {1: 2, 10: 23_999}[people]  # one by one they take in what is below; by ten each has a rest of its own
    assert grid.root.invited == 12_000 * people


@pytest.mark.promise("P09")
@given(trees())
def test_nobody_is_in_a_cell_of_fewer_than_ten(units: UnitTree) -> None:
    grid = build_grid(units, SHIPPED)
    people: dict[str, int] = {}
    for code, cell in grid.cell_of_unit.items():
        people[cell] = people.get(cell, 0) + units.units[code].invited
    assert all(people[cell] >= MINIMUM for cell in grid.cells)
    assert sum(people.values()) == (units.invited[units.root.code] if grid.cells else 0)
    assert all(node.invited >= MINIMUM for node in grid.nodes) or not grid.cells


@given(trees())
def test_each_units_cells_hold_exactly_its_own_people(units: UnitTree) -> None:
    grid = build_grid(units, SHIPPED)
    for node in grid.nodes:
        if node.kind is NodeKind.UNIT and grid.cells:
            cells = subtree(grid.tree, node.code) & set(grid.cells)
            covered = {code for code, cell in grid.cell_of_unit.items() if cell in cells and units.units[code].invited}
            assert covered == {code for code in subtree(units, node.code) if units.units[code].invited}
            assert node.invited == grid.tree.invited[node.code] == units.invited[node.code]


@given(trees())
def test_every_unit_is_accounted_for_once(units: UnitTree) -> None:
    """As a unit of the grid, or among the members of one cell (without people and without a rest above: of the enterprise). Both only where
    the unit is a cell itself, or where people are directly in a unit that stands: they are in its rest."""
    grid = build_grid(units, SHIPPED)
    standing = {node.code for node in grid.nodes if node.kind is NodeKind.UNIT}
    member_of: dict[str, str] = {}
    for node in grid.nodes:
        for code in node.members:
            assert code not in member_of
            member_of[code] = node.code
    assert standing | member_of.keys() == units.units.keys()
    parent = {node.code: node.parent for node in grid.nodes}
    for code in standing & member_of.keys():
        assert member_of[code] == code or (parent[member_of[code]] == code and units.units[code].invited)
    if grid.cells:
        assert {code: cell for code, cell in member_of.items() if cell in grid.cells} == grid.cell_of_unit


@given(trees())
def test_the_grid_keeps_the_trees_own_order_and_levels(units: UnitTree) -> None:
    grid = build_grid(units, SHIPPED)
    standing = [node for node in grid.nodes if node.kind is NodeKind.UNIT]
    assert [node.code for node in standing] == [code for code in units.units if code in {node.code for node in standing}]
    assert all((node.level, node.parent) == (units.level[node.code], units.units[node.code].parent) for node in standing)
    rests = [node for node in grid.nodes if node.kind is NodeKind.REST]
    assert all(node.level == units.level[str(node.parent)] + 1 and node.members and node.code not in units.units for node in rests)
    assert tuple(grid.tree.units) == tuple(node.code for node in grid.nodes)
    assert len({node.parent for node in rests}) == len(rests)


@settings(max_examples=300)
@given(trees(most=20))
def test_it_is_the_rule_as_it_is_written(units: UnitTree) -> None:
    grid = build_grid(units, SHIPPED)
    assert cells_of(grid, units) == cells_as_written(units)


def cells_of(grid: Grid, units: UnitTree) -> set[tuple[str, frozenset[str]]]:
    """(unit under which the cell lies, or the leaf unit itself; the units with people in it)."""
    return {
        (
            str(node.parent) if node.kind is NodeKind.REST else node.code,
            frozenset(code for code in node.members if units.units[code].invited),
        )
        for node in grid.nodes
        if node.code in grid.cells
    }


@dataclass
class Part:
    """A unit while the rule is applied: what stands below it, the cells of that, the loose people by unit."""

    code: str
    is_leaf: bool
    cells: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    loose: dict[str, int] = field(default_factory=dict)


def cells_as_written(units: UnitTree) -> set[tuple[str, frozenset[str]]]:
    def everybody(code: str) -> dict[str, int]:
        return {each: units.units[each].invited for each in subtree(units, code) if units.units[each].invited}

    def apply(code: str) -> Part:
        own = {code: units.units[code].invited} if units.units[code].invited else {}
        part = Part(code, is_leaf=not units.children[code], loose=own)
        if part.is_leaf:
            if sum(own.values()) >= MINIMUM:
                part.cells, part.loose = {(code, frozenset(own))}, {}
            return part
        below = [apply(child) for child in units.children[code]]
        for child in below:
            part.loose |= child.loose
        standing = [child for child in below if child.cells]
        if 0 < sum(part.loose.values()) < MINIMUM and standing:
            leaves = [child for child in standing if child.is_leaf]
            smallest = min(leaves or standing, key=lambda child: (units.invited[child.code], child.code))
            standing.remove(smallest)
            part.loose |= everybody(smallest.code)
        for child in standing:
            part.cells |= child.cells
        if sum(part.loose.values()) >= MINIMUM:
            part.cells, part.loose = part.cells | {(code, frozenset(part.loose))}, {}
        return part

    return apply(units.root.code).cells
