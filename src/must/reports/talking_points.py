"""Which factors a report's first page brings up: one simple rule, on shown figures alone.

How far a factor **leans** towards a challenge, as a part of its scale, is the sum of

- the level: the distance of the mean from the midpoint between the two thresholds of the bands;
- the difference from the comparison, where `differences` calls it one: from the whole enterprise, from the level above where the enterprise
  isn't shown, and for the enterprise itself from the average enterprise;
- the change since the previous round, where `differences` calls it one.

All three count towards a challenge as positive, away from it as negative. A factor is a challenge or a strength only where it leans as far
as is worth a talk (7.5 % of the scale), and where its level alone does: what lies mid-scale is no challenge because others have it better,
and what is challenging no strength because it was worse before. Else it is one to keep an eye on. Its **weight** is how far it leans,
times 1.5 where the evidence for its relevance to health is strong and times 1.25 where it is moderate (the instrument says which). So of
two that lean alike, the one comes first that is known to matter for health, but nothing becomes a challenge that isn't one.

The rule takes three that aren't strengths, challenges first and then what weighs most; then the two strongest strengths, or
three where there is nothing else. Ties go by the order of asking.

Risk and protective factors of the ordinary class take part. Outcomes don't: they follow from the factors. Sensitive topics don't: each is
read in its own right, and no level of them is a strength. Figures are used as they are shown, so that everybody can check the choice from
the report. docs/reports.md works an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from must.core.instrument.model import Evidence
from must.reports.content import Side
from must.reports.precision import WORTH_A_TALK

TIMES: Final = {Evidence.STRONG: Fraction(3, 2), Evidence.MODERATE: Fraction(5, 4), Evidence.NONE: Fraction(1)}
MOST_CHALLENGES: Final = 3
MOST_STRENGTHS: Final = 2
FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Lean:
    """How far a factor leans towards a challenge, and why, in parts of its scale; negative where it leans away."""

    level: Fraction
    difference: Fraction = Fraction(0)
    change: Fraction = Fraction(0)
    evidence: Evidence = Evidence.NONE

    @property
    def total(self) -> Fraction:
        return self.level + self.difference + self.change

    @property
    def weight(self) -> Fraction:
        return self.total * TIMES[self.evidence]

    @property
    def side(self) -> Side:
        if min(self.total, self.level) >= WORTH_A_TALK:
            return Side.CHALLENGE
        return Side.STRENGTH if max(self.total, self.level) <= -WORTH_A_TALK else Side.MIDDLE


def choose(leans: Mapping[str, Lean]) -> tuple[str, ...]:
    """Three to five factors, fewer when there are fewer; challenges first, the heaviest first.

    leans: by factor, in the order of asking.
    """
    heaviest = sorted(leans, key=lambda factor: (leans[factor].side is not Side.CHALLENGE, -leans[factor].weight))
    strongest = sorted((factor for factor in leans if leans[factor].side is Side.STRENGTH), key=lambda factor: leans[factor].weight)
    chosen = [factor for factor in heaviest if leans[factor].side is not Side.STRENGTH][:MOST_CHALLENGES]
    chosen += strongest[: max(MOST_STRENGTHS, FEWEST - len(chosen))]
    return tuple(sorted(chosen, key=lambda factor: _reading_order(leans[factor])))


def _reading_order(lean: Lean) -> tuple[int, Fraction]:
    """Challenges from the heaviest, then what lies in the middle, then strengths from the strongest."""
    return list(Side).index(lean.side), lean.weight if lean.side is Side.STRENGTH else -lean.weight
