"""Coefficients and errors beside statsmodels, quantiles beside scipy, and what they mustn't depend on."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from must.core.disclosure.clustered import Slope, Sums, Whole, margin_of, slope_of, t_quantile

Drawn = tuple[Whole, Whole, Whole]
"""Each person's cell, x and y."""


def drawn(seed: int, cells: int = 15, *, effect: float = 0.3, alike: float = 0.3) -> Drawn:
    """Whole scores of people of unequal cells. effect: of x on y. alike: how much people of one cell have in common."""
    dice = np.random.default_rng(seed)
    cell = np.repeat(np.arange(cells), dice.integers(3, 30, cells))
    common = alike * dice.normal(size=(2, cells))[:, cell]
    x = common[0] + dice.normal(size=len(cell))
    y = effect * x + common[1] + dice.normal(size=len(cell)) * (0.5 + np.abs(x))  # more scattered at the ends, as scores are
    return cell, np.clip(np.round(10 + 3 * x), 1, 20).astype(np.int64), np.clip(np.round(8 + 3 * y), 1, 30).astype(np.int64)


def standardised(cell: Whole, scores: Whole) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """By how they vary within cells."""
    mean = np.array([scores[cell == one].mean() for one in range(cell.max() + 1)])
    return scores / np.sqrt(np.mean((scores - mean[cell]) ** 2))


def fitted(cell: Whole, x: Whole, y: Whole) -> tuple[float, float]:
    """The coefficient of x and its error in a regression with a dummy for each cell."""
    dummies = np.eye(cell.max() + 1)[:, np.unique(cell)][cell]
    found = sm.OLS(standardised(cell, y), np.column_stack([standardised(cell, x), dummies])).fit()
    return float(found.params[0]), float(found.bse[0])


@pytest.mark.parametrize("seed", range(5))
def test_coefficient_and_error_are_those_of_statsmodels_with_a_dummy_for_each_cell_fitted_without_each(seed: int) -> None:
    cell, x, y = drawn(seed)
    coefficient, error = fitted(cell, x, y)
    scaled_x, scaled_y, dummies = standardised(cell, x), standardised(cell, y), np.eye(15)[cell]
    without = []
    for one in range(15):
        rest, others = cell != one, np.arange(15) != one
        without.append(sm.OLS(scaled_y[rest], np.column_stack([scaled_x, dummies[:, others]])[rest]).fit().params[0])
    slope = slope_of(Sums.of(cell, x, y))
    assert slope.coefficient == pytest.approx(coefficient, abs=1e-12)
    jackknife = sqrt(14 / 15 * np.sum((np.array(without) - coefficient) ** 2))
    strangers = sqrt((1 - coefficient**2) / (len(x) - 16))
    assert strangers == pytest.approx(error, rel=1e-9)
    assert slope.error == pytest.approx(max(jackknife, strangers), rel=1e-9)


def test_with_many_cells_it_is_close_to_statsmodels_clustered_errors() -> None:
    cell, x, y = drawn(1, cells=400)
    demeaned = [scores - np.array([scores[cell == one].mean() for one in range(400)])[cell] for scores in (x, y)]
    clustered = sm.OLS(demeaned[1] / demeaned[1].std(), demeaned[0] / demeaned[0].std()).fit(cov_type="cluster", cov_kwds={"groups": cell})
    assert slope_of(Sums.of(cell, x, y)).error == pytest.approx(clustered.bse[0], rel=0.02)


def test_cells_that_differ_less_than_chance_narrow_nothing() -> None:
    x = np.tile([1, 2, 3, 4], 20)
    y = np.tile([2, 1, 4, 3], 20)
    slope = slope_of(Sums.of(np.repeat(np.arange(20), 4), x, y))  # the same slope in every cell
    assert slope.error == pytest.approx(sqrt((1 - slope.coefficient**2) / 59))


def test_who_is_alone_in_a_cell_tells_nothing() -> None:
    cell, x, y = drawn(3)
    alone = [np.concatenate([amounts, more]) for amounts, more in ((cell, [20, 21]), (x, [1, 20]), (y, [1, 30]))]
    assert slope_of(Sums.of(*alone)) == slope_of(Sums.of(cell, x, y))


@pytest.mark.parametrize("degrees", [1, 2, 3, 9, 10, 59, 300, 1999, 2000])
@pytest.mark.parametrize("alpha", [0.5, 0.05, 0.05 / 60, 1e-5])
def test_quantiles_are_those_of_scipy(alpha: float, degrees: int) -> None:
    assert t_quantile(alpha, degrees) == pytest.approx(stats.t.ppf(1 - alpha / 2, degrees), rel=1e-9)


def test_a_large_cell_is_worth_fewer() -> None:
    even = Sums.of(np.repeat(np.arange(12), 10), np.arange(120) % 7, np.arange(120) % 5)
    assert (even.cells, slope_of(even).degrees) == (12, 11)
    one_large = Sums.of(np.concatenate([np.zeros(120, np.int64), np.arange(1, 13).repeat(10)]), np.arange(240) % 7, np.arange(240) % 5)
    assert slope_of(one_large).degrees == 2  # 227² / (119² + 12 × 9²) is 3.4


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_the_order_of_people_and_the_names_of_cells_change_nothing(seed: int) -> None:
    cell, x, y = drawn(seed)
    order = np.random.default_rng(seed).permutation(len(x))
    assert slope_of(Sums.of(cell[order], x[order], y[order])) == slope_of(Sums.of(cell, x, y))
    assert slope_of(Sums.of(3 * cell + 5, x, y)) == slope_of(Sums.of(cell, x, y))


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_a_scale_turned_round_turns_the_sign_and_nothing_else(seed: int) -> None:
    cell, x, y = drawn(seed)
    slope, turned = slope_of(Sums.of(cell, x, y)), slope_of(Sums.of(cell, 21 - x, y))
    assert (turned.coefficient, turned.error) == pytest.approx((-slope.coefficient, slope.error), rel=1e-12)
    assert slope_of(Sums.of(cell, x, 31 - y)).coefficient == -slope.coefficient


@pytest.mark.promise("P12")
@settings(max_examples=50)
@given(st.integers(0, 2**32), st.lists(st.integers(0, 1000), min_size=15, max_size=15))
def test_whatever_is_added_to_everybodys_complaint_in_a_cell_changes_no_bit(seed: int, more: list[int]) -> None:
    cell, x, y = drawn(seed)
    slope = slope_of(Sums.of(cell, x, y))
    assert slope_of(Sums.of(cell, x, y + np.array(more)[cell])) == slope
    assert slope_of(Sums.of(cell, x + np.array(more)[cell], y)) == slope


@pytest.mark.promise("P12")
@settings(max_examples=50)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_neither_coefficient_nor_error_tells_the_spread_of_a_complaint(seed: int, wider: int) -> None:
    cell, x, y = drawn(seed)
    slope, other = slope_of(Sums.of(cell, x, y)), slope_of(Sums.of(cell, x, wider * y))
    assert (other.coefficient, other.error, other.degrees) == pytest.approx((slope.coefficient, slope.error, slope.degrees), rel=1e-9)


@pytest.mark.parametrize(
    ("cell", "x", "y"),
    [
        ([0, 0, 1, 1], [1, 1, 2, 2], [1, 2, 3, 4]),  # x doesn't vary within cells
        ([0, 0, 1, 1], [1, 2, 3, 4], [1, 1, 2, 2]),  # y doesn't
        ([0, 0, 1, 1], [1, 2, 3, 3], [1, 2, 3, 4]),  # nor x without cell 0
        ([0, 0, 0, 0], [1, 2, 3, 4], [1, 2, 3, 4]),  # one cell
        ([0, 1, 2, 3], [1, 2, 3, 4], [1, 2, 4, 3]),  # everybody alone
    ],
)
def test_where_too_little_varies_there_is_no_slope(cell: list[int], x: list[int], y: list[int]) -> None:
    with pytest.raises(ValueError, match="too little varies"):
        slope_of(Sums.of(*map(np.array, (cell, x, y))))


@pytest.mark.parametrize(("alpha", "degrees"), [(0, 5), (1, 5), (0.05, 0), (-1, 5)])
def test_a_quantile_of_nothing_is_refused(alpha: float, degrees: int) -> None:
    with pytest.raises(ValueError, match="quantile"):
        t_quantile(alpha, degrees)


Found = tuple[set[int], set[int]]
"""Which factors' intervals leave out 0: with the common margin of all, and with what each would have by itself."""


def with_a_finding(enterprises: int, factors: int, *, effect: float = 0.0, unlike: float = 0.0) -> list[Found]:
    """Of each enterprise. Factor 0 alone has an effect; cells are alike in everything. unlike: how effects differ from cell to cell."""
    dice = np.random.default_rng(2026)
    found = []
    for _ in range(enterprises):
        cell = np.repeat(np.arange(30), dice.integers(5, 25, 30))
        scores = dice.normal(size=(factors + 1, len(cell)))
        scores[0] += effect * scores[1]
        scores[0] += unlike * np.sum(dice.normal(size=(factors, 30))[:, cell] * scores[1:], axis=0) / sqrt(factors)
        scores += dice.normal(size=(factors + 1, 30))[:, cell]
        y, *xs = np.clip(np.round(9 + 3 * scores), 0, 20).astype(np.int64)
        slopes = [slope_of(Sums.of(cell, x, y)) for x in xs]
        margin = margin_of(slopes, STATED)
        alone = [margin_of([slope], STATED) for slope in slopes]
        sizes = [abs(slope.coefficient) for slope in slopes]
        found.append(({n for n, size in enumerate(sizes) if size > margin}, {n for n, size in enumerate(sizes) if size > alone[n]}))
    return found


STATED = 0.05


@pytest.mark.promise("P12")
@pytest.mark.parametrize("unlike", [0.0, 0.7])
def test_where_nothing_goes_together_anything_is_found_no_more_often_than_stated(unlike: float) -> None:
    """However much cells differ in factors and complaints, on both sides."""
    enterprises = 150
    found = with_a_finding(enterprises, 15, unlike=unlike)
    assert sum(bool(together) for together, _ in found) <= stats.binom.ppf(0.999, enterprises, STATED)
    assert sum(bool(alone) for _, alone in found) > stats.binom.ppf(0.999, enterprises, STATED)  # each by itself finds far more


def test_what_goes_together_within_cells_is_found() -> None:
    assert sum(0 in together for together, _ in with_a_finding(40, 15, effect=0.5)) >= 38


@pytest.mark.parametrize(("pairs", "largest"), [(1, 1), (2, 1), (2, 2), (4, 1), (4, 3), (44, 1), (44, 20)])
@pytest.mark.parametrize("degrees", [9, 20])
def test_a_common_margin_holds_whichever_of_the_coefficients_have_the_largest_error(pairs: int, largest: int, degrees: int) -> None:
    dice = np.random.default_rng(1)
    tried = 10_000
    error = np.sqrt(dice.chisquare(degrees, (tried, largest)) / degrees).max(axis=1)
    wrong = np.abs(dice.normal(size=(tried, largest))).max(axis=1)
    times = margin_of([Slope(0.0, 1.0, degrees)] + [Slope(0.0, 0.0, degrees)] * (pairs - 1), STATED)
    assert np.count_nonzero(wrong > times * error) <= stats.binom.ppf(0.999, tried, STATED)


def test_the_margin_is_that_of_the_largest_error() -> None:
    slopes = [Slope(0.1, 0.02, 30), Slope(0.3, 0.05, 12)]
    assert margin_of(slopes, STATED) == pytest.approx(0.05 * stats.norm.ppf(1 - STATED / 4))
    assert margin_of(slopes[1:], STATED) == pytest.approx(0.05 * stats.t.ppf(1 - STATED / 2, 12))
