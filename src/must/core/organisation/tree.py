"""Unit trees: who stands under whom, and how many are invited where.

A tree that hangs together wrongly can't be built. Nothing here recurses: chains of only children may be as deep as the file is long.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from must.core.common.refusals import Fault, Refusal


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. parent: the code of the unit it stands under, None for the root. invited: people *directly* in it.

    Raises ValueError for a blank code or name and for a negative number of people.
    """

    code: str
    parent: str | None
    name: str
    invited: int

    def __post_init__(self) -> None:
        if not self.code.strip() or not self.name.strip():
            raise ValueError("a unit needs a code and a name")
        if self.invited < 0:
            raise ValueError("a unit can't have fewer than no people")


@dataclass(frozen=True, slots=True)
class TreeFault:
    """What is wrong with the way in which units hang together; `position` is the place in the list of units that it speaks of."""

    code: str
    details: Mapping[str, str | int]
    position: int | None = None
    at: str | None = None
    """The attribute of the unit that is wrong: `code` or `parent`."""


@dataclass(frozen=True, init=False)
class UnitTree:
    """Exactly one root, and every other unit under a unit of the tree.

    root: the unit without a parent.
    units: every unit by code, in pre-order (a unit before those under it, children in the order given).
    children: for every unit the codes of those right under it, in the order given.
    level: steps from the root, which has level 0.
    invited: people in the unit and everything under it.

    Raises Refusal (codes `tree.*`) for no root or several, a code used twice, two codes that only case tells apart, an unknown parent, or a
    cycle.
    """

    root: Unit
    units: Mapping[str, Unit]
    children: Mapping[str, tuple[str, ...]]
    level: Mapping[str, int]
    invited: Mapping[str, int]

    def __init__(self, units: Iterable[Unit]) -> None:
        given = tuple(units)
        faults = tuple(find_tree_faults(given))
        if faults:
            raise Refusal(Fault(fault.code, details=fault.details) for fault in faults)
        root = next(unit for unit in given if unit.parent is None)
        children = _children(given)
        by_code = {unit.code: unit for unit in given}
        ordered = {code: by_code[code] for code in _pre_order(root.code, children)}
        for name, value in (
            ("root", root),
            ("units", ordered),
            ("children", {code: children[code] for code in ordered}),
            ("level", _levels(ordered)),
            ("invited", _subtree_invited(ordered)),
        ):
            object.__setattr__(self, name, value)


def find_tree_faults(units: Sequence[Unit]) -> Iterator[TreeFault]:
    """Everything that keeps the units from being one tree. Of units with the same code the first is the one that counts."""
    first: dict[str, int] = {}
    for position, unit in enumerate(units):
        if unit.code in first:
            yield TreeFault("tree.duplicate_code", {"unit": unit.code}, position, "code")
        first.setdefault(unit.code, position)
    yield from _alike(first)
    roots = [position for position in first.values() if units[position].parent is None]
    if not roots:
        yield TreeFault("tree.no_root", {})
    for position in roots[1:]:
        yield TreeFault("tree.two_roots", {"unit": units[position].code, "root": units[roots[0]].code}, position, "parent")
    for position in first.values():
        parent = units[position].parent
        if parent is not None and parent not in first:
            yield TreeFault("tree.unknown_parent", {"unit": units[position].code, "parent": parent}, position, "parent")
    for member in _cycles({code: units[position].parent for code, position in first.items()}):
        yield TreeFault("tree.cycle", {"unit": member}, first[member], "parent")


def _alike(first: Mapping[str, int]) -> Iterator[TreeFault]:
    """Codes that many programs and file systems take for one, and people when they read them out: upper and lower case of the same letters,
    or one letter written in Unicode's two ways."""
    taken: dict[str, str] = {}
    for code, position in first.items():
        other = taken.setdefault(unicodedata.normalize("NFC", unicodedata.normalize("NFC", code).casefold()), code)
        if other != code:
            yield TreeFault("tree.alike_codes", {"unit": code, "other": other}, position, "code")


def _cycles(parent_of: Mapping[str, str | None]) -> Iterator[str]:
    """One unit of every cycle. What merely hangs under a cycle isn't at fault."""
    walk_of: dict[str, int] = {}
    for walk, start in enumerate(parent_of):
        code: str | None = start
        while code is not None and code in parent_of and code not in walk_of:
            walk_of[code] = walk
            code = parent_of[code]
        if code is not None and walk_of.get(code) == walk:
            yield code


def _children(units: Sequence[Unit]) -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = {unit.code: [] for unit in units}
    for unit in units:
        if unit.parent is not None:
            children[unit.parent].append(unit.code)
    return {code: tuple(below) for code, below in children.items()}


def _pre_order(root: str, children: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    waiting = [root]
    while waiting:
        code = waiting.pop()
        yield code
        waiting.extend(reversed(children[code]))


def _levels(ordered: Mapping[str, Unit]) -> dict[str, int]:
    level: dict[str, int] = {}
    for code, unit in ordered.items():
        level[code] = 0 if unit.parent is None else level[unit.parent] + 1
    return level


def _subtree_invited(ordered: Mapping[str, Unit]) -> dict[str, int]:
    invited = Counter({code: unit.invited for code, unit in ordered.items()})
    for code, unit in reversed(tuple(ordered.items())):
        if unit.parent is not None:
            invited[unit.parent] += invited[code]
    return dict(invited)
