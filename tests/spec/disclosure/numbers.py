"""Worked examples of R6 (how many took part), R7 (silence) and R11 (rounding)."""

from __future__ import annotations

from typing import Final

from must.core.instrument.model import Direction
from tests.core import examples as small
from tests.spec.disclosure.example import SUPPORT, Example, Table

FAIRNESS: Final = small.scale("fairness", small.item("fairness_1"), direction=Direction.PROTECTIVE)

EXAMPLES: Final = (
    Example(
        name="rates-in-bands",
        title="Response rates in bands ten people wide",
        why="Where two hundred were invited a band of five points is ten people; where forty were, it takes twenty-five points; "
        "nowhere does a band say that all or none answered. The enterprise's number is exact; a unit's says how many there "
        "are at least.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 100     | 14×1 14×2 14×3 14×4 6×5
            Sør   | Drift   | 60      | 7×1 7×2 7×3 7×4 5×5
            Vest  | Drift   | 40      | 6×1 6×2 6×3 6×4 6×5
            """
        ),
        report=Table.of(
            """
            unit  | invited | answered | response rate, % | people
            Drift | 200     | 125      | 60–64            | 125
            Nord  | 100     | 62       | 60–69            | 50–
            Sør   | 60      | 33       | 40–59            | 30–
            Vest  | 40      | 30       | ≥75              | 30–
            """
        ),
        drawn=False,
        promises=("P07", "P09", "P10"),
    ),
    Example(
        name="everybody-answered",
        title="Everybody answered",
        why="All thirty answered in Nord, and its full figures would tell, for whole per cents of several questions fit one "
        "number of people only; so it shows its mean alone, and Sør does too, since Drift minus Sør is Nord.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 30      | 6×1 6×2 6×3 6×4 6×5
            Sør   | Drift   | 60      | 7×1 7×2 7×3 7×4 5×5
            """
        ),
        report=Table.of(
            """
            unit  | invited | answered | shown       | people | response rate, %
            Drift | 90      | 63       | all figures | 50–99  | 60–79
            Nord  | 30      | 30       | mean alone  |        | ≥50
            Sør   | 60      | 33       | mean alone  |        | 40–59
            """
        ),
        drawn=False,
        promises=("P07", "P09"),
    ),
    Example(
        name="rounded-half-up",
        title="Rounded half up, and only then",
        why="A mean of exactly 3.25 becomes 3.3 and a share of exactly 12.5 per cent 13; the rules above were decided on the exact values.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 60      | 2×1 2×2 5×3 4×4 3×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown       | mean | challenge, % | answers 1–5, %
            Drift | 16       | all figures | 3.3  | 25           | 13 13 31 25 19
            """
        ),
        drawn=False,
        promises=("P10",),
    ),
    Example(
        name="hidden-is-hidden",
        title="Hidden cells all look alike",
        why="Sør has too few people, Vest is hidden to keep Sør company, and everybody in Øst gave the same answer to the second "
        "question; none of this can be seen in the report.",
        topics=(SUPPORT, FAIRNESS),
        survey=Table.of(
            """
            unit  | part of | invited | support         | fairness
            Drift |         | 0       |                 |
            Nord  | Drift   | 60      | 3×2 4×3 5×4     | 3×2 4×3 5×4
            Sør   | Drift   | 20      | 2×1 1×2 1×5     | 2×1 1×2 1×5
            Vest  | Drift   | 20      | 1×2 3×3 4×4 1×5 | 1×2 3×3 4×4 1×5
            Øst   | Drift   | 40      | 4×2 5×3 5×4     | 14×4
            """
        ),
        report=Table.of(
            """
            topic    | unit  | shown
            support  | Drift | all figures
            support  | Nord  | all figures
            support  | Sør   | hidden
            support  | Vest  | hidden
            support  | Øst   | all figures
            fairness | Drift | all figures
            fairness | Nord  | all figures
            fairness | Sør   | hidden
            fairness | Vest  | hidden
            fairness | Øst   | hidden
            """
        ),
        told=("Drift − Nord − Vest − Øst = 4 people with a mean of 2.25",),
        drawn=False,
    ),
)
