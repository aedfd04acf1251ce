"""Counts over the grid, beside counting by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from must.core.disclosure.tables import Counts, Places, TopicTable, count_respondents, tabulate
from must.core.instrument.model import Instrument
from must.core.scoring.answers import apply_routing
from tests.core.disclosure.random_surveys import MIXED, surveys
from tests.core.disclosure.reference import band, covered, score, what_counts
from tests.core.disclosure.tabled import ONE, Survey, each, one_unit, survey, under
from tests.core.examples import YES_NO, answers, follow_up, instrument, item, responses, scale

TWO = instrument(scale("two", item("a"), item("b", reverse=True), item("c", extended=True)))


def only_table(of: Survey) -> TopicTable:
    (table,) = of.tables
    return table


def rows(counts: Counts) -> list[list[int]]:
    return counts.tolist()  # type: ignore[no-any-return]


def test_what_is_counted_of_a_scale() -> None:
    of = survey(under("e", "x", "y"), {"x": each(one=2, three=1), "y": each(four=1, five=3)})
    table = only_table(of)
    assert table.n.tolist() == [7, 3, 4]
    assert rows(table.options["a"]) == [[2, 0, 1, 1, 3], [2, 0, 1, 0, 0], [0, 0, 0, 1, 3]]
    assert table.scores is not None
    assert rows(table.scores.sums) == rows(table.options["a"])
    assert rows(table.scores.bands) == [[4, 1, 2], [0, 1, 2], [4, 0, 0]]
    assert table.scores.total.tolist() == [24, 5, 19]
    assert (table.scores.lowest, table.scores.range) == (1, 4)


@pytest.mark.promise("P09")
def test_every_figure_counts_those_who_answered_all_items_that_were_asked() -> None:
    """Else the scale's sum minus the sums of its items would be one person's answer."""
    whole, skipped = {"a": 5, "b": 1, "c": 3}, [{"a": 5, "b": 1}, {"a": 1, "c": 2}, {}]
    table = only_table(one_unit([whole, *skipped, whole], of=TWO))
    assert table.n.tolist() == [2]
    assert {name: counts.sum() for name, counts in table.options.items()} == {"a": 2, "b": 2, "c": 2}
    assert table.scores is not None
    assert (table.scores.sums.sum(), table.scores.bands.sum()) == (2, 2)


def test_a_score_is_of_the_short_items_the_reversed_turned_round() -> None:
    table = only_table(one_unit([{"a": 5, "b": 1, "c": 1}, {"a": 2, "b": 5, "c": 5}], of=TWO))
    assert table.scores is not None
    assert [one.id for one in table.scores.items] == ["a", "b"]
    assert table.scores.total.tolist() == [10 + 3]
    assert (table.scores.lowest, table.scores.range) == (2, 8)
    assert np.flatnonzero(table.scores.sums[0]).tolist() == [3 - 2, 10 - 2]
    assert rows(table.options["b"]) == [[1, 0, 0, 0, 1]]  # as they were given


def test_a_score_of_uneven_steps() -> None:
    of = instrument(scale("uneven", item("a", responses(2, 4, 7), reverse=True)))
    table = only_table(one_unit([2, 2, 4, 7], of=of))
    assert table.scores is not None
    assert rows(table.options["a"]) == [[2, 1, 1]]
    assert table.scores.total.tolist() == [7 + 7 + 5 + 2]
    assert np.flatnonzero(table.scores.sums[0]).tolist() == [0, 3, 5]


def test_a_follow_up_set_has_no_score_and_counts_those_it_was_opened_for() -> None:
    of = instrument(scale("one", item("a")), follow_up("who", item("b", YES_NO), opener="a", values=[5]))
    one, who = one_unit([{"a": 5, "b": 2}, {"a": 5, "b": 1}, {"a": 1, "b": 2}, {"a": 5}], of=of).tables
    assert (one.n.tolist(), who.n.tolist()) == ([4], [2])
    assert who.scores is None
    assert rows(who.options["b"]) == [[1, 1]]


def test_nobody_answered() -> None:
    table = only_table(survey(under("e", "x", "y"), {}))
    assert table.n.tolist() == [0, 0, 0]
    assert table.scores is not None
    assert table.scores.total.tolist() == [0, 0, 0]


def test_a_table_in_other_rows() -> None:
    of = survey(under("e", "x", "y", "z"), {"x": each(one=2), "y": each(five=1), "z": each(three=1, five=1)})
    groups = only_table(of).grouped(np.array([1, 3, 2]), np.array([1, 1, 0]), 3)
    assert groups.n.tolist() == [1, 4, 0]
    assert rows(groups.options["a"]) == [[0, 0, 0, 0, 1], [2, 0, 1, 0, 1], [0, 0, 0, 0, 0]]
    assert groups.scores is not None
    assert groups.scores.total.tolist() == [5, 10, 0]
    assert rows(groups.scores.bands) == [[1, 0, 0], [1, 1, 2], [0, 0, 0]]


def test_whoever_answered_anything_is_a_respondent() -> None:
    of = survey(under("e", "x", "y"), {"x": [{"a": 1}, {}, {"c": 1}], "y": [{}]}, of=TWO)
    assert count_respondents(of.answers, Places.of(of.answers, of.grid)).tolist() == [2, 2, 0]


def test_a_topic_of_which_nothing_was_asked_has_no_table() -> None:
    of = instrument(scale("one", item("a")), scale("two", item("b")))
    given = answers(["b"], [("e", [3])])
    grid = one_unit([]).grid
    assert [table.topic.id for table in tabulate(of, given, Places.of(given, grid))] == ["two"]


@pytest.mark.parametrize("place", ["x", "inner"])
def test_a_respondent_outside_the_cells_is_a_mistake(place: str) -> None:
    of = survey({"inner": None, "cell": "inner"}, {})
    with pytest.raises(ValueError, match="no cell of the grid"):
        Places.of(answers(["a"], [(place, [3])]), of.grid)


@pytest.mark.parametrize("value", [6, 2])
def test_a_value_that_is_no_option_is_a_mistake(value: int) -> None:
    of: Instrument = ONE if value == 6 else instrument(scale("gap", item("a", responses(1, 3, 5))))
    given = answers(["a"], [("e", [value])])
    with pytest.raises(ValueError, match="not one of its options"):
        list(tabulate(of, given, Places.of(given, one_unit([]).grid)))


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_random_surveys_are_counted_as_by_hand(of: Survey) -> None:
    people = [what_counts(person, MIXED) for person in of.people]
    counted = apply_routing(of.answers, MIXED)
    anything = count_respondents(counted, Places.of(counted, of.grid))
    for row, node in enumerate(of.parents):
        within = [person for person in people if person.unit in covered(of.grid, node)]
        assert anything[row] == sum(bool(person.answers) for person in within)
        for table in of.tables:
            here = [person for person in within if all(one.id in person.answers for one in table.topic.items)]
            assert table.n[row] == len(here)
            for one in table.topic.items:
                by_value = Counter(person.answers[one.id] for person in here)
                assert table.options[one.id][row].tolist() == [by_value[value] for value in one.responses.values]
            if table.scores is None:
                assert table.topic.direction is None
                continue
            scores = [score(person, table.topic.scored_items) for person in here]
            items = len(table.topic.scored_items)
            assert table.scores.total[row] == sum(scores) * items
            bands = Counter(band(one_score, table.topic) for one_score in scores)
            assert table.scores.bands[row].tolist() == [bands[which] for which in range(3)]
            sums = Counter(int(one_score * items) - table.scores.lowest for one_score in scores)
            assert table.scores.sums[row].tolist() == [sums[number] for number in range(table.scores.range + 1)]
