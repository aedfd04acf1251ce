"""The optimum of a tree's mask, against every mask there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from must.core.disclosure.attacker.groups import Sums
from must.core.disclosure.optimum import optimal_mask
from must.core.disclosure.shape import NOBODY, Shape
from tests.core.disclosure.attacker.row_space import smallest_recoverable

Parents = list[int]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

TREES_A_SEED = 250


def random_parents(rng: np.random.Generator, size: int) -> Parents:
    """A tree in pre-order: chains, stars, and all between."""
    loose = rng.choice([0.1, 0.5, 0.9])
    open_nodes, parents = [0], [NOBODY]
    for node in range(1, size):
        while len(open_nodes) > 1 and rng.random() < loose:
            open_nodes.pop()
        parents.append(open_nodes[-1])
        open_nodes.append(node)
    return parents


def shape_of(parents: Parents) -> Shape:
    return Shape.of((f"{node:02}", None if above == NOBODY else f"{above:02}") for node, above in enumerate(parents))


def people_in(parents: Parents, leaves: Whole) -> Whole:
    """Numbers at leaves added up: int64 [nodes]."""
    n = np.where(np.isin(np.arange(len(parents)), parents), 0, leaves)
    for node in range(len(parents) - 1, 0, -1):
        n[parents[node]] += n[node]
    return n


def every_mask(parents: Parents) -> Flags:
    """bool [nodes × masks]"""
    return np.array(list(product((False, True), repeat=len(parents))), dtype=np.bool_).T


def open_people(parents: Parents, n: Whole, shown: Flags) -> Whole:
    """For each node and mask the people in hidden leaves reached from it through hidden nodes (a leaf reaches itself)."""
    reached = np.zeros(shown.shape, dtype=np.int64)
    for node in range(len(parents) - 1, -1, -1):
        if node not in parents:
            reached[node] = n[node]
        if node:
            reached[parents[node]] += np.where(shown[node], 0, reached[node])
    return reached


def safe(parents: Parents, n: Whole, shown: Flags, k: int) -> Flags:
    """Which masks show only nodes with k people, each closing a part of nobody or k people: bool [masks]."""
    part = open_people(parents, n, shown)
    enough = (n >= k)[:, np.newaxis] & ((part == 0) | (part >= k))
    result: Flags = np.all(~shown | enough, axis=0)
    return result


def cost(n: Whole, shown: Flags) -> Whole:
    hidden = ~shown
    total: Whole = (n[:, np.newaxis] * hidden).sum(axis=0) * (len(n) + 1) + hidden.sum(axis=0)
    return total


def draw(rng: np.random.Generator, most: int) -> tuple[Parents, Whole, int]:
    parents = random_parents(rng, int(rng.integers(1, most + 1)))
    k = int(rng.integers(2, 8))
    return parents, people_in(parents, rng.integers(0, 2 * k, len(parents))), k


@pytest.mark.promise("P09")
@pytest.mark.parametrize("seed", range(12))
def test_the_optimum_is_the_best_of_all_safe_masks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(TREES_A_SEED):
        parents, n, k = draw(rng, 12)
        found = optimal_mask(shape_of(parents), n[:, np.newaxis], k)
        masks = every_mask(parents)
        assert safe(parents, n, found, k).all(), (parents, n, k)
        assert cost(n, found)[0] == cost(n, masks)[safe(parents, n, masks, k)].min(), (parents, n, k)


@pytest.mark.parametrize("seed", range(4))
def test_with_cells_forced_it_is_the_best_of_the_safe_masks_that_obey(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    for _ in range(TREES_A_SEED):
        parents, n, k = draw(rng, 10)
        hidden = rng.random((len(parents), 1)) < 0.2
        inner = optimal_mask(shape_of(parents), n[:, np.newaxis], 2 * k, hidden=hidden)
        found = optimal_mask(shape_of(parents), n[:, np.newaxis], k, hidden=hidden, shown=inner)
        masks = every_mask(parents)
        obeys = ~np.any(masks & hidden, axis=0) & np.all(masks | ~inner, axis=0)
        assert not np.any(found & hidden)
        assert np.all(found | ~inner)
        assert cost(n, found)[0] == cost(n, masks)[safe(parents, n, masks, k) & obeys].min(), (parents, n, k)


@pytest.mark.promise("P09")
@pytest.mark.parametrize("seed", range(6))
def test_a_mask_is_safe_exactly_when_no_small_set_is_in_the_row_space(seed: int) -> None:
    rng = np.random.default_rng(200 + seed)
    for _ in range(TREES_A_SEED):
        parents, n, k = draw(rng, 9)
        shown = rng.random((len(parents), 1)) < 0.6
        leaves = [node for node in range(len(parents)) if node not in parents]
        below = [[column for column, leaf in enumerate(leaves) if is_below(parents, leaf, node)] for node in range(len(parents))]
        rows = [below[node] for node in range(len(parents)) if shown[node, 0]]
        smallest = smallest_recoverable(Sums(people=n[leaves], rows=rows))
        part = open_people(parents, n, shown)[shown]
        assert (smallest is None or smallest >= k) == bool(np.all((part == 0) | (part >= k))), (parents, n, k, shown)


def is_below(parents: Parents, node: int, above: int) -> bool:
    while node not in {above, NOBODY}:
        node = parents[node]
    return node == above


def test_topics_are_decided_one_by_one() -> None:
    rng = np.random.default_rng(5)
    parents = random_parents(rng, 40)
    n = np.stack([people_in(parents, rng.integers(0, 12, 40)) for _ in range(7)], axis=1)
    together = optimal_mask(shape_of(parents), n, 5)
    assert np.array_equal(together, np.concatenate([optimal_mask(shape_of(parents), n[:, [topic]], 5) for topic in range(7)], axis=1))


def test_the_order_of_siblings_decides_nothing() -> None:
    codes = ["0", "a", "b", "c", "d"]
    people = {"a": 2, "b": 7, "c": 7, "d": 7}
    shown = set()
    for order in (["a", "b", "c", "d"], ["d", "c", "b", "a"], ["c", "a", "d", "b"]):
        shape = Shape.of([("0", None), *((code, "0") for code in order)])
        n = np.array([[23], *([people[code]] for code in order)])
        mask = optimal_mask(shape, n, 5)[:, 0]
        shown.add(frozenset(code for code, is_shown in zip(["0", *order], mask, strict=True) if is_shown))
    assert len(shown) == 1
    assert len(shown.pop()) == len(codes) - 2


def test_a_chain_of_twelve_thousand_units() -> None:
    deep = 12_000
    shape = Shape.of((f"{node:05}", f"{node - 1:05}" if node else None) for node in range(deep))
    assert optimal_mask(shape, np.full((deep, 2), 5), 5).all()
    assert not optimal_mask(shape, np.full((deep, 2), 4), 5).any()


def test_two_small_teams_are_not_hidden_behind_each_other() -> None:
    """Teams of 1 and 3: hiding both would tell a group of 4."""
    shape = shape_of([NOBODY, 0, 0, 0, 0])
    n = np.array([[24], [1], [3], [8], [12]])
    assert optimal_mask(shape, n, 5)[:, 0].tolist() == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("n", "k"),
    [([[5], [5], [-1]], 5), ([[9], [5], [5]], 5), ([[5], [5]], 5), ([[10], [5], [5]], 0), ([[10], [5], [5]], 256)],
    ids=["fewer than nobody", "a sum that doesn't add up", "too few rows", "no threshold", "a threshold that the choices can't hold"],
)
def test_numbers_that_cannot_be(n: list[list[int]], k: int) -> None:
    with pytest.raises(ValueError, match="people"):
        optimal_mask(shape_of([NOBODY, 0, 0]), np.array(n), k)


def test_what_must_be_shown_and_cannot() -> None:
    n = np.array([[9], [5], [4]])
    shown = np.array([[True], [True], [False]])
    with pytest.raises(ValueError, match="shown safely"):
        optimal_mask(shape_of([NOBODY, 0, 0]), n, 5, shown=shown)


@pytest.mark.parametrize("parents", [[0], [NOBODY, NOBODY], [NOBODY, 0, 0, 1], [NOBODY, 2, 0]])
def test_a_shape_is_one_tree_in_pre_order(parents: Parents) -> None:
    with pytest.raises(ValueError, match="pre-order"):
        Shape(parent=np.array(parents), rank=np.zeros(len(parents), dtype=np.int64))
