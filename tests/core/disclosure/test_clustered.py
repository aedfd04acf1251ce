"""Coefficients and errors beside statsmodels, quantiles beside scipy, and what they mustn't depend on."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from must.core.disclosure.clustered import Sums, Whole, slope_of, t_quantile

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


def standardised(scores: Whole) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return (scores - scores.mean()) / scores.std()


@pytest.mark.parametrize("seed", range(5))
def test_coefficient_and_error_are_those_of_statsmodels_fitted_without_each_cell(seed: int) -> None:
    cell, x, y = drawn(seed)
    design, outcome = sm.add_constant(standardised(x)), standardised(y)
    fitted = sm.OLS(outcome, design).fit()
    without = np.array([sm.OLS(outcome[cell != one], design[cell != one]).fit().params[1] for one in range(15)])
    slope = slope_of(Sums.of(cell, x, y))
    assert slope.coefficient == pytest.approx(fitted.params[1], abs=1e-12)
    jackknife = sqrt(14 / 15 * np.sum((without - fitted.params[1]) ** 2))
    assert slope.error == pytest.approx(max(jackknife, fitted.bse[1]), rel=1e-9)
    assert jackknife > fitted.bse[1]


@pytest.mark.parametrize("seed", range(5))
def test_with_a_person_a_cell_it_is_statsmodels_hc3(seed: int) -> None:
    _, x, y = drawn(seed)
    people = len(x)
    fitted = sm.OLS(standardised(y), sm.add_constant(standardised(x))).fit(cov_type="HC3")
    slope = slope_of(Sums.of(np.arange(people), x, y))
    assert slope.error == pytest.approx(sqrt((people - 1) / people) * fitted.bse[1], rel=1e-9)


def test_with_many_cells_it_is_close_to_statsmodels_clustered_errors() -> None:
    cell, x, y = drawn(1, cells=400)
    fitted = sm.OLS(standardised(y), sm.add_constant(standardised(x))).fit(cov_type="cluster", cov_kwds={"groups": cell})
    assert slope_of(Sums.of(cell, x, y)).error == pytest.approx(fitted.bse[1], rel=0.02)


def test_cells_that_differ_less_than_chance_narrow_nothing() -> None:
    x = np.tile([1, 2, 3, 4], 20)
    y = np.tile([2, 1, 4, 3], 20)
    slope = slope_of(Sums.of(np.repeat(np.arange(20), 4), x, y))  # the same slope in every cell
    assert slope.error == pytest.approx(sqrt((1 - slope.coefficient**2) / 78))


@pytest.mark.parametrize("degrees", [1, 2, 3, 9, 10, 59, 300, 1999, 2000])
@pytest.mark.parametrize("alpha", [0.5, 0.05, 0.05 / 60, 1e-5])
def test_quantiles_are_those_of_scipy(alpha: float, degrees: int) -> None:
    assert t_quantile(alpha, degrees) == pytest.approx(stats.t.ppf(1 - alpha / 2, degrees), rel=1e-9)


def test_a_large_cell_is_worth_fewer() -> None:
    even = Sums.of(np.repeat(np.arange(12), 10), np.arange(120) % 7, np.arange(120) % 5)
    assert (even.cells, slope_of(even).degrees) == (12, 11)
    one_large = Sums.of(np.concatenate([np.zeros(120, np.int64), np.arange(1, 13).repeat(10)]), np.arange(240) % 7, np.arange(240) % 5)
    assert slope_of(one_large).degrees == 2  # 240² / (120² + 12 × 10²) is 3.7


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
@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(0, 100))
def test_neither_coefficient_nor_error_tells_the_mean_or_the_spread_of_a_complaint(seed: int, wider: int, more: int) -> None:
    cell, x, y = drawn(seed)
    slope, other = slope_of(Sums.of(cell, x, y)), slope_of(Sums.of(cell, x, wider * y + more))
    assert (other.coefficient, other.error, other.degrees) == pytest.approx((slope.coefficient, slope.error, slope.degrees), rel=1e-9)


@pytest.mark.parametrize(
    ("cell", "x", "y"),
    [
        ([0, 0, 1, 1], [1, 1, 1, 1], [1, 2, 3, 4]),  # x doesn't vary
        ([0, 0, 1, 1], [1, 2, 3, 4], [1, 1, 1, 1]),  # y doesn't
        ([0, 0, 1, 1], [1, 2, 3, 3], [1, 2, 3, 4]),  # nor x without cell 0
        ([0, 0, 0, 0], [1, 2, 3, 4], [1, 2, 3, 4]),  # one cell
    ],
)
def test_where_too_little_varies_there_is_no_slope(cell: list[int], x: list[int], y: list[int]) -> None:
    with pytest.raises(ValueError, match="too little varies"):
        slope_of(Sums.of(*map(np.array, (cell, x, y))))


@pytest.mark.parametrize(("alpha", "degrees"), [(0, 5), (1, 5), (0.05, 0), (-1, 5)])
def test_a_quantile_of_nothing_is_refused(alpha: float, degrees: int) -> None:
    with pytest.raises(ValueError, match="quantile"):
        t_quantile(alpha, degrees)


def with_a_finding(enterprises: int, factors: int, *, alpha: float, effect: float = 0.0) -> list[set[int]]:
    """Of each enterprise the factors whose interval leaves out 0. Factor 0 alone has an effect; cells are alike in everything."""
    dice = np.random.default_rng(2026)
    found = []
    for _ in range(enterprises):
        cell = np.repeat(np.arange(30), dice.integers(5, 25, 30))
        common = 0.5 * dice.normal(size=(factors + 1, 30))[:, cell]
        scores = common + dice.normal(size=common.shape)
        scores[0] += effect * scores[1]
        y, *xs = np.clip(np.round(9 + 3 * scores), 0, 20).astype(np.int64)
        slopes = [slope_of(Sums.of(cell, x, y)) for x in xs]
        found.append({number for number, slope in enumerate(slopes) if abs(slope.coefficient) > slope.margin(alpha)})
    return found


@pytest.mark.promise("P12")
def test_where_nothing_goes_together_anything_is_found_no_more_often_than_stated() -> None:
    enterprises, factors, stated = 400, 15, 0.05
    findings = sum(map(bool, with_a_finding(enterprises, factors, alpha=stated / factors)))
    assert findings <= stats.binom.ppf(0.999, enterprises, stated)
    assert sum(map(bool, with_a_finding(40, factors, alpha=stated))) > stats.binom.ppf(0.999, 40, stated)  # each by itself finds far more


def test_what_goes_together_is_found() -> None:
    found = with_a_finding(40, 15, alpha=0.05 / 15, effect=0.5)
    assert sum(0 in factors for factors in found) >= 38
