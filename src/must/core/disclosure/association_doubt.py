"""What a round's coefficients may tell of the people whose health they are made of (P12), and what must stay in doubt.

The adversary is given far more than any reader has: what everybody answered about work, which cell everybody is in, who answered about
health, these rules, and the coefficients unrounded. Then each coefficient is a weighted sum of all complaints with known weights.

- *From factors to complaints.* Who knows the weights finds the complaints that fit the sums best. The share of the complaint's variance
  that this recovers must be at most `health.explained` per cent, for all of a complaint's coefficients together: a perfect association, or
  thirty moderate ones, would tell everybody's complaints from their working conditions.
- *One person.* So much at most may also be any person's own weight in what is found of them (the leverage of regression diagnostics):
  the one who alone answers as nobody else does would otherwise be read off. It depends on answers about work only.
- *All but one.* Let the adversary know everybody's health but one person's, too. Whatever that person answered, the coefficient moves by
  one rounding step at most, so that its published value is the same or the one beside it: a yes or no about one answer at the most.
  That can't be nothing. Among all sets of answers there are always two that differ in one person and give different figures, if any figures
  are ever different; only noise would help, and noise would end that one publication is what the rules make of the answers.
- *Few.* `health.each_side` people at least are off the complaint's most common score: otherwise a coefficient is about those few, and says
  that there are some.

Intervals are left out of this: they are made of squares of residuals, cell by cell, rounded outwards. Beside the coefficient they tell
roughly how many answered and how alike the people of a cell are, nothing about how common a complaint is: coefficients and errors are the
same for whatever mean and spread its scores have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

_NOTHING = 1e-10
"""Directions with less than this part of the largest one's variance are combinations of the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The weighted sums of people's complaints that are known. basis: the same as orthonormal weights, float [people × directions]."""

    basis: NDArray[np.float64]

    @classmethod
    def of(cls, weights: NDArray[np.float64]) -> Known:
        """weights: float [people × sums]; those of a sum add up to nothing, and aren't all nothing."""
        columns = weights / np.sqrt(np.sum(weights**2, axis=0))
        variances, directions = np.linalg.eigh(columns.T @ columns)
        kept = variances > _NOTHING * variances[-1]
        return cls(columns @ (directions[:, kept] / np.sqrt(variances[kept])))

    @property
    def heaviest(self) -> float:
        """The greatest weight, from 0 to 1, that a person's own complaint has in what is found of it."""
        return float(np.max(np.sum(self.basis**2, axis=1)))

    def share(self, complaint: Whole) -> float:
        """The share of the complaint's variance that the known sums give away. complaint: int64 [people]."""
        deviation = complaint - complaint.mean()
        return float(np.sum((self.basis.T @ deviation) ** 2) / np.sum(deviation**2))


def varied(scores: Whole, each_side: int) -> bool:
    """Whether so many people have another score than the most common one. scores: int64 [people], 0 or more, as values of options are."""
    return len(scores) - int(np.bincount(scores).max()) >= each_side


def reach(factor: Whole) -> float:
    """How far one person could move the coefficient by answering one standard deviation of the complaint higher, as far as that can be told
    without a look at the complaint. factor: everybody's scores, int64 [people], not all the same."""
    return float(np.max(np.abs(factor - factor.mean())) / (factor.std() * len(factor)))


def swing(factor: Whole, complaint: Whole, possible: range) -> float:
    """How far the standardised coefficient could be moved by what any one person answered about the complaint, all others as they are.

    factor, complaint: everybody's scores, int64 [people]. possible: the complaint's scores that there can be. At least three people must
    have another complaint than the most common one.
    """
    n, x, y = len(factor), int(factor.sum()), int(complaint.sum())
    spread = n * int(factor @ factor) - x * x
    there = np.flatnonzero(np.bincount(factor * possible.stop + complaint))[:, np.newaxis]
    own_x, own_y, answer = there // possible.stop, there % possible.stop, np.array(possible)
    moved = answer - own_y
    shared = n * (int(factor @ complaint) + own_x * moved) - x * (y + moved)
    spread_y = n * (int(complaint @ complaint) + answer**2 - own_y**2) - (y + moved) ** 2
    coefficient = shared / np.sqrt(float(spread) * spread_y)
    return float(np.max(coefficient.max(axis=1) - coefficient.min(axis=1)))
