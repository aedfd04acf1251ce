"""What to close where R4 or R5 is broken: enough of the shown nodes around a part for the part to become safe.

A part U(v) grows when a shown node right below its hidden ones is hidden as well, or v itself, whereby it flows into the part around v. The
cheapest of them that mend it are taken (by respondents, then by place): one, or several together; the search comes back to see.
What the part already hid stays closed, so that the next optimum doesn't open what the mending counts on.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from must.core.disclosure.criterion import Breaches, Criterion, Groups
from must.core.disclosure.shape import NOBODY, Flags, Whole


class Mends(Protocol):
    """Which of some nodes mend what is broken when they are hidden; together: each with all before it. nodes: positions; bool [nodes]."""

    def __call__(self, candidates: Whole, *, together: bool) -> Flags: ...


def widen_full(criterion: Criterion, full: Flags, breaches: Breaches) -> Flags:
    """What more must not show everything: bool [nodes]. Where a shown leaf itself breaks a rule, that leaf."""
    owner = criterion.shape.owners(full[:, np.newaxis])[:, 0]
    parts = criterion.parts(owner)
    closed = np.zeros_like(full)
    for part in np.flatnonzero(breaches.full).tolist():
        mends = _mends_doubt(criterion, parts, owner, part, mean_alone=False)
        closed |= _widened(criterion, full, part, mends)
    return closed


def widen_mean(criterion: Criterion, mean: Flags, breaches: Breaches) -> Flags:
    """What more must not show even the mean: bool [nodes]."""
    owner = criterion.shape.owners(mean[:, np.newaxis])[:, 0]
    parts = criterion.parts(owner)
    closed = np.zeros_like(mean)
    for part in np.flatnonzero(breaches.mean).tolist():
        mends = _mends_doubt(criterion, parts, owner, part, mean_alone=True)
        closed |= _widened(criterion, mean, part, mends)
    seen = set(np.flatnonzero(breaches.mean).tolist())
    reached = criterion.reached(mean)
    hidden = np.flatnonzero(breaches.interval)
    for node in hidden[
        np.argsort(-criterion.table.n[hidden], kind="stable")
    ].tolist():  # what mends the largest most often mends the others
        if (part := int(owner[node])) not in seen:
            seen.add(part)
            mends = _mends_interval(criterion, parts, owner, node, int(reached[node]))
            below = node if reached[node] * 100 < criterion.rules.interval.span * criterion.table.n[node] else None
            closed |= _widened(criterion, mean, part, mends, below=below)
    return closed


def _widened(criterion: Criterion, shown: Flags, part: int, mends: Mends, *, below: int | None = None) -> Flags:
    """Nodes around the part, and all that the part already hides. below: the node under which they must be, where nothing else helps."""
    owner = criterion.shape.owners(shown[:, np.newaxis])[:, 0]
    around = _around(criterion, shown, owner, part, below)
    closed: Flags = ~shown & (owner == part)
    closed[_cheapest(criterion, around, part, mends, with_owner=below is None)] = True
    return closed


def _around(criterion: Criterion, shown: Flags, owner: Whole, part: int, below: int | None) -> Whole:
    """The shown nodes right below the part's hidden ones, or below its owner, the cheapest first."""
    shape = criterion.shape
    next_to = shown & (np.arange(len(shown)) != part) & (shape.parent != NOBODY) & (owner[shape.parent] == part)
    around = np.flatnonzero(next_to)
    if below is not None:
        around = around[(around > below) & (around < shape.end[below])]
    return around[np.lexsort((around, criterion.table.n[around]))]


def _cheapest(criterion: Criterion, around: Whole, part: int, mends: Mends, *, with_owner: bool) -> Whole:
    """One node, the first few together, or the part's owner, whichever mends at the least cost; the enterprise only where nothing is left.

    Where nothing mends yet: the cheaper half of the nodes.
    """
    if not around.size:
        return np.array([part])
    ways = [around[[one]] for one in np.flatnonzero(mends(around, together=False))[:1]]
    ways += [around[: many + 1] for many in np.flatnonzero(mends(around, together=True))[:1]]
    owner = np.array([part])
    if with_owner and part > 0 and mends(owner, together=False)[0]:
        ways.append(owner)
    return min(ways, key=lambda way: int(criterion.table.n[way].sum()), default=around[: (around.size + 1) // 2])


def _flows_into(criterion: Criterion, owner: Whole, part: int, candidates: Whole) -> Whole:
    """With which part the part becomes one when a candidate is hidden: the candidate's own; where it owns the part, the one around."""
    above = criterion.shape.parent[part]
    around = NOBODY if above == NOBODY else int(owner[above])
    flows: Whole = np.where(candidates == part, around, candidates)
    return flows


def _mends_doubt(criterion: Criterion, parts: Groups, owner: Whole, part: int, *, mean_alone: bool) -> Mends:
    def mends(candidates: Whole, *, together: bool) -> Flags:
        others = _flows_into(criterion, owner, part, candidates)
        merged = parts.merged(part, others, together=together)
        mended: Flags = criterion.leaves_doubt(merged, mean_alone=mean_alone) | (others == NOBODY)
        return mended

    return mends


def _mends_interval(criterion: Criterion, parts: Groups, owner: Whole, node: int, reached: int) -> Mends:
    """By the bounds that the scale alone gives: `reached` people of the node in the part, whose sum is known."""
    shape, span, part = criterion.shape, criterion.rules.interval.span, int(owner[node])
    if (scores := parts.table.scores) is None:
        raise ValueError("a follow-up set has no mean")

    def mends(candidates: Whole, *, together: bool) -> Flags:
        others = _flows_into(criterion, owner, part, candidates)
        under = (candidates > node) & (candidates < shape.end[node])
        more, total, inside = parts.table.n[others], scores.total[others], np.where(under, parts.table.n[others], 0)
        if together:
            more, total, inside = np.cumsum(more), np.cumsum(total), np.cumsum(inside)
        n, own = parts.table.n[part] + more, reached + inside
        above = scores.total[part] + total - n * scores.lowest
        width = np.minimum.reduce([own * scores.range, above, (n - own) * scores.range, n * scores.range - above])
        free = (others == NOBODY) | (part == NOBODY)
        wide: Flags = 100 * np.where(free, own * scores.range, width) >= span * scores.range * criterion.table.n[node]
        return wide

    return mends
