"""R5 where a breakdown is shown: how closely the mean of a group can be known from the tree's cells and the breakdown's together.

The linear programme knows how many people are in each *pool*: those of one value in one part of the mask of means, whom nothing that is
shown tells apart. Its variables say how many of a pool chose which option of each scored item. It is told all that is shown: every part's
sum, the whole distributions of every part of the full mask (an *area*), and those of every value. The feasible interval of a group is what
it allows.

Two feasible points that lie far enough apart prove an interval wide, and every point speaks of every group at once: of so many people from
a pool, the sum is at most that of the pool's highest answers at that point. So most groups are proved wide by the true answers, or by a
few points far from each other; for each of the others the programme looks for its two ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np
from numpy.typing import NDArray

from must.core.disclosure.shape import Flags, Whole
from must.core.disclosure.tables import TopicTable

Amounts = NDArray[np.float64]

_BLOCK: Final = 90
"""Pools that a programme may move at once. Beyond that the enterprise is cut into blocks of whole areas, and each programme leaves all
other blocks at the true answers. These are not all the feasible points, so an interval may be taken for narrower than it is, never for
wider."""

_TOLERANCE: Final = 1e-6
"""Of a sum of answers, for what a programme in floating point may be wrong by."""


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """The options of a topic's scored items in one row, item by item, rising within each by what they count, reversed items turned round.

    item: number of the item, int64 [choices]. value: what the option counts, int64 [choices].
    """

    item: Whole
    value: Whole

    @classmethod
    def of(cls, table: TopicTable) -> tuple[Choices, Whole]:
        """With the counts of the table in that order, int64 [rows × choices]. Raises ValueError for a topic without a score."""
        if table.scores is None:
            raise ValueError("a follow-up set has no mean")
        item, value, counts = [], [], []
        for number, scored in enumerate(table.scores.items):
            options = np.array(scored.responses.values)
            chosen = table.options[scored.id]
            if scored.reversed:
                options, chosen = (options[0] + options[-1] - options)[::-1], chosen[:, ::-1]
            item.append(np.full(len(options), number))
            value.append(options)
            counts.append(chosen)
        return cls(item=np.concatenate(item), value=np.concatenate(value)), np.concatenate(counts, axis=1)

    @property
    def items(self) -> int:
        return int(self.item[-1]) + 1

    @property
    def least(self) -> int:
        """The lowest sum that somebody can have."""
        return int(self.value[np.flatnonzero(np.diff(self.item, prepend=-1))].sum())

    @property
    def most(self) -> int:
        """The highest."""
        return -self.mirrored().least

    def mirrored(self) -> Choices:
        """The same from the other end, every value with its sign turned."""
        return Choices(item=self.items - 1 - self.item[::-1], value=-self.value[::-1])

    def highest(self, chosen: Amounts, people: Whole) -> Amounts:
        """The highest sum that so many people of each row can have, when the row's choices are these: chosen [rows × choices], [rows]."""
        total = np.zeros(len(chosen))
        for item in range(self.items):
            here = np.flatnonzero(self.item == item)[::-1]
            above = np.cumsum(chosen[:, here], axis=1) - chosen[:, here]
            total += np.clip(people[:, np.newaxis] - above, 0, chosen[:, here]) @ self.value[here]
        return total

    def lowest(self, chosen: Amounts, people: Whole) -> Amounts:
        return np.negative(self.mirrored().highest(chosen[:, ::-1], people))


@dataclass(frozen=True, slots=True, eq=False)
class Pools:
    """part, area, value: where a pool belongs, as any numbers, int64 [pools]. people: int64 [pools]. chosen: their true answers, [pools ×
    choices]."""

    part: Whole
    area: Whole
    value: Whole
    people: Whole
    chosen: Whole

    def take(self, which: Whole) -> Pools:
        return Pools(self.part[which], self.area[which], self.value[which], self.people[which], self.chosen[which])


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups whose mean must not be known closely. group, pool, amount: so many people of a group are in that pool, int64 [entries]. size:
    people over whom each group's mean is taken, int64 [groups]; it may be more, if the sum of the others is known."""

    group: Whole
    pool: Whole
    amount: Whole
    size: Whole

    def sums(self, amounts: Amounts) -> Amounts:
        """Something of each entry, summed by group: [groups]."""
        summed: Amounts = np.bincount(self.group, weights=amounts, minlength=len(self.size)).astype(np.float64)
        return summed

    def within(self, pools: Whole) -> Groups:
        """The groups that have people in these of the pools, numbered anew."""
        number = np.full(int(self.pool.max(initial=-1)) + 1, -1)
        number[pools[pools < len(number)]] = np.flatnonzero(pools < len(number))
        return self._kept(number[self.pool] >= 0, number)

    def only(self, groups: Flags) -> Groups:
        return self._kept(groups[self.group], np.arange(int(self.pool.max(initial=-1)) + 1))

    def _kept(self, entries: Flags, number: Whole) -> Groups:
        kept, group = np.unique(self.group[entries], return_inverse=True)
        return Groups(group=group, pool=number[self.pool[entries]], amount=self.amount[entries], size=self.size[kept])


def all_wide(pools: Pools, groups: Groups, choices: Choices, span: float) -> bool:
    """Whether the feasible interval of every group's mean spans `span`, a difference of sums of scored items.

    True is a proof. False is one too where there are few enough pools for one programme.
    """
    if np.any(_roughly(pools, groups, choices) < span * groups.size):
        return False
    groups = groups.only(~_Found.of(pools, groups, choices).wide(span))
    return all(_wide_in(pools.take(block), groups.within(block), choices, span) for block in _blocks(pools))


def _roughly(pools: Pools, groups: Groups, choices: Choices) -> Amounts:
    """A width that no group's interval exceeds: only the sum of the part that it is in is known."""
    _, part = np.unique(pools.part, return_inverse=True)
    people, total = np.bincount(part, weights=pools.people), np.bincount(part, weights=pools.chosen @ choices.value)
    inside = groups.sums(groups.amount.astype(np.float64))
    where = np.zeros(len(groups.size), dtype=np.int64)
    where[groups.group] = part[groups.pool]
    outside = people[where] - inside
    highest = np.minimum(inside * choices.most, total[where] - outside * choices.least)
    lowest = np.maximum(inside * choices.least, total[where] - outside * choices.most)
    width: Amounts = highest - lowest
    return width


def _blocks(pools: Pools) -> Iterator[Whole]:
    """The pools by blocks of whole areas, large and small areas spread evenly."""
    areas, area = np.unique(pools.area, return_inverse=True)
    blocks = -(-len(pools.people) // _BLOCK)
    rank = np.empty(len(areas), dtype=np.int64)
    rank[np.argsort(-np.bincount(area, weights=pools.people), kind="stable")] = np.arange(len(areas))
    for block in range(blocks):
        yield np.flatnonzero(rank[area] % blocks == block)


@dataclass(slots=True)
class _Found:
    """The lowest and the highest sum of each group at the points found so far."""

    groups: Groups
    choices: Choices
    lowest: Amounts
    highest: Amounts

    @classmethod
    def of(cls, pools: Pools, groups: Groups, choices: Choices) -> _Found:
        """With the true answers as the first point."""
        found = cls(groups, choices, np.full(len(groups.size), np.inf), np.full(len(groups.size), -np.inf))
        found.add(pools.chosen.astype(np.float64))
        return found

    def add(self, chosen: Amounts) -> None:
        """chosen: a feasible point, [pools × choices]."""
        here = chosen[self.groups.pool]
        self.lowest = np.minimum(self.lowest, self.groups.sums(self.choices.lowest(here, self.groups.amount)))
        self.highest = np.maximum(self.highest, self.groups.sums(self.choices.highest(here, self.groups.amount)))

    def wide(self, span: float) -> Flags:
        wide: Flags = self.highest - self.lowest >= span * self.groups.size + _TOLERANCE
        return wide


def _wide_in(pools: Pools, groups: Groups, choices: Choices, span: float) -> bool:
    if not groups.size.size:
        return True
    found, programme = _Found.of(pools, groups, choices), _Programme(pools, choices)
    for width in (1, 2):  # neighbouring parts pull in opposite directions
        pull = (-1.0) ** (pools.part // width + pools.value) / pools.people
        found.add(programme.highest(pull))
        found.add(programme.highest(-pull))
    return all(_is_wide(pools, groups, group, choices, span) for group in np.flatnonzero(~found.wide(span)).tolist())


def _is_wide(pools: Pools, groups: Groups, group: int, choices: Choices, span: float) -> bool:
    """By the two ends of one group's interval: its people become pools of their own."""
    entries = groups.group == group
    pool, amount = groups.pool[entries], groups.amount[entries]
    people = pools.people.copy()
    people[pool] -= amount
    inside = pools.take(pool)
    parted = Pools(
        part=np.concatenate([pools.part, inside.part]),
        area=np.concatenate([pools.area, inside.area]),
        value=np.concatenate([pools.value, inside.value]),
        people=np.concatenate([people, amount]),
        chosen=np.concatenate([pools.chosen, np.zeros_like(inside.chosen)]),
    )
    programme = _Programme(parted, choices)
    pull = np.zeros(len(parted.people))
    pull[len(pools.people) :] = 1
    ends = [float((programme.highest(sign * pull)[len(pools.people) :] @ choices.value).sum()) for sign in (1, -1)]
    return ends[0] - ends[1] >= span * float(groups.size[group]) + _TOLERANCE


class _Programme:
    """Who may have answered what, given all that is shown. A column is a choice of a pool."""

    def __init__(self, pools: Pools, choices: Choices) -> None:
        self.value = choices.value
        self.known = pools.chosen.astype(np.float64)
        rows, coefficients = _constraints(pools, choices)
        known = np.zeros(int(rows.max()) + 1)
        np.add.at(known, rows, coefficients * pools.chosen.reshape(-1, 1))
        # Of a group that was parted from its pool only the number is known, not what it answered.
        known[: pools.people.size * choices.items] = np.repeat(pools.people, choices.items)
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotations
        self.solver.setOptionValue("output_flag", False)
        self.solver.passModel(_model(rows, coefficients, known))

    def highest(self, pull: Amounts) -> Amounts:
        """A point at which the sum of answers, weighted by pool with `pull`, is highest: [pools × choices].

        Where the solver gives up, the point that is known without it, which proves nothing more.
        """
        cost = -np.outer(pull, self.value).ravel()
        self.solver.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return self.known
        return np.array(self.solver.getSolution().col_value).reshape(self.known.shape)


def _constraints(pools: Pools, choices: Choices) -> tuple[Whole, Whole]:
    """The rows in which each column stands, and with what coefficients: int64 [columns × 4]. First come the rows that say how many people a
    pool has, by pool and item; then an area's choices, a value's choices, a part's sum."""
    (part, area, value), counts = _numbered(pools.part, pools.area, pools.value)
    pool, choice = (each.ravel() for each in np.indices(pools.chosen.shape))
    width = pools.chosen.shape[1]
    blocks = [
        pool * choices.items + choices.item[choice],
        area[pool] * width + choice,
        value[pool] * width + choice,
        part[pool],
    ]
    starts = np.cumsum([0, len(pools.people) * choices.items, counts[1] * width, counts[2] * width])
    ones = np.ones_like(pool)
    return np.stack(blocks, axis=1) + starts, np.stack([ones, ones, ones, choices.value[choice]], axis=1)


def _numbered(*labels: Whole) -> tuple[list[Whole], list[int]]:
    """Each of the arrays with its labels numbered from 0, and how many there are."""
    numbered = [np.unique(each, return_inverse=True) for each in labels]
    return [number for _, number in numbered], [len(names) for names, _ in numbered]


def _model(rows: Whole, coefficients: Whole, known: Amounts) -> highspy.HighsLp:
    columns = len(rows)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(known)
    model.col_cost_ = np.zeros(columns)
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.full(columns, highspy.kHighsInf)
    model.row_lower_ = model.row_upper_ = known
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, rows.size + 1, rows.shape[1], dtype=np.int32)
    model.a_matrix_.index_ = rows.ravel().astype(np.int32)
    model.a_matrix_.value_ = coefficients.ravel().astype(np.float64)
    return model
