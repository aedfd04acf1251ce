"""Development from round to round: differences of what both publications show of the same unit, and nothing else (R9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from must.core.common.refusals import Refusal
from must.core.common.topics import TopicClass
from must.core.disclosure.publication import Breakdown, Cell, Participation, Publication, State
from must.core.disclosure.shown import Difference
from must.core.disclosure.trends import Change, changes, compare
from must.core.instrument.loader import load_instrument
from must.core.organisation.unit_map import MappedUnit, UnitMap
from tests.core.disclosure.published import CERTIFICATE, SHORT, full, hidden, mean_only, publication, rest, unit
from tests.core.disclosure.test_publishing import EXAMPLE
from tests.core.refused import Place, refused

TREE = (unit("e", None), unit("a", "e", "a"), unit("b", "e", "b"), rest("e~rest", "e", "e", "c"))


def found(earlier: Publication, later: Publication, **unit_map: str) -> dict[tuple[str, str, str], tuple[str, int | None]]:
    """(unit, earlier unit, topic) → the difference, as it prints. Both are made rounds, which may agree."""
    rounds = replace(earlier, round="earlier"), replace(later, round="later")
    return {
        (change.unit, change.earlier_unit, change.topic): (str(change.difference.mean), change.difference.challenge)
        for change in changes(*rounds, EXAMPLE, unit_map=mapped(unit_map))
    }


def mapped(previous: Mapping[str, str]) -> UnitMap | None:
    """A map whose first entry stands in row 2."""
    return UnitMap("map.csv", tuple(MappedUnit(row, *pair) for row, pair in enumerate(previous.items(), 2))) if previous else None


@pytest.mark.promise("P13")
def test_a_development_by_hand() -> None:
    earlier = publication(full("e", "load", 3.8, 44), full("a", "load", 3.3, 30), mean_only("b", "load", 2.0), entries=TREE, round="one")
    later = publication(full("e", "load", 3.5, 50), full("a", "load", 3.4, 30), full("b", "load", 2.9, 9), entries=TREE, round="two")
    assert changes(earlier, later, EXAMPLE) == (
        Change(unit="e", earlier_unit="e", topic="load", difference=Difference(Decimal("-0.3"), 6)),
        Change(unit="a", earlier_unit="a", topic="load", difference=Difference(Decimal("0.1"), 0)),
        Change(unit="b", earlier_unit="b", topic="load", difference=Difference(Decimal("0.9"), None)),
    )


@pytest.mark.promise("P13")
def test_a_difference_has_the_decimals_of_the_figures_and_no_more() -> None:
    tenths = [number / 10 for number in range(10, 51)]
    for before in tenths:
        for after in tenths:
            difference = Difference.of(mean_only("e", "load", after), mean_only("e", "load", before))
            assert difference is not None
            assert str(difference.mean) == f"{after - before:.1f}".replace("-0.0", "0.0")


@pytest.mark.promise("P09", "P13")
def test_what_either_round_hides_has_no_development() -> None:
    shown = publication(full("e", "load", 3.8, 44), full("a", "load", 3.3, 30), entries=TREE)
    partly = publication(full("e", "load", 3.5, 50), hidden("a", "load"), entries=TREE)
    without = publication(full("e", "load", 3.5, 50), entries=TREE)
    for earlier, later in ((shown, partly), (partly, shown), (shown, without), (without, shown), (partly, partly)):
        assert {place[0] for place in found(earlier, later)} == {"e"}


def test_a_sets_of_follow_ups_has_no_score_to_compare() -> None:
    one = publication(full("e", "help_from", None, None), full("e", "help", 3.0, 20))
    assert set(found(one, one)) == {("e", "e", "help")}


def test_groups_of_a_breakdown_are_not_compared() -> None:
    group = full("e", "load", 1.5, 10, breakdown=Breakdown(item="extra_1", value=2))
    one = publication(full("e", "load", 3.0, 20), group)
    other = publication(group, full("e", "load", 3.1, 22))
    assert found(one, other) == {("e", "e", "load"): ("0.1", 2)}
    assert found(publication(hidden("e", "load")), one) == {}


def test_the_short_form_and_the_full_one_have_the_same_score() -> None:
    short = publication(full("e", "load", 3.0, 20, asked=SHORT), asked=SHORT)
    assert found(short, publication(full("e", "load", 3.1, 22))) == {("e", "e", "load"): ("0.1", 2)}


@pytest.mark.parametrize("asked", [("load_1",), ("load_3",), ("load_1", "load_3"), ()])
def test_scores_of_other_items_are_not_compared(asked: tuple[str, ...]) -> None:
    cells = (full("e", "load", 3.0, 20, asked=asked),) if asked else ()
    other = publication(*cells, full("e", "help", 2.0, 10), asked=(*asked, "help_1"))
    both = publication(full("e", "load", 3.1, 22), full("e", "help", 2.0, 10))
    assert set(found(other, both)) == set(found(both, other)) == {("e", "e", "help")}


def test_rests_are_the_same_when_they_hold_the_same_units() -> None:
    cells = (full("e", "load", 3.0, 20), mean_only("e~rest", "load", 2.5))
    other_rest = (*TREE[:3], rest("e~rest", "e", "e", "c", "d"))
    smaller_rest = (*TREE[:3], rest("e~rest", "e", "c"))
    one = publication(*cells, entries=TREE)
    assert set(found(one, one, c="c")) == {("e", "e", "load"), ("e~rest", "e~rest", "load")}
    for entries in (other_rest, smaller_rest):
        other = publication(*cells, entries=entries)
        assert set(found(one, other, c="c")) == set(found(other, one, c="c")) == {("e", "e", "load")}


@pytest.mark.promise("P13")
def test_a_unit_without_a_name_in_the_publication_is_the_same_only_if_the_map_says_so() -> None:
    cells = (full("e", "load", 3.0, 20), mean_only("e~rest", "load", 2.5))
    merged, loose = (publication(*cells, entries=(*TREE[:3], rest("e~rest", "e", *members))) for members in (("e", "c"), ("e",)))
    assert ("e~rest", "e~rest", "load") not in found(merged, merged)
    assert ("e~rest", "e~rest", "load") in found(loose, loose)


def test_a_rest_is_no_unit_of_the_same_code() -> None:
    with_unit = publication(full("e", "load", 3.0, 20), full("x", "load", 2.0, 10), entries=(unit("e", None), unit("x", "e", "x")))
    with_rest = publication(full("e", "load", 3.0, 20), full("x", "load", 2.0, 10), entries=(unit("e", None), rest("x", "e", "e")))
    assert set(found(with_unit, with_rest)) == set(found(with_rest, with_unit)) == {("e", "e", "load")}


EARLIER = publication(full("e", "load", 3.0, 20), full("a", "load", 2.0, 10), mean_only("e~rest", "load", 4.0), entries=TREE, round="one")
REORGANISED = publication(
    full("E", "load", 3.0, 20),
    full("new", "load", 2.5, 10),
    full("b", "load", 2.5, 10),
    mean_only("E~rest", "load", 4.1),
    entries=(unit("E", None), unit("new", "E", "new"), unit("b", "E", "b"), rest("E~rest", "E", "E", "moved")),
    round="two",
)


@pytest.mark.promise("P13")
def test_a_reorganised_enterprise_maps_whole_units() -> None:
    assert found(EARLIER, REORGANISED, E="e", new="a", moved="c") == {
        ("E", "e", "load"): ("0.0", 0),
        ("new", "a", "load"): ("0.5", 0),
        ("E~rest", "e~rest", "load"): ("0.1", None),
    }
    assert set(found(EARLIER, REORGANISED, E="e")) == {("E", "e", "load")}


def test_two_units_may_change_codes() -> None:
    other = publication(full("e", "load", 3.0, 20), full("b", "load", 2.1, 11), entries=TREE)
    assert found(EARLIER, other, a="b", b="a")[("b", "a", "load")] == ("0.1", 1)


@pytest.mark.parametrize(
    ("unit_map", "faults"),
    [
        ({}, [("trend.other_enterprise", None, None)]),
        ({"E": "a"}, [("trend.other_enterprise", None, None)]),
        ({"b": "e"}, [("trend.other_enterprise", None, None)]),
        ({"E": "e", "nobody": "a"}, [("map.unknown_code", 3, "unit")]),
        ({"E": "e", "E~rest": "a"}, [("map.unknown_code", 3, "unit")]),
        ({"E": "e", "new": "nobody"}, [("map.unknown_code", 3, "previous_unit")]),
        ({"E": "e", "new": "e~rest"}, [("map.unknown_code", 3, "previous_unit")]),
        ({"E": "e", "New": "A"}, [("map.unknown_code_near", 3, "unit"), ("map.unknown_code_near", 3, "previous_unit")]),
        ({"nobody": "a", "E": "nothing"}, [("map.unknown_code", 2, "unit"), ("map.unknown_code", 3, "previous_unit")]),
    ],
)
def test_a_map_of_another_enterprise_or_of_codes_that_nobody_has_is_refused_by_row(unit_map: dict[str, str], faults: list[Place]) -> None:
    assert refused(lambda: changes(EARLIER, REORGANISED, EXAMPLE, unit_map=mapped(unit_map))) == faults


@pytest.mark.promise("P13")
def test_a_code_that_the_map_gives_another_unit_is_the_code_of_a_new_unit() -> None:
    earlier = publication(full("e", "load", 3.0, 20), full("a", "load", 2.0, 10), full("b", "load", 4.0, 50), entries=TREE)
    later = publication(full("e", "load", 3.0, 20), full("a", "load", 2.2, 10), full("b", "load", 4.1, 50), entries=TREE)
    assert set(found(earlier, later)) == {("e", "e", "load"), ("a", "a", "load"), ("b", "b", "load")}
    assert found(earlier, later, a="b") == {("e", "e", "load"): ("0.0", 0), ("a", "b", "load"): ("-1.8", -40)}
    rests = publication(mean_only("e~rest", "load", 2.0), entries=TREE)
    assert set(found(rests, rests, c="c")) == {("e~rest", "e~rest", "load")}
    assert found(rests, rests, b="c") == {}, "the unit c of the rest is another one now"


def test_an_enterprise_of_another_name_is_another_one_unless_the_map_tells_that_it_is_the_same() -> None:
    here, there = (publication(full("e", "load", mean, 20), name=name) for mean, name in ((3.0, "Nordlys"), (3.1, "Sørlys")))
    assert refused(lambda: changes(here, there, EXAMPLE)) == [("trend.other_enterprise", None, None)]
    assert found(here, there, e="e") == {("e", "e", "load"): ("0.1", 0)}
    assert len(changes(here, replace_name(there, "NORDLYS"), EXAMPLE)) == 1


NAMES = {"0": "Nordlys", "001": "Drift", "002": "Fag", "003": "Stab"}
PARENTS = {"001": "0", "002": "0", "003": "0"}


def named(names: Mapping[str, str], parents: Mapping[str, str] = PARENTS, *, mean: float) -> Publication:
    """An enterprise whose units have these names, in the order of the tree."""
    made = publication(
        *(full(code, "load", mean, 20) for code in names), entries=tuple(unit(code, parents.get(code), code) for code in names)
    )
    return replace(made, units=tuple(replace(one, name=names[one.code]) for one in made.units))


@pytest.mark.promise("P13")
def test_units_that_are_numbered_anew_are_not_taken_for_one_another() -> None:
    earlier = named(NAMES, mean=3.0)
    shifted = {"0": "Nordlys", "001": "Analyse", "002": "Drift", "003": "Fag", "004": "Stab"}
    later = named(shifted, {**PARENTS, "004": "0"}, mean=3.5)
    assert set(found(earlier, later)) == {("0", "0", "load")}
    assert compare(earlier, later, EXAMPLE).in_doubt == ("001", "002", "003")
    told = {"002": "001", "003": "002", "004": "003"}
    assert set(found(earlier, later, **told)) == {(now, then, "load") for now, then in {"0": "0", **told}.items()}
    assert compare(earlier, later, EXAMPLE, unit_map=mapped(told)).in_doubt == ()


@pytest.mark.promise("P13")
def test_a_renamed_unit_is_the_same_if_the_map_says_so_and_a_name_may_be_typed_otherwise() -> None:
    earlier, later = named(NAMES, mean=3.0), named({**NAMES, "001": "DRIFT", "002": "Faget", "003": "Sta\u0301b"}, mean=3.5)
    composed = named({**NAMES, "003": " st\u00e1b "}, mean=3.0)
    assert {place[0] for place in found(earlier, later)} == {"0", "001"}
    assert compare(earlier, later, EXAMPLE).in_doubt == ("002", "003")
    assert {place[0] for place in found(composed, later)} == {"0", "001", "003"}
    assert {place[0] for place in found(composed, later, **{"002": "002"})} == {"0", "001", "002", "003"}


@pytest.mark.promise("P13")
def test_a_unit_of_the_same_name_under_another_one_is_another_unit_unless_the_map_says_which() -> None:
    under = {**PARENTS, "003": "002"}
    earlier = named(NAMES, under, mean=3.0)
    moved = named({**NAMES, "002": "Analyse"}, under, mean=3.5)
    assert compare(earlier, moved, EXAMPLE).in_doubt == ("002", "003")
    assert {place[0] for place in found(earlier, moved)} == {"0", "001"}
    assert {place[0] for place in found(earlier, moved, **{"002": "002"})} == {"0", "001", "002", "003"}, "below a unit that is the same"
    assert {place[0] for place in found(named(NAMES, mean=3.5), earlier)} == {"0", "001", "002"}


def replace_name(one: Publication, name: str) -> Publication:
    return replace(one, units=tuple(replace(unit, name=name) for unit in one.units))


@pytest.mark.promise("P13")
def test_a_trend_gives_the_earlier_cell_and_the_difference_where_both_rounds_show_it() -> None:
    trend = compare(EARLIER, REORGANISED, EXAMPLE, unit_map=mapped({"E": "e", "new": "a", "moved": "c"}))
    assert (trend.earlier, trend.later) == (EARLIER, REORGANISED)
    assert trend.cell("new", "load") == EARLIER.cells[1]
    assert trend.difference("new", "load") == Difference(Decimal("0.5"), 0)
    for unit_code, topic in (("b", "load"), ("a", "load"), ("nobody", "load"), ("new", "help"), ("new", "nothing")):
        assert (trend.cell(unit_code, topic), trend.difference(unit_code, topic)) == (None, None)


@pytest.mark.promise("P09", "P13")
def test_an_earlier_cell_is_not_given_where_the_present_round_hides_it() -> None:
    for later_cell in (hidden("a", "load"), full("a", "help", 3.0, 20)):
        trend = compare(EARLIER, publication(full("e", "load", 3.0, 20), later_cell, entries=TREE, round="two"), EXAMPLE)
        assert trend.cell("a", "load") is None
        assert trend.cell("e", "load") is EARLIER.cells[0]


def test_a_round_has_no_development_from_itself() -> None:
    one, two = (publication(full("e", "load", 3.0, 20), round=name) for name in ("one", "two"))
    assert refused(lambda: changes(one, one, EXAMPLE)) == [("trend.same_round", None, None)]
    assert len(changes(one, two, EXAMPLE)) == 1


@pytest.mark.promise("P13")
def test_answers_have_no_development_from_themselves_whatever_is_said_of_their_date_round_or_units() -> None:
    one = publication(full("e", "load", 3.0, 20), hidden("e", "help"), full("a", "load", 2.0, 10), entries=TREE)
    divided = publication(full("e", "load", 3.0, 20), full("b", "load", 2.0, 10), entries=TREE)
    dated, of_round = replace(one, closed=date(2026, 3, 20)), replace(one, round="one")
    for earlier, later in ((one, one), (one, dated), (dated, one), (one, of_round), (of_round, one), (one, divided), (divided, one)):
        assert refused(partial(compare, earlier, later, EXAMPLE)) == [("trend.same_answers", None, None)]
    counted = publication(full("e", "load", 3.0, 20, people=100), mean_only("e", "help", 2.0), entries=TREE)
    assert refused(partial(compare, one, counted, EXAMPLE)) == [("trend.same_answers", None, None)], "division decides what else is shown"
    recoded = publication(full("x", "load", 3.0, 20), entries=(unit("x", None),))
    assert refused(lambda: compare(one, recoded, EXAMPLE, unit_map=mapped({"x": "e"}))) == [("trend.same_answers", None, None)]
    assert len(changes(of_round, replace(one, round="two"), EXAMPLE)) == 2, "two rounds may agree"


@pytest.mark.parametrize(
    "other",
    [
        full("e", "load", 3.1, 20),
        full("e", "load", 3.0, 21),
        full("e", "load", 3.0, 20, items={"load_1": (20,) * 5, "load_2": (20,) * 5, "load_3": (21, 20, 20, 20, 19)}),
    ],
)
def test_answers_that_differ_in_one_figure_of_the_enterprise_are_others(other: Cell) -> None:
    assert len(changes(publication(full("e", "load", 3.0, 20)), publication(other), EXAMPLE)) == 1


def test_a_few_figures_may_be_the_same_of_other_answers() -> None:
    unanimous = full("e", "load", 5.0, 0, items={f"load_{number}": (100, 0, 0, 0, 0) for number in (1, 2, 3)})
    assert len(changes(publication(unanimous), publication(unanimous), EXAMPLE)) == 1
    one = publication(mean_only("e", "load", 3.0), full("a", "load", 2.0, 10), entries=TREE)
    other = publication(mean_only("e", "load", 3.0), full("a", "load", 2.1, 10), entries=TREE)
    assert len(changes(one, other, EXAMPLE)) == 2
    assert changes(publication(hidden("e", "load")), publication(hidden("e", "load")), EXAMPLE) == ()


@pytest.mark.promise("P13")
def test_many_means_that_are_the_same_are_of_the_same_answers() -> None:
    must = load_instrument("must-2026")
    factors = [topic.id for topic in must.topics.values() if topic.topic_class is TopicClass.ORDINARY and topic.direction is not None]
    few, many = (
        publication(
            *(replace(mean_only("e", "load", 3.0), topic=topic) for topic in factors[:means]),
            asked=tuple(must.items),
            instrument=must.id,
            version=must.version,
        )
        for means in (14, 15)
    )
    assert refused(partial(compare, many, many, must)) == [("trend.same_answers", None, None)]
    assert len(changes(few, few, must)) == 14


@pytest.mark.promise("P13")
def test_what_was_made_from_the_same_inputs_is_of_the_same_answers() -> None:
    one, same, other = (
        replace(publication(mean_only("e", "load", 3.0)), certificate=replace(CERTIFICATE, inputs=digest * 64)) for digest in "aab"
    )
    assert refused(partial(compare, one, same, EXAMPLE)) == [("trend.same_answers", None, None)]
    assert len(changes(one, other, EXAMPLE)) == 1


@pytest.mark.parametrize(
    ("earlier_day", "later_day", "fits"),
    [(1, 2, True), (2, 2, False), (3, 2, False), (None, 2, True), (3, None, True), (None, None, True)],
)
def test_the_earlier_round_closed_before_the_later_one_where_both_days_are_known(
    earlier_day: int | None, later_day: int | None, fits: bool
) -> None:
    days = (3.0, earlier_day), (3.1, later_day)
    one, two = (replace(publication(full("e", "load", mean, 20)), closed=day and date(2026, 3, day)) for mean, day in days)
    if fits:
        assert len(changes(one, two, EXAMPLE)) == 1
    else:
        assert refused(lambda: changes(one, two, EXAMPLE)) == [("trend.not_earlier", None, None)]


def test_publications_of_two_questionnaires_are_not_compared() -> None:
    one, other = publication(full("e", "load", 3.0, 20)), publication(full("e", "load", 3.0, 20), instrument="another")
    for earlier, later in ((one, other), (other, one), (other, other)):
        assert refused(partial(changes, earlier, later, EXAMPLE)) == [("comparison.other_instrument", None, None)]


def test_publications_of_two_versions_of_a_questionnaire_are_not_compared() -> None:
    one, other = publication(full("e", "load", 3.0, 20)), publication(full("e", "load", 3.0, 20), version="2")
    for earlier, later in ((one, other), (other, one), (other, other)):
        with pytest.raises(Refusal) as caught:
            changes(earlier, later, EXAMPLE)
        assert [(fault.code, fault.details["version"], fault.details["expected"]) for fault in caught.value.faults] == [
            ("comparison.other_version", "2", EXAMPLE.version)
        ]


@pytest.mark.parametrize(
    "strange",
    [
        publication(asked=("nothing",)),
        publication(replace(hidden("e", "load"), topic="nothing")),
        publication(replace(hidden("e", "bullying"), topic_class=TopicClass.ORDINARY)),
        publication(full("e", "load", 5.1, 20)),
        publication(full("e", "load", 0.9, 20)),
        publication(mean_only("e", "help_from", 1.0)),
        publication(full("e", "help_from", 1.0, 20)),
        publication(full("e", "load", None, None)),
        publication(full("e", "load", 3.0, 20, items={"load_1": (20,) * 5})),
        publication(full("e", "help", 3.0, 20, items={"help_1": (25,) * 4})),
    ],
)
def test_a_publication_that_the_questionnaire_cannot_have_given_is_refused(strange: Publication) -> None:
    for earlier, later in ((strange, publication()), (publication(), strange)):
        assert refused(partial(changes, earlier, later, EXAMPLE)) == [("comparison.not_of_instrument", None, None)]


@pytest.mark.promise("P09", "P13")
@pytest.mark.parametrize(
    "forged",
    [
        full("e", "load", 3.05, 20),
        full("e", "load", 3.0, 20, people="20–28"),
        full("e", "load", 3.0, 20, people="20–19"),
        full("e", "load", 3.0, 20, people="21–29"),
        full("e", "load", 3.0, 20, people="020–29"),
        full("e", "load", 3.0, 20, people="12–"),
        full("e", "load", 3.0, 20, people=99),
    ],
)
def test_a_publication_with_what_the_rules_that_it_names_never_give_is_refused(forged: Cell) -> None:
    """Also where whoever changed it has worked its digest out anew."""
    earlier = Publication.from_json(publication(forged, round="one").to_json())
    later = publication(full("e", "load", 3.1, 20), round="two")
    for pair in ((earlier, later), (replace(later, round="one"), replace(earlier, round="two"))):
        assert refused(partial(compare, *pair, EXAMPLE)) == [("comparison.not_by_rules", None, None)]
    with pytest.raises(Refusal) as caught:
        compare(earlier, later, EXAMPLE)
    assert caught.value.faults[0].details == {"enterprise": "Nordlys", "unit": "e", "topic": "load", "rules": "must-2026/1"}
    assert len(changes(replace(earlier, rules="must-2020/1"), later, EXAMPLE)) == 1, "what other rules give isn't known"
    assert len(changes(replace(earlier, certificate=replace(CERTIFICATE, rules_version="0")), later, EXAMPLE)) == 1


@pytest.mark.parametrize("people", ["10–", "20–29", "20–49", "10–999", "1000–", 100])
def test_what_the_rules_may_give_is_compared(people: int | str) -> None:
    later = publication(full("e", "load", 3.1, 20), round="two")
    assert len(changes(publication(full("e", "load", 3.0, 20, people=people), round="one"), later, EXAMPLE)) == 1


@st.composite
def publications(draw: st.DrawFn, round: str) -> Publication:
    cells: list[Cell] = []
    for code in ("e", "a", "b", "e~rest"):
        for topic in ("load", "help", "help_from", "bullying"):
            if topic == "bullying" and code != "e":
                continue
            mean = draw(st.integers(10, 30)) / 10
            shown = full(code, topic, None, None) if topic == "help_from" else full(code, topic, mean, draw(st.integers(0, 100)))
            other = [shown, hidden(code, topic)] + ([mean_only(code, topic, mean)] if topic in ("load", "help") else [])
            cells.append(draw(st.sampled_from(other)))
    return publication(*cells, entries=TREE, round=round)


@pytest.mark.promise("P09", "P13")
@given(publications("one"), publications("two"))
def test_a_development_is_the_difference_of_two_shown_means_wherever_there_are_two(earlier: Publication, later: Publication) -> None:
    before, after = ({(cell.unit, cell.topic): cell for cell in one.cells if cell.mean is not None} for one in (earlier, later))
    told = changes(earlier, later, EXAMPLE, unit_map=mapped({"c": "c"}))
    result = {(change.unit, change.topic): change.difference for change in told}
    assert result.keys() == before.keys() & after.keys()
    for place, difference in result.items():
        one, other = before[place], after[place]
        assert one.state is other.state is State.SHOWN
        assert difference.mean * 10 == round(10 * (other.mean or 0)) - round(10 * (one.mean or 0))
        assert (difference.challenge is None) is (one.challenge is None or other.challenge is None)
        if difference.challenge is not None:
            assert difference.challenge == (other.challenge or 0) - (one.challenge or 0)


@given(publications("one"), publications("two"))
def test_nothing_else_of_the_publications_enters(earlier: Publication, later: Publication) -> None:
    def disturbed(one: Publication) -> Publication:
        cells = [replace(cell, n_band="30–49") if cell.n_band else cell for cell in one.cells]
        return replace(one, cells=tuple(cells), form="short", participation=tuple(Participation(unit=u, band="60–79") for u in "eab"))

    assert changes(disturbed(earlier), disturbed(later), EXAMPLE) == changes(earlier, later, EXAMPLE)
