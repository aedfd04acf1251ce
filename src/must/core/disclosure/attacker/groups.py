"""The smallest group of people that a system of published sums gives away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Published sums over groups of people who can't be told apart (columns).

    people: how many are in each column, int64 [columns]. rows: for each published sum the columns that it is over.
    """

    people: Whole
    rows: Sequence[Sequence[int]]


def small_groups(sums: Sums, k: int) -> list[tuple[int, ...]]:
    """Recoverable sets of 1 … k − 1 people, as columns, no two with a column in common; the smallest first. None: there is no such set."""
    raise NotImplementedError
