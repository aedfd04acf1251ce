"""When the cells of a topic are safe: what can be computed from them, group by group, and which of it breaks a rule (R1, R3, R4, R5).

The search for a mask asks it what is wrong, and the audit asks it whether anything is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from must.core.disclosure import doubt, intervals
from must.core.disclosure.rules import Rules
from must.core.disclosure.shape import Flags, Shape, Whole
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
        added, invited = self.table.packed[others], self.invited[others]
        if together:
            added, invited = np.cumsum(added, axis=0), np.cumsum(invited)
        return Groups(self.table.unpacked(self.table.packed[group] + added), self.invited[group] + invited)

    def without(self, others: Groups) -> Groups:
        """Each group less the one in the same row of the others."""
        return Groups(self.table.unpacked(self.table.packed - others.table.packed), self.invited - others.invited)

    def rows(self, which: Whole) -> Groups:
        """Some of the groups."""
        return Groups(self.table.unpacked(self.table.packed[which]), self.invited[which])


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
        by_full, by_mean = self.groups(full), self.groups(mean)
        return Breaches(
            full=full & ~self.is_safe(by_full, mean_alone=False),
            mean=mean
            & ~(self.is_safe(by_mean, mean_alone=self.table.scores is not None) & self._leaves_room(by_full, full=full, mean=mean)),
            interval=self._too_close(by_full, full=full, mean=mean),
            alone=(full & ~self.standing.full) | (mean & ~self.standing.mean),
        )

    def owners(self, shown: Flags) -> Whole:
        """See `Shape.owners`: int64 [nodes]."""
        return self.shape.owners(shown[:, np.newaxis])[:, 0]

    def groups(self, shown: Flags) -> Groups:
        """For each node the people in the leaves that are reached from it through hidden nodes: for a shown node its part."""
        amounts = np.column_stack([self.invited, self.table.packed])
        reached = self.shape.reachable(shown, amounts)
        return Groups(self.table.unpacked(reached[:, 1:]), reached[:, 0])

    def is_safe(self, groups: Groups, *, mean_alone: bool) -> Flags:
        """Whether there are people enough in a group of which the mean is known alone, or everything, and doubt is left: bool [rows]."""
        least = self.rules.ordinary.mean if mean_alone else self.rules.ordinary.full
        enough: Flags = (groups.table.n == 0) | (groups.table.n >= least)
        return enough & self.leaves_doubt(groups, mean_alone=mean_alone)

    def leaves_doubt(self, groups: Groups, *, mean_alone: bool) -> Flags:
        """Whether what is known leaves doubt: bool [rows].

        It must about what each answered (R4), and about who answered (R6). Nowhere may nobody have answered: a hidden cell by itself in a
        part would otherwise have company. And where everything is known, so is the number of people, since whole per cents of several
        items fit one number only: then not everybody may have answered either.
        """
        table, rule = groups.table, self.rules.attribute
        somebody: Flags = (groups.invited == 0) | (table.n > 0)
        if mean_alone:
            return somebody & doubt.in_mean(table, rule)
        not_all: Flags = (groups.invited == 0) | (table.n < groups.invited)
        return somebody & not_all & doubt.in_distributions(table, rule)

    def _leaves_room(self, known: Groups, *, full: Flags, mean: Flags) -> Flags:
        """Whether a shown mean beside what is known around it leaves open what its people answered (R4): bool [nodes]."""
        margin = self.rules.attribute.mean_margin
        return intervals.leaves_room(self.table, self.shape, known.table, mean=self.owners(mean), full=self.owners(full), margin=margin)

    def _too_close(self, known: Groups, *, full: Flags, mean: Flags) -> Flags:
        """Hidden nodes whose mean can be told too closely (R5). known: what of each node's part of the full mask is known."""
        if self.table.scores is None:
            return np.zeros(len(self.shape), dtype=np.bool_)
        width = intervals.widths(self.table, self.shape, known.table, mean=self.owners(mean), full=self.owners(full))
        close: Flags = ~mean & (100 * width < self.rules.interval.span * self.table.scores.range * self.table.n)
        return close
