"""A half is rounded up, exactly."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.disclosure.rounding import half_up, means, percents

NUMBERS = st.integers(0, 2_000_000)


def whole(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_halves_go_up() -> None:
    assert half_up(whole(1, 3, 5, 7), whole(2, 2, 2, 2)).tolist() == [1, 2, 3, 4]
    assert half_up(whole(149, 150, 151), whole(100, 100, 100)).tolist() == [1, 2, 2]


def test_means_print_as_the_decimal_that_they_are() -> None:
    # 3.25, 3.35 and 2.45 are no binary fractions, or would go to the even neighbour.
    assert [str(mean) for mean in means(whole(65, 67, 49, 40), whole(20, 20, 20, 10), 1)] == ["3.3", "3.4", "2.5", "4.0"]


def test_shares_are_whole_and_need_not_add_up() -> None:
    assert percents(np.array([[1, 1, 1], [1, 7, 0], [0, 0, 8]]), whole(3, 8, 8)) == [[33, 33, 33], [13, 88, 0], [0, 0, 100]]


@given(NUMBERS, st.integers(1, 2_000_000))
def test_it_is_the_schoolbooks_rounding(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    floor = exact.numerator // exact.denominator
    expected = floor + 1 if exact - floor >= Fraction(1, 2) else floor
    assert half_up(whole(numerator), whole(denominator)).tolist() == [expected]


@given(NUMBERS, st.sampled_from([1, 2, 4, 5, 8, 10, 20, 16, 25, 200]), st.integers(0, 2))
def test_means_agree_with_decimal_arithmetic(total: int, count: int, decimals: int) -> None:
    expected = (Decimal(total) / count).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)  # these quotients are exact in decimals
    assert means(whole(total), whole(count), decimals) == [float(expected)]


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_is_positive(denominator: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        half_up(whole(1), whole(denominator))
