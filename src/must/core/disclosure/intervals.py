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

from dataclasses import dataclass

import numpy as np

from must.core.disclosure.shape import NOBODY, Shape, Whole
from must.core.disclosure.tables import Scores, TopicTable


def widths(table: TopicTable, shape: Shape, *, mean: Whole, full: Whole) -> Whole:
    """How far apart the ends of the interval of each hidden node's sum of scores are, int64 [nodes]; 0 for a node that is shown.

    mean, full: the owners of the nodes (see `Shape.owners`) in the mask of means and in that of full figures, int64 [nodes].
    Raises ValueError for a topic without a score.
    """
    if table.scores is None:
        raise ValueError("a follow-up set has no mean")
    here = _Parts.of(table, table.scores, shape, mean=mean, full=full)
    leaves = np.flatnonzero(shape.leaf & (full != NOBODY))
    distributions = table.grouped(leaves, full[leaves], len(shape))
    above = _Ceiling.of(distributions, table.scores, here, sign=1)
    below = _Ceiling.of(distributions, table.scores, here, sign=-1)
    others = here.n[here.part] - here.within
    rest = here.total[here.part]
    most = np.minimum(above.over(here.within, here), rest + below.over(others, here))
    least = np.maximum(-below.over(here.within, here), rest - above.over(others, here))
    width = np.where(here.part == NOBODY, here.within * table.scores.range, most - least)
    return np.where(here.part == np.arange(len(shape)), 0, width)


@dataclass(frozen=True, eq=False)
class _Parts:
    """Where each node's people are. All arrays int64 [nodes].

    within: people of the node that are in the same part as the node (W of a hidden node). part: the owner of that part.
    n, total: people of a part and their sum of scores, at its owner; 0 elsewhere. area: of a part, the owner of its Q, at the part's owner.
    """

    within: Whole
    part: Whole
    n: Whole
    total: Whole
    area: Whole

    @classmethod
    def of(cls, table: TopicTable, scores: Scores, shape: Shape, *, mean: Whole, full: Whole) -> _Parts:
        shown = mean == np.arange(len(shape))
        within, total = (shape.reachable(shown[:, np.newaxis], amount[:, np.newaxis])[:, 0] for amount in (table.n, scores.total))
        return cls(within=within, part=mean, n=np.where(shown, within, 0), total=np.where(shown, total, 0), area=full)


@dataclass(frozen=True, eq=False)
class _Ceiling:
    """f of every area as lines (see above), or, with the sign turned, −g. constant, slope, known: int64 [nodes + 1 × lines]; the last row
    is for what lies in no area, where only the scale's end is known.

    known: for each line the sum over all parts of the area of what counting them in takes off the bound.
    """

    sign: int
    constant: Whole
    slope: Whole
    known: Whole

    @classmethod
    def of(cls, distributions: TopicTable, scores: Scores, here: _Parts, *, sign: int) -> _Ceiling:
        ends, steps, first = [], [], 0
        for item in scores.items:
            falls = item.reversed == (sign > 0)  # whether the options come from the highest signed value down
            values = np.array(item.responses.values)[:: 1 if falls else -1]
            counts = distributions.options[item.id][:, :: 1 if falls else -1]
            first += sign * (item.responses.values[-1] if sign > 0 else item.responses.values[0])
            ends.append(np.cumsum(counts, axis=1)[:, :-1])
            steps.append(np.broadcast_to(np.abs(np.diff(values)), ends[-1].shape))
        end, step = np.concatenate(ends, axis=1), np.concatenate(steps, axis=1)
        order = np.argsort(end, axis=1, kind="stable")
        end, step = np.take_along_axis(end, order, axis=1), np.take_along_axis(step, order, axis=1)
        start = np.zeros((len(end), 1), dtype=np.int64)
        constant = np.concatenate([start, np.cumsum(end * step, axis=1)], axis=1)
        slope = first - np.concatenate([start, np.cumsum(step, axis=1)], axis=1)
        constant, slope = _with_open_row(constant, 0), _with_open_row(slope, first)
        known = np.zeros_like(slope)
        np.add.at(known, here.area, _gain(slope[here.area], here.n, sign * here.total))
        return cls(sign, constant, slope, known)

    def over(self, people: Whole, here: _Parts) -> Whole:
        """The most that so many people of each node's part can sum up to, int64 [nodes]."""
        area = np.where(here.part == NOBODY, NOBODY, here.area[here.part])
        slope = self.slope[area]
        other_parts = self.known[area] - _gain(slope, here.n[here.part], self.sign * here.total[here.part])
        lines = self.constant[area] + slope * people[:, np.newaxis] + other_parts
        most: Whole = lines.min(axis=1)
        return most


def _with_open_row(lines: Whole, value: int) -> Whole:
    return np.concatenate([lines, np.full((1, lines.shape[1]), value, dtype=np.int64)])


def _gain(slope: Whole, n: Whole, total: Whole) -> Whole:
    """What counting in a part of n people with a known sum takes off the bound of each line; nothing where it would add to it."""
    gain: Whole = np.minimum(0, slope * n[:, np.newaxis] - total[:, np.newaxis])
    return gain
