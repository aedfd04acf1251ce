"""The choice of what the first page brings up, on worked examples and in general."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.reports.content import Axis, Side
from must.reports.talking_points import WORTH_A_TALK, choose, weight

RISK = Axis(low=1, high=5, challenge=3.5, favourable=2.5, high_is_challenge=True)
PROTECTIVE = Axis(low=1, high=5, challenge=2.5, favourable=3.5, high_is_challenge=False)
MEANS = st.integers(10, 50).map(lambda tenths: tenths / 10)
WEIGHTS = st.dictionaries(st.text(min_size=1), st.fractions(-1, 1), max_size=12)


@pytest.mark.parametrize(
    ("mean", "axis", "enterprise", "points"),
    [  # points: tenths of a point on the scale, towards a challenge
        (3.0, RISK, None, 0),
        (3.8, RISK, None, 8),
        (3.8, PROTECTIVE, None, -8),
        (2.4, PROTECTIVE, None, 6),
        (3.8, RISK, 3.6, 8),  # 0.2 from the enterprise: not worth a talk
        (3.8, RISK, 3.5, 11),  # 0.3 is, exactly
        (2.4, RISK, 3.4, -16),
        (2.4, PROTECTIVE, 3.4, 16),
    ],
)
def test_a_weight_is_the_level_and_a_difference_that_is_worth_a_talk(
    mean: float, axis: Axis, enterprise: float | None, points: int
) -> None:
    assert weight(mean, axis, enterprise) == Fraction(points, 40)


@given(MEANS, MEANS)
def test_turning_a_scale_round_turns_the_weight_round(mean: float, enterprise: float) -> None:
    assert weight(mean, RISK, enterprise) == -weight(mean, PROTECTIVE, enterprise)


@given(MEANS, MEANS, st.none() | MEANS)
def test_a_worse_mean_never_weighs_less(one: float, other: float, enterprise: float | None) -> None:
    better, worse = sorted((one, other))
    assert weight(better, RISK, enterprise) <= weight(worse, RISK, enterprise)


@pytest.mark.parametrize(
    ("points", "chosen"),
    [  # points: tenths on a scale from 1 to 5, by factor in the order of asking
        ({}, []),
        ({"a": 5}, [("a", Side.CHALLENGE)]),
        (
            {"a": 5, "b": 9, "c": -4, "d": 7, "e": 6, "f": -9, "g": -3},
            [("b", Side.CHALLENGE), ("d", Side.CHALLENGE), ("e", Side.CHALLENGE), ("f", Side.STRENGTH), ("c", Side.STRENGTH)],
        ),
        ({"a": -5, "b": -9, "c": -4, "d": -3}, [("b", Side.STRENGTH), ("a", Side.STRENGTH), ("c", Side.STRENGTH)]),
        ({"a": 0, "b": 2, "c": -1, "d": 0}, [("b", Side.MIDDLE), ("a", Side.MIDDLE), ("d", Side.MIDDLE), ("c", Side.MIDDLE)]),
        ({"a": -1, "b": -9, "c": -4, "d": -6}, [("a", Side.MIDDLE), ("b", Side.STRENGTH), ("d", Side.STRENGTH)]),
        ({"a": 5, "b": 5, "c": 5, "d": 5}, [("a", Side.CHALLENGE), ("b", Side.CHALLENGE), ("c", Side.CHALLENGE)]),
    ],
)
def test_the_choice_on_examples(points: dict[str, int], chosen: list[tuple[str, Side]]) -> None:
    assert list(choose({factor: Fraction(tenths, 40) for factor, tenths in points.items()})) == chosen


@given(WEIGHTS)
def test_three_to_five_different_factors_where_there_are_so_many(weights: dict[str, Fraction]) -> None:
    chosen = [factor for factor, _ in choose(weights)]
    assert min(3, len(weights)) <= len(chosen) <= 5
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(weights)


@given(WEIGHTS)
def test_the_heaviest_are_never_left_out_and_sides_say_what_the_weight_says(weights: dict[str, Fraction]) -> None:
    chosen = dict(choose(weights))
    challenging = sorted((one for one in weights.values() if one > 0), reverse=True)
    assert all(factor in chosen for factor, one in weights.items() if challenging and one == challenging[0] and challenging.count(one) == 1)
    for factor, side in chosen.items():
        expected = Side.MIDDLE if abs(weights[factor]) < WORTH_A_TALK else Side.CHALLENGE if weights[factor] > 0 else Side.STRENGTH
        assert side is expected
