"""The reporting grid (R0): before a survey opens, the unit tree is cut into cells of enough *invited* people.

Answers are kept by cell, never by unit, so nothing that is tabulated later can be finer than the grid.

A leaf unit with enough people is a cell. At every other unit, from the bottom up, the *loose* people are those directly in it and those
whom its smaller children passed up:

- none: nothing to do;
- enough: they are the unit's *rest*, a cell beside the cells of its children;
- too few, and a child stands: the rest takes the smallest child in, whole (a leaf unit rather than a bigger part of the tree), so that the
  unit's cells still cover exactly its own people;
- too few, and no child stands: they move up to the parent, and the unit is merged away.

Units without people go to the nearest rest above them. An enterprise that is too small in all has no cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from must.core.disclosure.rules import Rules
from must.core.organisation.tree import Unit, UnitTree


class NodeKind(StrEnum):
    """unit: a unit with its whole subtree. rest: those of an inner unit who are in none of the units shown below it."""

    UNIT = "unit"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Node:
    """A unit or a rest that the grid can tell apart.

    parent: the code of the node above; None for the enterprise.
    level: distance from the enterprise, which is 0.
    members: the codes of the units whose direct people the node covers itself, not through nodes below it. For a unit with nodes below
        it: none, except for the enterprise, which has the codes of units without people for which there is no rest.
    invited: people in the node and everything below it.
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
        enterprise is too small for any cell; units without people that no rest took in are not there either.
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
    standing = _standing(tree, rules.grid.minimum_invited)
    keeper = _keepers(tree, standing)
    rest = _rests(tree, keeper)
    cell_of_unit = _cells(tree, keeper, rest)
    return Grid(nodes=tuple(_nodes(tree, standing, rest, cell_of_unit)), cell_of_unit=cell_of_unit)


def _standing(tree: UnitTree, minimum: int) -> frozenset[str]:
    """The codes of the units that the grid keeps."""
    standing: set[str] = set()
    passed_up: dict[str, int] = {}
    for code in reversed(tuple(tree.units)):
        below = [child for child in tree.children[code] if child in standing]
        loose = tree.units[code].invited + sum(passed_up[child] for child in tree.children[code])
        if 0 < loose < minimum and below:
            taken_in = min(below, key=lambda child: (bool(tree.children[child]), tree.invited[child], child))
            standing.discard(taken_in)
            below.remove(taken_in)
            loose += tree.invited[taken_in]
        if below or loose >= minimum:
            standing.add(code)
            loose = 0
        passed_up[code] = loose
    for code, unit in tree.units.items():  # from the top: what is below a unit that was taken in is taken in with it
        if unit.parent is not None and unit.parent not in standing:
            standing.discard(code)
    return frozenset(standing)


def _keepers(tree: UnitTree, standing: frozenset[str]) -> Mapping[str, str]:
    """For each unit, itself or the nearest unit above it that stands."""
    keeper: dict[str, str] = {}
    for code, unit in tree.units.items():
        keeper[code] = code if code in standing or unit.parent is None else keeper[unit.parent]
    return keeper


def _rests(tree: UnitTree, keeper: Mapping[str, str]) -> Mapping[str, str]:
    """Standing unit with units below it → the code of its rest, where it has one."""
    rest: dict[str, str] = {}
    for code, unit in tree.units.items():
        inner = keeper[code]
        if unit.invited and tree.children[inner] and inner not in rest:
            name = f"{inner}~rest"
            while name in tree.units:
                name += "~"
            rest[inner] = name
    return rest


def _cells(tree: UnitTree, keeper: Mapping[str, str], rest: Mapping[str, str]) -> Mapping[str, str]:
    """Unit code → the cell of those directly in it; units without people: the nearest rest from their keeper upwards, if any."""
    rest_above: dict[str, str | None] = {}
    cells: dict[str, str] = {}
    for code, unit in tree.units.items():
        inner = keeper[code]
        if inner == code:
            rest_above[code] = rest.get(code) or (rest_above[unit.parent] if unit.parent is not None else None)
            if not tree.children[code]:
                cells[code] = code
            elif unit.invited:
                cells[code] = rest[code]
        elif (above := rest_above[inner]) is not None:
            cells[code] = above
    return cells


def _nodes(tree: UnitTree, standing: frozenset[str], rest: Mapping[str, str], cell_of_unit: Mapping[str, str]) -> Iterator[Node]:
    """The nodes in pre-order, a unit's rest last."""
    members: dict[str, list[str]] = {}
    for code in tree.units:
        if code in cell_of_unit or code not in standing:
            members.setdefault(cell_of_unit.get(code, tree.root.code), []).append(code)
    waiting: list[tuple[str, NodeKind]] = [(tree.root.code, NodeKind.UNIT)]
    while waiting:
        inner, kind = waiting.pop()
        unit, level = tree.units[inner], tree.level[inner]
        if kind is NodeKind.REST:
            own = tuple(members[rest[inner]])
            yield Node(rest[inner], inner, unit.name, level + 1, kind, own, sum(tree.units[code].invited for code in own))
            continue
        yield Node(inner, unit.parent, unit.name, level, kind, tuple(members.get(inner, ())), tree.invited[inner])
        if inner in rest:
            waiting.append((inner, NodeKind.REST))
        waiting.extend((child, NodeKind.UNIT) for child in reversed(tree.children[inner]) if child in standing)
