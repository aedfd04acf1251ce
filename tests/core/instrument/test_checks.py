"""An instrument that breaks a rule can't be built, in code either."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from must.core.common.refusals import Refusal
from must.core.instrument.checks import RULES
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import Condition, Evidence, Instrument, Item, Option, ResponseScale, Section, Theme, Topic
from tests.core.instrument.copies import TINY


@pytest.fixture
def tiny() -> Instrument:
    return load_instrument(TINY)


def faults(instrument: Instrument, **changes: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(Refusal) as refusal:
        replace(instrument, **changes)
    return [(fault.code, fault.column) for fault in refusal.value.faults]


def with_topic(instrument: Instrument, theme: int, topic: int, **changes: Any) -> tuple[Theme, ...]:
    """The instrument's themes with one topic changed."""
    themes = list(instrument.themes)
    topics = list(themes[theme].topics)
    topics[topic] = replace(topics[topic], **changes)
    themes[theme] = replace(themes[theme], topics=tuple(topics))
    return tuple(themes)


SCALE, FOLLOW_UP = (1, 0), (2, 2)


@pytest.mark.parametrize("missing", ["direction", "bands"])
def test_a_scale_without_score(tiny: Instrument, missing: str) -> None:
    changed = with_topic(tiny, *SCALE, **{missing: None, "evidence": Evidence.NONE})
    assert faults(tiny, themes=changed) == [("instrument.scale_without_score", "themes.1.topics.0")]


@pytest.mark.parametrize("given", ["direction", "bands"])
def test_a_follow_up_set_with_score(tiny: Instrument, given: str) -> None:
    scale: Topic = tiny.themes[1].topics[0]
    changed = with_topic(tiny, *FOLLOW_UP, **{given: getattr(scale, given)})
    assert faults(tiny, themes=changed) == [("instrument.follow_up_with_score", "themes.2.topics.2")]


def test_an_item_with_a_response_scale_of_its_own(tiny: Instrument) -> None:
    first: Item = tiny.themes[1].topics[0].items[0]
    own = ResponseScale("frequency", (*first.responses.options[:4], replace(first.responses.options[4], value=6)))
    changed = with_topic(tiny, *SCALE, items=(replace(first, responses=own),))
    assert ("instrument.unknown_response_scale", "themes.1.topics.0.items.0.responses") in faults(tiny, themes=changed)


@pytest.mark.parametrize(("options", "refused"), [(8, False), (9, True)])
def test_a_breakdown_by_an_item_with_many_options(tiny: Instrument, options: int, refused: bool) -> None:
    first = tiny.response_scales["yes_no"].options[0]
    many = ResponseScale("many", tuple(replace(first, value=value) for value in range(1, options + 1)))
    background = replace(tiny.themes[0], loose=(replace(tiny.themes[0].loose[0], responses=many),))
    changes: dict[str, Any] = {
        "themes": (background, *tiny.themes[1:]),
        "response_scales": {**tiny.response_scales, "many": many},
        "rules": {**tiny.rules, "breakdowns": ["leads_others"]},
    }
    if refused:
        assert faults(tiny, **changes) == [("instrument.breakdown_values", "rules.breakdowns.0")]
    else:
        replace(tiny, **changes)


def test_routing_values_outside_the_options(tiny: Instrument) -> None:
    changed = with_topic(tiny, *FOLLOW_UP, condition=Condition("bullying_1", frozenset({0})))
    assert faults(tiny, themes=changed) == [("instrument.routing_values", "themes.2.topics.2.when.values")]


FILTERED = (3, 1)


def test_background_that_is_not_always_asked_filters_nothing(tiny: Instrument) -> None:
    background = replace(tiny.themes[0], loose=(replace(tiny.themes[0].loose[0], extended=True),))
    themes = (background, *tiny.themes[1:])
    assert faults(tiny, themes=themes) == [("instrument.routing_not_always", "themes.3.topics.1.when.item")]


@pytest.mark.parametrize("missing", ["direction", "bands"])
def test_a_filtered_scale_without_score(tiny: Instrument, missing: str) -> None:
    changed = with_topic(tiny, *FILTERED, **{missing: None})
    assert faults(tiny, themes=changed) == [("instrument.scale_without_score", "themes.3.topics.1")]


def test_a_filtered_scale_that_opens_on_a_later_theme(tiny: Instrument) -> None:
    changed = with_topic(tiny, *FILTERED, condition=Condition("pain_1", frozenset({4})))
    assert ("instrument.routing_not_earlier", "themes.3.topics.1.when.item") in faults(tiny, themes=changed)


def test_a_filtered_scale_may_open_a_follow_up_set_of_its_own(tiny: Instrument) -> None:
    change, social = tiny.themes[3], tiny.themes[2]
    follow_up = replace(
        social.topics[2], id="why", condition=Condition("leading_change_1", frozenset({5})), topic_class=change.topics[1].topic_class
    )
    follow_up = replace(follow_up, items=tuple(replace(item, id=f"why_{item.id}") for item in follow_up.items))
    opened = replace(change, topics=(*change.topics, follow_up))
    assert replace(tiny, themes=(*tiny.themes[:3], opened, tiny.themes[4])).topics["why"].follow_up


def test_a_response_scale_of_nothing(tiny: Instrument) -> None:
    scales = {**tiny.response_scales, "only": ResponseScale("only", (Option(1, tiny.title),))}
    assert faults(tiny, response_scales=scales) == [("instrument.too_few_options", "response_scales.only.options")]


def test_health_questions_cannot_be_moved_out_of_their_section(tiny: Instrument) -> None:
    themes = tuple(replace(theme, section=Section.WORK) if theme.section is Section.HEALTH else theme for theme in tiny.themes)
    assert ("instrument.health_outside_health_section", "themes.4.topics.0.class") in faults(tiny, themes=themes)


def test_a_form_of_nothing(tiny: Instrument) -> None:
    rest = tuple(theme for theme in tiny.themes if theme.section is not Section.WORK)
    assert faults(tiny, themes=rest) == [("instrument.form_asks_nothing", "forms.short")]


def test_rules_are_a_table_without_doubles() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES) == 22
