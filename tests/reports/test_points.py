"""What a thing to talk about says of its figures and of why it is there, for each way in which that can be; and what a factor says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from must.core.instrument.model import Evidence, Topic
from must.reports import points
from must.reports.content import Row, Side, TalkingPoint, Whose
from must.reports.differences import comparison_of, difference, row_of
from must.reports.factors import axis_of
from must.reports.points import Candidate, points_of
from must.reports.precision import Speech, level
from must.reports.sentences import sentences_of
from must.reports.talking_points import Lean
from tests.reports.example import example_source

Figures = tuple[float, tuple[int, int, int] | None]
SOURCE = example_source()
TOPIC = SOURCE.instrument.topics["support"]
LABELS = {Whose.OWN: "Denne enheten", Whose.ENTERPRISE: "Hele virksomheten", Whose.PREVIOUS: "Forrige undersøkelse"}


def candidate(topic: Topic, figures: dict[Whose, Figures]) -> Candidate:
    """A protective factor on a scale from 1 to 5, challenging up to 2.5 and favourable from 3.5."""
    axis = axis_of(topic)
    assert axis is not None
    assert (axis.low, axis.high, axis.challenge, axis.favourable, axis.high_is_challenge) == (1, 5, 2.5, 3.5, False)
    rows = tuple(
        Row(whose, LABELS[whose], mean, bands, "60–69", bands and bands[0], (mean - 0.1, mean + 0.1))
        for whose in LABELS
        if whose in figures
        for mean, bands in [figures[whose]]
    )
    own = figures[Whose.OWN][0]
    change, other = difference(rows[0], row_of(rows, Whose.PREVIOUS), axis), difference(rows[0], comparison_of(rows), axis)
    return Candidate(topic, axis, rows, Speech(SOURCE.wording, exact=True), Lean(level(own, axis), other, change, topic.evidence))


@pytest.mark.promise("P08", "P13")
@pytest.mark.parametrize(
    ("figures", "said"),  # figures: own, the enterprise's, one's own before
    [
        (
            [(4.2, (5, 10, 85)), (4.6, (2, 5, 93)), (4.6, (2, 5, 93))],
            (
                Side.STRENGTH,
                "85 % har gunstige svar, mot 93 % i hele virksomheten.",
                "Nivået er på den gunstige siden, selv om det er mer utfordrende enn i hele virksomheten og enn sist.",
            ),
        ),
        (
            [(3.0, (48, 10, 42)), (3.1, (44, 12, 44))],
            (
                Side.MIDDLE,
                "48 % har svar som peker mot en mulig utfordring, omtrent som i hele virksomheten.",
                "Svarene er delte: Mange peker mot en mulig utfordring, og mange er gunstige.",
            ),
        ),
        (
            [(3.0, (29, 31, 40)), (3.1, (28, 30, 42))],
            (
                Side.MIDDLE,
                "29 % har svar som peker mot en mulig utfordring, omtrent som i hele virksomheten.",
                "Svarene peker ikke klart i én retning, men dette er blant det som ligger nærmest en utfordring her.",
            ),
        ),
        (
            [(3.1, None), (3.1, None)],
            (
                Side.MIDDLE,
                "Gjennomsnittet ligger midt på skalaen, omtrent som i hele virksomheten.",
                "Svarene peker ikke klart i én retning, men heller litt mot det gunstige.",
            ),
        ),
        (
            [(3.0, (29, 31, 40)), (3.4, (25, 15, 60))],
            (
                Side.MIDDLE,
                "29 % har svar som peker mot en mulig utfordring, mot 25 % i hele virksomheten.",
                "Det er mer utfordrende her.",
            ),
        ),
        (
            [(3.0, (29, 31, 40)), (3.4, (29, 11, 60))],
            (
                Side.MIDDLE,
                "29 % har svar som peker mot en mulig utfordring.",
                "Det er mer utfordrende enn i hele virksomheten.",
            ),
        ),
        (
            [(3.7, (15, 20, 65)), (3.3, (20, 30, 50))],
            (Side.STRENGTH, "65 % har gunstige svar, mot 50 % i hele virksomheten.", "Det er gunstigere her."),
        ),
        (
            [(2.6, (35, 30, 35)), (2.6, (35, 30, 35)), (3.2, (20, 20, 60))],
            (
                Side.CHALLENGE,
                "35 % har svar som peker mot en mulig utfordring, mot 20 % i forrige undersøkelse.",
                "Det er mer utfordrende enn sist.",
            ),
        ),
        (
            [(2.6, (35, 30, 35)), (3.0, (30, 30, 40)), (3.2, (20, 20, 60))],
            (
                Side.CHALLENGE,
                "35 % har svar som peker mot en mulig utfordring, mot 20 % i forrige undersøkelse.",
                "Det er mer utfordrende enn i hele virksomheten og enn sist.",
            ),
        ),
        (
            [(2.6, (35, 30, 35)), (3.2, (20, 20, 60)), (3.2, (22, 20, 58))],
            (
                Side.CHALLENGE,
                "35 % har svar som peker mot en mulig utfordring, mot 20 % i hele virksomheten.",
                "Det er mer utfordrende enn i hele virksomheten og enn sist.",
            ),
        ),
        (
            [(2.4, (50, 30, 20)), (2.0, (70, 10, 20)), (3.0, (30, 20, 50))],
            (
                Side.CHALLENGE,
                "50 % har svar som peker mot en mulig utfordring, mot 30 % i forrige undersøkelse.",
                "Det er mer utfordrende enn sist, men gunstigere enn i hele virksomheten.",
            ),
        ),
        (
            [(2.2, (60, 20, 20)), (2.2, (61, 19, 20))],
            (
                Side.CHALLENGE,
                "60 % har svar som peker mot en mulig utfordring, omtrent som i hele virksomheten.",
                "Nivået alene er grunn til å snakke om det.",
            ),
        ),
        (
            [(3.7, (10, 20, 70)), (3.7, (11, 19, 70))],
            (Side.STRENGTH, "70 % har gunstige svar, omtrent som i hele virksomheten.", "Nivået alene er grunn til å ta vare på det."),
        ),
        (
            [(3.0, None), (3.0, None), (1.9, None)],
            (Side.MIDDLE, "Gjennomsnittet ligger midt på skalaen.", "Det er gunstigere enn sist."),
        ),
        (
            [(2.4, (60, 20, 20)), (1.7, (80, 10, 10)), (1.7, (80, 10, 10))],
            (
                Side.MIDDLE,
                "60 % har svar som peker mot en mulig utfordring, mot 80 % i hele virksomheten.",
                "Det er gunstigere enn i hele virksomheten og enn sist, men nivået peker fortsatt mot en utfordring.",
            ),
        ),
        (
            [(3.7, (15, 20, 65)), (4.6, (3, 10, 87))],
            (
                Side.MIDDLE,
                "15 % har svar som peker mot en mulig utfordring, mot 3 % i hele virksomheten.",
                "Nivået er på den gunstige siden, selv om det er mer utfordrende enn i hele virksomheten.",
            ),
        ),
        (
            [(3.7, (15, 20, 65)), (3.1, (30, 20, 50)), (3.1, (30, 20, 50))],
            (
                Side.STRENGTH,
                "65 % har gunstige svar, mot 50 % i hele virksomheten.",
                "Det er gunstigere enn i hele virksomheten og enn sist.",
            ),
        ),
    ],
    ids=[
        "not because of what got worse",
        "divided",
        "middle",
        "slightly favourable",
        "mid-scale and worse than elsewhere",
        "worse in a figure that reads alike",
        "better than elsewhere",
        "worse",
        "changed more than it differs",
        "differs as much as it has changed",
        "worse than before, better than elsewhere",
        "challenging, no more",
        "favourable, no more",
        "mid-scale and better",
        "still challenging",
        "still favourable",
        "all at once",
    ],
)
def test_a_point_says_which_way_it_points_and_from_whom_it_differs(
    monkeypatch: pytest.MonkeyPatch, figures: list[Figures], said: tuple[Side, str, str]
) -> None:
    one = candidate(replace(TOPIC, evidence=Evidence.NONE), dict(zip(LABELS, figures, strict=False)))
    point = told(monkeypatch, one)
    assert (point.side, point.sentence.replace("\u00a0", " "), point.why) == said


@pytest.mark.parametrize(
    ("mean", "elsewhere", "said"),
    [
        (3.3, 3.8, "Nivået er på den gunstige siden, selv om det er mer utfordrende enn i hele virksomheten."),
        (3.2, 3.8, "Det er mer utfordrende enn i hele virksomheten."),
        (2.7, 2.2, "Det er gunstigere enn i hele virksomheten, men nivået peker fortsatt mot en utfordring."),
        (2.8, 2.2, "Det er gunstigere enn i hele virksomheten."),
    ],
)
def test_where_the_level_says_otherwise_it_is_said_from_where_it_is_no_longer_mid_scale(
    monkeypatch: pytest.MonkeyPatch, mean: float, elsewhere: float, said: str
) -> None:
    one = candidate(replace(TOPIC, evidence=Evidence.NONE), {Whose.OWN: (mean, (30, 30, 40)), Whose.ENTERPRISE: (elsewhere, (30, 30, 40))})
    assert told(monkeypatch, one).why == said


@pytest.mark.parametrize(("outer", "divided"), [((30, 30), True), ((29, 41), False), ((41, 29), False)])
def test_answers_are_divided_from_thirty_per_cent_in_each_outer_band(
    monkeypatch: pytest.MonkeyPatch, outer: tuple[int, int], divided: bool
) -> None:
    challenge, favourable = outer
    one = candidate(TOPIC, {Whose.OWN: (3.0, (challenge, 100 - challenge - favourable, favourable))})
    assert told(monkeypatch, one).why.startswith("Svarene er delte") is divided


@pytest.mark.parametrize(("mean", "little"), [(2.5, True), (2.6, False)])
def test_of_a_risk_factor_a_favourable_level_is_that_there_is_little_of_it(
    monkeypatch: pytest.MonkeyPatch, mean: float, little: bool
) -> None:
    """From the threshold of the favourable band on; of a protective factor it is much."""
    one = candidate(TOPIC, {Whose.OWN: (6 - mean, (10, 20, 70))})
    risk = replace(
        one, axis=replace(one.axis, challenge=3.5, favourable=2.5, high_is_challenge=True), rows=(replace(one.rows[0], mean=mean),)
    )
    assert told(monkeypatch, risk).why.startswith("Det er lite av dette her.") is little
    assert "lite av dette" not in told(monkeypatch, one).why


@pytest.mark.parametrize(
    ("share", "said"), [(35, "Det er mer utfordrende enn i hele virksomheten."), (31, "… (omtrent tre av ti med en mulig utfordring).")]
)
def test_a_difference_is_told_without_the_others_share_where_that_reads_like_ones_own(share: int, said: str) -> None:
    """The sentence before tells the unit's own: about four in ten."""
    one = candidate(TOPIC, {Whose.OWN: (3.0, (36, 24, 40)), Whose.ENTERPRISE: (3.5, (share, 20, 80 - share))})
    *_, last = sentences_of(SOURCE, TOPIC, one.rows, one.axis, Speech(SOURCE.wording, exact=False))
    assert last == said.replace("…", "Det er mer utfordrende enn i hele virksomheten")


def told(monkeypatch: pytest.MonkeyPatch, one: Candidate) -> TalkingPoint:
    """The only point of a report in which this alone may be chosen."""
    monkeypatch.setattr(points, "candidates_of", lambda *_: [one])
    (point,) = points_of(SOURCE, SOURCE.units["002"])
    return point
