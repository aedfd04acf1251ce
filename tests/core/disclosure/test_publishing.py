"""From answers to a publication: worked examples by hand, and random rounds beside the slow reference."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from must.core.common.topics import TopicClass
from must.core.disclosure.grid import build_grid
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.instrument.model import NOT_RELEVANT, Bands, Direction, Instrument
from must.core.organisation.tree import UnitTree
from tests.core.disclosure.conditions import wrongs
from tests.core.disclosure.random_trees import trees
from tests.core.disclosure.reference import HIDDEN, Respondent, expected_cells, expected_participation
from tests.core.examples import SHIPPED, YES_NO, answers, follow_up, instrument, item, responses, scale, tree

EXAMPLE = instrument(
    scale("load", item("load_1"), item("load_2", reverse=True), item("load_3", extended=True)),
    scale("help", item("help_1", not_relevant=True), direction=Direction.PROTECTIVE),
    follow_up("help_from", item("help_leader", YES_NO), item("help_other", YES_NO), opener="help_1", values=[4, 5]),
    scale("extra", item("extra_1", responses(2, 4, 7), extended=True), bands=Bands(challenge=4.5, favourable=4)),
    scale("bullying", item("bullied", responses(1, 2, 3)), topic_class=TopicClass.SENSITIVE, bands=Bands(challenge=2, favourable=1)),
    follow_up("bullied_by", item("by_leader", YES_NO), opener="bullied", values=[2, 3], topic_class=TopicClass.SENSITIVE),
    scale("pain", item("pain_1"), topic_class=TopicClass.HEALTH),
)


def round_of(
    units: UnitTree, people: Sequence[Respondent], *, asked: Sequence[str] = tuple(EXAMPLE.items), of: Instrument = EXAMPLE
) -> Publication:
    rows = [(person.unit, [person.answers.get(name) for name in asked]) for person in people]
    return publish(
        instrument=of,
        asked=tuple(asked),
        form="full",
        round=None,
        grid=build_grid(units, SHIPPED),
        answers=answers(asked, rows),
        rules=SHIPPED,
    )


def cells_of(publication: Publication) -> dict[tuple[str, str], Mapping[str, object]]:
    """(unit, topic) → the cell's figures as they stand in the file."""
    found = {}
    for cell in json.loads(publication.to_json())["cells"]:
        place = cell.pop("unit"), cell.pop("topic")
        assert cell.pop("breakdown") is None
        assert cell.pop("class") == EXAMPLE.topics[place[1]].topic_class
        found[place] = cell
    return found


def people_of(unit: str, count: int, **given_answers: int) -> list[Respondent]:
    return [Respondent(unit, given_answers) for _ in range(count)]


ONE_UNIT = tree(("e", None, 40))


def test_a_cell_by_hand() -> None:
    # Scores (load_1 + 6 − load_2) / 2: ten people at (4 + 6 − 3) / 2 = 3.5, on the threshold, ten at (1 + 6 − 5) / 2 = 1.
    people = people_of("e", 10, load_1=4, load_2=3) + people_of("e", 10, load_1=1, load_2=5)
    cell = cells_of(round_of(ONE_UNIT, people, asked=["load_1", "load_2"]))["e", "load"]
    assert cell == {
        "state": "shown",
        "detail": "full",
        "n": None,
        "n_band": "20–29",
        "mean": 2.3,  # 2.25, a half upwards
        "challenge": 50,
        "bands": [50, 0, 50],
        "items": {"load_1": [50, 0, 0, 50, 0], "load_2": [0, 0, 50, 0, 50]},
    }


def test_a_score_is_the_short_items_on_those_who_answered_the_extra_one_too() -> None:
    people = people_of("e", 6, load_1=5, load_2=1, load_3=1) + people_of("e", 6, load_1=2, load_2=4, load_3=2)
    cell = cells_of(round_of(ONE_UNIT, people + people_of("e", 12, load_1=1, load_2=5)))["e", "load"]
    assert (cell["n_band"], cell["mean"], cell["challenge"]) == ("10–14", 3.5, 50)
    assert cell["items"] == {"load_1": [0, 50, 0, 0, 50], "load_2": [50, 0, 0, 50, 0], "load_3": [50, 50, 0, 0, 0]}


def test_a_score_of_extra_items_alone_where_the_short_ones_were_not_asked() -> None:
    people = people_of("e", 6, load_3=2) + people_of("e", 6, load_3=4)
    cell = cells_of(round_of(ONE_UNIT, people, asked=["load_3"]))["e", "load"]
    assert (cell["mean"], cell["bands"], cell["items"]) == (3.0, [50, 0, 50], {"load_3": [0, 50, 0, 50, 0]})


@pytest.mark.promise("P10")
@pytest.mark.parametrize(
    ("n", "state", "detail", "mean"),
    [(4, "hidden", "full", None), (5, "shown", "mean", 3.2), (9, "shown", "mean", 3.6), (10, "shown", "full", 3.6)],
)
def test_what_an_ordinary_topic_shows_depends_on_how_many_answered(n: int, state: str, detail: str, mean: float | None) -> None:
    cell = cells_of(round_of(ONE_UNIT, people_of("e", n - 2, help_1=4) + people_of("e", 2, help_1=2)))["e", "help"]
    assert (cell["state"], cell["detail"], cell["mean"]) == (state, detail, mean)
    assert all((cell[key] is not None) is (detail == "full" and state == "shown") for key in ("n_band", "challenge", "bands", "items"))


@pytest.mark.promise("P10", "P11")
@pytest.mark.parametrize(("never", "now_and_then", "state"), [(20, 19, "hidden"), (20, 20, "shown"), (19, 40, "hidden"), (0, 40, "hidden")])
def test_a_sensitive_topic_needs_twenty_on_either_side(never: int, now_and_then: int, state: str) -> None:
    people = people_of("e", never, bullied=1) + people_of("e", now_and_then, bullied=2)
    assert cells_of(round_of(tree(("e", None, 80)), people))["e", "bullying"]["state"] == state


@pytest.mark.promise("P10")
@pytest.mark.parametrize(("n", "state"), [(5, "hidden"), (9, "hidden"), (10, "shown")])
def test_a_follow_up_counts_those_asked_and_has_no_mean(n: int, state: str) -> None:
    asked_and_answered = people_of("e", n - 4, help_1=5, help_leader=2, help_other=1) + people_of(
        "e", 4, help_1=5, help_leader=1, help_other=2
    )
    not_asked = people_of("e", 20, help_1=1, help_leader=2, help_other=2)
    cell = cells_of(round_of(ONE_UNIT, asked_and_answered + not_asked))["e", "help_from"]
    if state == "hidden":
        assert cell == HIDDEN
    else:
        assert cell == {**HIDDEN, "state": "shown", "n_band": "10–14", "items": {"help_leader": [40, 60], "help_other": [60, 40]}}


def test_an_exact_number_only_at_the_enterprise() -> None:
    units = tree(("e", None, 0), ("a", "e", 200), ("b", "e", 100))
    people = [person for value in (2, 3, 4) for person in people_of("a", 50, help_1=value) + people_of("b", 10, help_1=value)]
    cells = cells_of(round_of(units, people))
    assert [(cells[unit, "help"]["n"], cells[unit, "help"]["n_band"]) for unit in ("e", "a", "b")] == [
        (180, None),
        (None, "100–"),
        (None, "30–"),
    ]


@pytest.mark.promise("P11")
def test_units_have_no_cell_at_all_of_a_sensitive_topic() -> None:
    units = tree(("e", None, 30), ("a", "e", 100))
    people = people_of("e", 30, bullied=2, by_leader=2, help_1=3) + people_of("a", 100, bullied=2, by_leader=2, help_1=3)
    cells = cells_of(round_of(units, people))
    assert {unit for unit, topic in cells if topic in {"bullying", "bullied_by"}} == {"e"}
    assert {unit for unit, topic in cells if topic == "help"} == {"e", "a", "e~rest"}


@pytest.mark.promise("P12")
def test_health_has_no_cell_anywhere() -> None:
    publication = round_of(ONE_UNIT, people_of("e", 40, pain_1=5, help_1=1))
    assert "pain" not in publication.to_json().replace('"pain_1"', "")  # the item's id stands among those asked, and nowhere else
    assert publication.to_json().count("pain_1") == 1


def test_not_relevant_is_not_counted() -> None:
    people = people_of("e", 5, help_1=2) + people_of("e", 5, help_1=4) + people_of("e", 5, help_1=NOT_RELEVANT)
    cell = cells_of(round_of(ONE_UNIT, people))["e", "help"]
    assert (cell["n_band"], cell["mean"]) == ("10–14", 3.0)


def test_a_topic_of_which_nothing_was_asked_has_no_cell() -> None:
    cells = cells_of(round_of(ONE_UNIT, people_of("e", 40, help_1=3), asked=["help_1"]))
    assert set(cells) == {("e", "help")}


def test_who_gets_a_report() -> None:
    units = tree(("e", None, 0), ("a", "e", 20), ("b", "e", 20), ("c", "e", 6), ("d", "e", 6))
    some = {"a": 5, "b": 2, "c": 3}
    people = [person for unit, count in some.items() for value in (2, 4) for person in people_of(unit, count, help_1=value)]
    publication = round_of(units, people)
    assert {unit.code: unit.reported for unit in publication.units} == {"e": True, "a": True, "b": False, "e~rest": False}


@pytest.mark.promise("P09")
def test_an_enterprise_that_is_too_small_shows_nothing() -> None:
    units = tree(("e", None, 3), ("a", "e", 6))
    publication = round_of(units, people_of("e", 3, help_1=3) + people_of("a", 6, help_1=3))
    assert [(unit.code, unit.members, unit.reported) for unit in publication.units] == [("e", ("e", "a"), False)]
    assert {unit for unit, _ in cells_of(publication)} == {"e"}
    assert all(cell == HIDDEN for cell in cells_of(publication).values())
    assert [entry.band for entry in publication.participation] == [None]


@pytest.mark.promise("P07", "P09")
def test_shares_that_fit_one_number_only_and_a_rate_do_not_say_that_everybody_in_a_unit_answered() -> None:
    """24 of 37 answered, which several items' whole per cents tell. With `<50` of a's 25, that is 12 at most, all 12 of b would have."""
    units = tree(("e", None, 0), ("a", "e", 25), ("b", "e", 12))
    people = [person for unit in ("a", "b") for value in (1, 2, 3, 4) for person in people_of(unit, 3, help_1=value)]
    publication = round_of(units, people)
    assert cells_of(publication)["e", "help"]["n_band"] == "20–49"
    assert {entry.unit: entry.band for entry in publication.participation} == {"e": "≥50", "a": None, "b": None}


def test_nobody_answered() -> None:
    publication = round_of(ONE_UNIT, [])
    assert all(cell == HIDDEN for cell in cells_of(publication).values())
    assert [(entry.unit, entry.band) for entry in publication.participation] == [("e", "<25")]
    assert not publication.units[0].reported


def test_only_what_counts_makes_somebody_a_respondent() -> None:
    nothing_left = people_of("e", 30, help_leader=2) + people_of("e", 5, help_1=NOT_RELEVANT)
    assert [entry.band for entry in round_of(ONE_UNIT, nothing_left).participation] == ["<25"]
    assert [entry.band for entry in round_of(ONE_UNIT, people_of("e", 35, pain_1=2)).participation] == ["≥75"]


def test_the_order_of_the_columns_and_of_the_respondents_does_not_matter() -> None:
    people = people_of("e", 10, help_1=3, load_1=2, load_2=4, load_3=1) + people_of("e", 11, help_1=1)
    turned = round_of(ONE_UNIT, people[::-1], asked=tuple(EXAMPLE.items)[::-1])
    assert turned == round_of(ONE_UNIT, people)
    assert turned.asked == tuple(EXAMPLE.items)


def test_answers_may_be_placed_by_cell() -> None:
    units = tree(("e", None, 11), ("a", "e", 12))
    by_unit = round_of(units, people_of("e", 11, help_1=3) + people_of("a", 12, help_1=5))
    assert round_of(units, people_of("e~rest", 11, help_1=3) + people_of("a", 12, help_1=5)) == by_unit


@pytest.mark.parametrize("unit", ["x", "e"])
def test_a_respondent_outside_the_grid_is_a_mistake(unit: str) -> None:
    units = tree(("e", None, 0), ("a", "e", 12))  # nobody is directly in the enterprise
    with pytest.raises(ValueError, match="no cell of the grid"):
        round_of(units, people_of(unit, 1, help_1=3))


def test_a_value_that_is_no_option_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not one of its options"):
        round_of(ONE_UNIT, people_of("e", 1, help_1=6))


@pytest.mark.parametrize("asked", [("help_1",), ("help_1", "load_1", "load_2"), ("help_1", "unknown"), ("help_1", "help_1")])
def test_what_was_asked_is_what_the_answers_have_columns_for(asked: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="items asked"):
        publish(
            instrument=EXAMPLE,
            asked=asked,
            form="full",
            round=None,
            grid=build_grid(ONE_UNIT, SHIPPED),
            answers=answers(["help_1", "load_1"], []),
            rules=SHIPPED,
        )


def test_an_unknown_form_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no form medium"):
        publish(
            instrument=EXAMPLE,
            asked=("help_1",),
            form="medium",
            round=None,
            grid=build_grid(ONE_UNIT, SHIPPED),
            answers=answers(["help_1"], []),
            rules=SHIPPED,
        )


def random_people(units: UnitTree, seed: int) -> list[Respondent]:
    """Anybody may answer, or not; some skip nothing, some nearly all; some answer what routing hides, some all alike."""
    dice = random.Random(seed)  # noqa: S311
    rate, skipping, alike = dice.choice([0.0, 0.5, 0.9, 1.0]), dice.choice([0.0, 0.1, 0.6]), dice.random() < 0.2
    people = []
    for code, unit in units.units.items():
        for _ in range(unit.invited):
            if dice.random() > rate:
                continue
            given_answers = {}
            for each in EXAMPLE.items.values():
                values = [*each.responses.values, *([NOT_RELEVANT] if each.not_relevant else [])]
                if dice.random() >= skipping:
                    given_answers[each.id] = values[-1] if alike else dice.choice(values)
            people.append(Respondent(code, given_answers))
    dice.shuffle(people)
    return people


@pytest.mark.promise("P08", "P10")
@settings(max_examples=250, deadline=None)
@given(trees(), st.integers(0, 2**32), st.lists(st.sampled_from(list(EXAMPLE.items)), min_size=1, unique=True))
def test_random_rounds_are_what_the_reference_says(units: UnitTree, seed: int, some: list[str]) -> None:
    people = random_people(units, seed)
    grid = build_grid(units, SHIPPED)
    for asked in (tuple(EXAMPLE.items), tuple(some)):
        asked_people = [
            Respondent(person.unit, {name: value for name, value in person.answers.items() if name in asked}) for person in people
        ]
        publication = round_of(units, people, asked=asked)
        cells = cells_of(publication)
        shows = {place: str(cell["detail"]) for place, cell in cells.items() if cell["state"] == "shown"}
        assert cells == expected_cells(EXAMPLE, grid, asked=asked, people=asked_people, shows=shows, rules=SHIPPED)
        bands = {entry.unit: entry.band for entry in publication.participation}
        assert bands == expected_participation(EXAMPLE, grid, people=asked_people, asked=asked, cells=cells, rules=SHIPPED)


@pytest.mark.promise("P09", "P11", "P12")
@settings(max_examples=150, deadline=None)
@given(trees(), st.integers(0, 2**32))
def test_no_random_round_says_too_much(units: UnitTree, seed: int) -> None:
    people = random_people(units, seed)
    publication = round_of(units, people)
    shows = {(cell.unit, cell.topic): str(cell.detail) for cell in publication.cells if cell.state == "shown"}
    assert wrongs(EXAMPLE, build_grid(units, SHIPPED), asked=tuple(EXAMPLE.items), people=people, shows=shows, rules=SHIPPED) == []
    for cell in publication.cells:
        figures = (cell.n, cell.n_band, cell.mean, cell.challenge, cell.bands, cell.items)
        assert cell.state == "shown" or figures == (None,) * 6
        assert cell.topic_class == "ordinary" or cell.unit == units.root.code
        assert cell.topic_class != "health"
    shown = {cell.unit for cell in publication.cells if cell.state == "shown"}
    assert {unit.code for unit in publication.units if unit.reported} == shown & units.units.keys()
    assert Publication.from_json(publication.to_json()) == publication
