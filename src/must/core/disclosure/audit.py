"""The audit that every publication passes before it exists: R1–R5 on every cell and on every set of people that can be recovered.

It looks at what is about to be shown and asks the criterion once more, whoever made the mask. O(nodes) for each topic.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from must.core.common.refusals import Fault, Refusal
from must.core.common.topics import TopicClass
from must.core.disclosure.criterion import Criterion
from must.core.disclosure.grid import Grid
from must.core.disclosure.masks import Visibilities, sensitive_is_safe
from must.core.disclosure.rules import Rules
from must.core.disclosure.shape import Shape
from must.core.disclosure.tables import TopicTable
from must.core.disclosure.visibility import Visibility


def audit(tables: Sequence[TopicTable], visible: Sequence[Visibilities], grid: Grid, rules: Rules) -> None:
    """Raises Refusal `publication.not_proved`, naming the topics, when something that would be shown breaks a rule."""
    shape = Shape.of((node.code, node.parent) for node in grid.nodes)
    invited = np.array([node.invited for node in grid.nodes])
    unsafe = [
        table.topic.id
        for table, shown in zip(tables, visible, strict=True)
        if not _is_safe(Criterion(table, shape, invited, rules), shown, grid)
    ]
    if unsafe:
        raise Refusal(Fault("publication.not_proved", details={"topics": ", ".join(unsafe)}))


def _is_safe(criterion: Criterion, visible: Visibilities, grid: Grid) -> bool:
    table, nothing = criterion.table, {Visibility.HIDDEN, Visibility.ABSENT}
    if len(visible) != len(grid.nodes):
        return False
    if set(visible) <= nothing:
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
            return set(visible[1:]) <= nothing and visible[0] is Visibility.FULL and sensitive_is_safe(table, grid, criterion.rules)
        case _:
            return False
