"""Whole attacks: what is found in publications that show too much, and nothing in those that don't."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.topics import TopicClass
from must.core.disclosure.attacker.findings import Finding, Findings, Leak, Level, Recovered
from must.core.disclosure.attacker.hidden import _Intervals
from must.core.disclosure.attacker.together import views_in
from must.core.disclosure.publication import Publication, State
from must.core.disclosure.publishing import publish
from must.core.instrument.model import Bands
from must.core.organisation.tree import UnitTree
from tests.core.disclosure.attacker.worlds import EXAMPLE, FULL, MEAN, World, broken_down, cell, spread, with_cells
from tests.core.disclosure.random_trees import trees
from tests.core.examples import SHIPPED, YES_NO, instrument, item, scale, tree
from tests.core.refused import refused

TEAMS = tree(("e", None, 0), ("a", "e", 40), ("b", "e", 30), ("c", "e", 12), ("d", "e", 12))


def rounds(a: int, b: int, c: int, d: int = 0) -> World:
    return World(TEAMS, ("help_1",), [*spread("a", a), *spread("b", b), *spread("c", c), *spread("d", d)])


def recovered(found: Findings) -> dict[Level, tuple[int | None, int]]:
    """What the first topic that was asked gives away."""
    return {one.level: (one.smallest, one.groups) for one in found.recovered if one.topic == found.recovered[0].topic}


NONE = (None, 0)


@pytest.mark.promise("P09")
def test_parent_minus_children() -> None:
    world = rounds(30, 20, 1)
    found = world.attack(world.publication({"e": FULL, "a": FULL, "b": FULL}))
    assert recovered(found) == {Level.MEAN: (1, 1), Level.FULL: (1, 1)}
    groups = [one for one in found.findings if one.leak is Leak.GROUP]
    assert [(one.unit, one.topic, one.numbers) for one in groups] == [
        ("e", "help", {"people": 1, "k": 5, "level": "mean"}),
        ("e", "help", {"people": 1, "k": 10, "level": "full"}),
    ]


@pytest.mark.promise("P09", "P10")
def test_hidden_teams_of_one_and_three() -> None:
    world = rounds(30, 20, 1, 3)
    assert recovered(world.attack(world.publication({"e": FULL, "a": FULL, "b": FULL})))[Level.MEAN] == (4, 1)
    assert recovered(world.attack(world.publication({"e": FULL, "a": FULL}))) == {Level.MEAN: NONE, Level.FULL: NONE}


@pytest.mark.promise("P10")
def test_a_mean_needs_five_and_everything_else_ten() -> None:
    world = rounds(30, 20, 7, 8)
    mean = world.publication({"e": FULL, "a": FULL, "b": FULL, "c": MEAN, "d": MEAN})
    assert recovered(world.attack(mean)) == {Level.MEAN: NONE, Level.FULL: NONE}
    full = with_cells(mean, replace(world.publication({"c": FULL}).cells[3], n_band="5–"))
    assert recovered(world.attack(full)) == {Level.MEAN: NONE, Level.FULL: (7, 2)}


@pytest.mark.promise("P11")
@pytest.mark.parametrize(("people", "safe"), [(19, False), (20, True)])
def test_a_sensitive_topic_needs_twenty(people: int, safe: bool) -> None:
    world = World(TEAMS, ("bullied",), spread("a", people))
    assert recovered(world.attack(world.publication({"e": FULL}))) == {Level.FULL: NONE if safe else (19, 1)}


@pytest.mark.promise("P11")
def test_a_sensitive_topic_that_says_it_is_ordinary() -> None:
    world = World(TEAMS, ("bullied",), [*spread("a", 30), *spread("b", 25)])
    ordinary = instrument(scale("bullying", item("bullied")))
    shown = World(TEAMS, ("bullied",), world.rows, ordinary).publication({"e": FULL, "a": FULL})
    assert world.leaks(shown) >= {Leak.WRONG_CLASS}
    mean = world.publication({"e": FULL})
    assert world.leaks(with_cells(mean, world.publication({"e": MEAN}).cells[0])) >= {Leak.WRONG_CLASS}
    assert not world.attack(mean).broken


def answering(*values: int, at: str = "a") -> list[tuple[str, list[int | None]]]:
    return [(at, [value]) for value in values]


@pytest.mark.promise("P09")
@pytest.mark.parametrize(
    ("values", "detail", "leaks"),
    [
        ([3] * 19 + [1, 5, 5], FULL, {Leak.SHARE}),  # one of them has a challenge
        ([1] * 3 + [3] * 3 + [5] * 30, FULL, set()),
        ([1] * 2 + [3] + [5] * 28, FULL, {Leak.CATEGORY, Leak.BAND}),  # 28 of 31 are more than nine tenths
        ([1] * 2 + [3] + [5] * 27, FULL, set()),  # 27 of 30 are not
        ([1] * 11 + [3], FULL, {Leak.CATEGORY, Leak.BAND, Leak.MEAN_AT_END, Leak.SAME_SCORE, Leak.SHARE}),
        ([5] * 5 + [4, 4], MEAN, {Leak.MEAN_AT_END}),
        ([5] * 5 + [4, 3], MEAN, set()),
        ([3] * 6 + [4], MEAN, {Leak.SAME_SCORE}),
        ([3] * 5 + [4, 4], MEAN, set()),
        ([1] * 12 + [5] * 0 + [2] + [5], MEAN, {Leak.PARTLY_HIDDEN}),
    ],
)
def test_what_leaves_no_doubt(values: list[int], detail: str, leaks: set[Leak]) -> None:
    """Protective: 1 and 2 are a challenge. Nobody but unit a answered, so that the enterprise shows nothing else."""
    world = World(TEAMS, ("help_1",), answering(*values))
    found = world.leaks(world.publication({"e": detail}))
    assert {leak for leak in found if leak.rule == "R4"} == leaks


@pytest.mark.promise("P09")
@pytest.mark.parametrize(("opener", "leaks"), [(None, {Leak.FOLLOW_UP}), (MEAN, {Leak.FOLLOW_UP}), (FULL, set())])
def test_a_follow_up_set_beside_an_opener_that_is_not_shown_in_full(opener: str | None, leaks: set[Leak]) -> None:
    """Protective: 1 and 2 are a challenge; 5 opens the follow-up set."""
    asked: list[tuple[str, list[int | None]]] = [("a", [5, 1 + number % 2]) for number in range(12)]
    others: list[tuple[str, list[int | None]]] = [("a", [1 + number % 3, None]) for number in range(12)]
    world = World(TEAMS, ("help_1", "help_leader"), [*asked, *others])
    alone = World(TEAMS, ("help_leader",), [("a", values[1:]) for _, values in asked])
    help_, help_from = EXAMPLE.topics["help"], EXAMPLE.topics["help_from"]
    first = World(TEAMS, ("help_1",), [("a", values[:1]) for _, values in world.rows])
    hidden = world.publication({})
    shown = with_cells(
        hidden,
        first.cell(help_, world.grid.nodes[0], opener),
        *(alone.cell(help_from, node, FULL if node.code == "e" else None) for node in world.grid.nodes),
    )
    found = world.attack(shown).findings
    assert {one.leak for one in found if one.topic == "help_from" or one.leak is Leak.FOLLOW_UP} == leaks
    assert [(one.unit, one.numbers) for one in found if one.leak is Leak.FOLLOW_UP] == [("e", {"people": 12})] * len(leaks)


@pytest.mark.promise("P09")
def test_what_is_left_over_must_leave_doubt_too() -> None:
    """The enterprise and unit a leave doubt; the twelve who are in neither shown unit answered all the same."""
    world = World(TEAMS, ("help_1",), [*spread("a", 30), *answering(*[5] * 12, at="b")])
    assert world.leaks(world.publication({"e": FULL, "a": FULL})) >= {Leak.CATEGORY, Leak.MEAN_AT_END}
    assert {leak for leak in world.leaks(world.publication({"e": FULL})) if leak.rule == "R4"} == set()


@pytest.mark.promise("P09")
def test_rare_answers_about_a_sensitive_topic_may_be_shown() -> None:
    few = World(TEAMS, ("bullied",), answering(*[1] * 60, *[5] * SHIPPED.sensitive.each_side))
    assert not few.attack(few.publication({"e": FULL})).broken
    one = World(TEAMS, ("bullied",), answering(*[1] * 60, *[5] * (SHIPPED.sensitive.each_side - 1)))
    assert one.leaks(one.publication({"e": FULL})) == {Leak.CATEGORY, Leak.BAND, Leak.SHARE}


@pytest.mark.promise("P09")
def test_a_hidden_cell_that_is_the_difference_of_shown_ones_is_known() -> None:
    world = rounds(30, 20, 12)
    found = world.attack(world.publication({"e": FULL, "a": FULL, "b": FULL}))
    assert [(one.unit, one.numbers) for one in found.findings if one.leak is Leak.INTERVAL] == [
        ("c", {"people": 12, "span": 0, "least": 25})
    ]


@pytest.mark.promise("P09")
def test_hidden_cells_of_people_who_agree_are_known_closely() -> None:
    """Of twenty left over, two people answered 2 or 4: the mean of a half of them lies within 2.8 and 3.2."""
    left = [3] * 8 + [2, 4] + [3] * 8 + [2, 4]
    world = World(TEAMS, ("help_1",), [*spread("a", 30), *answering(*left[:10], at="b"), *answering(*left[10:], at="c")])
    found = world.attack(world.publication({"e": FULL, "a": FULL}))
    intervals = {one.unit: one.numbers["span"] for one in found.findings if one.leak is Leak.INTERVAL}
    assert intervals == {"b": 10, "c": 10}


@pytest.mark.promise("P09")
def test_of_a_hidden_unit_only_those_in_no_shown_unit_below_it_are_unknown() -> None:
    """Of the 24 left over, b's twelve may have a mean from 1.8 to 4.2. With the thirty of a, who are known, that is 16 per cent of x's."""
    units = tree(("e", None, 0), ("x", "e", 0), ("a", "x", 40), ("b", "x", 20), ("c", "e", 20))
    world = World(
        units,
        ("help_1",),
        [*spread("a", 30), *answering(*[1, 2, 3, 4, 5] * 2, 2, 4, at="b"), *answering(*[1, 2, 3, 4, 5] * 2, 2, 4, at="c")],
    )
    found = world.attack(world.publication({"e": FULL, "a": FULL}))
    assert [(one.unit, one.numbers) for one in found.findings] == [("x", {"people": 42, "span": 16, "least": 25})]


@pytest.mark.promise("P09")
def test_a_hidden_unit_is_known_from_shown_units_below_it() -> None:
    units = tree(("e", None, 0), ("x", "e", 0), ("a", "x", 40), ("b", "x", 40))
    world = World(units, ("help_1",), [*spread("a", 30), *spread("b", 30)])
    found = world.attack(world.publication({"a": FULL, "b": FULL}))
    narrow = [(one.unit, one.numbers["span"]) for one in found.findings]
    assert narrow == [("e", 0), ("x", 0)]


def test_setting_free_all_parts_at_once_or_step_by_step_is_the_same() -> None:
    """Nine units show their mean; the interval of a hidden one grows with the parts that are free, up to that of the whole."""
    units = tree(("e", None, 0), *((f"t{number}", "e", 12) for number in range(12)))
    dice = np.random.default_rng(5)
    rows = [(f"t{number}", [int(dice.choice([2, 3, 3, 3, 3, 4, number % 3 + 1]))]) for number in range(12) for _ in range(7)]
    world = World(units, ("help_1",), rows)
    publication = world.publication({"e": FULL, **{f"t{number}": MEAN for number in range(9)}})
    views = views_in(publication, world.answers, EXAMPLE)
    assert views is not None
    view = views["help"]
    assert view.counts.scored is not None
    intervals = _Intervals(view, view.counts.scored, 25)
    target = intervals.unknown[10]
    everything = np.flatnonzero(intervals.parts.mean >= 0)
    own = np.flatnonzero(intervals.parts.mean == 0)
    assert intervals._width(0, target, enough=np.inf) == pytest.approx(intervals._free(everything, 0, target))
    assert 0 < intervals._free(own, 0, target) < intervals._free(everything, 0, target)


@pytest.mark.promise("P09", "P10", "P11", "P12")
@settings(max_examples=60, deadline=None)
@given(trees(), st.integers(0, 2**32))
def test_nothing_is_found_in_what_is_published(units: UnitTree, seed: int) -> None:
    dice = np.random.default_rng(seed)
    asked = ("help_1", "help_leader", "bullied")
    rows = [
        (code, [int(dice.integers(1, 6)), int(dice.integers(1, 3)) if dice.random() < 0.9 else None, int(dice.integers(1, 6))])
        for code, unit in units.units.items()
        for _ in range(unit.invited)
        if dice.random() < 0.8
    ]
    world = World(units, asked, rows)
    found = world.attack(published(world))
    assert found.findings == ()
    assert all(one.smallest is None for one in found.recovered)


def published(world: World) -> Publication:
    return publish(instrument=EXAMPLE, asked=world.asked, form="full", round=None, grid=world.grid, answers=world.answers, rules=SHIPPED)


@pytest.mark.promise("P09")
@pytest.mark.parametrize("changed", ["mean", "challenge", "n_band", "items"])
def test_an_edited_figure(changed: str) -> None:
    world = rounds(30, 20, 7, 7)
    publication = world.publication({"e": FULL, "a": FULL, "b": FULL})
    root = publication.cells[0]
    assert root.bands is not None
    edits = {
        "mean": replace(root, mean=3.1),
        "challenge": replace(root, challenge=root.bands[0] + 1, bands=(root.bands[0] + 1, *root.bands[1:])),
        "n_band": replace(root, n_band="100–199"),
        "items": replace(root, items={"help_1": (20, 20, 20, 20, 21)}),
    }
    assert Leak.WRONG_FIGURE not in world.leaks(publication)
    assert Leak.WRONG_FIGURE in world.leaks(with_cells(publication, edits[changed]))


def test_a_cell_of_nobody_that_shows_figures() -> None:
    world = World(TEAMS, ("help_1",), spread("a", 30))
    publication = world.publication({"e": FULL, "a": FULL})
    nobody = replace(publication.cells[1], unit="b")
    assert Leak.WRONG_FIGURE in world.leaks(with_cells(publication, nobody))
    nothing = replace(world.publication({"a": MEAN}).cells[1], unit="b", mean=0.0)
    assert Leak.WRONG_FIGURE in world.leaks(with_cells(publication, nothing))


def test_half_points_are_rounded_up() -> None:
    """Means of 3.25 and 3.35 are 3.3 and 3.4: a half upwards, not to even."""
    for values, mean in (([3] * 15 + [4] * 5, 3.3), ([3] * 13 + [4] * 7, 3.4)):
        world = World(TEAMS, ("help_1",), answering(*values))
        publication = world.publication({"e": MEAN})
        assert publication.cells[0].mean == mean
        assert Leak.WRONG_FIGURE not in world.leaks(publication)


def test_a_scale_with_a_reversed_item() -> None:
    """Scores (load_1 + 6 − load_2) / 2, of which some lie on a threshold."""
    rows = [("a" if number < 33 else "b", [1 + number % 5, 1 + number % 4]) for number in range(55)]
    world = World(TEAMS, ("load_1", "load_2"), rows)
    assert Leak.WRONG_FIGURE not in world.leaks(world.publication({"e": FULL, "a": FULL, "b": FULL}))


def test_cells_of_the_grid_that_are_too_small() -> None:
    units = tree(("e", None, 0), ("a", "e", 40), ("b", "e", 9), ("c", "e", 20))
    world = World(units, ("help_1",), spread("a", 30))
    finer = World(tree(("e", None, 0), ("a", "e", 40), ("b", "e", 10), ("c", "e", 20)), ("help_1",), world.rows).publication({})
    assert [(one.leak, one.unit) for one in world.attack(finer).findings] == [(Leak.SMALL_CELL, "b")]


# Published twice


MOVED = tree(("e", None, 0), ("x", "e", 0), ("a", "x", 40), ("b", "x", 30), ("y", "e", 0), ("c", "y", 12), ("d", "y", 12))
LATER = tree(("e", None, 0), ("x", "e", 0), ("a", "x", 40), ("b", "x", 30), ("c", "x", 12), ("y", "e", 0), ("d", "y", 12))


@pytest.mark.promise("P09")
def test_a_round_under_a_changed_tree_exposes_who_moved() -> None:
    """Each release is safe alone; the two departments' sums differ by the team of three that moved."""
    rows = [*spread("a", 30), *spread("b", 20), *spread("c", 3), *spread("d", 12)]
    first, second = World(MOVED, ("help_1",), rows), World(LATER, ("help_1",), rows)
    before, after = (world.publication({"e": FULL, "x": FULL}) for world in (first, second))
    assert recovered(first.attack(before)) == recovered(second.attack(after)) == {Level.MEAN: NONE, Level.FULL: NONE}
    found = first.attack(before, others=[after])
    assert [(one.leak, one.topic, one.numbers) for one in found.findings if one.leak.rule == "R8"] == [
        (Leak.PUBLISHED_TWICE, None, {}),
        (Leak.GROUP_TOGETHER, "help", {"people": 3, "groups": 1, "k": 5, "level": "mean"}),
        (Leak.GROUP_TOGETHER, "help", {"people": 3, "groups": 1, "k": 10, "level": "full"}),
    ]


def test_what_is_a_second_publication() -> None:
    world = rounds(30, 20, 7, 7)
    publication = world.publication({"e": FULL, "a": FULL}, round="1")
    twice = {Leak.PUBLISHED_TWICE}
    assert world.leaks(publication, others=[publication]) == set(), "the same file"
    assert world.leaks(publication, others=[replace(publication, form="short")]) == twice, "of the same round"
    assert world.leaks(publication, others=[world.publication({"e": FULL}, round="2")]) == twice, "true of the same answers"
    assert world.leaks(publication, others=[world.publication({}, round="2")]) == set(), "shows nothing"
    later = rounds(31, 20, 7, 7).publication({"e": FULL}, round="1")
    assert world.leaks(publication, others=[later]) == twice, "of the same round, with one answer more"
    others_answers = rounds(31, 20, 7, 7).publication({"e": FULL, "a": FULL}, round="2")
    assert world.leaks(publication, others=[others_answers]) == set()
    elsewhere = World(tree(("x", None, 50)), ("help_1",), spread("x", 40)).publication({"x": FULL}, round="2")
    assert world.leaks(publication, others=[elsewhere]) == set()


# Breakdowns


BROKEN_DOWN = instrument(scale("load", item("load_1")), scale("leads", item("leader", YES_NO), bands=Bands(challenge=2, favourable=1)))


def test_two_units_times_two_groups() -> None:
    """Nobody in unit b leads: so the leaders are those of a, and the others of a are a's people less the leaders."""

    def attacked(leaders_in_b: int) -> Findings:
        rows = [("a", [1 + n % 5, 2 if n < 12 else 1]) for n in range(16)] + [
            ("b", [1 + n % 5, 2 if n < leaders_in_b else 1]) for n in range(20)
        ]
        world = World(tree(("e", None, 0), ("a", "e", 30), ("b", "e", 30)), ("load_1", "leader"), rows, BROKEN_DOWN)
        publication = world.publication({"e": FULL, "a": FULL, "b": FULL})
        topic = BROKEN_DOWN.topics["load"]
        for value in (1, 2):
            group = [{"load_1": given[0]} for _, given in rows if given[1] == value]
            one = broken_down(cell(topic, "e", group, topic.items, FULL), "leader", value)  # type: ignore[arg-type]
            publication = with_cells(publication, one)
        return world.attack(publication)

    assert recovered(attacked(0))[Level.FULL] == (4, 1)
    safe = attacked(8)
    assert recovered(safe) == {Level.MEAN: NONE, Level.FULL: NONE}
    assert not any(one.leak in {Leak.WRONG_FIGURE, Leak.INTERVAL} for one in safe.findings)


# Baseline and refusals


def test_what_a_bare_threshold_leaves() -> None:
    world = rounds(30, 20, 4, 5)
    found = world.attack(world.publication({"e": FULL, "a": FULL}), baseline=5)
    assert found.baseline == (Recovered(topic="help", level=Level.MEAN, k=5, smallest=4, groups=1),)
    assert not found.broken


def test_answers_may_be_placed_by_rest() -> None:
    units = tree(("e", None, 12), ("a", "e", 12))
    by_unit = World(units, ("help_1",), [*spread("e", 11), *spread("a", 11)])
    by_cell = World(units, ("help_1",), [*spread("e~rest", 11), *spread("a", 11)])
    publication = by_unit.publication({"e": FULL})
    assert by_cell.attack(publication, baseline=12) == by_unit.attack(publication, baseline=12)


def test_a_chain_of_two_thousand_only_children() -> None:
    units = tree(("u0", None, 0), *((f"u{n}", f"u{n - 1}", 0 if n < 1999 else 30) for n in range(1, 2000)))
    world = World(units, ("help_1",), spread("u1999", 25))
    assert not world.attack(published(world)).broken


def test_another_instrument_rules_questions_units_or_answers_are_refused() -> None:
    world = rounds(30, 20, 7, 7)
    publication = world.publication({"e": FULL, "a": FULL})
    smaller = World(tree(("e", None, 0), ("a", "e", 40), ("b", "e", 30), ("c", "e", 12)), ("help_1",), spread("a", 30))
    other_parent = World(tree(("e", None, 0), ("a", "e", 40), ("b", "e", 30), ("c", "e", 12), ("d", "c", 12)), ("help_1",), [])
    other_answers = World(TEAMS, ("bullied",), spread("a", 30))
    stranger = World(TEAMS, ("help_1",), spread("e", 3))
    for of, file, code in (
        (world, replace(publication, instrument="other"), "attack.other_instrument"),
        (world, replace(publication, instrument_version="0"), "attack.other_version"),
        (world, replace(publication, rules="other"), "attack.other_rules"),
        (smaller, publication, "attack.other_units"),
        (other_parent, publication, "attack.other_units"),
        (other_answers, publication, "attack.other_questions"),
        (stranger, publication, "attack.other_answers"),
    ):
        assert [place[0] for place in refused(lambda of=of, file=file: of.attack(file))] == [code]  # type: ignore[misc]


def test_a_topic_of_which_nothing_was_asked_is_refused() -> None:
    world = rounds(30, 20, 7, 7)
    publication = world.publication({"e": FULL, "a": FULL})
    strange = replace(
        publication.cells[0], topic="load", state=State.HIDDEN, n_band=None, mean=None, challenge=None, bands=None, items=None
    )
    assert [place[0] for place in refused(lambda: world.attack(with_cells(publication, strange)))] == ["attack.other_questions"]


def test_progress_is_told_topic_by_topic() -> None:
    told: list[tuple[str, int, int]] = []
    world = World(TEAMS, ("help_1", "help_leader", "bullied"), [])
    world.attack(published(world), progress=lambda *words: told.append(words))
    assert told == [("help", 0, 3), ("help_from", 1, 3), ("bullying", 2, 3)]


def test_findings_fit() -> None:
    with pytest.raises(ValueError, match="smallest"):
        Recovered(topic="help", level=Level.FULL, k=10, smallest=None, groups=1)
    assert Findings(recovered=(), findings=(Finding(leak=Leak.GROUP),)).broken
    assert {leak.rule for leak in Leak} <= {f"R{number}" for number in range(13)}
    assert TopicClass.HEALTH not in {one.topic_class for one in EXAMPLE.topics.values()}
