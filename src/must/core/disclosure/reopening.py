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


def reopen(criterion: Criterion, *, full: Flags, mean: Flags, barred: Flags) -> tuple[Flags, Flags]:
    """The full mask and the mask of means, bool [nodes] each, of a topic whose masks are safe.

    barred: nodes that stay hidden, bool [nodes].
    """
    tries = criterion.shape.affordable_passes
    while True:
        opened = False
        for opens_full in (False, True) if criterion.table.scores is not None else (True,):
            tried = barred.copy()
            while tries and (cells := _one_of_each_area(criterion, full, mean, tried, opens_full=opens_full)).size:
                tries -= 1
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
    area = criterion.owners(full)
    more_full, more_mean = _with(full, mean, cells, opens_full=opens_full)
    breaches = criterion.breaches(full=more_full, mean=more_mean)
    bad = area[breaches.full | breaches.mean | breaches.interval]
    return cells[~np.isin(area[cells], bad)]


def _one_of_each_area(criterion: Criterion, full: Flags, mean: Flags, tried: Flags, *, opens_full: bool) -> Whole:
    """The largest cell of each area that could stand by itself, and whose part would fall into two safe ones."""
    standing = criterion.standing
    closed = ~full & standing.full if opens_full else ~mean & standing.mean
    if opens_full and criterion.table.scores is not None:
        closed &= mean
    cells = np.flatnonzero(closed & ~tried)
    cells = cells[_falls_apart_safely(criterion, full if opens_full else mean, cells, mean_alone=not opens_full)]
    cells = cells[np.lexsort((criterion.shape.place[cells], -criterion.table.n[cells]))]
    _, first = np.unique(criterion.owners(full)[cells], return_index=True)
    return cells[first]


def _falls_apart_safely(criterion: Criterion, shown: Flags, cells: Whole, *, mean_alone: bool) -> Flags:
    """Whether both pieces of its part are safe by themselves when a hidden node is shown: bool [cells]. Of no part: the rest stays free."""
    groups, part = criterion.groups(shown), criterion.owners(shown)[cells]
    own, rest = groups.rows(cells), groups.rows(part).without(groups.rows(cells))
    safe: Flags = criterion.is_safe(own, mean_alone=mean_alone) & ((part == NOBODY) | criterion.is_safe(rest, mean_alone=mean_alone))
    return safe
