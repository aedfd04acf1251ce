"""Worked examples of R0 (the grid), R1 (how many) and R2 (two masks, one inside the other)."""

from __future__ import annotations

from typing import Final

from must.core.common.topics import TopicClass
from tests.core import examples as small
from tests.spec.disclosure.example import BULLYING, PAIN, SUPPORT, Example, Table

HARASSMENT: Final = small.scale("harassment", small.item("harassment_1"), topic_class=TopicClass.SENSITIVE)

EXAMPLES: Final = (
    Example(
        name="small-units-are-merged",
        title="Small units are merged before anybody has answered",
        why="Six people in Sør and the director are too few for a cell, so the smallest unit beside them is taken in; the survey "
        "never knows which of the three somebody belongs to.",
        survey=Table.of(
            """
            unit  | part of | invited
            Drift |         | 1
            Nord  | Drift   | 14
            Sør   | Drift   | 6
            Vest  | Drift   | 12
            """
        ),
        report=Table.of(
            """
            unit            | invited | people of
            Drift           | 33      |
            Nord            | 14      | Nord
            others in Drift | 19      | Drift, Sør, Vest
            """
        ),
        drawn=False,
    ),
    Example(
        name="one-person-on-each-inner-unit",
        title="One person directly on each inner unit",
        why="A department's head is somebody of whom the department minus its teams would tell everything, so the head is put in "
        "one cell with the smallest team.",
        survey=Table.of(
            """
            unit  | part of | invited
            Etat  |         | 1
            Nord  | Etat    | 1
            Bodø  | Nord    | 12
            Alta  | Nord    | 15
            Sør   | Etat    | 1
            Moss  | Sør     | 20
            Oslo  | Sør     | 11
            Stab  | Etat    | 10
            """
        ),
        report=Table.of(
            """
            unit           | invited | people of
            Etat           | 71      |
            Nord           | 28      |
            Alta           | 15      | Alta
            others in Nord | 13      | Nord, Bodø
            Sør            | 32      |
            Moss           | 20      | Moss
            others in Sør  | 12      | Sør, Oslo
            others in Etat | 11      | Etat, Stab
            """
        ),
        drawn=False,
    ),
    Example(
        name="a-few-people-move-up",
        title="A few people move up",
        why="Nord's head and the six in Alta are too few, and Nord has no unit to take in but Bodø, which has teams of its own; so they "
        "count with the three directly in Etat, and Nord keeps its report, for all its other people.",
        survey=Table.of(
            """
            unit   | part of | invited
            Etat   |         | 3
            Nord   | Etat    | 1
            Bodø   | Nord    | 1
            Havna  | Bodø    | 20
            Torget | Bodø    | 30
            Alta   | Nord    | 6
            Sør    | Etat    | 40
            """
        ),
        report=Table.of(
            """
            unit           | invited | people of
            Etat           | 101     |
            Nord           | 51      |
            Bodø           | 51      |
            Torget         | 30      | Torget
            others in Bodø | 21      | Bodø, Havna
            Sør            | 40      | Sør
            others in Etat | 10      | Etat, Nord, Alta
            """
        ),
        drawn=False,
    ),
    Example(
        name="a-director-over-divisions",
        title="A director over divisions of sections",
        why="The director is alone at the top, and no division is without sections, so the director counts in the smallest section of all, "
        "with the rest of its division; that division's figures count one person from outside, and its report says so.",
        survey=Table.of(
            """
            unit  | part of | invited
            Etat  |         | 1
            Nord  | Etat    | 0
            Bodø  | Nord    | 14
            Alta  | Nord    | 15
            Sør   | Etat    | 0
            Moss  | Sør     | 16
            Oslo  | Sør     | 17
            """
        ),
        report=Table.of(
            """
            unit           | invited | people of
            Etat           | 63      |
            Nord           | 30      |
            Alta           | 15      | Alta
            others in Nord | 15      | Etat, Bodø
            Sør            | 33      |
            Moss           | 16      | Moss
            Oslo           | 17      | Oslo
            """
        ),
        drawn=False,
    ),
    Example(
        name="an-enterprise-of-nine",
        title="An enterprise of nine gets no report",
        why="With fewer than ten invited in all there is no cell to count in, and whatever they answer, nothing is shown.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 3       | 1×1 1×3 1×4
            Nord  | Drift   | 6       | 1×1 2×2 1×3 2×5
            """
        ),
        report=Table.of(
            """
            unit  | invited | people of   | shown
            Drift | 9       | Drift, Nord | hidden
            """
        ),
        drawn=False,
    ),
    Example(
        name="ten-five-and-fewer",
        title="Ten for every figure, five for a mean alone",
        why="Nord has ten or more and shows everything, Sør has five or more and shows its rounded mean, Vest and Øst have fewer "
        "and show nothing.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 60      | 3×2 4×3 5×4
            Sør   | Drift   | 30      | 2×2 2×3 3×4
            Vest  | Drift   | 20      | 1×1 1×2 1×4 1×5
            Øst   | Drift   | 20      | 1×1 1×3 1×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown       | mean | challenge, % | answers 1–5, %
            Drift | 26       | all figures | 3.1  | 31           | 8 23 27 35 8
            Nord  | 12       | all figures | 3.2  | 25           | 0 25 33 42 0
            Sør   | 7        | mean alone  | 3.1  |              |
            Vest  | 4        | hidden      |      |              |
            Øst   | 3        | hidden      |      |              |
            """
        ),
        promises=("P09", "P10"),
    ),
    Example(
        name="sensitive-topics-at-the-enterprise-only",
        title="Sensitive topics: the enterprise only, and twenty people on each side",
        why="Bullying has no cell below the enterprise, however many answered there; and where nineteen reported harassment, a "
        "figure would have people ask which nineteen, so it is hidden for the enterprise as well.",
        topics=(SUPPORT, BULLYING, HARASSMENT),
        survey=Table.of(
            """
            unit  | part of | invited | support         | bullying         | harassment
            Drift |         | 0       |                 |                  |
            Nord  | Drift   | 200     | 4×1 4×2 6×3 6×4 | 150×1 10×2 12×4  | 150×1 8×3 9×4
            Sør   | Drift   | 200     | 3×1 5×2 5×3 7×5 | 140×1 8×2 10×4   | 145×1 8×3 10×4
            """
        ),
        report=Table.of(
            """
            topic      | unit  | shown       | answers 1–5, %
            support    | Drift | all figures | 18 23 28 15 18
            support    | Nord  | all figures | 20 20 30 30 0
            support    | Sør   | all figures | 15 25 25 0 35
            bullying   | Drift | all figures | 88 5 0 7 0
            bullying   | Nord  | no cell     |
            bullying   | Sør   | no cell     |
            harassment | Drift | hidden      |
            harassment | Nord  | no cell     |
            harassment | Sør   | no cell     |
            """
        ),
        drawn=False,
        promises=("P09", "P10", "P11"),
    ),
    Example(
        name="health-has-no-cell-anywhere",
        title="Health: no cell anywhere",
        why="Health is reported as associations with work factors, for a whole enterprise of a hundred people or more, and never "
        "as a level of its own.",
        topics=(SUPPORT, PAIN),
        survey=Table.of(
            """
            unit  | part of | invited | support         | pain
            Drift |         | 60      | 4×1 4×2 6×3 6×4 | 5×1 5×2 5×3 5×4
            """
        ),
        report=Table.of(
            """
            topic   | unit  | shown
            support | Drift | all figures
            pain    | Drift | no cell
            """
        ),
        drawn=False,
        promises=("P09", "P12"),
    ),
    Example(
        name="two-masks-one-inside-the-other",
        title="Means where full figures can't be",
        why="Two masks are made, one for all figures and one for means; whatever the first shows the second shows too, so Sør and "
        "Vest add their means to a report that would otherwise stop at Nord.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 60      | 5×2 7×3 8×4
            Sør   | Drift   | 30      | 2×2 2×3 3×4
            Vest  | Drift   | 30      | 1×1 2×2 3×4 2×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown       | mean
            Drift | 35       | all figures | 3.2
            Nord  | 20       | all figures | 3.2
            Sør   | 7        | mean alone  | 3.1
            Vest  | 8        | mean alone  | 3.4
            """
        ),
        promises=("P09", "P10"),
    ),
    Example(
        name="what-one-mask-shows-the-other-knows",
        title="What one mask shows, the other knows",
        why="Taken alone, the mask of means would show Nord and Stab; but Bodø is shown in full, and Nord minus Bodø would be the "
        "mean of four.",
        survey=Table.of(
            """
            unit | part of | invited | support
            Etat |         | 0       |
            Nord | Etat    | 0       |
            Alta | Nord    | 15      | 2×1 2×5
            Bodø | Nord    | 40      | 3×2 4×3 5×4
            Stab | Etat    | 20      | 2×1 1×2 2×3 2×4 2×5
            Sør  | Etat    | 60      | 5×2 7×3 8×4
            """
        ),
        report=Table.of(
            """
            unit | answered | shown
            Etat | 45       | all figures
            Nord | 16       | hidden
            Alta | 4        | hidden
            Bodø | 12       | all figures
            Stab | 9        | hidden
            Sør  | 20       | all figures
            """
        ),
        told=("Nord − Bodø = 4 people with a mean of 3",),
        promises=("P09", "P10"),
    ),
    Example(
        name="one-unit",
        title="An enterprise of one unit",
        why="Nothing can be subtracted from anything, so what counts is its own size and the doubt that its own figures leave.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 60      | 4×1 4×2 6×3 6×4
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown       | mean
            Drift | 20       | all figures | 2.7
            """
        ),
        drawn=False,
        promises=("P09", "P10"),
    ),
)
