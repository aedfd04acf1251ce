"""R5's closed form, against the linear programme that it stands for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.disclosure import intervals
from must.core.disclosure.attacker.bounds import Known, feasible_interval
from must.core.disclosure.attacker.tallies import tally
from must.core.disclosure.grid import Grid, Node, NodeKind
from must.core.disclosure.shape import NOBODY, Flags, Shape, Whole
from must.core.disclosure.tables import Places, TopicTable, tabulate
from must.core.instrument.model import Bands, Instrument
from must.core.scoring.answers import Answers
from tests.core.disclosure.test_optimum import random_parents
from tests.core.examples import YES_NO, instrument, item, responses, scale

ONE_ITEM = instrument(scale("one", item("a")))
THREE_ITEMS = instrument(scale("three", item("a"), item("b", reverse=True), item("c", responses(1, 2, 5))))
YES_OR_NO = instrument(scale("yes", item("a", YES_NO, reverse=True), bands=Bands(challenge=2, favourable=1)))


def grid_of(parents: list[int]) -> Grid:
    codes = [f"{node:02}" for node in range(len(parents))]
    nodes = tuple(
        Node(codes[node], None if above == NOBODY else codes[above], codes[node], 0, NodeKind.UNIT, (), 10)
        for node, above in enumerate(parents)
    )
    return Grid(nodes=nodes, cell_of_unit={codes[node]: codes[node] for node in range(len(parents)) if node not in parents})


def drawn(rng: np.random.Generator, questionnaire: Instrument, grid: Grid) -> Answers:
    """A few people in each cell; in some rounds most of them agree."""
    items = tuple(questionnaire.items)
    values, unit = [], []
    agreement = rng.choice([0.0, 0.8, 1.0])
    common = {name: rng.choice(one.responses.values) for name, one in questionnaire.items.items()}
    for cell in range(len(grid.cells)):
        for _ in range(int(rng.integers(0, 7))):
            unit.append(cell)
            values.append(
                [
                    common[name] if rng.random() < agreement else rng.choice(one.responses.values)
                    for name, one in questionnaire.items.items()
                ]
            )
    array = np.array(values, dtype=np.int16).reshape(len(unit), len(items))
    return Answers(items=items, values=array, units=grid.cells, unit=np.array(unit, dtype=np.int64))


def by_programme(questionnaire: Instrument, answers: Answers, grid: Grid, target: list[int], *, mean: Whole, full: Whole) -> float:
    """The width by linear programming: target, and the owners, of cells."""
    counts = next(tally(questionnaire, answers, answers.unit, len(grid.cells)))
    assert counts.scored is not None
    known = Known(items=counts.scored.items, blocks=counts.by_place, full=full[:, np.newaxis], mean=mean[:, np.newaxis])
    least, most = feasible_interval(known, target)
    return most - least


def known_of(table: TopicTable, shape: Shape, full: Flags) -> TopicTable:
    """What is known of each part of the full mask, at its owner."""
    return table.unpacked(shape.reachable(full, table.packed))


@pytest.mark.promise("P09")
@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), questionnaire=st.sampled_from([ONE_ITEM, THREE_ITEMS, YES_OR_NO]))
def test_the_closed_form_is_the_linear_programme(seed: int, questionnaire: Instrument) -> None:
    rng = np.random.default_rng(seed)
    parents = random_parents(rng, int(rng.integers(2, 10)))
    grid, shape = grid_of(parents), Shape.of((f"{node:02}", None if above < 0 else f"{above:02}") for node, above in enumerate(parents))
    answers = drawn(rng, questionnaire, grid)
    table = next(iter(tabulate(questionnaire, answers, Places.of(answers, grid))))
    full = rng.random(len(parents)) < 0.4
    mean = full | (rng.random(len(parents)) < 0.4)
    by_full, by_mean = (shape.owners(shown[:, np.newaxis])[:, 0] for shown in (full, mean))
    widths = intervals.widths(table, shape, known_of(table, shape, full), mean=by_mean, full=by_full)
    leaves = np.flatnonzero(shape.leaf)
    for node in range(len(parents)):
        target = [
            number for number, leaf in enumerate(leaves.tolist()) if node <= leaf < shape.end[node] and by_mean[leaf] == by_mean[node]
        ]
        expected = 0.0 if mean[node] else by_programme(questionnaire, answers, grid, target, mean=by_mean[leaves], full=by_full[leaves])
        assert widths[node] == pytest.approx(expected, abs=1e-6), (parents, node)


def table_of(counts: dict[str, list[int]], questionnaire: Instrument = ONE_ITEM) -> tuple[TopicTable, Shape]:
    """An enterprise with cells of which so many chose each option of the only item."""
    nodes = [("0", None), *((cell, "0") for cell in counts)]
    grid = Grid(
        nodes=tuple(Node(code, above, code, 0, NodeKind.UNIT, (), 10) for code, above in nodes),
        cell_of_unit={cell: cell for cell in counts},
    )
    values = [
        [option] for given in counts.values() for option, how_many in zip((1, 2, 3, 4, 5), given, strict=True) for _ in range(how_many)
    ]
    unit = [number for number, given in enumerate(counts.values()) for _ in range(sum(given))]
    answers = Answers(items=("a",), values=np.array(values, dtype=np.int16), units=tuple(counts), unit=np.array(unit, dtype=np.int64))
    return next(iter(tabulate(questionnaire, answers, Places.of(answers, grid)))), Shape.of(nodes)


def width_of(table: TopicTable, shape: Shape, *, full: list[bool], mean: list[bool], node: int) -> int:
    by_full, by_mean = (shape.owners(np.array(shown)[:, np.newaxis])[:, 0] for shown in (full, mean))
    return int(intervals.widths(table, shape, known_of(table, shape, np.array(full)), mean=by_mean, full=by_full)[node])


def test_a_small_cell_beside_another_is_as_open_as_the_scale() -> None:
    table, shape = table_of({"a": [0, 0, 6, 0, 0], "b": [0, 0, 6, 0, 0], "c": [2, 2, 2, 2, 2]})
    assert width_of(table, shape, full=[False] * 4, mean=[True, False, False, True], node=1) == 6 * 4


def test_a_large_cell_beside_a_small_one_is_known_but_for_the_small_one() -> None:
    table, shape = table_of({"a": [0, 0, 20, 0, 0], "b": [0, 0, 2, 0, 0], "c": [2, 2, 2, 2, 2]})
    assert width_of(table, shape, full=[False] * 4, mean=[True, False, False, True], node=1) == 2 * 4


def test_where_all_are_at_the_end_of_the_scale_nothing_is_open() -> None:
    table, shape = table_of({"a": [6, 0, 0, 0, 0], "b": [6, 0, 0, 0, 0], "c": [2, 2, 2, 2, 2]})
    assert width_of(table, shape, full=[False] * 4, mean=[True, False, False, True], node=1) == 0


def test_a_distribution_of_two_neighbouring_answers_pins_the_mean_down() -> None:
    """From 3 × 6 and 4 × 6 nobody can pick six people with a mean below 3 or above 4, though the mean alone would leave all open."""
    table, shape = table_of({"a": [0, 0, 6, 0, 0], "b": [0, 0, 0, 6, 0], "c": [2, 2, 2, 2, 2]})
    assert width_of(table, shape, full=[False] * 4, mean=[True, False, False, True], node=1) == 12 * 5 - 42
    assert width_of(table, shape, full=[True, False, False, True], mean=[True, False, False, True], node=1) == 6


def test_a_follow_up_set_has_no_interval() -> None:
    table, shape = table_of({"a": [1, 1, 1, 1, 1], "b": [1, 1, 1, 1, 1]})
    follow_up = TopicTable(topic=table.topic, n=table.n, scores=None, options=table.options)
    with pytest.raises(ValueError, match="no mean"):
        intervals.widths(follow_up, shape, follow_up, mean=np.zeros(3, dtype=np.int64), full=np.zeros(3, dtype=np.int64))


def room_of(table: TopicTable, shape: Shape, *, full: list[bool], mean: list[bool], node: int) -> bool:
    by_full, by_mean = (shape.owners(np.array(shown)[:, np.newaxis])[:, 0] for shown in (full, mean))
    known = known_of(table, shape, np.array(full))
    return bool(intervals.leaves_room(table, shape, known, mean=by_mean, full=by_full, margin=2)[node])


ENTERPRISE_FULL_A_MEAN = {"full": [True, False, False], "mean": [True, True, False], "node": 1}


@pytest.mark.promise("P09")
def test_the_lowest_answers_there_are_tell_who_gave_them() -> None:
    """Of 1 × 2, 2 × 4, … the five lowest answers have the sum 8 in one way only: five people's mean of 1.6 tells them all."""
    table, shape = table_of({"a": [2, 3, 0, 0, 0], "b": [0, 1, 2, 2, 2]})
    assert not room_of(table, shape, **ENTERPRISE_FULL_A_MEAN)
    assert room_of(table, shape, full=[False] * 3, mean=[True, True, False], node=1)


@pytest.mark.parametrize(("a", "is_open"), [([1, 3, 1, 0, 0], False), ([1, 2, 2, 0, 0], True)])
def test_it_takes_more_than_the_margin(a: list[int], is_open: bool) -> None:
    """In all 2, 3, 3, 2, 2: the five lowest answers sum up to 8. A sum of 10 is within two of that, one of 11 is not."""
    table, shape = table_of({"a": a, "b": [total - here for total, here in zip((2, 3, 3, 2, 2), a, strict=True)]})
    assert room_of(table, shape, **ENTERPRISE_FULL_A_MEAN) is is_open


@pytest.mark.promise("P09")
def test_of_two_answers_the_mean_tells_how_many_gave_each() -> None:
    two, shape = table_of({"a": [0, 3, 0, 3, 0], "b": [0, 5, 0, 5, 0]})
    assert not room_of(two, shape, **ENTERPRISE_FULL_A_MEAN)
    three, shape = table_of({"a": [0, 3, 0, 3, 0], "b": [0, 5, 1, 5, 0]})
    assert room_of(three, shape, **ENTERPRISE_FULL_A_MEAN)
