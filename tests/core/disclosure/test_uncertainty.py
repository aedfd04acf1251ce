"""Intervals of means: made of shown figures alone, never narrower than what the answers themselves give, right at least 95 times in 100."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import t as student

from must.core.disclosure.publication import Cell, Participation
from must.core.disclosure.uncertainty import interval_of_mean
from tests.core.disclosure.published import SHORT, full, hidden, mean_only, publication, rest, unit
from tests.core.disclosure.test_publishing import EXAMPLE
from tests.core.examples import SHIPPED

LOAD = EXAMPLE.topics["load"]
ITEMS = tuple(item.id for item in LOAD.scored_items)
PUBLICATION = publication(asked=SHORT)
EVENLY = dict.fromkeys(ITEMS, (10, 20, 40, 20, 10))

Answers = NDArray[np.int64]
"""Values from 1 to 5: respondents × items."""


def shown(mean: float, people: int | str, items: dict[str, tuple[int, ...]]) -> Cell:
    return full("e", "load", mean, 30, people=people, items=items)


def interval(cell: Cell, **more: Any) -> tuple[float, float] | None:
    return interval_of_mean(cell, LOAD, more.get("published", PUBLICATION), SHIPPED)


def half_up(number: float) -> int:
    return math.floor(number + 0.5 + 1e-9)


def cell_of(answers: Answers, people: str | None = None) -> Cell:
    """What a publication shows of these answers. people: the band of their number, where it isn't exact."""
    n = len(answers)
    items = {item: tuple(half_up(100 * int((answers[:, at] == value).sum()) / n) for value in range(1, 6)) for at, item in enumerate(ITEMS)}
    return shown(half_up(10 * float(answers.mean())) / 10, people or n, items)


def test_an_interval_by_hand() -> None:
    # shares + ½: 10.5, 20.5, 40.5, 20.5, 10.5 of 102.5 around 3: variance 10.5·4·2 + 20.5·2 = 125 %, deviation 1.118;
    # t(19) = 2.094, √19 = 4.359: 0.537 and half a tenth: 3.0 ± 0.587
    assert interval(shown(3.0, "20–29", EVENLY)) == (2.4, 3.6)
    # t(199) = 1.972, √199 = 14.107: 0.156 + 0.05
    assert interval(shown(3.0, 200, EVENLY)) == (2.7, 3.3)


def test_an_interval_stays_on_the_scale() -> None:
    assert interval(shown(4.9, "10–", EVENLY)) == (4.0, 5)
    assert interval(shown(1.2, "10–", EVENLY)) == (1, 2.1)


def test_fewer_people_make_it_wider_and_an_open_band_counts_as_its_least() -> None:
    widths = []
    for least in (10, 15, 20, 30, 50, 100, 200, 500, 1000):
        low, high = interval(shown(3.0, f"{least}–", EVENLY)) or (0, 0)
        assert interval(shown(3.0, f"{least}–{2 * least}", EVENLY)) == (low, high)
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 3 * widths[-1]


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("cell", [hidden("e", "load"), mean_only("e", "load", 3.0), shown(3.0, 9, EVENLY), shown(3.0, "5–9", EVENLY)])
def test_what_is_not_shown_in_full_has_none(cell: Cell) -> None:
    assert interval(cell) is None


@pytest.mark.promise("P11")
def test_neither_sensitive_topics_nor_sets_of_follow_ups_have_one() -> None:
    for topic, cell in (("bullying", full("e", "bullying", 1.3, 5, people=200)), ("help_from", full("e", "help_from", None, None))):
        assert interval_of_mean(cell, EXAMPLE.topics[topic], publication(), SHIPPED) is None


def test_only_the_items_that_make_the_score_count() -> None:
    evenly = {item.id: (10, 20, 40, 20, 10) if item.id in ITEMS else (50, 0, 0, 0, 50) for item in LOAD.items}
    both = publication()
    assert len(LOAD.items) > len(ITEMS)
    assert interval(shown(3.0, "20–29", evenly), published=both) == interval(shown(3.0, "20–29", EVENLY))


@pytest.mark.promise("P09")
@given(st.data())
def test_nothing_but_the_cells_own_shown_figures_enters(data: st.DataObject) -> None:
    """Whatever was answered elsewhere, and whatever is hidden: equal shown cells have equal intervals."""
    cell = shown(data.draw(st.integers(10, 50)) / 10, data.draw(st.sampled_from(["10–", "20–29", 300])), EVENLY)
    others = [
        data.draw(st.sampled_from([hidden(code, "load"), mean_only(code, "load", 1.0), full(code, "load", 5.0, 99, asked=SHORT)]))
        for code in ("a", "b", "e~rest")
    ]
    entries = (unit("e", None), unit("a", "e", "a"), unit("b", "e", "b"), rest("e~rest", "e", "e"))
    crowded = publication(cell, *others, entries=entries, asked=SHORT, round="2")
    crowded = replace(crowded, participation=tuple(Participation(unit=code, band="60–79") for code in "eab"))
    assert interval(cell, published=crowded) == interval(cell)


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    """Of 10 to 400 people; some agree with themselves, some with nobody."""
    n = draw(st.integers(10, 400))
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    weights = [draw(st.floats(0.0, 1.0)) + 0.01 for _ in range(5)]
    own = dice.choice(5, size=(n, 1), p=np.array(weights) / sum(weights))
    other = dice.choice(5, size=(n, len(ITEMS)), p=np.array(weights[::-1]) / sum(weights))
    alike = dice.random((n, len(ITEMS))) < draw(st.floats(0.0, 1.0))
    return np.where(alike, own, other) + 1


def exact(values: Answers) -> tuple[float, float]:
    scores = values.mean(axis=1)
    margin = float(student.ppf(0.975, len(scores) - 1)) * float(scores.std(ddof=1)) / math.sqrt(len(scores))
    return max(1.0, float(scores.mean()) - margin), min(5.0, float(scores.mean()) + margin)


@given(answers())
def test_it_is_never_narrower_than_the_one_of_the_answers_themselves(values: Answers) -> None:
    start = max(least for least in (10, 15, 20, 30, 50, 100, 200) if least <= len(values))
    for people in (None, f"{start}–"):
        low, high = interval(cell_of(values, people)) or (math.nan, math.nan)
        assert low <= exact(values)[0] + 1e-9
        assert high >= exact(values)[1] - 1e-9


@pytest.mark.parametrize("n", [10, 14, 29, 120])
@pytest.mark.parametrize("shares", [(1, 1, 1, 1, 1), (10, 20, 40, 20, 10), (45, 30, 15, 7, 3), (2, 4, 9, 25, 60), (40, 10, 0, 10, 40)])
def test_it_holds_the_true_mean_at_least_95_times_in_100(n: int, shares: Sequence[int]) -> None:
    """People drawn from a population with a known mean; half of the answers of each are the same."""
    dice = np.random.default_rng(2026)
    p = np.array(shares) / sum(shares)
    true = float((p * np.arange(1, 6)).sum())
    held = 0
    for _ in range(400):
        own, other = dice.choice(5, size=(n, 1), p=p), dice.choice(5, size=(n, len(ITEMS)), p=p)
        low, high = interval(cell_of(np.where(dice.random((n, len(ITEMS))) < 0.5, own, other) + 1)) or (math.nan, math.nan)
        held += low <= true <= high
    assert held / 400 >= 0.95


def test_the_quantiles_are_students_and_never_too_small() -> None:
    """Of a cell whose margin is the quantile times a known number: what comes out is as wide as the table says."""
    fine = replace(SHIPPED, rounding=replace(SHIPPED.rounding, mean=2))
    deviation = math.sqrt(1.25)
    for n in (10, 11, 29, 31, 40, 45, 50, 99, 100, 101, 250, 999, 1000, 5000):
        _, high = interval_of_mean(shown(3.0, n, EVENLY), LOAD, PUBLICATION, fine) or (0.0, 0.0)
        quantile = (high - 3.0 - 0.005) / deviation * math.sqrt(n - 1)
        true = float(student.ppf(0.975, n - 1))
        assert true - 1e-9 <= quantile <= true + 0.03 + 0.01 * math.sqrt(n)
