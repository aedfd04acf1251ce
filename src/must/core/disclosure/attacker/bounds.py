"""R5: how far the sum of a hidden cell is pinned down by everything shown, by linear programming.

The attacker knows how many people are in each cell. The unknowns are, for each block of people, scored item and option, how many of the
block chose it. Known are, for every set of people whose figures follow in full, how many chose each option of each item; for every set
whose mean follows, the sum of all values. People of one block are treated alike: they are in the same sets and all in the target or all
outside it, so that any solution for the block can be dealt out to its people in proportion, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from must.core.disclosure.attacker.solver import Programme, Real, Row
from must.core.disclosure.attacker.tallies import Counted, Whole, turned_values
from must.core.instrument.model import Item


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Blocks of people and what is known of them.

    blocks: how many people are in each, and what they answered; of that only the sums over the sets are used.
    full: int64 [blocks × families], the number of the block's set among those whose figures are known in full, or below 0; mean: the same
    for those whose mean is known.
    """

    items: Sequence[Item]
    blocks: Counted
    full: Whole
    mean: Whole


def feasible_interval(known: Known, target: Sequence[int]) -> tuple[float, float]:
    """The least and the greatest sum of values (over the scored items) that the blocks of the target can have had."""
    values = [float(value) for item in known.items for value in turned_values(item)]
    people = known.blocks.n.astype(np.float64)
    size = len(people) * len(values)
    upper: Real = np.repeat(people, len(values))
    programme = Programme(np.zeros(size), upper, list(_rows(known, values)))
    costs = np.zeros((len(people), len(values)))
    costs[list(target)] = values
    least, most = programme.minimise(costs.ravel()), programme.minimise(-costs.ravel())
    if least is None or most is None:
        raise ValueError("what is known contradicts itself")
    return least.value, -most.value


def _rows(known: Known, values: Sequence[float]) -> Iterator[Row]:
    width, starts = len(values), _starts(known.items)
    for block, people in enumerate(known.blocks.n.tolist()):
        for item, start in zip(known.items, starts, strict=True):
            options = range(block * width + start, block * width + start + len(item.responses.values))
            yield Row(options, [1.0] * len(options), people, people)
    counts = np.column_stack([known.blocks.options[item.id] for item in known.items])
    for members in _sets(known.full):
        for option, count in enumerate(counts[members].sum(axis=0).tolist()):
            yield Row([block * width + option for block in members], [1.0] * len(members), count, count)
    for members in _sets(known.mean):
        total = int(known.blocks.total[members].sum())
        yield Row([block * width + option for block in members for option in range(width)], [*values] * len(members), total, total)


def _starts(items: Sequence[Item]) -> Sequence[int]:
    """Where each item's options begin among all of them."""
    return list(accumulate((len(item.responses.values) for item in items[:-1]), initial=0))


def _sets(families: Whole) -> Iterator[list[int]]:
    for family in families.T:
        sets: dict[int, list[int]] = {}
        for block, number in enumerate(family.tolist()):
            if number >= 0:
                sets.setdefault(number, []).append(block)
        yield from sets.values()
