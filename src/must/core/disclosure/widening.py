"""What to close where R4 or R5 is broken: enough of the shown nodes around a part for the part to become safe.

A part U(v) grows when a shown node right below its hidden ones is hidden as well, or v itself, whereby it flows into the part around v. The
cheapest of them that mend it are taken (by respondents, then by place): one, or several together; the search comes back to see.
What the part already hid stays closed, so that the next optimum doesn't open what the mending counts on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from must.core.disclosure.criterion import Breaches, Criterion, Groups
from must.core.disclosure.shape import NOBODY, Flags, Whole


class Mends(Protocol):
    """Which of some other parts (their owners) mend what is broken when the part becomes one with them: bool [others].

    together: each with all before it.
    """

    def __call__(self, others: Whole, *, together: bool) -> Flags: ...


def widen_full(criterion: Criterion, full: Flags, breaches: Breaches) -> Flags:
    """What more must not show everything: bool [nodes]."""
    return _widen_parts(criterion, full, np.flatnonzero(breaches.full), mean_alone=False)


def widen_mean(criterion: Criterion, mean: Flags, breaches: Breaches) -> Flags:
    """What more must not show even the mean: bool [nodes]."""
    closed = _widen_parts(criterion, mean, np.flatnonzero(breaches.mean), mean_alone=True)
    mask = _Mask(criterion, mean)
    seen = set(np.flatnonzero(breaches.mean).tolist())
    hidden = np.flatnonzero(breaches.interval)
    # What mends the largest most often mends the others.
    for node in hidden[np.lexsort((criterion.shape.place[hidden], -criterion.table.n[hidden]))].tolist():
        if (part := int(mask.owner[node])) not in seen:
            seen.add(part)
            closed |= mask.closing(part, _mends_interval(criterion, mask.groups, part, node), below=None if mask.could_hide[node] else node)
    return closed


def _widen_parts(criterion: Criterion, shown: Flags, parts: Whole, *, mean_alone: bool) -> Flags:
    mask, closed = _Mask(criterion, shown), np.zeros_like(shown)
    for part in parts.tolist():
        closed |= mask.closing(part, _mends_doubt(criterion, mask.groups, part, mean_alone=mean_alone))
    return closed


@dataclass(frozen=True, eq=False)
class _Mask:
    """A mask with what follows from it: the owners of nodes, and the people who are reached from them."""

    criterion: Criterion
    shown: Flags

    @cached_property
    def owner(self) -> Whole:
        return self.criterion.owners(self.shown)

    @cached_property
    def groups(self) -> Groups:
        return self.criterion.groups(self.shown)

    @cached_property
    def could_hide(self) -> Flags:
        """Nodes that wouldn't be known too closely by what is shown below them, if they were hidden now (R5): bool [nodes]."""
        could: Flags = 100 * self.groups.table.n >= self.criterion.rules.interval.span * self.criterion.table.n
        return could

    def closing(self, part: int, mends: Mends, *, below: int | None = None) -> Flags:
        """Nodes around a part, and all that the part already hides: bool [nodes].

        below: the node under which they must be, where nothing else helps.
        """
        closed: Flags = ~self.shown & (self.owner == part)
        closed[self._cheapest(part, self._around(part, below), mends, with_owner=below is None)] = True
        return closed

    def _around(self, part: int, below: int | None) -> Whole:
        """The shown nodes right below the part's hidden ones, or below its owner, that could hide, the cheapest first; if none could, just
        the cheapest."""
        shape, n = self.criterion.shape, self.criterion.table.n
        around = np.flatnonzero(self.shown & (shape.parent != NOBODY) & (self.owner[shape.parent] == part))
        if below is not None:
            around = around[(around > below) & (around < shape.end[below])]
        around = around[np.lexsort((shape.place[around], n[around]))]
        could = around[self.could_hide[around]]
        return could if could.size else around[:1]

    def _cheapest(self, part: int, around: Whole, mends: Mends, *, with_owner: bool) -> Whole:
        """One node, the first few together, or the part's owner, whichever mends at the least cost; the enterprise only where there is
        nothing else. Where nothing mends yet: the cheaper half of the nodes."""
        if not around.size:
            return np.array([part])
        ways = [around[[one]] for one in np.flatnonzero(mends(around, together=False))[:1]]
        ways += [around[: many + 1] for many in np.flatnonzero(mends(around, together=True))[:1]]
        outer = self._outer(part) if with_owner and part != NOBODY and self.could_hide[part] else NOBODY
        if outer != NOBODY and mends(np.array([outer]), together=False)[0]:
            ways.append(np.array([part]))
        n = self.criterion.table.n
        return min(ways, key=lambda way: int(n[way].sum()), default=around[: (around.size + 1) // 2])

    def _outer(self, part: int) -> int:
        """The owner of the part that this one flows into where its own owner is hidden; `NOBODY` where there is none."""
        above = int(self.criterion.shape.parent[part])
        return NOBODY if above == NOBODY else int(self.owner[above])


def _mends_doubt(criterion: Criterion, groups: Groups, part: int, *, mean_alone: bool) -> Mends:
    def mends(others: Whole, *, together: bool) -> Flags:
        return criterion.leaves_doubt(groups.merged(part, others, together=together), mean_alone=mean_alone)

    return mends


def _mends_interval(criterion: Criterion, groups: Groups, part: int, node: int) -> Mends:
    """By the bounds that the scale alone gives. Where they are wide enough already, a part half as large again: what pins the node down is
    then a distribution, and more people blur it."""
    shape, span, table = criterion.shape, criterion.rules.interval.span, groups.table
    if (scores := table.scores) is None:
        raise ValueError("a follow-up set has no mean")

    def wide(own: Whole, n: Whole, total: Whole) -> Flags:
        above = total - n * scores.lowest
        room = [own * scores.range, above, (n - own) * scores.range, n * scores.range - above]
        width = room[0] if part == NOBODY else np.minimum.reduce(room)
        enough: Flags = 100 * width >= span * scores.range * criterion.table.n[node]
        return enough

    def mends(others: Whole, *, together: bool) -> Flags:
        under = (others > node) & (others < shape.end[node])
        more, total, inside = table.n[others], scores.total[others], np.where(under, table.n[others], 0)
        if together:
            more, total, inside = np.cumsum(more), np.cumsum(total), np.cumsum(inside)
        if part != NOBODY and wide(table.n[[node]], table.n[[part]], scores.total[[part]])[0]:
            larger: Flags = 2 * more >= table.n[part]
            return larger
        before, summed = (0, 0) if part == NOBODY else (table.n[part], scores.total[part])
        return wide(table.n[node] + inside, before + more, summed + total)

    return mends
