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
        """invited: of each node, int64 [nodes]. A cell must not tell that everybody answered (R6): a mean does where no more were invited
        than it needs, and full figures do always, since whole per cents of several items fit one number of people only."""
        many = table.n >= rules.ordinary.full
        some = (table.n >= rules.ordinary.mean) & (invited > rules.ordinary.mean)
        leaves_doubt = doubt.in_distributions(table, rules.attribute) & doubt.in_mean(table, rules.attribute)
        mean = some & doubt.in_mean(table, rules.attribute) & (leaves_doubt | ~many)
        if table.scores is None:
            mean = many & leaves_doubt & (table.n < invited)
        return cls(full=many & mean & (table.n < invited), mean=mean)


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of people that figures are known of, a row each: what they answered, and how many were invited, int64 [rows]."""

    table: TopicTable
    invited: Whole

    def merged(self, group: int, others: Whole, *, together: bool) -> Groups:
        """The group with each of the others in turn, or together with it and all before it: as many rows as others."""
        rows = np.arange(len(others))
        if together:
            table = self.table.grouped(np.append(group, others), np.append(0, rows), len(rows)).running()
            return Groups(table, self.invited[group] + np.cumsum(self.invited[others]))
        table = self.table.grouped(np.append(np.full_like(others, group), others), np.append(rows, rows), len(rows))
        return Groups(table, self.invited[group] + self.invited[others])


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

    def parts(self, owner: Whole) -> Groups:
        """Every part, at its owner."""
        leaves = np.flatnonzero(self.shape.leaf & (owner != NOBODY))
        invited = np.zeros_like(self.invited)
        np.add.at(invited, owner[leaves], self.invited[leaves])
        return Groups(self.table.grouped(leaves, owner[leaves], len(owner)), invited)

    def reached(self, shown: Flags) -> Whole:
        """How many people of each node are in the part that it belongs to itself: int64 [nodes]."""
        return self.shape.reachable(shown[:, np.newaxis], self.table.n[:, np.newaxis])[:, 0]

    def _unsafe(self, parts: Groups, least: int, *, mean_alone: bool) -> Flags:
        small = (parts.table.n > 0) & (parts.table.n < least)
        return small | ~self.leaves_doubt(parts, mean_alone=mean_alone)

    def leaves_doubt(self, groups: Groups, *, mean_alone: bool) -> Flags:
        """Whether what is known leaves doubt, where that is the mean alone or everything: bool [rows].

        It must about what each answered (R4). Where everything is known, it must about who answered (R6): whole per cents of several items
        fit one number of people only, so that number is known, and neither everybody may have answered nor nobody.
        """
        table = groups.table
        if mean_alone and table.scores is not None:
            return doubt.in_mean(table, self.rules.attribute)
        some: Flags = (groups.invited == 0) | ((table.n > 0) & (table.n < groups.invited))
        return some & doubt.in_distributions(table, self.rules.attribute)

    def _too_close(self, mean: Whole, full: Whole) -> Flags:
        if self.table.scores is None:
            return np.zeros(len(self.shape), dtype=np.bool_)
        width = intervals.widths(self.table, self.shape, mean=mean, full=full)
        hidden = (mean != np.arange(len(self.shape))) & (self.table.n > 0)
        close: Flags = hidden & (100 * width < self.rules.interval.span * self.table.scores.range * self.table.n)
        return close
