"""The choice of what the first page brings up, on worked examples and in general."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.instrument.model import Evidence
from must.reports.content import Axis, Side
from must.reports.precision import WORTH_A_TALK, level
from must.reports.talking_points import Lean, choose

RISK = Axis(low=1, high=5, challenge=3.5, favourable=2.5, high_is_challenge=True)
PROTECTIVE = Axis(low=1, high=5, challenge=2.5, favourable=3.5, high_is_challenge=False)
MEANS = st.integers(10, 50).map(lambda tenths: tenths / 10)
PARTS = st.integers(-40, 40).map(lambda steps: Fraction(steps, 40))
FACTORS = st.sampled_from("abcdefghij")
LEANS = st.dictionaries(FACTORS, st.builds(Lean, PARTS, PARTS, PARTS, st.sampled_from(Evidence)), max_size=10)


def tenths(points: int, evidence: Evidence = Evidence.NONE) -> Lean:
    """A lean of so many tenths of a point on a scale from 1 to 5."""
    return Lean(Fraction(points, 40), evidence=evidence)


@pytest.mark.parametrize(
    ("mean", "axis", "points"),  # points: tenths of a point on the scale, towards a challenge
    [(3.0, RISK, 0), (3.8, RISK, 8), (3.8, PROTECTIVE, -8), (2.4, PROTECTIVE, 6), (2.4, RISK, -6)],
)
def test_a_level_is_the_distance_from_the_middle_between_the_thresholds(mean: float, axis: Axis, points: int) -> None:
    assert level(mean, axis) == Fraction(points, 40)


@given(MEANS)
def test_turning_a_scale_round_turns_the_level_round(mean: float) -> None:
    assert level(mean, RISK) == -level(mean, PROTECTIVE)


def test_level_difference_and_change_add_up_and_evidence_multiplies() -> None:
    lean = Lean(Fraction(8, 40), Fraction(4, 40), Fraction(-3, 40), Evidence.STRONG)
    assert lean.total == Fraction(9, 40)
    assert lean.weight == Fraction(9, 40) * Fraction(3, 2)
    assert Lean(Fraction(8, 40), evidence=Evidence.MODERATE).weight == Fraction(10, 40)


@given(PARTS, PARTS, PARTS, st.sampled_from(Evidence), st.sampled_from(Evidence))
def test_evidence_never_changes_a_side(one: Fraction, two: Fraction, three: Fraction, evidence: Evidence, other: Evidence) -> None:
    assert Lean(one, two, three, evidence).side is Lean(one, two, three, other).side


@pytest.mark.parametrize(
    ("points", "chosen"),
    [  # points: tenths on a scale from 1 to 5, by factor in the order of asking
        ({}, []),
        ({"a": 5}, ["a"]),
        ({"a": 5, "b": 9, "c": -4, "d": 7, "e": 6, "f": -9, "g": -3}, ["b", "d", "e", "f", "c"]),
        ({"a": -5, "b": -9, "c": -4, "d": -3}, ["b", "a", "c"]),
        ({"a": 0, "b": 2, "c": -1, "d": 0}, ["b", "a", "d"]),
        ({"a": -1, "b": -9, "c": -4, "d": -6}, ["a", "b", "d"]),
        ({"a": 5, "b": 5, "c": 5, "d": 5}, ["a", "b", "c"]),
        ({"a": 12, "b": 12, "c": 12, "d": 11, "e": -1, "f": -2}, ["a", "b", "c"]),  # what lies in the middle is no strength
    ],
)
def test_the_choice_on_examples(points: dict[str, int], chosen: list[str]) -> None:
    assert list(choose({factor: tenths(lean) for factor, lean in points.items()})) == chosen


def test_of_those_that_lean_alike_the_one_comes_first_that_matters_for_health() -> None:
    alike = {"a": tenths(5), "b": tenths(5, Evidence.MODERATE), "c": tenths(5, Evidence.STRONG), "d": tenths(6)}
    assert choose(alike) == ("c", "b", "d"), "5 × 1.5 and 5 × 1.25 are more than 6, 5 alone is less"
    favourable = {factor: Lean(-lean.level, evidence=lean.evidence) for factor, lean in alike.items()}
    assert choose(favourable)[:2] == ("c", "b")


@pytest.mark.parametrize(
    ("mean", "axis", "elsewhere", "side"),  # elsewhere: tenths by which it is worse than elsewhere, and again than before
    [
        (2.4, PROTECTIVE, -7, Side.MIDDLE),
        (2.8, PROTECTIVE, -7, Side.MIDDLE),  # mid-scale
        (3.2, PROTECTIVE, -7, Side.MIDDLE),
        (3.3, PROTECTIVE, -7, Side.STRENGTH),
        (3.5, RISK, -9, Side.MIDDLE),
        (3.6, PROTECTIVE, 7, Side.MIDDLE),
        (3.2, PROTECTIVE, 7, Side.MIDDLE),
        (3.0, PROTECTIVE, 7, Side.MIDDLE),
        (2.8, PROTECTIVE, 7, Side.MIDDLE),
        (2.7, PROTECTIVE, 7, Side.CHALLENGE),
        (2.5, RISK, 9, Side.MIDDLE),
        (2.4, PROTECTIVE, 7, Side.CHALLENGE),
        (3.6, PROTECTIVE, -7, Side.STRENGTH),
    ],
)
def test_what_does_not_lie_on_a_side_itself_is_never_that_side(mean: float, axis: Axis, elsewhere: int, side: Side) -> None:
    assert Lean(level(mean, axis), Fraction(elsewhere, 40), Fraction(elsewhere, 40)).side is side


def test_what_is_no_challenge_or_strength_takes_no_place_from_one_however_much_it_weighs() -> None:
    """The place of a third challenge, or of a second strength."""
    challenges = {factor: tenths(4) for factor in "abc"}
    strengths = {factor: tenths(-4) for factor in "de"}
    favourable = {factor: Lean(Fraction(-1, 5), Fraction(1)) for factor in "fg"}
    challenging = {factor: Lean(Fraction(1, 5), Fraction(-1)) for factor in "hi"}
    assert choose({**favourable, **challenging, **challenges, **strengths}) == ("a", "b", "c", "d", "e")


@given(LEANS)
def test_no_challenge_is_left_out_for_what_is_none_and_no_strength_either(leans: dict[str, Lean]) -> None:
    """And the heaviest of each are there."""
    chosen = choose(leans)
    for side, most in ((Side.CHALLENGE, 3), (Side.STRENGTH, 2)):
        weights = sorted((abs(lean.weight) for lean in leans.values() if lean.side is side), reverse=True)
        there = sorted((abs(leans[factor].weight) for factor in chosen if leans[factor].side is side), reverse=True)
        assert there[:most] == weights[:most]


@given(LEANS)
def test_three_to_five_different_factors_where_there_are_so_many(leans: dict[str, Lean]) -> None:
    chosen = choose(leans)
    assert min(3, len(leans)) <= len(chosen) <= 5
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(leans)


@given(LEANS)
def test_sides_say_how_far_a_factor_leans_and_challenges_come_first(leans: dict[str, Lean]) -> None:
    sides = [leans[factor].side for factor in choose(leans)]
    assert sides == sorted(sides, key=list(Side).index)
    for lean in leans.values():
        challenging = lean.total >= WORTH_A_TALK and lean.level >= WORTH_A_TALK
        favourable = lean.total <= -WORTH_A_TALK and lean.level <= -WORTH_A_TALK
        assert lean.side is (Side.CHALLENGE if challenging else Side.STRENGTH if favourable else Side.MIDDLE)


@given(LEANS, FACTORS, PARTS)
def test_a_factor_that_leans_further_towards_a_challenge_is_never_brought_up_later(
    leans: dict[str, Lean], factor: str, more: Fraction
) -> None:
    """Among the challenges: worse figures never move a factor down the list, or off it."""
    before = Lean(Fraction(1, 10))
    worse = Lean(Fraction(1, 10) + abs(more))
    one, other = choose({**leans, factor: before}), choose({**leans, factor: worse})
    assert factor not in one or (factor in other and other.index(factor) <= one.index(factor))
