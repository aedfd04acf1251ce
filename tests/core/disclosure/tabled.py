"""Small surveys over a grid that is made by hand: any tree and any numbers, without R0 in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from must.core.disclosure.criterion import Breaches, Criterion
from must.core.disclosure.grid import Grid, Node, NodeKind
from must.core.disclosure.masks import Visibilities, mask
from must.core.disclosure.rules import Rules
from must.core.disclosure.shape import Flags, Shape
from must.core.disclosure.tables import Places, TopicTable, tabulate
from must.core.disclosure.visibility import Visibility
from must.core.instrument.model import Instrument
from must.core.scoring.answers import Answers, apply_routing
from tests.core.disclosure.reference import Respondent
from tests.core.examples import SHIPPED, answers, instrument, item, scale

ONE = instrument(scale("one", item("a")))
"""One question, 1–5; a challenge from 3.5, favourable up to 2.5."""

Given = int | Mapping[str, int]
"""Somebody's answers: by item, or their answer to the only item."""


def each(**counts: int) -> list[int]:
    """So many of each answer: `each(one=3, five=2)` is 1, 1, 1, 5, 5."""
    value = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
    return [value[name] for name, count in counts.items() for _ in range(count)]


def spread(n: int) -> list[int]:
    """So many answers of all kinds: whatever R4 asks of ten people and more is there."""
    return [1 + number % 5 for number in range(n)]


@dataclass(frozen=True)
class Survey:
    """parents: node → the node above, in pre-order; the leaves are cells. given: cell → what its people answered. asked: everything."""

    parents: Mapping[str, str | None]
    given: Mapping[str, Sequence[Given]]
    invited: Mapping[str, int]
    instrument: Instrument = field(repr=False)

    @cached_property
    def grid(self) -> Grid:
        invited = dict.fromkeys(self.parents, 0) | dict(self.invited)
        for code, above in reversed(tuple(self.parents.items())):
            if above is not None:
                invited[above] += invited[code]
        level: dict[str | None, int] = {None: -1}
        for code, above in self.parents.items():
            level[code] = level[above] + 1
        return Grid(
            nodes=tuple(Node(code, above, code, level[code], NodeKind.UNIT, (), invited[code]) for code, above in self.parents.items()),
            cell_of_unit={cell: cell for cell in self.invited},
        )

    @cached_property
    def people(self) -> Sequence[Respondent]:
        only = next(iter(self.instrument.items))
        return [
            Respondent(cell, {only: one} if isinstance(one, int) else dict(one)) for cell, people in self.given.items() for one in people
        ]

    @cached_property
    def answers(self) -> Answers:
        items = tuple(self.instrument.items)
        return answers(items, [(person.unit, [person.answers.get(name) for name in items]) for person in self.people])

    @cached_property
    def tables(self) -> tuple[TopicTable, ...]:
        counted = apply_routing(self.answers, self.instrument)
        return tuple(tabulate(self.instrument, counted, Places.of(counted, self.grid)))

    @cached_property
    def shape(self) -> Shape:
        return Shape.of(self.parents.items())

    def criterion(self, rules: Rules = SHIPPED, *, topic: int = 0) -> Criterion:
        return Criterion(self.tables[topic], self.shape, np.array([node.invited for node in self.grid.nodes]), rules)

    def breaches(self, *, full: str = "", mean: str = "", rules: Rules = SHIPPED) -> Breaches:
        """What is wrong where these nodes show everything, and those the mean alone, of the first topic."""
        everything = self.flags(full)
        return self.criterion(rules).breaches(full=everything, mean=everything | self.flags(mean))

    def flags(self, codes: str) -> Flags:
        return np.array([code in codes.split() for code in self.parents])

    def named(self, flags: Flags) -> str:
        """The codes of the nodes that are flagged."""
        return " ".join(code for code, flag in zip(self.parents, flags.tolist(), strict=True) if flag)

    def shown(self, rules: Rules = SHIPPED) -> dict[str, str]:
        """Topic → what each node shows, as one word a node."""
        return {table.topic.id: words(visible) for table, visible in zip(self.tables, mask(self.tables, self.grid, rules), strict=True)}

    def places(self, visible: Sequence[Visibilities]) -> dict[tuple[str, str], str]:
        """(node, topic) → `full` or `mean`, for what is shown."""
        return {
            (code, table.topic.id): state.value
            for table, states in zip(self.tables, visible, strict=True)
            for code, state in zip(self.parents, states, strict=True)
            if state in {Visibility.FULL, Visibility.MEAN}
        }


def words(visible: Visibilities) -> str:
    return " ".join(state.value for state in visible)


def survey(
    parents: Mapping[str, str | None], given: Mapping[str, Sequence[Given]], *, invited: Mapping[str, int] | int = 50, of: Instrument = ONE
) -> Survey:
    """invited: to each cell, or by cell."""
    cells = [code for code in parents if code not in parents.values()]
    return Survey(parents, given, invited if isinstance(invited, Mapping) else dict.fromkeys(cells, invited), of)


def under(root: str, *codes: str) -> dict[str, str | None]:
    """An enterprise with these units right below it."""
    return {root: None, **dict.fromkeys(codes, root)}


def one_unit(given: Sequence[Given], *, invited: int = 300, of: Instrument = ONE) -> Survey:
    return survey({"e": None}, {"e": given}, invited=invited, of=of)
