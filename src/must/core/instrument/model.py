"""What an instrument is. An instrument that breaks a rule of `checks` can't be built; the loader adds file and line to what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from must.core.common.languages import Text
from must.core.common.refusals import Refusal
from must.core.instrument.checks import faults_of
from must.core.instrument.parts import (
    NOT_RELEVANT,
    Bands,
    Condition,
    Direction,
    Evidence,
    Item,
    Option,
    ResponseScale,
    Section,
    Theme,
    Timing,
    Topic,
)

__all__ = [
    "NOT_RELEVANT",
    "Bands",
    "Condition",
    "Direction",
    "Evidence",
    "Instrument",
    "Item",
    "Option",
    "ResponseScale",
    "Section",
    "Selection",
    "Theme",
    "Timing",
    "Topic",
]


@dataclass(frozen=True)
class Selection:
    """What one round asks: a form, and what was chosen on top of it."""

    form: str
    extended_themes: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Instrument:
    """A questionnaire: `must-2026`, say. Themes stand in the order in which they are asked: background, work, modules, health.
    `forms` maps a form's name to whether it takes every theme's extended part.
    rules, windows: the data of `rules.yaml` and `windows.yaml`, read by `core.disclosure` and `core.campaign`."""

    id: str
    version: str
    title: Text
    forms: Mapping[str, bool]
    themes: tuple[Theme, ...]
    response_scales: Mapping[str, ResponseScale]
    timing: Timing
    rules: Mapping[str, object] = field(default_factory=dict)
    windows: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises Refusal with every fault; `Fault.column` is the path to the part at fault."""
        if faults := faults_of(self):
            raise Refusal(faults)

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        return {topic.id: topic for theme in self.themes for topic in theme.topics}

    @cached_property
    def items(self) -> Mapping[str, Item]:
        return {item.id: item for theme in self.themes for item in theme.items}

    @cached_property
    def topic_of_item(self) -> Mapping[str, Topic]:
        return {item.id: topic for topic in self.topics.values() for item in topic.items}

    @cached_property
    def routed(self) -> tuple[tuple[Topic, Condition], ...]:
        """The topics that not everybody is asked, in the order of asking, and who is."""
        return tuple((topic, topic.condition) for topic in self.topics.values() if topic.condition is not None)

    @property
    def modules(self) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.themes if theme.section is Section.MODULE)

    def asked(self, selection: Selection) -> Iterator[tuple[Theme, tuple[Item, ...]]]:
        """The pages of a round: each theme that asks anything, with its items. Raises KeyError on an unknown form, theme or module."""
        every_extended = self.forms[selection.form]
        known = {theme.id: theme for theme in self.themes}
        for chosen in selection.extended_themes:
            if not any(item.extended for item in known[chosen].items):
                raise KeyError(chosen)
        for chosen in selection.modules:
            if known[chosen].section is not Section.MODULE:
                raise KeyError(chosen)
        for theme in self.themes:
            if theme.section is Section.MODULE and theme.id not in selection.modules:
                continue
            extended = every_extended or theme.section is Section.MODULE or theme.id in selection.extended_themes
            items = tuple(item for item in theme.items if extended or not item.extended)
            if items:
                yield theme, items
