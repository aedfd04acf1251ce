"""Response rates and numbers of respondents: worked examples of what they force, and of what is too fine."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.disclosure.attacker.findings import Leak
from must.core.disclosure.attacker.published_tree import PublishedTree
from must.core.disclosure.attacker.turnout import RateBand, find_forced, number_range
from tests.core.disclosure.attacker.worlds import FULL, MEAN, World, spread, with_cells
from tests.core.examples import tree

TWO = tree(("e", None, 0), ("a", "e", 40), ("b", "e", 40))
RATES = {Leak.RATE_TOO_FINE, Leak.RATE_TOO_FEW, Leak.RATE_WRONG, Leak.NOBODY_ANSWERED, Leak.EVERYBODY_ANSWERED, Leak.IMPOSSIBLE}


def world(a: int, b: int) -> World:
    return World(TWO, ("help_1",), [*spread("a", a), *spread("b", b)])


def found(of: World, rates: dict[str, str], shown: dict[str, str] | None = None) -> set[tuple[Leak, str | None]]:
    findings = of.attack(of.publication(shown or {}, rates=rates)).findings
    return {(finding.leak, finding.unit) for finding in findings if finding.leak in RATES}


@pytest.mark.parametrize(
    ("band", "invited", "least", "most"),
    [("<25", 40, 0, 9), ("25–49", 40, 10, 19), ("≥75", 40, 30, 40), ("60–64", 201, 121, 130), ("95–100", 30, 29, 30)],
)
def test_what_a_band_means(band: str, invited: int, least: int, most: int) -> None:
    assert RateBand.of(band).answered(invited) == (least, most)


@pytest.mark.parametrize("band", ["", "60", "60-64", "<", "60–"])
def test_what_is_no_band(band: str) -> None:
    with pytest.raises(ValueError, match="no band"):
        RateBand.of(band)


def test_numbers() -> None:
    assert (number_range("10–14"), number_range("1000–")) == ((10, 14), (1000, None))
    with pytest.raises(ValueError, match="no band"):
        number_range("–14")


@pytest.mark.promise("P09")
def test_bands_together_say_that_everybody_in_a_unit_answered() -> None:
    """At least 30 of 40 and at least 75 of 80 leave no room; at least 60 of 80 do."""
    assert found(world(40, 38), {"e": "≥75", "a": "50–74"}) == {(Leak.RATE_WRONG, "a")}
    assert found(world(40, 30), {"e": "≥75", "b": "≥75"}) == set()
    assert found(world(20, 40), {"e": "≥75", "a": "25–49"}) == {(Leak.RATE_WRONG, "a"), (Leak.IMPOSSIBLE, "e")}


@pytest.mark.promise("P09")
def test_bands_together_say_that_nobody_in_a_unit_answered() -> None:
    """A unit of 40 with at least half, and an enterprise of 80 with less than a quarter: 20 at least, 19 at most, it can't be."""
    assert (Leak.IMPOSSIBLE, "e") in found(world(20, 0), {"e": "<25", "a": "≥50"})
    units = tree(("e", None, 0), ("a", "e", 80), ("b", "e", 20))
    three_fifths = World(units, ("help_1",), spread("a", 60))
    assert found(three_fifths, {"e": "50–59", "a": "≥75"}) == {(Leak.RATE_WRONG, "e"), (Leak.IMPOSSIBLE, "e")}
    assert found(three_fifths, {"e": "60–69", "a": "≥75"}) == set()


def ends(parent: list[int], invited: list[int], least: list[int], most: list[int]) -> set[tuple[Leak, int]]:
    """By trying every number of respondents in every leaf."""
    leaves = [node for node in range(len(parent)) if node not in parent]
    possible = []
    for answered in product(*(range(invited[leaf] + 1) for leaf in leaves)):
        total = [0] * len(parent)
        for leaf, count in zip(leaves, answered, strict=True):
            node = leaf
            while node >= 0:
                total[node] += count
                node = parent[node]
        if all(low <= one <= high for low, one, high in zip(least, total, most, strict=True)):
            possible.append(answered)
    if not possible:
        return {(Leak.IMPOSSIBLE, 0)}
    inhabited = [(position, leaf) for position, leaf in enumerate(leaves) if invited[leaf]]
    nobody = {(Leak.NOBODY_ANSWERED, leaf) for position, leaf in inhabited if all(one[position] == 0 for one in possible)}
    everybody = {(Leak.EVERYBODY_ANSWERED, leaf) for position, leaf in inhabited if all(one[position] == invited[leaf] for one in possible)}
    return nobody | everybody


@st.composite
def ranges(draw: st.DrawFn) -> tuple[list[int], list[int], list[int], list[int]]:
    size = draw(st.integers(1, 6))
    parent = [-1, *(draw(st.integers(0, number - 1)) for number in range(1, size))]
    invited = [0 if node in parent else draw(st.integers(0, 4)) for node in range(size)]
    for node in range(size - 1, 0, -1):
        invited[parent[node]] += invited[node]
    least = [draw(st.sampled_from([0, 0, draw(st.integers(0, count))])) for count in invited]
    most = [draw(st.sampled_from([count, count, draw(st.integers(0, count))])) for count in invited]
    return parent, invited, least, most


@settings(max_examples=300, deadline=None)
@given(ranges())
def test_two_programmes_find_what_trying_everything_finds(drawn: tuple[list[int], list[int], list[int], list[int]]) -> None:
    parent, *numbers = drawn
    published = PublishedTree(codes=tuple(map(str, range(len(parent)))), parent=np.array(parent), home={})
    invited, least, most = (np.array(each, dtype=np.int64) for each in numbers)
    forced = {(one.leak, int(str(one.unit))) for one in find_forced(published, invited=invited, least=least, most=most)}
    assert forced == ends(*drawn)


def test_a_chain_of_twelve_thousand() -> None:
    size = 12_000
    published = PublishedTree(codes=tuple(map(str, range(size))), parent=np.arange(-1, size - 1), home={})
    invited = np.full(size, 30)
    assert list(find_forced(published, invited=invited, least=np.zeros_like(invited), most=invited)) == []
    told = [one.leak for one in find_forced(published, invited=invited, least=np.where(invited > 0, 30, 0), most=invited)]
    assert told == [Leak.EVERYBODY_ANSWERED]


def test_rates_that_are_too_fine_or_of_too_few() -> None:
    units = tree(("e", None, 0), ("a", "e", 400), ("b", "e", 19))
    of = World(units, ("help_1",), [*spread("a", 302), *spread("b", 12)])
    assert found(of, {"a": "75–79"}) == set()
    assert found(of, {"a": "74–76"}) == {(Leak.RATE_TOO_FINE, "a")}
    assert found(of, {"a": "50–100"}) == {(Leak.RATE_TOO_FINE, "a")}
    assert found(of, {"a": "0–79"}) == {(Leak.RATE_TOO_FINE, "a")}
    assert found(of, {"a": "70–74"}) == {(Leak.RATE_WRONG, "a")}
    assert found(of, {"b": "≥50"}) == {(Leak.RATE_TOO_FEW, "b"), (Leak.RATE_TOO_FINE, "b")}


@pytest.mark.promise("P09")
def test_a_cell_of_ten_invited_that_shows_everything_says_that_all_answered() -> None:
    of = World(tree(("e", None, 0), ("a", "e", 30), ("b", "e", 10)), ("help_1",), [*spread("a", 20), *spread("b", 10)])
    assert (Leak.EVERYBODY_ANSWERED, "b") in found(of, {}, {"e": FULL, "a": FULL, "b": FULL})
    assert found(of, {}, {"a": FULL, "b": MEAN}) == set()


@pytest.mark.promise("P09")
def test_percents_tell_how_many_answered_and_so_that_everybody_did_or_nobody() -> None:
    """Of what can be worked out in full, the number follows from whole per cents of several items: of a shown cell, and of the rest of
    it.
    """
    units = tree(("e", None, 0), ("a", "e", 30), ("b", "e", 20), ("c", "e", 20))
    everybody = World(units, ("help_1",), [*spread("a", 20), *spread("b", 20), *spread("c", 20)])
    assert found(everybody, {}, {"e": FULL, "a": FULL}) == {(Leak.EVERYBODY_ANSWERED, "e")}
    assert found(everybody, {}, {"b": FULL}) == {(Leak.EVERYBODY_ANSWERED, "b")}
    assert found(everybody, {}, {"e": FULL, "b": MEAN}) == set()
    nobody = World(units, ("help_1",), spread("a", 20))
    assert found(nobody, {}, {"e": FULL, "a": FULL}) == {(Leak.NOBODY_ANSWERED, "e")}
    assert found(nobody, {}, {"a": FULL}) == set()


@pytest.mark.promise("P09")
def test_percents_tell_how_many_answered_and_a_rate_where() -> None:
    """The enterprise's shares fit 24 people only. Fewer than half of the 25 in a unit are 12 at most, so all 12 of the other answered."""
    units = tree(("e", None, 0), ("a", "e", 25), ("b", "e", 12))
    of = World(units, ("help_1",), [*spread("a", 12), *spread("b", 12)])
    assert found(of, {"a": "<50"}, {"e": FULL}) == {(Leak.EVERYBODY_ANSWERED, "b")}
    assert found(of, {}, {"e": FULL}) == set()
    assert found(of, {"a": "<50"}) == set()


@pytest.mark.promise("P09")
def test_an_exact_number_that_leaves_nobody() -> None:
    """150 in all, of whom 50 at least and 100 at least are in two units: nobody of the third answered."""
    units = tree(("e", None, 0), ("a", "e", 70), ("b", "e", 120), ("c", "e", 20))
    of = World(units, ("help_1",), [*spread("a", 50), *spread("b", 100)])
    publication = of.publication({"e": FULL, "a": FULL, "b": FULL})
    root, a, b, c = publication.cells
    cells = (replace(root, n=150, n_band=None), replace(a, n_band="50–"), replace(b, n_band="100–"), c)
    told = of.attack(with_cells(publication, *cells)).findings
    assert (Leak.NOBODY_ANSWERED, "c", "help") in [(one.leak, one.unit, one.topic) for one in told]
    cells = (replace(root, n=150, n_band=None), replace(c, unit="a"), replace(b, n_band="100–"), c)
    assert not any(one.leak in RATES for one in of.attack(with_cells(publication, *cells)).findings)


@pytest.mark.parametrize(("n", "leaks"), [(99, True), (100, False), (110, False), (111, True)])
def test_an_exact_number_needs_a_hundred_who_did_and_ten_who_did_not(n: int, leaks: bool) -> None:
    of = World(tree(("e", None, 120)), ("help_1",), spread("e", n))
    publication = of.publication({"e": FULL})
    exact = with_cells(publication, replace(publication.cells[0], n=n, n_band=None))
    assert (Leak.EXACT_NUMBER in of.leaks(exact)) is leaks


@pytest.mark.parametrize(("band", "leaks"), [("10–", False), ("15–", False), ("20–", True)])
def test_a_number_that_begins_too_near_the_invited(band: str, leaks: bool) -> None:
    of = World(tree(("e", None, 0), ("a", "e", 25), ("b", "e", 40)), ("help_1",), [*spread("a", 25), *spread("b", 30)])
    publication = of.publication({"e": FULL, "a": FULL, "b": FULL})
    cells = (publication.cells[0], replace(publication.cells[1], n_band=band), publication.cells[2])
    assert (Leak.NUMBER_BAND in of.leaks(with_cells(publication, *cells))) is leaks
