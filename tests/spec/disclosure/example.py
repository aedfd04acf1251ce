"""A worked example of disclosure control: who answered what in which units, and what a report then shows. Table in, table out.

Tables are written as a reader of docs/disclosure.md sees them: a heading, then a line for each row, cells divided by `|`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from must.core.common.topics import TopicClass
from must.core.disclosure.grid import Grid, build_grid
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Direction, Instrument, Section, Theme, Topic
from must.core.organisation.tree import Unit, UnitTree
from must.core.scoring.answers import Answers
from tests.core import examples as small

SUPPORT: Final = small.scale("support", small.item("support_1"), direction=Direction.PROTECTIVE)
"""One question on five steps, 1 to 5: a high answer is good. Potential challenge: 2.5 and lower. Favourable: 3.5 and higher."""

PACE: Final = small.scale("pace", small.item("pace_1"), small.item("pace_2"))
"""A scale of two questions on five steps."""

BULLYING: Final = small.scale("bullying", small.item("bullying_1"), topic_class=TopicClass.SENSITIVE)
PAIN: Final = small.scale("pain", small.item("pain_1"), topic_class=TopicClass.HEALTH)
SKIPPED: Final = "–"
REST: Final = "others in "
"""How a rest is written: `others in Drift`."""


@dataclass(frozen=True)
class Table:
    """Rows of text, each a mapping from heading to cell. Raises ValueError where a row has more or fewer cells than the heading."""

    headings: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    @classmethod
    def of(cls, text: str) -> Table:
        lines = [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
        return cls(lines[0], tuple(dict(zip(lines[0], line, strict=True)) for line in lines[1:]))


@dataclass(frozen=True, kw_only=True)
class Example:
    """One worked example.

    name: of its test, and of its picture. why: one sentence.
    survey: the table in: `unit`, `part of`, `invited` (people directly in the unit) and a column of answers for each topic, headed by the
        topic's id. `4×2 1×3` are four people who answered 2 and one who answered 3; where a topic has two questions, `4×2,5` are four who
        answered 2 and 5, and `1×2,–` is one who skipped the second.
    report: the table out: every unit and rest, in the order of a publication, with what the columns of `outcome.COLUMNS` say.
    told: what a bare threshold (`n ≥ 5`) would have told besides, as `outcome.exposed` finds it; empty where the example isn't about that.
    rules: parameters that differ from must-2026's, by their names in `rules.yaml`: {"grid.minimum_invited": 3}.
    groups: the values of a background question `group`; then the survey has a column of answers for each of them, and the report ends with
        a row for each, `Drift, women`.
    drawn: whether there is a picture.
    """

    name: str
    title: str
    why: str
    survey: Table
    report: Table
    topics: tuple[Topic, ...] = (SUPPORT,)
    told: tuple[str, ...] = ()
    rules: Mapping[str, object] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    drawn: bool = True
    promises: tuple[str, ...] = ("P09",)

    @cached_property
    def parameters(self) -> Rules:
        document = {key: dict(value) if isinstance(value, Mapping) else value for key, value in small.RULES.items()}
        for name, value in self.rules.items():
            group, _, key = name.partition(".")
            document[group] = {**document[group], key: value} if key else value  # type: ignore[dict-item]  # a group of the rules
        return Rules.of(document)

    @cached_property
    def instrument(self) -> Instrument:
        without = small.instrument(*self.topics)
        if not self.groups:
            return without
        steps = small.responses(*range(1, len(self.groups) + 1))
        words, asked = small.text("background"), small.item("group", steps)
        background = Theme(id="background", section=Section.BACKGROUND, title=words, intro=words, topics=(), loose=(asked,))
        scales = {**without.response_scales, steps.id: steps}
        rules = {**without.rules, "breakdowns": ["group"]}
        return replace(without, themes=(*without.themes, background), response_scales=scales, rules=rules)

    @cached_property
    def tree(self) -> UnitTree:
        return UnitTree(Unit(row["unit"], row["part of"] or None, row["unit"], int(row["invited"])) for row in self.survey.rows)

    @cached_property
    def grid(self) -> Grid:
        return build_grid(self.tree, self.parameters)

    @cached_property
    def answers(self) -> Answers:
        """Everybody who answered anything. Where a unit's topics have several rows of people, the first of each are the same people."""
        items = tuple(self.instrument.items)
        rows = [(row["unit"], values) for row in self.survey.rows for values in self._people(row)]
        return small.answers(items, rows)

    def _people(self, row: Mapping[str, str]) -> Iterator[tuple[int | None, ...]]:
        if self.groups:
            for value, group in enumerate(self.groups, start=1):
                yield from ((*answers, value) for answers in given(row[group], len(self.topics[0].items)))
            return
        by_topic = [list(given(row.get(topic.id, ""), len(topic.items))) for topic in self.topics]
        for number in range(max(map(len, by_topic))):
            yield tuple(
                value
                for topic, people in zip(self.topics, by_topic, strict=True)
                for value in (people[number] if number < len(people) else (None,) * len(topic.items))
            )


def given(cell: str, items: int) -> Iterator[tuple[int | None, ...]]:
    """The answers in a cell of the survey, a person at a time. Raises ValueError where somebody has too few or too many answers."""
    for group in cell.split():
        people, _, values = group.partition("×")
        answered = tuple(None if value == SKIPPED else int(value) for value in values.split(","))
        if len(answered) != items:
            raise ValueError(f"{group}: {items} answers expected")
        yield from [answered] * int(people)


def label(code: str) -> str:
    """A node's code as the tables write it."""
    return f"{REST}{code.removesuffix('~rest')}" if code.endswith("~rest") else code
