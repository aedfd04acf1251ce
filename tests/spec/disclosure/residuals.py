"""Worked examples of R3: every set of people that can be told by subtraction has nobody or enough people in it."""

from __future__ import annotations

from typing import Final

from tests.spec.disclosure.example import Example, Table

EXAMPLES: Final = (
    Example(
        name="parent-minus-children",
        title="A parent minus its children",
        why="Hiding Sør alone hides nothing, for Drift minus Nord minus Vest is Sør; so Vest is hidden too.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 60      | 3×2 4×3 5×4
            Sør   | Drift   | 20      | 2×1 1×2 1×5
            Vest  | Drift   | 20      | 1×2 2×3 4×4 1×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown       | mean
            Drift | 24       | all figures | 3.2
            Nord  | 12       | all figures | 3.2
            Sør   | 4        | hidden      |
            Vest  | 8        | hidden      |
            """
        ),
        told=("Drift − Nord − Vest = 4 people with a mean of 2.25",),
    ),
    Example(
        name="hidden-teams-of-one-and-three",
        title="Two hidden teams are not yet a crowd",
        why="Two units are hidden beside each other, as the usual sibling rule wants, and yet they are only four people together; "
        "so the smallest unit beside them is hidden as well.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 60      | 4×2 5×3 5×4
            Sør   | Drift   | 30      | 2×1 1×2 3×3 3×4 3×5
            Vest  | Drift   | 20      | 1×1 1×4 1×5
            Øst   | Drift   | 20      | 1×2
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown
            Drift | 30       | all figures
            Nord  | 14       | all figures
            Sør   | 12       | hidden
            Vest  | 3        | hidden
            Øst   | 1        | hidden
            """
        ),
        told=("Drift − Nord − Sør = 4 people with a mean of 3",),
    ),
    Example(
        name="through-hidden-departments",
        title="Through a hidden department",
        why="Bodø and Alta are in a hidden department, so whatever is missing from the enterprise is missing there; Stab keeps "
        "them company.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Etat  |         | 0       |
            Nord  | Etat    | 0       |
            Bodø  | Nord    | 12      | 1×1 1×2 1×5
            Alta  | Nord    | 12      | 1×3
            Sør   | Etat    | 0       |
            Oslo  | Sør     | 40      | 3×2 4×3 5×4
            Moss  | Sør     | 40      | 3×2 4×3 6×4
            Stab  | Etat    | 20      | 1×1 1×2 2×3 2×4 2×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown
            Etat  | 37       | all figures
            Nord  | 4        | hidden
            Bodø  | 3        | hidden
            Alta  | 1        | hidden
            Sør   | 25       | all figures
            Oslo  | 12       | all figures
            Moss  | 13       | all figures
            Stab  | 8        | hidden
            """
        ),
        told=("Etat − Sør − Stab = 4 people with a mean of 2.75",),
    ),
    Example(
        name="nobody-answered-in-a-unit",
        title="Nobody answered in one unit",
        why="Were Vest hidden alone, Drift minus the others would tell that nobody answered there; with Sør alone for company, Drift "
        "minus Nord and Øst would be Sør; so both of its smaller neighbours are hidden with it.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 60      | 4×2 5×3 5×4
            Sør   | Drift   | 40      | 3×1 3×3 2×5
            Vest  | Drift   | 15      |
            Øst   | Drift   | 30      | 2×1 2×2 2×3 2×4 1×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown
            Drift | 31       | all figures
            Nord  | 14       | all figures
            Sør   | 8        | hidden
            Vest  | 0        | hidden
            Øst   | 9        | hidden
            """
        ),
    ),
    Example(
        name="nobody-answered-at-all",
        title="Nobody answered at all",
        why="A correct publication, and an empty one.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 14      |
            Sør   | Drift   | 11      |
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown
            Drift | 0        | hidden
            Nord  | 0        | hidden
            Sør   | 0        | hidden
            """
        ),
        drawn=False,
    ),
    Example(
        name="all-units-are-small",
        title="All units are small",
        why="Nine people together give the enterprise a mean; no unit shows anything.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 12      | 1×1 1×2 1×4 1×5
            Sør   | Drift   | 12      | 1×1 1×3 1×5
            Vest  | Drift   | 12      | 1×2 1×4
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown      | mean
            Drift | 9        | mean alone | 3.0
            Nord  | 4        | hidden     |
            Sør   | 3        | hidden     |
            Vest  | 2        | hidden     |
            """
        ),
    ),
    Example(
        name="only-children-twelve-deep",
        title="Only children, twelve deep",
        why="Twelve units on top of each other are the same people twelve times, and twelve times the same figures.",
        survey=Table.of(
            """
            unit     | part of  | invited | support
            Etat     |          | 0       |
            level 1  | Etat     | 0       |
            level 2  | level 1  | 0       |
            level 3  | level 2  | 0       |
            level 4  | level 3  | 0       |
            level 5  | level 4  | 0       |
            level 6  | level 5  | 0       |
            level 7  | level 6  | 0       |
            level 8  | level 7  | 0       |
            level 9  | level 8  | 0       |
            level 10 | level 9  | 0       |
            level 11 | level 10 | 40      | 4×1 4×2 6×3 6×4
            """
        ),
        report=Table.of(
            """
            unit     | answered | shown       | mean
            Etat     | 20       | all figures | 2.7
            level 1  | 20       | all figures | 2.7
            level 2  | 20       | all figures | 2.7
            level 3  | 20       | all figures | 2.7
            level 4  | 20       | all figures | 2.7
            level 5  | 20       | all figures | 2.7
            level 6  | 20       | all figures | 2.7
            level 7  | 20       | all figures | 2.7
            level 8  | 20       | all figures | 2.7
            level 9  | 20       | all figures | 2.7
            level 10 | 20       | all figures | 2.7
            level 11 | 20       | all figures | 2.7
            """
        ),
        drawn=False,
    ),
)
