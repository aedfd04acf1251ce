"""Scores and bands: worked examples, and a slow reading of the definition beside the array operations."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.instrument.model import Bands, Direction
from must.core.scoring.scales import OUTSIDE, Band, answered_all, bands_of, positions, scored_among, sums
from tests.core.examples import answers, item, responses, scale

CHALLENGE, MIDDLE, FAVOURABLE = Band.CHALLENGE, Band.MIDDLE, Band.FAVOURABLE


def bands(totals: list[int], count: int, challenge: float, favourable: float) -> list[int]:
    """High is a challenge where its threshold is the higher one."""
    thresholds = Bands(challenge=challenge, favourable=favourable)
    return bands_of(np.array(totals), count, thresholds, high_is_challenge=challenge > favourable).tolist()


def test_a_score_on_a_threshold_belongs_to_its_band() -> None:
    # 14 of 4 items is 3.5; 10 of 4 is 2.5.
    assert bands([13, 14, 15], 4, 3.5, 2.5) == [MIDDLE, CHALLENGE, CHALLENGE]
    assert bands([9, 10, 11], 4, 3.5, 2.5) == [FAVOURABLE, FAVOURABLE, MIDDLE]
    assert bands([9, 10, 11], 4, 2.5, 3.5) == [CHALLENGE, CHALLENGE, MIDDLE]
    assert bands([13, 14, 15], 4, 2.5, 3.5) == [MIDDLE, FAVOURABLE, FAVOURABLE]


def test_a_threshold_is_the_decimal_that_is_written() -> None:
    # 11 of 5 items is exactly 2.2, and 0.1 + 0.2-like sums never enter: 2.2 as a binary fraction is above 11/5.
    assert bands([10, 11, 12], 5, 2.2, 1.2) == [MIDDLE, CHALLENGE, CHALLENGE]
    assert bands([5, 6, 7], 5, 2.2, 1.2) == [FAVOURABLE, FAVOURABLE, MIDDLE]
    assert bands([33], 10, 3.3, 1) == [CHALLENGE]


def test_a_sensitive_item_is_a_challenge_from_its_second_step_on() -> None:
    assert bands([1, 2, 5], 1, 2, 1) == [FAVOURABLE, CHALLENGE, CHALLENGE]


@given(
    count=st.integers(1, 8),
    values=st.lists(st.integers(1, 5), min_size=8, max_size=8),
    challenge=st.decimals(1, 5, places=2),
    favourable=st.decimals(1, 5, places=2),
)
def test_bands_are_those_of_exact_decimals(count: int, values: list[int], challenge: Decimal, favourable: Decimal) -> None:
    total = sum(values[:count])
    high = challenge >= favourable
    if total >= challenge * count if high else total <= challenge * count:
        expected = CHALLENGE
    elif total <= favourable * count if high else total >= favourable * count:
        expected = FAVOURABLE
    else:
        expected = MIDDLE
    thresholds = Bands(challenge=float(challenge), favourable=float(favourable))
    assert bands_of(np.array([total]), count, thresholds, high_is_challenge=high).tolist() == [expected]


def test_reversed_items_are_turned_round_before_they_are_summed() -> None:
    straight, turned = item("x"), item("y", reverse=True)
    rows = answers(["x", "y"], [("a", [1, 1]), ("a", [5, 5]), ("a", [2, 4])])
    assert sums(rows, [straight, turned]).tolist() == [1 + 5, 5 + 1, 2 + 2]


def test_turning_round_uses_the_ends_of_the_items_own_scale() -> None:
    rows = answers(["x"], [("a", [0 + 2]), ("a", [7])])
    assert sums(rows, [item("x", responses(2, 4, 7), reverse=True)]).tolist() == [7, 2]


def test_only_those_who_answered_everything_count() -> None:
    rows = answers(["x", "y"], [("a", [1, 1]), ("a", [None, 5]), ("a", [2, None]), ("a", [None, None])])
    assert answered_all(rows, [item("x"), item("y")]).tolist() == [True, False, False, False]
    assert answered_all(rows, [item("y")]).tolist() == [True, True, False, False]


def test_positions_follow_the_order_of_the_options() -> None:
    rows = answers(["x"], [("a", [2]), ("a", [7]), ("a", [4]), ("a", [None])])
    assert positions(rows, item("x", responses(2, 4, 7))).tolist() == [0, 2, 1, OUTSIDE]


@pytest.mark.parametrize("value", [1, 3, 8, 300])
def test_a_value_that_is_no_option_is_never_counted(value: int) -> None:
    rows = answers(["x"], [("a", [value])])
    with pytest.raises(ValueError, match="not one of its options"):
        positions(rows, item("x", responses(2, 4, 7)))


def test_a_score_is_made_of_the_short_forms_items() -> None:
    short, extra = item("x"), item("y", extended=True)
    topic = scale("t", short, extra)
    assert scored_among(topic, [short, extra]) == (short,)
    assert scored_among(topic, [short]) == (short,)


def test_a_score_is_made_of_what_was_asked_where_no_short_item_was() -> None:
    short, extra = item("x"), item("y", extended=True)
    assert scored_among(scale("t", short, extra), [extra]) == (extra,)
    assert scored_among(scale("t", extra, direction=Direction.PROTECTIVE), [extra]) == (extra,)
