"""Attacks: what somebody with all reports, a calculator and patience would try, and what an unprotected report would have told them.

Seven of them broke an earlier draft of this design. `test_attacks` carries each of them out, on the draft and on what is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.spec.disclosure.example import PACE, Example, Table


@dataclass(frozen=True, kw_only=True)
class Attack:
    """tries: what is tried, one sentence or two. told: what it gave, line by line. stopped: why it gives nothing now.

    example: the name of a worked example that shows the same, or empty.
    """

    name: str
    title: str
    tries: str
    told: tuple[str, ...]
    stopped: str
    example: str = ""


EXAMPLES: Final = (
    Example(
        name="one-skipped-question",
        title="One skipped question among thirty people",
        why="Thirty answered the first question and twenty-nine both; everything that is said of the topic counts the twenty-nine.",
        topics=(PACE,),
        survey=Table.of(
            """
            unit  | part of | invited | pace
            Drift |         | 60      | 5×1,2 8×2,3 8×3,3 8×4,4 1×5,–
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown       | answers 1–5, %
            Drift | 29       | all figures | 17 28 28 28 0; 0 17 55 28 0
            """
        ),
        drawn=False,
    ),
    Example(
        name="a-mean-without-its-distribution",
        title="A mean without its distribution",
        why="What may not show how the answers are spread doesn't show their mean either.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 40      | 12×4
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown  | mean
            Drift | 12       | hidden |
            """
        ),
        drawn=False,
        promises=("P09", "P10"),
    ),
    Example(
        name="an-exact-sibling",
        title="An exact sibling",
        why="All in Sør answered 5; since Drift minus Nord is Sør, Nord is hidden too.",
        survey=Table.of(
            """
            unit  | part of | invited | support
            Drift |         | 0       |
            Nord  | Drift   | 40      | 3×1 3×2 3×3 3×4
            Sør   | Drift   | 40      | 12×5
            """
        ),
        report=Table.of(
            """
            unit  | answered | shown       | mean
            Drift | 24       | all figures | 3.8
            Nord  | 12       | hidden      |
            Sør   | 12       | hidden      |
            """
        ),
        promises=("P09", "P10"),
    ),
)

ATTACKS: Final[Mapping[str, Attack]] = {
    attack.name: attack
    for attack in (
        Attack(
            name="item-minus-index",
            title="Item minus index",
            tries="Of thirty people one skipped the second question of a scale. The draft showed each question for those who "
            "answered it, and the scale for those who answered both. Twice the sum of the scale minus the second question is "
            "the first question without that person.",
            told=("82 − (2 × 83.5 − 90) = 5: what the one who skipped the second question answered to the first",),
            stopped="One respondent set for each topic: every figure counts those who answered all its questions, so there is nothing "
            "to subtract.",
            example="one-skipped-question",
        ),
        Attack(
            name="exact-n",
            title="Exact numbers of respondents",
            tries="The draft printed the number of answers beside every figure. Numbers can be subtracted like sums, and compared "
            "with the number invited, which everybody knows.",
            told=("Nord: 30 of 30 invited: everybody answered",),
            stopped="A unit's number says how many there are at least, and one in which everybody answered, or nobody, has none and "
            "shows no figures from which it could be worked out. The one exact number is the enterprise's, where a hundred or "
            "more answered and ten or more didn't.",
            example="everybody-answered",
        ),
        Attack(
            name="two-unit-two-group-margins",
            title="Two units and two groups",
            tries="Nord and Sør are shown, and so are women and men; all four are groups of ten or more. But Sør has no women, so "
            "the women are all in Nord.",
            told=("Nord 12 − women 11 = one man in Nord, who answered 5",),
            stopped="No breakdowns in `must-2026`. Where an adopter turns one on, it is for the enterprise alone, and not a single "
            "cell of unit and group may be pinned down, or the whole topic goes without.",
            example="a-breakdown-with-one-empty-corner",
        ),
        Attack(
            name="mean-shown-with-its-distribution-hidden",
            title="A mean shown, its distribution hidden",
            tries="The draft withheld a distribution in which more than ninety per cent agree, and kept the mean. That the "
            "distribution is missing says that they agree; the mean says on what.",
            told=("Of the 34 ways in which twelve can answer with a mean of 4.0, the distribution is withheld for one: 12 × 4",),
            stopped="A cell that fails the test of doubt is hidden whole, mean and all.",
            example="a-mean-without-its-distribution",
        ),
        Attack(
            name="coded-mean-with-an-exact-sibling",
            title="A coded mean beside an exact sibling",
            tries="The draft wrote “4.5 or higher” where a mean was near the end of the scale. The parent and the sibling were exact.",
            told=("(24 × 3.75 − 12 × 2.5) / 12 = 5: all twelve in Sør answered 5",),
            stopped="Nothing is coded; the cell is hidden, and every set of people that can be told by subtraction has to pass the "
            "same tests as a cell.",
            example="an-exact-sibling",
        ),
        Attack(
            name="plain-digest-as-oracle",
            title="A plain digest as an oracle",
            tries="The draft's certificate held a plain digest of the answers, so that nobody could swap them. Sør's four people "
            "and Vest's eight are hidden, and what the twelve answered together is known; there are few ways to divide it, "
            "and each has its own digest.",
            told=("50 ways to divide the answers between Sør and Vest, and one of them has the published digest",),
            stopped="The digest of what went in has a secret key, or isn't there. The publication is the same file, byte for byte, "
            "for every one of those ways.",
            example="parent-minus-children",
        ),
        Attack(
            name="rates-watched-over-time",
            title="Rates watched over time",
            tries="The draft showed the response rate live. A leader who reminds one person on Monday and sees the rate move on "
            "Tuesday knows who answered, and who hadn't.",
            told=("Monday 12 of 40, Tuesday 13 of 40: the one who was reminded has answered",),
            stopped="No rate is shown to anybody while a survey is open. Bands alone wouldn't do: each of them begins with some one "
            "answer. The publication has the only rates there are, and there is one publication.",
        ),
        Attack(
            name="republishing-under-a-changed-tree",
            title="Publishing again under a changed tree",
            tries="A round is published; a team of three respondents moves from Nord to Sør; the round is published again under the "
            "new tree. Each publication is safe alone.",
            told=("Nord before − Nord after = 3 people with a mean of 2",),
            stopped="A round is published once, on the tree that it was opened with. A second publication is refused.",
        ),
        Attack(
            name="the-average-of-two",
            title="The average of two enterprises",
            tries="An enterprise is told the average of those that asked the same. It knows its own figure.",
            told=("2 × 3.2 − 3.0 = 3.4: the other enterprise's mean",),
            stopped="An average is of three enterprises or more, of which none has more than half of the people, and leaves doubt "
            "about each of them to each other one. All of a period go in at once; there is no way to leave one out, and so no "
            "average of “the others”.",
        ),
        Attack(
            name="a-year-without-a-month-of-it",
            title="The average of a year and of a month of it",
            tries="Three enterprises' rounds closed in March, and a fourth one's in November. The averages of March are given out, and "
            "those of the year.",
            told=("4 × 3.2 − 3 × 3.0 = 3.8: the mean of the one that closed in November",),
            stopped="Averages are of a calendar year, and of nothing shorter. A publication goes into the averages of the year that "
            "answering ended in; one that doesn't say when goes into none. So no averages of one year can be taken off another's. That "
            "they are made once, when the last round of the year has closed, whoever makes them must see to: `must averages` makes none "
            "where some of the year lie already.",
        ),
        Attack(
            name="finer-than-rounded",
            title="Trends finer than what is shown",
            tries="A change from 3.2 to 3.3 that is printed as +0.06 says more of both years than both reports do.",
            told=("3.25 − 3.19 = +0.06, where the reports say 3.3 and 3.2",),
            stopped="A change is the difference of two figures that are shown, as they are shown; it is computed from the "
            "publications, which have nothing else.",
        ),
        Attack(
            name="an-interval-made-of-the-answers",
            title="How sure a mean is, made of the answers",
            tries="Of Nord's five people the mean alone is shown. With the exact interval beside it, one can try which five answers give "
            "both.",
            told=("2.6 ± 2.26 of 5 people: 1, 1, 2, 4 and 5, and no other five answers",),
            stopped="An interval is made of figures that are shown anyway: the mean, the shares and the least number of people. Where the "
            "mean alone is shown there is none. It is wider than the exact one, and says nothing that its reader couldn't work out.",
        ),
    )
}
