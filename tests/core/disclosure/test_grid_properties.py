"""The reporting grid (R0): properties over trees of all shapes, and a plain recursive reading of the rule beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.disclosure.grid import Grid, Node, NodeKind, build_grid
from must.core.organisation.tree import UnitTree
from tests.core.disclosure.random_trees import led_trees, subtree, trees
from tests.core.examples import SHIPPED

MINIMUM = SHIPPED.grid.minimum_invited


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
def test_the_cells_below_a_node_are_all_that_it_counts(units: UnitTree) -> None:
    grid = build_grid(units, SHIPPED)
    for node in grid.nodes:
        assert node.invited == grid.tree.invited[node.code] == people_in(units, covered(grid, units, node.code)) or not grid.cells
        assert (node.code in grid.cells) == (not grid.tree.children[node.code]) or not grid.cells


@given(trees())
def test_a_unit_counts_its_people_but_for_a_few_who_moved_up(units: UnitTree) -> None:
    """Fewer than ten leave a unit, all levels below it together. Fewer than ten come into it from elsewhere, by the rule for the enterprise
    alone: then they are the enterprise's, and there is no rest at it."""
    grid = build_grid(units, SHIPPED)
    for node in grid.nodes:
        if node.kind is NodeKind.UNIT and grid.cells:
            own, here = populated(units, node.code), covered(grid, units, node.code)
            assert people_in(units, own - here) < MINIMUM
            assert people_in(units, here - own) < MINIMUM
            moved_to = {grid.cell_of_unit[code] for code in own - here}
            assert moved_to <= rests_above(grid, node.code) or from_the_top(grid, units)
            assert here <= own or from_the_top(grid, units)


def rests_above(grid: Grid, code: str) -> set[str]:
    return {node.code for node in grid.nodes if node.kind is NodeKind.REST and code in subtree(grid.tree, str(node.parent)) - {node.parent}}


def from_the_top(grid: Grid, units: UnitTree) -> bool:
    """Whether the enterprise's loose people were too few, and no cell was right beside them: they count in a cell further down."""
    parent_of_rest = {node.code: node.parent for node in grid.nodes if node.kind is NodeKind.REST}
    cell = grid.cell_of_unit.get(units.root.code, units.root.code)
    return parent_of_rest.get(cell, cell) != units.root.code


@given(trees())
def test_nobody_moves_up_past_a_cell(units: UnitTree) -> None:
    grid = build_grid(units, SHIPPED)
    for node in grid.nodes:
        if node.kind is NodeKind.UNIT and grid.cells and populated(units, node.code) - covered(grid, units, node.code):
            assert not any(below in grid.cells and not units.children[below] for below in grid.tree.children[node.code])


@given(trees())
def test_a_unit_is_a_member_elsewhere_when_any_of_its_people_count_elsewhere(units: UnitTree) -> None:
    """So a publication tells which reports leave a few people out, and which of other units' they count."""
    grid = build_grid(units, SHIPPED)
    for node in grid.nodes:
        if node.kind is NodeKind.UNIT and grid.cells:
            elsewhere = populated(units, node.code) - covered(grid, units, node.code)
            assert bool(elsewhere) == (grid.cell_of_unit.get(node.code, node.code) not in subtree(grid.tree, node.code))


@given(st.one_of(trees(), led_trees()))
def test_of_units_that_are_large_enough_only_leaves_lose_their_report_one_a_parent(units: UnitTree) -> None:
    """One more may go under one parent, to those at the top."""
    grid = build_grid(units, SHIPPED)
    lost = {code for code, people in units.invited.items() if people >= MINIMUM} - {node.code for node in grid.nodes}
    by_parent = Counter(units.units[code].parent for code in lost)
    assert not any(units.children[code] for code in lost)
    assert sorted(by_parent.values())[:-1] == [1] * (len(by_parent) - 1)
    assert max(by_parent.values(), default=0) <= 1 + from_the_top(grid, units)


@given(trees(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_never_matters(units: UnitTree, dice: Random) -> None:
    rows = list(units.units.values())
    dice.shuffle(rows)
    turned, grid = build_grid(UnitTree(rows), SHIPPED), build_grid(units, SHIPPED)
    assert turned.cell_of_unit == grid.cell_of_unit
    assert set(map(as_set, turned.nodes)) == set(map(as_set, grid.nodes))


def as_set(node: Node) -> tuple[object, ...]:
    return (node.code, node.parent, node.level, node.kind, node.invited, frozenset(node.members))


def populated(units: UnitTree, code: str) -> set[str]:
    """The units with people at and below one."""
    return {each for each in subtree(units, code) if units.units[each].invited}


def covered(grid: Grid, units: UnitTree, code: str) -> set[str]:
    """The units with people who count in a node."""
    below = subtree(grid.tree, code)
    return {unit for unit, cell in grid.cell_of_unit.items() if cell in below and units.units[unit].invited}


def people_in(units: UnitTree, codes: set[str]) -> int:
    return sum(units.units[code].invited for code in codes)


@given(trees())
def test_every_unit_is_accounted_for_once(units: UnitTree) -> None:
    """As a unit of the grid, or among the members of one cell (without people and without a rest above: of the enterprise). Both only where
    the unit is a cell itself, or where it has people who are in a rest or have moved to another cell."""
    grid = build_grid(units, SHIPPED)
    standing = {node.code for node in grid.nodes if node.kind is NodeKind.UNIT}
    member_of: dict[str, str] = {}
    for node in grid.nodes:
        for code in node.members:
            assert code not in member_of
            member_of[code] = node.code
    assert standing | member_of.keys() == units.units.keys()
    rests = {node.code: node.parent for node in grid.nodes if node.kind is NodeKind.REST}
    for code in standing & member_of.keys():
        moved = populated(units, code) - covered(grid, units, code) or from_the_top(grid, units)
        assert member_of[code] == code or moved or (rests.get(member_of[code]) == code and units.units[code].invited)
    assert all(node.code in node.members or (node.kind is NodeKind.REST and node.members) for node in grid.nodes if node.code in grid.cells)
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
    """(the unit whose rest the cell is, or that is the cell itself; the units with people in it)."""
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
    """A unit and all below it while the rule is applied: cells, by the unit at which they are, and loose people, by unit."""

    cells: dict[str, dict[str, int]] = field(default_factory=dict)
    loose: dict[str, int] = field(default_factory=dict)


def cells_as_written(units: UnitTree) -> set[tuple[str, frozenset[str]]]:
    def order(cell: tuple[str, dict[str, int]]) -> tuple[int, str]:
        return sum(cell[1].values()), cell[0]

    def apply(code: str) -> Part:
        part = Part(loose={code: units.units[code].invited} if units.units[code].invited else {})
        for child in map(apply, units.children[code]):
            part.cells |= child.cells
            part.loose |= child.loose
        leaves = [cell for cell in part.cells.items() if cell[0] in units.children[code] and not units.children[cell[0]]]
        if 0 < sum(part.loose.values()) < MINIMUM and leaves:
            part.loose |= part.cells.pop(min(leaves, key=order)[0])
        if sum(part.loose.values()) >= MINIMUM:
            part.cells[code], part.loose = part.loose, {}
        return part

    whole = apply(units.root.code)
    if whole.cells and whole.loose:
        code, people = min(whole.cells.items(), key=order)
        del whole.cells[code]
        host = code if units.children[code] else str(units.units[code].parent)
        whole.cells[host] = {**whole.cells.get(host, {}), **people, **whole.loose}
    return {(code, frozenset(people)) for code, people in whole.cells.items()}
