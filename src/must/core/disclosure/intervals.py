"""R5: how closely the mean of a hidden cell can be known from all that is shown.

Think of a linear programme that knows how many people are in each cell of the grid, and the scale: its variables say how many people of a
cell chose which option of each scored item; every fully shown node fixes its counts, every shown mean the sum of the answers below its
node. The feasible interval of a hidden cell's mean is what that programme allows. The answer is known in closed form, for all cells at
once:

Let W be the people of a hidden node who can't be told apart from others: those in the part P of the mask of means, which lies in the part Q
of the full mask. Of Q the distribution of each item is known, of P the sum T(P). Of any m people in Q the sum of answers is at most f(m),
the sum over the items of the m highest answers in Q, and at least g(m). f is concave and depends on m alone, so the sums that are possible
for disjoint groups in Q are the base polytope of a polymatroid, and every bound on W comes from W, or from the rest of P, together with
other parts J of known sum:

    T(W) ≤ min over J of f(|W| + |J|) − T(J)         T(W) ≥ T(P) − min over J of f(|P without W| + |J|) − T(J)

and the same from below with g. f is the minimum of its lines a + λm, so the best J for a line is all parts whose mean is above λ: one look
at each of the few lines is enough. Where nothing of the distributions is known, f(m) is m times the scale's end, and the bounds become the
usual ones from the scale alone. The three bands of the score aren't used: they bind a person's answers to several items together.
(Fujishige, Submodular Functions and Optimization, on base polytopes.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from must.core.disclosure.shape import NOBODY, Flags, Shape, Whole
from must.core.disclosure.tables import TopicTable
from must.core.instrument.model import Item

_EXCHANGEABLE = 2
"""Answers in use beyond the first, over all items, that leave an exchange open when their sum is known."""


def widths(table: TopicTable, shape: Shape, known: TopicTable, *, mean: Whole, full: Whole) -> Whole:
    """How far apart the ends of the interval of each hidden node's sum of scores are, int64 [nodes]; 0 for shown nodes and where nobody is.

    known: what is known of the part of the full mask that a node owns, in the row of the node; other rows aren't looked at.
    mean, full: the owners of the nodes (see `Shape.owners`) in the mask of means and in that of full figures, int64 [nodes].
    Raises ValueError for a topic without a score.
    """
    if table.scores is None or known.scores is None:
        raise ValueError("a follow-up set has no mean")
    shown = mean == np.arange(len(shape))
    within, total = shape.reachable(shown, np.column_stack([table.n, table.scores.total])).T
    width = np.where(~shown & (mean == NOBODY), within * table.scores.range, 0)
    hidden = np.flatnonzero(~shown & (mean != NOBODY) & (within > 0))
    if not hidden.size:
        return width
    parts = _Parts.of(np.flatnonzero(shown & (within > 0)), n=within, total=total, area=full, around=full[mean[hidden]])
    above, below = (_Ceiling.of(known, table.scores.items, parts, sign=sign) for sign in (1, -1))
    own, part, area = within[hidden], mean[hidden], full[mean[hidden]]
    others, sums = within[part] - own, total[part]
    most = np.minimum(above.over(own, area, within[part], sums), sums + below.over(others, area, within[part], sums))
    least = np.maximum(-below.over(own, area, within[part], sums), sums - above.over(others, area, within[part], sums))
    width[hidden] = most - least
    return width


def leaves_room(table: TopicTable, shape: Shape, known: TopicTable, *, mean: Whole, full: Whole, margin: int) -> Flags:
    """Whether what is known around the part of a shown mean leaves open what its people answered (R4): bool [nodes]; True for other nodes.

    The part lies in a larger one of which each item's distribution is known. Its sum must be more than `margin` points an item away from
    that of its number of highest answers there, and of lowest ones; otherwise its own distribution follows. And there must be three
    answers among which they can have been exchanged: of two, the mean tells how many gave each. Arguments as in `widths`.
    """
    room = np.ones(len(shape), dtype=np.bool_)
    if table.scores is None or known.scores is None:
        return room
    shown = mean == np.arange(len(shape))
    within, total = shape.reachable(shown, np.column_stack([table.n, table.scores.total])).T
    parts = np.flatnonzero(shown & (within > 0))
    parts = parts[(full[parts] == NOBODY) | (within[parts] < known.n[full[parts]])]
    items, area = table.scores.items, full[parts]
    most, least = (sign * _best(known, items, area, within[parts], sign=sign) for sign in (1, -1))
    away = np.minimum(most - total[parts], total[parts] - least)
    used = sum(np.where(area == NOBODY, len(one.responses.values), np.sum(known.options[one.id][area] > 0, axis=1)) - 1 for one in items)
    room[parts] = (away > margin * len(items)) & (used >= _EXCHANGEABLE)
    return room


def _best(known: TopicTable, items: Sequence[Item], area: Whole, people: Whole, *, sign: int) -> Whole:
    """f of so many people of each area, or, with the sign turned, −g: int64 [areas]."""
    constant, slope = _lines(known, items, area, sign=sign)
    best: Whole = (constant + slope * people[:, np.newaxis]).min(axis=1)
    return best


@dataclass(frozen=True, eq=False)
class _Parts:
    """Parts of the mask of means in the areas that matter (Q above), sorted by area. n, total: int64 [parts].

    areas: the owners of the areas, ascending; `NOBODY` where nothing but means is known. first: where each area's parts begin.
    """

    areas: Whole
    first: Whole
    area: Whole
    n: Whole
    total: Whole

    @classmethod
    def of(cls, owners: Whole, *, n: Whole, total: Whole, area: Whole, around: Whole) -> _Parts:
        areas = np.unique(around)
        owners = owners[np.isin(area[owners], areas)]
        owners = owners[np.argsort(area[owners], kind="stable")]
        return cls(
            areas=areas,
            first=np.searchsorted(area[owners], areas),
            area=np.searchsorted(areas, area[owners]),
            n=n[owners],
            total=total[owners],
        )


@dataclass(frozen=True, eq=False)
class _Ceiling:
    """f of every area as lines (see above), or, with the sign turned, −g. constant, slope, gains: int64 [areas × lines].

    gains: for each line the sum over all parts of the area of what counting them in takes off the bound.
    """

    sign: int
    areas: Whole
    constant: Whole
    slope: Whole
    gains: Whole

    @classmethod
    def of(cls, known: TopicTable, items: Sequence[Item], parts: _Parts, *, sign: int) -> _Ceiling:
        """Where no distribution is known all lines are the one from the scale's end."""
        constant, slope = _lines(known, items, parts.areas, sign=sign)
        gains = np.add.reduceat(_gain(slope[parts.area], parts.n, sign * parts.total), parts.first, axis=0)
        return cls(sign, parts.areas, constant, slope, gains)

    def over(self, people: Whole, area: Whole, n: Whole, total: Whole) -> Whole:
        """The most that so many people of parts can sum up to, int64 [parts]. area, n and total are the parts', signs as they are."""
        row = np.searchsorted(self.areas, area)
        slope = self.slope[row]
        other_parts = self.gains[row] - _gain(slope, n, self.sign * total)
        lines = self.constant[row] + slope * people[:, np.newaxis] + other_parts
        most: Whole = lines.min(axis=1)
        return most


def _lines(known: TopicTable, items: Sequence[Item], areas: Whole, *, sign: int) -> tuple[Whole, Whole]:
    """f of each area as lines: what they begin with and their slopes, int64 [areas × lines] each."""
    end, step = _steps(known, items, areas, sign=sign)
    start = np.zeros((len(end), 1), dtype=np.int64)
    constant = np.concatenate([start, np.cumsum(end * step, axis=1)], axis=1)
    highest = sum(max(sign * value for value in item.responses.values) for item in items)
    return constant, highest - np.concatenate([start, np.cumsum(step, axis=1)], axis=1)


def _steps(known: TopicTable, items: Sequence[Item], areas: Whole, *, sign: int) -> tuple[Whole, Whole]:
    """Where f bends, counted in people, and by how much its slope then falls: int64 [areas × bends] each, the bends ascending."""
    ends, steps = [], []
    for item in items:
        order = 1 if item.reversed == (sign > 0) else -1  # the options from the highest signed value down
        values = np.array(item.responses.values)[::order]
        ends.append(np.cumsum(known.options[item.id][areas, ::order], axis=1)[:, :-1])
        steps.append(np.where(areas == NOBODY, 0, np.abs(np.diff(values))[:, np.newaxis]).T)
    end, step = np.concatenate(ends, axis=1), np.concatenate(steps, axis=1)
    order_of_bends = np.argsort(end, axis=1, kind="stable")
    return np.take_along_axis(end, order_of_bends, axis=1), np.take_along_axis(step, order_of_bends, axis=1)


def _gain(slope: Whole, n: Whole, total: Whole) -> Whole:
    """What counting in a part of n people with a known sum takes off the bound of each line; nothing where it would add to it."""
    gain: Whole = np.minimum(0, slope * n[:, np.newaxis] - total[:, np.newaxis])
    return gain
