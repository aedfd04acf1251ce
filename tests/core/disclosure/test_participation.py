"""Response rates and numbers of respondents, as R6 permits them."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.disclosure.participation import exact_number, number_band, rate_band
from must.core.disclosure.rules import Rules
from tests.core.examples import RULES, SHIPPED


def bands_of(invited: int) -> list[str | None]:
    """The bands of every possible number of answers, each once."""
    return list(dict.fromkeys(rate_band(answered, invited, SHIPPED) for answered in range(invited + 1)))


@pytest.mark.parametrize(
    ("invited", "bands"),
    [
        (20, ["<50", "≥50"]),
        (39, ["<50", "≥50"]),
        (40, ["<25", "25–49", "50–74", "≥75"]),
        (50, ["<20", "20–39", "40–59", "60–79", "≥80"]),
        (100, ["<10", "10–19", "20–29", "30–39", "40–49", "50–59", "60–69", "70–79", "80–89", "≥90"]),
    ],
)
def test_bands_are_as_wide_as_ten_people(invited: int, bands: list[str]) -> None:
    assert bands_of(invited) == bands


def test_bands_are_at_least_five_points_wide() -> None:
    bands = bands_of(200)
    assert bands == bands_of(56_000)
    assert bands[:3] == ["<5", "5–9", "10–14"]
    assert bands[-2:] == ["90–94", "≥95"]
    assert len(bands) == 20


@pytest.mark.parametrize("answered", [0, 1, 19])
def test_there_is_no_rate_of_fewer_than_twenty(answered: int) -> None:
    assert rate_band(answered, 19, SHIPPED) is None
    assert rate_band(answered, 20, SHIPPED) is not None


def test_a_rate_on_an_edge_belongs_to_the_higher_band() -> None:
    assert [rate_band(answered, 200, SHIPPED) for answered in (119, 120, 129, 130)] == ["55–59", "60–64", "60–64", "65–69"]


def test_a_group_smaller_than_one_band_has_none() -> None:
    document = copy.deepcopy(dict(RULES)) | {"participation": {"minimum": 10, "width": 5}}
    assert rate_band(5, 19, Rules.of(document)) is None


@pytest.mark.promise("P07", "P09")
@given(st.integers(20, 3_000))
def test_no_band_tells_that_everybody_or_nobody_answered(invited: int) -> None:
    bands = [rate_band(answered, invited, SHIPPED) for answered in range(invited + 1)]
    for band in set(bands):
        assert bands.count(band) >= 10  # so at least ten numbers of people look the same
    assert bands[0] == bands[9]
    assert bands[invited] == bands[invited - 9]


@pytest.mark.parametrize(("answered", "invited"), [(21, 20), (-1, 20), (1, 0)])
def test_more_answers_than_people_are_a_mistake(answered: int, invited: int) -> None:
    with pytest.raises(ValueError, match="more have answered"):
        rate_band(answered, invited, SHIPPED)


@pytest.mark.parametrize(
    ("n", "band"),
    [(10, "10–14"), (14, "10–14"), (15, "15–19"), (29, "20–29"), (99, "50–99"), (500, "500–999"), (1000, "1000–"), (56_000, "1000–")],
)
def test_numbers_come_in_bands(n: int, band: str) -> None:
    assert number_band(n, SHIPPED) == band


def test_fewer_than_the_first_band_are_never_put_in_words() -> None:
    with pytest.raises(ValueError, match="so few"):
        number_band(9, SHIPPED)


@pytest.mark.parametrize(
    ("n", "invited", "exact"),
    [(99, 500, None), (100, 500, 100), (100, 110, 100), (100, 109, None), (500, 500, None), (490, 500, 490)],
)
def test_a_number_is_exact_only_where_many_did_and_many_did_not_answer(n: int, invited: int, exact: int | None) -> None:
    assert exact_number(n, invited, SHIPPED) == exact
