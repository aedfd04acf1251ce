"""Which differences a report calls differences, and which rows it calls alike.

A difference of two shown means is worth a talk when

- it is at least 7.5 % of the scale: 0.3 on a scale from 1 to 5. Where the interval of the unit's own mean or of its own earlier one isn't
  known, because means alone are shown, it is a quarter of the scale: of five people, one who moves from one end to the other moves the mean
  by 0.8 on a scale from 1 to 5;
- it isn't within what chance can do, as far as that is known. A unit is a part of those above it, so its difference from them is surer than
  its own mean is: there it is enough that the other's mean lies outside its interval. An earlier round is a sample of its own: there the
  difference is greater than the root of the sum of the squares of what both intervals reach towards each other (Zou & Donner 2008,
  Statistics in Medicine 27: 1693–1702);
- the shares with a potential challenge, where both are shown, don't point the other way.

Two rows are about the same when their means differ by less than that 7.5 %, and their shares with a potential challenge and with favourable
answers, where both are shown, by less than ten percentage points each. What is neither is told as no certain difference. Nothing is ever
called significant: this is about what deserves people's time, not about chance alone, and of the many that are looked at some are chance.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from must.reports.content import Axis, Row, Whose
from must.reports.precision import WORTH_A_TALK

WITHOUT_INTERVAL: Final = Fraction(1, 4)
"""As a part of a scale: 1.0 on a scale from 1 to 5."""
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
    told = abs(found) >= _least(own, other) and not _by_chance(own, other) and found * _more_challenged(own, other) >= 0
    return found if told else Fraction(0)


def _least(own: Row, other: Row) -> Fraction:
    """How far apart two means have to lie, as a part of the scale."""
    unsure = own.interval is None or (other.whose is Whose.PREVIOUS and other.interval is None)
    return WITHOUT_INTERVAL if unsure else WORTH_A_TALK


def _by_chance(own: Row, other: Row) -> bool:
    """Whether chance alone can have set two means apart, as far as intervals say."""
    if own.mean is None or other.mean is None or own.interval is None:
        return False
    apart, theirs = abs(other.mean - own.mean), other.interval if other.whose is Whose.PREVIOUS else None
    reach = _reach(own.mean, own.interval, other.mean)
    return round(apart, 6) <= round(math.hypot(reach, 0 if theirs is None else _reach(other.mean, theirs, own.mean)), 6)


def _reach(mean: float, interval: tuple[float, float], towards: float) -> float:
    """How far an interval goes from its mean towards another mean."""
    return interval[1] - mean if towards > mean else mean - interval[0]


def alike(own: Row, other: Row, axis: Axis) -> bool:
    """Whether two rows are about the same. Raises ValueError for one without a mean."""
    if own.mean is None or other.mean is None:
        raise ValueError("rows without a mean aren't compared")
    shares = _more_challenged(own, other), _more_favourable(own, other)
    return abs(_towards_challenge(own.mean, other.mean, axis)) < WORTH_A_TALK and all(abs(points) < POINTS for points in shares)


def row_of(rows: tuple[Row, ...], whose: Whose) -> Row | None:
    """The row of somebody, where there is one."""
    return next((row for row in rows if row.whose is whose), None)


def comparison_of(rows: tuple[Row, ...]) -> Row | None:
    """The row with which a unit's own is compared in words."""
    return next((row for whose in COMPARISONS if (row := row_of(rows, whose)) is not None and row.mean is not None), None)


def _towards_challenge(mean: float, other: float, axis: Axis) -> Fraction:
    return axis.place(other) - axis.place(mean)


def _more_challenged(own: Row, other: Row) -> int:
    """By how many percentage points more people have a potential challenge; 0 where it isn't shown."""
    return 0 if own.share is None or other.share is None else own.share - other.share


def _more_favourable(own: Row, other: Row) -> int:
    """By how many percentage points more people have favourable answers; 0 where it isn't shown."""
    return 0 if own.bands is None or other.bands is None else own.bands[2] - other.bands[2]
