"""A tree as arrays, beside the tree itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.disclosure.shape import NOBODY, Flags, Shape, Whole
from tests.core.disclosure.test_optimum import random_parents

TREE = {"e": None, "b": "e", "b2": "b", "b1": "b", "a": "e", "c": "e", "c1": "c"}
SHAPE = Shape.of(TREE.items())
CODES = list(TREE)


def named(positions: Whole) -> list[str | None]:
    return [None if position == NOBODY else CODES[position] for position in positions.tolist()]


def column(codes: str) -> Flags:
    return np.array([[code in codes.split()] for code in CODES])


def test_the_tree_of_codes() -> None:
    assert named(SHAPE.parent) == list(TREE.values())
    assert len(SHAPE) == 7


def test_siblings_rank_in_the_order_of_their_codes() -> None:
    assert dict(zip(CODES, SHAPE.rank.tolist(), strict=True)) == {"e": 0, "a": 0, "b": 1, "c": 2, "b1": 0, "b2": 1, "c1": 0}


def test_leaves_levels_and_ends() -> None:
    assert [code for code, leaf in zip(CODES, SHAPE.leaf, strict=True) if leaf] == ["b2", "b1", "a", "c1"]
    assert [sorted(level.tolist()) for level in SHAPE.levels] == [[0], [1, 4, 5], [2, 3, 6]]
    assert SHAPE.end.tolist() == [7, 4, 3, 4, 5, 7, 7]


def test_places_are_those_of_the_tree_in_the_order_of_its_codes() -> None:
    assert sorted(CODES, key=dict(zip(CODES, SHAPE.place.tolist(), strict=True)).__getitem__) == ["e", "a", "b", "b1", "b2", "c", "c1"]
    assert sorted(SHAPE.place.tolist()) == list(range(7))


def test_owners_are_the_nearest_shown_nodes() -> None:
    assert named(SHAPE.owners(column("e b b1 c1"))[:, 0]) == ["e", "b", "b", "b1", "e", "e", "c1"]


def test_nothing_is_known_below_a_hidden_root_but_of_what_is_shown() -> None:
    assert named(SHAPE.owners(column("b c1"))[:, 0]) == [None, "b", "b", "b", None, None, "c1"]


def test_what_is_reached_through_hidden_nodes() -> None:
    amount = np.array([[0, 0], [0, 0], [1, 10], [2, 0], [4, 0], [0, 7], [8, 10]])
    reached = SHAPE.reachable(column("e b b1 c")[:, 0], amount)
    assert dict(zip(CODES, reached[:, 0].tolist(), strict=True)) == {"e": 4, "b": 1, "b2": 1, "b1": 2, "a": 4, "c": 8, "c1": 8}
    assert dict(zip(CODES, reached[:, 1].tolist(), strict=True)) == {"e": 0, "b": 10, "b2": 10, "b1": 0, "a": 0, "c": 10, "c1": 10}


def test_topics_do_not_touch_each_other() -> None:
    both = np.concatenate([column("e b"), column("c")], axis=1)
    assert np.array_equal(SHAPE.owners(both)[:, :1], SHAPE.owners(column("e b")))
    assert np.array_equal(SHAPE.owners(both)[:, 1:], SHAPE.owners(column("c")))


@given(st.integers(0, 2**32), st.floats(0, 1))
def test_in_any_tree_the_owner_is_found_by_walking_up_and_the_parts_divide_the_people(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    parents = random_parents(rng, int(rng.integers(1, 40)))
    shape = Shape.of((f"{node:02}", None if above < 0 else f"{above:02}") for node, above in enumerate(parents))
    shown = rng.random((len(parents), 1)) < share
    owner = shape.owners(shown)[:, 0].tolist()
    for node, found in enumerate(owner):
        above = node
        while above != NOBODY and not shown[above, 0]:
            above = parents[above]
        assert found == above
    amount = rng.integers(0, 9, (len(parents), 1))
    reached = shape.reachable(shown[:, 0], amount)[:, 0]
    for node in range(len(parents)):
        if shown[node, 0]:
            assert reached[node] == sum(amount[leaf, 0] for leaf in np.flatnonzero(shape.leaf) if owner[leaf] == node)


def test_a_chain_as_deep_as_a_file_is_long() -> None:
    shape = Shape.of((str(node), None if node == 0 else str(node - 1)) for node in range(12_000))
    shown = np.zeros((12_000, 1), dtype=np.bool_)
    shown[5] = True
    assert shape.owners(shown)[-1, 0] == 5
    assert shape.reachable(shown[:, 0], np.ones((12_000, 1), dtype=np.int64))[5, 0] == 1
    assert shape.end.tolist() == [12_000] * 12_000


@pytest.mark.parametrize(
    "parents",
    [[0], [NOBODY, NOBODY], [NOBODY, 1], [NOBODY, 2, 0], [NOBODY, 0, 0, 1], [NOBODY, 5]],
    ids=["no root", "two roots", "own parent", "child first", "not in pre-order", "unknown parent"],
)
def test_what_is_no_tree_in_pre_order_is_a_mistake(parents: list[int]) -> None:
    with pytest.raises(ValueError, match="one tree in pre-order"):
        Shape(parent=np.array(parents), rank=np.zeros(len(parents), dtype=np.int64))


def test_rows_out_of_order_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="one tree in pre-order"):
        Shape.of([("e", None), ("a", "e"), ("b", "e"), ("a1", "a")])
