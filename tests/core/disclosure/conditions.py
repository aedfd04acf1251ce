"""When cells may show what they show, read slowly and plainly from the rules (R1–R6): people one by one, exact fractions, sets by hand.

It shares no code with what decides in production, except the grid. Only R5 isn't counted out: it takes a solver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from must.core.common.topics import TopicClass
from must.core.disclosure.attacker.solver import Programme, Row
from must.core.disclosure.grid import Grid
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Instrument, Item, Topic
from tests.core.disclosure.reference import Respondent, band, score, what_counts

Shows = Mapping[tuple[str, str], str]
"""(node, topic) → `full` or `mean`. What isn't there shows nothing."""


def wrongs(
    instrument: Instrument, grid: Grid, *, asked: Collection[str], people: Iterable[Respondent], shows: Shows, rules: Rules
) -> list[str]:
    """What is against the rules, in words; nothing where all may be shown. people: by unit or by cell."""
    counted = [what_counts(person, instrument) for person in people]
    found = []
    for topic in instrument.topics.values():
        items = [item for item in topic.items if item.id in asked]
        if not items:
            continue
        set_of_all = [person for person in counted if all(item.id in person.answers for item in items)]
        cells = {cell: [person for person in set_of_all if grid.cell_of[person.unit] == cell] for cell in grid.cells}
        states = {node: state for (node, of_topic), state in shows.items() if of_topic == topic.id}
        survey = _Survey(topic, items, grid, cells, states, rules)
        found += [f"{topic.id}: {wrong}" for wrong in survey.wrongs()]
        if topic.condition is not None and topic.condition.item in instrument.topic_of_item:
            opener = instrument.topic_of_item[topic.condition.item].id if topic.condition.item in asked else ""
            found += [f"{topic.id}: {node} doesn't show what opens it" for node in states if shows.get((node, opener)) != "full"]
    return found


@dataclass(frozen=True)
class _Survey:
    """One topic. cells: the respondent set's people by cell. states: what each node shows."""

    topic: Topic
    items: Sequence[Item]
    grid: Grid
    cells: Mapping[str, Sequence[Respondent]]
    states: Mapping[str, str]
    rules: Rules

    def wrongs(self) -> Iterator[str]:
        match self.topic.topic_class:
            case TopicClass.ORDINARY:
                yield from self._alone()
                yield from self._parts()
                yield from self._intervals()
            case TopicClass.SENSITIVE:
                yield from self._sensitive()
            case TopicClass.HEALTH:
                yield from (f"{node} shows health" for node in self.states)

    @property
    def has_score(self) -> bool:
        return self.topic.direction is not None

    @property
    def scored(self) -> Sequence[Item]:
        return [item for item in self.items if not item.extended] or self.items

    def _people(self, cells: Iterable[str]) -> list[Respondent]:
        return [person for cell in cells for person in self.cells[cell]]

    def _invited(self, nodes: Iterable[str]) -> int:
        return sum(node.invited for node in self.grid.nodes if node.code in set(nodes))

    def below(self, node: str) -> list[str]:
        """The cells that make a node."""
        return [cell for cell in self.grid.cells if node in self._up_from(cell)]

    def _up_from(self, node: str) -> list[str]:
        """The node and all above it, from the bottom."""
        parent = {each.code: each.parent for each in self.grid.nodes}
        line: list[str] = []
        above: str | None = node
        while above is not None:
            line.append(above)
            above = parent[above]
        return line

    def part_of(self, cell: str, shown: Collection[str]) -> str | None:
        """The shown node in whose part a cell is: itself, else the next one above."""
        return next((node for node in self._up_from(cell) if node in shown), None)

    def parts(self, shown: Collection[str]) -> dict[str, list[str]]:
        """The cells of each part, by its node."""
        found: dict[str, list[str]] = {}
        for cell in self.grid.cells:
            if (node := self.part_of(cell, shown)) is not None:
                found.setdefault(node, []).append(cell)
        return found

    def _alone(self) -> Iterator[str]:
        """R1, R4 and R6 of each shown node by itself."""
        ordinary = self.rules.ordinary
        for node, state in self.states.items():
            people, invited = self._people(self.below(node)), self._invited([node])
            if len(people) < (ordinary.full if state == "full" else ordinary.mean):
                yield f"{node} has too few people"
            if state == "full" and len(people) >= invited:
                yield f"everybody in {node} answered"
            if state == "mean" and (invited <= ordinary.mean or not self.has_score):
                yield f"{node} can't show a mean alone"
            telling = [*self._telling(people)] if state == "full" or len(people) >= ordinary.full else [*self._telling_mean(people)]
            yield from (f"{node}: {wrong}" for wrong in telling)

    def _parts(self) -> Iterator[str]:
        """R3, R4 and R6 of each recoverable set."""
        ordinary = self.rules.ordinary
        everything = [node for node, state in self.states.items() if state == "full"]
        for node, cells in self.parts(everything).items():
            people = self._people(cells)
            if not ordinary.full <= len(people) < self._invited(cells):
                yield f"the part of {node} with all figures has {len(people)} people"
            yield from (f"the part of {node}: {wrong}" for wrong in self._telling(people))
        for node, cells in self.parts(self.states).items() if self.has_score else ():
            people = self._people(cells)
            if len(people) < ordinary.mean:
                yield f"the part of {node} with a mean has {len(people)} people"
            yield from (f"the part of {node}: {wrong}" for wrong in self._telling_mean(people))
            yield from (f"the part of {node}: {wrong}" for wrong in self._told_around(people, cells, everything))

    def _told_around(self, people: Sequence[Respondent], cells: Sequence[str], everything: Collection[str]) -> Iterator[str]:
        """R4 where the mean is known of some, and the answers of a larger set that they are in."""
        if not people:
            return
        around = self.parts(everything).get(self.part_of(cells[0], everything) or "", None)
        larger = None if around is None else self._people(around)
        if larger is not None and len(larger) <= len(people):
            return
        total, most, least, used = 0, 0, 0, 0
        for item in self.scored:
            low, high = item.responses.values[0], item.responses.values[-1]
            total += sum(low + high - person.answers[item.id] if item.reversed else person.answers[item.id] for person in people)
            values = (
                []
                if larger is None
                else sorted(low + high - person.answers[item.id] if item.reversed else person.answers[item.id] for person in larger)
            )
            most += len(people) * high if larger is None else sum(values[-len(people) :])
            least += len(people) * low if larger is None else sum(values[: len(people)])
            used += (len(item.responses.values) if larger is None else len(set(values))) - 1
        margin = self.rules.attribute.mean_margin * len(self.scored)
        if most - total <= margin or total - least <= margin or used < 2:
            yield "the answers around it tell its own"

    def _telling(self, people: Sequence[Respondent]) -> Iterator[str]:
        """R4 where everything is known."""
        rule = self.rules.attribute
        for distribution in self._distributions(people):
            most, n = max(distribution, default=0), len(people)
            if n and (Fraction(most, n) > Fraction(rule.category_share, 100) or n - most < rule.differing):
                yield f"{most} of {n} people are alike"
        if self.has_score and people:
            if not rule.each_side <= self._challenged(people) <= len(people) - rule.each_side:
                yield "too few on a side"
            yield from self._telling_mean(people)

    def _telling_mean(self, people: Sequence[Respondent]) -> Iterator[str]:
        """R4 where the mean is known."""
        if not self.has_score or not people:
            return
        scores = [score(person, self.scored) for person in people]
        mean, margin = sum(scores, Fraction()) / len(scores), Fraction(self.rules.attribute.mean_margin, len(scores))
        least, most = (Fraction(sum(item.responses.values[end] for item in self.scored), len(self.scored)) for end in (0, -1))
        if mean - least <= margin or most - mean <= margin:
            yield "the mean is at an end"
        if len(scores) - max(Counter(scores).values()) < self.rules.attribute.differing:
            yield "too few have another score"

    def _distributions(self, people: Sequence[Respondent]) -> Iterator[Collection[int]]:
        for item in self.items:
            yield Counter(person.answers[item.id] for person in people).values()
        if self.has_score:
            yield Counter(band(score(person, self.scored), self.topic) for person in people).values()

    def _challenged(self, people: Sequence[Respondent]) -> int:
        return sum(band(score(person, self.scored), self.topic) == 0 for person in people)

    def _sensitive(self) -> Iterator[str]:
        rule, people = self.rules.sensitive, self._people(self.grid.cells)
        for node, state in self.states.items():
            if node != self.grid.root.code or state != "full":
                yield f"{node} shows something sensitive"
            if len(people) < rule.full or len(people) >= self.grid.root.invited:
                yield "too few, or everybody"
            if any(len(people) - max(distribution, default=0) < rule.each_side for distribution in self._distributions(people)):
                yield "too few outside the largest category"
            if self.has_score and not rule.each_side <= self._challenged(people) <= len(people) - rule.each_side:
                yield "too few on a side"
            yield from self._telling_mean(people)

    def _intervals(self) -> Iterator[str]:
        """R5."""
        if not self.has_score:
            return
        for node in (node.code for node in self.grid.nodes if node.code not in self.states):
            people = self._people(self.below(node))
            if not people:
                continue
            low, high = self._feasible(node)
            span = sum(item.responses.values[-1] - item.responses.values[0] for item in self.scored)
            if high - low < self.rules.interval.span / 100 * span * len(people) - 1e-6:
                yield f"the mean of {node} is known within {high - low} / {len(people)}"

    def _feasible(self, node: str) -> tuple[float, float]:
        """The least and the greatest sum of scores that the people of a node can have had, as far as the shown figures tell.

        Unknown is, for each cell, item and option, how many of the cell chose it."""
        options = [(item, value) for item in self.scored for value in item.responses.values]
        unknown = [(cell, item.id, value) for cell in self.grid.cells for item, value in options]
        place = {each: number for number, each in enumerate(unknown)}
        worth = {
            (item.id, value): item.responses.values[0] + item.responses.values[-1] - value if item.reversed else value
            for item, value in options
        }
        programme = Programme(
            np.zeros(len(unknown)),
            np.array([float(len(self.cells[cell])) for cell, _, _ in unknown]),
            [*self._known_numbers(place), *self._known_counts(place), *self._known_sums(place, worth)],
        )
        here = self.below(node)
        cost = np.array([float(worth[item, value]) if cell in here else 0.0 for cell, item, value in unknown])
        least, most = programme.minimise(cost), programme.minimise(-cost)
        assert least is not None
        assert most is not None
        return least.value, -most.value

    def _known_numbers(self, place: Mapping[tuple[str, str, int], int]) -> Iterator[Row]:
        for cell, people in self.cells.items():
            for item in self.scored:
                where = [place[cell, item.id, value] for value in item.responses.values]
                yield Row(where, [1.0] * len(where), len(people), len(people))

    def _known_counts(self, place: Mapping[tuple[str, str, int], int]) -> Iterator[Row]:
        for node in (node for node, state in self.states.items() if state == "full"):
            cells = self.below(node)
            for item in self.scored:
                for value in item.responses.values:
                    count = sum(person.answers[item.id] == value for person in self._people(cells))
                    yield Row([place[cell, item.id, value] for cell in cells], [1.0] * len(cells), count, count)

    def _known_sums(self, place: Mapping[tuple[str, str, int], int], worth: Mapping[tuple[str, int], int]) -> Iterator[Row]:
        for node in self.states:
            cells = self.below(node)
            total = sum(worth[item.id, person.answers[item.id]] for person in self._people(cells) for item in self.scored)
            keys = [(cell, item, value) for cell in cells for item, value in worth]
            yield Row([place[key] for key in keys], [float(worth[key[1:]]) for key in keys], total, total)
