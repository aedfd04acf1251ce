"""What to close where R4 or R5 is broken: enough of the shown nodes around a part for the part to become safe.

A part U(v) grows when a shown node right below its hidden ones is hidden as well, or v itself, whereby it flows into the part around v. The
cheapest node (by respondents, then by place) that mends it is taken; where no single one does, the cheapest, and the search comes back.
What the part already hid stays closed, so that the next optimum doesn't open what the mending counts on.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from must.core.disclosure.criterion import Breaches, Criterion
from must.core.disclosure.shape import NOBODY, Flags, Whole
from must.core.disclosure.tables import TopicTable

Mends = Callable[[Whole], Flags]
"""Which of some candidates (positions of nodes) mend what is broken."""


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
    """A node around the part, and all that the part already hides. below: the node under which it must be, where nothing else helps."""
    owner = criterion.shape.owners(shown[:, np.newaxis])[:, 0]
    shape, nodes = criterion.shape, np.arange(len(shown))
    around = np.flatnonzero(shown & (nodes != part) & (shape.parent != NOBODY) & (owner[shape.parent] == part))
    if below is not None:
        around = around[(around > below) & (around < shape.end[below])]
    elif part != NOBODY:
        around = np.append(around, part)
    around = around[np.lexsort((around, criterion.table.n[around]))]
    mending = np.flatnonzero(mends(around))
    closed: Flags = ~shown & (owner == part)
    closed[around[mending[0] if mending.size else 0]] = True
    return closed


def _flows_into(criterion: Criterion, owner: Whole, part: int, candidates: Whole) -> Whole:
    """With which part the part becomes one when a candidate is hidden: the candidate's own; where it owns the part, the one around."""
    above = criterion.shape.parent[part]
    around = NOBODY if above == NOBODY else int(owner[above])
    flows: Whole = np.where(candidates == part, around, candidates)
    return flows


def _mends_doubt(criterion: Criterion, parts: TopicTable, owner: Whole, part: int, *, mean_alone: bool) -> Mends:
    def mends(candidates: Whole) -> Flags:
        others = _flows_into(criterion, owner, part, candidates)
        rows = np.arange(len(candidates))
        both = parts.grouped(np.concatenate([np.full_like(others, part), others]), np.concatenate([rows, rows]), len(rows))
        mended: Flags = criterion.leaves_doubt(both, mean_alone=mean_alone) | (others == NOBODY)
        return mended

    return mends


def _mends_interval(criterion: Criterion, parts: TopicTable, owner: Whole, node: int, reached: int) -> Mends:
    """By the bounds that the scale alone gives: `reached` people of the node in the part, whose sum is known."""
    shape, span, part = criterion.shape, criterion.rules.interval.span, int(owner[node])
    if (scores := parts.scores) is None:
        raise ValueError("a follow-up set has no mean")

    def mends(candidates: Whole) -> Flags:
        others = _flows_into(criterion, owner, part, candidates)
        own = reached + np.where((candidates > node) & (candidates < shape.end[node]), parts.n[others], 0)
        n = parts.n[part] + parts.n[others]
        above = scores.total[part] + scores.total[others] - n * scores.lowest
        width = np.minimum.reduce([own * scores.range, above, (n - own) * scores.range, n * scores.range - above])
        free = (others == NOBODY) | (part == NOBODY)
        wide: Flags = 100 * np.where(free, own * scores.range, width) >= span * scores.range * criterion.table.n[node]
        return wide

    return mends
