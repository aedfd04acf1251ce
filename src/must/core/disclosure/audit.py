"""The audit that every publication passes before it exists: R1–R5 on every cell and on every set of people that can be recovered,
and every follow-up set beside its opener.

Associations are no cells and no sums of people: what they need is asked where they are made (`associating`).

It looks at what is about to be shown and asks the criterion once more, whoever made the mask. O(nodes) for each topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from must.core.common.refusals import Fault, Refusal
from must.core.common.topics import TopicClass
from must.core.disclosure.criterion import Criterion
from must.core.disclosure.grid import Grid
from must.core.disclosure.masks import Barred, Visibilities, barred_by_opener, sensitive_is_safe
from must.core.disclosure.rules import Rules
from must.core.disclosure.shape import Shape
from must.core.disclosure.tables import TopicTable
from must.core.disclosure.visibility import Visibility


def audit(tables: Sequence[TopicTable], visible: Sequence[Visibilities], grid: Grid, rules: Rules) -> None:
    """Raises Refusal `publication.not_proved`, naming the topics, when something that would be shown breaks a rule."""
    shape = Shape.of((node.code, node.parent) for node in grid.nodes)
    invited = np.array([node.invited for node in grid.nodes])
    cells = list(zip(tables, visible, strict=True))
    unsafe = [
        table.topic.id
        for table, shown in cells
        if not _is_safe(Criterion(table, shape, invited, rules), shown, grid) or _passes_bar(shown, barred_by_opener(table, cells))
    ]
    if unsafe:
        raise Refusal(Fault("publication.not_proved", details={"topics": ", ".join(unsafe)}))


_NOTHING: Final = frozenset({Visibility.HIDDEN, Visibility.ABSENT})


def _passes_bar(visible: Visibilities, barred: Barred) -> bool:
    """Whether anything is shown where it mustn't be. An opener that forgot a node is itself refused."""
    return any(bar and state not in _NOTHING for state, bar in zip(visible, barred, strict=False))


def _is_safe(criterion: Criterion, visible: Visibilities, grid: Grid) -> bool:
    table = criterion.table
    if len(visible) != len(grid.nodes):
        return False
    if set(visible) <= _NOTHING:
        return True
    if not grid.cells:
        return False
    match table.topic.topic_class:
        case TopicClass.ORDINARY:
            full = np.array([each is Visibility.FULL for each in visible])
            mean_alone = np.array([each is Visibility.MEAN for each in visible])
            without_score = table.scores is None and bool(mean_alone.any())
            return not without_score and not criterion.breaches(full=full, mean=full | mean_alone)
        case TopicClass.SENSITIVE:
            return set(visible[1:]) <= _NOTHING and visible[0] is Visibility.FULL and sensitive_is_safe(table, grid, criterion.rules)
        case _:
            return False
