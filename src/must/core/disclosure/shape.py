"""A tree as arrays, so that one pass over its levels serves all topics at once. No recursion: chains may be as deep as a file is long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOBODY = -1
"""The parent of the root, and the owner of what lies below no shown node."""
_LEVELS_GONE_THROUGH = 20_000


@dataclass(frozen=True, eq=False)
class Shape:
    """Nodes in pre-order. parent: each node's parent's position, `NOBODY` for the root, int64 [nodes]. rank: each node's place among its
    siblings in the order of their codes, from 0, int64 [nodes]; it decides ties, so that the order of a file never does.

    Raises ValueError unless the nodes are one tree in pre-order.
    """

    parent: Whole
    rank: Whole

    def __post_init__(self) -> None:
        ancestors: list[int] = []
        for position, above in enumerate(self.parent.tolist()):
            while ancestors and ancestors[-1] != above:
                ancestors.pop()
            if (not ancestors) != (position == 0) or (position == 0) != (above == NOBODY):
                raise ValueError("the nodes are not one tree in pre-order")
            ancestors.append(position)

    @classmethod
    def of(cls, nodes: Iterable[tuple[str, str | None]]) -> Shape:
        """From the nodes' codes and their parents' codes, in pre-order."""
        given = tuple(nodes)
        place = {code: position for position, (code, _) in enumerate(given)}
        parent = [NOBODY if above is None else place[above] for _, above in given]
        rank = np.zeros(len(given), dtype=np.int64)
        seen: dict[int, int] = {}
        for position in sorted(range(len(given)), key=lambda each: given[each][0]):
            rank[position] = seen.get(parent[position], 0)
            seen[parent[position]] = seen.get(parent[position], 0) + 1
        return cls(parent=np.array(parent, dtype=np.int64), rank=rank)

    def __len__(self) -> int:
        return int(self.parent.size)

    @cached_property
    def leaf(self) -> Flags:
        """Which nodes have none below them: bool [nodes]."""
        leaf = np.ones(len(self), dtype=np.bool_)
        leaf[self.parent[1:]] = False
        return leaf

    @cached_property
    def levels(self) -> Sequence[Whole]:
        """The positions of the nodes of each level, the root's first."""
        level = np.zeros(len(self), dtype=np.int64)
        for position, above in enumerate(self.parent.tolist()):
            if position:
                level[position] = level[above] + 1
        order = np.argsort(level, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(level[order])) + 1)

    @property
    def affordable_passes(self) -> int:
        """How often one topic's search may go through all levels: thousands of times for trees of any organisation, seldom for a chain of
        thousands of units."""
        return max(3, _LEVELS_GONE_THROUGH // len(self.levels))

    @cached_property
    def end(self) -> Whole:
        """The end of each node's subtree: node i and all below it are i, i + 1, …, end[i] − 1. int64 [nodes]."""
        end = np.arange(1, len(self) + 1)
        for position in range(len(self) - 1, 0, -1):
            above = self.parent[position]
            end[above] = max(end[above], end[position])
        return end

    @cached_property
    def place(self) -> Whole:
        """Each node's place in the pre-order in which siblings stand by their codes: int64 [nodes]. It decides ties, as `rank` does."""
        size = self.end - np.arange(len(self))
        place = np.zeros(len(self), dtype=np.int64)
        for level in self.levels[1:]:
            by_rank = level[np.lexsort((self.rank[level], self.parent[level]))]
            above = self.parent[by_rank]
            before = np.cumsum(size[by_rank]) - size[by_rank]
            _, first, family = np.unique(above, return_index=True, return_inverse=True)
            place[by_rank] = place[above] + 1 + before - before[first][family]
        return place

    def owners(self, shown: Flags) -> Whole:
        """Each node itself where it is shown, else its nearest shown ancestor, else `NOBODY`. shown, and the result: [nodes × topics].

        Leaves with the same owner are one *part*: a shown leaf alone, or all hidden leaves that are reached from a shown node through
        hidden ones. Whatever can be computed from the shown nodes speaks of unions of parts.
        """
        owner = np.full(shown.shape, NOBODY, dtype=np.int64)
        for level in self.levels:
            above = self.parent[level]
            inherited = np.where(above[:, np.newaxis] == NOBODY, NOBODY, owner[above])
            owner[level] = np.where(shown[level], level[:, np.newaxis], inherited)
        return owner

    def reachable(self, shown: Flags, amount: Whole) -> Whole:
        """For each node the amounts in the leaves that are reached from it through hidden nodes: int64 [nodes × amounts].

        shown: bool [nodes]. amount: int64 [nodes × amounts]. A leaf reaches itself. For a shown node that is the amount of its part; for a
        hidden node it is what of the node lies in the part that it belongs to.
        """
        reached = np.where(self.leaf[:, np.newaxis], amount, 0)
        for level, firsts in reversed(list(zip(self.levels[1:], self._first_children, strict=True))):
            upwards = np.where(shown[level, np.newaxis], 0, reached[level])
            reached[self.parent[level[firsts]]] += np.add.reduceat(upwards, firsts, axis=0)
        return reached

    @cached_property
    def _first_children(self) -> Sequence[Whole]:
        """For each level below the root's, where in it the nodes below another parent begin; nodes in pre-order stand by parent."""
        return [np.flatnonzero(np.diff(self.parent[level], prepend=NOBODY)) for level in self.levels[1:]]
