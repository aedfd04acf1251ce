"""Which differences a report speaks of, and in which words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.common.languages import Language
from must.reports.content import Axis, Row, Whose
from must.reports.differences import alike, comparison_of, difference
from must.reports.precision import EXACT_FROM, Speech
from must.reports.wording import Wording
from must.ui.texts import texts

RISK = Axis(low=1, high=5, challenge=3.5, favourable=2.5, high_is_challenge=True)
PROTECTIVE = replace(RISK, challenge=2.5, favourable=3.5, high_is_challenge=False)
MEANS = st.integers(10, 50).map(lambda tenths: tenths / 10)


def row(
    mean: float | None, *, whose: Whose = Whose.OWN, within: float | None = None, share: int | None = None, favourable: int | None = None
) -> Row:
    """within: how far the interval reaches to either side. favourable: the share with favourable answers."""
    interval = None if within is None or mean is None else (mean - within, mean + within)
    bands = None if share is None or favourable is None else (share, 100 - share - favourable, favourable)
    return Row(whose, "", mean, bands, None, share=share, interval=interval)


def before(mean: float, within: float | None = None) -> Row:
    return row(mean, whose=Whose.PREVIOUS, within=within)


@pytest.mark.parametrize(
    ("own", "other", "tenths"),
    [
        (row(3.8, within=0.1), row(3.4), 4),
        (row(3.8, within=0.1), row(3.6), 0),  # 0.2 isn't worth a talk
        (row(3.8, within=0.1), row(3.5), 3),  # 0.3 is, exactly
        (row(2.8, within=0.1), row(3.4), -6),
        (row(3.8, within=0.5), row(3.4), 0),  # inside the interval
        (row(3.8, within=0.5), row(3.2), 6),
        (row(3.8), row(2.9), 0),  # a mean alone: a quarter of the scale is needed
        (row(3.8), row(2.8), 10),
        (row(3.8, within=0.1, share=40), row(3.4, share=45), 0),  # fewer have a challenge: the figures don't agree
        (row(3.8, within=0.1, share=45), row(3.4, share=45), 4),
        (row(3.8, within=0.1), row(None), 0),
        (row(3.8, within=0.3), before(3.4, within=0.2), 4),
        (row(3.8, within=0.3), before(3.4, within=0.3), 0),  # √(0.3² + 0.3²) is more than 0.4, though either alone is less
        (row(3.9, within=0.3), before(3.4, within=0.4), 0),  # √(0.3² + 0.4²) is 0.5, exactly
        (row(4.0, within=0.3), before(3.4, within=0.4), 6),
        (row(3.8, within=0.3), row(3.4, whose=Whose.ENTERPRISE, within=0.3), 4),  # of which the unit is a part
        (row(3.8, within=0.1), before(2.9), 0),  # a mean alone before
        (row(3.8, within=0.1), before(2.8), 10),
    ],
)
def test_a_difference_is_worth_a_talk(own: Row, other: Row, tenths: int) -> None:
    assert difference(own, other, RISK) == Fraction(tenths, 40)
    without_shares = replace(own, share=None), replace(other, share=None)
    assert difference(*without_shares, PROTECTIVE) == -difference(*without_shares, RISK)


@pytest.mark.parametrize(
    ("own", "other", "same"),
    [
        (row(3.4), row(3.2), True),
        (row(3.4), row(3.7), False),
        (row(3.4, share=57), row(3.2, share=48), True),
        (row(3.4, share=57), row(3.2, share=47), False),
        (row(3.4, share=57), row(3.2), True),
        (row(2.6, share=11, favourable=52), row(2.4, share=8, favourable=68), False),  # fewer are favourable, no more are challenged
        (row(2.6, share=11, favourable=52), row(2.4, share=8, favourable=62), False),
        (row(2.6, share=11, favourable=52), row(2.4, share=8, favourable=61), True),
    ],
)
def test_rows_are_about_the_same(own: Row, other: Row, same: bool) -> None:
    assert alike(own, other, RISK) is alike(other, own, PROTECTIVE) is same


@given(MEANS, MEANS, st.none() | st.integers(1, 15).map(lambda tenths: tenths / 10))
def test_what_differs_is_never_called_alike(one: float, other: float, within: float | None) -> None:
    own = row(one, within=within)
    assert not (difference(own, row(other), RISK) and alike(own, row(other), RISK))


def test_a_wider_scale_asks_for_as_great_a_part_of_it() -> None:
    wide = replace(RISK, low=0, high=10)
    assert difference(row(7.5), row(5.0), wide) == Fraction(1, 4)
    assert difference(row(7.4), row(5.0), wide) == 0


def test_an_interval_reaches_towards_the_other_mean_on_that_side_alone() -> None:
    """A mean near the end of the scale has more room on one side."""
    own = replace(row(1.4), interval=(1.0, 1.6))
    assert difference(own, replace(before(1.9), interval=(1.5, 2.6)), RISK) == Fraction(-5, 40)
    assert difference(own, replace(before(1.8), interval=(1.3, 2.6)), RISK) == 0


def test_beside_nobody_there_is_no_difference() -> None:
    assert difference(row(3.8, within=0.1), None, RISK) == 0


@given(MEANS, MEANS, MEANS, st.none() | st.integers(1, 15).map(lambda tenths: tenths / 10))
def test_a_worse_mean_is_never_called_less_of_a_challenge(one: float, two: float, other: float, within: float | None) -> None:
    better, worse = sorted((one, two))
    assert difference(row(better, within=within), row(other), RISK) <= difference(row(worse, within=within), row(other), RISK)


def test_the_comparison_is_the_enterprise_then_the_level_above_then_the_others() -> None:
    rows = tuple(row(3.0, whose=whose) for whose in Whose)
    assert [one.whose for one in rows if one is comparison_of(rows)] == [Whose.ENTERPRISE]
    assert comparison_of(tuple(one for one in rows if one.whose is not Whose.ENTERPRISE)) == rows[list(Whose).index(Whose.PARENT)]
    assert comparison_of((rows[0], row(3.0, whose=Whose.OTHERS))) == row(3.0, whose=Whose.OTHERS)
    assert comparison_of(rows[:2]) is None, "an earlier round is no comparison with others"


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "nesten ingen"),
        (4, "nesten ingen"),
        (5, "omtrent én av ti"),
        (14, "omtrent én av ti"),
        (15, "omtrent to av ti"),
        (50, "omtrent halvparten"),
        (94, "omtrent ni av ti"),
        (95, "nesten alle"),
        (100, "nesten alle"),
    ],
)
def test_a_share_in_tenths(share: int, words: str) -> None:
    wording = Wording(texts(Language.NB), 1)
    assert Speech(wording, exact=False).share(share) == words
    assert Speech(wording, exact=True).share(share) == f"{share}\u00a0%"


@pytest.mark.parametrize(
    ("mean", "words"),
    [
        (3.5, "on the challenging side of the scale"),
        (3.4, "a little towards the challenging side of the scale"),
        (3.3, "a little towards the challenging side of the scale"),
        (3.2, "in the middle of the scale"),
        (2.8, "in the middle of the scale"),
        (2.7, "a little towards the favourable side of the scale"),
        (2.5, "on the favourable side of the scale"),
    ],
)
def test_a_mean_without_a_number(mean: float, words: str) -> None:
    speech = Speech(Wording(texts(Language.EN), 1), exact=False)
    assert speech.place(mean, RISK) == words
    assert speech.place(6 - mean, PROTECTIVE) == words


def test_one_of_fifty_is_two_per_cent() -> None:
    assert Fraction(1, EXACT_FROM) == Fraction(2, 100)
