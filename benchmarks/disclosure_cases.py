"""The trees and the answers of the disclosure benchmark. Everything is drawn from fixed seeds, so every run measures the same.

The *reference tree* is that of the design: 1 enterprise / 20 departments / 200 sections / 2 000 teams, in a team ~ Poisson(8) respondents.
Its seed gives it the size of the tree that the design measured, 16 056 respondents, and as there 70 groups below a bare threshold; other
trees of this size have 66 to 88. The large trees are drawn the other way round: people are invited, and answer or don't as units differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Instrument, Section, Selection, Topic
from must.core.organisation.tree import Unit, UnitTree
from must.core.scoring.answers import MISSING, Answers, apply_routing
from must.core.scoring.scales import answered_all
from must.world.answers import draw

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

K = 5
"""The threshold without the grid."""
SEED = 13_369
TEAMS = 2000
MEAN = 8
"""Respondents in a team of the reference tree."""
RESPONSE_RATE = 0.75
"""The share of the invited who answer, in the reference tree. Those who don't are Poisson too, so each answers independently."""
RESPONDING = 0.7
"""The same in `must.world.answers`, from which the answers come."""
LARGE_TEAMS = 4600
CANDIDATES = 3
"""So many people are drawn for one respondent of the reference tree, so that nearly always one of them doesn't abstain."""
MORE_TOPICS = 7
"""Scales that are asked once more under other names: they bring `must-2026`, its full form with both modules, to 40 topics."""
ITSELF = "~self"
"""Ends the code of the leaf that stands for those directly in an inner unit, where no grid gives them a rest."""


@dataclass(frozen=True, eq=False)
class Counts:
    """What a method gets.

    nodes: codes and parents' codes in pre-order. n: respondents with all below, int64 [nodes × topics].
    cell: which nodes may be shown and count as cells, bool [nodes].
    """

    nodes: tuple[tuple[str, str | None], ...]
    n: Whole
    cell: Flags

    @cached_property
    def above(self) -> tuple[int, ...]:
        """The position of each node's parent, −1 for the enterprise."""
        place = {code: position for position, (code, _) in enumerate(self.nodes)}
        return tuple(-1 if parent is None else place[parent] for _, parent in self.nodes)

    @cached_property
    def leaf(self) -> Flags:
        """Which nodes have none below them: bool [nodes]."""
        leaf = np.ones(len(self.nodes), dtype=np.bool_)
        leaf[list(self.above[1:])] = False
        return leaf

    def of(self, topics: Sequence[int]) -> Counts:
        """Some of the topics."""
        return replace(self, n=self.n[:, list(topics)])


@dataclass(frozen=True, eq=False)
class Case:
    """A tree and what the people in it answered.

    tree: units with the people invited directly in them. answers: one row a respondent. every_topic: whether methods without a grid mask
    every topic, or one for which everybody counts.
    """

    name: str
    tree: UnitTree
    answers: Answers
    every_topic: bool

    def counts(self) -> Counts:
        """Of the units as they are, a leaf of its own for those directly in an inner unit, which is no cell."""
        nodes: list[tuple[str, str | None]] = []
        leaf_of: dict[str, int] = {}
        for code, unit in self.tree.units.items():
            leaf_of[code] = len(nodes)
            nodes.append((code, unit.parent))
            if unit.invited and self.tree.children[code]:
                leaf_of[code] = len(nodes)
                nodes.append((f"{code}{ITSELF}", code))
        leaf = np.array([leaf_of[code] for code in self.answers.units])[self.answers.unit]
        own = np.stack([np.bincount(leaf[who], minlength=len(nodes)) for who in self._respondent_sets()], axis=1)
        cell = np.array([not code.endswith(ITSELF) for code, _ in nodes])
        counts = Counts(nodes=tuple(nodes), n=own, cell=cell)
        return replace(counts, n=_with_all_below(counts))

    def _respondent_sets(self) -> Iterator[Flags]:
        if not self.every_topic:
            yield np.ones(len(self.answers), dtype=np.bool_)
            return
        counted = apply_routing(self.answers, instrument())
        for topic in instrument().topics.values():
            yield answered_all(counted, topic.items)


def _with_all_below(counts: Counts) -> Whole:
    total = counts.n.copy()
    for position in range(len(counts.nodes) - 1, 0, -1):
        total[counts.above[position]] += total[position]
    return total


@cache
def instrument() -> Instrument:
    """`must-2026` with forty topics."""
    given = load_instrument("must-2026")
    again = [_again(topic) for topic in given.topics.values() if topic.topic_class == "ordinary" and topic.condition is None]
    work = [theme for theme in given.themes if theme.section is Section.WORK]
    extra = replace(work[0], id="again", topics=tuple(again[:MORE_TOPICS]), loose=())
    return replace(given, id="must-2026-forty", themes=(*work, extra, *(theme for theme in given.themes if theme not in work)))


def _again(topic: Topic) -> Topic:
    return replace(topic, id=f"{topic.id}_again", items=tuple(replace(item, id=f"{item.id}_again") for item in topic.items))


def selection() -> Selection:
    return Selection("full", modules=frozenset(theme.id for theme in instrument().modules))


@cache
def items() -> tuple[str, ...]:
    return tuple(item.id for _, asked in instrument().asked(selection()) for item in asked)


def reference(*, one_in_each_inner_unit: bool) -> Case:
    """The reference tree. Whoever belongs directly to an inner unit has answered."""
    parent = _tree(20, 200, TEAMS)
    random = np.random.default_rng(SEED)
    answering = random.poisson(MEAN, TEAMS)
    silent = random.poisson(MEAN * (1 / RESPONSE_RATE - 1), TEAMS)
    respondents = _people(parent, answering.tolist(), in_each_inner_unit=one_in_each_inner_unit)
    invited = _people(parent, (answering + silent).tolist(), in_each_inner_unit=one_in_each_inner_unit)
    places = tuple(code for code, number in respondents.items() for _ in range(number))
    return Case(
        name="reference tree" + _inner(one_in_each_inner_unit),
        tree=_units(parent, invited),
        answers=_table(places, _answers_of_all(places)),
        every_topic=False,
    )


def large(respondents: int, *, one_in_each_inner_unit: bool) -> Case:
    """1 enterprise / 15 / 150 / 1 200 / 4 600 teams of very different sizes, with about so many respondents."""
    parent = _tree(15, 150, 1200, LARGE_TEAMS)
    random = np.random.default_rng((SEED, respondents))
    mean = respondents / RESPONDING / LARGE_TEAMS
    sizes = np.maximum(1, random.poisson(random.gamma(4, mean / 4, LARGE_TEAMS)))
    invited = _people(parent, sizes.tolist(), in_each_inner_unit=one_in_each_inner_unit)
    places = tuple(code for code, number in invited.items() for _ in range(number))
    given = draw(instrument(), selection(), places, seed=SEED, round_number=1)
    answered = [(place, answers) for place, answers in zip(places, given, strict=True) if answers is not None]
    return Case(
        name=f"{respondents:,} respondents" + _inner(one_in_each_inner_unit),
        tree=_units(parent, invited),
        answers=_table([place for place, _ in answered], [answers for _, answers in answered]),
        every_topic=True,
    )


def _inner(one_in_each_inner_unit: bool) -> str:
    return ", one person in each inner unit" if one_in_each_inner_unit else ""


def _tree(*widths: int) -> dict[str, str | None]:
    """Code → parent's code, level by level, the teams last. Unit i of a level stands under unit i mod (units of the level above)."""
    parent: dict[str, str | None] = {"0": None}
    codes = ["0"]
    for level, width in enumerate(widths):
        upper, codes = codes, [f"{level}-{number:04}" for number in range(width)]
        parent |= {code: upper[number % len(upper)] for number, code in enumerate(codes)}
    return parent


def _units(parent: Mapping[str, str | None], invited: Mapping[str, int]) -> UnitTree:
    return UnitTree(Unit(code, above, f"Unit {code}", invited[code]) for code, above in parent.items())


def _people(parent: Mapping[str, str | None], in_teams: Sequence[int], *, in_each_inner_unit: bool) -> dict[str, int]:
    """People directly in each unit."""
    inner = len(parent) - len(in_teams)
    return dict(zip(parent, [int(in_each_inner_unit)] * inner + list(in_teams), strict=True))


def _answers_of_all(places: Sequence[str]) -> list[Mapping[str, int]]:
    """What each of exactly these people answered. The few for whom only people were drawn who abstain answer like the one before them."""
    given = draw(instrument(), selection(), [place for place in places for _ in range(CANDIDATES)], seed=SEED, round_number=1)
    chosen: list[Mapping[str, int]] = []
    for first in range(0, len(given), CANDIDATES):
        willing = [answers for answers in given[first : first + CANDIDATES] if answers is not None]
        chosen.append(willing[0] if willing else chosen[-1])
    return chosen


def _table(places: Sequence[str], given: Sequence[Mapping[str, int]]) -> Answers:
    columns = items()
    values = np.array([[answers.get(item, MISSING) for item in columns] for answers in given], dtype=np.int16)
    units, unit = np.unique(np.array(places), return_inverse=True)
    return Answers(items=columns, values=values, units=tuple(units.tolist()), unit=unit.astype(np.int64))
