"""Which factors a report's first page brings up: one simple rule, on shown means alone.

A factor's weight says how far it leans towards a challenge, as a part of its scale. It is the sum of

- the level: the distance of the mean from the midpoint between the two thresholds of the bands;
- the difference from the whole enterprise, where its mean is shown and it is worth a talk: at least 7.5 % of the scale, which is 0.3 on a
  scale from 1 to 5.

Both count towards a challenge as positive, away from it as negative. A factor is a challenge or a strength only where its weight itself is
worth a talk; else it is one to keep an eye on. The rule takes the three that weigh most among those that aren't strengths, then the two
that lean most the other way, and fills up to three when that gives fewer. Ties go by the order of asking.

Risk and protective factors of the ordinary class take part. Outcomes don't: they follow from the factors. Sensitive topics don't: each is
read in its own right, and no level of them is a strength. Means are used as they are shown, so that everybody can check the choice from
the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from must.reports.content import Axis, Side

WORTH_A_TALK: Final = Fraction(3, 40)
MOST_CHALLENGES: Final = 3
MOST_STRENGTHS: Final = 2
FEWEST: Final = 3


def weight(mean: float, axis: Axis, enterprise: float | None) -> Fraction:
    """How far a mean leans towards a challenge, as a part of its scale; negative when it leans away."""
    midpoint = (axis.place(axis.challenge) + axis.place(axis.favourable)) / 2
    level = midpoint - axis.place(mean)
    difference = axis.place(enterprise) - axis.place(mean) if enterprise is not None else Fraction(0)
    return level + difference if abs(difference) >= WORTH_A_TALK else level


def choose(weights: Mapping[str, Fraction]) -> tuple[tuple[str, Side], ...]:
    """Three to five factors, fewer when there are fewer, and the side of each; challenges first, the heaviest first.

    weights: factor → weight, in the order of asking.
    """
    heaviest = sorted(weights, key=lambda factor: -weights[factor])
    lightest = sorted(weights, key=lambda factor: weights[factor])
    chosen = [factor for factor in heaviest if _side(weights[factor]) is not Side.STRENGTH][:MOST_CHALLENGES]
    chosen += [factor for factor in lightest if weights[factor] < 0 and factor not in chosen][:MOST_STRENGTHS]
    left = sorted((factor for factor in weights if factor not in chosen), key=lambda factor: -abs(weights[factor]))
    chosen += left[: max(0, FEWEST - len(chosen))]
    return tuple((factor, _side(weights[factor])) for factor in sorted(chosen, key=lambda factor: _reading_order(weights[factor])))


def _side(one: Fraction) -> Side:
    if abs(one) < WORTH_A_TALK:
        return Side.MIDDLE
    return Side.CHALLENGE if one > 0 else Side.STRENGTH


def _reading_order(one: Fraction) -> tuple[int, Fraction]:
    """Challenges from the heaviest, then what lies in the middle, then strengths from the strongest."""
    side = _side(one)
    return list(Side).index(side), one if side is Side.STRENGTH else -one
