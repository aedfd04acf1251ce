"""Random rounds: an enterprise of any shape, what its people answered, and what was published of it, all from one short recipe.

A recipe is a handful of words and numbers, so that a failing test prints it, and whoever pastes it has the same round again.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from hypothesis import strategies as st

from must.core.common.topics import TopicClass
from must.core.disclosure.grid import Grid, build_grid
from must.core.disclosure.publication import Publication
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Bands, Direction, Instrument, Item
from must.core.organisation.tree import Unit, UnitTree
from must.core.scoring.answers import Answers
from tests.core.disclosure.reference import Respondent
from tests.core.examples import RULES, YES_NO, answers, follow_up, instrument, item, responses, scale

QUESTIONS: Final = instrument(
    scale("one", item("one_1")),
    follow_up("who", item("who_leader", YES_NO), item("who_other", YES_NO), opener="one_1", values=[3, 4, 5]),
    scale("two", item("two_1"), item("two_2", reverse=True), direction=Direction.PROTECTIVE),
    scale("three", item("three_1"), item("three_2", reverse=True), item("three_3"), item("three_4", extended=True)),
    scale("four", *(item(f"four_{number}", reverse=number > 2, not_relevant=number == 4) for number in range(1, 5))),
    scale("uneven", item("uneven_1", responses(2, 4, 7), extended=True), bands=Bands(challenge=4.5, favourable=4)),
    scale("bullying", item("bullied", YES_NO), topic_class=TopicClass.SENSITIVE, bands=Bands(challenge=2, favourable=1)),
    follow_up("by", item("by_leader", YES_NO), opener="bullied", values=[2], topic_class=TopicClass.SENSITIVE),
    scale("pain", item("pain_1"), topic_class=TopicClass.HEALTH),
)
"""Scales of one to four items, reversed and extra ones among them; a follow-up set; sensitive topics; health."""


def _rules(**changes: Mapping[str, object]) -> Rules:
    document: dict[str, Any] = copy.deepcopy(dict(RULES))
    for group, values in changes.items():
        document[group] |= values
    return Rules.of(document)


RULES_FILES: Final[Mapping[str, Rules]] = {
    "shipped": _rules(),
    "threes": _rules(ordinary={"mean": 3, "full": 3}, counts={"bands": [3, 5, 10, 20, 50]}, grid={"minimum_invited": 3}),
    "three and ten": _rules(ordinary={"mean": 3}, attribute={"differing": 3}),
    "twenties": _rules(ordinary={"mean": 20, "full": 20}),
    "narrow": _rules(interval={"span": 10}, attribute={"differing": 1, "each_side": 1}),
    "wide": _rules(interval={"span": 50}, attribute={"differing": 3, "each_side": 3}),
    "nearly all may agree": _rules(attribute={"category_share": 99, "differing": 1, "each_side": 1, "mean_margin": 1}),
}

SHAPES: Final = (
    "only children",
    "chain",
    "star",
    "two levels",
    "any",
    "inner members",
    "one unit",
    "all small",
    "everybody in one unit",
    "ten each",
    "many tens",
)


@dataclass(frozen=True)
class Recipe:
    """What a round is made from; all else follows.

    shape: one of `SHAPES`. size: how many units at most. turnout, skipping: shares of people; a turnout below 0 stands for one of its own
    in each unit. mood: how people answer (`_MOODS`). topics: those that were asked. rules: a key of `RULES_FILES`. form: short or full.
    """

    shape: str
    size: int
    turnout: float
    skipping: float
    mood: str
    topics: tuple[str, ...]
    rules: str
    form: str
    seed: int


def recipes(shape: str, rules: str = "shipped") -> st.SearchStrategy[Recipe]:
    return st.builds(
        Recipe,
        shape=st.just(shape),
        size=st.integers(5, 14),
        turnout=st.sampled_from((-1, -1, 0.6, 0.8, 0.95, 1, 0.4, 0)),
        skipping=st.sampled_from((0, 0.04, 0.3)),
        mood=st.sampled_from(tuple(_MOODS)),
        topics=st.lists(st.sampled_from(tuple(QUESTIONS.topics)), min_size=1, max_size=3, unique=True).map(tuple),
        rules=st.just(rules),
        form=st.sampled_from(("full", "short")),
        seed=st.integers(0, 2**31),
    )


def units_of(recipe: Recipe) -> UnitTree:
    """The enterprise. Everybody has the same units in every year."""
    dice = random.Random(f"units {recipe}")  # noqa: S311
    parents, people = _tree(recipe, dice)
    return UnitTree(
        Unit(f"u{number}", None if parent is None else f"u{parent}", f"Unit {number}" if number else f"Enterprise {recipe.seed}", count)
        for number, (parent, count) in enumerate(zip(parents, people, strict=True))
    )


def _tree(recipe: Recipe, dice: random.Random) -> tuple[list[int | None], list[int]]:
    size = {"only children": 12, "one unit": 1}.get(recipe.shape, recipe.size)
    parents = [None, *(_parent(recipe.shape, number, dice) for number in range(1, size))]
    inner = {parent for parent in parents if parent is not None}
    people = [_people(recipe.shape, number, number in inner, dice) for number in range(size)]
    if recipe.shape == "everybody in one unit":
        people = [0] * size
        people[dice.randrange(size)] = dice.randint(5, 60)
    return parents, people


def _parent(shape: str, number: int, dice: random.Random) -> int:
    match shape:
        case "only children" | "chain":
            return number - 1
        case "star" | "many tens":
            return 0
        case "two levels":
            return dice.randrange(min(number, 4))
        case _:
            return dice.randrange(number)


def _people(shape: str, number: int, inner: bool, dice: random.Random) -> int:
    """How many were invited directly in a unit."""
    if shape in _PEOPLE:
        return _PEOPLE[shape](number, inner, dice)
    if inner and dice.random() < 0.7:
        return 0
    return dice.choice((0, dice.randint(1, 9), 10, 11, dice.randint(10, 16), dice.randint(10, 16), dice.randint(15, 40)))


_PEOPLE: Final[Mapping[str, Callable[[int, bool, random.Random], int]]] = {
    "only children": lambda number, _, dice: dice.choice((0, 12, 40)) if number == 11 or dice.random() < 0.15 else 0,
    "one unit": lambda _, __, dice: dice.randint(3, 60),
    "all small": lambda _, __, dice: dice.randint(1, 9),
    "ten each": lambda _, __, ___: 10,
    "many tens": lambda number, _, dice: 10 if number else dice.choice((0, 0, 3)),
    "inner members": lambda _, inner, dice: dice.choice((1, 2, 7, 12)) if inner else dice.randint(8, 20),
}


Mood = Callable[[Item, random.Random, float], int]
"""An answer to an item of somebody in a unit with a leaning, from 0 to 1."""


def _any(item: Item, dice: random.Random, leaning: float) -> int:
    return dice.choice(item.responses.values)


def _leaning(item: Item, dice: random.Random, leaning: float) -> int:
    """Around the unit's own level, as people who share a leader answer."""
    values = item.responses.values
    level = leaning if not item.reversed else 1 - leaning
    return values[min(len(values) - 1, max(0, round(dice.gauss(level, 0.25) * (len(values) - 1))))]


def _extreme(item: Item, dice: random.Random, leaning: float) -> int:
    """All units at one end or the other, with few exceptions: what R4 and R5 are about."""
    high = (leaning > 0.5) is not item.reversed
    values = item.responses.values
    return dice.choice(values) if dice.random() < 0.12 else values[-1 if high else 0]


def _agreeing(item: Item, dice: random.Random, leaning: float) -> int:
    """Nearly everybody in the enterprise agrees."""
    return dice.choice(item.responses.values) if dice.random() < 0.1 else item.responses.values[len(item.responses.values) // 2]


def _alike(item: Item, dice: random.Random, leaning: float) -> int:
    return item.responses.values[-1]


def _mixed(item: Item, dice: random.Random, leaning: float) -> int:
    """Some units agree, in some people answer anything."""
    return (_any, _extreme, _agreeing)[int(leaning * 3)](item, dice, leaning)


_MOODS: Final[Mapping[str, Mood]] = {
    "leaning": _leaning,
    "extreme": _extreme,
    "mixed": _mixed,
    "any": _any,
    "agreeing": _agreeing,
    "alike": _alike,
}


@dataclass(frozen=True)
class Round:
    """A round of a recipe's enterprise. year: 0 the first; in each later one a few people come, go and change their minds."""

    recipe: Recipe
    year: int = 0
    instrument: Instrument = field(default=QUESTIONS, repr=False)

    @cached_property
    def units(self) -> UnitTree:
        return units_of(self.recipe)

    @property
    def rules(self) -> Rules:
        return RULES_FILES[self.recipe.rules]

    @cached_property
    def grid(self) -> Grid:
        return build_grid(self.units, self.rules)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """Of the topics that were asked, the items of the form, with the items that open them."""
        topics = [self.instrument.topics[name] for name in self.recipe.topics]
        items = {one.id for topic in topics for one in topic.items if self.recipe.form == "full" or not one.extended}
        items |= {topic.condition.item for topic in topics if topic.condition}
        return tuple(one for one in self.instrument.items if one in items) or ("one_1",)

    @cached_property
    def people(self) -> Sequence[Respondent]:
        """Those who answered, with what they answered, routed or not."""
        people = list(_people_of(self, random.Random(f"people {self.recipe}")))  # noqa: S311
        for year in range(1, self.year + 1):
            people = _a_year_later(self, people, random.Random(f"year {year} {self.recipe}"))  # noqa: S311
        return [person for person in people if person.answers]

    @cached_property
    def answers(self) -> Answers:
        return answers(self.asked, [(person.unit, [person.answers.get(name) for name in self.asked]) for person in self.people])

    @cached_property
    def publication(self) -> Publication:
        """As it stands in a file, read back."""
        published = publish(
            instrument=self.instrument,
            asked=self.asked,
            form=self.recipe.form,
            round=f"{self.recipe.seed}, year {self.year}",
            grid=self.grid,
            answers=self.answers,
            rules=self.rules,
        )
        return Publication.from_json(published.to_json())

    def later(self, years: int) -> Round:
        return replace(self, year=self.year + years)


def _people_of(survey: Round, dice: random.Random) -> Iterator[Respondent]:
    """Everybody who was invited; who didn't answer has no answers."""
    recipe = survey.recipe
    for code, unit in survey.units.units.items():
        leaning = dice.random()
        turnout = recipe.turnout if recipe.turnout >= 0 else dice.choice((0, 0.3, 0.5, 0.7, 0.9, 1))
        for _ in range(unit.invited):
            yield Respondent(code, _given(survey, dice, leaning) if dice.random() < turnout else {})


def _given(survey: Round, dice: random.Random, leaning: float) -> Mapping[str, int]:
    mood, items = _MOODS[survey.recipe.mood], survey.instrument.items
    given = {name: mood(items[name], dice, leaning) for name in survey.asked}
    return {name: value for name, value in given.items() if dice.random() >= survey.recipe.skipping}


def _a_year_later(survey: Round, people: Sequence[Respondent], dice: random.Random) -> list[Respondent]:
    changes = [dice.random() for _ in people]
    return [
        person if change > 0.15 else Respondent(person.unit, {} if change < 0.03 else _given(survey, dice, dice.random()))
        for person, change in zip(people, changes, strict=True)
    ]
