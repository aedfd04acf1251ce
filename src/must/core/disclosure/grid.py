"""The reporting grid (R0): before a survey opens, the unit tree is cut into cells of enough *invited* people.

Answers are kept by cell, never by unit, so nothing that is tabulated later can be finer than the grid.

A unit without units below it and with enough people is a cell. At every other unit, from the bottom up, the *loose* people are those
directly in it, everybody in children that don't stand, and the few whom children that do stand moved up:

- none: nothing to do;
- enough: they are the unit's *rest*, a cell beside the cells of its children;
- too few, and a child stands that is a unit without others below it, a cell right beside them: the rest takes in the smallest of those;
- too few, and no such cell: they move up to the parent.

A unit stands if it has a rest or a child that stands; else it is merged away. So a unit that stands covers all its people but the fewer
than `minimum_invited` who moved up. Where too few are loose at the enterprise itself and there is no cell beside them, they join the
smallest cell there is, together with the rest beside it if it is a unit: the only case in which a unit counts people from above it.

Units without people go to the nearest rest above them. An enterprise that is too small in all has no cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from must.core.disclosure.rules import Rules
from must.core.organisation.tree import Unit, UnitTree


class NodeKind(StrEnum):
    """unit: a unit with all below it. rest: those of an inner unit who are in none of the units shown below it."""

    UNIT = "unit"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Node:
    """A unit or a rest that the grid can tell apart.

    parent: the code of the node above; None for the enterprise.
    level: distance from the enterprise, which is 0.
    members: the codes of the units whose direct people the node covers itself, not through nodes below it. A unit with nodes below it
        has none, except for the enterprise, which has the codes of units without people for which there is no rest. The code of a unit
        that stands is a member where its loose people count: of its rest, or of the cell that they moved to.
    invited: people who are counted in the node and everything below it.
    """

    code: str
    parent: str | None
    name: str
    level: int
    kind: NodeKind
    members: tuple[str, ...]
    invited: int


@dataclass(frozen=True)
class Grid:
    """The nodes in pre-order (a unit's rest after the units below it), and the cell of everybody.

    cell_of_unit: unit code → the code of the cell (a node without nodes below it) of those directly in the unit. Empty when the
        enterprise is too small for any cell; units without people are there only as members of a cell.
    """

    nodes: tuple[Node, ...]
    cell_of_unit: Mapping[str, str]

    @property
    def root(self) -> Node:
        """The enterprise."""
        return self.nodes[0]

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The codes of the cells, in the order of the nodes."""
        used = set(self.cell_of_unit.values())
        return tuple(node.code for node in self.nodes if node.code in used)

    @cached_property
    def cell_of(self) -> Mapping[str, str]:
        """Where somebody counts, by the code of their unit or of their cell. No code means both a unit and another's cell."""
        return {**{cell: cell for cell in self.cells}, **self.cell_of_unit}

    @cached_property
    def tree(self) -> UnitTree:
        """The nodes as a tree, the invited people at the cells."""
        cells = set(self.cells)
        return UnitTree(Unit(node.code, node.parent, node.name, node.invited if node.code in cells else 0) for node in self.nodes)


def build_grid(tree: UnitTree, rules: Rules) -> Grid:
    """Cut a unit tree into cells of at least `rules.grid.minimum_invited` people. The same tree always gives the same grid."""
    if tree.invited[tree.root.code] < rules.grid.minimum_invited:
        everybody = tuple(tree.units)
        root = Node(tree.root.code, None, tree.root.name, 0, NodeKind.UNIT, everybody, tree.invited[tree.root.code])
        return Grid(nodes=(root,), cell_of_unit={})
    cut = _cut(tree, rules.grid.minimum_invited)
    return Grid(nodes=tuple(_nodes(tree, cut)), cell_of_unit=_cell_of_unit(tree, cut))


@dataclass(frozen=True)
class _Cut:
    """Where people count. A cell is named here by the unit at which it is, the unit itself or its rest.

    cells: unit → people in the cell at it. moved: units whose loose people moved up. last: the unit at whose cell those count who moved up
    and found none above them; the enterprise where nobody did.
    """

    tree: UnitTree
    cells: Mapping[str, int]
    moved: frozenset[str]
    last: str

    @cached_property
    def standing(self) -> frozenset[str]:
        """The units that the grid keeps: those with a cell at or below them."""
        standing = set(self.cells)
        for code, unit in reversed(tuple(self.tree.units.items())):
            if code in standing and unit.parent is not None:
                standing.add(unit.parent)
        return frozenset(standing)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """For each unit those right below it that stand."""
        return {code: tuple(child for child in below if child in self.standing) for code, below in self.tree.children.items()}

    @cached_property
    def code_of_cell(self) -> Mapping[str, str]:
        """Unit → the code of the cell at it: its own where no other unit stands below it, else that of its rest."""
        return {code: _free_code(code, self.tree) if self.children[code] else code for code in self.cells}

    @cached_property
    def nearest(self) -> Mapping[str, str | None]:
        """For each unit, itself or the nearest unit above it with a cell; None where there is none."""
        nearest: dict[str, str | None] = {}
        for code, unit in self.tree.units.items():
            above = None if unit.parent is None else nearest[unit.parent]
            nearest[code] = code if code in self.cells else above
        return nearest


def _cut(tree: UnitTree, minimum: int) -> _Cut:
    """The rule itself, from the bottom up. minimum: the least number of people in a cell; the tree has as many."""
    cells: dict[str, int] = {}
    moving_up: dict[str, int] = {}
    for code in reversed(tuple(tree.units)):
        loose = tree.units[code].invited + sum(moving_up[child] for child in tree.children[code])
        beside = [child for child in tree.children[code] if child in cells and not tree.children[child]]
        if 0 < loose < minimum and beside:
            loose += cells.pop(_smallest(beside, cells))
        if loose >= minimum:
            cells[code], loose = loose, 0
        moving_up[code] = loose
    last = tree.root.code
    if few := moving_up[last]:
        smallest = _smallest(cells, cells)
        last = str(tree.units[smallest].parent) if not tree.children[smallest] else smallest
        cells[last] = few + cells.pop(smallest) + cells.get(last, 0)
    return _Cut(tree, cells, frozenset(code for code, loose in moving_up.items() if loose), last)


def _smallest(codes: Iterable[str], people: Mapping[str, int]) -> str:
    """The one with the fewest people, and of several the first by code, so that the order of a file never decides."""
    return min(codes, key=lambda code: (people[code], code))


def _free_code(inner: str, tree: UnitTree) -> str:
    """A code for a unit's rest that no unit has, and no other unit's rest."""
    code = f"{inner}~rest"
    while code in tree.units:
        code += "~"
    return code


def _cell_of_unit(tree: UnitTree, cut: _Cut) -> Mapping[str, str]:
    """Unit code → the cell of its loose people, for all units that don't merely stand on what is below them."""
    cells: dict[str, str] = {}
    for code, unit in tree.units.items():
        has_people = unit.invited or code in cut.moved
        if has_people or code not in cut.standing or cut.code_of_cell.get(code) == code:
            place = cut.nearest[code] or (cut.last if has_people else None)
            if place is not None:
                cells[code] = cut.code_of_cell[place]
    return cells


def _nodes(tree: UnitTree, cut: _Cut) -> Iterator[Node]:
    """The nodes in pre-order, a unit's rest last."""
    members = _members(tree, cut)
    invited = Counter(cut.cells)
    for code in reversed(tuple(tree.units)):
        invited[code] += sum(invited[child] for child in cut.children[code])
    waiting: list[tuple[str, NodeKind]] = [(tree.root.code, NodeKind.UNIT)]
    while waiting:
        inner, kind = waiting.pop()
        unit, level = tree.units[inner], tree.level[inner]
        if kind is NodeKind.REST:
            rest = cut.code_of_cell[inner]
            yield Node(rest, inner, unit.name, level + 1, kind, members[rest], cut.cells[inner])
            continue
        yield Node(inner, unit.parent, unit.name, level, kind, members.get(inner, ()), invited[inner])
        if cut.children[inner] and inner in cut.cells:
            waiting.append((inner, NodeKind.REST))
        waiting.extend((child, NodeKind.UNIT) for child in reversed(cut.children[inner]))


def _members(tree: UnitTree, cut: _Cut) -> Mapping[str, tuple[str, ...]]:
    """Code of a node → its members, in the order of the tree."""
    cell_of_unit = _cell_of_unit(tree, cut)
    members: dict[str, list[str]] = {}
    for code in tree.units:
        if code in cell_of_unit or code not in cut.standing:
            members.setdefault(cell_of_unit.get(code, tree.root.code), []).append(code)
    return {code: tuple(units) for code, units in members.items()}
