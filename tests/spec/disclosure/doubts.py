"""Worked examples of R4 (what is known must leave doubt) and R5 (what is hidden must not be pinned down)."""

from __future__ import annotations

from typing import Final

from must.core.instrument.model import Direction
from tests.core import examples as small
from tests.spec.disclosure.example import SUPPORT, Example, Table

FAIRNESS: Final = small.scale("fairness", small.item("fairness_1"), direction=Direction.PROTECTIVE)
INCLUSION: Final = small.scale("inclusion", small.item("inclusion_1"), direction=Direction.PROTECTIVE)

EXAMPLES: Final = (
    Example(
        name="all-answered-the-same",
        title="All answered the same",
        why="Twenty people are plenty, but a report of their answers would tell what each one of them said.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 60      | 20×4
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown
            Drift | 20       | hidden
            """
        ),
        drawn=False,
        promises=("P09", "P10"),
    ),
    Example(
        name="at-most-ninety-per-cent",
        title="At most ninety per cent, and two on each side of a share",
        why="Eighteen of twenty may agree; twenty-eight of thirty may not; and one single person with a challenge hides the cell "
        "however the others differ.",
        topics=(SUPPORT, FAIRNESS, INCLUSION),
        survey=Table.of(
            """
            unit  | part of | invited | support  | fairness | inclusion
            Drift |         | 60      | 2×2 18×4 | 2×2 28×4 | 1×2 9×3 10×4
            """
        ),
        report=Table.of(
            """
            topic     | unit  | shown       | challenge, % | answers 1–5, %
            support   | Drift | all figures | 10           | 0 10 0 90 0
            fairness  | Drift | hidden      |              |
            inclusion | Drift | hidden      |              |
            """
        ),
        drawn=False,
        promises=("P09", "P10"),
    ),
    Example(
        name="a-mean-near-the-end",
        title="A mean near the end of the scale",
        why="A mean of 4.67 over six people leaves two steps in all for the six to differ by; 4.5 leaves three, and is shown.",
        topics=(SUPPORT, FAIRNESS),
        survey=Table.of(
            """
            unit  | part of | invited | support | fairness
            Drift |         | 20      | 3×4 3×5 | 2×4 4×5
            """
        ),
        report=Table.of(
            """
            topic    | unit  | shown      | mean
            support  | Drift | mean alone | 4.5
            fairness | Drift | hidden     |
            """
        ),
        drawn=False,
        promises=("P09", "P10"),
    ),
    Example(
        name="a-remainder-that-agrees",
        title="What remains must leave doubt, too",
        why="Sør agrees and is hidden, but Drift minus Nord minus Vest is Sør; so the smaller of its neighbours is hidden with it.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 60      | 4×2 5×3 6×4 3×5
            Sør   | Drift   | 40      | 12×4
            Vest  | Drift   | 40      | 5×1 3×2 3×3 3×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown
            Drift | 44       | all figures
            Nord  | 18       | all figures
            Sør   | 12       | hidden
            Vest  | 14       | hidden
            """
        ),
        promises=("P09", "P10"),
    ),
    Example(
        name="a-share-of-none-in-the-remainder",
        title="A share of none in what remains",
        why="With Nord in full, Drift minus Nord would be fifteen people of whom none has a challenge; so Nord shows its mean "
        "alone, as they do.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 60      | 4×1 4×2 4×3 4×4 4×5
            Sør   | Drift   | 40      | 2×3 3×4 2×5
            Vest  | Drift   | 40      | 2×3 3×4 3×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown       | mean
            Drift | 35       | all figures | 3.5
            Nord  | 20       | mean alone  | 3.0
            Sør   | 7        | mean alone  | 4.0
            Vest  | 8        | mean alone  | 4.1
            """
        ),
        promises=("P09", "P10"),
    ),
    Example(
        name="one-person-hides-no-crowd",
        title="One person can't hide a crowd",
        why="Vest and Sør together are six, enough for R3, but whatever the one in Vest answered, the mean of Sør's five could "
        "only lie within a fifth of the scale; so Øst is hidden as well.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 60      | 3×2 4×3 5×4
            Sør   | Drift   | 20      | 1×1 1×2 1×3 1×4 1×5
            Vest  | Drift   | 20      | 1×3
            Øst   | Drift   | 20      | 2×1 1×2 1×4 2×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown
            Drift | 24       | all figures
            Nord  | 12       | all figures
            Sør   | 5        | hidden
            Vest  | 1        | hidden
            Øst   | 6        | hidden
            """
        ),
        told=("Drift − Nord − Sør − Øst = one person, who answered 3",),
        promises=("P09", "P10"),
    ),
    Example(
        name="a-large-unit-beside-few",
        title="A large unit beside few",
        why="Of the twelve in Sør and Vest one has a challenge, so Nord can't show everything; nor can it be hidden, for beside twelve "
        "people its ninety-five would be known closely; so it shows its mean, and the enterprise everything.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 101     | 11×1 8×2 25×3 30×4 21×5
            Sør   | Drift   | 26      | 1×3 3×4
            Vest  | Drift   | 28      | 1×2 3×3 3×4 1×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown       | mean
            Drift | 107      | all figures | 3.5
            Nord  | 95       | mean alone  | 3.4
            Sør   | 4        | hidden      |
            Vest  | 8        | hidden      |
            """
        ),
        told=("Drift − Nord − Vest = 4 people with a mean of 3.75",),
        drawn=False,
    ),
)
