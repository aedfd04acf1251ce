"""The smallest group that published sums give away: worked examples, and the programme beside rational arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.disclosure.attacker.bare import groups_left
from must.core.disclosure.attacker.groups import Sums, small_groups, sums_of_families
from tests.core.disclosure.attacker.row_space import recoverable_sets, smallest_recoverable


def sums(people: list[int], *rows: list[int]) -> Sums:
    return Sums(people=np.array(people, dtype=np.int64), rows=rows)


def sizes(of: Sums, k: int) -> list[int]:
    return [int(of.people[list(group)].sum()) for group in small_groups(of, k)]


@pytest.mark.promise("P09")
def test_parent_minus_children_is_one_persons_answer() -> None:
    assert small_groups(sums([12, 11, 1], [0, 1, 2], [0], [1]), 10) == [(2,)]


@pytest.mark.promise("P09")
def test_hidden_teams_of_one_and_three_make_a_group_of_four() -> None:
    department = sums([12, 1, 3, 15], [0, 1, 2, 3], [0], [3])
    assert small_groups(department, 5) == [(1, 2)]
    assert small_groups(department, 4) == []


@pytest.mark.promise("P09")
def test_two_units_times_two_groups() -> None:
    """Units A and B, groups X and Y: AX, AY, BX, BY. The margins alone tell nothing small; with an empty atom they do."""
    margins = [0, 1], [2, 3], [0, 2], [1, 3]
    assert small_groups(sums([7, 3, 3, 7], *margins), 10) == []
    assert small_groups(sums([7, 3, 0, 7], *margins), 10) == [(1,), (0,), (3,)]


def test_no_two_groups_share_anybody() -> None:
    assert small_groups(sums([2, 3, 20], [0, 1], [1, 2], [0, 2], [0, 1, 2]), 6) == [(0,), (1,)]


def test_a_group_that_only_fractions_give() -> None:
    """Half of the sum of all three pairs is everybody; less a pair it is the third."""
    pairs = sums([4, 9, 9], [0, 1], [1, 2], [0, 2])
    assert small_groups(pairs, 5) == [(0,)]


@pytest.mark.parametrize("rows", [(), ([0],), ([0], [1]), ([0, 1],)])
def test_nobody_is_no_group(rows: tuple[list[int], ...]) -> None:
    assert small_groups(sums([0, 0], *rows), 10) == []


@st.composite
def systems(draw: st.DrawFn) -> Sums:
    columns = draw(st.integers(1, 6))
    people = draw(st.lists(st.sampled_from([0, 1, 2, 3, 4, 7]), min_size=columns, max_size=columns))
    rows = draw(st.lists(st.sets(st.integers(0, columns - 1), min_size=1), max_size=6))
    return sums(people, *(sorted(row) for row in rows))


@settings(max_examples=400, deadline=None)
@given(systems(), st.integers(2, 12))
def test_the_programme_and_rational_arithmetic_agree(system: Sums, k: int) -> None:
    """Also on sums that no tree has: any sets, with fractions among the combinations."""
    smallest = smallest_recoverable(system)
    groups = small_groups(system, k)
    recoverable = set(recoverable_sets(system))
    if smallest is None or smallest >= k:
        assert groups == []
        return
    assert sizes(system, k)[0] == smallest
    taken = [column for group in groups for column in group]
    assert len(taken) == len(set(taken))
    assert all(frozenset(group) in recoverable for group in groups)
    left = [found for found in recoverable if not found & set(taken)]
    assert all(system.people[list(found)].sum() >= k for found in left)


@st.composite
def shown_trees(draw: st.DrawFn) -> tuple[list[int], list[int], list[bool]]:
    size = draw(st.integers(1, 8))
    parent = [-1, *(draw(st.integers(0, number - 1)) for number in range(1, size))]
    people = draw(st.lists(st.integers(0, 6), min_size=size, max_size=size))
    return parent, people, draw(st.lists(st.booleans(), min_size=size, max_size=size))


def under(parent: list[int], node: int) -> list[int]:
    below = [node]
    for each in range(node + 1, len(parent)):
        if parent[each] in below:
            below.append(each)
    return below


@settings(max_examples=300, deadline=None)
@given(shown_trees(), st.integers(2, 12))
def test_a_trees_sums_less_those_below_tell_what_the_sums_tell(drawn: tuple[list[int], list[int], list[bool]], k: int) -> None:
    parent, people, shown = drawn
    raw = sums(people, *(under(parent, node) for node in range(len(parent)) if shown[node]))
    left = groups_left(np.array(parent), np.array(people), np.array(shown), k)
    smallest = smallest_recoverable(raw)
    assert left[:1] == ([] if smallest is None or smallest >= k else [smallest])
    assert left == sizes(raw, k)


def test_families_that_are_merged_keep_their_people() -> None:
    merged = sums_of_families(np.array([3, 4, 5, 6]), np.array([[0, 1], [0, 1], [0, 2], [-1, 2]]))
    assert sorted(merged.people.tolist()) == [5, 6, 7]
    assert sorted(int(merged.people[row].sum()) for row in merged.rows) == [7, 11, 12]


def test_a_chain_of_twelve_thousand() -> None:
    size = 12_000
    parent, people = np.arange(-1, size - 1), np.full(size, 12)
    people[-1] = 4
    assert groups_left(parent, people, np.ones(size, dtype=np.bool_), 10) == [4]
    shown = np.arange(size) < size - 1
    assert groups_left(parent, people, shown, 10) == []
