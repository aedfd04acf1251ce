"""Which differences a report calls differences, and which rows it calls alike.

A difference of two shown means is worth a talk when

- it is at least 7.5 % of the scale (0.3 on a scale from 1 to 5); twice as much for a unit of which only means are shown, whose interval
  isn't known and would be wide;
- the other mean lies outside the interval of the unit's own, where that is known;
- the shares with a potential challenge, where both are shown, don't point the other way.

Two rows are about the same when their means differ by less than that 7.5 %, and their shares, where both are shown, by less than ten
percentage points. What is neither is told as no certain difference. Nothing is ever called significant: this is about what deserves
people's time, not about chance alone.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from must.reports.content import Axis, Row, Whose
from must.reports.precision import WORTH_A_TALK

WITHOUT_INTERVAL: Final = 2 * WORTH_A_TALK
POINTS: Final = 10
"""Percentage points by which the shares of rows that are about the same don't differ."""
COMPARISONS: Final = (Whose.ENTERPRISE, Whose.PARENT, Whose.OTHERS)
"""With whom a report compares in words: the first of them of which there are figures."""


def difference(own: Row, other: Row | None, axis: Axis) -> Fraction:
    """How much further towards the challenging end a unit's mean lies than another, as a part of the scale; 0 where that isn't worth a
    talk, or one of them isn't shown."""
    if other is None or own.mean is None or other.mean is None:
        return Fraction(0)
    found = _towards_challenge(own.mean, other.mean, axis)
    least = WORTH_A_TALK if own.interval is not None else WITHOUT_INTERVAL
    told = abs(found) >= least and not _within(own.interval, other.mean) and found * _more_challenged(own, other) >= 0
    return found if told else Fraction(0)


def alike(own: Row, other: Row, axis: Axis) -> bool:
    """Whether two rows are about the same. Raises ValueError for one without a mean."""
    if own.mean is None or other.mean is None:
        raise ValueError("rows without a mean aren't compared")
    return abs(_towards_challenge(own.mean, other.mean, axis)) < WORTH_A_TALK and abs(_more_challenged(own, other)) < POINTS


def row_of(rows: tuple[Row, ...], whose: Whose) -> Row | None:
    """The row of somebody, where there is one."""
    return next((row for row in rows if row.whose is whose), None)


def comparison_of(rows: tuple[Row, ...]) -> Row | None:
    """The row with which a unit's own is compared in words."""
    return next((row for whose in COMPARISONS if (row := row_of(rows, whose)) is not None and row.mean is not None), None)


def _towards_challenge(mean: float, other: float, axis: Axis) -> Fraction:
    return axis.place(other) - axis.place(mean)


def _within(interval: tuple[float, float] | None, mean: float) -> bool:
    return interval is not None and interval[0] <= mean <= interval[1]


def _more_challenged(own: Row, other: Row) -> int:
    """By how many percentage points more people have a potential challenge; 0 where it isn't shown."""
    return 0 if own.share is None or other.share is None else own.share - other.share
