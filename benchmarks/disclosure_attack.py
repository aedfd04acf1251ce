"""What the attacker recovers from what a method shows, counted alike for all of them."""

from __future__ import annotations

import numpy as np

from benchmarks.disclosure_cases import Counts, Flags, Whole
from must.core.disclosure.attacker.groups import Sums, small_groups, sums_of_families

LARGE = 3000
"""From so many nodes on every sum is first lessened by those right below it, which gives away the same and takes seconds, not minutes."""


def recovered(counts: Counts, n: Whole, shown: Flags, k: int) -> list[tuple[int, ...]]:
    """The disjoint groups of 1 … k − 1 people in one topic, as columns. n: int64 [nodes]; shown: bool [nodes]."""
    return small_groups((sums_over_cells if len(counts.nodes) < LARGE else sums_less_those_below)(counts, n, shown), k)


def sums_over_cells(counts: Counts, n: Whole, shown: Flags) -> Sums:
    """As published: a column is a leaf, a row is a shown node, over all leaves below it."""
    column = {position: number for number, position in enumerate(np.flatnonzero(counts.leaf).tolist())}
    rows: dict[int, list[int]] = {position: [] for position in np.flatnonzero(shown).tolist()}
    for leaf, number in column.items():
        position = leaf
        while position >= 0:
            if position in rows:
                rows[position].append(number)
            position = counts.above[position]
    return Sums(people=n[list(column)], rows=tuple(rows.values()))


def sums_less_those_below(counts: Counts, n: Whole, shown: Flags) -> Sums:
    """The same, each sum over the leaves of which it is the nearest above."""
    nearest: list[int] = []
    for position, above in enumerate(counts.above):
        nearest.append(position if shown[position] else nearest[above] if above >= 0 else -1)
    return sums_of_families(n[counts.leaf], np.array(nearest)[counts.leaf, np.newaxis])
