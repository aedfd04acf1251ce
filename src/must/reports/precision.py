"""How exactly sentences speak of a unit's figures. One rule, for the summary and for every chapter.

Tables and pictures show what is published: whole per cent, means with the decimals of the rules. A sentence is what people remember and
quote, and it must not claim more than the figures carry. **With fewer than fifty people, one person is more than two per cent**, and what a
few of them happen to answer moves every figure. So about a unit of fewer than fifty, and about one of which it isn't said how many they
are, a sentence speaks in tenths ("about seven in ten"), and of a mean without a number, by the side of the scale on which it lies. What the
unit is compared with is told as roughly as the unit itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from must.core.disclosure.publication import Cell
from must.reports.content import Axis, Band
from must.reports.wording import Wording

EXACT_FROM: Final = 50
"""People from whom on a sentence tells whole per cent."""
WORTH_A_TALK: Final = Fraction(3, 40)
"""As a part of a scale: 0.3 on a scale from 1 to 5. A mean nearer to the middle lies in the middle, a smaller difference is none."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The words for the figures in one unit's sentences. exact: whole per cent instead of tenths."""

    wording: Wording
    exact: bool

    @classmethod
    def of(cls, cell: Cell, wording: Wording) -> Speech:
        """How to speak of a unit's cell."""
        return cls(wording, at_least(cell) >= EXACT_FROM)

    def share(self, share: int) -> str:
        """`22 %`, or `omtrent to av ti`."""
        return self.wording.percent(share) if self.exact else self.wording.t(f"report.tenths.{(share + 5) // 10}")

    def place(self, mean: float, axis: Axis) -> str:
        """Where on its scale a mean lies: `litt mot den utfordrende siden`."""
        return self.wording.t(f"report.place.{_place(mean, axis)}")


def at_least(cell: Cell) -> int:
    """The least number of respondents that a cell owns up to; 0 where it says nothing."""
    if cell.n is not None:
        return cell.n
    return int(cell.n_band.split("–", 1)[0]) if cell.n_band is not None else 0


def level(mean: float, axis: Axis) -> Fraction:
    """How far a mean lies from the midpoint between the bands' thresholds, as a part of the scale; positive towards the challenging end."""
    return (axis.place(axis.challenge) + axis.place(axis.favourable)) / 2 - axis.place(mean)


def _place(mean: float, axis: Axis) -> str:
    if (band := axis.band(mean)) is not Band.MIDDLE:
        return band
    leans = level(mean, axis)
    if abs(leans) < WORTH_A_TALK:
        return Band.MIDDLE
    return "towards_challenge" if leans > 0 else "towards_favourable"
