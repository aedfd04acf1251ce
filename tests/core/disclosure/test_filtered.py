"""A scale that background filters is a topic like any other, in which the others didn't answer: the same figures, the same masks, and
nothing more for the attacker."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Final

import pytest

from must.core.disclosure.attacker.attacking import attack
from must.core.disclosure.publication import Publication, State
from must.core.disclosure.publishing import publish
from must.core.disclosure.rules import Rules
from must.core.instrument.model import Direction, Instrument
from must.core.scoring.answers import apply_routing
from tests.core.disclosure.conditions import wrongs
from tests.core.disclosure.random_rounds import RULES_FILES, SHAPES, Recipe, Round
from tests.core.examples import RULES, YES_NO, filtered, follow_up, instrument, item, scale

FILTERED: Final = instrument(
    scale("one", item("one_1")),
    filtered(scale("leading", item("leading_1"), item("leading_2", reverse=True)), opener="leads", values=[2]),
    follow_up("why", item("why_1", YES_NO), opener="leading_1", values=[3, 4, 5]),
    filtered(scale("noise", item("noise_1"), direction=Direction.PROTECTIVE), opener="office", values=[1, 2, 3]),
    background=[item("leads", YES_NO), item("office")],
)
OPENED_TO_ALL: Final = replace(
    FILTERED,
    themes=tuple(
        replace(theme, topics=tuple(replace(topic, condition=None) if topic.filtered else topic for topic in theme.topics))
        for theme in FILTERED.themes
    ),
)
"""The same questionnaire without the filters."""
ASKED = tuple(FILTERED.items)


def rounds_of(shape: str, rules: str, count: int) -> list[Round]:
    dice = random.Random(f"{shape} {rules}")  # noqa: S311
    return [
        Round(
            Recipe(
                shape=shape,
                size=dice.randint(5, 12),
                turnout=dice.choice((-1, 0.8, 1)),
                skipping=dice.choice((0, 0.04)),
                mood=dice.choice(("leaning", "extreme", "mixed", "any")),
                topics=("one", "leading", "why", "noise"),
                rules=rules,
                form="full",
                seed=dice.randrange(2**31),
            ),
            instrument=FILTERED,
        )
        for _ in range(count)
    ]


def published(survey: Round, of: Instrument) -> Publication:
    routed = apply_routing(survey.answers, FILTERED)
    return publish(instrument=of, asked=ASKED, form="full", round=None, grid=survey.grid, answers=routed, rules=survey.rules)


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("rules", ["shipped", "threes"])
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_forbidden_is_learned_from_filtered_scales(shape: str, rules: str) -> None:
    for survey in rounds_of(shape, rules, 6):
        assert survey.asked == ASKED
        found = attack(survey.publication, survey.units, survey.answers, FILTERED, survey.rules)
        assert not list(found.findings), survey


@pytest.mark.promise("P09", "P10")
@pytest.mark.parametrize("shape", SHAPES)
def test_what_filtered_scales_show_is_what_the_rules_read_plainly_allow(shape: str) -> None:
    for survey in rounds_of(shape, "shipped", 4):
        shows = {
            (cell.unit, cell.topic): "full" if cell.bands is not None or cell.items is not None else "mean"
            for cell in survey.publication.cells
            if cell.state is State.SHOWN
        }
        found = wrongs(FILTERED, survey.grid, asked=ASKED, people=survey.people, shows=shows, rules=survey.rules)
        assert found == [], survey


@pytest.mark.parametrize("rules", RULES_FILES)
def test_a_filtered_scale_is_published_as_one_that_the_others_did_not_answer(rules: str) -> None:
    shown = 0
    for shape in SHAPES:
        for survey in rounds_of(shape, rules, 3):
            publication = published(survey, FILTERED)
            assert publication.cells == published(survey, OPENED_TO_ALL).cells
            shown += sum(cell.state is State.SHOWN for cell in publication.cells if cell.topic in ("leading", "noise"))
    assert shown > 10


@pytest.mark.promise("P09", "P10")
def test_a_breakdown_by_what_filters_tells_nothing_more() -> None:
    """R10 beside a filter: of the filtered scale itself one group holds everybody, and there is nothing to tell apart."""
    document = {**RULES, "breakdowns": ["leads"]}
    of, rules, broken_down = replace(FILTERED, rules=document), Rules.of(document), 0
    for survey in rounds_of("many tens", "shipped", 12):
        publication = publish(instrument=of, asked=ASKED, form="full", round=None, grid=survey.grid, answers=survey.answers, rules=rules)
        broken_down += sum(cell.breakdown is not None and cell.state is State.SHOWN for cell in publication.cells)
        assert not list(attack(publication, survey.units, survey.answers, of, rules).findings), survey
    assert broken_down > 5
