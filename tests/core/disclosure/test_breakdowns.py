"""A breakdown tells nothing of a small group, beside all that the tree tells (R10)."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence

import pytest

from must.core.disclosure.breakdowns import break_down, places_of_atoms
from must.core.disclosure.grid import build_grid
from must.core.disclosure.masks import mask
from must.core.disclosure.rules import Rules
from must.core.disclosure.tables import Places, TopicTable, tabulate
from must.core.disclosure.visibility import Visibility
from must.core.instrument.model import Bands
from must.core.organisation.tree import UnitTree
from tests.core.disclosure.breakdown_reference import Answer, Atom, Topic, may_show, narrowest
from tests.core.examples import RULES, answers, instrument, item, responses, scale, tree


def rules_with(**changes: Mapping[str, object]) -> Rules:
    document = copy.deepcopy(dict(RULES))
    for group, values in changes.items():
        document[group].update(values)  # type: ignore[attr-defined]
    return Rules.of(document)


def broken_down(topic: Topic, rules: Rules) -> tuple[Topic, TopicTable | None]:
    """The topic with the tree's masks, and what the breakdown shows."""
    steps = responses(*range(topic.lowest, topic.highest + 1))
    names = [f"item_{number}" for number in range(topic.items)]
    bands = Bands(challenge=topic.challenge / topic.items, favourable=topic.favourable / topic.items)
    of = instrument(scale("topic", *(item(name, steps) for name in names), bands=bands))
    rows = [(cell, [*answer, value or None]) for (cell, value), given in topic.answers.items() for answer in given]
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


def random_topic(chance: random.Random) -> Topic:
    units, values, items, highest = chance.choice(SHAPES), chance.choice((2, 3)), chance.choice((1, 2)), chance.choice((3, 5))
    leaves = [code for code in units.units if not units.children[code]]
    skipped = chance.choice((0, 0, 3))
    size, empty = chance.choice((2, 4, 6)), chance.choice((0, 0.1, 0.3))
    given = {
        (leaf, value): [
            tuple(chance.randint(1, highest) for _ in range(items))
            for _ in range(0 if chance.random() < empty else chance.randint(1, skipped if value == 0 else size))
        ]
        for leaf in leaves
        for value in range(0 if skipped else 1, values + 1)
    }
    given["a", 1] = [*given["a", 1], (1,) * items]
    return topic_of(units, given, values=values, highest=highest)


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("seed", range(8))
def test_it_is_what_the_reference_shows(seed: int) -> None:
    chance, verdicts = random.Random(seed), []  # noqa: S311  # only for examples
    for _ in range(40):
        rules = rules_with(**SMALL, interval={"span": chance.choice((2, 10, 25))})
        topic, shown = broken_down(random_topic(chance), rules)
        expected = may_show(topic, rules)
        if topic.visible["e"] is Visibility.FULL and abs(narrowest(topic, rules)) < 1e-5:
            assert expected or shown is None
        else:
            assert (shown is not None) is expected
        verdicts.append(expected)
    assert 3 <= sum(verdicts) <= 37
