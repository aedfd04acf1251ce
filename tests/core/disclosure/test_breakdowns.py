"""A breakdown tells nothing of a small group, beside all that the tree tells (R10)."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from must.core.common.languages import Language
from must.core.disclosure import feasible
from must.core.disclosure.breakdowns import break_down, places_of_atoms
from must.core.disclosure.feasible import Choices
from must.core.disclosure.grid import build_grid
from must.core.disclosure.masks import mask
from must.core.disclosure.publication import Cell, Publication, State
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.disclosure.tables import Places, TopicTable, tabulate
from must.core.disclosure.visibility import Visibility
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Bands, Instrument, Selection
from must.core.organisation.tree import UnitTree
from must.reports.source import Source
from tests.core.disclosure.breakdown_reference import Answer, Atom, Topic, may_show, narrowest
from tests.core.examples import RULES, SHIPPED, answers, instrument, item, responses, scale, tree
from tests.core.instrument.copies import TINY, change, copy_of


def rules_with(**changes: Mapping[str, object]) -> Rules:
    document = copy.deepcopy(dict(RULES))
    for group, values in changes.items():
        document[group].update(values)  # type: ignore[attr-defined]
    return Rules.of(document)


def broken_down(topic: Topic, rules: Rules) -> tuple[Topic, TopicTable | None]:
    """The topic with the tree's masks, and what the breakdown shows. The first item is asked the other way round."""
    steps = responses(*range(topic.lowest, topic.highest + 1))
    names = [f"item_{number}" for number in range(topic.items)]
    bands = Bands(challenge=topic.challenge / topic.items, favourable=topic.favourable / topic.items)
    of = instrument(scale("topic", *(item(name, steps, reverse=name == "item_0") for name in names), bands=bands))
    rows = [
        (cell, [topic.lowest + topic.highest - answer[0], *answer[1:], value or None])
        for (cell, value), given in topic.answers.items()
        for answer in given
    ]
    given, grid = answers([*names, "group"], rows), build_grid(topic.tree, rules)
    places, by = Places.of(given, grid), item("group", responses(*range(1, topic.values + 1)))
    (visible,) = mask(tuple(tabulate(of, given, places)), grid, rules)
    (atoms,) = tabulate(of, given, places_of_atoms(places, given, by))
    seen = Topic(**{**vars(topic), "visible": {node.code: state for node, state in zip(grid.nodes, visible, strict=True)}})
    return seen, break_down(atoms, visible, grid, rules)


def topic_of(units: UnitTree, given: Mapping[Atom, Sequence[Answer]], *, values: int, highest: int = 5) -> Topic:
    items = len(next(answer for several in given.values() for answer in several))
    middle = items * (1 + highest) / 2
    return Topic(units, {}, given, values, items, 1, highest, challenge=middle + items / 2, favourable=middle - items / 2)


# Random rounds beside the slow reference

SMALL: dict[str, Mapping[str, object]] = {
    "grid": {"minimum_invited": 3},
    "ordinary": {"mean": 3, "full": 4},
    "attribute": {"category_share": 95, "differing": 1, "each_side": 1, "mean_margin": 1},
    "counts": {"bands": [4, 15]},
}
"""Small thresholds, so that a few people are enough for every case."""

SHAPES = (
    tree(("e", None, 0), ("a", "e", 100), ("b", "e", 100)),
    tree(("e", None, 0), ("a", "e", 100), ("b", "e", 100), ("c", "e", 100), ("d", "e", 100)),
    tree(("e", None, 0), ("f", "e", 0), ("a", "f", 100), ("b", "f", 100), ("c", "e", 100)),
    tree(("e", None, 0), ("f", "e", 0), ("a", "f", 100), ("b", "f", 100), ("g", "e", 0), ("c", "g", 100), ("d", "g", 100)),
)


def random_topic(dice: random.Random) -> Topic:
    units, values, items, highest = dice.choice(SHAPES), dice.choice((2, 3)), dice.choice((1, 2)), dice.choice((3, 5))
    leaves = [code for code in units.units if not units.children[code]]
    skipped = dice.choice((0, 0, 3))
    size, empty = dice.choice((2, 4, 6)), dice.choice((0, 0.1, 0.3))
    given = {
        (leaf, value): [
            tuple(dice.randint(1, highest) for _ in range(items))
            for _ in range(0 if dice.random() < empty else dice.randint(1, skipped if value == 0 else size))
        ]
        for leaf in leaves
        for value in range(0 if skipped else 1, values + 1)
    }
    given["a", 1] = [*given["a", 1], (1,) * items]
    return topic_of(units, given, values=values, highest=highest)


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("seed", range(8))
def test_it_is_what_the_reference_shows(seed: int) -> None:
    dice, verdicts = random.Random(seed), []  # noqa: S311
    for _ in range(40):
        rules = rules_with(**SMALL, interval={"span": dice.choice((2, 10, 25))})
        topic, shown = broken_down(random_topic(dice), rules)
        expected = may_show(topic, rules)
        if topic.visible["e"] is Visibility.FULL and abs(narrowest(topic, rules)) < 1e-5:
            assert expected or shown is None
        else:
            assert (shown is not None) is expected
        verdicts.append(expected)
    assert 3 <= sum(verdicts) <= 37


def test_cut_into_blocks_it_shows_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feasible, "_BLOCK", 4)
    dice, verdicts = random.Random(0), []  # noqa: S311
    for _ in range(120):
        rules = rules_with(**SMALL, interval={"span": dice.choice((2, 10, 25))})
        topic, shown = broken_down(random_topic(dice), rules)
        if shown is not None:
            assert may_show(topic, rules)
        verdicts.append(shown is not None)
    assert sum(verdicts) > 10


def hundreds_of_cells(people: int) -> dict[Atom, list[Answer]]:
    """So many people in each cell of `HUNDREDS`, half of them with value 1."""
    cells = [code for code in HUNDREDS.units if not HUNDREDS.children[code]]
    return {(cell, value): varied(people // 2, first=number + value) for number, cell in enumerate(cells) for value in (1, 2)}


DEPARTMENTS = [(f"d{number}", "e", 0) for number in range(8)]
HUNDREDS = tree(("e", None, 0), *DEPARTMENTS, *((f"{above}t{number}", above, 20) for above, _, _ in DEPARTMENTS for number in range(30)))


@pytest.mark.parametrize("people", [4, 12])
def test_hundreds_of_cells_hidden_or_shown(people: int) -> None:
    _, shown = broken_down(topic_of(HUNDREDS, hundreds_of_cells(people), values=2), SHIPPED)
    assert shown is not None


def test_one_person_among_twenty_is_too_few_and_needs_no_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(feasible, "_Programme")
    given = hundreds_of_cells(12) | {("d7t29", 1): varied(1), ("d7t29", 2): varied(19)}
    _, shown = broken_down(topic_of(HUNDREDS, given, values=2), SHIPPED)
    assert shown is None


# By hand, with the rules that are shipped

TWO = tree(("e", None, 0), ("a", "e", 100), ("b", "e", 100))
THREE = tree(("e", None, 0), ("a", "e", 100), ("b", "e", 100), ("c", "e", 100))


def varied(count: int, *, first: int = 0) -> list[Answer]:
    """People whose answers are spread evenly over the scale."""
    return [((first + number) % 5 + 1,) for number in range(count)]


def shows(units: UnitTree, given: Mapping[Atom, Sequence[Answer]], *, values: int = 2, rules: Rules = SHIPPED) -> bool:
    topic, shown = broken_down(topic_of(units, given, values=values), rules)
    assert topic.visible["e"] is Visibility.FULL
    assert (shown is not None) is may_show(topic, rules)
    return shown is not None


def test_groups_that_are_large_everywhere_are_shown() -> None:
    given = {("a", 1): varied(20), ("a", 2): varied(15), ("b", 1): varied(15), ("b", 2): varied(20)}
    _, groups = broken_down(topic_of(TWO, given, values=2), SHIPPED)
    assert groups is not None
    assert groups.n.tolist() == [35, 35, 0]
    assert groups.options["item_0"].tolist() == [[7, 7, 7, 7, 7], [7, 7, 7, 7, 7], [0, 0, 0, 0, 0]]


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize(("others", "safe"), [(9, False), (10, False), (30, True)])
def test_two_units_times_two_groups_with_one_atom_empty(others: int, safe: bool) -> None:
    """All leaders are in unit a: whoever takes them from a knows the 9 others in a. Of 10 others the mean is known too closely (R5)."""
    given = {("a", 1): varied(13), ("a", 2): varied(others), ("b", 1): varied(20 if safe else 0), ("b", 2): varied(20)}
    assert shows(TWO, given) is safe


@pytest.mark.promise("P09", "P10")
def test_the_few_who_skipped_the_item_are_a_group_too() -> None:
    given = {("a", 1): varied(20), ("a", 2): varied(20), ("b", 1): varied(20), ("b", 2): varied(20)}
    assert shows(TWO, {**given, ("a", 0): varied(9), ("b", 0): []}) is False
    assert shows(TWO, {**given, ("a", 0): varied(10), ("b", 0): varied(10)}) is True


@pytest.mark.promise("P10")
@pytest.mark.parametrize("leaders", [0, 9])
def test_a_value_of_nobody_or_few_hides_all_groups(leaders: int) -> None:
    given = {(unit, value): varied(20) for unit in ("a", "b") for value in (2, 3)} | {("a", 1): varied(leaders)}
    assert shows(TWO, given, values=3) is False


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("few", "safe"), [(4, False), (5, True)])
def test_a_union_of_atoms_of_several_units_and_values(few: int, safe: bool) -> None:
    """Values 1 and 2 together, less unit c, leave those with value 1 in a and with value 2 in b."""
    given = {
        **{("a", 1): varied(few), ("b", 2): varied(few)},
        **{("c", 1): varied(15), ("c", 2): varied(15), ("a", 3): varied(20), ("b", 3): varied(20)},
    }
    assert shows(THREE, given, values=3, rules=rules_with(interval={"span": 1})) is safe


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("few", "safe"), [(2, False), (3, True)])
def test_the_same_of_units_that_show_the_mean_alone(few: int, safe: bool) -> None:
    given = {
        **{("a", 1): varied(few), ("b", 2): varied(few, first=2), ("a", 3): varied(5), ("b", 3): varied(5)},
        **{(unit, value): varied(4, first=value) for unit in "cdf" for value in (1, 2)},
    }
    units = tree(("e", None, 0), *((unit, "e", 100) for unit in "abcdf"))
    assert shows(units, given, values=3, rules=rules_with(interval={"span": 1})) is safe


@pytest.mark.promise("P10")
def test_a_group_that_all_answered_alike_is_hidden() -> None:
    given = {("a", 1): varied(20), ("a", 2): varied(20), ("b", 1): varied(20), ("b", 2): varied(20)}
    assert shows(TWO, {**given, ("a", 1): [(1,)] * 20, ("b", 1): [(1,)] * 20}) is False


@pytest.mark.promise("P10")
def test_few_in_a_shown_unit_are_guessed_by_what_the_unit_leaves_them() -> None:
    """Two leaders among 40: whatever they answered, the mean of the other 38 can differ by 2 × 4 / 38 only."""
    given = {("a", 1): varied(2), ("a", 2): varied(38), ("b", 1): varied(20), ("b", 2): varied(20)}
    assert shows(TWO, given) is False


ENDS: list[Answer] = [(1,), (5,)]
SIX = tree(("e", None, 0), *((unit, "e", 100) for unit in "abcdfg"))


def only_interval_fails(units: UnitTree, given: Mapping[Atom, Sequence[Answer]], *, hidden: str, values: int, rules: Rules) -> None:
    """The breakdown is refused, but not with a lower span."""
    topic, shown = broken_down(topic_of(units, given, values=values), rules)
    assert {node for node, state in topic.visible.items() if state is Visibility.HIDDEN} == set(hidden)
    assert shown is None
    assert narrowest(topic, rules) < -1e-3
    assert shows(units, given, values=values, rules=replace(rules, interval=replace(rules.interval, span=rules.interval.span // 5)))


@pytest.mark.promise("P10")
def test_a_hidden_unit_may_not_be_pinned_down_by_the_values() -> None:
    """c, d and f are hidden together, and their sum leaves c a wide interval. But with value 1 there are only c and two people of d."""
    rules = rules_with(ordinary={"mean": 10}, interval={"span": 50})
    given = {("a", 2): varied(40), ("c", 1): ENDS * 4, ("d", 1): ENDS, ("d", 2): [*ENDS * 2, (3,)], ("f", 2): [*ENDS * 2, (3,)]}
    units = tree(("e", None, 0), *((unit, "e", 100) for unit in "acdf"))
    only_interval_fails(units, given, hidden="cdf", values=2, rules=rules)


@pytest.mark.promise("P10")
def test_a_value_in_several_hidden_units_may_not_be_pinned_down() -> None:
    """c, d, f and g are hidden together. With value 1 there are eight people of c and d, and two of a who leave them little room."""
    rules = rules_with(interval={"span": 50})
    given = {
        **{("a", 1): ENDS, ("a", 2): varied(3), ("b", 2): varied(20)},
        **{("c", 1): ENDS * 2, ("d", 1): ENDS * 2, ("f", 2): ENDS * 2, ("g", 2): ENDS * 2},
    }
    only_interval_fails(SIX, given, hidden="cdfg", values=2, rules=rules)


@pytest.mark.promise("P10")
def test_a_small_union_of_a_cells_atoms_may_not_be_pinned_down() -> None:
    """Of nine people in a one has value 3, and leaves the other eight little room together, if not those with value 1 or 2."""
    given = {
        **{("a", 1): varied(4), ("a", 2): varied(4, first=2), ("a", 3): varied(1), ("c", 2): varied(4), ("c", 3): varied(4)},
        **{("b", value): varied(20) for value in (1, 2, 3)},
    }
    only_interval_fails(THREE, given, hidden="", values=3, rules=SHIPPED)


def test_what_answers_count_with_reversed_items_turned_round() -> None:
    of = instrument(scale("topic", item("one", responses(1, 2, 4, 7), reverse=True), item("two", responses(1, 7))))
    given = answers(["one", "two"], [("e", (1, 1)), ("e", (1, 7)), ("e", (4, 7))])
    (table,) = tabulate(of, given, Places.of(given, build_grid(tree(("e", None, 20)), SHIPPED)))
    choices, chosen = Choices.of(table)
    assert choices.value.tolist() == [1, 4, 6, 7, 1, 7]
    assert chosen.tolist() == [[0, 1, 0, 2, 1, 2]]
    assert (choices.least, choices.most) == (2, 14)
    assert choices.highest(chosen.astype(float), np.array([2])).tolist() == [7 + 7 + 7 + 7]
    assert choices.lowest(chosen.astype(float), np.array([2])).tolist() == [4 + 7 + 1 + 7]


def test_a_hidden_enterprise_has_no_groups() -> None:
    topic, shown = broken_down(topic_of(TWO, {("a", 1): [(5,)] * 30, ("b", 2): [(5,)] * 30}, values=2), SHIPPED)
    assert topic.visible["e"] is Visibility.HIDDEN
    assert shown is None


def test_groups_that_tell_that_all_have_answered_are_hidden() -> None:
    """Two groups of at least 10 say that at least 20 answered; of 29 invited that leaves fewer than 10."""
    given = {("e", 1): varied(12), ("e", 2): varied(12)}
    assert shows(tree(("e", None, 30)), given) is True
    topic, shown = broken_down(topic_of(tree(("e", None, 29)), given, values=2), SHIPPED)
    assert topic.visible["e"] is Visibility.FULL
    assert shown is None


# From answers to a publication

TINY_UNITS = tree(("e", None, 0), ("a", "e", 100), ("b", "e", 100))


def tiny(directory: Path, breakdowns: str) -> Instrument:
    copied = copy_of(TINY, directory)
    change(copied / "rules.yaml", "breakdowns: []", f"breakdowns: {breakdowns}")
    return load_instrument(copied)


def published(of: Instrument, *, leaders: int = 30, without: str = "") -> Publication:
    """Sixty people in each of two units, the first ones leaders; everybody answers the short form at random, `without` one item."""
    dice = random.Random(5)  # noqa: S311
    asked = [one for _, page in of.asked(Selection("short")) for one in page if one.id != without]
    rows = []
    for unit in ("a", "b"):
        for number in range(60):
            given = {one.id: dice.choice(one.responses.values) for one in asked} | {"leads_others": 2 if number < leaders else 1}
            rows.append((unit, [given[one.id] for one in asked]))
    names, rules = tuple(one.id for one in asked), Rules.of(of.rules)
    grid = build_grid(TINY_UNITS, rules)
    return publish(instrument=of, asked=names, form="short", round=None, grid=grid, answers=answers(names, rows), rules=rules)


def groups_in(publication: Publication) -> dict[tuple[str, int], Cell]:
    return {(cell.topic, cell.breakdown.value): cell for cell in publication.cells if cell.breakdown is not None}


@pytest.mark.promise("P10", "P11", "P12")
def test_an_instrument_that_turns_one_on(tmp_path: Path) -> None:
    publication = published(tiny(tmp_path, "[leads_others]"))
    groups = groups_in(publication)
    assert set(groups) == {(topic, value) for topic in ("workload", "clarity", "support") for value in (1, 2)}
    assert {(cell.unit, cell.state, cell.n, cell.n_band) for cell in groups.values()} == {("e", State.SHOWN, None, "10–")}
    assert Publication.from_json(publication.to_json()) == publication
    assert '"breakdown":{"item":"leads_others","value":2},"topic":"workload"' in publication.to_json()


def test_the_groups_figures_are_those_of_the_whole(tmp_path: Path) -> None:
    """Thirty leaders and thirty others in each unit: the groups are of one size, so the whole lies between them."""
    publication = published(tiny(tmp_path, "[leads_others]"))
    whole = next(cell for cell in publication.cells if (cell.unit, cell.topic) == ("e", "workload"))
    others, leaders = (groups_in(publication)["workload", value] for value in (1, 2))
    assert others.mean != leaders.mean
    assert whole.mean == pytest.approx(sum(cell.mean or 0 for cell in (others, leaders)) / 2, abs=0.1)
    assert publication.cells.index(others) == publication.cells.index(whole) + 1


@pytest.mark.promise("P09")
def test_too_few_leaders_hide_both_groups(tmp_path: Path) -> None:
    groups = groups_in(published(tiny(tmp_path, "[leads_others]"), leaders=4))
    assert len(groups) == 6
    assert {cell.state for cell in groups.values()} == {State.HIDDEN}


@pytest.mark.parametrize("leaders", [4, 30])
def test_it_changes_nothing_else(tmp_path: Path, leaders: int) -> None:
    off = published(load_instrument(TINY), leaders=leaders)
    on = published(tiny(tmp_path, "[leads_others]"), leaders=leaders)
    assert groups_in(off) == {}
    assert replace(on, cells=tuple(cell for cell in on.cells if cell.breakdown is None)).to_json() == off.to_json()


def test_a_form_that_does_not_ask_the_item_has_no_groups(tmp_path: Path) -> None:
    assert groups_in(published(tiny(tmp_path, "[leads_others]"), without="leads_others")) == {}


def test_reports_of_units_leave_the_groups_out(tmp_path: Path) -> None:
    of = tiny(tmp_path, "[leads_others]")
    source = Source(published(of), of, Language.EN)
    assert source.cells["e"]["workload"].breakdown is None
