"""How much an instrument asks, and how long it takes to answer (P02)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from must.core.common.languages import Language, Text
from must.core.instrument.model import Instrument, Item, Section, Selection, Theme

MOST_MINUTES: Final = 20
"""What participants are told that it takes, at most (P02)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of items.

    forms: work-environment items of each form; follow-ups, health and background come on top.
    extended: what each theme's extended part adds, for the themes that have one.
    """

    forms: Mapping[str, int]
    extended: Mapping[str, int]
    modules: Mapping[str, int]
    health: int
    background: int
    follow_ups: int


def count(instrument: Instrument) -> Counts:
    work = [theme for theme in instrument.themes if theme.section is Section.WORK]
    return Counts(
        forms={
            form: sum(_count(theme, items) for theme, items in instrument.asked(Selection(form)) if theme.section is Section.WORK)
            for form in instrument.forms
        },
        extended={theme.id: added for theme in work if (added := sum(item.extended for item in theme.items))},
        modules={theme.id: _count(theme, theme.items) for theme in instrument.modules},
        health=_section_size(instrument, Section.HEALTH),
        background=_section_size(instrument, Section.BACKGROUND),
        follow_ups=sum(len(topic.items) for topic in instrument.topics.values() if topic.follow_up),
    )


def minutes(instrument: Instrument, selection: Selection, language: Language) -> int:
    """Whole minutes, rounded, from opening the page to the last answer."""
    pages = sum(page_seconds(theme, items, instrument, language) for theme, items in instrument.asked(selection))
    return round((instrument.timing.start_seconds + pages) / 60)


def page_seconds(theme: Theme, items: Iterable[Item], instrument: Instrument, language: Language) -> float:
    """Seconds to read and answer one theme.

    Read are its title, introduction and notice, every item, and each response scale once: the options of the next item with the same scale
    are recognised. Follow-ups aren't counted: few people open them. Filtered scales are, as if `items` were all asked.
    """
    timing = instrument.timing
    counted = {item.id for item in theme.counted}
    asked = [item for item in items if item.id in counted]
    read: list[Text] = [text for text in (theme.title, theme.intro, theme.notice) if text]
    read += [item.text for item in asked]
    read += [option.text for scale in {item.responses.id: item.responses for item in asked}.values() for option in scale.options]
    words = sum(len(text[language].split()) for text in read)
    return words / timing.words_per_minute * 60 + len(asked) * timing.seconds_per_answer


def _count(theme: Theme, items: Iterable[Item]) -> int:
    counted = {item.id for item in theme.counted}
    return sum(item.id in counted for item in items)


def _section_size(instrument: Instrument, section: Section) -> int:
    return sum(len(theme.counted) for theme in instrument.themes if theme.section is section)
