"""What each node of the grid may show of each topic (R1–R6).

Ordinary topics have two masks: of the nodes that show everything (10 people), and of those that show at least the mean (5). The first is
the exact optimum under R3, and then the second the optimum among those that show what the first shows (R2). R4 and R5 aren't additive, so
no programme finds their optimum: they are checked on what was found, what breaks them is closed, and the programme runs again, until
nothing breaks them. It ends, since nothing that was closed is opened meanwhile. At last what was closed on the way and needn't have been is
opened again (`reopening`).

Whoever answered a follow-up set gave a certain answer to its opener. So follow-up sets come last, and are shown only where the topic that
opens them is shown in full: elsewhere their number of people would tell what R4 hides there. A filtered scale is opened by background,
which no report shows, so it is a topic like any other, in which the others didn't answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from must.core.common.topics import TopicClass
from must.core.disclosure import doubt
from must.core.disclosure.criterion import Criterion
from must.core.disclosure.grid import Grid
from must.core.disclosure.optimum import optimal_mask
from must.core.disclosure.reopening import reopen
from must.core.disclosure.rules import Rules
from must.core.disclosure.shape import Flags, Shape, Whole
from must.core.disclosure.tables import TopicTable
from must.core.disclosure.visibility import Visibility
from must.core.disclosure.widening import widen_full, widen_mean

Visibilities = tuple[Visibility, ...]

Barred = tuple[bool, ...]
"""For each node whether it must not show a topic, whatever its answers are."""


def mask(tables: Sequence[TopicTable], grid: Grid, rules: Rules) -> list[Visibilities]:
    """For each topic what each node of the grid may show of it, in the order of the nodes. Raises ValueError for a class without a rule."""
    openers = [table for table in tables if not table.topic.follow_up]
    open_to_all = list(zip(openers, _masks(openers, [(False,) * len(grid.nodes)] * len(openers), grid, rules), strict=True))
    follow_ups = [table for table in tables if table.topic.follow_up]
    barred = [barred_by_opener(table, open_to_all) for table in follow_ups]
    masked = {id(table): visible for table, visible in open_to_all}
    masked |= zip(map(id, follow_ups), _masks(follow_ups, barred, grid, rules), strict=True)
    return [masked[id(table)] for table in tables]


def barred_by_opener(table: TopicTable, shown: Iterable[tuple[TopicTable, Visibilities]]) -> Barred:
    """Where a topic must not be shown since what opens it isn't shown in full: for each node of the grid.

    shown: what other topics show, its opener's among them; where that wasn't asked, the follow-up set is barred everywhere.
    """
    condition = table.topic.condition
    if condition is None or not table.topic.follow_up:
        return (False,) * len(table.n)
    opener = next((visible for other, visible in shown if condition.item in other.options), (Visibility.HIDDEN,) * len(table.n))
    return tuple(state is not Visibility.FULL for state in opener)


def _masks(tables: Sequence[TopicTable], barred: Sequence[Barred], grid: Grid, rules: Rules) -> list[Visibilities]:
    ordinary = [number for number, table in enumerate(tables) if table.topic.topic_class is TopicClass.ORDINARY]
    found = _ordinary([tables[number] for number in ordinary], [barred[number] for number in ordinary], grid, rules)
    masked = dict(zip(ordinary, found, strict=True))
    return [
        masked[number] if number in masked else _enterprise_only(table, grid, rules, barred=barred[number][0])
        for number, table in enumerate(tables)
    ]


def _enterprise_only(table: TopicTable, grid: Grid, rules: Rules, *, barred: bool) -> Visibilities:
    """A sensitive topic: the enterprise's figures (P11). Health: no cells at all, associations only (P12)."""
    match table.topic.topic_class:
        case TopicClass.SENSITIVE:
            safe = grid.cells and not barred and sensitive_is_safe(table, grid, rules)
            enterprise = Visibility.FULL if safe else Visibility.HIDDEN
        case TopicClass.HEALTH:
            enterprise = Visibility.ABSENT
        case unknown:
            raise ValueError(f"no rule for topics of class {unknown}")
    return (enterprise, *(Visibility.ABSENT for _ in grid.nodes[1:]))


def sensitive_is_safe(table: TopicTable, grid: Grid, rules: Rules) -> bool:
    """Whether the enterprise may show a sensitive topic: people enough, doubt left (R4), and not everybody known to have answered (R6)."""
    leaves_doubt = doubt.in_sensitive(table, rules.sensitive) & doubt.in_mean(table, rules.attribute)
    return bool(leaves_doubt[0] and table.n[0] < grid.root.invited)


def _ordinary(tables: Sequence[TopicTable], barred: Sequence[Barred], grid: Grid, rules: Rules) -> Iterator[Visibilities]:
    if not tables:
        return
    if not grid.cells:
        yield from ((Visibility.HIDDEN,) * len(grid.nodes) for _ in tables)
        return
    search = _Search.of(tables, barred, grid, rules)
    search.run()
    for topic in range(len(tables)):
        full, mean = search.full[:, topic].tolist(), search.mean[:, topic].tolist()
        yield tuple(
            Visibility.FULL if everything else Visibility.MEAN if some else Visibility.HIDDEN
            for everything, some in zip(full, mean, strict=True)
        )


@dataclass
class _Search:
    """The masks of several topics while they are looked for. Flags are bool [nodes × topics].

    full, mean: what is shown so far. closed_full, closed_mean: what must not be shown so.
    barred: what must not be shown at all, from the start.
    """

    shape: Shape
    criteria: Sequence[Criterion]
    rules: Rules
    n: Whole
    barred: Flags
    closed_full: Flags
    closed_mean: Flags
    full: Flags = field(init=False)
    mean: Flags = field(init=False)

    @classmethod
    def of(cls, tables: Sequence[TopicTable], barred: Sequence[Barred], grid: Grid, rules: Rules) -> _Search:
        shape = Shape.of((node.code, node.parent) for node in grid.nodes)
        invited = np.array([node.invited for node in grid.nodes])
        criteria = [Criterion(table, shape, invited, rules) for table in tables]
        never = np.array(barred, dtype=np.bool_).T
        return cls(
            shape=shape,
            criteria=criteria,
            rules=rules,
            n=np.stack([table.n for table in tables], axis=1),
            barred=never,
            closed_full=never | np.stack([~one.standing.full for one in criteria], axis=1),
            closed_mean=never | np.stack([~one.standing.mean for one in criteria], axis=1),
        )

    def run(self) -> None:
        self.full, self.mean = np.zeros_like(self.closed_full), np.zeros_like(self.closed_mean)
        open_topics = np.arange(len(self.criteria))
        for _ in range(self.shape.affordable_passes):
            self._find(open_topics)
            broken = np.array([self._close(topic) for topic in open_topics.tolist()], dtype=np.bool_)
            open_topics = open_topics[broken]
            if not open_topics.size:
                break
        for topic in open_topics.tolist():
            self._show_enterprise_alone(topic)
        for topic, criterion in enumerate(self.criteria):
            self.full[:, topic], self.mean[:, topic] = reopen(
                criterion, full=self.full[:, topic], mean=self.mean[:, topic], barred=self.barred[:, topic]
            )

    def _show_enterprise_alone(self, topic: int) -> None:
        """For a tree so deep that the search would go on for hours: the enterprise, if it is safe, and no unit."""
        nothing = np.zeros(len(self.shape), dtype=np.bool_)
        enterprise = nothing.copy()
        enterprise[0] = True
        for full, mean in ((enterprise, enterprise), (nothing, enterprise), (nothing, nothing)):
            if not (self.barred[0, topic] and mean[0]) and not self.criteria[topic].breaches(full=full, mean=mean):
                self.full[:, topic], self.mean[:, topic] = full, mean
                return

    def _find(self, topics: Whole) -> None:
        """The optimal masks as far as R3 goes, with what is closed closed."""
        n, closed = self.n[:, topics], self.closed_full[:, topics] | self.closed_mean[:, topics]
        self.full[:, topics] = optimal_mask(self.shape, n, self.rules.ordinary.full, hidden=closed)
        self.mean[:, topics] = self.full[:, topics]
        scored = topics[[self.criteria[topic].table.scores is not None for topic in topics.tolist()]]
        if scored.size:
            self.mean[:, scored] = optimal_mask(
                self.shape,
                self.n[:, scored],
                self.rules.ordinary.mean,
                hidden=self.closed_mean[:, scored],
                shown=self.full[:, scored],
            )

    def _close(self, topic: int) -> bool:
        """Close something for every part and cell that breaks R4 or R5; whether there was any."""
        criterion, full, mean = self.criteria[topic], self.full[:, topic], self.mean[:, topic]
        breaches = criterion.breaches(full=full, mean=mean)
        if not breaches:
            return False
        self.closed_full[:, topic] |= widen_full(criterion, full, breaches)
        # A distribution that is about to be hidden pins down means that need no hiding without it.
        if criterion.table.scores is not None and not breaches.full.any():
            self.closed_mean[:, topic] |= widen_mean(criterion, mean, breaches)
        return True
