"""What each node may show of a topic, by its size and the topic's class (R1, R2).

Whoever needs to know asks `mask`. It decides by plain thresholds, node by node: it hides small groups, but not yet what can be computed
from larger ones (R3–R5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from must.core.common.topics import TopicClass
from must.core.disclosure.grid import Grid
from must.core.disclosure.rules import Rules
from must.core.disclosure.tables import TopicTable


class Visibility(Enum):
    """absent: the node has no cell of the topic at all. hidden: a cell without figures. mean: the rounded mean alone. full: everything."""

    ABSENT = "absent"
    HIDDEN = "hidden"
    MEAN = "mean"
    FULL = "full"


def mask(table: TopicTable, grid: Grid, rules: Rules) -> tuple[Visibility, ...]:
    """What each node of the grid may show of the topic, in the order of the nodes. Raises KeyError for a class without a rule."""
    return _BY_CLASS[table.topic.topic_class](table, grid, rules)


def _ordinary(table: TopicTable, grid: Grid, rules: Rules) -> tuple[Visibility, ...]:
    if not grid.cells:
        return tuple(Visibility.HIDDEN for _ in grid.nodes)
    # A follow-up set has no mean, so there is nothing that it could show to a smaller group.
    least = rules.ordinary.full if table.scores is None else rules.ordinary.mean
    return tuple(
        Visibility.FULL if n >= rules.ordinary.full else Visibility.MEAN if n >= least else Visibility.HIDDEN for n in table.n.tolist()
    )


def _sensitive(table: TopicTable, grid: Grid, rules: Rules) -> tuple[Visibility, ...]:
    """The enterprise only (P11)."""
    enterprise = Visibility.FULL if grid.cells and int(table.n[0]) >= rules.sensitive.full else Visibility.HIDDEN
    return (enterprise, *(Visibility.ABSENT for _ in grid.nodes[1:]))


def _health(_table: TopicTable, grid: Grid, _rules: Rules) -> tuple[Visibility, ...]:
    """Nowhere: health is reported as associations only (P12)."""
    return tuple(Visibility.ABSENT for _ in grid.nodes)


_BY_CLASS: Final[Mapping[TopicClass, Callable[[TopicTable, Grid, Rules], tuple[Visibility, ...]]]] = {
    TopicClass.ORDINARY: _ordinary,
    TopicClass.SENSITIVE: _sensitive,
    TopicClass.HEALTH: _health,
}
