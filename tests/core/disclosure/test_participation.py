"""Response rates, as R6 permits them."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from must.core.disclosure.grid import Grid, NodeKind, build_grid
from must.core.disclosure.participation import ParticipationTold, participations, rate_bands
from must.core.disclosure.rules import Rules
from must.core.organisation.tree import UnitTree
from tests.core.examples import RULES, SHIPPED, tree


def rules_with(**groups: Mapping[str, object]) -> Rules:
    document: dict[str, object] = copy.deepcopy(dict(RULES))
    for name, values in groups.items():
        document[name] = {**document[name], **values}  # type: ignore[dict-item]
    return Rules.of(document)


TINY = rules_with(
    grid={"minimum_invited": 3}, ordinary={"mean": 3, "full": 3}, counts={"bands": [3]}, participation={"minimum": 3, "width": 5}
)
"""Rules under which a few people are a tree of several cells, so that every way in which they can answer can be tried."""


def labels(invited: int) -> list[str]:
    return [band.label for band in rate_bands(invited, SHIPPED)]


@pytest.mark.parametrize(
    ("invited", "bands"),
    [
        (19, []),
        (20, ["<50", "≥50"]),
        (39, ["<50", "≥50"]),
        (40, ["<25", "25–49", "50–74", "≥75"]),
        (50, ["<20", "20–39", "40–59", "60–79", "≥80"]),
        (100, ["<10", "10–19", "20–29", "30–39", "40–49", "50–59", "60–69", "70–79", "80–89", "≥90"]),
    ],
)
def test_bands_are_as_wide_as_ten_people(invited: int, bands: list[str]) -> None:
    assert labels(invited) == bands


def test_bands_are_at_least_five_points_wide() -> None:
    assert labels(200) == labels(56_000)
    assert labels(200)[:3] == ["<5", "5–9", "10–14"]
    assert labels(200)[-2:] == ["90–94", "≥95"]
    assert len(labels(200)) == 20


def test_a_rate_on_an_edge_belongs_to_the_higher_band() -> None:
    (band,) = (band for band in rate_bands(200, SHIPPED) if band.label == "60–64")
    assert (band.low, band.high) == (120, 129)
    assert [(band.low, band.high) for band in rate_bands(41, SHIPPED)] == [(0, 10), (11, 20), (21, 30), (31, 41)]  # 10.25, 20.5, 30.75


def test_a_group_smaller_than_one_band_has_none() -> None:
    assert rate_bands(19, rules_with(participation={"minimum": 10})) == ()


def test_other_rules_may_ask_for_more_people_and_wider_bands() -> None:
    more = rules_with(participation={"minimum": 60, "width": 20})
    assert rate_bands(59, more) == ()
    assert [band.label for band in rate_bands(60, more)] == ["<20", "20–39", "40–59", "60–79", "≥80"]
    assert rate_bands(56_000, more)[0].label == "<20"


@pytest.mark.promise("P07", "P09")
@given(st.integers(20, 3_000))
def test_no_band_tells_that_everybody_or_nobody_answered(invited: int) -> None:
    bands = rate_bands(invited, SHIPPED)
    assert [number for band in bands for number in band.people] == list(range(invited + 1))
    assert all(len(band.people) >= 10 for band in bands)  # so at least ten numbers of people look the same


def counted(grid: Grid, by_cell: Mapping[str, int]) -> list[int]:
    """Node by node, what the cells below add up to."""
    above = {node.code: node.parent for node in grid.nodes}
    total = dict.fromkeys(above, 0)
    for cell, number in by_cell.items():
        at: str | None = cell
        while at is not None:
            total[at] += number
            at = above[at]
    return list(total.values())


def shown(units: UnitTree, *, least: Mapping[str, int] | None = None, rules: Rules = SHIPPED, **answered: int) -> dict[str, str | None]:
    """Unit → the band of its rate. answered: by cell, `rest` for the enterprise's."""
    grid = build_grid(units, rules)
    told = [(least or {}).get(node.code, 0) for node in grid.nodes]
    by_cell = {"e~rest" if cell == "rest" else cell: number for cell, number in answered.items()}
    bands = participations(grid, counted(grid, by_cell), told, rules)
    return {node.code: band for node, band in zip(grid.nodes, bands, strict=True)}


def test_units_have_rates_and_rests_and_small_units_have_none() -> None:
    units = tree(("e", None, 25), ("a", "e", 19), ("b", "e", 20))
    assert shown(units, rest=25, a=19, b=3) == {"e": "60–79", "a": None, "b": "<50", "e~rest": None}


@pytest.mark.promise("P07", "P09", "P10")
def test_a_rate_that_could_say_that_nobody_answered_is_left_out() -> None:
    # Under 20 % of e is 0 to 10 people. Were a's band known to be 25–49 %, that is 10 people or more, nobody in b would have answered.
    units = tree(("e", None, 0), ("a", "e", 40), ("b", "e", 11))
    assert shown(units, a=10, b=0) == {"e": "<20", "a": None, "b": None}
    more = tree(("e", None, 0), ("a", "e", 40), ("b", "e", 30))
    assert shown(more, a=10, b=0) == {"e": "<20", "a": "25–49", "b": "<50"}


@pytest.mark.promise("P07", "P09", "P10")
def test_what_the_cells_say_counts_too() -> None:
    # At least 20 of the 31 have answered, a cell of e says. With a's rate under 50 %, that is at most 10, everybody in b would have.
    units = tree(("e", None, 0), ("a", "e", 21), ("b", "e", 10))
    assert shown(units, least={"e": 20}, a=10, b=10) == {"e": "≥50", "a": None, "b": None}
    assert shown(units, least={"e": 19}, a=10, b=10) == {"e": "≥50", "a": "<50", "b": None}


@pytest.mark.promise("P07", "P09", "P10")
@pytest.mark.promise("P07", "P09")
def test_how_many_answered_in_all_and_a_rate_may_say_that_everybody_else_did() -> None:
    """24 of 37 answered, as the enterprise's shares tell: fewer than half of 25 are 12 at most, which would leave all 12 of the others."""
    units = tree(("e", None, 0), ("a", "e", 25), ("b", "e", 12))
    assert shown(units, a=12, b=12, least={"e": 24}) == {"e": "≥50", "a": None, "b": None}
    assert shown(units, a=12, b=12, least={"e": 23}) == {"e": "≥50", "a": "<50", "b": None}


def test_that_a_rate_is_left_out_tells_nothing_of_it() -> None:
    units = tree(("e", None, 0), ("a", "e", 21), ("b", "e", 10))
    for answered in range(11, 22):  # a's rate would be the other one, and could be shown, if only nobody knew why it then isn't
        assert shown(units, least={"e": 20}, a=answered, b=9)["a"] is None


def test_a_unit_of_the_same_people_has_the_same_band() -> None:
    units = tree(("e", None, 0), ("a", "e", 0), ("b", "a", 21), ("c", "a", 10))
    assert shown(units, b=20, c=1) == {"e": "≥50", "a": "≥50", "b": "≥50", "c": None}


def test_without_cells_there_are_no_rates() -> None:
    assert shown(tree(("e", None, 9))) == {"e": None}
    assert shown(tree(("e", None, 0))) == {"e": None}


@pytest.mark.parametrize("least", [{"a": 12}, {"e": 24}])
def test_cells_that_say_that_everybody_answered_are_told(least: dict[str, int]) -> None:
    units = tree(("e", None, 0), ("a", "e", 12), ("b", "e", 12))
    with pytest.raises(ParticipationTold) as caught:
        shown(units, least=least, a=12, b=12)
    assert caught.value.nodes == (("a",) if "a" in least else ("e", "a", "b"))


@pytest.mark.parametrize(("least", "answered"), [({"a": 31}, 30), ({"a": 20}, 5)])
def test_numbers_that_contradict_each_other_are_a_mistake(least: dict[str, int], answered: int) -> None:
    with pytest.raises(ValueError, match=r"more have answered|contradict"):
        shown(tree(("e", None, 0), ("a", "e", 30), ("b", "e", 12)), least=least, a=answered, b=3)


def test_a_deep_chain_and_a_wide_star() -> None:
    chain = tree(("e", None, 0), *((f"u{number}", f"u{number - 1}" if number else "e", 0) for number in range(12_000)), ("a", "u11999", 40))
    assert set(shown(chain, a=30).values()) == {"≥75"}
    star = tree(("e", None, 0), *((f"u{number}", "e", 25) for number in range(2_000)))
    assert shown(star, **{f"u{number}": 20 for number in range(2_000)})["e"] == "80–84"


World = tuple[int, ...]


@st.composite
def small_rounds(draw: st.DrawFn) -> tuple[Grid, list[World], list[int]]:
    """A grid of two to four cells, everything that can be answered in it (numbers by node), and what its cells own up to."""
    cells = draw(st.integers(2, 4))
    inner = draw(st.integers(0, 2))
    units: list[tuple[str, str | None, int]] = [("e", None, 0)]
    for number in range(inner):
        units.append((f"i{number}", draw(st.sampled_from([code for code, _, _ in units])), 0))
    for number in range(cells):
        units.append((f"c{number}", draw(st.sampled_from(["e", *(f"i{each}" for each in range(inner))])), draw(st.integers(3, 9 - cells))))
    grid = build_grid(tree(*units), TINY)
    invited = {node.code: node.invited for node in grid.nodes}
    least = [draw(st.sampled_from([0, 0, 3, max(0, node.invited - 2)])) for node in grid.nodes]
    numbers = product(*(range(invited[cell] + 1) for cell in grid.cells))
    every = (tuple(counted(grid, dict(zip(grid.cells, each, strict=True)))) for each in numbers)
    worlds = [world for world in every if all(number >= at_least for number, at_least in zip(world, least, strict=True))]
    assume(worlds)
    assume(not forced(grid, worlds))
    return grid, worlds, least


def forced(grid: Grid, worlds: Iterable[World]) -> bool:
    """Whether nobody, or everybody, of some node has answered in all of these worlds."""
    return any(set(of_node) in ({0}, {node.invited}) for node, of_node in zip(grid.nodes, zip(*worlds, strict=True), strict=True))


@pytest.mark.promise("P07", "P09", "P10")
@settings(max_examples=120, deadline=None)
@given(small_rounds())
def test_attack_whoever_knows_the_code_and_tries_every_world_never_learns_of_nobody_or_everybody(
    round_: tuple[Grid, list[World], list[int]],
) -> None:
    grid, worlds, least = round_
    looking_the_same = defaultdict(list)
    for world in worlds:
        looking_the_same[participations(grid, world, least, TINY)].append(world)
    for same in looking_the_same.values():
        assert not forced(grid, same)


def by_trying(grid: Grid, worlds: Sequence[World], truth: World) -> tuple[str | None, ...]:
    """What `participations` must show: of every rate, all that it could be is tried in all worlds that are left."""
    left, found = list(worlds), dict.fromkeys(range(len(grid.nodes)))
    for position in sorted(found, key=lambda each: -grid.nodes[each].invited):
        node = grid.nodes[position]
        bands = {number: band.label for band in rate_bands(node.invited, TINY) for number in band.people}
        by_band = defaultdict(list)
        for world in left:
            by_band[bands.get(world[position])].append(world)
        if node.kind is NodeKind.UNIT and bands and not any(forced(grid, same) for same in by_band.values()):
            found[position] = bands[truth[position]]
            left = by_band[found[position]]
    return tuple(found.values())


@pytest.mark.promise("P07", "P09", "P10")
@settings(max_examples=250, deadline=None)
@given(small_rounds(), st.randoms(use_true_random=False))
def test_a_rate_is_left_out_exactly_where_trying_every_world_says_so(round_: tuple[Grid, list[World], list[int]], dice) -> None:  # type: ignore[no-untyped-def]
    grid, worlds, least = round_
    for truth in dice.sample(worlds, min(10, len(worlds))):
        assert participations(grid, truth, least, TINY) == by_trying(grid, worlds, truth)
