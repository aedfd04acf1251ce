"""Counts over the reporting grid, topic by topic. Nothing here is safe to show: `masks` decides what is.

Every statistic of a topic counts exactly the same people, its respondent set: those who answered all its items that were asked. Otherwise
the sum of a scale minus the sums of its items would tell single answers of whoever skipped one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from must.core.disclosure.grid import Grid
from must.core.instrument.model import Instrument, Item, Topic
from must.core.scoring.answers import MISSING, Answers
from must.core.scoring.scales import OUTSIDE, Band, answered_all, bands_of, positions, scored_among, sums

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Scores:
    """What was counted of a scale's score.

    items: those that make it.
    sums: how many have each sum of their values, reversed items turned round, from the lowest possible sum on, [nodes × sums].
    bands: how many have a score in each `Band`, [nodes × 3].
    """

    items: tuple[Item, ...]
    sums: Counts
    bands: Counts

    @property
    def lowest(self) -> int:
        """The least sum that a respondent can have."""
        return sum(item.responses.values[0] for item in self.items)

    @property
    def range(self) -> int:
        """How much more the highest sum is."""
        return int(self.sums.shape[1]) - 1

    @cached_property
    def total(self) -> Counts:
        """The sum of everybody's sums, [nodes]."""
        totals: Counts = self.sums @ np.arange(self.lowest, self.lowest + self.range + 1)
        return totals


@dataclass(frozen=True, eq=False)
class TopicTable:
    """What was counted of one topic. Every array has a row for each node of the grid, in its order.

    n: the respondent set, [nodes].
    scores: None for a follow-up set.
    options: for each item asked, in the order of asking, how many chose each option, [nodes × options].
    """

    topic: Topic
    n: Counts
    scores: Scores | None
    options: Mapping[str, Counts]

    @cached_property
    def packed(self) -> Counts:
        """All counts side by side: [nodes × counts]."""
        scores = [self.scores.sums, self.scores.bands] if self.scores else []
        return np.column_stack([self.n, *scores, *self.options.values()])

    def unpacked(self, packed: Counts) -> TopicTable:
        """The table of other groups, whose packed counts were added up from this one's."""
        start, scores, options = 1, None, {}

        def take(like: Counts) -> Counts:
            nonlocal start
            start += like.shape[1]
            return packed[:, start - like.shape[1] : start]

        if self.scores is not None:
            scores = Scores(items=self.scores.items, sums=take(self.scores.sums), bands=take(self.scores.bands))
        options = {item: take(counts) for item, counts in self.options.items()}
        return TopicTable(topic=self.topic, n=packed[:, 0], scores=scores, options=options)

    def grouped(self, members: Counts, group: Counts, groups: int) -> TopicTable:
        """The same counts of so many groups of nodes. members: positions of nodes, int64 [members]. group: for each of them the row to
        which it is added, int64 [members]."""
        sums = np.zeros((groups, self.packed.shape[1]), dtype=np.int64)
        np.add.at(sums, group, self.packed[members])
        return self.unpacked(sums)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where respondents count: each one's node, and for each node the end of its subtree in the pre-order of the grid.

    node: int64 [respondents]. end: int64 [nodes]; the subtree of node i is i, i + 1, …, end[i] − 1.
    """

    node: Counts
    end: Counts

    @classmethod
    def of(cls, answers: Answers, grid: Grid) -> Places:
        """Raises ValueError when a respondent belongs to no cell of the grid."""
        number = {node.code: position for position, node in enumerate(grid.nodes)}
        cells = np.array([number.get(grid.cell_of.get(code, ""), OUTSIDE) for code in answers.units], dtype=np.int64)
        node = cells[answers.unit]
        if np.any(node == OUTSIDE):
            raise ValueError("a respondent belongs to no cell of the grid")
        end = np.arange(1, len(grid.nodes) + 1)
        for position in range(len(grid.nodes) - 1, 0, -1):
            parent = number[str(grid.nodes[position].parent)]
            end[parent] = max(end[parent], end[position])
        return cls(node=node, end=end)

    def count(self, who: NDArray[np.bool_], category: Counts, categories: int) -> Counts:
        """How many of `who` (bool [respondents]) are in each category, by node with its subtree: [nodes × categories]."""
        cells = len(self.end)
        flat = np.bincount(self.node[who] * categories + category[who], minlength=cells * categories)
        return self._with_subtrees(flat.reshape(cells, categories))

    def sum(self, who: NDArray[np.bool_], amount: Counts) -> Counts:
        """The sum of the amounts of `who`, by node with its subtree: [nodes]."""
        direct = np.zeros(len(self.end), dtype=np.int64)
        np.add.at(direct, self.node[who], amount[who])
        return self._with_subtrees(direct)

    def _with_subtrees(self, direct: Counts) -> Counts:
        running = np.concatenate([np.zeros_like(direct[:1]), np.cumsum(direct, axis=0)])
        subtree: Counts = running[self.end] - running[:-1]
        return subtree


def tabulate(instrument: Instrument, answers: Answers, places: Places) -> Iterator[TopicTable]:
    """A table for every topic of which anything was asked, in the order of asking. `answers` have been through `apply_routing`."""
    columns = frozenset(answers.items)
    for topic in instrument.topics.values():
        asked = tuple(item for item in topic.items if item.id in columns)
        if asked:
            yield _table(topic, asked, answers, places)


def count_respondents(answers: Answers, places: Places) -> Counts:
    """How many answered anything at all, by node with its subtree: [nodes]."""
    anything = np.any(answers.values != MISSING, axis=1)
    return places.sum(anything, np.ones(len(answers), dtype=np.int64))


def _table(topic: Topic, asked: tuple[Item, ...], answers: Answers, places: Places) -> TopicTable:
    who = answered_all(answers, asked)
    # First, because here a value that is no option is refused; nothing else looks for it.
    options = {item.id: places.count(who, positions(answers, item), len(item.responses.values)) for item in asked}
    return TopicTable(
        topic=topic,
        n=places.sum(who, np.ones(len(answers), dtype=np.int64)),
        scores=_scores(topic, asked, answers, places, who),
        options=options,
    )


def _scores(topic: Topic, asked: tuple[Item, ...], answers: Answers, places: Places, who: NDArray[np.bool_]) -> Scores | None:
    if topic.direction is None or topic.bands is None:
        return None
    items = scored_among(topic, asked)
    totals = sums(answers, items)
    lowest, highest = (sum(item.responses.values[end] for item in items) for end in (0, -1))
    band = bands_of(totals, len(items), topic.bands, high_is_challenge=topic.direction.high_is_challenge)
    return Scores(
        items=items,
        sums=places.count(who, totals - lowest, highest - lowest + 1),
        bands=places.count(who, band, len(Band)),
    )
