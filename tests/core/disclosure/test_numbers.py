"""Numbers of respondents, as R6 permits them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.topics import TopicClass
from must.core.disclosure.grid import Grid, build_grid
from must.core.disclosure.numbers import Number, band_of, exact_number, numbers
from must.core.disclosure.rules import Rules
from must.core.disclosure.visibility import Visibility
from must.core.organisation.tree import UnitTree
from tests.core.disclosure.test_participation import counted, forced, rules_with
from tests.core.examples import SHIPPED, tree

ABSENT, HIDDEN, MEAN, FULL = Visibility.ABSENT, Visibility.HIDDEN, Visibility.MEAN, Visibility.FULL


@pytest.mark.parametrize(
    ("n", "band"),
    [
        (10, (10, 14)),
        (14, (10, 14)),
        (15, (15, 19)),
        (29, (20, 29)),
        (99, (50, 99)),
        (500, (500, 999)),
        (1000, (1000, None)),
        (56_000, (1000, None)),
    ],
)
def test_numbers_come_in_bands(n: int, band: tuple[int, int | None]) -> None:
    assert band_of(n, 100_000, SHIPPED) == band


@pytest.mark.parametrize(
    ("n", "invited", "band"),
    [
        (30, 30, (20, 49)),
        (20, 29, (15, 29)),
        (20, 30, (20, 49)),
        (14, 24, (10, 29)),
        (14, 25, (10, 14)),
        (11, 11, (10, 14)),
        (1000, 1009, (500, None)),
        (1000, 1010, (1000, None)),
    ],
)
def test_bands_merge_towards_the_number_invited(n: int, invited: int, band: tuple[int, int | None]) -> None:
    assert band_of(n, invited, SHIPPED) == band


@pytest.mark.promise("P07", "P09")
@given(st.integers(11, 1_500))
def test_no_band_says_that_nearly_everybody_answered(invited: int) -> None:
    for n in range(10, invited + 1):
        start, end = band_of(n, invited, SHIPPED)
        assert start <= n
        assert end is None or n <= end
        assert start <= invited - 10 or start == 10
        assert start < invited
        assert (start, end) == band_of(start, invited, SHIPPED)


@pytest.mark.parametrize(("n", "invited", "why"), [(9, 30, "no band"), (31, 30, "no band"), (10, 10, "everybody"), (9, 9, "everybody")])
def test_a_number_that_no_band_may_hold_is_a_mistake(n: int, invited: int, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        band_of(n, invited, SHIPPED)


@pytest.mark.parametrize(
    ("n", "invited", "exact"),
    [(99, 500, None), (100, 500, 100), (100, 110, 100), (100, 109, None), (500, 500, None), (490, 500, 490)],
)
def test_a_number_is_exact_only_where_many_did_and_many_did_not_answer(n: int, invited: int, exact: int | None) -> None:
    assert exact_number(n, invited, SHIPPED) == exact


def told(
    units: UnitTree, n: Sequence[int], *mask: Visibility, topic_class: TopicClass = TopicClass.ORDINARY, rules: Rules = SHIPPED
) -> tuple[Number, ...]:
    return numbers(topic_class, n, mask, build_grid(units, rules), rules)


THREE = tree(("e", None, 0), ("a", "e", 60), ("b", "e", 60), ("c", "e", 12))


def test_units_have_at_least_so_many_and_the_enterprise_a_band() -> None:
    assert told(THREE, [62, 30, 25, 7], FULL, FULL, FULL, MEAN) == (
        Number(band="50–99", least=50),
        Number(band="30–", least=30),
        Number(band="20–", least=20),
        Number(least=5),
    )


def test_hidden_cells_say_nothing() -> None:
    assert told(THREE, [62, 30, 25, 7], HIDDEN, HIDDEN, FULL, ABSENT) == (Number(), Number(), Number(band="20–", least=20), Number())


def test_the_enterprises_number_is_exact_where_many_are() -> None:
    assert told(THREE, [113, 53, 53, 7], FULL, FULL, FULL, MEAN)[0] == Number(exact=113, least=113)
    assert told(THREE, [113, 53, 53, 7], FULL, HIDDEN, HIDDEN, HIDDEN)[0] == Number(exact=113, least=113)


@pytest.mark.promise("P07", "P09")
def test_an_exact_number_that_the_others_add_up_to_says_that_nobody_else_answered() -> None:
    assert told(THREE, [100, 50, 50, 0], FULL, FULL, FULL, HIDDEN)[0] == Number(band="100–199", least=100)
    assert told(THREE, [101, 51, 50, 0], FULL, FULL, FULL, HIDDEN)[0] == Number(exact=101, least=101)


@pytest.mark.promise("P07", "P09")
def test_what_lies_below_a_hidden_unit_adds_up_too() -> None:
    units = tree(("e", None, 0), ("i", "e", 0), ("a", "i", 60), ("b", "i", 60), ("c", "e", 12))
    assert told(units, [100, 100, 50, 50, 0], FULL, HIDDEN, FULL, FULL, HIDDEN)[0] == Number(band="100–199", least=100)


@pytest.mark.promise("P07", "P09")
def test_an_upper_end_that_the_others_add_up_to_is_left_open() -> None:
    rules = rules_with(counts={"bands": [10, 15, 20, 31, 61], "exact": 1000})
    assert told(THREE, [60, 30, 30, 0], FULL, FULL, FULL, HIDDEN, rules=rules)[0].band == "31–60"
    assert told(THREE, [60, 40, 20, 0], FULL, FULL, FULL, HIDDEN, rules=rules)[0].band == "31–60"
    rules = rules_with(counts={"bands": [10, 15, 30, 61], "exact": 1000})
    assert told(THREE, [60, 30, 30, 0], FULL, FULL, FULL, HIDDEN, rules=rules)[0].band == "30–"


def test_a_sensitive_topic_owns_up_to_twenty() -> None:
    sensitive = told(tree(("e", None, 40)), [22], FULL, topic_class=TopicClass.SENSITIVE)
    assert sensitive == (Number(band="20–29", least=20),)
    merged = told(tree(("e", None, 24)), [22], FULL, topic_class=TopicClass.SENSITIVE)
    assert merged == (Number(band="10–29", least=20),)


@pytest.mark.promise("P07", "P09")
@pytest.mark.parametrize(
    ("n", "invited", "visibility", "topic_class"),
    [
        (20, 20, FULL, TopicClass.SENSITIVE),
        (19, 40, FULL, TopicClass.SENSITIVE),
        (10, 10, FULL, TopicClass.ORDINARY),
        (9, 40, FULL, TopicClass.ORDINARY),
        (4, 40, MEAN, TopicClass.ORDINARY),
    ],
)
def test_what_must_not_be_shown_has_no_number(n: int, invited: int, visibility: Visibility, topic_class: TopicClass) -> None:
    with pytest.raises(ValueError, match=r"no band|everybody"):
        told(tree(("e", None, invited)), [n], visibility, topic_class=topic_class)


@pytest.mark.promise("P07", "P09")
def test_a_mean_of_everybody_invited_has_no_number() -> None:
    with pytest.raises(ValueError, match="everybody"):
        told(tree(("e", None, 5)), [5], MEAN, rules=rules_with(grid={"minimum_invited": 5}))


FINE = rules_with(
    grid={"minimum_invited": 3}, ordinary={"mean": 3, "full": 3}, counts={"bands": [3, 4, 5, 7], "exact": 3}, participation={"minimum": 20}
)


@st.composite
def small_topics(draw: st.DrawFn) -> tuple[Grid, list[int], list[Visibility]]:
    """A grid of two to four cells, how many answered in each, and a mask as far as numbers are concerned."""
    cells = [f"c{number}" for number in range(draw(st.integers(2, 4)))]
    units: list[tuple[str, str | None, int]] = [("e", None, 0), ("i", "e", 0)]
    units += [(cell, draw(st.sampled_from(["e", "i"])), draw(st.integers(4, 7))) for cell in cells]
    grid = build_grid(tree(*units), FINE)
    n = counted(grid, {cell: draw(st.integers(0, grid.tree.units[cell].invited)) for cell in grid.cells})
    return grid, n, [draw(st.sampled_from([FULL, HIDDEN])) if number >= 3 else HIDDEN for number in n]


def worlds(grid: Grid, of: Sequence[Number]) -> Iterator[tuple[int, ...]]:
    """Every way in which people can have answered that fits what the cells say: exact numbers, bands, and least numbers."""
    invited = {node.code: node.invited for node in grid.nodes}
    for each in product(*(range(invited[cell] + 1) for cell in grid.cells)):
        world = tuple(counted(grid, dict(zip(grid.cells, each, strict=True))))
        if all(fits(number, one) for number, one in zip(world, of, strict=True)):
            yield world


def fits(number: int, told_of: Number) -> bool:
    if told_of.exact is not None:
        return number == told_of.exact
    _, _, end = (told_of.band or "").partition("–")
    return number >= told_of.least and (not end or number <= int(end))


@pytest.mark.promise("P07", "P09")
@settings(max_examples=200, deadline=None)
@given(small_topics())
def test_attack_from_a_topics_numbers_nobody_learns_that_nobody_or_everybody_answered(
    topic: tuple[Grid, list[int], list[Visibility]],
) -> None:
    grid, n, mask = topic
    of = numbers(TopicClass.ORDINARY, n, mask, grid, FINE)
    possible = list(worlds(grid, of))
    assert tuple(n) in possible
    assert not forced(grid, possible)
