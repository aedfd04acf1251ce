"""Unit trees of all shapes, for properties."""

from __future__ import annotations

from hypothesis import strategies as st

from must.core.organisation.tree import Unit, UnitTree

PEOPLE = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 40))
CODES = ("0", "b", "a", "Å/1", "0~rest", "a~rest", "a~rest~", "unit", "..")
"""Awkward ones first: out of order, with the name of a rest, not fit for a path."""


@st.composite
def trees(draw: st.DrawFn, most: int = 14) -> UnitTree:
    """Chains, stars and everything between; people anywhere, nowhere, or on leaves alone; units without people."""
    size = draw(st.integers(1, most))
    code = [CODES[number] if number < len(CODES) else f"u{number}" for number in range(size)]
    shape = draw(st.sampled_from(("chain", "star", "two levels", "any")))
    parents: list[int | None] = [None]
    for number in range(1, size):
        choices = {
            "chain": st.just(number - 1),
            "star": st.just(0),
            "two levels": st.integers(0, min(number - 1, 3)),
            "any": st.integers(0, number - 1),
        }
        parents.append(draw(choices[shape]))
    leaves_alone = draw(st.booleans())
    people = [draw(st.just(0) if leaves_alone and number in parents else PEOPLE) for number in range(size)]
    return UnitTree(
        Unit(code[number], None if parent is None else code[parent], f"Unit {number}", people[number])
        for number, parent in enumerate(parents)
    )


@st.composite
def led_trees(draw: st.DrawFn) -> UnitTree:
    """One person directly in each unit that has others below it, and ten or more in each that hasn't."""
    units = draw(trees(most=20))
    people = {code: 1 if below else draw(st.integers(10, 40)) for code, below in units.children.items()}
    return UnitTree(Unit(unit.code, unit.parent, unit.name, people[unit.code]) for unit in units.units.values())


def subtree(tree: UnitTree, code: str) -> frozenset[str]:
    """The codes of a unit and all below it."""
    below = {code}
    for each, unit in tree.units.items():  # a unit comes after its parent
        if unit.parent in below:
            below.add(each)
    return frozenset(below)
