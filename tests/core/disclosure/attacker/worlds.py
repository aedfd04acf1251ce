"""Publications that show what a test wants them to, safe or not, with the figures that the answers give: slowly, person by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from must.core.common.topics import TopicClass
from must.core.disclosure.attacker.attacking import attack
from must.core.disclosure.attacker.findings import Findings, Leak
from must.core.disclosure.grid import Grid, Node, NodeKind, build_grid
from must.core.disclosure.publication import Breakdown, Cell, Detail, Participation, Publication, PublishedUnit, State
from must.core.instrument.model import Direction, Instrument, Item, Topic
from must.core.organisation.tree import UnitTree
from must.core.scoring.answers import Answers
from tests.core.disclosure.published import CERTIFICATE
from tests.core.disclosure.random_trees import subtree
from tests.core.examples import SHIPPED, YES_NO, answers, follow_up, instrument, item, scale

EXAMPLE = instrument(
    scale("load", item("load_1"), item("load_2", reverse=True)),
    scale("help", item("help_1"), direction=Direction.PROTECTIVE),
    follow_up("help_from", item("help_leader", YES_NO), opener="help_1", values=[4, 5]),
    scale("bullying", item("bullied"), topic_class=TopicClass.SENSITIVE),
)

FULL, MEAN = "full", "mean"

Row = tuple[str, Sequence[int | None]]
"""Where somebody is, and what they answered."""


@dataclass(frozen=True)
class World:
    """Units and answers to some items of `EXAMPLE`; rows stand for persons."""

    units: UnitTree
    asked: tuple[str, ...]
    rows: Sequence[Row]
    of: Instrument = EXAMPLE

    @property
    def answers(self) -> Answers:
        return answers(self.asked, self.rows)

    @property
    def grid(self) -> Grid:
        return build_grid(self.units, SHIPPED)

    def people(self, node: Node) -> list[Mapping[str, int]]:
        """What those in a node and below it answered. With answers that routing would hide left out."""
        below = [other for other in self.grid.nodes if other.code in subtree(self.grid.tree, node.code)]
        members = {member for other in below for member in other.members}
        return [dict(zip(self.asked, values, strict=True)) for unit, values in self.rows if unit in members]  # type: ignore[arg-type]

    def publication(self, shown: Mapping[str, str], *, rates: Mapping[str, str] | None = None, round: str | None = None) -> Publication:
        """With the first topic that was asked alone. shown: node → full or mean, the others are hidden. rates: node → band."""
        topic = next(topic for topic in self.of.topics.values() if any(item.id in self.asked for item in topic.items))
        nodes = self.grid.nodes if topic.topic_class is TopicClass.ORDINARY else self.grid.nodes[:1]
        return Publication(
            instrument=self.of.id,
            instrument_version=self.of.version,
            form="full",
            rules=SHIPPED.id,
            round=round,
            closed=None,
            asked=tuple(name for name in self.of.items if name in self.asked),
            units=tuple(unit(node, reported=node.code in shown and node.kind is NodeKind.UNIT) for node in self.grid.nodes),
            cells=tuple(self.cell(topic, node, shown.get(node.code)) for node in nodes),
            participation=tuple(
                Participation(unit=node.code, band=(rates or {}).get(node.code)) for node in self.grid.nodes if node.kind is NodeKind.UNIT
            ),
            associations=(),
            certificate=CERTIFICATE,
        )

    def cell(self, topic: Topic, node: Node, detail: str | None) -> Cell:
        if detail is None:
            return Cell(unit=node.code, topic=topic.id, topic_class=topic.topic_class, state=State.HIDDEN)
        return cell(topic, node.code, self.people(node), [one for one in topic.items if one.id in self.asked], detail)

    def attack(self, publication: Publication, **more: object) -> Findings:
        return attack(publication, self.units, self.answers, self.of, SHIPPED, **more)  # type: ignore[arg-type]

    def leaks(self, publication: Publication, **more: object) -> set[Leak]:
        return {finding.leak for finding in self.attack(publication, **more).findings}


def cell(topic: Topic, unit: str, people: Sequence[Mapping[str, int]], asked: Sequence[Item], detail: str) -> Cell:
    """A shown cell of these people, of whom all answered everything."""
    scores = [score(person, asked) for person in people] if topic.direction else []
    hidden = Cell(unit=unit, topic=topic.id, topic_class=topic.topic_class, state=State.HIDDEN)
    mean = floor(10 * sum(scores, Fraction()) / len(people) + Fraction(1, 2)) / 10 if scores else None
    if detail == MEAN:
        return replace(hidden, state=State.SHOWN, detail=Detail.MEAN, mean=mean)
    high, low = (sum(score >= Fraction("3.5") for score in scores), sum(score <= Fraction("2.5") for score in scores))
    challenged, favoured = (low, high) if topic.direction is Direction.PROTECTIVE else (high, low)
    bands = share([challenged, len(people) - high - low, favoured], people)
    return replace(
        hidden,
        state=State.SHOWN,
        n_band=f"{max((start for start in SHIPPED.counts.bands if start <= len(people)), default=len(people))}–",
        mean=mean,
        challenge=bands[0] if scores else None,
        bands=bands if scores else None,  # type: ignore[arg-type]
        items={
            one.id: share([sum(person[one.id] == value for person in people) for value in one.responses.values], people) for one in asked
        },
    )


def score(person: Mapping[str, int], items: Sequence[Item]) -> Fraction:
    values = [one.responses.values for one in items]
    turned = [
        options[0] + options[-1] - person[one.id] if one.reversed else person[one.id] for one, options in zip(items, values, strict=True)
    ]
    return Fraction(sum(turned), len(turned))


def share(parts: Sequence[int], people: Sequence[object]) -> tuple[int, ...]:
    return tuple(floor(Fraction(100 * part, len(people)) + Fraction(1, 2)) for part in parts)


def unit(node: Node, *, reported: bool) -> PublishedUnit:
    return PublishedUnit(
        code=node.code, parent=node.parent, name=node.name, level=node.level, kind=node.kind, members=node.members, reported=reported
    )


def with_cells(publication: Publication, *cells: Cell) -> Publication:
    """The publication with some cells in the place of those of the same unit and topic, and with others at the end."""
    new = {(one.unit, one.topic, one.breakdown): one for one in cells}
    kept = [new.pop((one.unit, one.topic, one.breakdown), one) for one in publication.cells]
    every = (*kept, *new.values())
    shown = {one.unit for one in every if one.state is State.SHOWN}
    units = tuple(replace(one, reported=one.kind is NodeKind.UNIT and one.code in shown) for one in publication.units)
    return replace(publication, cells=every, units=units)


def broken_down(one: Cell, item: str, value: int) -> Cell:
    return replace(one, breakdown=Breakdown(item=item, value=value))


def spread(unit: str, count: int, of: int = 1) -> list[Row]:
    """So many people who answer 1 to 5 in turn, each question the same."""
    return [(unit, [1 + number % 5] * of) for number in range(count)]
