"""What a round's coefficients may tell of the people whose health they are made of (P12), and what must stay in doubt.

The adversary is given far more than any reader has: what everybody answered about work, which cell everybody is in, who answered about
health, these rules, and the coefficients unrounded. Then each coefficient is a weighted sum of all complaints with known weights.

- *From factors to units.* The weights of a cell's people add up to nothing, so that no sum holds any cell's mean complaint.
- *From factors to complaints.* Who knows the weights finds the complaints that fit the sums best. The share of how the complaint varies
  within cells that this recovers must be at most `health.explained` per cent, for all of a complaint's coefficients together: a perfect
  association, or thirty moderate ones, would tell everybody's complaints from their working conditions.
- *One person, one cell.* So much at most may also be any person's own weight in what is found of them (the leverage of regression
  diagnostics), and that of any combination of one cell's people: the one who alone answers as nobody else does would otherwise be read off,
  and so would what two differ by whom nobody else is like. It depends on answers about work only.
- *All but one.* Let the adversary know everybody's health but one person's, too. Whatever that person answered, the coefficient moves by
  one rounding step at most, so that its published value is the same or the one beside it: a yes or no about one answer at the most.
  That can't be nothing. Among all sets of answers there are always two that differ in one person and give different figures, if any figures
  are ever different; only noise would help, and noise would end that one publication is what the rules make of the answers. Many
  coefficients give several such yes and no together (ADR 21 has numbers).
- *Few.* `health.each_side` people at least are off the complaint's most common score in their cell, and no cell has more than
  `health.explained` per cent of how it varies: otherwise a coefficient is about those few, and says that there are some.

The margin of the intervals is left out of this. It is one number for the whole publication, made of the pair whose cells are the most
unlike, in tenths. Beside the coefficients it tells roughly how many answered, and nothing about how common a complaint is: coefficients
and errors are the same for whatever mean its scores have in each cell. What is left of a cell is how much its people differ: those who
all gave the same answer add nothing to a coefficient. ADR 21 says how much of that could be found by trying.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from must.core.disclosure.clustered import within

Whole = NDArray[np.int64]

_NOTHING = 1e-10
"""Directions with less than this part of the largest one's variance are combinations of the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The weighted sums of people's complaints that are known. cell: where each is, int64 [people]. basis: the same sums as orthonormal
    weights, float [people × directions]."""

    cell: Whole
    basis: NDArray[np.float64]

    @classmethod
    def of(cls, cell: Whole, weights: NDArray[np.float64]) -> Known:
        """weights: float [people × sums]; those of a sum add up to nothing in each cell, and aren't all nothing."""
        columns = weights / np.sqrt(np.sum(weights**2, axis=0))
        variances, directions = np.linalg.eigh(columns.T @ columns)
        kept = variances > _NOTHING * variances[-1]
        return cls(cell, columns @ (directions[:, kept] / np.sqrt(variances[kept])))

    @property
    def heaviest(self) -> float:
        """The greatest weight, from 0 to 1, that one cell's people have in what is found of them: of a person's complaint, of what two
        differ by, or of any other combination that is of that cell alone."""
        order = np.argsort(self.cell, kind="stable")
        ends = np.flatnonzero(np.diff(self.cell[order])) + 1
        return max(float(np.linalg.norm(of_cell, 2)) ** 2 for of_cell in np.split(self.basis[order], ends))

    def share(self, complaint: Whole) -> float:
        """The share of how the complaint varies within cells that the known sums give away. complaint: int64 [people]."""
        deviation = within(self.cell, complaint)
        return float(np.sum((self.basis.T @ deviation) ** 2) / np.sum(deviation**2))


def varied(cell: Whole, scores: Whole, each_side: int) -> bool:
    """Whether so many people have another score than the most common one of their cell. scores: int64 [people], 0 or more, as values of
    options are."""
    options = int(scores.max(initial=0)) + 1
    of_cells = np.bincount(cell * options + scores, minlength=(int(cell.max(initial=0)) + 1) * options).reshape(-1, options)
    return len(scores) - int(of_cells.max(axis=1).sum()) >= each_side


def condensed(spread: NDArray[np.float64]) -> float:
    """The share of what varies within cells that varies in one of them. spread: sums of squares, float [cells], not all nothing."""
    return float(spread.max() / spread.sum())


def reach(cell: Whole, factor: Whole) -> float:
    """How far one person could move the coefficient by answering one standard deviation of the complaint higher, as far as that can be told
    without a look at the complaint. factor: everybody's scores, int64 [people], not all the same in every cell."""
    deviation = within(cell, factor)
    return float(np.max(np.abs(deviation)) / np.sqrt(np.sum(deviation**2) * len(factor)))


def swing(cell: Whole, factor: Whole, complaint: Whole, possible: range) -> float:
    """How far the standardised coefficient could be moved by what any one person answered about the complaint, all others as they are.

    cell: where everybody is; factor, complaint: their scores; int64 [people]. possible: the complaint's scores that there can be. At least
    three people must have another complaint than the most common one of their cell, and nobody is alone.
    """
    people, own_x, own_y = np.bincount(cell), within(cell, factor), within(cell, complaint)
    there = np.unique(np.column_stack([cell, factor, complaint]), axis=0, return_index=True)[1]
    moved = np.array(possible) - complaint[there, np.newaxis]
    shared = own_x @ own_y + own_x[there, np.newaxis] * moved
    spread = own_y @ own_y + 2 * own_y[there, np.newaxis] * moved + moved**2 * (1 - 1 / people[cell[there], np.newaxis])
    coefficient = shared / np.sqrt(own_x @ own_x * spread)
    return float(np.max(coefficient.max(axis=1) - coefficient.min(axis=1)))
