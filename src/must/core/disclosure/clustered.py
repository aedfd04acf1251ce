"""The standardised regression coefficient of one score on another among people of the same cell, with an error that allows for cells being
unlike.

Both scores are deviations from the mean of the person's cell, as in a regression with a dummy for every cell (fixed effects). So nothing of
any cell's mean is left: whatever is added to everybody's score in a cell, coefficient and error stay the same. Who is alone in a cell
tells nothing.

What goes together may go together more in one cell than in another, and those who work closely in a cell answer alike. The error is that of
leaving out one cell at a time (the jackknife CV3 of MacKinnon, Nielsen and Webb, *Fast and reliable jackknife and bootstrap methods for
cluster-robust inference*, Journal of Applied Econometrics 38, 2023), but never less than the error for strangers (Angrist and Pischke,
*Mostly Harmless Econometrics*, 2009, § 8.2.3). It has one degree of freedom fewer than the cells are worth where they are unequal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan, cos, pi, sin, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Deviations = NDArray[np.float64]


def within(cell: Whole, scores: Whole) -> Deviations:
    """What people's scores deviate from the mean of their cell. cell: where each is; scores: whole; all [people]."""
    people = np.bincount(cell)
    deviations: Deviations = (scores * people[cell] - np.bincount(cell, scores)[cell]) / people[cell]
    return deviations


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What a regression of y on x within cells needs to know of each cell with more than one person. n: people, int64 [cells]. xx, yy,
    xy: sums of squares and products of deviations from the cell's means, float [cells]. They are the same in whatever order the people
    stand, and to the last bit whatever is added to everybody's score in a cell."""

    n: Whole
    xx: Deviations
    yy: Deviations
    xy: Deviations

    @classmethod
    def of(cls, cell: Whole, x: Whole, y: Whole) -> Sums:
        """cell: where each person is; x, y: their whole scores, all int64 [people]."""
        people = np.bincount(cell)
        shared = np.flatnonzero(people > 1)
        n = people[shared]

        def added(amount: Whole) -> Whole:
            return np.bincount(cell, amount, len(people))[shared].astype(np.int64)  # exact: far below 2**53

        sum_x, sum_y = added(x), added(y)
        return cls(
            n=n,
            xx=(n * added(x * x) - sum_x * sum_x) / n,
            yy=(n * added(y * y) - sum_y * sum_y) / n,
            xy=(n * added(x * y) - sum_x * sum_y) / n,
        )

    @property
    def cells(self) -> float:
        """How many equally large cells these are worth: Kish's effective number (*Survey Sampling*, 1965), of cells that count by how many
        people they have besides the first."""
        besides = self.n - 1
        return float(besides.sum()) ** 2 / float(besides @ besides) if len(besides) else 0.0

    @property
    def without(self) -> tuple[Deviations, Deviations]:
        """xx and xy of everybody but the people of each cell."""
        return self.xx.sum() - self.xx, self.xy.sum() - self.xy


@dataclass(frozen=True, slots=True)
class Slope:
    """A standardised coefficient from -1 to 1, its standard error, and the degrees of freedom of that."""

    coefficient: float
    error: float
    degrees: int


def slope_of(sums: Sums) -> Slope:
    """The regression of y on x, both standardised by how they vary within cells. Raises ValueError where x doesn't vary within the rest
    without one of the cells, or y doesn't vary within any, or the people are of one cell."""
    spread_x, spread_y = float(sums.xx.sum()), float(sums.yy.sum())
    cells, degrees, rest = len(sums.n), int(sums.cells) - 1, int(sums.n.sum()) - len(sums.n) - 1
    xx, xy = sums.without
    if degrees < 1 or rest < 1 or spread_y <= 0 or not np.all(xx > 0):
        raise ValueError("too little varies for a regression")
    coefficient = float(sums.xy.sum()) / sqrt(spread_x * spread_y)
    slopes = xy / xx * sqrt(spread_x / spread_y)
    clustered = (cells - 1) / cells * float(np.sum((slopes - coefficient) ** 2))
    strangers = max(0.0, 1 - coefficient**2) / rest
    return Slope(coefficient=coefficient, error=sqrt(max(clustered, strangers)), degrees=degrees)


def margin_of(slopes: Sequence[Slope], chance: float) -> float:
    """Half the width of intervals around the coefficients that are all as wide, and of which any lies beside the truth with this chance at
    most: the largest error times Bonferroni's normal quantile, or times that of t for a single coefficient where this is more.

    The largest of many errors is seldom too small, so that each coefficient doesn't need t for all of them. If one coefficient alone has
    the largest error, its t is what decides. Tried were 1 to 44 coefficients of which 1 to all have that error, with 9 to 29 degrees of
    freedom: the chance was kept in all of them.
    """
    together = NormalDist().inv_cdf(1 - chance / (2 * len(slopes)))
    alone = t_quantile(chance, min(slope.degrees for slope in slopes))
    return max(together, alone) * max(slope.error for slope in slopes)


@lru_cache(maxsize=256)
def t_quantile(alpha: float, degrees: int) -> float:
    """What |t| exceeds with the probability alpha, by halving. Raises ValueError unless 0 < alpha < 1 and there is a degree of freedom."""
    if not 0 < alpha < 1 or degrees < 1:
        raise ValueError("no such quantile")
    low, high = 0.0, 1.0
    while _within(high, degrees) < 1 - alpha:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < 1 - alpha else (low, middle)
    return high


def _within(t: float, degrees: int) -> float:
    """The probability that |t| is at most this: Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.7.3 and 26.7.4."""
    angle = atan(t / sqrt(degrees))
    odd = degrees % 2
    term, total, power = (cos(angle), 0.0, 1) if odd else (1.0, 0.0, 0)
    while power <= degrees - 2:
        total += term
        term *= cos(angle) ** 2 * (power + 1) / (power + 2)
        power += 2
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
