"""Small instruments, trees and answers for worked examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import yaml

from must.core.common.languages import Text
from must.core.common.topics import TopicClass
from must.core.disclosure.rules import Rules
from must.core.instrument.loader import PACKAGED
from must.core.instrument.model import (
    Bands,
    Condition,
    Direction,
    Instrument,
    Item,
    Option,
    ResponseScale,
    Section,
    Theme,
    Timing,
    Topic,
)
from must.core.organisation.tree import Unit, UnitTree
from must.core.scoring.answers import MISSING, Answers

RULES: Mapping[str, object] = yaml.safe_load((PACKAGED / "must-2026" / "rules.yaml").read_text("utf-8"))
"""The rules that are shipped, as a document."""

SHIPPED = Rules.of(RULES)


def text(words: str) -> Text:
    return Text(nb=words, nn=words, en=words)


def responses(*values: int) -> ResponseScale:
    return ResponseScale(id="_".join(["steps", *map(str, values)]), options=tuple(Option(value, text(f"{value}")) for value in values))


FIVE = responses(1, 2, 3, 4, 5)
YES_NO = responses(1, 2)


def item(name: str, steps: ResponseScale = FIVE, *, extended: bool = False, reverse: bool = False, not_relevant: bool = False) -> Item:
    return Item(id=name, text=text(name), responses=steps, extended=extended, reversed=reverse, not_relevant=not_relevant)


def scale(
    name: str,
    *items: Item,
    direction: Direction = Direction.RISK,
    topic_class: TopicClass = TopicClass.ORDINARY,
    bands: Bands | None = None,
) -> Topic:
    """A scale; risk with 3.5 / 2.5 unless told otherwise."""
    if bands is None:
        bands = Bands(challenge=3.5, favourable=2.5) if direction.high_is_challenge else Bands(challenge=2.5, favourable=3.5)
    questions = () if topic_class is TopicClass.HEALTH else (text(name),)
    return Topic(
        id=name,
        topic_class=topic_class,
        name=text(name),
        meaning=text(name),
        items=items,
        direction=direction,
        bands=bands,
        questions=questions,
    )


def follow_up(name: str, *items: Item, opener: str, values: Iterable[int], topic_class: TopicClass = TopicClass.ORDINARY) -> Topic:
    condition = Condition(item=opener, values=frozenset(values))
    return Topic(id=name, topic_class=topic_class, name=text(name), meaning=text(name), items=items, condition=condition)


def filtered(topic: Topic, *, opener: str, values: Iterable[int]) -> Topic:
    """The scale, asked only of those who gave these answers to an item of the background."""
    return replace(topic, condition=Condition(item=opener, values=frozenset(values)))


def instrument(*topics: Topic, background: Sequence[Item] = ()) -> Instrument:
    """A questionnaire of these topics, health in a theme of its own, after these background items."""
    health = tuple(topic for topic in topics if topic.topic_class is TopicClass.HEALTH)
    work = tuple(topic for topic in topics if topic not in health)
    themes = ((Section.WORK, work), (Section.HEALTH, health))
    scales = {one.responses.id: one.responses for one in (*background, *(one for topic in topics for one in topic.items))}
    first = Theme(id="background", section=Section.BACKGROUND, title=text("b"), intro=text("i"), topics=(), loose=tuple(background))
    return Instrument(
        id="example",
        version="1",
        title=text("example"),
        forms={"short": False, "full": True},
        themes=(
            *((first,) if background else ()),
            *(
                Theme(id=section.value, section=section, title=text("t"), intro=text("i"), topics=chosen, notice=text("n"))
                for section, chosen in themes
                if chosen
            ),
        ),
        response_scales=scales,
        timing=Timing(words_per_minute=180, seconds_per_answer=6, start_seconds=60),
        rules=RULES,
    )


def tree(*rows: tuple[str, str | None, int]) -> UnitTree:
    """Units as (code, parent, people directly in it)."""
    return UnitTree(Unit(code, parent, f"Unit {code}", invited) for code, parent, invited in rows)


def answers(items: Sequence[str], rows: Iterable[tuple[str, Sequence[int | None]]]) -> Answers:
    """Rows of (unit code, values in the order of the items; None is no answer)."""
    listed = list(rows)
    units = tuple(dict.fromkeys(unit for unit, _ in listed))
    values = [[MISSING if value is None else value for value in row] for _, row in listed]
    return Answers(
        items=tuple(items),
        values=np.array(values, dtype=np.int16).reshape(len(listed), len(items)),
        units=units,
        unit=np.array([units.index(unit) for unit, _ in listed], dtype=np.int64),
    )
