"""What a cell of a publication may show."""

from __future__ import annotations

from enum import Enum


class Visibility(Enum):
    """absent: the node has no cell of the topic at all. hidden: a cell without figures. mean: the rounded mean alone. full: everything."""

    ABSENT = "absent"
    HIDDEN = "hidden"
    MEAN = "mean"
    FULL = "full"
