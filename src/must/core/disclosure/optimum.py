"""The best mask of a tree: as little hidden as possible, and no recoverable set of people with 1 … k−1 members (R3). Exact.

Leaves are the grid's cells. For a shown node v let U(v) be the hidden leaves that are reached from v through hidden nodes. The sets U(v)
and the shown leaves are the *parts*: they divide the people, and every set of people whose figures can be computed from the shown nodes
is a union of parts. So a mask is safe iff every shown leaf has at least k people and every U(v) has none or at least k.

The programme goes bottom-up. The state of a node is min(k, people in the leaves that are reached from it through hidden nodes, if it is
hidden itself); a shown node closes its part, which must then be empty or have k people, and passes on 0. O(nodes · k²) for each topic, all
topics at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from must.core.disclosure.shape import Flags, Shape, Whole

_NEVER: Final = 1 << 60
"""The cost of what isn't allowed; two of them added still fit."""
_LARGEST: Final = 255
"""The largest threshold: a choice is a pair of states in 16 bits."""


def optimal_mask(shape: Shape, n: Whole, k: int, *, hidden: Flags | None = None, shown: Flags | None = None) -> Flags:
    """Which nodes to show: bool [nodes × topics].

    n: respondents of each node with all below it, int64 [nodes × topics].
    hidden, shown: nodes that must be hidden or shown in any case, bool [nodes × topics].

    Of all safe masks it has the fewest respondents in hidden nodes, summed over the nodes, and then the fewest hidden nodes. Among equals
    the order of the codes decides. Raises ValueError when numbers don't add up or what must be shown can't be shown safely.
    """
    _check(shape, n, k)
    programme = _Programme(shape, n, k, _none(n) if hidden is None else hidden, _none(n) if shown is None else shown)
    return programme.run()


def _none(n: Whole) -> Flags:
    return np.zeros(n.shape, dtype=np.bool_)


def _check(shape: Shape, n: Whole, k: int) -> None:
    if not 1 <= k <= _LARGEST or n.shape[:1] != (len(shape),) or np.any(n < 0):
        raise ValueError("a mask needs k from 1 to 255 and a number of people, not below 0, for each node")
    below = np.zeros_like(n)
    np.add.at(below, shape.parent[1:], n[1:])
    if np.any((below != n) & ~shape.leaf[:, np.newaxis]):
        raise ValueError("a node's people aren't those of the nodes right below it")


@dataclass
class _Programme:
    """cost[v, t, c]: the least cost of all below v (with v's own once `_decide` has been there) such that its state is c."""

    shape: Shape
    n: Whole
    k: int
    hidden: Flags
    shown: Flags

    def __post_init__(self) -> None:
        nodes, topics = self.n.shape
        self.cost = np.full((nodes, topics, self.k + 1), _NEVER, dtype=np.int64)
        self.choice = np.zeros((nodes, topics, self.k + 1), dtype=np.uint16)
        """How a child's state was taken in: its own · (k + 1) + that of its elder siblings together."""
        self.shows = np.zeros((nodes, topics), dtype=np.bool_)
        """Whether a node that passes on 0 does so by being shown."""
        self.closes_full = np.zeros((nodes, topics), dtype=np.bool_)
        """Whether it then closes a part of k or more, not an empty one."""

    def run(self) -> Flags:
        leaves = np.flatnonzero(self.shape.leaf)
        topics = np.arange(self.n.shape[1])
        self.cost[leaves[:, np.newaxis], topics, np.minimum(self.n[leaves], self.k)] = 0
        for level in reversed(self.shape.levels):
            self._decide(level)
            for siblings in self._by_rank(level):
                self._take_in(siblings)
        if np.any(self.cost[0].min(axis=-1) >= _NEVER):
            raise ValueError("what must be shown can't be shown safely")
        return self._read_off()

    def _decide(self, level: Whole) -> None:
        """Show or hide: a node is shown where that isn't dearer than hiding it with nobody in its part."""
        below, n = self.cost[level], self.n[level]
        may_show = (n >= self.k) & ~self.hidden[level]
        self.closes_full[level] = below[..., self.k] < below[..., 0]
        showing = np.where(may_show, np.minimum(below[..., 0], below[..., self.k]), _NEVER)
        price = np.where(self.shown[level], _NEVER, n * (len(self.shape) + 1) + 1)
        hiding = np.minimum(below + price[..., np.newaxis], _NEVER)
        self.shows[level] = (showing <= hiding[..., 0]) & (showing < _NEVER)
        hiding[..., 0] = np.minimum(hiding[..., 0], showing)
        self.cost[level] = hiding

    def _by_rank(self, level: Whole) -> Iterator[Whole]:
        """The nodes of a level, no two siblings at a time, the eldest first."""
        if level[0] == 0:
            return
        order = level[np.argsort(self.shape.rank[level], kind="stable")]
        yield from np.split(order, np.flatnonzero(np.diff(self.shape.rank[order])) + 1)

    def _take_in(self, siblings: Whole) -> None:
        """Add one child to each of its parents: states add up, at most k."""
        parents, k = self.shape.parent[siblings], self.k
        child, states = self.cost[siblings], np.arange(k + 1)
        if self.shape.rank[siblings[0]] == 0:
            self.cost[parents] = child
            self.choice[siblings] = states * (k + 1)
            return
        elder = self.cost[parents]
        best = np.full_like(elder, _NEVER)
        choice = np.zeros(elder.shape, dtype=np.uint16)
        for own in range(k + 1):
            price = child[..., own, np.newaxis]
            _improve(best[..., own:k], choice[..., own:k], elder[..., : k - own] + price, own * (k + 1) + states[: k - own])
            enough = elder[..., k - own :]
            least = enough.argmin(axis=-1)[..., np.newaxis]
            total = np.take_along_axis(enough, least, axis=-1) + price
            _improve(best[..., k:], choice[..., k:], total, own * (k + 1) + (k - own) + least)
        self.cost[parents] = best
        self.choice[siblings] = choice

    def _read_off(self) -> Flags:
        """From the root downwards: which state each node is in, and so which are shown."""
        nodes, topics = self.n.shape
        state = np.zeros((nodes, topics), dtype=np.int64)
        state[0] = self.cost[0].argmin(axis=-1)
        result = np.zeros((nodes, topics), dtype=np.bool_)
        for upper, lower in zip(self.shape.levels, [*self.shape.levels[1:], None], strict=True):
            result[upper] = self.shows[upper] & (state[upper] == 0)
            state[upper] = np.where(result[upper], np.where(self.closes_full[upper], self.k, 0), state[upper])
            if lower is None:
                break
            for siblings in reversed(list(self._by_rank(lower))):
                parents = self.shape.parent[siblings]
                taken = np.take_along_axis(self.choice[siblings], state[parents][..., np.newaxis], axis=-1)[..., 0]
                state[siblings], state[parents] = np.divmod(taken, self.k + 1)
        return result


def _improve(best: Whole, choice: NDArray[np.uint16], cost: Whole, by: Whole) -> None:
    """Where the cost is lower than the best so far, take it and remember the choice."""
    better = cost < best
    np.copyto(best, cost, where=better)
    np.copyto(choice, by.astype(np.uint16), where=better)
