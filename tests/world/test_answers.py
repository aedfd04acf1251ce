"""Synthetic answers look like a survey's: factors, units, skipping, abstaining; and they could all have been given in the form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from must.core.common.topics import TopicClass
from must.core.instrument.loader import load_instrument
from must.core.instrument.model import NOT_RELEVANT, Instrument, Selection, Topic
from must.world.answers import Answers, draw

FULL = Selection("full", modules=frozenset({"change"}))
UNITS = tuple(f"unit {number % 40}" for number in range(8000))


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument(Path("tests/data/instruments/tiny"))


@pytest.fixture(scope="module")
def drawn(instrument: Instrument) -> tuple[Answers | None, ...]:
    return draw(instrument, FULL, UNITS, seed=1, round_number=1)


@pytest.fixture(scope="module")
def answered(drawn: tuple[Answers | None, ...]) -> list[Answers]:
    return [answers for answers in drawn if answers is not None]


def of_class(instrument: Instrument, topic_class: TopicClass) -> list[Topic]:
    return [topic for topic in instrument.topics.values() if topic.topic_class is topic_class and not topic.follow_up]


def score(topic: Topic, answers: Answers) -> float | None:
    """Turned so that high is good; None unless every item is answered."""
    given = [(item, answers.get(item.id, NOT_RELEVANT)) for item in topic.scored_items]
    if any(value == NOT_RELEVANT for _, value in given):
        return None
    bad = topic.direction is not None and topic.direction.high_is_challenge
    return float(np.mean([-value if item.reversed is not bad else value for item, value in given]))


def test_equal_arguments_give_equal_answers(instrument: Instrument) -> None:
    people = UNITS[:300]
    first = draw(instrument, FULL, people, seed=7, round_number=1)
    assert first == draw(instrument, FULL, people, seed=7, round_number=1)
    assert first != draw(instrument, FULL, people, seed=7, round_number=2)
    assert first != draw(instrument, FULL, people, seed=8, round_number=1)


def test_only_what_is_asked_and_offered_is_answered(instrument: Instrument) -> None:
    asked = {item.id: item for _, items in instrument.asked(Selection("short")) for item in items}
    for answers in draw(instrument, Selection("short"), UNITS[:500], seed=1, round_number=1):
        for item, value in (answers or {}).items():
            assert value in asked[item].responses.values or (asked[item].not_relevant and value == NOT_RELEVANT)


def test_routing_is_followed(instrument: Instrument, answered: list[Answers]) -> None:
    routed = [topic for topic in instrument.topics.values() if topic.condition is not None]
    assert routed
    for topic in routed:
        assert topic.condition is not None
        followed = [answers for answers in answered if any(item.id in answers for item in topic.items)]
        assert followed
        assert all(answers[topic.condition.item] in topic.condition.values for answers in followed)


def test_some_abstain_some_skip_and_every_option_is_used(
    instrument: Instrument, drawn: tuple[Answers | None, ...], answered: list[Answers]
) -> None:
    assert 0.64 < len(answered) / len(drawn) < 0.76
    unconditional = [item for _, items in instrument.asked(FULL) for item in items if not _is_routed(instrument, item.id)]
    skipped = 1 - np.mean([item.id in answers for item in unconditional for answers in answered])
    assert 0.02 < skipped < 0.06
    for topic in of_class(instrument, TopicClass.ORDINARY):
        for item in topic.items:
            assert {answers.get(item.id) for answers in answered} >= set(item.responses.values)


def test_few_report_what_is_sensitive(instrument: Instrument, answered: list[Answers]) -> None:
    for topic in of_class(instrument, TopicClass.SENSITIVE):
        lowest = topic.items[0].responses.values[0]
        struck = np.mean([answers.get(topic.items[0].id, lowest) > lowest for answers in answered])
        assert 0.03 < struck < 0.07


def test_scales_hang_together_and_units_differ(instrument: Instrument, drawn: tuple[Answers | None, ...]) -> None:
    topics = of_class(instrument, TopicClass.ORDINARY)
    rows = [(unit, [score(topic, answers) for topic in topics]) for unit, answers in zip(UNITS, drawn, strict=True) if answers]
    whole = [(unit, scores) for unit, scores in rows if None not in scores]
    scores = np.array([scores for _, scores in whole], dtype=float)
    correlations = np.corrcoef(scores.T)[np.triu_indices(len(topics), 1)]
    assert np.all(correlations > 0.1)
    assert np.all(correlations < 0.8)
    units = np.array([unit for unit, _ in whole])
    means = np.array([scores[units == unit, 0].mean() for unit in np.unique(units)])
    expected_by_chance = scores[:, 0].std() / np.sqrt(len(whole) / len(means))
    assert means.std() > 1.5 * expected_by_chance


def _is_routed(instrument: Instrument, item: str) -> bool:
    topic = instrument.topic_of_item.get(item)
    return topic is not None and topic.condition is not None
