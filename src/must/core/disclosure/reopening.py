"""Opens again what was closed on the way to a safe mask and needn't have been.

Closing is greedy, and the optimum is exact for sizes alone. So every hidden cell that could stand by itself is tried once more with all
else as it is, the largest first. Afterwards no cell is hidden, and none shows the mean alone, that could show more by itself. (The optimum
alone has this property anyway: there, one more cell would be a cheaper mask.)

Cells in different areas (parts of the full mask) don't touch each other, so one of each area is tried at a time.
"""

from __future__ import annotations

import numpy as np

from must.core.disclosure.criterion import Criterion
from must.core.disclosure.shape import NOBODY, Flags, Whole


def reopen(criterion: Criterion, *, full: Flags, mean: Flags) -> tuple[Flags, Flags]:
    """The full mask and the mask of means, bool [nodes] each, of a topic whose masks are safe."""
    while True:
        opened = False
        for opens_full in (False, True) if criterion.table.scores is not None else (True,):
            tried = np.zeros_like(full)
            while (cells := _one_of_each_area(criterion, full, mean, tried, opens_full=opens_full)).size:
                tried[cells] = True
                good = _good(criterion, full, mean, cells, opens_full=opens_full)
                full, mean = _with(full, mean, good, opens_full=opens_full)
                opened = opened or bool(good.size)
        if not opened:
            return full, mean


def _with(full: Flags, mean: Flags, cells: Whole, *, opens_full: bool) -> tuple[Flags, Flags]:
    full, mean = full.copy(), mean.copy()
    mean[cells] = True
    full[cells] |= opens_full
    return full, mean


def _good(criterion: Criterion, full: Flags, mean: Flags, cells: Whole, *, opens_full: bool) -> Whole:
    """Those of the cells in whose area nothing breaks a rule when they are opened."""
    area = _area(criterion, full)
    more_full, more_mean = _with(full, mean, cells, opens_full=opens_full)
    breaches = criterion.breaches(full=more_full, mean=more_mean)
    bad = area[breaches.full | breaches.mean | breaches.interval]
    return cells[~np.isin(area[cells], bad)]


def _one_of_each_area(criterion: Criterion, full: Flags, mean: Flags, tried: Flags, *, opens_full: bool) -> Whole:
    """The largest cell of each area that could stand by itself and wouldn't leave too few people behind."""
    standing, least = criterion.standing, criterion.rules.ordinary.full if opens_full else criterion.rules.ordinary.mean
    before = mean if criterion.table.scores is not None else ~full
    worth = (before & ~full & standing.full) if opens_full else (~mean & standing.mean)
    cells = np.flatnonzero(worth & ~tried & _leaves_enough(criterion, full if opens_full else mean, least))
    cells = cells[np.argsort(-criterion.table.n[cells], kind="stable")]
    _, first = np.unique(_area(criterion, full)[cells], return_index=True)
    return cells[first]


def _area(criterion: Criterion, full: Flags) -> Whole:
    return criterion.shape.owners(full[:, np.newaxis])[:, 0]


def _leaves_enough(criterion: Criterion, shown: Flags, least: int) -> Flags:
    """Whether both halves of its part would have nobody or people enough, were a hidden node shown: bool [nodes]."""
    part = _area(criterion, shown)
    reached = criterion.reached(shown)
    rest = np.where(part == NOBODY, 0, reached[part] - reached)
    enough: Flags = ((reached == 0) | (reached >= least)) & ((rest == 0) | (rest >= least))
    return enough
