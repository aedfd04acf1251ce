"""Unit trees: what hangs together, and how everything else is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.common.refusals import Refusal
from must.core.organisation.tree import Unit, UnitTree, find_tree_faults
from tests.core.organisation.trees import unit_lists

ENTERPRISE = Unit("0", None, "Direktoratet", 2)
NORTH = Unit("n", "0", "Nord", 3)
SOUTH = Unit("s", "0", "Sør", 4)
TEAM = Unit("t", "n", "Team", 5)


def test_a_tree_is_in_pre_order_with_levels_and_subtree_sums() -> None:
    tree = UnitTree([TEAM, SOUTH, ENTERPRISE, NORTH])
    assert tree.root == ENTERPRISE
    assert list(tree.units) == ["0", "s", "n", "t"]
    assert tree.children == {"0": ("s", "n"), "s": (), "n": ("t",), "t": ()}
    assert tree.level == {"0": 0, "s": 1, "n": 1, "t": 2}
    assert tree.invited == {"0": 14, "s": 4, "n": 8, "t": 5}


@pytest.mark.parametrize(
    ("units", "faults"),
    [
        ([], [("tree.no_root", None)]),
        ([NORTH, SOUTH, ENTERPRISE, Unit("n", "s", "Nord", 1)], [("tree.duplicate_code", 3)]),
        ([ENTERPRISE, NORTH, Unit("N", "0", "Nye", 1)], [("tree.alike_codes", 2)]),
        ([ENTERPRISE, Unit("\xc5", "0", "Ås", 1), Unit("a\u030a", "0", "Å", 1)], [("tree.alike_codes", 2)]),
        ([ENTERPRISE, Unit("1", None, "En til", 1)], [("tree.two_roots", 1)]),
        ([ENTERPRISE, TEAM], [("tree.unknown_parent", 1)]),
        ([ENTERPRISE, Unit("a", "a", "Seg selv", 1)], [("tree.cycle", 1)]),
        ([ENTERPRISE, Unit("a", "b", "A", 1), Unit("b", "a", "B", 1), Unit("c", "b", "Under", 1)], [("tree.cycle", 1)]),
        ([Unit("a", "b", "A", 1), Unit("b", "a", "B", 1)], [("tree.no_root", None), ("tree.cycle", 0)]),
        (
            [ENTERPRISE, ENTERPRISE, Unit("x", "y", "X", 1), Unit("a", "a", "A", 1), Unit("b", "b", "B", 1)],
            [("tree.duplicate_code", 1), ("tree.unknown_parent", 2), ("tree.cycle", 3), ("tree.cycle", 4)],
        ),
    ],
)
def test_units_that_are_no_tree_are_refused_with_every_fault(units: list[Unit], faults: list[tuple[str, int | None]]) -> None:
    assert [(fault.code, fault.position) for fault in find_tree_faults(units)] == faults
    with pytest.raises(Refusal) as refusal:
        UnitTree(units)
    assert [fault.code for fault in refusal.value.faults] == [code for code, _ in faults]


def test_a_chain_may_be_deep() -> None:
    chain = [Unit(str(depth), str(depth - 1) if depth else None, "Ledd", 1) for depth in range(12_000)]
    chain.reverse()
    tree = UnitTree(chain)
    assert tree.level["11999"] == 11_999
    assert tree.invited["0"] == 12_000
    closed = [*chain[:-1], Unit("0", "11999", "Ledd", 1)]
    with pytest.raises(Refusal):
        UnitTree(closed)


@pytest.mark.parametrize(("code", "name", "invited"), [(" ", "Navn", 1), ("1", "\t", 1), ("1", "Navn", -1)])
def test_an_impossible_unit_cannot_be_built(code: str, name: str, invited: int) -> None:
    with pytest.raises(ValueError, match="unit"):
        Unit(code, None, name, invited)


@given(unit_lists())
def test_everybody_is_counted_once_at_every_ancestor(units: list[Unit]) -> None:
    tree = UnitTree(units)
    assert set(tree.units.values()) == set(units)
    for code, unit in tree.units.items():
        assert tree.invited[code] == unit.invited + sum(tree.invited[child] for child in tree.children[code])
        assert all(tree.level[child] == tree.level[code] + 1 for child in tree.children[code])
    assert tree.invited[tree.root.code] == sum(unit.invited for unit in units)


@given(unit_lists(), st.data())
def test_one_wrong_parent_is_found_where_it_stands(units: list[Unit], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(units) - 1))
    unit = units[position]
    units[position] = Unit(unit.code, "nobody", unit.name, unit.invited)
    found = {(fault.code, fault.position) for fault in find_tree_faults(units)}
    assert ("tree.unknown_parent", position) in found
    assert found <= {("tree.unknown_parent", position), ("tree.no_root", None)}
