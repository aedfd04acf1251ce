"""When the cells of a topic are safe: what can be computed from them, group by group, and which of it breaks a rule (R1, R3, R4, R5).

The search for a mask asks it what is wrong, and the audit asks it whether anything is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from must.core.disclosure import doubt, intervals
from must.core.disclosure.rules import Rules
from must.core.disclosure.shape import NOBODY, Flags, Shape, Whole
from must.core.disclosure.tables import TopicTable


@dataclass(frozen=True, eq=False)
class Breaches:
    """What is wrong with a topic's cells. All arrays bool [nodes].

    full, mean: owners of parts of the mask of full figures, and of that of means, which break R3 or R4; for a shown leaf, the leaf.
    interval: hidden nodes whose mean is known too closely (R5).
    alone: shown nodes that may not be shown whatever the others are: too few people, no doubt left (R4), or everybody must have answered.
    """

    full: Flags
    mean: Flags
    interval: Flags
    alone: Flags

    def __bool__(self) -> bool:
        return any(bool(flags.any()) for flags in (self.full, self.mean, self.interval, self.alone))


@dataclass(frozen=True, eq=False)
class Standing:
    """What each node of a topic could show if it were alone. All arrays bool [nodes].

    full: everything. mean: at least the mean. A mean beside a distribution that must not be seen would tell that it must not (R4): so a
    node of people enough for both, whose distribution leaves no doubt, can show neither.
    """

    full: Flags
    mean: Flags

    @classmethod
    def of(cls, table: TopicTable, invited: Whole, rules: Rules) -> Standing:
        """invited: of each node, int64 [nodes]. Where no more were invited than a cell needs, it would tell that all of them answered (R6)."""
        many = table.n >= rules.ordinary.full
        some = (table.n >= rules.ordinary.mean) & (invited > rules.ordinary.mean)
        leaves_doubt = doubt.in_distributions(table, rules.attribute) & doubt.in_mean(table, rules.attribute)
        mean = some & doubt.in_mean(table, rules.attribute) & (leaves_doubt | ~many)
        if table.scores is None:
            mean = many & leaves_doubt
        return cls(full=many & mean & (invited > rules.ordinary.full), mean=mean)


@dataclass(frozen=True, eq=False)
class Criterion:
    """The rules for an ordinary topic's cells. invited: of each node, int64 [nodes]."""

    table: TopicTable
    shape: Shape
    invited: Whole
    rules: Rules

    @cached_property
    def standing(self) -> Standing:
        return Standing.of(self.table, self.invited, self.rules)

    def breaches(self, *, full: Flags, mean: Flags) -> Breaches:
        """What is wrong when these nodes show everything, and these at least the mean: both bool [nodes]."""
        by_full, by_mean = (self.shape.owners(shown[:, np.newaxis])[:, 0] for shown in (full, mean))
        return Breaches(
            full=self._unsafe(self.parts(by_full), self.rules.ordinary.full, mean_alone=False),
            mean=self._unsafe(self.parts(by_mean), self._least_mean, mean_alone=True),
            interval=self._too_close(by_mean, by_full),
            alone=(full & ~self.standing.full) | (mean & ~self.standing.mean),
        )

    @property
    def _least_mean(self) -> int:
        """A follow-up set has no mean that it could show to fewer."""
        return self.rules.ordinary.full if self.table.scores is None else self.rules.ordinary.mean

    def parts(self, owner: Whole) -> TopicTable:
        """The counts of every part, at its owner."""
        leaves = np.flatnonzero(self.shape.leaf & (owner != NOBODY))
        return self.table.grouped(leaves, owner[leaves], len(owner))

    def reached(self, shown: Flags) -> Whole:
        """How many people of each node are in the part that it belongs to itself: int64 [nodes]."""
        return self.shape.reachable(shown[:, np.newaxis], self.table.n[:, np.newaxis])[:, 0]

    def _unsafe(self, parts: TopicTable, least: int, *, mean_alone: bool) -> Flags:
        small = (parts.n > 0) & (parts.n < least)
        return small | ~self.leaves_doubt(parts, mean_alone=mean_alone)

    def leaves_doubt(self, groups: TopicTable, *, mean_alone: bool) -> Flags:
        """R4 on groups of which only the mean is known, or everything: bool [rows]."""
        known = doubt.in_mean if mean_alone and groups.scores is not None else doubt.in_distributions
        return known(groups, self.rules.attribute)

    def _too_close(self, mean: Whole, full: Whole) -> Flags:
        if self.table.scores is None:
            return np.zeros(len(self.shape), dtype=np.bool_)
        width = intervals.widths(self.table, self.shape, mean=mean, full=full)
        hidden = (mean != np.arange(len(self.shape))) & (self.table.n > 0)
        close: Flags = hidden & (100 * width < self.rules.interval.span * self.table.scores.range * self.table.n)
        return close
